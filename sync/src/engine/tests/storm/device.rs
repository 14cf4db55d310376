//! One simulated device: the actor over a real folder, its workers' jobs, and how its program is killed and restored.
//!
//! Invariant: what the engine says of a call in which it was killed reaches nobody, but frames that had left do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use super::watch::{Watch, copy_folder};
use crate::clock::World;
use crate::engine::actor::{Actor, Input};
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::net_runner::NetRunner;
use crate::engine::open::Open;
use crate::engine::tally::Tally;
use crate::engine::view::IncidentKind;
use crate::engine::workers::{Job, Workers};
use crate::ids::{DeviceId, DocumentId, SpaceId};
use crate::kind::Kind;
use crate::net::{CloseCode, ConnectionId, Preset};
use crate::people::{RecordBody, Signer};
use crate::sealed::RecoveryKey;

/// What came of one input.
pub(super) struct Outcome {
    pub(super) events: Vec<Event>,
    pub(super) sent: Vec<(ConnectionId, Result<Vec<u8>, CloseCode>)>,
    pub(super) killed: bool,
}

/// One device.
pub(super) struct Device {
    pub(super) person: usize,
    pub(super) id: DeviceId,
    pub(super) private_space: SpaceId,
    pub(super) watch: Arc<Watch>,
    /// Its vault was put back from an older copy.
    pub(super) went_back: bool,
    /// Everything its screen was told to look up.
    pub(super) incidents: BTreeSet<String>,
    key: Arc<RecoveryKey>,
    root: PathBuf,
    folders: u32,
    /// Its vault is locked, and it receives.
    pub(super) locked: bool,
    running: Option<Running>,
    runtime: tokio::runtime::Handle,
}

/// What a program start holds.
struct Running {
    actor: Actor,
    jobs: Arc<Mutex<Receiver<Job>>>,
    folder: PathBuf,
}

impl Device {
    /// Opens the vault in `root`, in the folder with this number.
    pub(super) fn new(
        (person, id, private_space): (usize, DeviceId, SpaceId),
        (key, root): (Arc<RecoveryKey>, &Path),
        watch: Arc<Watch>,
        runtime: &tokio::runtime::Handle,
    ) -> Self {
        let mut device = Self {
            person,
            id,
            private_space,
            watch,
            went_back: false,
            incidents: BTreeSet::new(),
            key,
            root: root.to_owned(),
            folders: 0,
            locked: false,
            running: None,
            runtime: runtime.clone(),
        };
        device.start(&Self::first_folder(root));
        device
    }

    pub(super) fn first_folder(root: &Path) -> PathBuf {
        root.join("0")
    }

