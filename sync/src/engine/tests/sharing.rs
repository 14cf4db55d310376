//! Publishing and taking back, and what is left of it when the program is killed right afterwards.

use super::super::sharing::ShareRequest;
use super::super::view::ShareChoice;
use super::*;
use crate::document::{Field, Splice};

impl Bench {
    /// Writes an entry and shares all of it.
    fn shared(&mut self, words: &str) -> (DocumentId, DocumentId) {
        let entry = self.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
        self.open.begin_entry(entry).unwrap();
        let typed = [Splice { at: 0, delete: 0, insert: words.to_owned() }];
        self.open.edit(entry, Field::Body, 1, &typed).unwrap();
        let (space, choice) = (self.space, ShareChoice::Whole);
        let request = ShareRequest { entry, space, choice, title: false, date: None, bring: false, replaces: None };
        self.open.preview_share(request).unwrap();
        let preview = self.open.events.iter().rev().find_map(|event| match event {
            Event::SharePreview(preview) => Some(preview.number),
            _ => None,
        });
        self.open.share(preview.unwrap()).unwrap();
        let publication = self.open.events.iter().rev().find_map(|event| match event {
            Event::Shared { publication, .. } => Some(*publication),
            _ => None,
        });
        (entry, publication.unwrap())
    }

    /// Whether every row names the heads its document has.
    fn rows_name_their_heads(&self) -> bool {
        let live = self.open.catalog.iter().filter(|row| row.tombstone.is_none());
        live.into_iter().all(|row| self.open.read_doc(row.document).unwrap().heads() == row.heads)
    }
}

#[test]
fn a_kill_right_after_a_withdrawal_leaves_a_list_that_names_what_the_entry_holds() {
    let mut bench = Bench::new();
    let (entry, publication) = bench.shared("words that are taken back");
    assert!(bench.rows_name_their_heads());
    bench.open.withdraw(publication).unwrap();
    assert!(bench.rows_name_their_heads());

    // The catalog was saved with the withdrawal: what it says of the entry is not looked up again.
    let mut bench = bench.killed();
    assert!(bench.rows_name_their_heads(), "else two devices that hold the same would never agree that they do");
    let view = bench.open.entry_view(entry).unwrap();
    assert!(view.shares.iter().all(|share| share.withdrawn_ms.is_some()));
}
