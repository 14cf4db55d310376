//! Somebody who lost every device comes back with the printed recovery key, through somebody they share with.
//!
//! The paper alone says neither who its person is nor which devices they had: the other side, which keeps both, gives
//! them back once the key is proved. The new vault takes its place in the roster by that key, and removes the devices
//! that are lost; what its person once shared comes back as after a restore, when they ask for it.
//! Invariant: nothing is given before the printed key signed this very conversation and the other person said yes; the
//! new vault serves nobody before its person said so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::failure::Failure;
use super::from_backup;
use super::grant::NewDevice;
use super::kit::KitRecord;
use super::net_runner::NetRunner;
use super::open::Open;
use super::records::{self, ProfileRecord};
use super::view::{Home, NetworkMode, PairingEnd};
use crate::clock::{World, random};
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::limits::{GRANT_BYTES_MAX, INVITATION_ADDRESSES_MAX};
use crate::people::{Card, Contact, Flow, Granted, Input, Recognised, RecordBody, Role, Roster, Signer};
use crate::sealed::{Passphrase, RecoveryKey};
use crate::vault::Vault;

impl Open {
    /// Opens an invitation for a contact who lost every device, for ten minutes.
    pub fn invite_back(&mut self, person: PersonId, runner: &mut NetRunner) -> Result<(), Failure> {
        if self.profile.network == NetworkMode::Off {
            return self.end_with(Flow::Return, PairingEnd::NetworkOff, runner);
        }
        let known = self.contacts.get(&person).ok_or(Failure::NotFound)?;
        if self.endings.is_ended(known.space) {
            return Err(Failure::NotFound);
        }
        let expected = known.contact.roster.meaning().recovery.ok_or(Failure::RecoveryDisputed)?.signing;
        let role = known.contact.space.role_of(self.me.person).ok_or(Failure::Internal)?;
        let card = Card::Known(Box::new(self.person_card(role, runner)), expected);
        self.open_invitation(Flow::Return, card, runner)?;
        self.returning = Some((person, expected));
        self.show_invitation();
        Ok(())
    }

    /// Gives the device that proved the printed key what its vault begins with.
    pub(super) fn give_back(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let (person, proved) = self.returning.ok_or(Failure::NotFound)?;
        let known = self.contacts.get(&person).ok_or(Failure::NotFound)?;
        let theirs = &known.contact;
        // Both may have changed since the invitation was made.
        let counts = theirs.roster.meaning().recovery.is_some_and(|recovery| recovery.signing == proved);
        if !counts || self.endings.is_ended(known.space) {
            return Err(Failure::RecoveryDisputed);
        }
        let mut reached = runner.addresses();
        reached.truncate(INVITATION_ADDRESSES_MAX);
        let relay = self.relay_in_use().map(|relay| (self.me.device, relay.url.clone()));
        let me = Contact {
            person: self.me.person,
            name: self.profile.name.clone(),
            role: theirs.space.role_of(self.me.person).ok_or(Failure::Internal)?,
            roster: self.me.roster.clone(),
            space: theirs.space.clone(),
            // What the other person says stands here in the end.
            recognised: Recognised::NotAtAll,
            paired_ms: theirs.paired_ms,
            acknowledged: true,
            recovery_saved: self.profile.recovery_proved,
            addresses: BTreeMap::from([(self.me.device, reached)]),
            alpn_secret: theirs.alpn_secret.clone(),
            relays: relay.into_iter().collect(),
        };
        let roster = theirs.roster.encode().map_err(|_| Failure::Internal)?;
        let contact = me.encode().map_err(|_| Failure::Internal)?.to_vec();
        let given = GivenBack { roster, name: theirs.name.clone(), contact }.encode()?;
        // The person spoke the words and said yes: when the device introduces itself it is not asked about again.
        self.removals.welcomed.insert(device);
        self.save_removals()?;
        if let Some(run) = &mut self.pairing {
            run.invitation = None;
        }
        self.pairing_input(Input::Grant(given), runner)
    }
}

/// What somebody is given who has nothing but the printed key.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct GivenBack {
    /// Their roster, as the giver knows it.
    roster: Vec<u8>,
    /// Their name, as the giver knows it.
    name: String,
    /// The giver as a contact, with the secret their connections are named by.
    contact: Vec<u8>,
}

/// Who returns, and with what.
pub(super) struct Returning<'a> {
    pub device: &'a NewDevice,
    pub recovery: &'a RecoveryKey,
    pub folder: &'a Path,
    pub passphrase: &'a Passphrase,
}

