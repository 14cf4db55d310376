//! The versions of a document, from its own changes: where somebody stopped writing for a while.
//!
//! Invariant: a version is a state the document had; nothing is kept for it beside the changes.

use std::collections::BTreeSet;

use automerge::{ChangeHash, ReadDoc as _};

use crate::clock::UnixMillis;
use crate::ids::Head;
use crate::limits::VERSIONS_MAX;

use super::delta::Delta;
use super::doc::Doc;
use super::error::DocumentError;
use super::text::{Field, Patch};

/// A pause that ends a version, in seconds.
const PAUSE_SECS: u64 = 600;

/// A state a document had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its heads.
    pub heads: Vec<Head>,
    /// When its last change was written, to the minute; none for what was written before that was noted.
    pub at_ms: Option<UnixMillis>,
    /// Characters of its text.
    pub chars: usize,
}

/// Part of a text as two versions have it.
#[derive(Clone, PartialEq, Eq)]
pub struct Compared {
    /// Which of them has it.
    pub what: Change,
    /// Its words.
    pub words: String,
}

/// What became of a part from the older version to the newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Both have it.
    Same,
    /// Only the older one has it.
    Gone,
    /// Only the newer one has it.
    New,
}

impl core::fmt::Debug for Compared {
    /// Shows what and how much, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}({} bytes)", self.what, self.words.len())
    }
}

impl Doc {
    /// Returns its versions, oldest first, as many of the newest as are kept in sight; the last one is how it is now.
    pub fn versions(&self) -> Vec<Version> {
        let changes = self.automerge().get_changes_meta(&[]);
        let (mut front, mut ends) = (BTreeSet::new(), Vec::new());
        for (at, change) in changes.iter().enumerate() {
            front.retain(|hash| !change.deps.contains(hash));
            front.insert(change.hash);
            let goes_on = changes.get(at + 1).is_some_and(|next| match (change.timestamp, next.timestamp) {
                (0, 0) => change.actor == next.actor,
                (before, after) => before != 0 && after.abs_diff(before) < PAUSE_SECS,
            });
            if !goes_on {
                ends.push((front.iter().copied().collect::<Vec<ChangeHash>>(), change.timestamp));
            }
        }
        let mut versions: Vec<Version> = Vec::new();
        let mut words = (String::new(), String::new());
        let excess = ends.len().saturating_sub(VERSIONS_MAX);
        for (heads, time_secs) in ends.into_iter().skip(excess) {
            let found = (self.text_of(Field::Title, &heads), self.text_of(Field::Body, &heads));
            // Marks, tags and facts make no version of the words.
            if found == words {
                continue;
            }
            let at_ms = u64::try_from(time_secs).ok().filter(|secs| *secs > 0).map(|secs| secs.saturating_mul(1000));
            let heads = heads.into_iter().map(|hash| Head(hash.0)).collect();
            versions.push(Version { heads, at_ms, chars: found.1.chars().count() });
            words = found;
        }
        versions
    }

    /// Returns the title of a version, and its text beside the text as it is now.
    pub fn compare(&self, heads: &[Head]) -> Result<(String, Vec<Compared>), DocumentError> {
        let old = self.known(heads)?;
        let now = self.change_heads();
        let delta = Delta::from_patches(&self.text_patches(Field::Body, &old, &now)?);
        Ok((self.text_of(Field::Title, &old), delta.compared(&self.text_of(Field::Body, &old))))
    }

    /// Writes title and text as a version had them, as an ordinary new change.
    pub fn bring_back(&mut self, heads: &[Head]) -> Result<(), DocumentError> {
        let old = self.known(heads)?;
        for field in [Field::Title, Field::Body] {
            let now = self.change_heads();
            let patches: Vec<Patch> = self.text_patches(field, &now, &old)?;
            self.splice_at(field, &now, &patches)?;
        }
        Ok(())
    }

    fn text_of(&self, field: Field, heads: &[ChangeHash]) -> String {
        let text = self.text_object(field).ok();
        text.and_then(|text| self.automerge().text_at(text, heads).ok()).unwrap_or_default()
    }

