//! One conversation with one device: hello, then whatever is new in both directions.
//!
//! Invariant: a frame is judged whole before anything changes; a breach closes the connection and changes nothing.
//! Invariant: what is acknowledged was reported as durable by `Input::Kept` before.

use std::collections::BTreeMap;
use std::time::Duration;

use super::delivery::{Delivery, KeptBatch};
use super::event::{Input, RosterDigests, Setup, SpaceSetup};
use super::frame::{Frame, FrameError};
use super::hello::SpaceName;
use super::line::{Line, Serving};
use super::output::{Breach, CloseWhy, Incident, Output};
use super::sending::Window;
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DeviceId, SpaceId};
use crate::limits::{FEED_BYTES, HELLO_SECS, RECORD_BYTES_MAX, RECORDS_MAX};

/// The sync conversation of one connection; made anew for each.
pub struct Exchange {
    pub(super) my_device: DeviceId,
    pub(super) peer_device: DeviceId,
    pub(super) rosters: RosterDigests,
    pub(super) delivery: Delivery,
    /// How hellos name the spaces; those whose names are alike have none.
    pub(super) names: BTreeMap<SpaceName, SpaceId>,
    pub(super) lines: BTreeMap<SpaceId, Line>,
    pub(super) window: Window,
    pub(super) now_ms: UnixMillis,
    pub(super) out: Vec<Output>,
    pub(super) phase: Phase,
    waiting_since: Option<Duration>,
    roster_owed: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Fresh,
    Waiting,
    Talking,
    Closed,
}

impl Exchange {
    /// Returns a conversation that has not begun; `Input::Start` begins it.
    pub fn new(setup: Setup) -> Self {
        let mut delivery = setup.delivery;
        for space in &setup.spaces {
            delivery.reconcile(space.space, &space.unapplied);
        }
        let names = names(&setup.spaces);
        let lines = setup.spaces.into_iter().map(|space| {
            let received = delivery.space(space.space).map_or(Cursor::START, |known| known.kept.cursor);
            (space.space, Line::new(space, received))
        });
        Self {
            my_device: setup.my_device,
            peer_device: setup.peer_device,
            rosters: setup.rosters,
            names,
            lines: lines.collect(),
            delivery,
            window: Window::default(),
            now_ms: 0,
            out: Vec::new(),
            phase: Phase::Fresh,
            waiting_since: None,
            roster_owed: Vec::new(),
        }
    }

    /// What is known about the device now. For `Kept`, `Applied`, `SetAside` and `Purged`, clone it, call the
    /// method of the same name, and write the clone in the same transaction before handing the input in.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Whether both hellos were exchanged and the conversation goes on.
    pub fn is_greeted(&self) -> bool {
        self.phase == Phase::Talking
    }

    /// Whether both hellos named this space.
    pub fn is_common(&self, space: SpaceId) -> bool {
        self.lines.get(&space).is_some_and(|line| line.serving != Serving::Unnamed)
    }

    /// Whether nothing is served in this space until the person has looked.
    pub fn is_paused(&self, space: SpaceId) -> bool {
        self.lines.get(&space).is_some_and(|line| line.serving == Serving::Paused)
    }

    /// Takes one event at a wall-clock time and returns what to do, in order.
    pub fn handle(&mut self, now_ms: UnixMillis, input: Input) -> Vec<Output> {
        if self.phase == Phase::Closed {
            return Vec::new();
        }
        self.now_ms = now_ms;
        if let Err(why) = self.take(input).and_then(|()| self.follow_up()) {
            self.phase = Phase::Closed;
            if let CloseWhy::Protocol(breach) = why {
                self.out.push(Output::Incident(Incident::Breach(breach)));
            }
            self.out.push(Output::Close(why));
        }
        core::mem::take(&mut self.out)
    }

    fn take(&mut self, input: Input) -> Result<(), CloseWhy> {
        match input {
            Input::Start => self.start(),
            Input::Frame(bytes) => self.frame(&bytes),
            Input::Grown { space, newest, runs } => {
                if let Some(line) = self.lines.get_mut(&space) {
                    line.grown(newest, runs);
                }
                Ok(())
            }
            Input::Fed { space, after, upto, chunks } => self.fed(space, after, upto, chunks),
            Input::Kept(batch) => self.kept(&batch),
            Input::Applied { space, numbers } => {
                self.applied(space, &numbers);
                Ok(())
            }
            Input::SetAside { space, number, why } => {
                self.set_aside(space, number, why);
                Ok(())
            }
            Input::Purged { space, document, purge } => {
                self.purged(space, document, purge);
                Ok(())
            }
            Input::Resume { space } => self.resume(space),
            Input::Known { space, have } => self.known(space, &have),
            Input::Sums { space, sums } => self.summed(space, sums),
            Input::List { space, documents } => self.listed(space, documents),
            Input::Mend { space, documents, chunks } => {
                self.mend_read(space, documents, chunks);
                Ok(())
            }
            Input::Mended { space, changed, fingerprint } => self.mended_here(space, changed, fingerprint),
            Input::TakeBack { space, documents } => self.take_back(space, documents),
            Input::Tombstones { space, tombstones } => self.tombstones_listed(space, tombstones),
            Input::TombstonesApplied { space } => self.tombstones_applied(space),
            Input::Roster(records) => {
                self.roster_owed = records;
                Ok(())
            }
            Input::Tick(now) => self.tick(now),
        }
    }

