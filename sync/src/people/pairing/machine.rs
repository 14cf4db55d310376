//! The pairing as a whole: the invitation's window, its failures, and one attempt after the other.
//!
//! Invariant: an invitation is open for ten minutes of the inviter's clock, lets one attempt succeed and three fail;
//! then nothing that arrives is read any more.

use core::time::Duration;

use super::attempt::{Attempt, Me, send};
use super::frame::{Bye, Frame};
use super::transcript::Side;
use super::{Card, Ended, Input, Output, Setup, Step};
use crate::ids::DeviceId;
use crate::limits::{INVITATION_FAILURES_MAX, INVITATION_SECS, PAIRING_ATTEMPT_SECS};
use crate::people::{Flow, PeopleError};

/// One side of a pairing.
pub struct Pairing {
    me: Me,
    /// When the invitation expires; the joiner cannot know.
    expires: Option<Duration>,
    failures: u32,
    attempt: Option<Attempt>,
    over: bool,
}

impl Pairing {
    /// Opens an invitation at `now`. The first thing to show is [`Step::Waiting`].
    pub fn inviter(setup: Setup, now: Duration) -> Result<Self, PeopleError> {
        Self::new(setup, Side::Inviter, Some(now + Duration::from_secs(INVITATION_SECS)))
    }

    /// Uses an invitation.
    pub fn joiner(setup: Setup) -> Result<Self, PeopleError> {
        Self::new(setup, Side::Joiner, None)
    }

    fn new(setup: Setup, side: Side, expires: Option<Duration>) -> Result<Self, PeopleError> {
        let (device, signing) = match &setup.card {
            Card::Person(card) | Card::Known(card, _) => {
                let meaning = card.roster.meaning();
                let device = meaning.device(card.device).ok_or(PeopleError::UnknownSigner)?;
                (card.device, device.signing)
            }
            Card::NewDevice(card) | Card::Returning(card, _) => (card.device, card.signing),
        };
        if signing != setup.signing.public() || device != DeviceId(setup.transport.public().0) {
            return Err(PeopleError::BadSignature);
        }
        // Only a new device joins without a person; a device of its person lets it in, or somebody who knows that person.
        let fits = match (&setup.card, side) {
            (Card::Person(_), Side::Inviter) => setup.invitation.flow != Flow::Return,
            (Card::Person(_), Side::Joiner) => setup.invitation.flow == Flow::Person,
            (Card::NewDevice(_), Side::Joiner) => setup.invitation.flow == Flow::Device,
            (Card::Known(..), Side::Inviter) | (Card::Returning(..), Side::Joiner) => {
                setup.invitation.flow == Flow::Return
            }
            (Card::NewDevice(_) | Card::Returning(..), Side::Inviter) | (Card::Known(..), Side::Joiner) => false,
        };
        if !fits {
            return Err(PeopleError::Malformed);
        }
        let card_bytes = match &setup.card {
            Card::Person(card) | Card::Known(card, _) => card.encode()?,
            Card::NewDevice(card) | Card::Returning(card, _) => card.encode()?,
        };
        let me = Me { setup, side, card_bytes };
        Ok(Self { me, expires, failures: 0, attempt: None, over: false })
    }

    /// Makes this side commit to another card than its role promises.
    #[cfg(test)]
    pub(super) fn lie(&mut self, card_bytes: Vec<u8>) {
        self.me.card_bytes = card_bytes;
    }

