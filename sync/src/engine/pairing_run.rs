//! One pairing while it runs: the state machine, its line, and what the page shows of it.
//!
//! Invariant: with a person and with a new device it is told by different events, so that no page shows the other's.

use zeroize::Zeroizing;

use super::event::Event;
use super::net_runner::NetRunner;
use super::view::{PairingEnd, PairingView};
use crate::net::{ConnectionId, PairingEvent};
use crate::people::{Ended, Flow, Input, Output, Pairing, Step};

/// A pairing that is going on.
pub(super) struct PairingRun {
    pub machine: Pairing,
    pub flow: Flow,
    pub invitation: Option<String>,
    pub connection: Option<ConnectionId>,
    /// A device that asks to be let try without the invitation.
    pub asking: Option<ConnectionId>,
    /// This side asked so.
    pub asks: bool,
    pub say: Option<[String; 2]>,
    pub shown_secs: u64,
}

/// What an event of the line means.
pub(super) enum Taken {
    /// Something for the machine.
    Input(Input),
    /// Who asks to be let try is another one now.
    Asking,
    /// The other side was not reached.
    NotReached,
    /// Nothing.
    Nothing,
}

impl PairingRun {
    pub fn new(machine: Pairing, flow: Flow) -> Self {
        let (connection, asking) = (None, None);
        Self { machine, flow, invitation: None, connection, asking, asks: false, say: None, shown_secs: 0 }
    }

    /// Returns the event that tells where the pairing stands.
    pub fn told(&self, view: PairingView) -> Event {
        told(self.flow, view)
    }

    /// Takes what happened on the ephemeral endpoint.
    pub fn take(&mut self, event: PairingEvent) -> Taken {
        match event {
            PairingEvent::Connected { connection, exporter, their_endpoint, asked } => {
                self.connection = Some(connection);
                Taken::Input(Input::Connected { exporter: Zeroizing::new(exporter), their_endpoint, asked })
            }
            PairingEvent::Asked { connection } => {
                self.asking = Some(connection);
                Taken::Asking
            }
            PairingEvent::AskGone { connection } => {
                self.asking.take_if(|asking| *asking == connection);
                Taken::Asking
            }
            PairingEvent::Frame { connection, bytes } if self.connection == Some(connection) => {
                Taken::Input(Input::Frame(bytes.into_vec()))
            }
            PairingEvent::Closed { connection, .. } if self.connection == Some(connection) => {
                self.connection = None;
                Taken::Input(Input::Closed)
            }
            PairingEvent::DialFailed { .. } => Taken::NotReached,
            // Of an attempt that is over.
            PairingEvent::Frame { .. } | PairingEvent::Closed { .. } => Taken::Nothing,
        }
    }

    /// Does what needs nothing but the line and the screen; returns what is left to do.
    pub fn carry_out(&mut self, output: Output, runner: &NetRunner, events: &mut Vec<Event>) -> Option<Output> {
        let view = match output {
            Output::Send(frame) => {
                if let Some(connection) = self.connection {
                    runner.pairing_send(connection, frame);
                }
                return None;
            }
            Output::Close => {
                if let Some(connection) = self.connection {
                    runner.pairing_close(connection);
                }
                return None;
            }
            Output::UnknownWord(which) => self.words(Some(which), false),
            Output::Show(Step::Greeting) if self.asks => PairingView::Asking,
            Output::Show(Step::Greeting) => PairingView::Joining,
            Output::Show(Step::Words { say }) => {
                self.say = Some(say.map(str::to_owned));
                self.words(None, false)
            }
            Output::Show(Step::WaitingForTheirWords) => self.words(None, true),
            Output::Show(Step::Recognise { name, role }) => PairingView::Recognise { name, role },
            Output::Show(Step::WaitingForThem) => PairingView::WaitingForThem,
            Output::Show(Step::WaitingForGrant { name }) => PairingView::WaitingForGrant { name },
            Output::Show(Step::Granting) => PairingView::Granting,
            left => return Some(left),
        };
        events.push(self.told(view));
        None
    }

    fn words(&self, unknown: Option<usize>, waiting_for_them: bool) -> PairingView {
        PairingView::Words { say: self.say.clone().unwrap_or_default(), unknown, waiting_for_them }
    }
}

/// Returns the event that tells where a pairing of this kind stands.
pub(super) fn told(flow: Flow, view: PairingView) -> Event {
    match flow {
        Flow::Person => Event::Pairing(view),
        Flow::Device => Event::AddingDevice(view),
        Flow::Return => Event::Returning(view),
    }
}

/// Returns what the screen is told about an end.
pub(super) fn end_of(ended: Ended) -> PairingEnd {
    match ended {
        Ended::Expired => PairingEnd::Expired,
        Ended::Used | Ended::WrongSecret => PairingEnd::Used,
        Ended::WrongWord => PairingEnd::WrongWord,
        Ended::SameRole => PairingEnd::SameRole,
        Ended::Oneself => PairingEnd::Oneself,
        Ended::Lost => PairingEnd::NotReached,
        Ended::Cancelled => PairingEnd::Cancelled,
        Ended::Unconfirmed => PairingEnd::Unconfirmed,
        Ended::OtherKey => PairingEnd::OtherKey,
        Ended::TheyEnded | Ended::BrokenRules | Ended::NoEntropy => PairingEnd::TheyEnded,
    }
}
