//! One device under measurement: its engine, and the times at which it told what.
//!
//! Invariant: every wait ends with what was waited for in the panic; nothing sleeps longer than a tenth of a
//! millisecond between two looks, so that a figure is at most that much too long.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use understory_sync::clock::World;
use understory_sync::engine::view::{DeviceView, Link, NetworkMode, Profile};
use understory_sync::engine::{Command, Engine, Event, Traffic};
use understory_sync::ids::DocumentId;
use understory_sync::net::Preset;
use understory_sync::sealed::RecoveryKey;

/// Between two looks at both engines.
const LOOK: Duration = Duration::from_micros(100);
/// The longest anything here may take.
pub const SECS_MAX: u64 = 900;

/// A device with an open vault.
pub struct Side {
    /// The running engine.
    pub engine: Engine,
    /// What the engine said of itself.
    pub profile: Profile,
    /// The devices it exchanges with, as told last.
    pub devices: Vec<DeviceView>,
    /// Entries listed here that have words.
    pub listed: BTreeSet<DocumentId>,
    /// Rows told, new or again.
    pub rows_told: usize,
    /// Everything told since the last look, for callers that wait for more than the above.
    pub told: Vec<Event>,
}

impl Side {
    /// Opens a vault on these networks with the recovery key: no slow derivation, no memory for it.
    pub fn open(folder: &Path, recovery: &RecoveryKey, nearby: Preset) -> Self {
        let engine = Engine::start(World::system(), nearby, Arc::new(|| ())).expect("an engine starts");
        let recovery = RecoveryKey::parse(&recovery.reveal()).expect("a key reads itself");
        let unlock = Command::UnlockWithRecovery { folder: folder.to_owned(), recovery };
        engine.send(unlock).expect("the engine listens");
        let deadline = Instant::now() + Duration::from_secs(SECS_MAX);
        let profile = loop {
            match engine.wait_event(deadline.saturating_duration_since(Instant::now())) {
                Some(Event::Unlocked { profile, .. }) => break profile,
                Some(Event::Failed(failure)) => panic!("the vault does not open: {failure}"),
                Some(_) => {}
                None => panic!("the vault did not open in time"),
            }
        };
        let (devices, listed, told) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { engine, profile, devices, listed, rows_told: 0, told }
    }

    /// Asks for something.
    pub fn ask(&self, command: Command) {
        self.engine.send(command).expect("the engine listens");
    }

    /// Switches the network on or off.
    pub fn network(&self, on: bool) {
        self.ask(Command::SetNetwork(if on { NetworkMode::Nearby } else { NetworkMode::Off }));
    }

    /// Takes in what was told; returns whether anything was.
    pub fn look(&mut self) -> bool {
        self.told.clear();
        while let Some(event) = self.engine.try_event() {
            match &event {
                Event::OwnDevices(devices) if !devices.is_empty() => self.devices.clone_from(devices),
                Event::People(people) if !people.is_empty() => {
                    self.devices = people.iter().flat_map(|person| person.devices.clone()).collect();
                }
                Event::Catalog { changed, .. } => {
                    self.rows_told += changed.len();
                    let worded = changed.iter().filter(|row| !row.title.is_empty() || !row.first_line.is_empty());
                    self.listed.extend(worded.map(|row| row.document));
                }
                Event::Failed(failure) | Event::WordsWaiting(failure) => panic!("the engine failed: {failure}"),
                _ => {}
            }
            self.told.push(event);
        }
        !self.told.is_empty()
    }

    /// Whether all devices are connected and greeted.
    pub fn here(&self) -> bool {
        !self.devices.is_empty() && self.devices.iter().all(|device| matches!(device.link, Link::Here { .. }))
    }

    /// Whether no device is connected.
    pub fn away(&self) -> bool {
        self.devices.iter().all(|device| matches!(device.link, Link::Away { .. }))
    }

    /// Whether the other devices said that they durably stored all there is.
    pub fn stored(&self) -> bool {
        self.here() && self.devices.iter().all(|device| device.waiting == 0 && device.refused.is_empty())
    }

    /// Whether they also said that they applied all there is.
    pub fn applied(&self) -> bool {
        self.stored() && self.devices.iter().all(|device| device.unopened == 0 && device.everything_since_ms.is_some())
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        self.engine.traffic()
    }

    /// Saves, locks and ends.
    pub fn quit(self) {
        self.ask(Command::Quit { force: false });
        let deadline = Instant::now() + Duration::from_secs(SECS_MAX);
        loop {
            match self.engine.wait_event(deadline.saturating_duration_since(Instant::now())) {
                Some(Event::Stopped) => break self.engine.join(),
                Some(_) => {}
                None => panic!("the engine did not stop in time"),
            }
        }
    }
}

/// Looks at both devices until `done` returns something.
pub fn until<T>(what: &str, a: &mut Side, b: &mut Side, mut done: impl FnMut(&mut Side, &mut Side) -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(SECS_MAX);
    loop {
        let told = a.look() | b.look();
        if let Some(found) = done(a, b) {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come in time: {:?} {:?}", a.devices, b.devices);
        if !told {
            std::thread::sleep(LOOK);
        }
    }
}

/// Waits until neither said nor sent anything for so long: what was to follow has followed.
pub fn quiet(a: &mut Side, b: &mut Side, for_ms: u64) {
    let mut last = (a.traffic(), b.traffic());
    let mut since = Instant::now();
    until("quiet", a, b, |a, b| {
        let now = (a.traffic(), b.traffic());
        if now != last {
            (last, since) = (now, Instant::now());
        }
        (since.elapsed() >= Duration::from_millis(for_ms)).then_some(())
    });
}

/// What went over the wire between two looks at one side.
pub fn between(before: Traffic, after: Traffic) -> Traffic {
    Traffic {
        frames_sent: after.frames_sent - before.frames_sent,
        bytes_sent: after.bytes_sent - before.bytes_sent,
        frames_received: after.frames_received - before.frames_received,
        bytes_received: after.bytes_received - before.bytes_received,
    }
}
