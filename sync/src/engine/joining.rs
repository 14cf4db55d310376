//! Becoming a device of somebody who keeps a journal elsewhere, or of somebody who has nothing left but the printed key:
//! what runs while this computer has no open vault.
//!
//! Invariant: nothing is written before everything is here; a folder that holds something is left as it is.

use std::path::PathBuf;
use std::sync::Arc;

use super::event::Event;
use super::failure::Failure;
use super::grant::{Grant, NewDevice};
use super::net_runner::NetRunner;
use super::open::Open;
use super::pairing_run::{PairingRun, Taken, end_of, told};
use super::returning::{GivenBack, Returning};
use super::view::{NetworkMode, PairingEnd, PairingView, VaultNotice};
use crate::clock::World;
use crate::net::PairingEvent;
use crate::people::{
    Card, Flow, Granted, Input, Invitation, InvitationError, Output, Pairing, RelayAccess, Setup, pairing_alpn,
};
use crate::sealed::{Passphrase, RecoveryKey, SigningKey};
use crate::vault::is_free;

/// How long the other device has to hang up before the vault is opened anyway, in milliseconds.
const GOODBYE_MS: u64 = 3000;

/// What this computer is to become.
pub(super) struct Wish {
    pub folder: PathBuf,
    pub device_name: String,
    pub passphrase: Passphrase,
    /// The printed key of somebody who lost every device; none where a device there lets this one in.
    pub recovery: Option<RecoveryKey>,
}

impl Wish {
    fn flow(&self) -> Flow {
        if self.recovery.is_some() { Flow::Return } else { Flow::Device }
    }
}

/// A computer that is becoming a device.
pub(super) struct Joining {
    wish: Wish,
    world: World,
    device: NewDevice,
    /// The invitation, while the person is asked about its relay.
    asked: Option<Invitation>,
    run: Option<PairingRun>,
    /// The vault is made; the other side is being told.
    made: Option<Made>,
}

/// What opens the window once the other side hung up.
struct Made {
    open: Box<Open>,
    notices: Vec<VaultNotice>,
    since_ms: u64,
}

/// What became of an input.
pub(super) enum Joined {
    /// It goes on.
    Waits(Box<Joining>),
    /// It ended; the screen was told why.
    Ended,
    /// The vault is made and open.
    Opened(Box<Open>, Vec<VaultNotice>),
}

impl Joining {
    /// Begins with an invitation as pasted; tells the screen where it stands.
    pub fn begin(
        wish: Wish,
        invitation: &str,
        world: &World,
        runner: &mut NetRunner,
        events: &mut Vec<Event>,
    ) -> Result<Option<Self>, Failure> {
        is_free(&wish.folder)?;
        let flow = wish.flow();
        let end = |end, events: &mut Vec<Event>| events.push(told(flow, PairingView::Ended(end)));
        let invitation = match Invitation::parse(invitation, flow) {
            Ok(invitation) => invitation,
            Err(InvitationError::WrongFlow) => {
                end(PairingEnd::WrongFlow, events);
                return Ok(None);
            }
            Err(_) => {
                end(PairingEnd::NotAnInvitation, events);
                return Ok(None);
            }
        };
        let device = NewDevice::draw(&wish.device_name, world)?;
        let mut joining = Self { wish, world: world.clone(), device, asked: None, run: None, made: None };
        match &invitation.relay {
            Some(relay) => {
                let host = relay.url.host().to_owned();
                joining.asked = Some(invitation);
                events.push(told(flow, PairingView::AskRelay { host }));
            }
            None => joining.call(invitation, runner, events)?,
        }
        Ok(Some(joining))
    }

    /// Goes on with an invitation that names a relay: through it too, or at its addresses only.
    pub fn use_relay(&mut self, yes: bool, runner: &mut NetRunner, events: &mut Vec<Event>) -> Result<(), Failure> {
        let Some(mut invitation) = self.asked.take() else { return Ok(()) };
        if !yes {
            invitation.relay = None;
        }
        self.call(invitation, runner, events)
    }

