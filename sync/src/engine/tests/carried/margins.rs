//! Notes in the margin, as the page of today is told them.

use super::*;
use crate::document::Splice;
use crate::engine::command::Command;
use crate::engine::view::MarginView;

impl Desk {
    /// Leaves a note beside what somebody shared.
    fn note(&mut self, publication: DocumentId, words: &str) {
        self.open.draft_note(publication, None).unwrap();
        let draft = self.last(|event| match event {
            Event::NoteDraft(view) => Some(view.draft),
            _ => None,
        });
        let splices = vec![Splice { at: 0, delete: 0, insert: words.to_owned() }];
        let edit = Command::Edit { document: draft, field: Field::Body, batch: 1, splices };
        self.open.command(edit, &mut self.runner).unwrap();
        self.open.leave_note(draft).unwrap();
    }

    /// The notes this person is told of, if they are others than before.
    fn margins(&mut self) -> Option<Vec<MarginView>> {
        self.open.events.clear();
        self.open.tell_people();
        self.open.events.iter().find_map(|event| match event {
            Event::Margins(notes) => Some(notes.clone()),
            _ => None,
        })
    }
}

#[test]
fn a_note_is_told_once_with_the_entry_it_is_about_and_is_gone_when_it_was_taken_back() {
    let mut two = Two::new();
    let publication = two.client.share(two.space, "the corridor");
    let entry = two.client.open.find_share(publication).unwrap().0;
    assert_eq!(two.client.margins(), None, "there is nothing to tell");
    let there = two.for_therapist();
    two.therapist.take(&there);
    two.therapist.note(publication, "Bring this on Thursday.\nAnd the door.");
    assert_eq!(two.therapist.margins(), None, "ones own notes are no news");
    let back = two.for_client();
    two.client.take(&back);
    let told = two.client.margins().expect("it is told");
    let [view] = &told[..] else { panic!("{told:?}") };
    let said = (view.entry, view.first_line.as_str(), view.person_name.as_str());
    assert_eq!(said, (entry, "Bring this on Thursday.", "Therapist"));
    assert_eq!(two.client.margins(), None, "once");

    let note = view.note;
    two.therapist.open.withdraw_note(note).unwrap();
    let back = two.for_client();
    two.client.take(&back);
    assert_eq!(two.client.margins(), Some(Vec::new()));
}
