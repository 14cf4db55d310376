//! A simulated device of a person: its disk, its connections, and what its engine does.
//!
//! Invariant: only the disk outlives a crash; everything follows from the seed.

use std::collections::{BTreeMap, VecDeque};

use super::super::*;
use super::disk::{Disk, Log};
use crate::ids::{Cursor, DeviceId, DocumentId, Run, SpaceId};
use crate::kind::{Body, Chunk, End, RefusedWhy, Tombstone};

/// How long a device waits before it offers what it did not write itself.
pub(super) const OFFER_AFTER_MS: u64 = 2_000;
/// The one space of two persons.
pub(super) const SHARED: SpaceId = SpaceId([9; 16]);

/// The store lost power at this write.
pub(super) struct Crash;

/// Whose device it is, and where it is in the world.
#[derive(Clone, Copy)]
pub(super) struct Who {
    pub(super) index: usize,
    pub(super) id: DeviceId,
    pub(super) person: u8,
}

/// One connection as this device sees it.
pub(super) struct Live {
    pub(super) link: u64,
    pub(super) exchange: Exchange,
}

/// One device.
pub(super) struct Node {
    pub(super) who: Who,
    pub(super) everybody: Vec<Who>,
    pub(super) disk: Disk,
    pub(super) live: BTreeMap<usize, Live>,
    /// What devices said that is not on disk yet.
    pub(super) said: BTreeMap<DeviceId, Delivery>,
    pub(super) run: Run,
    runs: u32,
    pub(super) now_ms: u64,
    pub(super) skew_ms: u64,
    pub(super) crash_in: Option<(u32, bool)>,
    pub(super) arrivals: Arrivals,
    /// Numbers of others too new to be offered.
    pub(super) fresh: BTreeMap<(SpaceId, u64), u64>,
    pub(super) sent: Vec<(u64, usize, Vec<u8>)>,
    pub(super) paused: Vec<(usize, SpaceId)>,
    pub(super) closed: Vec<CloseWhy>,
    pub(super) incidents: Vec<Incident>,
    /// How often a body of each document's edit arrived.
    pub(super) bodies: BTreeMap<OfferId, u32>,
    pub(super) restored: bool,
}

pub(super) fn private(person: u8) -> SpaceId {
    SpaceId([person; 16])
}

/// The person who writes a document.
pub(super) fn writer(document: DocumentId) -> u8 {
    document.0[1]
}

impl Node {
    pub(super) fn new(who: Who, shared: bool) -> Self {
        let mut disk = Disk::default();
        disk.logs.insert(private(who.person), Log::default());
        if shared {
            disk.logs.insert(SHARED, Log::default());
        }
        let mut node = Self {
            who,
            everybody: Vec::new(),
            disk,
            live: BTreeMap::new(),
            said: BTreeMap::new(),
            run: Run([0; 8]),
            runs: 0,
            now_ms: 0,
            skew_ms: 0,
            crash_in: None,
            arrivals: Arrivals::default(),
            fresh: BTreeMap::new(),
            sent: Vec::new(),
            paused: Vec::new(),
            closed: Vec::new(),
            incidents: Vec::new(),
            bodies: BTreeMap::new(),
            restored: false,
        };
        node.restart();
        node
    }

    /// A program start: a new run, nothing in memory.
    pub(super) fn restart(&mut self) {
        self.runs += 1;
        let mut run = [self.who.id.0[0]; 8];
        run[..4].copy_from_slice(&self.runs.to_le_bytes());
        self.run = Run(run);
        self.live.clear();
        self.said = self.disk.deliveries.clone();
        self.crash_in = None;
        self.arrivals = Arrivals::default();
        self.fresh.clear();
        self.sent.clear();
        self.paused.clear();
    }

    pub(super) fn peer(&self, peer: usize) -> Who {
        self.everybody[peer]
    }

    pub(super) fn is_own(&self, peer: usize) -> bool {
        self.peer(peer).person == self.who.person
    }

    /// What a device said, as of now.
    pub(super) fn delivery(&self, peer: usize) -> Delivery {
        let kept = || self.said.get(&self.peer(peer).id).cloned().unwrap_or_default();
        self.live.get(&peer).map_or_else(kept, |live| live.exchange.delivery().clone())
    }

