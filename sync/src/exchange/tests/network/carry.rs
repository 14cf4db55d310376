//! Outputs carried out on a simulated device: reading the log, and mending.
//!
//! Invariant: only what is applied leaves; to another person only what this person wrote.

use std::collections::VecDeque;

use super::super::*;
use super::disk::{Log, content};
use super::node::{Crash, Node, OFFER_AFTER_MS, SHARED, private, writer};
use crate::ids::{DocumentId, Origin, SpaceId};
use crate::kind::{Body, Chunk, End, Tombstone};

type Waiting = VecDeque<(usize, Input)>;

impl Node {
    pub(super) fn output(&mut self, peer: usize, output: Output, waiting: &mut Waiting) -> Result<(), Crash> {
        match output {
            Output::Send(bytes) => {
                let link = self.live.get(&peer).map(|live| live.link);
                self.sent.extend(link.map(|link| (link, peer, bytes)));
            }
            Output::Feed { space, after, chunks_max, bytes_max: _, include_theirs, whole_upto } => {
                waiting.push_back((peer, self.feed(peer, space, after, chunks_max, include_theirs, whole_upto)));
            }
            Output::Keep { space, chunks, upto } => self.keep(peer, space, chunks, upto, waiting)?,
            Output::Offered { space, offers } => {
                let (device, disk) = (self.peer(peer).id, &self.disk);
                let answer = self.arrivals.offered(device, space, offers, |space, id| disk.logs[&space].has(id));
                waiting.extend(answer.map(|answer| (peer, answer)));
            }
            Output::Rewound { .. } => {
                let (device, delivery) = (self.peer(peer).id, self.delivery(peer));
                self.write(|disk| disk.deliveries.insert(device, delivery))?;
            }
            Output::Paused { space, .. } => self.paused.push((peer, space)),
            Output::Close(why) => self.closed.push(why),
            Output::Incident(incident) => self.incidents.push(incident),
            Output::SumsWanted { space } => waiting.push_back((peer, self.sums(space))),
            Output::ListWanted { space, buckets } => waiting.push_back((peer, self.list(space, &buckets))),
            Output::MendWanted { space, documents, .. } => {
                let own = self.is_own(peer);
                let may = |document: &DocumentId| own || writer(*document) == self.who.person;
                waiting.push_back((peer, self.whole(space, &documents, may)));
            }
            Output::GiveBack { space, documents, .. } => {
                let theirs = self.peer(peer).person;
                waiting.push_back((peer, self.whole(space, &documents, |document| writer(*document) == theirs)));
            }
            Output::Mend { space, asked, chunks } => self.mend(peer, space, asked, chunks, waiting)?,
            Output::Lost { space, documents } if !self.is_own(peer) => {
                let mine = documents.into_iter().filter(|document| writer(*document) == self.who.person);
                waiting.push_back((peer, Input::TakeBack { space, documents: mine.collect() }));
            }
            Output::TombstonesWanted { space } => {
                let end = |document| (document, Tombstone { heads: Vec::new(), end: End::Withdrawn });
                let tombstones = self.disk.logs[&space].ended().into_iter().map(end).collect();
                waiting.push_back((peer, Input::Tombstones { space, tombstones }));
            }
            Output::Tombstones { space, tombstones, last } => self.learn(peer, space, tombstones, last, waiting)?,
            _ => {}
        }
        Ok(())
    }

    fn feed(
        &self,
        peer: usize,
        space: SpaceId,
        after: u64,
        chunks_max: usize,
        include_theirs: bool,
        whole_upto: u64,
    ) -> Input {
        let log = &self.disk.logs[&space];
        let (mut chunks, mut upto) = (Vec::new(), after);
        for number in (after + 1..=log.newest()).take(chunks_max) {
            let chunk = log.chunk(number);
            let foreign = chunk.origin.device != self.who.id;
            let seen_ms = self.fresh.get(&(space, number));
            if log.unapplied.contains(&number)
                || (foreign && seen_ms.is_some_and(|at_ms| at_ms + OFFER_AFTER_MS > self.now_ms))
            {
                break;
            }
            upto = number;
            let from_peer = chunk.origin.device == self.peer(peer).id;
            let leaves = chunk.body != Body::Through
                && (self.is_own(peer) || writer(chunk.document) == self.who.person)
                && (!from_peer || include_theirs || number <= whole_upto);
            if let Some(chunk) = Some(chunk).filter(|_| leaves).and_then(|chunk| whole(log, chunk, number, whole_upto))
            {
                let by_id = foreign || matches!(chunk.body, Body::Snapshot(_));
                let offer = by_id.then(|| content(chunk.document, &chunk.body));
                chunks.push(Fed { number, chunk: Some(chunk), offer });
            }
        }
        Input::Fed { space, after, upto, chunks }
    }