    /// Returns heads that this document has; what it does not know is no version of it.
    fn known(&self, heads: &[Head]) -> Result<Vec<ChangeHash>, DocumentError> {
        let mut known: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash(head.0)).collect();
        known.sort_unstable();
        match known.iter().all(|hash| self.automerge().get_change_by_hash(hash).is_some()) && !known.is_empty() {
            true => Ok(known),
            false => Err(DocumentError::Incomplete),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Run;
    use crate::kind::{Body, Kind};

    const MINUTE: u64 = 60_000;

    fn write(doc: &mut Doc, at_ms: u64, text: &str) {
        doc.date(at_ms);
        doc.set_words("A title", text).unwrap();
    }

    fn texts(doc: &Doc) -> Vec<String> {
        let of = |version: Version| {
            let (_, parts) = doc.compare(&version.heads).unwrap();
            parts.into_iter().filter(|part| part.what != Change::New).map(|part| part.words).collect()
        };
        doc.versions().into_iter().map(of).collect()
    }

    #[test]
    fn a_version_ends_where_somebody_paused_and_only_words_make_one() {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        write(&mut doc, 100 * MINUTE, "begun");
        write(&mut doc, 105 * MINUTE, "begun, and on");
        write(&mut doc, 200 * MINUTE, "the next day");
        doc.date(900 * MINUTE);
        doc.set_tags(&["lake".to_owned()]).unwrap();
        let versions = doc.versions();
        let times: Vec<Option<u64>> = versions.iter().map(|version| version.at_ms).collect();
        assert_eq!(times, [Some(105 * MINUTE), Some(200 * MINUTE)]);
        assert_eq!(texts(&doc), ["begun, and on", "the next day"]);
        let loaded = Doc::load(&[&doc.snapshot().unwrap().unwrap()], None).unwrap();
        assert_eq!(loaded.versions(), versions, "folding keeps them");
    }

    #[test]
    fn what_was_written_before_times_were_noted_parts_where_the_program_was_started_anew() {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        doc.set_words("", "one").unwrap();
        doc.set_actor(Run([2; 8]));
        doc.set_words("", "one two").unwrap();
        let versions = doc.versions();
        assert_eq!(versions.iter().map(|version| version.at_ms).collect::<Vec<_>>(), [None, None]);
        assert_eq!(texts(&doc), ["one", "one two"]);
    }

    #[test]
    fn a_comparison_shows_what_went_and_what_came() {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        write(&mut doc, 100 * MINUTE, "a long corridor");
        let old = doc.versions().remove(0);
        doc.date(200 * MINUTE);
        let now = doc.change_heads();
        let splice = |at, delete, insert: &str| Patch { at, delete, insert: insert.to_owned() };
        doc.splice_at(Field::Body, &now, &[splice(2, 5, ""), splice(10, 0, ", and a door")]).unwrap();
        assert_eq!(doc.text(Field::Body), "a corridor, and a door");
        let (title, parts) = doc.compare(&old.heads).unwrap();
        let parts: Vec<(Change, &str)> = parts.iter().map(|part| (part.what, part.words.as_str())).collect();
        let expected =
            [(Change::Same, "a "), (Change::Gone, "long "), (Change::Same, "corridor"), (Change::New, ", and a door")];
        assert_eq!((title.as_str(), &parts[..]), ("A title", &expected[..]));
    }

    #[test]
    fn what_was_brought_back_is_a_new_change_and_merges_like_any_other() {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        write(&mut doc, 100 * MINUTE, "a paragraph that went away");
        let old = doc.versions().remove(0);
        write(&mut doc, 200 * MINUTE, "");
        let here = Body::Changes(doc.new_changes());
        let mut there = Doc::load(&[&here], Some(Run([2; 8]))).unwrap();
        doc.date(300 * MINUTE);
        doc.bring_back(&old.heads).unwrap();
        assert_eq!(doc.text(Field::Body), "a paragraph that went away");
        there.apply(&Body::Changes(doc.new_changes())).unwrap();
        assert_eq!(there.text(Field::Body), "a paragraph that went away");
        assert_eq!(texts(&doc).len(), 3, "the empty one is a version too");
    }

    #[test]
    fn heads_of_something_else_are_no_version() {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        assert!(doc.compare(&[Head([9; 32])]).is_err() && doc.bring_back(&[Head([9; 32])]).is_err());
        assert!(doc.compare(&[]).is_err());
    }
}
