//! Makes shared documents out of private words: the only door between spaces.
//!
//! Invariants: a distilled document is built from nothing but what is named here, so nothing deleted can be in it; its
//! actor and nonce are random, its times 0; what the share sheet draws is read back from the bytes that leave.

use automerge::transaction::Transactable as _;
use automerge::{ROOT, transaction::CommitOptions};

use crate::clock::Entropy;
use crate::ids::{DocumentId, Head, PersonId, SpaceId};
use crate::kind::{Body, Kind};
use crate::limits;

use super::doc::Doc;
use super::error::DocumentError;
use super::genesis::{self, Genesis};
use super::markdown;
use super::publication::{MarginNote, Publication};
use super::shared::encode_marks;

/// What is to be published.
#[derive(Clone, Copy)]
pub struct PublicationDraft<'a> {
    /// The entry's title, if it is to be shared.
    pub title: Option<&'a str>,
    /// The entry's date, `YYYY-MM-DD`, if it is to be shared.
    pub date: Option<&'a str>,
    /// Which session it belongs to, if that is to be shared.
    pub session: Option<&'a str>,
    /// Whether its writer wants to speak about it in the next session.
    pub bring: bool,
    /// The words, in light Markdown.
    pub markdown: &'a str,
    /// The publication it takes the place of.
    pub replaces: Option<DocumentId>,
}

impl core::fmt::Debug for PublicationDraft<'_> {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicationDraft({} bytes)", self.markdown.len())
    }
}

/// A finished shared document, as it will leave.
#[derive(Clone, PartialEq, Eq)]
pub struct Distilled {
    /// Its name: the hash of its genesis.
    pub document: DocumentId,
    /// What it is.
    pub kind: Kind,
    /// All its changes, uncompressed: the body of its only chunk.
    pub changes: Vec<u8>,
    /// Its heads.
    pub heads: Vec<Head>,
}

impl core::fmt::Debug for Distilled {
    /// Shows the size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Distilled({:?}, {:?}, {} bytes)", self.document, self.kind, self.changes.len())
    }
}

impl Distilled {
    /// Returns the body of its only chunk.
    pub fn body(&self) -> Body {
        Body::Changes(self.changes.clone())
    }

    /// Reads the publication back from the bytes that leave, as a stranger would.
    pub fn publication(&self) -> Result<Publication, DocumentError> {
        self.load()?.publication().ok_or(DocumentError::WrongKind)
    }

    /// Reads the margin note back from the bytes that leave.
    pub fn margin_note(&self) -> Result<MarginNote, DocumentError> {
        self.load()?.margin_note().ok_or(DocumentError::WrongKind)
    }

    fn load(&self) -> Result<Doc, DocumentError> {
        Doc::load_shared(self.document, &[&self.body()], None)
    }
}

/// Distils words into a publication.
pub fn distil_publication(
    genesis: &Genesis,
    draft: &PublicationDraft<'_>,
    entropy: &dyn Entropy,
) -> Result<Distilled, DocumentError> {
    let lines = [draft.title, draft.session];
    let lines_fit = lines.iter().flatten().all(|line| line.chars().count() <= limits::TITLE_CHARS_MAX);
    let (text, marks) = markdown::plain(draft.markdown);
    if !lines_fit || text.len() > limits::ENTRY_BYTES_MAX || marks.len() > limits::MARKS_MAX {
        return Err(DocumentError::TooLarge);
    }
    if draft.date.is_some_and(|date| !is_date(date)) {
        return Err(DocumentError::Malformed);
    }
    distil(genesis, Kind::Publication, entropy, |tx| {
        for (key, value) in [("title", draft.title), ("date", draft.date), ("session", draft.session)] {
            if let Some(value) = value {
                tx.put(ROOT, key, value)?;
            }
        }
        if draft.bring {
            tx.put(ROOT, "bring", true)?;
        }
        tx.put(ROOT, "text", text)?;
        if !marks.is_empty() {
            tx.put(ROOT, "marks", encode_marks(&marks))?;
        }
        if let Some(replaces) = draft.replaces {
            tx.put(ROOT, "replaces", replaces.0.to_vec())?;
        }
        Ok(())
    })
}

/// Distils a margin note.
pub fn distil_note(genesis: &Genesis, note: &MarginNote, entropy: &dyn Entropy) -> Result<Distilled, DocumentError> {
    if note.text.len() > limits::NOTE_BYTES_MAX {
        return Err(DocumentError::TooLarge);
    }
    if note.start > note.end || note.end > limits::ENTRY_BYTES_MAX {
        return Err(DocumentError::Malformed);
    }
    distil(genesis, Kind::MarginNote, entropy, |tx| {
        tx.put(ROOT, "publication", note.publication.0.to_vec())?;
        tx.put(ROOT, "start", note.start as u64)?;
        tx.put(ROOT, "end", note.end as u64)?;
        tx.put(ROOT, "anchor", note.anchor.to_vec())?;
        Ok(tx.put(ROOT, "text", note.text.as_str())?)
    })
}

/// Begins the list in which a reader's devices note what they received from a space. Every device of that reader
/// begins it with the same bytes, so they all write into one list.
pub fn receipts_genesis(
    space: SpaceId,
    writer: PersonId,
    entropy: &dyn Entropy,
) -> Result<(DocumentId, Doc), DocumentError> {
    let genesis = Genesis { space, writer, kind: Kind::Receipts };
    let (document, am) = genesis::shared(&genesis, entropy)?;
    Ok((document, Doc::begun(am, document, genesis)))
}

fn distil(
    genesis: &Genesis,
    kind: Kind,
    entropy: &dyn Entropy,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), DocumentError>,
) -> Result<Distilled, DocumentError> {
    if genesis.kind != kind {
        return Err(DocumentError::WrongKind);
    }
    let (document, mut am) = genesis::shared(genesis, entropy)?;
    let mut tx = am.transaction();
    write(&mut tx)?;
    tx.commit_with(CommitOptions::default().with_time(0));
    let changes: Vec<u8> = am.get_changes(&[]).iter().flat_map(|change| change.raw_bytes().to_vec()).collect();
    if changes.len() > limits::CHUNK_BYTES_MAX {
        return Err(DocumentError::TooLarge);
    }
    let heads = am.get_heads().into_iter().map(|hash| Head(hash.0)).collect();
    Ok(Distilled { document, kind, changes, heads })
}

/// Whether this is `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    text.len() == 10 && shape
}

#[cfg(test)]
mod tests;