    /// Begins or accepts a connection.
    pub(super) fn open(&mut self, peer: usize, link: u64) -> Result<(), Crash> {
        self.leave(peer)?;
        let delivery = self.delivery(peer);
        let own = self.is_own(peer);
        let spaces = self.disk.logs.iter().filter(|(space, _)| own || **space == SHARED);
        let spaces = spaces.map(|(space, log)| SpaceSetup {
            space: *space,
            newest: log.newest(),
            runs: log.runs(),
            unapplied: log.unapplied.iter().copied().collect(),
            fingerprint: log.fingerprint(),
            withdrawn: log.ended(),
        });
        let exchange = Exchange::new(Setup {
            my_device: self.who.id,
            peer_device: self.peer(peer).id,
            rosters: RosterDigests::default(),
            spaces: spaces.collect(),
            delivery: Delivery::decode(&delivery.encode().unwrap()).unwrap(),
        });
        self.live.insert(peer, Live { link, exchange });
        self.input(peer, Input::Start)
    }

    /// A connection is over.
    pub(super) fn leave(&mut self, peer: usize) -> Result<(), Crash> {
        let Some(live) = self.live.remove(&peer) else { return Ok(()) };
        let device = self.peer(peer).id;
        self.said.insert(device, live.exchange.delivery().clone());
        self.paused.retain(|(paused, _)| *paused != peer);
        let disk = &self.disk;
        let answers = self.arrivals.gone(device, |space, id| disk.logs[&space].has(id));
        self.answer(answers)
    }

    fn answer(&mut self, answers: Vec<(DeviceId, Input)>) -> Result<(), Crash> {
        for (device, input) in answers {
            if let Some(peer) = self.everybody.iter().position(|who| who.id == device) {
                self.input(peer, input)?;
            }
        }
        Ok(())
    }

    /// Hands an event in and does what comes out, as an engine would.
    pub(super) fn input(&mut self, peer: usize, input: Input) -> Result<(), Crash> {
        let mut waiting = VecDeque::from([(peer, input)]);
        while let Some((peer, input)) = waiting.pop_front() {
            let now_ms = self.now_ms + self.skew_ms;
            let Some(live) = self.live.get_mut(&peer) else { continue };
            let passed = match &input {
                Input::Kept(batch) => Some((batch.space, batch.upto.seq)),
                _ => None,
            };
            for output in live.exchange.handle(now_ms, input) {
                self.output(peer, output, &mut waiting)?;
            }
            if let Some((space, upto)) = passed {
                let (device, disk) = (self.peer(peer).id, &self.disk);
                let answers = self.arrivals.passed(device, space, upto, |space, id| disk.logs[&space].has(id));
                self.answer(answers)?;
            }
        }
        Ok(())
    }

    /// One transaction: it happens whole or not at all, and the program may die right before or right after.
    pub(super) fn write<T>(&mut self, change: impl FnOnce(&mut Disk) -> T) -> Result<T, Crash> {
        match &mut self.crash_in {
            Some((0, lost)) => {
                if !*lost {
                    change(&mut self.disk);
                }
                Err(Crash)
            }
            Some((left, _)) => {
                *left -= 1;
                Ok(change(&mut self.disk))
            }
            None => Ok(change(&mut self.disk)),
        }
    }

    /// Tells every connection that a log grew.
    pub(super) fn grown(&mut self, space: SpaceId) -> Result<(), Crash> {
        let log = &self.disk.logs[&space];
        let (newest, runs) = (log.newest(), log.runs());
        let peers: Vec<usize> = self.live.keys().copied().collect();
        for peer in peers {
            self.input(peer, Input::Grown { space, newest, runs: runs.clone() })?;
        }
        Ok(())
    }

