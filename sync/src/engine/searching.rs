//! The search table: filled from the readable copies a few at a time after unlocking, and asked.
//!
//! Invariant: who asks before the table is full is answered from what is in it, the newest entries, and again when it is.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use crate::document::parse_copy;
use crate::ids::DocumentId;
use crate::kind::Kind;
use crate::vault::VaultError;

/// Entries one search answers with: more than a list shows without scrolling far.
const FOUND_MAX: usize = 500;
/// Letters of each word from which on places are shown.
const EXCERPT_LETTERS_MIN: usize = 3;
/// Entries whose place is shown: what a list shows before somebody types another letter.
const EXCERPTS_MAX: usize = 60;
/// Copies that are read in one go while nothing else is to do: about a twentieth of a second.
const COPIES_AT_ONCE: usize = 500;
/// Copies that are read before an answer, so that small journals are always answered whole at once.
const COPIES_BEFORE_ANSWER: usize = 200;

impl Open {
    /// Notes every entry as one that the search table has to learn, the newest first.
    pub(super) fn begin_search(&mut self) {
        let entries = self.catalog.iter().filter(|entry| entry.kind == Kind::Entry && entry.tombstone.is_none());
        let mut unsearched: Vec<_> = entries.map(|entry| (entry.created_ms, entry.document)).collect();
        unsearched.sort_unstable();
        self.unsearched = unsearched.into_iter().map(|(_, document)| document).collect();
    }

    /// Puts some entries into the search table; whoever asked before it was full is answered again once it is.
    pub(super) fn fill_search_some(&mut self) {
        for _ in 0..COPIES_AT_ONCE {
            let Some(document) = self.unsearched.pop() else { break };
            // What cannot be read now is tried again when somebody asks, who is told why.
            if self.search_one(document).is_err() {
                self.unsearched.insert(0, document);
                return;
            }
        }
        if self.unsearched.is_empty()
            && let Some((number, query)) = self.searched.take()
        {
            self.answer_search(number, &query);
        }
    }

    /// Brings what was written since into the search table, and some of what it does not hold yet.
    fn freshen_search(&mut self) -> Result<(), Failure> {
        while let Some(document) = self.stale.first().copied() {
            if let Ok(doc) = self.read_doc(document) {
                self.write_copy(document, &doc)?;
            }
            self.stale.remove(&document);
        }
        for _ in 0..COPIES_BEFORE_ANSWER {
            let Some(document) = self.unsearched.last().copied() else { break };
            self.search_one(document)?;
            self.unsearched.pop();
        }
        Ok(())
    }

    fn search_one(&mut self, document: DocumentId) -> Result<(), Failure> {
        let Some(entry) = self.catalog.get(document).filter(|entry| entry.tombstone.is_none()) else { return Ok(()) };
        let text = match self.vault.copy(entry.space, document) {
            Ok(Some(text)) => text,
            // The log has every word of it: a copy that is damaged or gone is made anew.
            Ok(None) | Err(VaultError::Damaged(_)) => {
                if let Ok(doc) = self.read_doc(document) {
                    self.write_copy(document, &doc)?;
                }
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let Ok(text) = core::str::from_utf8(&text) else { return Ok(()) };
        if let Some((_, title, body)) = parse_copy(text) {
            self.search.put(document, &title, &body)?;
        }
        Ok(())
    }

    /// Answers a search over titles and texts.
    pub fn search(&mut self, number: u64, query: &str) -> Result<(), Failure> {
        self.freshen_search()?;
        self.answer_search(number, query);
        self.searched = (!self.unsearched.is_empty()).then(|| (number, query.to_owned()));
        Ok(())
    }

    fn answer_search(&mut self, number: u64, query: &str) {
        let documents = self.search.find(query, FOUND_MAX);
        // Of one or two letters nearly every entry has a word, and each place costs a walk through all of them.
        let is_word = query.split_whitespace().all(|word| word.chars().count() >= EXCERPT_LETTERS_MIN);
        let shown = &documents[..if is_word { documents.len().min(EXCERPTS_MAX) } else { 0 }];
        let excerpts = self.search.excerpts(query, shown);
        self.events.push(Event::Found { number, documents, excerpts });
    }
}
