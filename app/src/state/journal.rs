//! The journal: the list, and the entry that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use understory_sync::clock::UnixMillis;
use understory_sync::document::{Field, TextBinding, Version};
use understory_sync::engine::view::{EntrySummary, EntryView, ShareView, VersionView};
use understory_sync::ids::{DocumentId, SpaceId};

use super::filter::Filter;
use crate::care::hours::day_of;
use crate::widgets::prose_edit::ProseField;
use crate::widgets::prose_layout::LayoutCache;

/// The journal as the engine told it.
#[derive(Default)]
pub struct Journal {
    entries: BTreeMap<DocumentId, EntrySummary>,
    /// Rows to show, newest first: the whole list, or the trash, or what a search found.
    pub rows: Vec<DocumentId>,
    /// Entries that are not in the trash.
    pub kept: usize,
    /// Entries in the trash.
    pub trashed: usize,
    /// The list shows the trash.
    pub shows_trash: bool,
    /// Which entries are shown.
    pub filter: Filter,
    /// The days on which entries were written that are shown without a choice of day.
    pub days: BTreeSet<Date>,
    /// All tags there are.
    pub tags: BTreeSet<String>,
    zone: Option<TimeZone>,
    /// Searches so far; the newest one's number.
    pub search_number: u64,
    /// What the newest search found; none while nothing is searched.
    pub found: Option<Vec<DocumentId>>,
    /// The words around what was found, by entry.
    pub excerpts: BTreeMap<DocumentId, String>,
    /// The entry that was asked for last; an older answer is ignored.
    pub wanted: Option<DocumentId>,
    /// A new entry was asked for and has not come yet.
    pub wants_new: bool,
}

impl Journal {
    /// Returns a row.
    pub fn entry(&self, document: &DocumentId) -> Option<&EntrySummary> {
        self.entries.get(document)
    }

    /// Returns all rows, the trash included, in no order that means anything.
    pub fn entries(&self) -> impl Iterator<Item = &EntrySummary> {
        self.entries.values()
    }

    /// Where the person lives in time, by which an entry has its day.
    pub fn set_zone(&mut self, zone: TimeZone) {
        self.zone = Some(zone);
    }

    /// Takes in rows that changed and rows that are gone.
    pub fn merge(&mut self, changed: Vec<EntrySummary>, removed: &[DocumentId]) {
        for entry in changed {
            self.entries.insert(entry.document, entry);
        }
        for document in removed {
            self.entries.remove(document);
        }
        self.arrange();
    }

    /// Recomputes which rows are shown.
    pub fn arrange(&mut self) {
        self.trashed = self.entries.values().filter(|entry| entry.trashed_ms.is_some()).count();
        self.kept = self.entries.len() - self.trashed;
        let zone = self.zone.clone().unwrap_or(TimeZone::UTC);
        let kept = self.entries.values().filter(|entry| entry.trashed_ms.is_none());
        self.tags = kept.clone().flat_map(|entry| entry.tags.iter().cloned()).collect();
        let any_day = Filter { day: None, ..self.filter.clone() };
        let of_days = kept.filter(|entry| any_day.shows(entry, &zone));
        self.days = of_days.map(|entry| day_of(entry.created_ms, &zone)).collect();
        let filter = &self.filter;
        let in_list = |entry: &EntrySummary| self.shows_trash || filter.shows(entry, &zone);
        let shown = |entry: &&EntrySummary| entry.trashed_ms.is_some() == self.shows_trash && in_list(entry);
        let mut rows: Vec<&EntrySummary> = match &self.found {
            Some(found) => found.iter().filter_map(|document| self.entries.get(document)).filter(shown).collect(),
            None => self.entries.values().filter(shown).collect(),
        };
        rows.sort_by_key(|entry| (std::cmp::Reverse(entry.created_ms), entry.document));
        self.rows = rows.into_iter().map(|entry| entry.document).collect();
    }
}

/// What the journal's screen holds itself.
#[derive(Default)]
pub struct JournalView {
    /// What is typed into the search field.
    pub search: String,
    /// The choices of the filter are shown.
    pub filters: bool,
    /// The month that the calendar shows; that of today if none.
    pub month: Option<Date>,
    /// The entry being written.
    pub editor: Option<Editor>,
    /// The entries of the list are read one after the other.
    pub reading: Option<Reading>,
    /// Whom the next entry that opens is to be offered to.
    pub offer: Option<SpaceId>,
    /// The versions of the open entry, while they are shown.
    pub versions: Option<VersionsForm>,
    /// Entries of the trash that are to go for good, until the person has decided.
    pub ending: Option<Vec<DocumentId>>,
}

/// What was read so far of the entries of the list.
#[derive(Default)]
pub struct Reading {
    /// Texts that came.
    pub pages: BTreeMap<DocumentId, ReadPage>,
    /// Entries whose texts were asked for.
    pub asked: BTreeSet<DocumentId>,
}

/// One text, and how it was laid out last.
pub struct ReadPage {
    /// The text.
    pub text: String,
    /// Its layout.
    pub layout: LayoutCache,
    /// How high it was drawn, in points; none before it was.
    pub height: Option<f32>,
}

/// The versions of an entry, and the one that is shown.
pub struct VersionsForm {
    /// The entry.
    pub document: DocumentId,
    /// Newest first; empty until they were read.
    pub versions: Vec<Version>,
    /// The one that was chosen, once it was compared.
    pub shown: Option<VersionView>,
}

/// One entry open for writing.
pub struct Editor {
    /// Its row.
    pub summary: EntrySummary,
    /// The title line.
    pub title: ProseField,
    /// The text.
    pub body: ProseField,
    /// What was shared from it.
    pub shares: Vec<ShareView>,
    /// A tag being typed; none while no tag is added.
    pub new_tag: Option<String>,
    /// The text field takes the keyboard at the next frame.
    pub take_focus: bool,
    /// When the newest batch was written to disk.
    pub saved_ms: Option<UnixMillis>,
    /// A paste or a key was refused because the entry would become too long.
    pub too_long: bool,
    /// Words in the text, counted when it changes.
    pub words: usize,
}

impl Editor {
    /// Returns an editor over what the engine opened.
    pub fn new(view: EntryView) -> Self {
        let words = count_words(&view.text);
        let title = TextBinding::new(view.summary.title.clone(), view.batches.0);
        let saved_ms = (!view.text.is_empty()).then_some(view.summary.changed_ms);
        Self {
            title: ProseField::new(title),
            body: ProseField::new(TextBinding::new(view.text, view.batches.1)),
            summary: view.summary,
            shares: view.shares,
            new_tag: None,
            take_focus: true,
            saved_ms,
            too_long: false,
            words,
        }
    }

    /// Returns one of the two texts.
    pub fn field(&mut self, field: Field) -> &mut ProseField {
        match field {
            Field::Title => &mut self.title,
            Field::Body => &mut self.body,
        }
    }

    /// Whether anything typed is not on disk yet.
    pub fn unsaved(&self) -> bool {
        self.title.unsaved() || self.body.unsaved()
    }

    /// When the next batch is due, if anything is pending.
    pub fn due(&self) -> Option<Duration> {
        [&self.title, &self.body].into_iter().filter_map(ProseField::due).min()
    }

    /// Counts the words again.
    pub fn recount(&mut self) {
        self.words = count_words(self.body.binding.text());
    }
}

fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