    /// Whatever any event may have made possible: answers first, then acknowledgements, then the next batches.
    fn follow_up(&mut self) -> Result<(), CloseWhy> {
        if self.phase != Phase::Talking {
            return Ok(());
        }
        self.send_roster()?;
        self.settle_incoming()?;
        self.work_on_mending()?;
        self.ask_for_feed();
        Ok(())
    }

    fn tick(&mut self, now: Duration) -> Result<(), CloseWhy> {
        if self.phase != Phase::Waiting {
            return Ok(());
        }
        let since = *self.waiting_since.get_or_insert(now);
        if now.saturating_sub(since) >= Duration::from_secs(HELLO_SECS) { Err(CloseWhy::HelloTimeout) } else { Ok(()) }
    }

    fn frame(&mut self, bytes: &[u8]) -> Result<(), CloseWhy> {
        let frame = Frame::decode(bytes).map_err(|error| match error {
            FrameError::Version => CloseWhy::Version,
            FrameError::Oversize => CloseWhy::Protocol(Breach::Oversize),
            FrameError::Malformed => CloseWhy::Protocol(Breach::Malformed),
        })?;
        self.start()?;
        match (frame, self.phase == Phase::Talking) {
            (Frame::Hello(hello), false) => self.greeted(&hello),
            (Frame::Hello(_), true) => Err(CloseWhy::Protocol(Breach::SecondHello)),
            (_, false) => Err(CloseWhy::Protocol(Breach::BeforeHello)),
            (frame, true) => self.talk(frame).map_err(CloseWhy::Protocol),
        }?;
        self.delivery.heard_ms = Some(self.now_ms);
        Ok(())
    }

    fn talk(&mut self, frame: Frame) -> Result<(), Breach> {
        match frame {
            Frame::Hello(_) => Err(Breach::SecondHello),
            Frame::Roster(records) => {
                self.out.push(Output::Roster(records));
                Ok(())
            }
            Frame::Chunks { space, run, after, parcels } => self.chunks(space, run, after, parcels),
            Frame::Through { space, upto } => self.through(space, upto),
            Frame::Ack { space, stored, applied } => self.acknowledged(space, stored, applied),
            Frame::Answers(answers) => self.answered(answers),
            Frame::Again { space } => self.again(space),
            Frame::Restart { space } => self.restart(space),
            Frame::Restarted { space } => self.restarted(space),
            Frame::Offer { space, after, ids } => self.offered(space, after, &ids),
            Frame::Want { space, numbers } => self.want(space, &numbers),
            Frame::Older { space } => self.older(space),
            Frame::Anew { space } => self.anew(space),
            Frame::Sums { space, sums } => self.their_sums(space, sums),
            Frame::List { space, more, documents } => self.their_list(space, more, documents),
            Frame::Mend { space, asked, last, parcels } => self.mend_arrived(space, asked, last, parcels),
            Frame::Mended { space, changed, fingerprint } => self.mended_there(space, changed, fingerprint),
            Frame::Ask { space, documents } => self.asked_back(space, documents),
            Frame::AskTombstones { space } => self.tombstones_asked(space),
            Frame::Tombstones { space, more, tombstones } => self.tombstones_arrived(space, more, tombstones),
        }
    }

    fn send_roster(&mut self) -> Result<(), CloseWhy> {
        let mut records = core::mem::take(&mut self.roster_owed);
        records.retain(|record| record.len() <= RECORD_BYTES_MAX);
        records.truncate(RECORDS_MAX);
        for part in records.chunks(FEED_BYTES / RECORD_BYTES_MAX) {
            self.send(&Frame::Roster(part.to_vec()))?;
        }
        Ok(())
    }

    pub(super) fn send(&mut self, frame: &Frame) -> Result<(), CloseWhy> {
        self.out.push(Output::Send(frame.encode().map_err(|_| CloseWhy::Unsendable)?));
        Ok(())
    }

    /// The line of a space that both hellos named.
    pub(super) fn line(&mut self, space: SpaceId) -> Result<&mut Line, Breach> {
        match self.lines.get_mut(&space) {
            Some(line) if line.serving != Serving::Unnamed => Ok(line),
            _ => Err(Breach::ForeignSpace),
        }
    }

    fn kept(&mut self, batch: &KeptBatch) -> Result<(), CloseWhy> {
        self.settled(batch).map_err(CloseWhy::Protocol)
    }
}

/// Names for the spaces a hello may name.
fn names(spaces: &[SpaceSetup]) -> BTreeMap<SpaceName, SpaceId> {
    let mut names = BTreeMap::new();
    let mut alike = Vec::new();
    for space in spaces.iter().map(|space| space.space) {
        if names.insert(SpaceName::of(space), space).is_some() {
            alike.push(SpaceName::of(space));
        }
    }
    names.retain(|name, _| !alike.contains(name));
    names
}

impl core::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Exchange(with {:?}, {} spaces)", self.peer_device, self.lines.len())
    }
}
