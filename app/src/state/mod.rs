//! What is: everything the screens draw, as plain data.
//!
//! Invariant: only `update` changes `State`; a screen changes nothing but its own view (typed text, scroll, choices).
//! Both are dropped whole when the vault is locked.

pub mod backup;
pub mod care;
pub mod catching;
pub mod fact_form;
pub mod filter;
pub mod hours;
pub mod importing;
pub mod journal;
pub mod months;
pub mod onboarding;
pub mod people;
pub mod relay;
pub mod secrets;

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;
use understory_sync::clock::UnixMillis;
use understory_sync::engine::Failure;
use understory_sync::engine::view::{CaughtView, Home, Profile, VaultNotice};
use understory_sync::ids::{DocumentId, PersonId, SpaceId};
use understory_sync::people::Role;

use crate::platform::lock_screen::LockContact;
use crate::platform::settings::Settings;

pub use journal::{Editor, Journal, JournalView, ReadPage, Reading, VersionsForm};
pub use onboarding::{Onboarding, Step, UnlockView};
pub use people::{People, PeopleView, ShareSheet};

/// Whether the vault is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// There is no vault yet.
    Welcome,
    /// There is one, and it is closed.
    Locked,
    /// A key is being derived.
    Opening,
    /// Open.
    Open,
    /// Saving and closing; nothing is shown any more.
    Closing,
}

/// Where in the open vault the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Where the person is in their course, and one question.
    Today,
    /// Writing.
    Journal,
    /// The plan of sessions.
    Course,
    /// One session.
    Session(DocumentId),
    /// Questionnaires over time.
    CheckIns,
    /// Answering one.
    CheckIn(DocumentId),
    /// Those who share with this person.
    Clients,
    /// What one of them shared.
    Reading(SpaceId),
    /// People and devices.
    People,
    /// Who has seen what.
    Seen,
    /// Ending sharing with somebody.
    Ending(SpaceId),
    /// Connecting with a new person.
    Pairing,
    /// Adding a device of one's own.
    AddDevice,
    /// Letting a contact come back who lost every device.
    InviteBack(PersonId),
    /// Choices.
    Settings,
    /// What opens the vault.
    Secrets,
    /// Backups.
    Backup,
    /// Taking over entries of another vault.
    Import,
    /// Crisis lines.
    Safety,
    /// The first hours after a session.
    Hours,
}

/// How far quitting is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quit {
    /// Nobody asked to.
    #[default]
    No,
    /// Somebody did; what this frame still brings from the keyboard comes first.
    Wanted,
    /// The engine is saving, since then.
    Asked(Duration),
    /// Words wait for room; the person must say whether to leave them.
    WordsWaiting,
    /// The engine has stopped; the window may close.
    Stopped,
}

/// Everything that is.
pub struct State {
    /// Whether the vault is open.
    pub phase: Phase,
    /// Where the person is.
    pub room: Room,
    /// The safety page lies over the unlock screen.
    pub safety_over_lock: bool,
    /// The vault folder.
    pub folder: PathBuf,
    /// Theme, zoom, language, country.
    pub settings: Settings,
    /// Minutes without a key or a movement after which the vault is locked.
    pub idle_minutes: u32,
    /// Who this vault belongs to.
    pub profile: Option<Profile>,
    /// What opening the vault noticed.
    pub vault_notices: Vec<VaultNotice>,
    /// The newest request that failed, until it is dismissed or something works.
    pub failure: Option<Failure>,
    /// Why words wait in memory.
    pub words_waiting: Option<Failure>,
    /// Words waited sealed in memory when the vault was locked.
    pub words_waiting_locked: bool,
    /// This device goes on receiving when the vault is locked.
    pub keeps_receiving: bool,
    /// The vault is locked and the device receives.
    pub receiving: bool,
    /// How far quitting is.
    pub quit: Quit,
    /// Contacts that are shown while the vault is locked, on this computer.
    pub lock_contacts: Vec<LockContact>,
    /// The page for words lies over the unlock screen.
    pub catching: bool,
    /// Words that were written while the vault was locked and wait for a decision.
    pub caught: Vec<CaughtView>,
    /// That decision was put off until the next unlocking.
    pub caught_later: bool,
    /// The list of keys is shown.
    pub shows_keys: bool,
    /// The journal.
    pub journal: Journal,
    /// Courses, sessions, check-ins, plans.
    pub care: care::Care,
    /// People, sharing and reading.
    pub people: People,
    /// The relay.
    pub relay: relay::Relay,
    /// What opens the vault.
    pub secrets: secrets::Secrets,
    /// Backups.
    pub backup: backup::Backup,
    /// Entries of another vault.
    pub importing: importing::Importing,
    /// Wall-clock time of this frame.
    pub now_ms: UnixMillis,
    /// Time since the start, of this frame.
    pub mono: Duration,
    /// Where the person lives in time.
    pub zone: TimeZone,
}

