//! Drives the window through the accessibility tree, with an engine that only remembers.

use std::sync::Arc;
use std::time::Duration;

use egui::{ImeEvent, accesskit};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use understory_sync::clock::{ManualClock, SeededEntropy};
use understory_sync::document::{Field, Patch, Splice};
use understory_sync::engine::view::*;
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::ids::{DeviceId, DocumentId, PersonId, SpaceId};

use super::*;
use crate::action::{SettingsAction, VaultAction};
use crate::engine_handle::fake::FakeEngine;
use crate::state::Room;

mod adding;
mod backup;
mod carrying;
mod catching;
mod check_ins;
mod connecting;
mod draws;
mod ending;
mod finding;
mod hours;
mod importing;
mod keyboard;
mod locked;
mod months;
mod months_past;
mod people;
mod reading;
mod relay;
mod reminding;
mod returning;
mod secrets;
mod seen;
mod sharing;
mod vault_tests;
mod writing;

/// A window, its engine and its clock.
pub struct Desk {
    pub window: Harness<'static, UnderstoryApp>,
    pub engine: FakeEngine,
    pub clock: Arc<ManualClock>,
}

impl Desk {
    pub fn new(vault_exists: bool) -> Self {
        Self::sized(vault_exists, ThemeChoice::Light)
    }

    pub fn sized(vault_exists: bool, theme: ThemeChoice) -> Self {
        let engine = FakeEngine::default();
        let clock = Arc::new(ManualClock::default());
        let options = Options {
            folder: "/nowhere/understory/vault".into(),
            vault_exists,
            settings: Settings { theme, ..Settings::default() },
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(7)),
            lock_contacts: vec![],
            zone: TimeZone::UTC,
            passphrase: None,
        };
        let handle = engine.clone();
        let window = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(move |cc| UnderstoryApp::new(&cc.egui_ctx, Box::new(handle), options));
        Self { window, engine, clock }
    }

    pub fn open(home: Home) -> Self {
        let mut desk = Self::new(true);
        desk.unlock(home);
        desk
    }

    pub fn unlock(&mut self, home: Home) {
        let profile = Profile {
            person: PersonId([1; 32]),
            name: "Ada".to_owned(),
            device_name: "Laptop".to_owned(),
            home,
            network: NetworkMode::Nearby,
            retention_days: None,
            private_space: SpaceId([2; 16]),
        };
        self.hear(Event::Unlocked { profile, notices: vec![] });
        if self.window.state().model().state.room == Room::Today {
            // Most of these tests are about the journal; a person lands on the page of today.
            self.window.state_mut().act(Action::Go(Room::Journal));
            self.window.run_ok();
        }
        self.engine.take();
    }

    pub fn hear(&mut self, event: Event) {
        self.engine.say(event);
        self.window.run_ok();
    }

    pub fn write_in(&mut self, number: u8, text: &str) {
        let document = id(number);
        self.window.state_mut().act(Action::Journal(JournalAction::Open(document)));
        let summary = summary(number);
        self.hear(Event::Opened(EntryView { summary, text: text.to_owned(), batches: (0, 0), shares: vec![] }));
        self.window.run_ok();
        self.engine.take();
    }

    pub fn wait(&mut self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
        self.window.run_ok();
    }

    /// Clicks what has this label.
    pub fn click(&mut self, label: &str) {
        self.window.get_by_label(label).click();
        self.window.run_ok();
    }

    /// Scrolls to what has this label and clicks it.
    pub fn press(&mut self, label: &str) {
        self.window.get_by_label(label).scroll_to_me();
        self.window.run_ok();
        self.click(label);
    }

    /// Types into the field of this label.
    pub fn fill(&mut self, label: &str, words: &str) {
        self.window.get_by_label(label).focus();
        self.window.run_ok();
        self.window.get_by_label(label).type_text(words);
        self.window.run_ok();
    }

    /// Whether something on screen has a label with these words.
    pub fn says(&self, words: &str) -> bool {
        self.window.query_all_by_label_contains(words).next().is_some()
    }

    pub fn body(&self) -> egui_kittest::Node<'_> {
        self.window.get_by_role(accesskit::Role::MultilineTextInput)
    }

    pub fn text(&self) -> &str {
        self.window.state().model().views.journal.editor.as_ref().unwrap().body.binding.text()
    }

    pub fn edits(&self) -> Vec<(Field, u64, Vec<Splice>)> {
        let edit = |command| match command {
            Command::Edit { field, batch, splices, .. } => Some((field, batch, splices)),
            _ => None,
        };
        self.engine.take().into_iter().filter_map(edit).collect()
    }
}

pub fn id(number: u8) -> DocumentId {
    DocumentId([number; 32])
}

pub fn summary(number: u8) -> EntrySummary {
    EntrySummary {
        document: id(number),
        title: format!("Entry {number}"),
        first_line: "What stays is the door".to_owned(),
        tags: vec!["after session 3".to_owned()],
        created_ms: 1_799_999_000_000 - u64::from(number) * 1000,
        changed_ms: 1_799_999_000_000,
        trashed_ms: None,
        shared: number == 2,
        facts: Default::default(),
    }
}

pub fn contact() -> PersonView {
    PersonView {
        person: PersonId([9; 32]),
        name: "Dr. Birch".to_owned(),
        role: Role::Therapist,
        space: SpaceId([9; 16]),
        recognised: Recognised::InTheRoom,
        shared: 1,
        withdrawn: 0,
        unread: 0,
        received: 0,
        ended: None,
        devices: vec![DeviceView {
            device: DeviceId([9; 32]),
            name: "Office laptop".to_owned(),
            link: Link::Here { direct: true, near: true, rtt_us: 3000 },
            waiting: 0,
            unopened: 0,
            refused: vec![],
            everything_since_ms: Some(1_799_999_900_000),
            paused: false,
            lost: 0,
            receiving: None,
            sending: None,
        }],
    }
}
