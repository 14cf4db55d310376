//! Chunks outside the order of a log: what a repair found missing, and one's own words that were asked for.
//!
//! Invariant: only documents that the lists or a question of mine named are taken; one frame waits for its answer at
//! a time in each direction; no cursor moves.

use std::collections::{BTreeSet, VecDeque};

use super::batch::fits;
use super::frame::Frame;
use super::line::Serving;
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Output};
use super::parcel::{LooseParcel, ParcelBody};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Chunk;
use crate::limits::{ASKED_PER_FRAME, FEED_BYTES, FEED_CHUNKS, LISTED_MAX, MEND_DOCUMENTS};

/// Both directions of one space.
#[derive(Default)]
pub(super) struct Mending {
    jobs: VecDeque<Job>,
    /// What the engine is applying: whether it was asked for, and whether it is their last.
    applying: Option<(bool, bool)>,
    /// Documents of mine that they may send back now.
    taking: Option<BTreeSet<DocumentId>>,
    /// Documents of mine to be asked for after those.
    to_ask: Vec<DocumentId>,
}

/// Documents on their way to them.
struct Job {
    asked: bool,
    documents: VecDeque<DocumentId>,
    /// How many of the documents the engine is reading.
    reading: usize,
    queue: VecDeque<Chunk>,
    /// A frame is not answered yet; whether it was the last.
    unanswered: Option<bool>,
}

impl Mending {
    pub(super) fn give(&mut self, asked: bool, documents: Vec<DocumentId>) {
        let (documents, queue) = (documents.into(), VecDeque::new());
        self.jobs.push_back(Job { asked, documents, reading: 0, queue, unanswered: None });
    }
}

impl Job {
    /// The next chunks for one frame, and whether they are the last.
    fn next_frame(&mut self, space: SpaceId) -> Frame {
        let (mut parcels, mut bytes) = (Vec::new(), 0);
        while let Some(chunk) = self.queue.pop_front() {
            bytes += chunk.body_bytes();
            if parcels.len() == FEED_CHUNKS || (!parcels.is_empty() && bytes > FEED_BYTES) {
                self.queue.push_front(chunk);
                break;
            }
            let Chunk { document, origin, body } = chunk;
            parcels.extend(ParcelBody::of(body).map(|body| LooseParcel { document, origin, body }));
        }
        let last = self.queue.is_empty() && self.documents.is_empty();
        Frame::Mend { space, asked: self.asked, last, parcels }
    }
}

impl Exchange {
    /// Sends the next chunks in every space, or asks the engine for them.
    pub(super) fn work_on_mending(&mut self) -> Result<(), CloseWhy> {
        let busy = self.lines.iter().filter(|(_, line)| !line.mending.jobs.is_empty());
        let spaces: Vec<SpaceId> = busy.map(|(space, _)| *space).collect();
        for space in spaces {
            let Some(line) = self.lines.get_mut(&space).filter(|line| line.serving == Serving::Open) else { continue };
            let Some(job) = line.mending.jobs.front_mut() else { continue };
            if job.reading > 0 || job.unanswered.is_some() {
                continue;
            }
            if job.queue.is_empty() && !job.documents.is_empty() {
                let documents: Vec<_> = job.documents.iter().take(MEND_DOCUMENTS).copied().collect();
                job.reading = documents.len();
                self.out.push(if job.asked {
                    Output::GiveBack { space, documents, bytes_max: FEED_BYTES }
                } else {
                    Output::MendWanted { space, documents, bytes_max: FEED_BYTES }
                });
                continue;
            }
            let frame = job.next_frame(space);
            job.unanswered = Some(matches!(frame, Frame::Mend { last: true, .. }));
            self.send(&frame)?;
        }
        Ok(())
    }

