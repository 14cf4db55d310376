//! What was stored and waits to be applied: handed to workers by document, committed in batches, answered.
//!
//! Invariant: chunks of one document are applied in the order of their numbers, and never by two workers at once; a
//! chunk is answered as applied only after the commit that marks it so.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::failure::Failure;
use super::open::Open;
use super::view::IncidentKind;
use super::workers::{Done, Found, Job, PATIENCE, Workers};
use crate::exchange::Input;
use crate::ids::{DeviceId, DocumentId, SpaceId};
use crate::kind::{Body, Chunk, Kind, RefusedWhy};
use crate::limits::{APPLIED_DOCUMENTS, JOBS_MAX, UNAPPLIED_BYTES_MAX};

/// An answer for the exchange with one device.
pub(super) type Answer = (DeviceId, Input);

/// A document that ended: where, who sent its end, and that end.
pub(super) type Ending = (SpaceId, Option<DeviceId>, Chunk);

/// One stored chunk that is not applied yet.
struct Waiting {
    space: SpaceId,
    number: u64,
    /// Who sent it, if that device was connected when it came.
    device: Option<DeviceId>,
    /// Its body, unless too many wait.
    chunk: Option<Chunk>,
}

/// Chunks of one document at a worker.
struct AtWork {
    space: SpaceId,
    document: DocumentId,
    /// Number and sender of each new chunk.
    chunks: Vec<(u64, Option<DeviceId>)>,
    /// How many chunks the document's row had when the job was made.
    prior: usize,
    since_ms: u64,
}

/// Everything between "stored" and "applied".
#[derive(Default)]
pub(super) struct Applying {
    waiting: BTreeMap<DocumentId, VecDeque<Waiting>>,
    /// Documents with something waiting, longest first.
    turn: VecDeque<DocumentId>,
    bytes: usize,
    at_work: BTreeMap<u64, AtWork>,
    busy: BTreeSet<DocumentId>,
    done: Vec<(AtWork, Done)>,
    made: u64,
}

impl Applying {
    /// Whether nothing waits to be applied or is at a worker.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.at_work.is_empty() && self.done.is_empty()
    }

    /// Whether something of this document is still on its way to be applied.
    pub fn has(&self, document: DocumentId) -> bool {
        self.busy.contains(&document) || self.waiting.contains_key(&document)
    }

    /// Whether a chunk of this space up to this number is still on its way to be applied.
    pub fn has_some_upto(&self, space: SpaceId, upto: u64) -> bool {
        let waiting = self.waiting.values().flatten().any(|one| one.space == space && one.number <= upto);
        let at_work = self.at_work.values().chain(self.done.iter().map(|(at_work, _)| at_work));
        let mut numbers = at_work.filter(|one| one.space == space).flat_map(|one| &one.chunks);
        waiting || numbers.any(|(number, _)| *number <= upto)
    }

    /// Takes a stored chunk.
    pub fn push(&mut self, space: SpaceId, number: u64, device: Option<DeviceId>, chunk: Chunk) {
        let document = chunk.document;
        let bytes = chunk.body_bytes();
        let kept = self.bytes + bytes <= UNAPPLIED_BYTES_MAX;
        self.bytes += if kept { bytes } else { 0 };
        let waiting = Waiting { space, number, device, chunk: kept.then_some(chunk) };
        self.waiting.entry(document).or_default().push_back(waiting);
        if self.waiting[&document].len() == 1 && !self.busy.contains(&document) {
            self.turn.push_back(document);
        }
    }

    fn pop(&mut self, document: DocumentId) -> Option<Waiting> {
        let queue = self.waiting.get_mut(&document)?;
        let first = queue.pop_front()?;
        self.bytes -= first.chunk.as_ref().map_or(0, Chunk::body_bytes);
        if queue.is_empty() {
            self.waiting.remove(&document);
        }
        Some(first)
    }

    /// A document is free again: what waits of it gets its turn.
    fn release(&mut self, document: DocumentId) {
        if self.busy.remove(&document) && self.waiting.contains_key(&document) {
            self.turn.push_back(document);
        }
    }
}

