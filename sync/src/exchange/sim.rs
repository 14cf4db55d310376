//! A simulated device: a log in memory, and a crash at any store write.
//!
//! Invariant: only `Durable` outlives a crash; everything follows from the seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::*;
use crate::ids::{Cursor, DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, Chunk, End, RefusedWhy, Tombstone};

/// A body that starts with this byte is refused by the reader.
pub(super) const REFUSED: u8 = 0xbd;
/// A body that starts with this byte is stored and set aside when it is applied.
pub(super) const SET_ASIDE: u8 = 0xa5;

/// SplitMix64: small, seeded, good enough to choose what happens next.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// One space on one disk.
#[derive(Clone, Default)]
pub(super) struct Log {
    pub(super) chunks: Vec<(Run, Chunk)>,
    pub(super) unapplied: BTreeSet<u64>,
    pub(super) withdrawn: BTreeSet<DocumentId>,
}

impl Log {
    pub(super) fn newest(&self) -> u64 {
        self.chunks.len() as u64
    }

    pub(super) fn runs(&self) -> Vec<RunSpan> {
        let mut runs: Vec<RunSpan> = Vec::new();
        for (index, (run, _)) in self.chunks.iter().enumerate() {
            let number = index as u64 + 1;
            match runs.last_mut() {
                Some(span) if span.run == *run => span.last = number,
                _ => runs.push(RunSpan { run: *run, first: number, last: number }),
            }
        }
        runs
    }

    pub(super) fn find(&self, origin: &Origin) -> Option<u64> {
        self.chunks.iter().position(|(_, chunk)| chunk.origin == *origin).map(|index| index as u64 + 1)
    }

    /// Sum over what is applied and has not been purged, by its origin.
    fn fingerprint(&self) -> u64 {
        let numbered = self.chunks.iter().zip(1..);
        let applied =
            numbered.filter(|((_, chunk), number)| chunk.body != Body::Through && !self.unapplied.contains(number));
        applied.map(|((_, chunk), _)| u64::from(chunk.origin.device.0[0]) * 1_000_003 + chunk.origin.seq).sum()
    }
}

/// What is on one disk.
#[derive(Clone, Default)]
pub(super) struct Durable {
    pub(super) logs: BTreeMap<SpaceId, Log>,
    pub(super) delivery: Delivery,
}

/// The store lost power at this write.
pub(super) struct Crash;

/// One device: its disk, and what a program start holds in memory.
pub(super) struct Device {
    pub(super) id: DeviceId,
    pub(super) disk: Durable,
    pub(super) exchange: Option<Exchange>,
    /// Writes until the next crash; the write itself is lost if odd luck says so.
    pub(super) crash_in: Option<(u32, bool)>,
    pub(super) sent: Vec<Vec<u8>>,
    pub(super) incidents: Vec<Incident>,
    pub(super) closed: Option<CloseWhy>,
    pub(super) paused: Vec<SpaceId>,
    pub(super) taken_back: usize,
    pub(super) skipped: usize,
    pub(super) roster: Vec<Vec<u8>>,
    pub(super) heard_roster: Vec<Vec<u8>>,
    pub(super) rosters: RosterDigests,
    pub(super) keep_until: Option<u64>,
    /// Made from a backup: serves nobody before a yes.
    pub(super) held_back: bool,
    run: Run,
    runs: u64,
    now_ms: u64,
}

impl Device {
    pub(super) fn new(id: u8, spaces: &[SpaceId]) -> Self {
        let mut device = Self {
            id: DeviceId([id; 32]),
            disk: Durable::default(),
            exchange: None,
            crash_in: None,
            sent: Vec::new(),
            incidents: Vec::new(),
            closed: None,
            paused: Vec::new(),
            taken_back: 0,
            skipped: 0,
            roster: Vec::new(),
            heard_roster: Vec::new(),
            rosters: RosterDigests::default(),
            keep_until: None,
            held_back: false,
            run: Run([0; 8]),
            runs: 0,
            now_ms: 1_000,
        };
        device.disk.logs = spaces.iter().map(|space| (*space, Log::default())).collect();
        device.restart();
        device
    }

    /// A program start: a new run, nothing in memory.
    pub(super) fn restart(&mut self) {
        self.runs += 1;
        let mut run = [self.id.0[0]; 8];
        run[..4].copy_from_slice(&(self.runs as u32).to_le_bytes());
        self.run = Run(run);
        self.exchange = None;
        self.crash_in = None;
    }

    /// Goes back to an older copy of the disk.
    pub(super) fn restore(&mut self, disk: Durable) {
        self.disk = disk;
        self.restart();
    }