    /// Judges and stores what a feed brought.
    pub(super) fn keep(
        &mut self,
        peer: usize,
        space: SpaceId,
        chunks: Vec<(Cursor, Chunk)>,
        upto: Cursor,
        waiting: &mut VecDeque<(usize, Input)>,
    ) -> Result<(), Crash> {
        let theirs = self.peer(peer);
        let may = |document| theirs.person == self.who.person || writer(document) == theirs.person;
        assert!(chunks.iter().all(|(_, chunk)| may(chunk.document)), "words of a third side");
        let (run, mut delivery) = (self.run, self.delivery(peer));
        for (_, chunk) in &chunks {
            *self.bodies.entry(super::disk::content(chunk.document, &chunk.body)).or_default() += 1;
        }
        let (batch, delivery, purged, new) = self.write(|disk| {
            let log = disk.logs.get_mut(&space).unwrap();
            let (mut outcomes, mut purged, mut new) = (Vec::new(), Vec::new(), Vec::new());
            for (cursor, chunk) in chunks {
                let ended = log.docs.get(&chunk.document).is_some_and(|doc| doc.ended);
                let outcome = match log.waiting(&chunk) {
                    Some(number) => Kept::Stored { number },
                    None if matches!(chunk.body, Body::Tombstone(_)) && ended => {
                        purged.push(chunk.document);
                        Kept::Skipped
                    }
                    None if ended => Kept::Refused(RefusedWhy::Gone),
                    None if log.holds(&chunk) => Kept::Skipped,
                    None => {
                        let number = log.append(run, chunk);
                        new.push(number);
                        Kept::Stored { number }
                    }
                };
                outcomes.push((cursor.seq, outcome));
            }
            let batch = KeptBatch { space, upto, outcomes };
            delivery.kept(&batch);
            for document in &purged {
                delivery.purged(space, *document, Purge::Removed);
            }
            disk.deliveries.insert(theirs.id, delivery.clone());
            (batch, delivery, purged, new)
        })?;
        self.said.insert(theirs.id, delivery);
        self.fresh.extend(new.into_iter().map(|number| ((space, number), self.now_ms)));
        waiting.push_back((peer, Input::Kept(batch)));
        waiting.extend(
            purged.into_iter().map(|document| (peer, Input::Purged { space, document, purge: Purge::Removed })),
        );
        let log = &self.disk.logs[&space];
        for peer in self.live.keys() {
            waiting.push_back((*peer, Input::Grown { space, newest: log.newest(), runs: log.runs() }));
        }
        Ok(())
    }

    /// Writes a chunk of this device's own.
    pub(super) fn append(&mut self, space: SpaceId, document: DocumentId, body: Body) -> Result<(), Crash> {
        let (run, device) = (self.run, self.who.id);
        self.write(|disk| {
            let log = disk.logs.get_mut(&space).unwrap();
            let origin = log.next_origin(device, run);
            let number = log.append(run, Chunk { document, origin, body });
            log.apply(number);
        })?;
        self.grown(space)
    }

    pub(super) fn withdraw(&mut self, space: SpaceId, document: DocumentId) -> Result<(), Crash> {
        self.append(space, document, Body::Tombstone(Tombstone { heads: Vec::new(), end: End::Withdrawn }))
    }

    /// Applies everything that waits, one transaction each.
    pub(super) fn apply(&mut self, space: SpaceId) -> Result<(), Crash> {
        let numbers: Vec<u64> = self.disk.logs[&space].unapplied.iter().copied().collect();
        for number in numbers {
            let chunk = self.disk.logs[&space].chunk(number).clone();
            let counts = self.write(|disk| disk.logs.get_mut(&space).unwrap().apply(number))?;
            let ends = matches!(chunk.body, Body::Tombstone(_)) && counts;
            let peers: Vec<usize> = (0..self.everybody.len()).filter(|peer| *peer != self.who.index).collect();
            for peer in peers {
                self.tell_applied(peer, space, number, counts, chunk.document, ends)?;
            }
        }
        Ok(())
    }

    fn tell_applied(
        &mut self,
        peer: usize,
        space: SpaceId,
        number: u64,
        counts: bool,
        document: DocumentId,
        ends: bool,
    ) -> Result<(), Crash> {
        let mut delivery = self.delivery(peer);
        let device = self.peer(peer).id;
        let why = RefusedWhy::Gone;
        let came_from =
            if counts { delivery.applied(space, &[number]) } else { delivery.set_aside(space, number, why).is_some() };
        if !came_from {
            return Ok(());
        }
        if ends {
            delivery.purged(space, document, Purge::Removed);
        }
        self.write(|disk| disk.deliveries.insert(device, delivery.clone()))?;
        self.said.insert(device, delivery);
        let input = if counts {
            Input::Applied { space, numbers: vec![number] }
        } else {
            Input::SetAside { space, number, why }
        };
        self.input(peer, input)?;
        if ends { self.input(peer, Input::Purged { space, document, purge: Purge::Removed }) } else { Ok(()) }
    }
}
