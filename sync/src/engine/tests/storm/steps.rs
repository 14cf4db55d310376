//! What happens in a storm, step by step as the dice fall, and how it is noted in the ledger.
//!
//! Invariant: every step is something a person, a network or a computer can do at any time.

use std::path::PathBuf;
use std::sync::Arc;

use super::birth::{Founder, pair};
use super::device::Device;
use super::ledger::{Ledger, Published, Word};
use super::links::Network;
use super::watch::{Dice, Watch};
use crate::document::Splice;
use crate::engine::actor::Input;
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::view::{EntryView, Field, ShareChoice};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Kind;
use crate::people::Role;

/// Devices of the first and of the second person.
const SHAPES: [[usize; 2]; 6] = [[2, 0], [3, 0], [1, 1], [2, 1], [1, 2], [2, 2]];

/// In one of so many steps somebody locks, and goes on receiving.
const STEPS_A_LOCK: u64 = 20;
/// In one of so many steps somebody throws an entry away, or empties the trash.
const STEPS_A_TRASH: u64 = 12;

/// One run.
pub(super) struct Storm {
    pub(super) network: Network,
    pub(super) ledger: Ledger,
    pub(super) shared: Option<SpaceId>,
    dice: Dice,
    /// Chooses when somebody locks, if anybody does; dice of their own, so that a seed's other steps stay what they are.
    locks: Option<Dice>,
    /// Chooses when somebody empties the trash.
    empties: Dice,
    backups: Vec<Option<PathBuf>>,
    batches: u64,
    _runtime: tokio::runtime::Runtime,
    _root: tempfile::TempDir,
}

impl Storm {
    pub(super) fn new(seed: u64, trace: bool) -> Self {
        let mut dice = Dice(seed);
        let shape = SHAPES[dice.roll(SHAPES.len() as u64) as usize];
        // A contact that a person's first device alone knows reaches the others in the storm.
        Self::with(dice, shape, seed.is_multiple_of(3), trace)
    }

    /// Persons with so many devices.
    pub(super) fn of(seed: u64, shape: [usize; 2], trace: bool) -> Self {
        Self::with(Dice(seed), shape, false, trace)
    }

    fn with(mut dice: Dice, shape: [usize; 2], scattered: bool, trace: bool) -> Self {
        let locks = super::setting("UNDERSTORY_STACK_LOCKS").map(|_| Dice(dice.0 ^ 0x6c6f_636b));
        let empties = Dice(dice.0 ^ 0x656d_7074);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let root = tempfile::tempdir().unwrap();
        let first = Watch::new(dice.next());
        let roles = [Role::Client, Role::Therapist];
        let founders: Vec<Founder> = (0..2)
            .filter(|person| shape[*person] > 0)
            .map(|person| Founder::new(roles[person], shape[person], &first))
            .collect();
        let paired = founders.get(1).map(|other| pair(&founders[0], other));
        let mut devices = Vec::new();
        for (person, founder) in founders.into_iter().enumerate() {
            let contact = paired.as_ref().map(|(contacts, _)| &contacts[person]);
            let (ids, private_space) = (founder.ids(), founder.private_space());
            let mut homes = Vec::new();
            for number in 0..ids.len() {
                let watch = Arc::new(Watch::new(dice.next()));
                let home = root.path().join(format!("{person}-{number}"));
                let known = contact.filter(|_| number == 0 || !scattered);
                founder.settle(number, &Device::first_folder(&home), known, &watch);
                homes.push((home, watch));
            }
            let key = Arc::new(founder.key);
            for (id, (home, watch)) in ids.into_iter().zip(homes) {
                let who = (person, id, private_space);
                devices.push(Device::new(who, (Arc::clone(&key), &home), watch, runtime.handle()));
            }
        }
        let backups = devices.iter().map(|_| None).collect();
        let shared = paired.map(|(_, space)| space);
        let network = Network::new(devices, Dice(dice.next()), trace);
        let ledger = Ledger::default();
        Self { network, ledger, shared, dice, locks, empties, backups, batches: 0, _runtime: runtime, _root: root }
    }

