//! Endings over the real stack: what each device of both persons holds when it is quiet again, wherever it was cut off.

mod cut_off;
mod reached;

use super::steps::Storm;
use crate::document::Splice;
use crate::engine::actor::Input;
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::view::{EndedState, EndedView, Field, ShareChoice};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Kind;

const DAY_MS: u64 = 24 * 3600 * 1000;

impl Storm {
    /// Persons with so many devices, over a network in which nothing happens by itself.
    fn quiet(shape: [usize; 2]) -> Self {
        let mut storm = Self::of(7, shape, false);
        storm.network.killer = None;
        storm
    }

    fn space(&self) -> SpaceId {
        self.shared.unwrap()
    }

    fn does(&mut self, which: usize, command: Command) -> Vec<Event> {
        self.network.on(which, Input::Command(command)).unwrap_or_default()
    }

    /// Writes an entry and shares it; returns both.
    fn shares(&mut self, which: usize, words: &str) -> (DocumentId, DocumentId) {
        let entry = self.writes(which, words);
        (entry, self.shares_entry(which, entry))
    }

    fn writes(&mut self, which: usize, words: &str) -> DocumentId {
        let opened = self.does(which, Command::NewEntry(Default::default()));
        let entry = opened.iter().find_map(|event| match event {
            Event::Opened(view) => Some(view.summary.document),
            _ => None,
        });
        let document = entry.unwrap();
        let splices = vec![Splice { at: 0, delete: 0, insert: words.to_owned() }];
        self.does(which, Command::Edit { document, field: Field::Body, batch: 1, splices });
        document
    }

    fn shares_entry(&mut self, which: usize, entry: DocumentId) -> DocumentId {
        let (space, choice) = (self.space(), ShareChoice::Whole);
        let ask =
            Command::PreviewShare { entry, space, choice, title: false, date: None, bring: false, replaces: None };
        let preview = self.does(which, ask).iter().find_map(|event| match event {
            Event::SharePreview(preview) => Some(preview.number),
            _ => None,
        });
        let shared = self.does(which, Command::Share { preview: preview.unwrap() });
        let publication = shared.iter().find_map(|event| match event {
            Event::Shared { publication, .. } => Some(*publication),
            _ => None,
        });
        publication.unwrap()
    }

    fn drafts_note(&mut self, which: usize, publication: DocumentId, words: &str) -> DocumentId {
        let events = self.does(which, Command::DraftNote { publication, range: None });
        let draft = events.iter().find_map(|event| match event {
            Event::NoteDraft(view) => Some(view.draft),
            _ => None,
        });
        let document = draft.unwrap();
        let splices = vec![Splice { at: 0, delete: 0, insert: words.to_owned() }];
        self.does(which, Command::Edit { document, field: Field::Body, batch: 1, splices });
        document
    }

    fn leaves_note(&mut self, which: usize, publication: DocumentId, words: &str) {
        let draft = self.drafts_note(which, publication, words);
        self.does(which, Command::LeaveNote { draft });
    }

    fn ends(&mut self, which: usize) {
        let space = self.space();
        self.does(which, Command::EndSharing(space));
    }

    /// Connects everybody and lets everything come to rest, with time for what devices leave to each other.
    fn meets(&mut self) {
        for _ in 0..3 {
            self.network.connect_all();
            self.network.settle();
            (0..7).for_each(|_| self.network.pass(1_000));
            self.network.settle();
        }
    }

    fn ended(&mut self, which: usize) -> EndedView {
        let people = self.network.devices[which].open().person_views();
        people[0].ended.clone().expect("the ending is shown")
    }

    fn states(&mut self, which: usize) -> Vec<EndedState> {
        self.ended(which).devices.into_iter().map(|device| device.state).collect()
    }

    /// Whether some words lie in any value of a device's vault, opened.
    fn holds(&mut self, which: usize, words: &str) -> bool {
        let open = self.network.devices[which].open();
        open.vault.checkpoint().unwrap();
        let mut found = false;
        let census = open.vault.each_value(&mut |_, value| {
            let (_, plain) = value.unwrap();
            found |= plain.windows(words.len()).any(|part| part == words.as_bytes());
        });
        assert!(census.unwrap().is_sound());
        found
    }

    /// Publications of the first person that a device still has.
    fn live(&mut self, which: usize) -> usize {
        let mine = self.network.devices[which].person == 0;
        self.network.devices[which].documents(Kind::Publication, mine).len()
    }

    fn agree(&mut self) {
        let space = self.space();
        let prints: Vec<u64> =
            self.network.devices.iter_mut().map(|device| device.open().catalog.fingerprint(space)).collect();
        assert!(prints.windows(2).all(|pair| pair[0] == pair[1]), "the devices differ: {prints:?}");
    }
}
