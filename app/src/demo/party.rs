//! One person of the demo: an engine of their own, asked and waited for with a deadline.
//!
//! Invariant: every wait ends; what was waited for is named in the error.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use understory_sync::clock::{SystemClock, SystemEntropy, World};
use understory_sync::document::Splice;
use understory_sync::engine::view::{DeviceView, EntryView, Field, Home, Incident, PersonView};
use understory_sync::engine::{Command, Engine, Event, Failure};
use understory_sync::ids::DocumentId;
use understory_sync::net::Preset;
use understory_sync::sealed::{Passphrase, RecoveryKey};

/// The longest any single step may take: key derivation on a slow laptop, with room.
pub const STEP_SECS_MAX: u64 = 30;

/// A person with a vault and a running engine.
pub struct Party {
    engine: Engine,
    folder: PathBuf,
    passphrase: Passphrase,
    recovery: RecoveryKey,
    batches: std::collections::BTreeMap<(DocumentId, Field), u64>,
    /// The newest list of people.
    pub people: Vec<PersonView>,
    /// The newest list of this person's other devices.
    pub own_devices: Vec<DeviceView>,
    /// The newest list of incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Every entry listed so far, with its title.
    pub titles: std::collections::BTreeMap<DocumentId, String>,
    people_told: u64,
    searches: u64,
    opened: std::collections::BTreeSet<DocumentId>,
}