    fn start(&mut self, folder: &Path) {
        let world = World { clock: self.watch.clone(), entropy: self.watch.clone() };
        let mut runner = NetRunner::new(self.runtime.clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        runner.outbox = Some(self.watch.outbox.clone());
        let (workers, jobs) = Workers::by_hand();
        let actor = Actor::new(world, runner, workers);
        self.running = Some(Running { actor, jobs, folder: folder.to_owned() });
        self.locked = false;
        let outcome = self.handle(self.unlocking());
        assert!(outcome.events.iter().any(|event| matches!(event, Event::Unlocked { .. })));
    }

    /// What opens its vault.
    pub(super) fn unlocking(&self) -> Input {
        let recovery = RecoveryKey::parse(&self.key.reveal()).unwrap();
        let folder = self.running.as_ref().unwrap().folder.clone();
        Input::Command(Command::UnlockWithRecovery { folder, recovery })
    }

    /// Hands one input to the actor.
    pub(super) fn handle(&mut self, input: Input) -> Outcome {
        let running = self.running.as_mut().unwrap();
        let events = running.actor.handle(input);
        let mut sent = std::mem::take(&mut *self.watch.outbox.lock().unwrap());
        if let Some((kept, left)) = self.watch.put_out() {
            sent.truncate(left);
            self.begin_again(&kept);
            return Outcome { events: Vec::new(), sent, killed: true };
        }
        for event in &events {
            match event {
                Event::Failed(failure) => panic!("{failure:?} on {:?}", self.id),
                Event::WordsWaiting(failure) => panic!("words wait: {failure:?}"),
                Event::Locked { .. } if !self.locked => panic!("the engine gave up"),
                Event::Receiving(false) => panic!("nothing more can be taken in"),
                Event::Incidents(list) => self.incidents.extend(list.iter().map(|one| format!("{:?}", one.kind))),
                _ => {}
            }
        }
        Outcome { events, sent, killed: false }
    }

    /// Hands in something that is to fail.
    pub(super) fn guess(&mut self, input: Input) -> Vec<Event> {
        self.running.as_mut().unwrap().actor.handle(input)
    }

    /// Takes a device off this person's list, as somebody with the passphrase does.
    pub(super) fn remove(&mut self, device: DeviceId) {
        let open = self.open();
        let theirs = open.me.roster.records().filter(|record| record.signer == Signer::Device(device));
        let last_number = theirs.map(|record| record.number).max().unwrap_or(0);
        let mut roster = open.me.roster.clone();
        let body = RecordBody::Remove { device, last_number };
        roster.sign_next(Signer::Device(open.me.device), body, &open.me.signing).unwrap();
        open.keep_roster(roster).unwrap();
        open.devices_changed().unwrap();
    }

    /// Kills the program between two calls.
    pub(super) fn kill(&mut self) {
        let kept = self.back_up();
        self.begin_again(&kept);
    }

    /// Kills the program in its next call, when it reads its watch for the n-th time; not at all if it reads it less.
    pub(super) fn kill_after(&mut self, reads: u32) {
        let kept = self.next_folder();
        let folder = &self.running.as_ref().unwrap().folder;
        self.watch.light(reads, folder, &kept);
    }

    /// Keeps a copy of the folder as it is.
    pub(super) fn back_up(&mut self) -> PathBuf {
        let copy = self.next_folder();
        copy_folder(&self.running.as_ref().unwrap().folder, &copy);
        copy
    }

    /// Puts an older copy in the place of the folder.
    pub(super) fn go_back(&mut self, copy: &Path) {
        let folder = self.next_folder();
        copy_folder(copy, &folder);
        self.went_back = true;
        self.begin_again(&folder);
    }

    fn begin_again(&mut self, folder: &Path) {
        let old = self.running.take().unwrap();
        drop(old.actor);
        std::fs::remove_dir_all(&old.folder).unwrap();
        self.start(folder);
    }

    fn next_folder(&mut self) -> PathBuf {
        self.folders += 1;
        self.root.join(self.folders.to_string())
    }

    pub(super) fn open(&mut self) -> &mut Open {
        self.running.as_mut().unwrap().actor.opened_for_tests()
    }

    /// Takes a job that waits for a worker.
    pub(super) fn take_job(&self) -> Option<Job> {
        self.running.as_ref().unwrap().jobs.lock().unwrap().try_recv().ok()
    }

    /// The connection this device has with another.
    pub(super) fn connection(&mut self, other: DeviceId) -> Option<u64> {
        self.running.as_ref().unwrap().actor.connection_for_tests(other).map(|connection| connection.0)
    }

    /// Documents of some kind that have not ended, and whether this device's person writes them.
    pub(super) fn documents(&mut self, kind: Kind, mine: bool) -> Vec<DocumentId> {
        let open = self.open();
        let me = open.me.person;
        let rows = open.catalog.iter().filter(|row| row.kind == kind && row.tombstone.is_none());
        rows.filter(|row| (row.writer == me) == mine).map(|row| row.document).collect()
    }

    /// The words of a document as this device has it now.
    pub(super) fn words(&mut self, document: DocumentId) -> BTreeSet<String> {
        let Ok(doc) = self.open().read_doc(document) else { return BTreeSet::new() };
        let text = match (doc.publication(), doc.margin_note()) {
            (Some(publication), _) => publication.text,
            (_, Some(note)) => note.text,
            _ => doc.text(crate::document::Field::Body),
        };
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// The words of all entries this device has, those that came back under another name among them.
    pub(super) fn all_words(&mut self) -> BTreeSet<String> {
        let entries = self.documents(Kind::Entry, true);
        entries.into_iter().flat_map(|entry| self.words(entry)).collect()
    }

    /// Whether anything was noticed that does not happen among honest devices that were never put back.
    pub(super) fn alarms(&self) -> Vec<&String> {
        let repairs = [IncidentKind::CursorMismatch, IncidentKind::WentBack, IncidentKind::Repaired]
            .map(|kind| format!("{kind:?}"));
        let gone = [IncidentKind::Refused(crate::kind::RefusedWhy::Gone), IncidentKind::CameBack]
            .map(|kind| format!("{kind:?}"));
        self.incidents.iter().filter(|kind| !gone.contains(kind) && !repairs.contains(kind)).collect()
    }
}
