//! The engine against a peer that is paired and means harm; a vault, a contact, and what their device may try.

mod backup;
mod batches;
mod capturing;
mod carried;
mod closing;
mod endings;
mod facts;
mod foreign;
mod full_disk;
mod importing;
mod inbox;
mod introducing;
mod kit;
mod meeting;
mod nearby;
mod opening;
mod receipts;
mod searching;
mod secrets;
mod sharing;
mod storm;
mod versions;

use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::contacts::Known;
use super::event::Event;
use super::open::Open;
use super::unlock::NewVault;
use super::view::{Home, IncidentKind};
use crate::clock::{ManualClock, SeededEntropy, World};
use crate::document::{Distilled, Genesis, PublicationDraft, distil_publication};
use crate::exchange::{Input, Kept, Purge};
use crate::ids::{Cursor, DeviceId, DocumentId, Origin, PersonId, Run, SpaceId};
use crate::kind::{Body, Chunk, End, Kind, RefusedWhy, Tombstone};
use crate::people::testing::Person;
use crate::people::{Contact, Recognised, Role, SpaceFounding, SpaceTerms};
use crate::sealed::{Passphrase, RecoveryKey};
use crate::vault::{CatalogEntry, Vault};

/// The run under which the peer writes.
const THEIR_RUN: Run = Run([5; 8]);

/// What became of one chunk.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Applied,
    Skipped,
    /// Refused before anything of it was stored.
    Refused(RefusedWhy),
    /// Stored, and found to be junk when it was applied.
    SetAside(RefusedWhy),
}

/// A therapist's vault with one client, whose device is hostile.
struct Bench {
    root: tempfile::TempDir,
    key: RecoveryKey,
    clock: Arc<ManualClock>,
    world: World,
    them: Person,
    space: SpaceId,
    sent: u64,
    open: Open,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let (key, clock) = (RecoveryKey::generate(), Arc::new(ManualClock::default()));
        let world = World { clock: clock.clone(), entropy: Arc::new(SeededEntropy::new(1)) };
        let new = NewVault {
            folder: &root.path().join("journal"),
            name: "Dr. Invented",
            device_name: "Laptop",
            home: Home::Clients,
            passphrase: &Passphrase::new(String::new()),
            recovery: &key,
        };
        let mut open = Open::create_for_tests(&new, &world).unwrap();
        let them = Person::new(2, Role::Client);
        let space = befriend(&mut open, &them);
        Self { root, key, clock, world, them, space, sent: 0, open }
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("journal")
    }

    fn person(&self) -> PersonId {
        self.them.card.roster.person()
    }

    /// The program was killed, and is opened again.
    fn killed(self) -> Self {
        let folder = self.folder();
        let Self { root, key, clock, world, them, space, sent, open } = self;
        drop(open);
        let vault = Vault::unlock_with_recovery(&folder, &key, &world).unwrap();
        let (open, _) = Open::new(vault, world.clone()).unwrap();
        Self { root, key, clock, world, them, space, sent, open }
    }

    /// A publication by somebody in some space, not sent.
    fn written_by(&self, writer: PersonId, space: SpaceId, words: &str) -> Distilled {
        let genesis = Genesis { space, writer, kind: Kind::Publication };
        let draft =
            PublicationDraft { title: None, date: None, session: None, bring: false, markdown: words, replaces: None };
        distil_publication(&genesis, &draft, &*self.world.entropy).unwrap()
    }

    /// A publication as the peer may write it, not sent.
    fn theirs(&self, words: &str) -> Distilled {
        self.written_by(self.person(), self.space, words)
    }

    /// A document of this vault's own in the shared space.
    fn mine(&mut self, words: &str) -> Distilled {
        let distilled = self.written_by(self.open.me.person, self.space, words);
        let now_ms = self.open.now_ms();
        self.open.note_new(distilled.document, self.space, Kind::Publication, self.open.me.person, now_ms);
        self.open.save_changes(self.space, distilled.document, distilled.changes.clone(), None);
        self.open.refresh(distilled.document).unwrap();
        distilled
    }

    fn chunk(&self, document: DocumentId, body: Body) -> Chunk {
        Chunk { document, origin: Origin { device: self.them.device.device, run: THEIR_RUN, seq: 1 }, body }
    }

    fn changes(&self, document: DocumentId, changes: &[u8]) -> Chunk {
        self.chunk(document, Body::Changes(changes.to_vec()))
    }

    fn whole(&self, distilled: &Distilled) -> Chunk {
        self.chunk(distilled.document, distilled.body())
    }

    fn tombstone(&self, document: DocumentId) -> Chunk {
        self.chunk(document, Body::Tombstone(Tombstone { heads: Vec::new(), end: End::Withdrawn }))
    }

    /// Hands a batch to the engine as the exchange does, and returns its answers.
    fn send(&mut self, chunks: Vec<Chunk>) -> Vec<Input> {
        let (device, space, first) = (self.them.device.device, self.space, self.sent + 1);
        self.sent += chunks.len() as u64;
        let upto = Cursor { run: THEIR_RUN, seq: self.sent };
        let numbered = (first..).zip(chunks).map(|(seq, mut chunk)| {
            chunk.origin.seq = seq;
            (Cursor { run: THEIR_RUN, seq }, chunk)
        });
        let mut answers = self.open.keep(device, space, numbered.collect(), upto).unwrap();
        answers.extend(self.open.apply_now().unwrap().into_iter().map(|(_, input)| input));
        answers
    }

    /// Stores a chunk as a batch does, and ends before anything of it is applied.
    fn stored_only(&mut self, chunk: &Chunk) {
        let mut write = self.open.vault.write().unwrap();
        write.append(self.space, self.open.run, chunk).unwrap();
        write.commit().unwrap();
    }

    /// Sends one chunk and returns what became of it.
    fn fate(&mut self, chunk: Chunk) -> Fate {
        let answers = self.send(vec![chunk]);
        fates(&answers).remove(0)
    }

    /// Sends a chunk that must be refused for this reason, before it is stored, and change nothing but the incidents.
    fn refused(&mut self, chunk: Chunk, why: RefusedWhy) {
        let before = (self.rows(), self.open.vault.log(self.space).newest, self.shown());
        assert_eq!(self.fate(chunk), Fate::Refused(why));
        assert!(before == (self.rows(), self.open.vault.log(self.space).newest, self.shown()));
        assert!(self.incidents().contains(&IncidentKind::Refused(why)));
    }

    /// Sends a chunk that must be found to be junk for this reason, and change nothing that is shown.
    fn set_aside(&mut self, chunk: Chunk, why: RefusedWhy) {
        let before = (self.rows(), self.shown());
        assert_eq!(self.fate(chunk), Fate::SetAside(why));
        assert!(before == (self.rows(), self.shown()));
        assert!(self.incidents().contains(&IncidentKind::Refused(why)));
        let (newest, space) = (self.open.vault.log(self.space).newest, self.space);
        assert!(self.open.vault.chunk(space, newest).unwrap().unwrap().body == Body::Through, "no junk stays");
    }

    fn rows(&self) -> Vec<CatalogEntry> {
        self.open.catalog.iter().cloned().collect()
    }

    /// The words of theirs that a person can read now.
    fn shown(&self) -> Vec<String> {
        let views = self.open.publication_views(self.space).unwrap();
        let mut words: Vec<String> = views.into_iter().map(|view| view.content.text).collect();
        words.sort();
        words
    }

    /// The incidents as the screen was told them last.
    fn incidents(&self) -> Vec<IncidentKind> {
        let told = self.open.events.iter().rev().find_map(|event| match event {
            Event::Incidents(list) => Some(list.iter().map(|incident| incident.kind).collect()),
            _ => None,
        });
        told.unwrap_or_default()
    }
}