    pub(super) fn rage(&mut self) {
        for _ in 0..30 + self.dice.roll(40) {
            self.step();
        }
    }

    fn step(&mut self) {
        let count = self.network.devices.len() as u64;
        let (which, other) = (self.dice.roll(count) as usize, self.dice.roll(count) as usize);
        let kind = self.dice.roll(100);
        if self.network.trace {
            println!("step {kind} on {which} with {other}");
        }
        let locks = self.locks.as_mut().is_some_and(|dice| dice.roll(STEPS_A_LOCK) == 0);
        if locks && !self.network.devices[which].locked {
            self.network.lock(which);
        }
        // On a locked device nobody writes; what arrives there arrives.
        if self.network.devices[which].locked && !matches!(kind, 0..=34 | 64..=78 | 80..=88 | 90..=99) {
            self.network.unlock(which);
            return;
        }
        if self.empties.roll(STEPS_A_TRASH) == 0 && !self.network.devices[which].locked {
            self.throw_away(which);
            if self.empties.roll(2) == 0 {
                self.empty(which);
            }
        }
        match kind {
            0..=34 => {
                for _ in 0..=self.dice.roll(6) {
                    if let Some((at, to)) = self.network.pick(&mut self.dice) {
                        self.network.deliver(at, to);
                    }
                }
            }
            35..=49 => self.write(which),
            50..=55 => self.share(which),
            56..=59 => self.withdraw(which),
            60..=62 => self.read(which),
            63 => self.trash(which),
            64..=71 => {
                self.network.work(which);
            }
            72..=74 => {
                if let Some((at, _)) = self.network.pick(&mut self.dice) {
                    self.network.cut(at);
                    self.network.sweep();
                }
            }
            75..=77 => {
                self.network.devices[which].kill();
                self.network.fell(which);
                self.network.unlock_all();
                self.check_promises();
            }
            78 => self.backups[which] = Some(self.network.devices[which].back_up()),
            79 => self.go_back(which),
            80..=81 => self.network.parted = (self.dice.roll(2) == 0).then(|| self.dice.roll(16)),
            82..=86 => {
                let ms = self.dice.roll(5_000);
                self.network.pass(ms);
            }
            // Long enough for what rests to be folded.
            87 => (0..2).for_each(|_| self.network.pass(2 * 3_600_000)),
            88 => self.network.devices[which].watch.skew(self.dice.roll(1 << 34) as i64 - (1 << 33)),
            89 => self.resume(which),
            _ => self.network.connect(which, other),
        }
    }

    fn ask(&mut self, which: usize, command: Command) -> Vec<Event> {
        self.network.on(which, Input::Command(command)).unwrap_or_default()
    }

    /// Opens an entry as a screen does.
    fn opened(&mut self, which: usize, command: Command) -> Option<EntryView> {
        let events = self.ask(which, command);
        events.into_iter().rev().find_map(|event| if let Event::Opened(view) = event { Some(view) } else { None })
    }

    fn an_entry(&mut self, which: usize) -> Option<EntryView> {
        let entries = self.network.devices[which].documents(Kind::Entry, true);
        let entry = self.dice.pick(&entries)?;
        self.opened(which, Command::OpenEntry(entry))
    }

    fn new_word(&mut self, which: usize) -> String {
        self.batches += 1;
        let word = format!("w{:05}q", self.batches);
        self.ledger.typed[self.network.devices[which].person].insert(word.clone());
        word
    }