    fn call(&mut self, invitation: Invitation, runner: &mut NetRunner, events: &mut Vec<Event>) -> Result<(), Failure> {
        let flow = self.wish.flow();
        let alpn = pairing_alpn(&invitation.secret, flow);
        let relay = invitation.relay.as_ref().map(RelayAccess::again);
        let (endpoint, addresses) = (invitation.endpoint, invitation.addresses.clone());
        let mine = runner.call(NetworkMode::Nearby, relay, alpn, endpoint, addresses)?;
        let setup = Setup {
            invitation,
            endpoint: mine,
            card: self.card(),
            transport: SigningKey::from_secret(&self.device.transport.secret()),
            signing: SigningKey::from_secret(&self.device.signing.secret()),
            entropy: Arc::clone(&self.world.entropy),
        };
        let machine = Pairing::joiner(setup).map_err(|_| Failure::Internal)?;
        self.run = Some(PairingRun::new(machine, flow));
        events.push(told(flow, PairingView::Joining));
        Ok(())
    }

    fn card(&self) -> Card {
        let card = Box::new(self.device.card.clone());
        match &self.wish.recovery {
            Some(key) => Card::Returning(card, key.signing()),
            None => Card::NewDevice(card),
        }
    }

    /// Takes what happened on the ephemeral endpoint.
    pub fn event(mut self, event: PairingEvent, runner: &mut NetRunner, events: &mut Vec<Event>) -> Joined {
        let Some(run) = &mut self.run else { return Joined::Waits(Box::new(self)) };
        match run.take(event) {
            Taken::Input(Input::Closed) if self.made.is_some() => self.opened(runner),
            Taken::Input(input) => self.input(input, runner, events),
            Taken::NotReached => {
                runner.hang_up();
                events.push(told(self.wish.flow(), PairingView::Ended(PairingEnd::NotReached)));
                Joined::Ended
            }
            Taken::Asking | Taken::Nothing => Joined::Waits(Box::new(self)),
        }
    }

    /// Lets a second pass.
    pub fn tick(self, runner: &mut NetRunner, events: &mut Vec<Event>) -> Joined {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        match &self.made {
            Some(made) if now_ms.saturating_sub(made.since_ms) > GOODBYE_MS => self.opened(runner),
            Some(_) => Joined::Waits(Box::new(self)),
            None => self.input(Input::Tick, runner, events),
        }
    }

    /// Takes one input of the person or the line.
    pub fn input(mut self, input: Input, runner: &mut NetRunner, events: &mut Vec<Event>) -> Joined {
        let Some(run) = &mut self.run else { return Joined::Waits(Box::new(self)) };
        let now = self.world.clock.mono();
        let mut outputs = std::collections::VecDeque::from(run.machine.handle(now, input));
        while let Some(output) = outputs.pop_front() {
            let Some(run) = &mut self.run else { break };
            match run.carry_out(output, runner, events) {
                Some(Output::Granted(granted)) => match self.make(&granted) {
                    Ok(made) => {
                        self.made = Some(made);
                        let told = self.run.as_mut().map(|run| run.machine.handle(now, Input::Made));
                        outputs.extend(told.unwrap_or_default());
                    }
                    Err(failure) => {
                        events.push(Event::Failed(failure));
                        let told = self.run.as_mut().map(|run| run.machine.handle(now, Input::Cancel));
                        outputs.extend(told.unwrap_or_default());
                    }
                },
                Some(Output::End(ended)) => {
                    // The line stays open for the last frames.
                    events.push(told(self.wish.flow(), PairingView::Ended(end_of(ended))));
                    return Joined::Ended;
                }
                // Everything else is the inviter's.
                Some(_) | None => {}
            }
        }
        Joined::Waits(Box::new(self))
    }

    fn make(&self, granted: &Granted) -> Result<Made, Failure> {
        let (device, folder, passphrase) = (&self.device, self.wish.folder.as_path(), &self.wish.passphrase);
        let vault = match &self.wish.recovery {
            Some(recovery) => {
                let who = Returning { device, recovery, folder, passphrase };
                GivenBack::decode(&granted.bytes)?.make_vault(&who, granted, &self.world)?
            }
            None => {
                let grant = Grant::decode(&granted.bytes)?;
                if grant.profile.person != granted.holder.roster.person() {
                    return Err(Failure::Damaged);
                }
                grant.make_vault(device, folder, passphrase, &self.world)?
            }
        };
        let (open, notices) = Open::new(vault, self.world.clone())?;
        Ok(Made { open: Box::new(open), notices, since_ms: self.world.clock.mono().as_millis() as u64 })
    }

    fn opened(mut self, runner: &mut NetRunner) -> Joined {
        runner.hang_up();
        match self.made.take() {
            Some(made) => Joined::Opened(made.open, made.notices),
            None => Joined::Ended,
        }
    }
}