impl GivenBack {
    fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = Zeroizing::new(records::encode(self)?);
        if bytes.len() > GRANT_BYTES_MAX { Err(Failure::TooLong) } else { Ok(bytes) }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > GRANT_BYTES_MAX {
            return Err(Failure::TooLong);
        }
        records::decode(bytes)
    }

    /// Makes the vault of the one who returns: the same person, one device, one contact, nothing written.
    pub(super) fn make_vault(&self, who: &Returning<'_>, granted: &Granted, world: &World) -> Result<Vault, Failure> {
        let mut roster = Roster::decode(&self.roster).map_err(|_| Failure::Damaged)?;
        take_place(&mut roster, who.device, who.recovery)?;
        let mut contact = self.checked_contact(&roster, granted)?;
        contact.recognised = granted.recognised.unwrap_or(Recognised::NotAtAll);
        // A time to come would outlast every later pairing.
        contact.paired_ms = contact.paired_ms.min(world.clock.now_ms());
        let person = roster.person();
        let role = contact.space.role_of(person).ok_or(Failure::Damaged)?;
        let private_space = SpaceId(random(&*world.entropy).map_err(|_| Failure::Internal)?);
        let profile = ProfileRecord {
            person,
            name: super::unlock::bounded(&self.name),
            device_name: who.device.card.name.clone(),
            home: if role == Role::Client { Home::Journal } else { Home::Clients },
            network: NetworkMode::default(),
            retention_days: None,
            private_space,
            port: None,
            recovery_proved: true,
        };
        let space = contact.space.space().map_err(|_| Failure::Damaged)?;
        let now_ms = world.clock.now_ms();
        let kit = KitRecord { sealed_to: who.recovery.public(), made_ms: None, proved_ms: Some(now_ms) };
        let held_back = from_backup::held_back_record(BTreeSet::from([space, private_space]), now_ms)?;
        let removed: BTreeMap<DeviceId, _> = roster.meaning().removed.iter().map(|one| (*one, now_ms)).collect();
        let contact_name = records::contact_name(&contact.person);
        let mut first = [
            (records::PROFILE, records::encode(&profile)?),
            (records::DEVICE, who.device.record()?.to_vec()),
            (records::ROSTER, roster.encode().map_err(|_| Failure::Internal)?),
            (records::KIT, records::encode(&kit)?),
            (records::RESTORED, held_back),
            (records::REMOVED_AT, records::encode(&removed)?),
            (contact_name.as_str(), contact.encode().map_err(|_| Failure::Internal)?.to_vec()),
        ];
        let made = Vault::create(who.folder, who.passphrase, &who.recovery.public(), &first, world);
        first.iter_mut().for_each(|(_, body)| body.zeroize());
        Ok(made?)
    }

    /// Returns the giver as a contact, if they are who signed, and the space is one of these two persons.
    fn checked_contact(&self, mine: &Roster, granted: &Granted) -> Result<Contact, Failure> {
        let contact = Contact::decode(&self.contact).map_err(|_| Failure::Damaged)?;
        let theirs = &granted.holder.roster;
        let key_of = |person: PersonId, device: DeviceId| {
            let roster = if person == mine.person() { mine } else { theirs };
            roster.card(device).filter(|_| roster.person() == person).map(|card| card.signing)
        };
        let theirs_too = contact.person == theirs.person() && contact.space.role_of(mine.person()).is_some();
        // Of their roster what they signed in the pairing counts, not what the grant says.
        let same = contact.roster.digest() == theirs.digest() && contact.name == granted.holder.name;
        if theirs_too && same && contact.space.is_valid(key_of) { Ok(contact) } else { Err(Failure::Damaged) }
    }
}

/// Adds the new device by the printed key, and removes by it every other one: they are lost.
///
/// Nothing any of them signed has to count any more, but for a new recovery key: so removals among them, which may
/// contradict each other, end with it.
fn take_place(roster: &mut Roster, device: &NewDevice, recovery: &RecoveryKey) -> Result<(), Failure> {
    let counts = roster.meaning().recovery.ok_or(Failure::RecoveryDisputed)?;
    if counts != recovery.public() {
        return Err(Failure::WrongRecoveryKey);
    }
    let newest_key =
        |roster: &Roster, device| last_of(roster, device, |body| matches!(body, RecordBody::NewRecovery { .. }));
    let everything = |roster: &Roster, device| last_of(roster, device, |_| true);
    for last_number in [&newest_key as &dyn Fn(&Roster, DeviceId) -> u32, &everything] {
        let mut grown = roster.clone();
        let (signer, key) = (Signer::Recovery(counts.signing), recovery.signing());
        let add = RecordBody::Add { device: device.card.clone() };
        grown.sign_next(signer, add, &key).map_err(|_| Failure::Internal)?;
        let meaning = roster.meaning();
        let lost = meaning.devices.iter().map(|card| card.device).chain(meaning.removed.iter().copied());
        for lost in lost {
            let remove = RecordBody::Remove { device: lost, last_number: last_number(roster, lost) };
            grown.sign_next(signer, remove, &key).map_err(|_| Failure::Internal)?;
        }
        let then = grown.meaning();
        let alone = then.devices == [device.card.clone()];
        if alone && then.is_settled() && then.recovery.as_ref() == Some(&counts) {
            *roster = grown;
            return Ok(());
        }
    }
    Err(Failure::RecoveryDisputed)
}

/// Returns the number of a device's last record of this kind; 0 if there is none.
fn last_of(roster: &Roster, device: DeviceId, is_it: impl Fn(&RecordBody) -> bool) -> u32 {
    let theirs = roster.records().filter(|record| record.signer == Signer::Device(device));
    theirs.filter(|record| is_it(&record.body)).map(|record| record.number).max().unwrap_or(0)
}
