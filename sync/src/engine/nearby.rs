//! Who may connect today, and how devices on one network find each other.
//!
//! Invariant: nothing is announced before there is a contact or an open invitation; what packets say is tried, never
//! believed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::contacts::Known;
use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::view::{IncidentKind, NearbyView};
use super::wake::Wakes;
use crate::ids::DeviceId;
use crate::limits::{BEACON_DEVICE_TOLD_MAX, BEACON_INVITATIONS_MAX, CLOCK_DAYS_MAX, INVITATION_HEARD_SECS};
use crate::net::{Alias, Allowed, Beacons, Heard, Listen, Name};
use crate::people::{Day, DeviceCard, Role, alias, sync_alpn};

/// What is known of the networks this device is in.
#[derive(Default)]
pub(super) struct Nearby {
    /// The day whose names are in use.
    day: Option<Day>,
    wakes: Wakes,
    /// What the network was last asked to announce.
    asked: Option<Beacons>,
    /// Where devices said they are, newest first.
    heard: BTreeMap<DeviceId, Vec<SocketAddr>>,
    /// The page that shows invitations is open.
    looking: bool,
    /// Invitations heard, where, and until when each is shown, on the clock that never goes back.
    inviting: BTreeMap<[u8; 32], (Vec<SocketAddr>, u64)>,
    told: NearbyView,
    /// Devices whose clock was named since the vault was opened.
    clocks_named: BTreeSet<DeviceId>,
}

/// Puts an address first in a short list.
fn note_address(known: &mut Vec<SocketAddr>, address: SocketAddr) {
    known.retain(|one| *one != address);
    known.insert(0, address);
    known.truncate(BEACON_DEVICE_TOLD_MAX);
}

impl Open {
    /// Returns the devices that may connect, each with the names of the days on which their clocks may stand, the
    /// one under which it is called first.
    pub fn allowed(&self) -> Vec<Allowed> {
        let today = Day::of(self.now_ms());
        let named =
            |secret: &[u8; 32], cards: &[DeviceCard]| named(secret, cards.iter().map(|card| card.device), today);
        let of = |known: &Known| named(&known.contact.alpn_secret, &known.devices);
        let mut all: Vec<Allowed> = self.contacts.values().flat_map(of).collect();
        if let Some(own) = &self.own {
            all.extend(named(&own.alpn_secret, &self.own_cards()));
        }
        all
    }

    fn own_cards(&self) -> Vec<DeviceCard> {
        self.other_own().cloned().collect()
    }

    /// Lets a second pass: another day, a sleep that ended, invitations that fell silent, what is to be announced.
    pub fn tick_nearby(&mut self, runner: &mut NetRunner) {
        let today = Day::of(self.now_ms());
        if self.nearby.day.replace(today).is_some_and(|day| day != today) {
            self.let_in(runner);
            self.peers.dial_soon();
        }
        if self.nearby.wakes.tick(self.now_ms(), self.world.clock.mono()) {
            self.network_changed(runner);
        }
        let now_ms = self.world.clock.mono().as_millis() as u64;
        self.nearby.inviting.retain(|_, (_, until_ms)| now_ms < *until_ms);
        self.tell_nearby();
        self.announce(runner);
    }

    /// Takes this as a good moment: paths are looked at anew, devices are dialled, announcing begins again.
    pub fn network_changed(&mut self, runner: &mut NetRunner) {
        runner.network_change();
        self.peers.dial_soon();
        self.nearby.asked = None;
        self.announce(runner);
    }

    /// Forgets what the network was asked for, as when it was started anew.
    pub fn network_started(&mut self) {
        self.nearby.asked = None;
        self.nearby.day = Some(Day::of(self.now_ms()));
    }

    /// Asks the network to announce and listen, if that is other than before.
    pub fn announce(&mut self, runner: &NetRunner) {
        if !runner.is_running() {
            return;
        }
        let beacons = self.beacons(runner);
        if self.nearby.asked.as_ref() != Some(&beacons) {
            runner.set_beacons(beacons.clone());
            self.nearby.asked = Some(beacons);
        }
    }