    pub(super) fn connect(&mut self, peer: DeviceId) -> Result<(), Crash> {
        let spaces = self.disk.logs.iter().map(|(space, log)| SpaceSetup {
            space: *space,
            newest: log.newest(),
            runs: log.runs(),
            unapplied: log.unapplied.iter().copied().collect(),
            fingerprint: log.fingerprint(),
            withdrawn: log.withdrawn.clone(),
        });
        let setup = Setup {
            my_device: self.id,
            peer_device: peer,
            rosters: self.rosters,
            spaces: spaces.collect(),
            delivery: Delivery::decode(&self.disk.delivery.encode().unwrap()).unwrap(),
        };
        let mut exchange = Exchange::new(setup);
        if self.held_back {
            self.disk.logs.keys().for_each(|space| exchange.hold_back(*space));
        }
        self.exchange = Some(exchange);
        self.closed = None;
        self.paused.clear();
        self.input(Input::Start)
    }

    /// Hands an event in and does what comes out, depth first, as an engine would.
    pub(super) fn input(&mut self, input: Input) -> Result<(), Crash> {
        let mut waiting = VecDeque::from([input]);
        while let Some(input) = waiting.pop_front() {
            self.now_ms += 1;
            let Some(exchange) = &mut self.exchange else { return Ok(()) };
            for output in exchange.handle(self.now_ms, input) {
                self.output(output, &mut waiting)?;
            }
        }
        Ok(())
    }

    fn output(&mut self, output: Output, waiting: &mut VecDeque<Input>) -> Result<(), Crash> {
        match output {
            Output::Send(bytes) => self.sent.push(bytes),
            Output::Feed { space, after, chunks_max, bytes_max, .. } => {
                waiting.push_back(self.feed(space, after, chunks_max, bytes_max));
            }
            Output::Keep { space, chunks, upto } => self.keep(space, chunks, upto, waiting)?,
            Output::Delivery { .. } | Output::Rewound { .. } => {
                let delivery = self.exchange.as_ref().unwrap().delivery().clone();
                self.write(|disk| disk.delivery = delivery)?;
            }
            Output::TakenBack { documents, .. } => self.taken_back += documents.len(),
            Output::Paused { space, .. } => self.paused.push(space),
            Output::Resumed { .. } => self.held_back = false,
            Output::RosterKnown => {}
            Output::RosterWanted => waiting.push_back(Input::Roster(self.roster.clone())),
            Output::Roster(records) => self.heard_roster.extend(records),
            Output::Incident(incident) => self.incidents.push(incident),
            Output::Close(why) => self.closed = Some(why),
            Output::TombstonesWanted { space } => {
                waiting.push_back(Input::Tombstones { space, tombstones: Vec::new() });
            }
            Output::Tombstones { space, last, .. } if last => waiting.push_back(Input::TombstonesApplied { space }),
            _ => {}
        }
        Ok(())
    }

    fn feed(&self, space: SpaceId, after: u64, chunks_max: usize, bytes_max: usize) -> Input {
        let log = &self.disk.logs[&space];
        let (mut chunks, mut bytes, mut upto) = (Vec::new(), 0, after);
        for (index, (_, chunk)) in log.chunks.iter().enumerate().skip(after as usize).take(chunks_max) {
            bytes += chunk.body_bytes();
            if !chunks.is_empty() && bytes > bytes_max {
                break;
            }
            upto = index as u64 + 1;
            let foreign_and_unapplied = log.unapplied.contains(&upto);
            let chunk = (!foreign_and_unapplied).then(|| chunk.clone());
            chunks.push(Fed { number: upto, chunk, offer: None });
        }
        Input::Fed { space, after, upto, chunks }
    }

    fn keep(
        &mut self,
        space: SpaceId,
        chunks: Vec<(Cursor, Chunk)>,
        upto: Cursor,
        waiting: &mut VecDeque<Input>,
    ) -> Result<(), Crash> {
        let run = self.run;
        let mut log = self.disk.logs[&space].clone();
        let mut outcomes = Vec::new();
        for (cursor, chunk) in chunks {
            let first = match &chunk.body {
                Body::Changes(bytes) => bytes.first().copied(),
                _ => None,
            };
            let known = log.find(&chunk.origin);
            let outcome = match known {
                Some(number) if log.unapplied.contains(&number) => Kept::Stored { number },
                Some(_) => Kept::Skipped,
                None if first == Some(REFUSED) => Kept::Refused(RefusedWhy::Malformed),
                None => {
                    log.chunks.push((run, chunk));
                    log.unapplied.insert(log.newest());
                    Kept::Stored { number: log.newest() }
                }
            };
            self.skipped += usize::from(known.is_some());
            outcomes.push((cursor.seq, outcome));
        }
        let batch = KeptBatch { space, upto, outcomes };
        let mut delivery = self.exchange.as_ref().unwrap().delivery().clone();
        delivery.kept(&batch);
        let grown = Input::Grown { space, newest: log.newest(), runs: log.runs() };
        self.write(|disk| {
            disk.logs.insert(space, log);
            disk.delivery = delivery;
        })?;
        waiting.push_back(Input::Kept(batch));
        waiting.push_back(grown);
        Ok(())
    }

