//! Whose devices may connect while the vault is locked, and how they find this one.
//!
//! Invariant: what is heard while locked lets nobody in; it can only shut somebody out.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::nearby::{listen_for, named};
use super::open::Open;
use super::{own, removing};
use crate::ids::{DeviceId, PersonId};
use crate::net::{Allowed, Beacons, Listen, Name};
use crate::people::{Day, Record, Role, Roster, alias};

/// One person's devices: this person's other ones, or a contact's.
pub(super) struct Circle {
    /// Whose devices; none if they are this person's own.
    pub contact: Option<PersonId>,
    /// Those that may connect.
    pub devices: Vec<DeviceId>,
    roster: Roster,
    /// What the names of their connections derive from.
    secret: Zeroizing<[u8; 32]>,
    /// This device tells them on the local network that it is there.
    announces: bool,
    /// It listens for them there.
    listens: bool,
}

/// Everybody whose devices may connect.
pub(super) struct Circles {
    me: DeviceId,
    pub list: Vec<Circle>,
    /// Devices that a printed key added and this person said yes to.
    welcomed: BTreeSet<DeviceId>,
}

impl Circles {
    /// Returns those of an open vault.
    pub fn of(open: &Open) -> Self {
        let own = open.own.iter().map(|own| Circle {
            contact: None,
            devices: open.other_own().map(|card| card.device).collect(),
            roster: open.me.roster.clone(),
            secret: Zeroizing::new(own.alpn_secret),
            announces: true,
            listens: true,
        });
        let contacts = open.contacts.values().map(|known| Circle {
            contact: Some(known.contact.person),
            devices: known.devices.iter().map(|card| card.device).collect(),
            roster: known.contact.roster.clone(),
            secret: Zeroizing::new(*known.contact.alpn_secret),
            // Where sharing has ended and all is told, nobody has to hear that this device is there.
            announces: known.contact.role == Role::Therapist
                && !known.devices.iter().all(|card| open.is_settled(card.device)),
            listens: known.contact.role == Role::Client,
        });
        Self { me: open.me.device, list: own.chain(contacts).collect(), welcomed: open.removals.welcomed.clone() }
    }

    /// Returns whose device this is, if it may connect.
    pub fn with(&self, device: DeviceId) -> Option<&Circle> {
        self.list.iter().find(|circle| circle.devices.contains(&device))
    }

    /// Lets a device connect no more.
    pub fn shut_out(&mut self, device: DeviceId) {
        for circle in &mut self.list {
            circle.devices.retain(|one| *one != device);
        }
    }

    /// Takes records of a person's roster; returns the devices that may connect no more.
    pub fn heard(&mut self, device: DeviceId, records: &[Vec<u8>]) -> Vec<DeviceId> {
        let (me, welcomed) = (self.me, &self.welcomed);
        let Some(circle) = self.list.iter_mut().find(|circle| circle.devices.contains(&device)) else {
            return Vec::new();
        };
        if !circle.roster.merge(records.iter().filter_map(|bytes| Record::decode(bytes).ok())) {
            return Vec::new();
        }
        let counted = match circle.contact {
            Some(_) => removing::counted(&circle.roster, welcomed),
            None => own::counted(&circle.roster, welcomed, me),
        };
        let counts = |device: &DeviceId| counted.iter().any(|card| card.device == *device);
        circle.devices.extract_if(.., |device| !counts(device)).collect()
    }

    /// Returns the devices that may connect, each with the names of the days on which their clocks may stand.
    pub fn allowed(&self, today: Day) -> Vec<Allowed> {
        self.list.iter().flat_map(|circle| named(&circle.secret, circle.devices.iter().copied(), today)).collect()
    }

    /// Returns what is to be announced and listened for; `is_away` says which devices are not connected.
    pub fn beacons(&self, today: Day, port: Option<u16>, is_away: impl Fn(DeviceId) -> bool) -> Beacons {
        let mut beacons = Beacons { listen: Listen::default(), ..Beacons::default() };
        for circle in &self.list {
            let away = circle.devices.iter().any(|device| is_away(*device));
            if let Some(port) = port.filter(|_| circle.announces && away) {
                beacons.announce.push((Name::Alias(alias(&circle.secret, today, self.me)), port));
            }
            if circle.listens {
                listen_for(&mut beacons, &circle.secret, circle.devices.iter().copied(), today);
            }
        }
        beacons
    }
}
