//! One conversation with one device: hello, then whatever is new in both directions.
//!
//! Invariant: a frame is judged whole before anything changes; a breach closes the connection and changes nothing.
//! Invariant: what is acknowledged was reported as durable by `Input::Kept` before.

use std::collections::BTreeMap;
use std::time::Duration;

use super::delivery::{Delivery, KeptBatch, SpaceDelivery};
use super::event::{Breach, CloseWhy, Incident, Input, Output, PausedWhy, RosterDigests, Setup};
use super::frame::{Frame, FrameError, Hello, SpaceHello};
use super::line::{Line, Serving};
use super::sending::Window;
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DeviceId, SpaceId};
use crate::limits::{FEED_BYTES, HELLO_SECS, RECORD_BYTES_MAX, RECORDS_MAX};

/// The sync conversation of one connection; made anew for each.
pub struct Exchange {
    pub(super) my_device: DeviceId,
    pub(super) peer_device: DeviceId,
    rosters: RosterDigests,
    pub(super) delivery: Delivery,
    pub(super) lines: BTreeMap<SpaceId, Line>,
    pub(super) window: Window,
    pub(super) now_ms: UnixMillis,
    pub(super) out: Vec<Output>,
    phase: Phase,
    waiting_since: Option<Duration>,
    roster_owed: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
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
        let lines = setup.spaces.into_iter().map(|space| {
            let received = delivery.space(space.space).map_or(Cursor::START, |known| known.kept.cursor);
            (space.space, Line::new(space, received))
        });
        Self {
            my_device: setup.my_device,
            peer_device: setup.peer_device,
            rosters: setup.rosters,
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

    fn start(&mut self) -> Result<(), CloseWhy> {
        if self.phase != Phase::Fresh {
            return Ok(());
        }
        self.phase = Phase::Waiting;
        let delivery = &self.delivery;
        let spaces = self.lines.iter().map(|(space, line)| {
            let kept = delivery.space(*space).map(|known| known.kept.clone()).unwrap_or_default();
            SpaceHello {
                space: *space,
                mine: line.newest_cursor(),
                yours: kept.cursor,
                yours_applied: kept.applied(),
                answers: kept.answers_digest(),
                fingerprint: line.fingerprint.to_le_bytes(),
            }
        });
        let hello = Hello { rosters: self.rosters, spaces: spaces.collect() };
        self.send(&Frame::Hello(hello))
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
        }
    }

    fn greeted(&mut self, hello: &Hello) -> Result<(), CloseWhy> {
        self.phase = Phase::Talking;
        self.out.push(Output::Greeted);
        if hello.rosters.yours != self.rosters.mine {
            self.out.push(Output::RosterWanted);
        }
        // A space that is not common is passed over without a word: unknown and forbidden look alike.
        hello.spaces.iter().try_for_each(|theirs| self.space_greeted(theirs))
    }

    fn space_greeted(&mut self, theirs: &SpaceHello) -> Result<(), CloseWhy> {
        let space = theirs.space;
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let known = self.delivery.space_mut(space);
        let kept = &known.kept;
        if theirs.mine.seq < kept.cursor.seq || (theirs.mine.seq == kept.cursor.seq && theirs.mine != kept.cursor) {
            self.out.push(Output::Incident(Incident::TheyWentBack { space }));
        }
        if !line.holds(theirs.yours) {
            line.serving = Serving::Paused;
            known.said.unconfirmed = true;
            self.out.push(Output::Delivery { space });
            self.out.push(Output::Paused { space, why: PausedWhy::CursorMismatch });
            return Ok(());
        }
        line.serving = Serving::Open;
        line.sent = theirs.yours.seq;
        if theirs.yours.seq < known.said.stored {
            let documents = known.said.taken_back(theirs.yours.seq);
            if !documents.is_empty() {
                self.out.push(Output::TakenBack { space, documents });
            }
        }
        known.said.answered(theirs.yours.seq, theirs.yours_applied, self.now_ms);
        known.said.unconfirmed = known.said.answers_digest() != theirs.answers;
        if level(theirs, line, known) && theirs.fingerprint != line.fingerprint.to_le_bytes() {
            self.out.push(Output::Incident(Incident::FingerprintDiffers { space }));
        }
        self.out.push(Output::Delivery { space });
        if known.said.unconfirmed { self.ask_again(space) } else { Ok(()) }
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

/// Whether both sides stand at the same cursors with nothing refused, unapplied or unclear: only then do their
/// fingerprints have to agree.
fn level(theirs: &SpaceHello, line: &Line, known: &SpaceDelivery) -> bool {
    theirs.mine == known.kept.cursor
        && theirs.yours == line.newest_cursor()
        && theirs.yours_applied == theirs.yours.seq
        && known.kept.unapplied.is_empty()
        && known.kept.refused.is_empty()
        && known.said.refused.is_empty()
        && !known.said.unconfirmed
}

impl core::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Exchange(with {:?}, {} spaces)", self.peer_device, self.lines.len())
    }
}
