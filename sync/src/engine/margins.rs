//! Notes that others left beside what this person shared, for a page that loads no document.
//!
//! Invariant: told when they change, newest first, and not more of them than a page shows.

use std::collections::BTreeMap;

use super::event::Event;
use super::extra;
use super::open::Open;
use super::view::MarginView;
use crate::ids::DocumentId;
use crate::kind::Kind;
use crate::limits::MARGIN_LINES_MAX;

impl Open {
    /// Tells the screen the newest notes, if they are others than it was told last.
    pub(super) fn tell_margins(&mut self) {
        let newest = self.newest_margins();
        if newest != self.margins_told {
            self.margins_told.clone_from(&newest);
            self.events.push(Event::Margins(newest));
        }
    }

    fn newest_margins(&self) -> Vec<MarginView> {
        let is_theirs = |row: &&crate::vault::CatalogEntry| {
            row.kind == Kind::MarginNote && row.tombstone.is_none() && row.writer != self.me.person
        };
        let mut notes: Vec<_> = self.catalog.iter().filter(is_theirs).map(|row| (row, extra::of(row))).collect();
        if notes.is_empty() {
            return Vec::new();
        }
        let at_ms =
            |row: &crate::vault::CatalogEntry, extra: &extra::Extra| extra.received_ms.unwrap_or(row.created_ms);
        notes.sort_by_key(|(row, extra)| (core::cmp::Reverse(at_ms(row, extra)), row.document));
        notes.truncate(MARGIN_LINES_MAX);
        let entries = self.entries_by_publication();
        let view = |(row, extra): (&crate::vault::CatalogEntry, extra::Extra)| {
            Some(MarginView {
                note: row.document,
                entry: entries.get(&extra.target?).copied()?,
                person_name: self.name_of(row.writer),
                first_line: row.first_line.clone(),
                at_ms: at_ms(row, &extra),
            })
        };
        notes.into_iter().filter_map(view).collect()
    }

    /// Returns the entry each publication was made from.
    fn entries_by_publication(&self) -> BTreeMap<DocumentId, DocumentId> {
        let entries = self.catalog.iter().filter(|row| row.kind == Kind::Entry && row.tombstone.is_none());
        let shares = |row: &crate::vault::CatalogEntry| {
            let entry = row.document;
            extra::of(row).shares.into_iter().map(move |share| (share.publication, entry))
        };
        entries.flat_map(shares).collect()
    }
}