/// Makes `them` a contact of `open`, as a pairing does; returns the shared space.
fn befriend(open: &mut Open, them: &Person) -> SpaceId {
    let (me, person) = (open.me.person, them.card.roster.person());
    let terms = SpaceTerms::new((me, Role::Therapist), (person, Role::Client), [7; 32]).unwrap();
    let by_me = terms.sign(open.me.device, &open.me.signing).unwrap();
    let by_them = terms.sign(them.device.device, &them.signing).unwrap();
    let contact = Contact {
        person,
        name: them.card.name.clone(),
        role: Role::Client,
        roster: them.card.roster.clone(),
        space: SpaceFounding::new(terms, (me, by_me), by_them),
        recognised: Recognised::InTheRoom,
        paired_ms: open.now_ms(),
        acknowledged: true,
        recovery_saved: true,
        addresses: std::collections::BTreeMap::new(),
        alpn_secret: Zeroizing::new([9; 32]),
        relays: std::collections::BTreeMap::new(),
    };
    let known = Known::new(contact, &Default::default()).unwrap();
    let space = known.space;
    open.peers.add_contact(&open.vault, &known).unwrap();
    open.contacts.insert(person, known);
    open.save_contact(person).unwrap();
    space
}

/// What became of each chunk of a batch, in order.
fn fates(answers: &[Input]) -> Vec<Fate> {
    let later = |number: u64| {
        let fate = answers.iter().find_map(|answer| match answer {
            Input::Applied { numbers, .. } if numbers.contains(&number) => Some(Fate::Applied),
            Input::SetAside { number: one, why, .. } if *one == number => Some(Fate::SetAside(*why)),
            _ => None,
        });
        fate.expect("what is stored is applied or set aside")
    };
    let Some(Input::Kept(batch)) = answers.first() else { panic!("a batch is answered first") };
    let fate = |(_, kept): &(u64, Kept)| match *kept {
        Kept::Stored { number } => later(number),
        Kept::Refused(why) => Fate::Refused(why),
        Kept::Skipped => Fate::Skipped,
    };
    batch.outcomes.iter().map(fate).collect()
}

/// What is said about withdrawn documents.
fn purges(answers: &[Input]) -> Vec<(DocumentId, Purge)> {
    let purge = |answer: &Input| match answer {
        Input::Purged { document, purge, .. } => Some((*document, *purge)),
        _ => None,
    };
    answers.iter().filter_map(purge).collect()
}

/// An open vault with a contact, the space they share, and its clock.
pub(super) fn bench_for_compaction() -> (Open, SpaceId, Arc<ManualClock>, tempfile::TempDir) {
    let Bench { open, space, clock, root, .. } = Bench::new();
    (open, space, clock, root)
}