/// What the screens hold themselves.
#[derive(Default)]
pub struct Views {
    /// First run.
    pub onboarding: Onboarding,
    /// The unlock screen.
    pub unlock: UnlockView,
    /// The journal.
    pub journal: JournalView,
    /// The first hours after a session.
    pub hours: hours::HoursView,
    /// Course, day and check-ins.
    pub months: months::MonthsView,
    /// Words typed while the vault is locked.
    pub catching: catching::CatchView,
    /// People, sharing and reading.
    pub people: PeopleView,
    /// The relay on the settings page.
    pub relay: relay::RelayForm,
    /// What opens the vault, on its own page.
    pub secrets: secrets::SecretsForm,
    /// Backups, on their own page.
    pub backup: backup::BackupForm,
    /// Which other vault, and what opens it.
    pub importing: importing::ImportForm,
}

/// State and views together.
pub struct Model {
    /// What is.
    pub state: State,
    /// What the screens hold.
    pub views: Views,
}

impl Model {
    /// Returns the model of a program that starts with `folder`.
    pub fn new(folder: PathBuf, vault_exists: bool, settings: Settings, zone: TimeZone) -> Self {
        let phase = if vault_exists { Phase::Locked } else { Phase::Welcome };
        let views = Views { onboarding: Onboarding::new(&folder), ..Views::default() };
        Self { state: State::new(folder, phase, settings, zone), views }
    }

    /// Forgets everything the vault held; what was chosen before it was opened stays.
    pub fn wipe(&mut self) {
        let state = &mut self.state;
        let quit = state.quit;
        let lock_contacts = std::mem::take(&mut state.lock_contacts);
        let (now_ms, mono) = (state.now_ms, state.mono);
        *state = State::new(state.folder.clone(), Phase::Locked, state.settings.clone(), state.zone.clone());
        (state.quit, state.now_ms, state.mono) = (quit, now_ms, mono);
        state.lock_contacts = lock_contacts;
        self.views = Views::default();
    }
}

impl State {
    fn new(folder: PathBuf, phase: Phase, settings: Settings, zone: TimeZone) -> Self {
        let mut journal = Journal::default();
        journal.set_zone(zone.clone());
        Self {
            phase,
            room: Room::Journal,
            safety_over_lock: false,
            folder,
            settings,
            idle_minutes: 10,
            profile: None,
            vault_notices: Vec::new(),
            failure: None,
            words_waiting: None,
            words_waiting_locked: false,
            keeps_receiving: false,
            receiving: false,
            quit: Quit::No,
            lock_contacts: Vec::new(),
            catching: false,
            caught: Vec::new(),
            caught_later: false,
            shows_keys: false,
            journal,
            care: care::Care::default(),
            people: People::default(),
            relay: relay::Relay::default(),
            secrets: secrets::Secrets::default(),
            backup: backup::Backup::default(),
            importing: importing::Importing::default(),
            now_ms: 0,
            mono: Duration::ZERO,
            zone,
        }
    }

    /// Whether nothing may be shared until tomorrow, because of a session today.
    pub fn sharing_waits(&self) -> bool {
        crate::care::hours::sharing_waits(&self.care, self.now_ms, &self.zone)
    }

    /// Returns the space of the reader to whom a questionnaire is offered when it is finished, if there is one still.
    pub fn offered_to(&self, instrument: &str) -> Option<SpaceId> {
        let name = crate::care::check_in::offer_fact(instrument);
        let mut choices = self.care.of(understory_sync::kind::Kind::Choices);
        let chosen = choices.find_map(|record| crate::care::course::text(record, &name));
        self.people.readers().map(|reader| reader.space).find(|space| Some(space.hex().as_str()) == chosen)
    }

    /// Whether a page of the first hours is all there is to see, open or locked.
    pub fn is_calm(&self) -> bool {
        self.catching || (self.phase == Phase::Open && self.room == Room::Hours)
    }

    /// Whether this person reads what others share: they see clients, or a contact is one.
    pub fn reads_others(&self) -> bool {
        self.profile.as_ref().is_some_and(|profile| profile.home == Home::Clients)
            || self.people.contacts.iter().any(|contact| contact.role == Role::Client)
    }
}
