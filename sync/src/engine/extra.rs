//! What the engine keeps in a catalog row beside what every row has.
//!
//! Invariant: everything here can be made again from the log, except what this device alone noticed (arrival,
//! opening), which is only a convenience.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::open::Open;
use crate::clock::UnixMillis;
use crate::document::{CopyHeader, Doc, Fact, Facts, ShareRecord};
use crate::ids::{DocumentId, SpaceId};
use crate::vault::CatalogEntry;

/// Facts of a row that lists and pages need without loading the document.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Extra {
    /// Of an entry: what was shared from it.
    pub shares: Vec<ShareRecord>,
    /// Of a margin note or a draft: the publication it is for.
    pub target: Option<DocumentId>,
    /// Of a draft: the space of its publication.
    pub target_space: Option<SpaceId>,
    /// Of something received: when it arrived here.
    pub received_ms: Option<UnixMillis>,
    /// Of something received: when it was opened here.
    pub opened_ms: Option<UnixMillis>,
    /// Of something withdrawn: kept, hidden, until then.
    pub kept_until_ms: Option<UnixMillis>,
    /// Of something withdrawn here: its purge is done and was said to the writer's devices.
    pub replaced_by: Option<DocumentId>,
    /// Of something received: when its end was carried out here.
    pub withdrawn_ms: Option<UnixMillis>,
    /// Of a private document: its facts.
    pub facts: Facts,
    /// Values of facts that did not win, until somebody settles it.
    pub rivals: BTreeMap<String, Vec<Fact>>,
}

impl Extra {
    /// Forgets what the document said, and keeps what this device noticed.
    pub fn forget_words(&mut self) {
        (self.shares, self.facts, self.rivals) = Default::default();
    }
}

/// The part that follows from the document alone.
#[derive(Clone, Default)]
pub(super) struct FromDoc {
    shares: Vec<ShareRecord>,
    target: Option<DocumentId>,
    target_space: Option<SpaceId>,
    facts: Facts,
    rivals: BTreeMap<String, Vec<Fact>>,
}

/// Returns what a document says.
pub(super) fn from_doc(doc: &Doc) -> FromDoc {
    let found = match doc.genesis() {
        None => FromDoc { facts: doc.facts(), rivals: doc.rivals(), ..FromDoc::default() },
        Some(_) => FromDoc::default(),
    };
    if let Some(entry) = doc.entry() {
        return FromDoc { shares: entry.shares, ..found };
    }
    if let Some(draft) = doc.note_draft() {
        return FromDoc { target: Some(draft.publication), target_space: Some(draft.space), ..found };
    }
    FromDoc { target: doc.margin_note().map(|note| note.publication), ..found }
}

/// Returns the row's extra facts; a row without any has the defaults.
pub(super) fn of(entry: &CatalogEntry) -> Extra {
    decode(&entry.extra).unwrap_or_default()
}

/// Fields that were added since the first version; rows of an older one end before them.
const ADDED: usize = 3;

/// Reads the facts of a row; a zero for each field an older version did not write reads as none of it.
pub(super) fn decode(bytes: &[u8]) -> Option<Extra> {
    (0..=ADDED).find_map(|missing| {
        let whole = [bytes, &[0; ADDED][..missing]].concat();
        postcard::from_bytes(&whole).ok()
    })
}

/// Replaces the row's extra facts.
pub(super) fn set(entry: &mut CatalogEntry, extra: &Extra) {
    // Encoding into a growing vector cannot fail for these types; an empty value reads as the defaults.
    entry.extra = postcard::to_allocvec(extra).unwrap_or_default();
}

/// Takes over what the document says, keeping what this device noticed.
pub(super) fn merge(entry: &mut CatalogEntry, found: FromDoc) {
    let mut extra = of(entry);
    extra.shares = found.shares;
    extra.target = found.target;
    extra.target_space = found.target_space;
    extra.facts = found.facts;
    extra.rivals = found.rivals;
    set(entry, &extra);
}

/// Returns the front matter of a document's readable copy.
pub(super) fn copy_header(entry: &CatalogEntry, doc: &Doc) -> CopyHeader {
    CopyHeader {
        document: entry.document,
        kind: entry.kind,
        created_ms: entry.created_ms,
        changed_ms: entry.changed_ms,
        heads: doc.heads(),
    }
}

impl Open {
    /// Changes the extra facts of a row.
    pub fn update_extra(&mut self, document: DocumentId, change: impl FnOnce(&mut Extra)) {
        self.update_row(document, |entry| {
            let mut extra = of(entry);
            change(&mut extra);
            set(entry, &extra);
        });
    }

    /// Returns the extra facts of a row.
    pub fn extra(&self, document: DocumentId) -> Extra {
        self.catalog.get(document).map(of).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_an_older_version_reads_as_it_was_written() {
        let extra = Extra { received_ms: Some(5), kept_until_ms: Some(9), ..Extra::default() };
        let mut bytes = postcard::to_allocvec(&extra).unwrap();
        for missing in ["rivals", "facts", "when its end was carried out"] {
            assert_eq!(bytes.pop(), Some(0), "there is none: {missing}");
            assert_eq!(decode(&bytes).unwrap().received_ms, Some(5), "without {missing}");
        }
        let read = decode(&bytes).unwrap();
        assert_eq!((read.received_ms, read.kept_until_ms, read.withdrawn_ms), (Some(5), Some(9), None));
        let newer = Extra { withdrawn_ms: Some(7), ..read };
        assert_eq!(decode(&postcard::to_allocvec(&newer).unwrap()).unwrap().withdrawn_ms, Some(7));
    }
}