    /// The engine read some of the documents it was asked for.
    pub(super) fn mend_read(&mut self, space: SpaceId, documents: usize, chunks: Vec<Chunk>) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let Some(job) = line.mending.jobs.front_mut().filter(|job| job.reading > 0) else { return };
        let covered = documents.clamp(1, job.reading);
        let read: BTreeSet<DocumentId> = job.documents.drain(..covered).collect();
        job.reading = 0;
        job.queue.extend(chunks.into_iter().filter(|chunk| read.contains(&chunk.document) && fits(chunk)));
    }

    pub(super) fn mended_there(&mut self, space: SpaceId, changed: u64, fingerprint: u64) -> Result<(), Breach> {
        let line = self.line(space)?;
        let Some(job) = line.mending.jobs.front_mut() else { return Err(Breach::FalseAnswer) };
        let last = job.unanswered.take().ok_or(Breach::FalseAnswer)?;
        let asked = job.asked;
        if last {
            line.mending.jobs.pop_front();
        }
        if let Some(repair) = line.repair.as_mut().filter(|_| !asked) {
            repair.changed = repair.changed.saturating_add(changed);
            repair.given = last.then_some(fingerprint);
        }
        self.conclude_repair(space);
        Ok(())
    }

    pub(super) fn mend_arrived(
        &mut self,
        space: SpaceId,
        asked: bool,
        last: bool,
        parcels: Vec<LooseParcel>,
    ) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.mending.applying.is_some() {
            return Err(Breach::Flood);
        }
        let repaired = line.repair.as_ref().and_then(|repair| repair.takes.as_ref());
        let expected = if asked { line.mending.taking.as_ref() } else { repaired }.ok_or(Breach::Unasked)?;
        if parcels.iter().any(|parcel| !expected.contains(&parcel.document)) {
            return Err(Breach::Unasked);
        }
        line.mending.applying = Some((asked, last));
        if parcels.is_empty() {
            let fingerprint = line.fingerprint;
            return self.mended_here(space, 0, fingerprint).map_err(|_| Breach::Malformed);
        }
        let chunk = |LooseParcel { document, origin, body }| Chunk { document, origin, body: body.into_body() };
        let chunks = parcels.into_iter().map(chunk).collect();
        self.out.push(Output::Mend { space, asked, chunks });
        Ok(())
    }

    /// The engine applied what came.
    pub(super) fn mended_here(&mut self, space: SpaceId, changed: u64, fingerprint: u64) -> Result<(), CloseWhy> {
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let Some((asked, last)) = line.mending.applying.take() else { return Ok(()) };
        line.fingerprint = fingerprint;
        match &mut line.repair {
            _ if asked && last => line.mending.taking = None,
            Some(repair) if !asked => {
                repair.changed = repair.changed.saturating_add(changed);
                if last {
                    repair.takes = None;
                    repair.taken = true;
                }
            }
            _ => {}
        }
        self.send(&Frame::Mended { space, changed, fingerprint })?;
        self.conclude_repair(space);
        self.ask_back(space)
    }

    /// The person wants their own words back.
    pub(super) fn take_back(&mut self, space: SpaceId, documents: Vec<DocumentId>) -> Result<(), CloseWhy> {
        let Some(line) = self.lines.get_mut(&space).filter(|line| line.serving != Serving::Unnamed) else {
            return Ok(());
        };
        let room = LISTED_MAX.saturating_sub(line.mending.to_ask.len());
        line.mending.to_ask.extend(documents.into_iter().take(room));
        self.ask_back(space)
    }

    fn ask_back(&mut self, space: SpaceId) -> Result<(), CloseWhy> {
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let mending = &mut line.mending;
        if mending.taking.is_some() || mending.to_ask.is_empty() {
            return Ok(());
        }
        let rest = mending.to_ask.split_off(mending.to_ask.len().min(ASKED_PER_FRAME));
        let documents = core::mem::replace(&mut mending.to_ask, rest);
        mending.taking = Some(documents.iter().copied().collect());
        self.send(&Frame::Ask { space, documents })
    }

    /// They want their own words back.
    pub(super) fn asked_back(&mut self, space: SpaceId, documents: Vec<DocumentId>) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.mending.jobs.iter().any(|job| job.asked) {
            return Err(Breach::Flood);
        }
        line.mending.give(true, documents);
        Ok(())
    }
}
