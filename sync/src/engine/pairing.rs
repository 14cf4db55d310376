//! Pairing with a person as the engine runs it: an ephemeral endpoint, the state machine, and a contact at the end.
//!
//! Invariant: a contact is written to the vault before the screen hears of it; pairing only ever adds.

use super::agreeing::Matter;
use super::contacts::Known;
use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::pairing_run::{PairingRun, Taken, end_of, told};
use super::view::{IncidentKind, NetworkMode, PairingEnd, PairingView, Recognised, Role};
use crate::clock::random;
use crate::ids::DeviceId;
use crate::limits::INVITATION_ADDRESSES_MAX;
use crate::net::PairingEvent;
use crate::people::{
    Card, Flow, Input, Invitation, InvitationError, Output, Paired, Pairing, PersonCard, RelayAccess, Setup, Step,
    asking_alpn, pairing_alpn,
};
use crate::sealed::SigningKey;
use std::sync::Arc;
use zeroize::Zeroizing;

impl Open {
    /// Opens an invitation for ten minutes.
    pub fn invite(&mut self, my_role: Role, runner: &mut NetRunner) -> Result<(), Failure> {
        if self.profile.network == NetworkMode::Off {
            return self.end_with(Flow::Person, PairingEnd::NetworkOff, runner);
        }
        let card = Card::Person(Box::new(self.person_card(my_role, runner)));
        self.open_invitation(Flow::Person, card, runner)?;
        self.announce(runner);
        self.show_invitation();
        Ok(())
    }

    /// Opens the ephemeral endpoint and the invitation to it.
    pub(super) fn open_invitation(&mut self, flow: Flow, card: Card, runner: &mut NetRunner) -> Result<(), Failure> {
        // Whatever was going on is over, also if this one cannot be opened: nobody says yes to what is not shown.
        self.forget_pairing();
        let secret = Zeroizing::new(random(&*self.world.entropy).map_err(|_| Failure::Internal)?);
        let relay = self.relay_for_invitations();
        let alpn = pairing_alpn(&secret, flow);
        let hosted = relay.as_ref().map(RelayAccess::again);
        let (endpoint, mut addresses) = runner.host(self.profile.network, hosted, alpn)?;
        addresses.truncate(INVITATION_ADDRESSES_MAX);
        self.relays.offered = None;
        let invitation = Invitation { flow, endpoint, addresses, secret, relay };
        let text = invitation.to_text();
        let setup = self.pairing_setup(invitation, endpoint, card);
        let machine = Pairing::inviter(setup, self.world.clock.mono()).map_err(|_| Failure::Internal)?;
        self.pairing = Some(PairingRun { invitation: Some(text), ..PairingRun::new(machine, flow) });
        Ok(())
    }

    /// Forgets a pairing and whom it was about.
    pub(super) fn forget_pairing(&mut self) {
        (self.pairing, self.new_device, self.returning) = (None, None, None);
    }

    /// Joins by an invitation as pasted.
    pub fn join(&mut self, text: &str, my_role: Role, runner: &mut NetRunner) -> Result<(), Failure> {
        if self.profile.network == NetworkMode::Off {
            return self.end_with(Flow::Person, PairingEnd::NetworkOff, runner);
        }
        let invitation = match Invitation::parse(text, Flow::Person) {
            Ok(invitation) => invitation,
            Err(InvitationError::WrongFlow) => return self.end_with(Flow::Person, PairingEnd::WrongFlow, runner),
            Err(_) => return self.end_with(Flow::Person, PairingEnd::NotAnInvitation, runner),
        };
        if let Some(relay) = &invitation.relay {
            let host = relay.url.host().to_owned();
            self.pairing = None;
            self.relays.asked = Some((invitation, my_role));
            self.events.push(Event::Pairing(PairingView::AskRelay { host }));
            return Ok(());
        }
        self.call(invitation, my_role, runner)
    }

    /// Goes on with an invitation that names a relay: through it too, or at its addresses only.
    pub fn use_invited_relay(&mut self, yes: bool, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some((mut invitation, my_role)) = self.relays.asked.take() else { return Ok(()) };
        if !yes {
            invitation.relay = None;
        }
        self.call(invitation, my_role, runner)
    }

