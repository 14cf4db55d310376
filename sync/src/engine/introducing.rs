//! Devices that are not known where they knock: this one introduces itself to others, and hears others do so.
//!
//! A device added while a contact's devices were away is known to nobody there. Told so, it introduces itself under a name
//! that derives from the founding record of its person, with the records that lead to it; then it is called as usual.
//! Invariant: an introduction brings nothing but records of a pinned roster, on disk before the answer; who may connect
//! follows from the roster alone.

use std::collections::{BTreeMap, BTreeSet};

use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::view::IncidentKind;
use crate::ids::{DeviceId, PersonId};
use crate::limits::{INTRODUCTION_PAUSE_SECS, STRANGER_SECS, STRANGERS_WAITING_MAX};
use crate::net::CloseCode;
use crate::people::{Day, Roster, introduce, introduced, introduction_alpn};

/// Strangers that may be about to introduce themselves, and when they count as strangers, on the clock that never goes
/// back; and who said that this device is one now.
#[derive(Default)]
pub(super) struct Strangers {
    waiting: BTreeMap<DeviceId, u64>,
    /// Devices that said that this one was removed, since the vault was opened.
    told_removed: BTreeSet<DeviceId>,
}

impl Open {
    /// Tells the network who may connect, and under which names others may introduce themselves.
    pub fn let_in(&self, runner: &NetRunner) {
        runner.allow(self.allowed());
        runner.expect(self.introductions());
    }

    /// Returns the names under which devices of people this person knows may introduce themselves.
    pub fn introductions(&self) -> Vec<Vec<u8>> {
        let days = Day::of(self.now_ms()).around();
        let names = |roster: &Roster| {
            let founding = roster.founding().ok();
            founding.map(|founding| days.map(|day| introduction_alpn(&founding, self.me.person, day)))
        };
        self.pinned().filter_map(|(_, roster)| names(roster)).flatten().collect()
    }

    /// The rosters whose founding record is pinned: of contacts, and this person's own once there is another device.
    fn pinned(&self) -> impl Iterator<Item = (PersonId, &Roster)> {
        let own = self.own.iter().filter(|_| !self.me.devices.is_empty()).map(|_| (self.me.person, &self.me.roster));
        own.chain(self.contacts.values().map(|known| (known.contact.person, &known.contact.roster)))
    }

    /// A device does not know this one: introduces it at the next dial, but not again and again.
    pub fn not_known_by(&mut self, device: DeviceId) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let Some(peer) = self.peers.get_mut(device) else { return };
        let lately = |since_ms: u64| now_ms.saturating_sub(since_ms) < INTRODUCTION_PAUSE_SECS * 1000;
        if !peer.introduced_ms.is_some_and(lately) {
            peer.unknown_there = true;
            self.peers.dial_now(device);
        }
    }

    /// Returns the name and the frame by which this device introduces itself to another, if it should now.
    pub fn introduction_to(&mut self, device: DeviceId) -> Option<(Vec<u8>, Vec<u8>)> {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let peer = self.peers.get_mut(device).filter(|peer| peer.unknown_there)?;
        (peer.unknown_there, peer.introduced_ms) = (false, Some(now_ms));
        let to = match self.contact_of(device) {
            Some(known) => known.contact.person,
            None if self.is_own(device) => self.me.person,
            None => return None,
        };
        let founding = self.me.roster.founding().ok()?;
        let alpn = introduction_alpn(&founding, to, Day::of(self.now_ms()));
        Some((alpn, introduce(&self.me.roster, self.me.device).ok()?))
    }

    /// An introduction came to its end: if it was taken the device is called as usual.
    pub fn introduction_ended(&mut self, device: DeviceId, code: Option<CloseCode>) {
        // The word of a device in a roster, and no proof: it is shown, and changes nothing here.
        if code == Some(CloseCode::Removed) && self.strangers.told_removed.insert(device) {
            self.incident(IncidentKind::ToldRemoved, Some(device));
        }
        if code == Some(CloseCode::Done) {
            self.peers.dial_again(device);
        } else {
            self.dial_failed(device);
        }
    }

    /// A device that is not known knocked. It may be about to introduce itself.
    pub fn stranger(&mut self, device: DeviceId) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        // Who was removed is in the list of those, and may knock for ever.
        let was_removed = self.pinned().any(|(_, roster)| roster.meaning().removed.contains(&device));
        if was_removed || self.strangers.waiting.contains_key(&device) {
            return;
        }
        if self.strangers.waiting.len() >= STRANGERS_WAITING_MAX {
            self.incident(IncidentKind::Stranger, None);
            return;
        }
        self.strangers.waiting.insert(device, now_ms + STRANGER_SECS * 1000);
    }

    /// Lists strangers that did not introduce themselves.
    pub fn tick_strangers(&mut self) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let before = self.strangers.waiting.len();
        self.strangers.waiting.retain(|_, due_ms| now_ms < *due_ms);
        for _ in self.strangers.waiting.len()..before {
            self.incident(IncidentKind::Stranger, None);
        }
    }

    /// Hears a device introduce itself; returns how its connection is closed: done if it may connect now.
    pub fn introduced(
        &mut self,
        device: DeviceId,
        alpn: &[u8],
        bytes: &[u8],
        runner: &NetRunner,
    ) -> Result<CloseCode, Failure> {
        if self.peers.get(device).is_some() {
            return Ok(CloseCode::Done);
        }
        let days = Day::of(self.now_ms()).around();
        let means = |roster: &Roster| {
            let founding = roster.founding();
            founding
                .is_ok_and(|founding| days.iter().any(|day| introduction_alpn(&founding, self.me.person, *day) == alpn))
        };
        let Some((person, roster)) = self.pinned().find(|(_, roster)| means(roster)) else {
            return Ok(CloseCode::Forbidden);
        };
        if roster.meaning().removed.contains(&device) {
            // Whoever removed it has written so; a person who comes back to it should not have to guess.
            self.strangers.waiting.remove(&device);
            return Ok(CloseCode::Removed);
        }
        let Ok(grown) = introduced(roster, device, bytes) else {
            self.stranger(device);
            return Ok(CloseCode::Forbidden);
        };
        let records = grown.records().cloned().collect();
        match person == self.me.person {
            true => self.own_roster_heard(records)?,
            false => self.person_roster_heard(person, records)?,
        }
        self.strangers.waiting.remove(&device);
        self.let_in(runner);
        // One that only a printed key added waits for a yes, and is told what any stranger is told.
        let may = self.peers.get(device).is_some();
        Ok(if may { CloseCode::Done } else { CloseCode::Forbidden })
    }
}