    /// Returns what is to be announced and listened for now.
    fn beacons(&self, runner: &NetRunner) -> Beacons {
        let today = Day::of(self.now_ms());
        let mut beacons =
            Beacons { listen: Listen { invitations: self.nearby.looking, ..Listen::default() }, ..Beacons::default() };
        // Clients announce, therapists listen: whoever only listens cannot be recognised by what they send.
        for known in self.contacts.values() {
            let secret = &known.contact.alpn_secret;
            match known.contact.role {
                // Nothing is left to tell any of their devices.
                Role::Therapist if known.devices.iter().all(|card| self.is_settled(card.device)) => {}
                Role::Therapist => self.announce_to(&mut beacons, secret, &known.devices, today, runner),
                Role::Client => listen_for(&mut beacons, secret, ids(&known.devices), today),
            }
        }
        if let Some(own) = &self.own {
            self.announce_to(&mut beacons, &own.alpn_secret, &self.own_cards(), today, runner);
            listen_for(&mut beacons, &own.alpn_secret, ids(&self.own_cards()), today);
        }
        if let Some((endpoint, port)) = runner.hosting().filter(|_| self.invitation_is_open()) {
            beacons.announce.push((Name::Invitation(endpoint), port));
        }
        beacons
    }

    /// Announces this device to a contact, unless all of their devices are connected.
    fn announce_to(
        &self,
        beacons: &mut Beacons,
        secret: &[u8; 32],
        cards: &[DeviceCard],
        today: Day,
        runner: &NetRunner,
    ) {
        let away = |card: &DeviceCard| self.peers.get(card.device).is_some_and(|peer| peer.connected.is_none());
        if let Some(port) = runner.port().filter(|_| cards.iter().any(away)) {
            beacons.announce.push((Name::Alias(alias(secret, today, self.me.device)), port));
        }
    }

    /// Takes what was heard nearby.
    pub fn heard(&mut self, heard: Heard, runner: &NetRunner) {
        match heard {
            Heard::Device { device, address } => self.heard_device(device, address),
            Heard::Unknown { alias } => self.name_clock(&alias),
            Heard::Invitation { endpoint, address } => {
                let known = self.nearby.inviting.len();
                let mine = runner.hosting().is_some_and(|(mine, _)| mine == endpoint);
                let room = known < BEACON_INVITATIONS_MAX || self.nearby.inviting.contains_key(&endpoint);
                if self.nearby.looking && room && !mine {
                    let until_ms = self.world.clock.mono().as_millis() as u64 + INVITATION_HEARD_SECS * 1000;
                    let (addresses, until) = self.nearby.inviting.entry(endpoint).or_default();
                    note_address(addresses, address);
                    *until = until_ms;
                    self.tell_nearby();
                }
            }
        }
    }

    /// Takes where a device says it is: worth a dial, and proved by its key alone.
    pub fn heard_device(&mut self, device: DeviceId, address: SocketAddr) {
        if self.peers.dial_now(device) {
            note_address(self.nearby.heard.entry(device).or_default(), address);
        }
    }

    /// Returns where a device may be reached: what it said itself first, then what is remembered.
    pub fn places_of(&self, device: DeviceId) -> Vec<SocketAddr> {
        let mut places = self.nearby.heard.get(&device).cloned().unwrap_or_default();
        let heard = places.clone();
        places.extend(self.addresses_of(device).into_iter().filter(|one| !heard.contains(one)));
        places
    }

    /// Looks whether an alias nobody has today belongs to a device whose clock is off, and says so once.
    pub fn name_clock(&mut self, heard: &Alias) {
        let today = Day::of(self.now_ms());
        let clients = self.contacts.values().filter(|known| known.contact.role == Role::Client);
        let cards = |known: &'_ Known| known.devices.iter().map(|card| card.device).collect::<Vec<_>>();
        let known = clients.map(|known| (&*known.contact.alpn_secret, cards(known)));
        let own = self.own.iter().map(|own| (&own.alpn_secret, self.other_own().map(|card| card.device).collect()));
        let found = known.chain(own).find_map(|(secret, devices)| {
            devices.iter().find_map(|device| Some((*device, days_off(secret, today, *device, heard)?)))
        });
        let Some((device, days)) = found else { return };
        if self.nearby.clocks_named.insert(device) {
            self.incident(IncidentKind::ClockOff { days }, Some(device));
        }
    }