    fn sums(&self, space: SpaceId) -> Input {
        let mut sums = Box::new([0_u64; 256]);
        for (document, doc) in &self.disk.logs[&space].docs {
            let sum = &mut sums[usize::from(document.0[0])];
            *sum = sum.wrapping_add(doc.term(*document));
        }
        Input::Sums { space, sums }
    }

    fn list(&self, space: SpaceId, buckets: &[u8]) -> Input {
        let docs = self.disk.logs[&space].docs.iter().filter(|(document, _)| buckets.contains(&document.0[0]));
        let documents = docs.map(|(document, doc)| (*document, doc.term(*document).to_le_bytes())).collect();
        Input::List { space, documents }
    }

    /// Answers with whole documents, two at a time.
    fn whole(&self, space: SpaceId, documents: &[DocumentId], may: impl Fn(&DocumentId) -> bool) -> Input {
        let covered = documents.len().min(2);
        let log = &self.disk.logs[&space];
        let held = documents[..covered].iter().filter(|document| may(document));
        let chunks = held.filter_map(|document| {
            let origin = Origin { device: self.who.id, run: self.run, seq: log.newest() };
            Some(Chunk { document: *document, origin, body: log.docs.get(document)?.whole() })
        });
        Input::Mend { space, documents: covered, chunks: chunks.collect() }
    }

    fn mend(
        &mut self,
        peer: usize,
        space: SpaceId,
        asked: bool,
        chunks: Vec<Chunk>,
        waiting: &mut Waiting,
    ) -> Result<(), Crash> {
        let theirs = self.peer(peer).person;
        let me = self.who.person;
        let may = |document| theirs == me || writer(document) == theirs || (asked && writer(document) == me);
        assert!(chunks.iter().all(|chunk| may(chunk.document)), "mended what may not be");
        let run = self.run;
        let (changed, fingerprint) = self.write(|disk| {
            let log = disk.logs.get_mut(&space).unwrap();
            let mut changed = 0;
            for chunk in chunks {
                if log.docs.get(&chunk.document).is_some_and(|doc| doc.ended) || log.holds(&chunk) {
                    continue;
                }
                let number = log.append(run, chunk);
                changed += u64::from(log.apply(number));
            }
            (changed, log.fingerprint())
        })?;
        waiting.push_back((peer, Input::Mended { space, changed, fingerprint }));
        self.note_grown(space, waiting);
        Ok(())
    }

    /// Takes over tombstones after a restore.
    fn learn(
        &mut self,
        peer: usize,
        space: SpaceId,
        tombstones: Vec<(DocumentId, Tombstone)>,
        last: bool,
        waiting: &mut Waiting,
    ) -> Result<(), Crash> {
        let (me, device, run) = (self.who.person, self.who.id, self.run);
        self.write(|disk| {
            let log = disk.logs.get_mut(&space).unwrap();
            for (document, tombstone) in tombstones {
                let ended = log.docs.get(&document).is_some_and(|doc| doc.ended);
                if writer(document) == me && !ended {
                    let origin = log.next_origin(device, run);
                    let number = log.append(run, Chunk { document, origin, body: Body::Tombstone(tombstone) });
                    log.apply(number);
                }
            }
        })?;
        if last {
            waiting.push_back((peer, Input::TombstonesApplied { space }));
        }
        self.note_grown(space, waiting);
        Ok(())
    }

    fn note_grown(&self, space: SpaceId, waiting: &mut Waiting) {
        let log = &self.disk.logs[&space];
        for peer in self.live.keys() {
            waiting.push_back((*peer, Input::Grown { space, newest: log.newest(), runs: log.runs() }));
        }
    }

    /// Whether this disk holds only what this person may hold.
    pub(super) fn holds_only_its_own(&self) -> bool {
        self.disk.logs.iter().all(|(space, log)| {
            (*space == SHARED || *space == private(self.who.person))
                && log.docs.keys().all(|document| document.0[2] == space.0[0])
        })
    }
}

/// The chunk that stands at a number for a device that had nothing: a whole document at its first number.
fn whole(log: &Log, chunk: &Chunk, number: u64, whole_upto: u64) -> Option<Chunk> {
    if number > whole_upto || matches!(chunk.body, Body::Tombstone(_)) {
        return Some(chunk.clone());
    }
    let before = &log.chunks[..number as usize - 1];
    let stood_before = before.iter().any(|(_, old)| old.document == chunk.document && old.body != Body::Through);
    let body = log.docs.get(&chunk.document).map(|doc| doc.whole())?;
    (!stood_before).then(|| Chunk { body, ..chunk.clone() })
}