    fn call(&mut self, invitation: Invitation, my_role: Role, runner: &mut NetRunner) -> Result<(), Failure> {
        self.forget_pairing();
        let relay = invitation.relay.as_ref().map(RelayAccess::again);
        let known = self.relay_in_use().map(|ours| &ours.url) == relay.as_ref().map(|relay| &relay.url);
        self.relays.offered = relay.as_ref().filter(|_| !known).map(RelayAccess::again);
        let alpn = pairing_alpn(&invitation.secret, Flow::Person);
        let (endpoint, addresses) = (invitation.endpoint, invitation.addresses.clone());
        let mine = runner.call(self.profile.network, relay, alpn, endpoint, addresses)?;
        let card = Card::Person(Box::new(self.person_card(my_role, runner)));
        let setup = self.pairing_setup(invitation, mine, card);
        let machine = Pairing::joiner(setup).map_err(|_| Failure::Internal)?;
        self.pairing = Some(PairingRun::new(machine, Flow::Person));
        self.events.push(Event::Pairing(PairingView::Joining));
        Ok(())
    }

    /// Asks an inviter heard on the same network, without the secret of its invitation.
    pub fn ask_nearby(&mut self, endpoint: [u8; 32], my_role: Role, runner: &mut NetRunner) -> Result<(), Failure> {
        if self.profile.network == NetworkMode::Off {
            return self.end_with(Flow::Person, PairingEnd::NetworkOff, runner);
        }
        self.forget_pairing();
        let places = self.invitation_places(&endpoint);
        let mine = runner.call(self.profile.network, None, asking_alpn(&endpoint), endpoint, places)?;
        let card = Card::Person(Box::new(self.person_card(my_role, runner)));
        let setup = self.pairing_setup(Invitation::unknown(endpoint), mine, card);
        let machine = Pairing::joiner(setup).map_err(|_| Failure::Internal)?;
        self.pairing = Some(PairingRun { asks: true, ..PairingRun::new(machine, Flow::Person) });
        self.events.push(Event::Pairing(PairingView::Asking));
        Ok(())
    }

    /// Lets the device that asks begin its attempt.
    pub fn let_try(&mut self, runner: &NetRunner) -> Result<(), Failure> {
        if let Some(asking) = self.pairing.as_mut().and_then(|run| run.asking.take()) {
            runner.let_try(asking);
        }
        self.tell_nearby();
        Ok(())
    }

    /// The pairing with another person, if one is going on and nobody is connected.
    fn pairing_with_nobody(&self) -> Option<&PairingRun> {
        self.pairing.as_ref().filter(|run| run.flow == Flow::Person && run.connection.is_none())
    }

    /// Whether a device asks to be let try.
    pub fn somebody_asks(&self) -> bool {
        self.pairing_with_nobody().is_some_and(|run| run.asking.is_some())
    }

    /// Whether an invitation waits for another person. One for a new device is not announced.
    pub fn invitation_is_open(&self) -> bool {
        self.pairing_with_nobody().is_some_and(|run| run.invitation.is_some())
    }

    /// Returns how this person presents themselves.
    pub(super) fn person_card(&self, role: Role, runner: &NetRunner) -> PersonCard {
        let mut addresses = runner.addresses();
        addresses.truncate(INVITATION_ADDRESSES_MAX);
        PersonCard {
            name: self.profile.name.clone(),
            role,
            roster: self.me.roster.clone(),
            device: self.me.device,
            addresses,
            recovery_saved: self.profile.recovery_proved,
            relay: self.relay_in_use().map(|relay| relay.url.clone()),
        }
    }

    fn pairing_setup(&self, invitation: Invitation, endpoint: [u8; 32], card: Card) -> Setup {
        Setup {
            invitation,
            endpoint,
            card,
            transport: SigningKey::from_secret(&self.me.transport),
            signing: SigningKey::from_secret(&self.me.signing.secret()),
            entropy: Arc::clone(&self.world.entropy),
        }
    }

    /// Takes the two words the person typed.
    pub fn type_words(&mut self, words: [String; 2], runner: &mut NetRunner) -> Result<(), Failure> {
        self.pairing_input(Input::Words(words), runner)
    }

    /// Takes how the person recognised the other.
    pub fn confirm_person(&mut self, recognised: Recognised, runner: &mut NetRunner) -> Result<(), Failure> {
        self.pairing_input(Input::Recognised(recognised), runner)
    }

    /// Ends a pairing that is going on.
    pub fn cancel_pairing(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let flow = self.pairing.as_ref().map_or(Flow::Person, |run| run.flow);
        self.pairing_input(Input::Cancel, runner)?;
        self.forget_pairing();
        self.relays.asked = None;
        runner.hang_up();
        self.events.push(told(flow, PairingView::Idle));
        Ok(())
    }