    /// Types a word at the start or the end of an entry, or strikes its first one out.
    fn write(&mut self, which: usize) {
        let view = match self.dice.roll(3) {
            0 => self.opened(which, Command::NewEntry(Default::default())),
            _ => self.an_entry(which),
        };
        let Some(view) = view else { return };
        let (document, text) = (view.summary.document, view.text);
        let first = text.split(' ').next().unwrap_or_default().to_owned();
        let word = self.new_word(which);
        let (splice, expected) = match self.dice.roll(5) {
            0 if !first.is_empty() => {
                self.ledger.saved.remove(&first);
                let splice = Splice { at: 0, delete: first.len() + 1, insert: String::new() };
                (splice, text[first.len() + 1..].to_owned())
            }
            1 => (Splice { at: 0, delete: 0, insert: format!("{word} ") }, format!("{word} {text}")),
            _ => (Splice { at: text.len(), delete: 0, insert: format!("{word} ") }, format!("{text}{word} ")),
        };
        let adds = splice.delete == 0;
        if self.network.trace {
            println!("  {which} {} in {document:?}", if adds { &word } else { &first });
        }
        let (field, batch) = (Field::Body, self.batches);
        let Some(events) = self.edit(which, Command::Edit { document, field, batch, splices: vec![splice] }) else {
            return;
        };
        let saved = |event: &Event| matches!(event, Event::Saved { document: one, batch: two, .. } if *one == document && *two == batch);
        assert!(events.iter().any(saved), "what was typed is saved at once");
        let open = self.network.devices[which].open();
        assert_eq!(open.read_doc(document).unwrap().text(field), expected, "written where the person saw it");
        if adds {
            let number = open.catalog.get(document).unwrap().seqs.last().copied().unwrap();
            self.ledger.saved.insert(word, Word { device: which, number });
        }
    }

    fn edit(&mut self, which: usize, command: Command) -> Option<Vec<Event>> {
        self.network.on(which, Input::Command(command))
    }

    /// Shares an entry, perhaps in the place of what was shared of it before.
    fn share(&mut self, which: usize) {
        let Some(space) = self.shared else { return };
        if self.network.devices[which].open().contact_in(space).is_none() {
            return;
        }
        let Some(view) = self.an_entry(which).filter(|view| !view.text.trim().is_empty()) else { return };
        let entry = view.summary.document;
        let replaces = if self.dice.roll(3) == 0 { self.a_live_share(which, &view) } else { None };
        let (choice, date) = (ShareChoice::Whole, None);
        let events =
            self.ask(which, Command::PreviewShare { entry, space, choice, title: false, date, bring: false, replaces });
        let number = events
            .iter()
            .find_map(|event| if let Event::SharePreview(preview) = event { Some(preview.number) } else { None });
        let Some(preview) = number else { return };
        for event in self.ask(which, Command::Share { preview }) {
            let Event::Shared { publication, .. } = event else { continue };
            let row = self.network.devices[which].open().catalog.get(publication).unwrap();
            let published = Published { device: which, number: row.seqs[0], withdrawn: false };
            self.ledger.published.insert(publication, published);
            if let Some(old) = replaces.and_then(|old| self.ledger.published.get_mut(&old)) {
                old.withdrawn = true;
            }
        }
    }

    /// A publication made from this entry that this device has and that was not withdrawn.
    fn a_live_share(&mut self, which: usize, view: &EntryView) -> Option<DocumentId> {
        let open = self.network.devices[which].open();
        let has = |document| open.catalog.get(document).is_some_and(|row| row.tombstone.is_none());
        let live = view.shares.iter().filter(|share| share.withdrawn_ms.is_none() && has(share.publication));
        let live: Vec<DocumentId> = live.map(|share| share.publication).collect();
        self.dice.pick(&live)
    }

    fn withdraw(&mut self, which: usize) {
        let Some(view) = self.an_entry(which) else { return };
        let Some(publication) = self.a_live_share(which, &view) else { return };
        if self.edit(which, Command::Withdraw { publication }).is_some()
            && let Some(known) = self.ledger.published.get_mut(&publication)
        {
            known.withdrawn = true;
        }
    }