    /// Returns whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Returns the attempts that failed so far and count against the invitation.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Returns how long the invitation is still open; the joiner cannot know.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        self.expires.map(|expires| expires.saturating_sub(now))
    }

    /// Takes what happened at `now` (monotonic) and returns what follows, in order.
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        if self.over {
            if matches!(input, Input::Connected { .. }) {
                out.push(Output::Close);
            }
            return out;
        }
        if let Some(why) = self.time_is_up(now) {
            self.stop(why, &mut out);
            if matches!(input, Input::Connected { .. }) && out.iter().all(|one| !matches!(one, Output::Close)) {
                out.push(Output::Close);
            }
            return out;
        }
        match input {
            Input::Connected { exporter, their_endpoint, asked } => {
                if self.attempt.is_some() {
                    self.attempt_ended(Ended::Lost, &mut out);
                }
                if !self.over {
                    let deadline = now + Duration::from_secs(PAIRING_ATTEMPT_SECS);
                    match Attempt::begin(&self.me, deadline, (exporter, their_endpoint, asked), &mut out) {
                        Ok(attempt) => self.attempt = Some(attempt),
                        Err(why) => self.attempt_ended(why, &mut out),
                    }
                }
            }
            Input::Frame(bytes) => self.with_attempt(&mut out, |attempt, me, out| attempt.frame(me, &bytes, out)),
            Input::Words(typed) => self.with_attempt(&mut out, |attempt, me, out| attempt.words(me, &typed, out)),
            Input::Recognised(how) => self.with_attempt(&mut out, |attempt, me, out| attempt.recognised(me, how, out)),
            Input::Grant(bytes) => self.with_attempt(&mut out, |attempt, _, out| attempt.grant(bytes, out)),
            Input::Made => self.with_attempt(&mut out, |attempt, _, out| attempt.made(out)),
            Input::Closed => self.closed(&mut out),
            Input::Tick => {}
            Input::Cancel => self.stop(Ended::Cancelled, &mut out),
        }
        out
    }

    /// A waiting invitation expires; an attempt that began in time has its own ten minutes.
    fn time_is_up(&self, now: Duration) -> Option<Ended> {
        let deadline = match &self.attempt {
            Some(attempt) => Some(attempt.deadline),
            None => self.expires,
        };
        deadline.is_some_and(|deadline| now >= deadline).then_some(Ended::Expired)
    }

    fn with_attempt(
        &mut self,
        out: &mut Vec<Output>,
        act: impl FnOnce(&mut Attempt, &Me, &mut Vec<Output>) -> Result<(), Ended>,
    ) {
        let Some(attempt) = &mut self.attempt else { return };
        match act(attempt, &self.me, out) {
            Ok(()) => {
                if out.iter().any(|one| matches!(one, Output::Done(_) | Output::Added)) {
                    (self.over, self.attempt) = (true, None);
                }
            }
            Err(why) => self.attempt_ended(why, out),
        }
    }

    fn closed(&mut self, out: &mut Vec<Output>) {
        match (&self.attempt, self.me.side) {
            (Some(_), _) => self.attempt_ended(Ended::Lost, out),
            (None, Side::Joiner) => self.stop(Ended::Lost, out),
            (None, Side::Inviter) => {}
        }
    }

    /// Ends the attempt: well if both had said Done, else as a failure.
    fn attempt_ended(&mut self, why: Ended, out: &mut Vec<Output>) {
        let attempt = self.attempt.take();
        let started = attempt.as_ref().is_some_and(|attempt| attempt.started);
        if why != Ended::Lost {
            // What the other side is told is a courtesy: if it does not fit a frame, closing says enough.
            let _ = send(out, Frame::Bye(Bye::of(why)));
            out.push(Output::Close);
        }
        let mut attempt = attempt;
        if let Some(kept) = attempt.as_mut().filter(|attempt| attempt.is_kept()) {
            self.over = kept.finish_unacknowledged(out).is_ok();
            return;
        }
        if attempt.as_ref().is_some_and(|attempt| attempt.granted) {
            self.over = true;
            out.push(Output::End(Ended::Unconfirmed));
            return;
        }
        if self.me.side == Side::Joiner || why == Ended::NoEntropy {
            self.over = true;
            out.push(Output::End(why));
            return;
        }
        self.failures += u32::from(started);
        out.push(Output::AttemptFailed { failures: self.failures, why });
        if self.failures >= INVITATION_FAILURES_MAX {
            self.over = true;
            out.push(Output::End(Ended::Used));
        } else {
            out.push(Output::Show(Step::Waiting));
        }
    }

    /// Ends everything, whatever the attempt is doing.
    fn stop(&mut self, why: Ended, out: &mut Vec<Output>) {
        let attempt = self.attempt.take();
        if attempt.is_some() {
            let _ = send(out, Frame::Bye(Bye::of(why)));
            out.push(Output::Close);
        }
        self.over = true;
        let granted = attempt.as_ref().is_some_and(|attempt| attempt.granted);
        match attempt.filter(Attempt::is_kept).map(|mut kept| kept.finish_unacknowledged(out)) {
            Some(Ok(())) => {}
            _ => out.push(Output::End(if granted { Ended::Unconfirmed } else { why })),
        }
    }
}

impl core::fmt::Debug for Pairing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Pairing({:?}, {} failures, over {})", self.me.side, self.failures, self.over)
    }
}