impl Open {
    /// Gives waiting documents to idle workers and commits what they finished; returns what to tell the exchanges.
    pub fn apply_some(&mut self, workers: &Workers) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::new();
        let mut ended = Vec::new();
        while self.applying.at_work.len() < JOBS_MAX {
            let Some(document) = self.applying.turn.pop_front() else { break };
            if let Some(job) = self.next_job(document, &mut ended, &mut answers)?
                && let Err(job) = workers.give(job)
            {
                self.worked(job.run());
            }
        }
        answers.extend(self.commit_done(false)?);
        answers.extend(self.tell_ended(ended)?);
        Ok(answers)
    }

    /// Takes what a worker finished; it is committed by the next [`Open::apply_some`].
    pub fn worked(&mut self, done: Done) {
        if let Some(at_work) = self.applying.at_work.remove(&done.job.id) {
            self.applying.done.push((at_work, done));
        }
    }

    /// Applies everything that waits, here and now: when a vault is opened, and in tests.
    pub fn apply_now(&mut self) -> Result<Vec<Answer>, Failure> {
        let (mut answers, ended) = self.apply_all()?;
        answers.extend(self.tell_ended(ended)?);
        Ok(answers)
    }

    /// Applies everything that waits and tells nobody what ended: whoever has to hear of it is told when they connect.
    pub fn apply_all(&mut self) -> Result<(Vec<Answer>, Vec<Ending>), Failure> {
        let (mut answers, mut ended) = (Vec::new(), Vec::new());
        loop {
            while self.applying.done.len() < APPLIED_DOCUMENTS {
                let Some(document) = self.applying.turn.pop_front() else { break };
                if let Some(job) = self.next_job(document, &mut ended, &mut answers)? {
                    self.worked(job.run());
                }
            }
            if self.applying.done.is_empty() {
                return Ok((answers, ended));
            }
            // What waits behind a document that is committed gets its turn.
            answers.extend(self.commit_done(true)?);
        }
    }

    /// Gives up on workers that take too long; what they had is set aside.
    pub fn tick_applying(&mut self, workers: &Workers) -> Result<Vec<Answer>, Failure> {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let hung = |at_work: &AtWork| u128::from(now_ms.saturating_sub(at_work.since_ms)) > PATIENCE.as_millis();
        let late: Vec<u64> =
            self.applying.at_work.iter().filter(|(_, at_work)| hung(at_work)).map(|(id, _)| *id).collect();
        let mut answers = Vec::new();
        for id in late {
            workers.add_thread();
            self.incident(IncidentKind::ApplyFailed, None);
            let Some(at_work) = self.applying.at_work.remove(&id) else { continue };
            for (number, device) in &at_work.chunks {
                answers.extend(self.put_aside(at_work.space, *number, *device, RefusedWhy::Malformed)?);
            }
            self.applying.release(at_work.document);
        }
        Ok(answers)
    }

    /// Returns the next job of a document; ends the document here if a tombstone is first in line.
    fn next_job(
        &mut self,
        document: DocumentId,
        ended: &mut Vec<Ending>,
        answers: &mut Vec<Answer>,
    ) -> Result<Option<Job>, Failure> {
        let (mut chunks, mut new, mut in_space) = (Vec::new(), Vec::new(), None);
        while let Some(next) = self.applying.waiting.get(&document).and_then(VecDeque::front) {
            let (space, number) = (next.space, next.number);
            let chunk = match &next.chunk {
                Some(chunk) => Some(chunk.clone()),
                // A chunk that does not open was counted by the vault when it was read.
                None => self.vault.chunk(space, number).ok().flatten(),
            };
            let ends = chunk.as_ref().is_some_and(|chunk| matches!(chunk.body, Body::Tombstone(_)));
            if ends && !new.is_empty() {
                break;
            }
            let Some(Waiting { device, .. }) = self.applying.pop(document) else { break };
            let Some(chunk) = chunk else { continue };
            if self.catalog.get(document).is_some_and(|entry| entry.tombstone.is_some()) && !ends {
                // The tombstone came first.
                answers.extend(self.put_aside(space, number, device, RefusedWhy::Gone)?);
                continue;
            }
            if let Body::Tombstone(tombstone) = &chunk.body {
                self.apply_tombstone(space, number, &chunk, tombstone)?;
                answers.extend(device.map(|device| (device, Input::Applied { space, numbers: vec![number] })));
                ended.push((space, device, chunk));
                continue;
            }
            in_space = Some(space);
            chunks.push((number, device));
            new.push(chunk.body);
        }
        let Some(space) = in_space else { return Ok(None) };
        let job = self.job(space, document, chunks, new)?;
        self.applying.busy.insert(document);
        Ok(Some(job))
    }

    fn job(
        &mut self,
        space: SpaceId,
        document: DocumentId,
        chunks: Vec<(u64, Option<DeviceId>)>,
        new: Vec<Body>,
    ) -> Result<Job, Failure> {
        let now_ms = self.now_ms();
        let row = self.catalog.get(document);
        let prior = row.map_or(0, |row| row.seqs.len());
        let created_ms = row.map_or(now_ms, |row| row.created_ms);
        let prior_bodies = if row.is_some() { self.bodies_of(document)? } else { Vec::new() };
        self.applying.made += 1;
        let id = self.applying.made;
        let since_ms = self.world.clock.mono().as_millis() as u64;
        self.applying.at_work.insert(id, AtWork { space, document, chunks, prior, since_ms });
        let shared = (space != self.profile.private_space).then_some(space);
        Ok(Job { id, document, shared, prior: prior_bodies, new, created_ms, changed_ms: now_ms })
    }

    /// Writes what workers finished, once it is a batch or nothing more is coming.
    fn commit_done(&mut self, now: bool) -> Result<Vec<Answer>, Failure> {
        let more_comes = !self.applying.at_work.is_empty();
        if self.applying.done.is_empty() || (!now && more_comes && self.applying.done.len() < APPLIED_DOCUMENTS) {
            return Ok(Vec::new());
        }
        self.give_up_ended();
        self.write_done()?;
        let done = core::mem::take(&mut self.applying.done);
        // First everything that cannot fail: the catalog may not miss what the log calls applied.
        let mut taken: BTreeMap<(DeviceId, SpaceId), Vec<u64>> = BTreeMap::new();
        let mut left = Vec::new();
        for (at_work, done) in done {
            let moved = self.catalog.get(at_work.document).is_some_and(|row| row.seqs.len() != at_work.prior);
            self.note_applied(&at_work, &done, &mut taken);
            left.push((at_work, done, moved));
        }
        // One word a commit, however many documents it held.
        let applied = |((device, space), numbers)| (device, Input::Applied { space, numbers });
        let mut answers: Vec<Answer> = taken.into_iter().map(applied).collect();
        let mut outcome = Ok(());
        for (at_work, done, moved) in left {
            let told = self.settle_applied(at_work, done, moved);
            match told {
                Ok(more) => answers.extend(more),
                Err(failure) => outcome = Err(failure),
            }
        }
        self.people_changed = true;
        outcome.map(|()| answers)
    }

    /// What ended while a worker had it is gone: nothing of what the worker found is written.
    fn give_up_ended(&mut self) {
        let is_ended = |document| self.catalog.get(document).is_some_and(|row| row.tombstone.is_some());
        for (at_work, done) in &mut self.applying.done {
            if is_ended(at_work.document) {
                done.found = None;
                done.fates.fill(Err(RefusedWhy::Gone));
            }
        }
    }

    /// Commits what workers finished; what could not be written is tried again later.
    fn write_done(&mut self) -> Result<(), Failure> {
        let mut write = self.vault.write()?;
        for (at_work, done) in &self.applying.done {
            for ((number, _), fate) in at_work.chunks.iter().zip(&done.fates) {
                if fate.is_ok() {
                    write.mark_applied(at_work.space, *number)?;
                }
            }
            if let Some(found) = &done.found {
                write.put_copy(at_work.space, at_work.document, found.copy.as_bytes())?;
            }
        }
        Ok(write.commit()?)
    }

    /// Notes the chunks of a document that were taken in.
    fn note_applied(&mut self, at_work: &AtWork, done: &Done, taken: &mut BTreeMap<(DeviceId, SpaceId), Vec<u64>>) {
        let (space, document) = (at_work.space, at_work.document);
        if let Some(found) = &done.found {
            self.note_worker_found(space, document, found);
        }
        let fates = at_work.chunks.iter().zip(&done.fates).zip(&done.job.new);
        for (((number, device), _), body) in fates.filter(|((_, fate), _)| fate.is_ok()) {
            self.note_chunk(space, document, *number, body);
            if let Some(device) = device {
                taken.entry((*device, space)).or_default().push(*number);
            }
        }
    }

    /// Sets aside what was not taken in, and shows the rest where the document is open.
    fn settle_applied(&mut self, at_work: AtWork, done: Done, moved: bool) -> Result<Vec<Answer>, Failure> {
        let AtWork { space, document, chunks, .. } = at_work;
        self.applying.release(document);
        if done.panicked {
            self.incident(IncidentKind::ApplyFailed, None);
        }
        let (mut answers, mut good) = (Vec::new(), Vec::new());
        for (((number, device), fate), body) in chunks.into_iter().zip(done.fates).zip(done.job.new) {
            match fate {
                Ok(()) => good.push(body),
                Err(why) => {
                    self.note_dropped(space, document, &body);
                    answers.extend(self.put_aside(space, number, device, why)?);
                }
            }
        }
        if done.found.is_some() {
            self.merge_into_open(document, &good, moved)?;
        }
        Ok(answers)
    }

    /// Brings the row of a document up to date with what a worker found.
    fn note_worker_found(&mut self, space: SpaceId, document: DocumentId, found: &Found) {
        if self.catalog.get(document).is_none() {
            let now_ms = self.now_ms();
            let writer = found.writer.unwrap_or(self.me.person);
            self.note_new(document, space, found.kind, writer, now_ms);
            if writer != self.me.person {
                self.update_extra(document, |extra| extra.received_ms = Some(now_ms));
            }
        }
        if found.writer.is_some_and(|writer| writer != self.me.person) {
            match found.kind {
                Kind::Publication => self.receipts_due(),
                Kind::Receipts => self.receipts_changed(),
                _ => {}
            }
        }
        self.apply_summary(document, found.summary.clone(), found.extra.clone(), found.heads.clone());
        self.shown_changed |= self.shown.1 == Some(space);
        self.tell_summary(document);
    }

    /// Puts `through` in the place of a chunk that could not be applied, so that no junk stays.
    fn put_aside(
        &mut self,
        space: SpaceId,
        number: u64,
        device: Option<DeviceId>,
        why: RefusedWhy,
    ) -> Result<Option<Answer>, Failure> {
        let mut write = self.vault.write()?;
        super::purge::purge(&mut write, space, DocumentId([0; 32]), &[number])?;
        write.commit()?;
        self.note_covered(space, number);
        self.note_refused(space, why, device);
        match device {
            Some(device) => Ok(Some((device, Input::SetAside { space, number, why }))),
            None => {
                self.peers.set_aside(space, number, why);
                Ok(None)
            }
        }
    }
}