    /// Opens or closes the page that shows invitations.
    pub fn look_nearby(&mut self, looking: bool, runner: &mut NetRunner) -> Result<(), Failure> {
        self.nearby.looking = looking;
        if !looking {
            self.nearby.inviting.clear();
        }
        self.tell_nearby();
        self.announce(runner);
        Ok(())
    }

    /// Returns where an invitation was heard.
    pub fn invitation_places(&self, endpoint: &[u8; 32]) -> Vec<SocketAddr> {
        self.nearby.inviting.get(endpoint).map(|(addresses, _)| addresses.clone()).unwrap_or_default()
    }

    /// Tells the screen who is nearby, if that changed.
    pub fn tell_nearby(&mut self) {
        let view =
            NearbyView { inviting: self.nearby.inviting.keys().copied().collect(), asking: self.somebody_asks() };
        if view != self.nearby.told {
            self.nearby.told = view.clone();
            self.events.push(Event::Nearby(view));
        }
    }
}

fn ids(cards: &[DeviceCard]) -> impl Iterator<Item = DeviceId> {
    cards.iter().map(|card| card.device)
}

/// Returns what lets devices connect that know this secret, under the names of the days around today.
pub(super) fn named(secret: &[u8; 32], devices: impl Iterator<Item = DeviceId>, today: Day) -> Vec<Allowed> {
    let names = today.around().map(|day| sync_alpn(secret, day));
    devices.flat_map(|device| names.clone().map(|alpn| Allowed { device, alpn })).collect()
}

/// Listens for devices that know this secret.
pub(super) fn listen_for(
    beacons: &mut Beacons,
    secret: &[u8; 32],
    devices: impl Iterator<Item = DeviceId>,
    today: Day,
) {
    for device in devices {
        let aliases = today.around().map(|day| (alias(secret, day, device), device));
        beacons.listen.aliases.extend(aliases);
    }
}

/// Returns by how many days a device's clock is ahead of this one (behind, if negative), if the alias is its.
fn days_off(secret: &[u8; 32], today: Day, device: DeviceId, heard: &Alias) -> Option<i16> {
    let farthest = i16::try_from(CLOCK_DAYS_MAX).ok()?;
    // Nearest first: most clocks that are off are off by little.
    (2..=farthest).flat_map(|days| [days, -days]).find(|days| {
        today.0.checked_add_signed(i64::from(*days)).is_some_and(|day| alias(secret, Day(day), device) == *heard)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId([4; 32]);

    #[test]
    fn a_clock_that_is_off_is_found_within_its_bound_both_ways() {
        let today = Day(20_000);
        for days in [2, -2, 30, -365, 400, -400] {
            let heard = alias(&[7; 32], Day(today.0.checked_add_signed(days).unwrap()), DEVICE);
            assert_eq!(days_off(&[7; 32], today, DEVICE, &heard).map(i64::from), Some(days));
            assert_eq!(days_off(&[8; 32], today, DEVICE, &heard), None, "another pair");
            assert_eq!(days_off(&[7; 32], today, DeviceId([5; 32]), &heard), None, "another device");
        }
        let far = alias(&[7; 32], Day(today.0 + CLOCK_DAYS_MAX + 1), DEVICE);
        assert_eq!(days_off(&[7; 32], today, DEVICE, &far), None);
    }

    #[test]
    fn the_newest_place_comes_first_and_few_are_kept() {
        let mut known = Vec::new();
        for port in 1..=9 {
            note_address(&mut known, SocketAddr::from(([10, 0, 0, 1], port)));
        }
        note_address(&mut known, SocketAddr::from(([10, 0, 0, 1], 8)));
        let ports: Vec<u16> = known.iter().map(SocketAddr::port).collect();
        assert_eq!(ports, [8, 9, 7, 6]);
    }
}
