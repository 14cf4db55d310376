//! Adding a device of this person's, on a device that is there: an invitation of its own kind, words, and the roster.
//!
//! Invariant: the new device is in the roster, on disk, before it is given anything; nothing is given before the
//! person proved the passphrase anew and said yes to the device by its name.

use zeroize::Zeroizing;

use super::failure::Failure;
use super::grant::{self, Grant};
use super::net_runner::NetRunner;
use super::open::Open;
use super::own;
use super::pairing_run::told;
use super::records;
use super::view::{NetworkMode, PairingEnd, PairingView, Role};
use crate::limits::INVITATION_ADDRESSES_MAX;
use crate::people::{Card, DeviceCard, Flow, Input, RecordBody, Signer};
use crate::sealed::Passphrase;

impl Open {
    /// Opens an invitation for a new device, for ten minutes.
    pub fn invite_device(&mut self, passphrase: &Passphrase, runner: &mut NetRunner) -> Result<(), Failure> {
        self.vault.check_passphrase(passphrase)?;
        if self.profile.network == NetworkMode::Off {
            return self.end_with(Flow::Device, PairingEnd::NetworkOff, runner);
        }
        // Between devices of one person there are no roles; the two numbers stand for the two sides.
        let card = Card::Person(Box::new(self.person_card(Role::Client, runner)));
        self.open_invitation(Flow::Device, card, runner)?;
        self.show_invitation();
        Ok(())
    }

    /// Shows the device that has the right words.
    pub(super) fn show_new_device(&mut self, card: DeviceCard) {
        let name = card.name.clone();
        self.new_device = Some(card);
        if let Some(run) = &self.pairing {
            let told = run.told(PairingView::AddDevice { name });
            self.events.push(told);
        }
    }

    /// Puts the device into the roster and gives it what its vault begins with; or gives back to somebody who returns.
    pub fn add_device(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(card) = self.new_device.clone() else { return Ok(()) };
        match self.pairing.as_ref().map(|run| run.flow) {
            Some(Flow::Return) => return self.give_back(card.device, runner),
            Some(Flow::Device) => {}
            Some(Flow::Person) | None => return Ok(()),
        }
        let mut roster = self.me.roster.clone();
        let signer = Signer::Device(self.me.device);
        let device = card.device;
        let body = RecordBody::Add { device: card };
        roster.sign_next(signer, body, &self.me.signing).map_err(|_| Failure::Internal)?;
        let bytes = roster.encode().map_err(|_| Failure::Internal)?;
        let shared = grant::shared_by_devices(self.own.as_ref(), &self.world)?;
        let shared_bytes = Zeroizing::new(records::encode(&shared)?);
        let grant = self.grant(bytes.clone(), &shared, runner)?;

        let mut write = self.vault.write()?;
        write.put_record(records::ROSTER, &bytes)?;
        write.put_record(records::OWN_DEVICES, &shared_bytes)?;
        write.commit()?;
        self.own = Some(shared);
        self.roster_kept(roster);
        self.devices_changed()?;
        // It has nothing that could have been withdrawn, and the person said yes to it a moment ago.
        self.served_again(device, &self.held_back(device))?;
        self.let_in(runner);
        if let Some(run) = &mut self.pairing {
            // Used up: nothing may show the invitation again.
            run.invitation = None;
        }
        self.pairing_input(Input::Grant(grant), runner)
    }

    fn grant(
        &self,
        roster: Vec<u8>,
        shared: &own::OwnDevices,
        runner: &NetRunner,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let contacts = self.contacts.values().map(|known| known.contact.encode().map(|bytes| bytes.to_vec()));
        let contacts = contacts.collect::<Result<Vec<_>, _>>().map_err(|_| Failure::Internal)?;
        let relay = self.vault.record(records::RELAY)?.map(|bytes| bytes.to_vec());
        let mut own = grant::shared_by_devices(Some(shared), &self.world)?;
        let mut reached = runner.addresses();
        reached.truncate(INVITATION_ADDRESSES_MAX);
        own.addresses.insert(self.me.device, reached);
        Grant { profile: self.profile.clone(), roster, own, contacts, relay }.encode()
    }

    /// Says that the new device has its vault.
    pub(super) fn device_added(&mut self) {
        let name = self.new_device.take().map(|card| card.name).unwrap_or_default();
        let flow = self.pairing.take().map_or(Flow::Device, |run| run.flow);
        self.returning = None;
        self.people_changed = true;
        self.events.push(told(flow, PairingView::Added { name }));
    }
}