    /// Takes what happened on the ephemeral endpoint.
    pub fn pairing_event(&mut self, event: PairingEvent, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(run) = &mut self.pairing else { return Ok(()) };
        let flow = run.flow;
        match run.take(event) {
            Taken::Input(input) => self.pairing_input(input, runner),
            Taken::NotReached => self.end_with(flow, PairingEnd::NotReached, runner),
            Taken::Asking => {
                self.tell_nearby();
                Ok(())
            }
            Taken::Nothing => Ok(()),
        }
    }

    /// Lets a second pass.
    pub fn tick_pairing(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        self.pairing_input(Input::Tick, runner)?;
        let now = self.world.clock.mono();
        let Some(run) = &mut self.pairing else { return Ok(()) };
        let left = run.machine.left(now).map_or(0, |left| left.as_secs());
        // Minutes are shown, so it is told when one is over.
        if run.invitation.is_some() && run.connection.is_none() && left / 60 != run.shown_secs / 60 {
            self.show_invitation();
        }
        Ok(())
    }

    pub(super) fn show_invitation(&mut self) {
        let now = self.world.clock.mono();
        let Some(run) = &mut self.pairing else { return };
        let Some(invitation) = run.invitation.clone() else { return };
        let secs_left = run.machine.left(now).map_or(0, |left| left.as_secs());
        run.shown_secs = secs_left;
        let failed_attempts = run.machine.failures();
        let told = run.told(PairingView::Inviting { invitation, secs_left, failed_attempts });
        self.events.push(told);
    }

    pub(super) fn pairing_input(&mut self, input: Input, runner: &mut NetRunner) -> Result<(), Failure> {
        let now = self.world.clock.mono();
        let Some(run) = &mut self.pairing else { return Ok(()) };
        for output in run.machine.handle(now, input) {
            self.pairing_output(output, runner)?;
        }
        Ok(())
    }

    fn pairing_output(&mut self, output: Output, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(run) = &mut self.pairing else { return Ok(()) };
        let flow = run.flow;
        match run.carry_out(output, runner, &mut self.events) {
            Some(Output::Show(Step::Waiting)) => self.show_invitation(),
            Some(Output::Show(Step::AddDevice { card })) => self.show_new_device(*card),
            Some(Output::AttemptFailed { .. }) => {
                // Nobody may say yes to a device that is not there any more.
                self.new_device = None;
                self.incident(IncidentKind::FailedInvitation, None);
                self.show_invitation();
            }
            Some(Output::Done(paired)) => self.keep_contact(*paired, runner)?,
            Some(Output::Added) => self.device_added(),
            Some(Output::End(ended)) => {
                // The line stays open for the last frames; closing it is an output of its own.
                self.forget_pairing();
                self.events.push(told(flow, PairingView::Ended(end_of(ended))));
            }
            // Only a device without a vault is granted anything.
            Some(_) | None => {}
        }
        Ok(())
    }

    /// Writes the new contact, lets their devices in, and says so.
    fn keep_contact(&mut self, paired: Paired, runner: &mut NetRunner) -> Result<(), Failure> {
        let now_ms = self.now_ms();
        let mut contact = paired.into_contact(now_ms);
        let past = self.settle_space(&mut contact);
        // Whoever spoke the words is known, however their device came into the roster.
        self.removals.welcomed.extend(contact.addresses.keys());
        let known = Known { past, ..Known::new(contact, &self.removals.welcomed)? };
        let (person, space, name) = (known.contact.person, known.space, known.contact.name.clone());
        let devices: Vec<DeviceId> = known.devices.iter().map(|card| card.device).collect();
        for device in devices {
            // A device that is already known from an earlier pairing speaks under the new name from now on.
            self.close_connection(device, crate::net::CloseCode::Done, runner);
            self.save_delivery(device)?;
        }
        self.contacts.insert(person, known);
        self.save_contact(person)?;
        self.agreed_changed(Matter::Contact(person));
        self.devices_changed()?;
        if let Some(run) = &mut self.pairing {
            // Used up; the line stays open for the last frames, and nothing may show the invitation again meanwhile.
            run.invitation = None;
        }
        self.let_in(runner);
        self.peers.dial_soon();
        self.people_changed = true;
        let relay = self.relays.offered.as_ref().map(|offered| offered.url.host().to_owned());
        self.events.push(Event::Pairing(PairingView::Paired { space, name, relay }));
        Ok(())
    }

    pub(super) fn end_with(&mut self, flow: Flow, end: PairingEnd, runner: &mut NetRunner) -> Result<(), Failure> {
        self.forget_pairing();
        runner.hang_up();
        self.events.push(told(flow, PairingView::Ended(end)));
        Ok(())
    }
}