    /// Opens what the other person shared, and perhaps leaves a note in its margin.
    fn read(&mut self, which: usize) {
        let theirs = self.network.devices[which].documents(Kind::Publication, false);
        let Some(publication) = self.dice.pick(&theirs) else { return };
        self.ask(which, Command::MarkOpened(publication));
        if self.dice.roll(2) == 0
            || !self.network.devices[which].documents(Kind::Publication, false).contains(&publication)
        {
            return;
        }
        let events = self.ask(which, Command::DraftNote { publication, range: None });
        let draft = events.iter().find_map(|event| if let Event::NoteDraft(view) = event { Some(view) } else { None });
        let Some(draft) = draft.map(|view| view.draft) else { return };
        let insert = format!("{} ", self.new_word(which));
        let (batch, splices) = (self.batches, vec![Splice { at: 0, delete: 0, insert }]);
        if self.edit(which, Command::Edit { document: draft, field: Field::Body, batch, splices }).is_some() {
            self.ask(which, Command::LeaveNote { draft });
        }
    }

    fn trash(&mut self, which: usize) {
        if let Some(view) = self.an_entry(which) {
            self.ask(
                which,
                Command::Trash { document: view.summary.document, trashed: view.summary.trashed_ms.is_none() },
            );
        }
    }

    fn throw_away(&mut self, which: usize) {
        let entries = self.network.devices[which].documents(Kind::Entry, true);
        if let Some(document) = self.empties.pick(&entries) {
            self.ask(which, Command::Trash { document, trashed: true });
        }
    }

    /// Removes for good what is in the trash: what the person saw there is no promise any more.
    fn empty(&mut self, which: usize) {
        let device = &mut self.network.devices[which];
        let rows = device.open().catalog.iter().filter(|row| row.trashed_ms.is_some() && row.kind == Kind::Entry);
        let trashed: Vec<DocumentId> = rows.map(|row| row.document).collect();
        let seen: Vec<_> = trashed.iter().map(|document| (*document, device.words(*document))).collect();
        if self.network.trace {
            println!("  {which} empties {seen:?}");
        }
        let before = self.ledger.saved.clone();
        for word in seen.iter().flat_map(|(_, words)| words) {
            self.ledger.saved.remove(word);
        }
        if self.edit(which, Command::EmptyTrash(trashed)).is_none() {
            return;
        }
        // What had to stay is promised as before.
        let device = &mut self.network.devices[which];
        let stayed = seen.iter().filter(|(document, _)| device.open().read_doc(*document).is_ok());
        for word in stayed.flat_map(|(_, words)| words) {
            if let Some(saved) = before.get(word) {
                self.ledger.saved.insert(word.clone(), saved.clone());
            }
        }
    }

    fn go_back(&mut self, which: usize) {
        let Some(copy) = self.backups[which].clone() else { return };
        self.network.unlock_all();
        self.network.devices[which].go_back(&copy);
        self.network.fell(which);
        self.ledger.forget_lost(&mut self.network.devices);
    }

    /// The person looks at what is paused and at what was lost, and says yes to both.
    pub(super) fn resume(&mut self, which: usize) {
        let device = &mut self.network.devices[which];
        for other in device.open().peers.all() {
            let open = self.network.devices[which].open();
            let connected = open.peers.get(other).and_then(|peer| peer.connected.as_ref());
            let paused = connected.is_some_and(|connected| connected.paused);
            if paused {
                self.ask(which, Command::ServeAgain(other));
            } else if !open.still_lost(other).is_empty() {
                self.ask(which, Command::TakeBack(other));
            }
        }
    }

    /// Whether anybody is paused, or holds what another could take back.
    pub(super) fn is_answered(&mut self) -> bool {
        self.network.devices.iter_mut().all(|device| {
            let open = device.open();
            open.peers.all().into_iter().all(|other| {
                let connected = open.peers.get(other).and_then(|peer| peer.connected.as_ref());
                !connected.is_some_and(|connected| connected.paused) && open.still_lost(other).is_empty()
            })
        })
    }
}