/// Why a step did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum PartyError {
    /// The engine said no.
    #[error("Failed while waiting for {waiting_for}: {failure}")]
    Failed {
        /// What was waited for.
        waiting_for: &'static str,
        /// What the engine said.
        failure: Failure,
    },
    /// Nothing came in time.
    #[error("Nothing came in time while waiting for {0}")]
    Late(&'static str),
    /// What came was not what was expected.
    #[error("Not as expected: {0}")]
    Unexpected(&'static str),
    /// The engine could not be started or asked.
    #[error("The engine did not answer")]
    Engine,
}

/// Returns the system's clock and randomness.
pub fn system_world() -> World {
    World { clock: Arc::new(SystemClock::default()), entropy: Arc::new(SystemEntropy) }
}

impl Party {
    /// Makes a vault for a new person and opens it.
    pub fn create(folder: &Path, name: &str, device_name: &str, home: Home) -> Result<Self, PartyError> {
        Self::create_on(Preset::Loopback, folder, name, device_name, home)
    }

    /// Makes a vault for a new person whose device uses these networks, and opens it.
    pub fn create_on(
        nearby: Preset,
        folder: &Path,
        name: &str,
        device_name: &str,
        home: Home,
    ) -> Result<Self, PartyError> {
        let passphrase = Passphrase::generate(&SystemEntropy).map_err(|_| PartyError::Engine)?;
        let recovery = RecoveryKey::generate();
        let again = RecoveryKey::parse(&recovery.reveal()).map_err(|_| PartyError::Engine)?;
        let mut party = Self::start_on(nearby, folder, passphrase, again)?;
        party.ask(Command::Create {
            folder: folder.to_owned(),
            name: name.to_owned(),
            device_name: device_name.to_owned(),
            home,
            passphrase: party.passphrase.try_clone(),
            recovery,
        })?;
        party.until_unlocked()?;
        Ok(party)
    }

    /// Starts an engine for a vault that is there already, without unlocking it.
    pub fn start(folder: &Path, passphrase: Passphrase, recovery: RecoveryKey) -> Result<Self, PartyError> {
        Self::start_on(Preset::Loopback, folder, passphrase, recovery)
    }

    /// Starts an engine whose device uses these networks.
    pub fn start_on(
        nearby: Preset,
        folder: &Path,
        passphrase: Passphrase,
        recovery: RecoveryKey,
    ) -> Result<Self, PartyError> {
        let engine = Engine::start(system_world(), nearby, Arc::new(|| ())).map_err(|_| PartyError::Engine)?;
        let batches = std::collections::BTreeMap::new();
        Ok(Self {
            engine,
            folder: folder.to_owned(),
            passphrase,
            recovery,
            batches,
            people: Vec::new(),
            own_devices: Vec::new(),
            incidents: Vec::new(),
            titles: std::collections::BTreeMap::new(),
            people_told: 0,
            searches: 0,
            opened: std::collections::BTreeSet::new(),
        })
    }

    /// Opens the vault with its passphrase.
    pub fn unlock(&mut self) -> Result<(), PartyError> {
        let passphrase = self.passphrase.try_clone();
        self.ask(Command::Unlock { folder: self.folder.clone(), passphrase })?;
        self.until_unlocked()
    }

    fn until_unlocked(&mut self) -> Result<(), PartyError> {
        self.until("unlocked", |event| matches!(event, Event::Unlocked { .. }).then_some(()))
    }

    /// The vault's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The passphrase.
    pub fn passphrase(&self) -> &Passphrase {
        &self.passphrase
    }

    /// The recovery key.
    pub fn recovery(&self) -> &RecoveryKey {
        &self.recovery
    }

    /// Sends a command.
    pub fn ask(&mut self, command: Command) -> Result<(), PartyError> {
        self.engine.send(command).map_err(|_| PartyError::Engine)
    }

    /// Waits until `wanted` returns something for an event.
    pub fn until<T>(
        &mut self,
        waiting_for: &'static str,
        mut wanted: impl FnMut(&Event) -> Option<T>,
    ) -> Result<T, PartyError> {
        let deadline = Instant::now() + Duration::from_secs(STEP_SECS_MAX);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(event) = self.engine.wait_event(left) else { return Err(PartyError::Late(waiting_for)) };
            self.note(&event);
            if let Some(found) = wanted(&event) {
                return Ok(found);
            }
            if let Event::Failed(failure) | Event::WordsWaiting(failure) = event {
                return Err(PartyError::Failed { waiting_for, failure });
            }
        }
    }

    /// Keeps what later steps ask for.
    fn note(&mut self, event: &Event) {
        match event {
            Event::People(people) => {
                self.people.clone_from(people);
                self.people_told += 1;
            }
            Event::OwnDevices(devices) => self.own_devices.clone_from(devices),
            Event::Incidents(incidents) => self.incidents.clone_from(incidents),
            Event::Catalog { changed, .. } => {
                self.titles.extend(changed.iter().map(|row| (row.document, row.title.clone())));
            }
            _ => {}
        }
    }

    /// Takes the news there is, waiting so long for the first: an engine nobody listens to stops.
    pub fn hear(&mut self, longest: Duration) {
        let mut next = self.engine.wait_event(longest);
        while let Some(event) = next {
            self.note(&event);
            next = self.engine.try_event();
        }
    }

    /// Asks again and again, whenever the engine told that something about people changed, until there is an answer.
    pub fn until_answer<T>(
        &mut self,
        waiting_for: &'static str,
        mut ask: impl FnMut(&mut Self) -> Result<Option<T>, PartyError>,
    ) -> Result<T, PartyError> {
        loop {
            let told = self.people_told;
            if let Some(answer) = ask(self)? {
                return Ok(answer);
            }
            if self.people_told == told {
                self.until(waiting_for, |event| matches!(event, Event::People(_)).then_some(()))?;
            }
        }
    }

    /// Waits until the people page shows `wanted`.
    pub fn until_people(
        &mut self,
        waiting_for: &'static str,
        wanted: impl Fn(&[PersonView]) -> bool,
    ) -> Result<(), PartyError> {
        if wanted(&self.people) {
            return Ok(());
        }
        self.until(waiting_for, |event| match event {
            Event::People(people) => wanted(people).then_some(()),
            _ => None,
        })
    }

    /// Makes an entry and returns it.
    pub fn new_entry(&mut self) -> Result<DocumentId, PartyError> {
        self.ask(Command::NewEntry(Default::default()))?;
        // News of an entry that was open before may come in between.
        let known = self.opened.clone();
        let entry = self.until("a new entry", |event| match event {
            Event::Opened(view) => Some(view.summary.document).filter(|entry| !known.contains(entry)),
            _ => None,
        })?;
        self.opened.insert(entry);
        Ok(entry)
    }

    /// Opens an entry and returns what it says.
    pub fn open_entry(&mut self, entry: DocumentId) -> Result<EntryView, PartyError> {
        self.opened.insert(entry);
        self.ask(Command::OpenEntry(entry))?;
        self.until("the entry", |event| match event {
            Event::Opened(view) if view.summary.document == entry => Some(view.clone()),
            _ => None,
        })
    }

    /// Waits until an entry says this.
    pub fn until_text(&mut self, entry: DocumentId, text: &str) -> Result<(), PartyError> {
        while self.open_entry(entry)?.text != text {
            self.until("the words of the other device", |event| match event {
                Event::Patched { document, .. } => (*document == entry).then_some(()),
                Event::Catalog { changed, .. } => changed.iter().any(|row| row.document == entry).then_some(()),
                _ => None,
            })?;
        }
        Ok(())
    }

    /// Searches titles and texts.
    pub fn search(&mut self, query: &str) -> Result<Vec<DocumentId>, PartyError> {
        self.searches += 1;
        let asked = self.searches;
        self.ask(Command::Search { number: asked, query: query.to_owned() })?;
        self.until("what was found", |event| match event {
            Event::Found { number, documents, .. } if *number == asked => Some(documents.clone()),
            _ => None,
        })
    }

    /// Types one edit and waits until it is saved.
    pub fn edit(&mut self, document: DocumentId, field: Field, splice: Splice) -> Result<(), PartyError> {
        let batch = self.batches.entry((document, field)).or_default();
        *batch += 1;
        let batch = *batch;
        self.ask(Command::Edit { document, field, batch, splices: vec![splice] })?;
        self.until("saved", |event| match event {
            Event::Saved { document: saved, field: in_field, batch: newest, .. } => {
                (*saved == document && *in_field == field && *newest == batch).then_some(())
            }
            _ => None,
        })
    }

    /// Forgets how many batches were sent, as a screen does when a vault is opened anew.
    pub fn forget_batches(&mut self) {
        self.batches.clear();
    }

    /// Locks the vault.
    pub fn lock(&mut self) -> Result<(), PartyError> {
        self.ask(Command::Lock)?;
        self.until("locked", |event| matches!(event, Event::Locked { .. }).then_some(()))?;
        self.batches.clear();
        self.people.clear();
        Ok(())
    }

    /// Locks, ends the engine and hands back the keys.
    pub fn quit(mut self) -> Result<(PathBuf, Passphrase, RecoveryKey), PartyError> {
        self.ask(Command::Quit { force: false })?;
        self.until("stopped", |event| matches!(event, Event::Stopped).then_some(()))?;
        self.engine.join();
        Ok((self.folder, self.passphrase, self.recovery))
    }
}
