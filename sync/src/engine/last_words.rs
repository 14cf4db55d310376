//! The last words of an own device that was removed: set aside, shown, and made new entries if their person says so.
//!
//! Invariant: nothing of such a file touches the log, a cursor or a document that is here; what is kept becomes an entry
//! of this device's own. What is not decided is forgotten when the vault is locked.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::carried_in::removed;
use super::event::Event;
use super::failure::Failure;
use super::judge::{Judging, Sender, Verdict};
use super::open::Open;
use super::view::{CarriedFound, Field, LastPage};
use super::workers::Job;
use crate::clock::UnixMillis;
use crate::document::{Doc, summary};
use crate::exchange::CarriedSpace;
use crate::ids::DocumentId;
use crate::kind::{Body, Kind};
use crate::limits::{ENTRY_BYTES_MAX, LAST_WORDS_BYTES_MAX, LAST_WORDS_MAX, TAG_CHARS_MAX, TAGS_MAX};
use crate::people::DeviceCard;

/// What waits for a decision.
pub(super) struct LastWords {
    device: String,
    pages: Vec<Page>,
}

/// One entry as the removed device had it.
struct Page {
    title: String,
    text: String,
    tags: Vec<String>,
    shown: LastPage,
}

impl Open {
    /// Sets aside what a removed device wrote and this one does not have.
    pub(super) fn set_aside_last_words(
        &mut self,
        card: &DeviceCard,
        spaces: Vec<CarriedSpace>,
    ) -> Result<CarriedFound, Failure> {
        let private = self.profile.private_space;
        let part = spaces.into_iter().find(|part| part.space == private);
        let mut written: BTreeMap<DocumentId, Vec<Body>> = BTreeMap::new();
        let mut judging = Judging::new(private, Sender::Own);
        for (_, chunk) in part.map(|part| part.chunks_after(card.device, 0)).unwrap_or_default() {
            let words = chunk.body.is_words();
            if words && matches!(self.judge(&mut judging, &chunk), Verdict::Store) {
                written.entry(chunk.document).or_default().push(chunk.body);
            }
        }
        let (mut pages, mut bytes) = (Vec::new(), 0);
        for (document, bodies) in written {
            let Some(page) = self.last_page(document, bodies)? else { continue };
            bytes += page.text.len();
            if pages.len() == LAST_WORDS_MAX || bytes > LAST_WORDS_BYTES_MAX {
                break;
            }
            pages.push(page);
        }
        if pages.is_empty() {
            return Ok(removed(card));
        }
        pages.sort_by_key(|page| page.shown.created_ms);
        let shown = pages.iter().map(|page| page.shown.clone()).collect();
        self.last_words = Some(LastWords { device: card.name.clone(), pages });
        Ok(CarriedFound::LastWords { device: card.name.clone(), pages: shown })
    }

    /// Makes new entries of what was set aside, or forgets it.
    pub fn keep_last_words(&mut self, keep: bool) -> Result<(), Failure> {
        let Some(words) = self.last_words.take() else { return Ok(()) };
        let mut kept = 0;
        for page in words.pages.iter().filter(|_| keep) {
            let by: String = words.device.chars().take(TAG_CHARS_MAX).collect();
            let mut tags: Vec<String> = page.tags.iter().filter(|tag| **tag != by).cloned().collect();
            tags.truncate(TAGS_MAX - 1);
            tags.push(by);
            let entry = self.new_private_at(Kind::Entry, page.shown.created_ms, |doc| {
                let written = doc.set_words(&page.title, &page.text).and_then(|()| doc.set_tags(&tags));
                written.map_err(|_| Failure::Internal)
            })?;
            self.refresh(entry)?;
            self.tell_summary(entry);
            kept += 1;
        }
        self.events.push(Event::LastWordsSettled { kept });
        Ok(())
    }

    /// Returns an entry as the removed device had it; none if there is nothing in it that is not here.
    fn last_page(&self, document: DocumentId, new: Vec<Body>) -> Result<Option<Page>, Failure> {
        let prior = if self.catalog.get(document).is_some() { self.bodies_of(document)? } else { Vec::new() };
        let now_ms = self.now_ms();
        let job = Job { id: 0, document, shared: None, prior, new, created_ms: now_ms, changed_ms: now_ms };
        let done = job.run();
        let good = done.job.new.iter().zip(&done.fates).filter(|(_, fate)| fate.is_ok()).map(|(body, _)| body);
        let bodies: Vec<&Body> = done.job.prior.iter().chain(good).collect();
        let read = catch_unwind(AssertUnwindSafe(|| page_of(&bodies, now_ms)));
        let page = read.ok().flatten().filter(|page| {
            let blank = page.title.trim().is_empty() && page.text.trim().is_empty();
            !blank && page.text.len() <= 2 * ENTRY_BYTES_MAX
        });
        Ok(page.filter(|page| !self.has_words(page)))
    }

    /// Whether an entry with exactly these words is here.
    fn has_words(&self, page: &Page) -> bool {
        let rows = self.catalog.iter().filter(|row| row.kind == Kind::Entry && row.tombstone.is_none());
        let alike = rows.filter(|row| row.title == page.shown.title && row.first_line == page.shown.first_line);
        let same = |doc: Doc| doc.text(Field::Title) == page.title && doc.text(Field::Body) == page.text;
        alike.filter_map(|row| self.read_doc(row.document).ok()).any(same)
    }
}

fn page_of(bodies: &[&Body], now_ms: UnixMillis) -> Option<Page> {
    let doc = Doc::load(bodies, None).ok().filter(|doc| doc.kind() == Some(Kind::Entry))?;
    let (summary, entry) = (summary(&doc), doc.entry()?);
    let created_ms = if entry.created_ms == 0 { now_ms } else { entry.created_ms.min(now_ms) };
    let shown = LastPage { title: summary.title, first_line: summary.first_line, created_ms };
    Some(Page { title: entry.title, text: entry.text, tags: entry.tags, shown })
}