    /// One transaction: it happens whole or not at all, and the program may die right before or right after.
    fn write(&mut self, change: impl FnOnce(&mut Durable)) -> Result<(), Crash> {
        match &mut self.crash_in {
            Some((0, lost)) => {
                if !*lost {
                    change(&mut self.disk);
                }
                Err(Crash)
            }
            Some((left, _)) => {
                *left -= 1;
                change(&mut self.disk);
                Ok(())
            }
            None => {
                change(&mut self.disk);
                Ok(())
            }
        }
    }

    fn append(&mut self, space: SpaceId, document: DocumentId, body: Body) -> Result<(), Crash> {
        let (run, device) = (self.run, self.id);
        let mut log = self.disk.logs[&space].clone();
        if let Body::Tombstone(_) = body {
            log.withdrawn.insert(document);
            for (_, chunk) in log.chunks.iter_mut().filter(|(_, chunk)| chunk.document == document) {
                chunk.body = Body::Through;
            }
        }
        let seq = log.newest() + 1;
        log.chunks.push((run, Chunk { document, origin: Origin { device, run, seq }, body }));
        let grown = Input::Grown { space, newest: log.newest(), runs: log.runs() };
        self.write(|disk| {
            disk.logs.insert(space, log);
        })?;
        self.input(grown)
    }

    pub(super) fn publish(&mut self, space: SpaceId, document: u16, body: Vec<u8>) -> Result<(), Crash> {
        let document = self.document(document);
        self.append(space, document, Body::Changes(body))
    }

    pub(super) fn withdraw(&mut self, space: SpaceId, document: u16) -> Result<(), Crash> {
        let document = self.document(document);
        self.append(space, document, Body::Tombstone(Tombstone { heads: Vec::new(), end: End::Withdrawn }))
    }

    pub(super) fn document(&self, number: u16) -> DocumentId {
        let mut id = [self.id.0[0]; 32];
        id[..2].copy_from_slice(&number.to_le_bytes());
        DocumentId(id)
    }

    /// Applies everything that waits, purging what a tombstone withdraws.
    pub(super) fn apply(&mut self, space: SpaceId) -> Result<(), Crash> {
        let numbers: Vec<u64> = self.disk.logs[&space].unapplied.iter().copied().collect();
        for number in numbers {
            let mut log = self.disk.logs[&space].clone();
            log.unapplied.remove(&number);
            let chunk = log.chunks[number as usize - 1].1.clone();
            let live = self.exchange.as_ref().map(|exchange| exchange.delivery().clone());
            let mut delivery = live.unwrap_or_else(|| self.disk.delivery.clone());
            let mut inputs = Vec::new();
            match &chunk.body {
                Body::Changes(bytes) if bytes.first() == Some(&SET_ASIDE) => {
                    delivery.set_aside(space, number, RefusedWhy::Incomplete);
                    inputs.push(Input::SetAside { space, number, why: RefusedWhy::Incomplete });
                }
                _ => {
                    delivery.applied(space, &[number]);
                    inputs.push(Input::Applied { space, numbers: vec![number] });
                }
            }
            if let Body::Tombstone(_) = chunk.body {
                let document = chunk.document;
                for (_, chunk) in log.chunks.iter_mut().filter(|(_, chunk)| chunk.document == document) {
                    if let Body::Changes(_) = chunk.body {
                        chunk.body = Body::Through;
                    }
                }
                let purge = self.keep_until.map_or(Purge::Removed, |until_ms| Purge::KeptUntil { until_ms });
                delivery.purged(space, document, purge);
                inputs.push(Input::Purged { space, document, purge });
            }
            self.write(|disk| {
                disk.logs.insert(space, log);
                disk.delivery = delivery;
            })?;
            for input in inputs {
                self.input(input)?;
            }
        }
        Ok(())
    }
}
