//! What a roster says: a pure function of the set of its records.
//!
//! A record counts if its signer is named by a record that counts and nothing that counts voids it. A removal voids
//! what the removed device signed after `last_number`, and what stands in the place of the records its signer knew: whoever
//! still has that device's key can sign another record under an old number. A new recovery key voids what the replaced key signed outside
//! its past, and every other replacement of that key outside its past. Records that void each other are found by
//! the alternating fixpoint (the well-founded semantics of Van Gelder, Ross and Schlipf, 1991): what is left
//! undecided is a ring. Removals in a ring all hold, and the roster is contested until a third device or the
//! recovery key decides; replacements of a recovery key that do not know each other are both void.
//!
//! Invariant: the founding record always counts; a removed device never comes back under the same id.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::DeviceCard;
use super::record::{Record, RecordBody, RecordId, Signer};
use super::roster::{Place, Roster};
use crate::ids::{DeviceId, PersonId};
use crate::sealed::{RecoveryPublic, SigningPublic};

/// What a roster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The person.
    pub person: PersonId,
    /// The devices that count, by id.
    pub devices: Vec<DeviceCard>,
    /// Devices that were removed, by id.
    pub removed: Vec<DeviceId>,
    /// Devices that only the recovery key added: each device's screen has to say yes before they get anything.
    pub added_by_recovery: Vec<DeviceId>,
    /// The recovery key that counts; none if replacements void each other, and then contacts ask for new words.
    pub recovery: Option<RecoveryPublic>,
    /// Removals void each other: contacts stop serving this person until somebody else decides.
    pub contested: bool,
}

impl Meaning {
    /// Returns the card of this device, if it counts.
    pub fn device(&self, device: DeviceId) -> Option<&DeviceCard> {
        self.devices.iter().find(|card| card.device == device)
    }

    /// Returns whether contacts may serve this person at all.
    pub fn is_settled(&self) -> bool {
        !self.contested && self.recovery.is_some()
    }

    pub(super) fn of(roster: &Roster) -> Self {
        let reading = Reading::new(roster);
        let (mut held, mut contested) = (Counted::new(), false);
        loop {
            let (sure, possible) = reading.alternate(&held);
            let ring = reading.ring(&sure, &possible);
            if ring.is_subset(&held) {
                let removed = reading.kept_by_removals(sure.union(&held)).into_keys().collect();
                return reading.settle(roster.person(), &sure, &possible, (removed, contested));
            }
            contested = true;
            held.extend(ring);
        }
    }
}

type Counted = BTreeSet<Place>;

struct Reading<'a> {
    records: BTreeMap<Place, &'a Record>,
    ids: BTreeMap<Place, RecordId>,
    /// The past of every replacement of a recovery key.
    pasts: BTreeMap<Place, Counted>,
}

impl<'a> Reading<'a> {
    fn new(roster: &'a Roster) -> Self {
        let records: BTreeMap<_, _> = roster.held().iter().map(|(place, (_, record))| (*place, record)).collect();
        let ids = roster.held().iter().map(|(place, (id, _))| (*place, *id)).collect();
        let places: BTreeMap<RecordId, Place> = roster.held().iter().map(|(place, (id, _))| (*id, *place)).collect();
        let replacements = records.iter().filter(|(_, record)| matches!(record.body, RecordBody::NewRecovery { .. }));
        let pasts = replacements.map(|(place, record)| (*place, past(record, &records, &places))).collect();
        Self { records, ids, pasts }
    }

    /// Returns what surely counts and what possibly counts, if the removals in `held` hold.
    fn alternate(&self, held: &Counted) -> (Counted, Counted) {
        let mut sure = Counted::new();
        loop {
            let possible = self.count(&sure, held);
            let next = self.count(&possible, held);
            if next == sure {
                return (next, possible);
            }
            sure = next;
        }
    }

    /// Returns what counts if exactly the records in `assumed` (and `held`) void others.
    fn count(&self, assumed: &Counted, held: &Counted) -> Counted {
        let kept = self.kept_by_removals(assumed.union(held));
        let replaced = self.replaced(assumed);
        let mut counted = Counted::new();
        let mut signers: BTreeSet<Signer> = BTreeSet::new();
        loop {
            let before = counted.len();
            for (place, record) in &self.records {
                let founding = matches!(record.body, RecordBody::Found { .. });
                let voided = !held.contains(place)
                    && (kept.get(&place.0).is_some_and(|kept| !kept.contains(place))
                        || replaced.iter().any(|by| self.replacement_voids(by, place)));
                if counted.contains(place) || !founding && (voided || !signers.contains(&place.0)) {
                    continue;
                }
                counted.insert(*place);
                signers.extend(record.names());
            }
            if counted.len() == before {
                return counted;
            }
        }
    }

    /// Returns what still counts of every device that one of these records removes.
    fn kept_by_removals<'p>(&self, places: impl Iterator<Item = &'p Place>) -> BTreeMap<Signer, Counted> {
        let mut kept: BTreeMap<Signer, Counted> = BTreeMap::new();
        for record in places.filter_map(|place| self.records.get(place)) {
            if let RecordBody::Remove { device, last_number } = record.body {
                let by_this = self.known_to(record, Signer::Device(device), last_number);
                match kept.entry(Signer::Device(device)) {
                    Entry::Vacant(entry) => drop(entry.insert(by_this)),
                    Entry::Occupied(mut entry) => entry.get_mut().retain(|place| by_this.contains(place)),
                }
            }
        }
        kept
    }

    /// Returns the records of a device, up to this number, that a removal of it knew: from the newest it names down, each
    /// naming the one before it, so that none can be exchanged.
    fn known_to(&self, removal: &Record, device: Signer, last_number: u32) -> Counted {
        let of_device = (device, 0)..=(device, u32::MAX);
        let mut known = Counted::new();
        let mut knew = (removal.signer == device).then_some((removal.number, &removal.knew[..]));
        if knew.is_some() {
            known.insert((device, removal.number));
        }
        for (place, record) in self.records.range(of_device).rev() {
            let is_known = |names: &[RecordId]| self.ids.get(place).is_some_and(|id| names.binary_search(id).is_ok());
            match knew {
                None if !is_known(&removal.knew) => continue,
                Some((above, _)) if place.1 >= above => continue,
                Some((above, names)) if place.1 + 1 != above || !is_known(names) => break,
                _ => {}
            }
            known.insert(*place);
            knew = Some((place.1, &record.knew));
        }
        known.retain(|(_, number)| *number <= last_number);
        known
    }

    /// Returns the replacements of recovery keys among these records.
    fn replaced(&self, places: &Counted) -> Vec<Place> {
        places.iter().filter(|place| self.pasts.contains_key(place)).copied().collect()
    }

    /// Returns whether the replacement at `by` voids the record at `place`.
    fn replacement_voids(&self, by: &Place, place: &Place) -> bool {
        let (Some(past), Some(record)) = (self.pasts.get(by), self.records.get(place)) else { return false };
        let Some(key) = self.records.get(by).and_then(|by| replaces(by)) else { return false };
        let concerned = record.signer == Signer::Recovery(key) || replaces(record) == Some(key);
        concerned && by != place && !past.contains(place)
    }

    /// Returns the undecided removals that lie on a ring of undecided records.
    fn ring(&self, sure: &Counted, possible: &Counted) -> Counted {
        let undecided: Vec<(&Place, &&Record)> =
            self.records.iter().filter(|(place, _)| possible.contains(place) && !sure.contains(place)).collect();
        let mut reaches: BTreeMap<Signer, BTreeSet<Signer>> = BTreeMap::new();
        for (place, record) in &undecided {
            reaches.entry(place.0).or_default().extend(record.names().into_iter().chain(removes(record)));
        }
        let leads_back = |from: Signer, to: Signer| {
            let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
            while let Some(at) = next.pop() {
                next.extend(reaches.get(&at).into_iter().flatten().filter(|signer| seen.insert(**signer)));
            }
            seen.contains(&to)
        };
        let on_ring = |(place, record): &(&Place, &&Record)| removes(record).is_some_and(|to| leads_back(to, place.0));
        undecided.iter().filter(|one| on_ring(one)).map(|(place, _)| **place).collect()
    }

    fn settle(
        &self,
        person: PersonId,
        sure: &Counted,
        possible: &Counted,
        (removed, contested): (BTreeSet<Signer>, bool),
    ) -> Meaning {
        let counted: Vec<&Record> = sure.iter().filter_map(|place| self.records.get(place).copied()).collect();
        let mut devices = BTreeMap::new();
        let mut by_device = BTreeSet::new();
        let mut recovery = None;
        for record in &counted {
            if let RecordBody::Found { device, .. } | RecordBody::Add { device } = &record.body {
                devices.entry(device.device).or_insert_with(|| device.clone());
                if matches!(record.signer, Signer::Device(_)) {
                    by_device.insert(device.device);
                }
            }
            if let RecordBody::Found { recovery: first, .. } = &record.body {
                recovery = self.newest_recovery(first, &counted, sure, possible);
            }
        }
        let added_by_recovery = devices.keys().filter(|id| !by_device.contains(*id)).copied().collect();
        let (out, devices): (Vec<_>, Vec<_>) =
            devices.into_values().partition(|card| removed.contains(&Signer::Device(card.device)));
        let removed = out.into_iter().map(|card| card.device).collect();
        Meaning { person, devices, removed, added_by_recovery, recovery, contested }
    }

    /// Follows the replacements from the first key to the one that counts.
    fn newest_recovery(
        &self,
        first: &RecoveryPublic,
        counted: &[&Record],
        sure: &Counted,
        possible: &Counted,
    ) -> Option<RecoveryPublic> {
        let (mut at, mut seen) = (first.clone(), BTreeSet::new());
        while seen.insert(at.signing) {
            let undecided = possible.iter().filter(|place| !sure.contains(place));
            let disputed =
                undecided.filter_map(|place| self.records.get(place)).any(|r| replaces(r) == Some(at.signing));
            if disputed {
                return None;
            }
            let next = counted.iter().find(|record| replaces(record) == Some(at.signing));
            let Some(RecordBody::NewRecovery { recovery, .. }) = next.map(|record| &record.body) else {
                return Some(at);
            };
            at = recovery.clone();
        }
        None
    }
}

/// Returns the places this record knew, all earlier numbers of their signers among them.
fn past(record: &Record, records: &BTreeMap<Place, &Record>, places: &BTreeMap<RecordId, Place>) -> Counted {
    let mut seen = Counted::new();
    let mut next = vec![record];
    while let Some(at) = next.pop() {
        let own_earlier = (1..at.number).map(|number| (at.signer, number));
        for place in own_earlier.chain(at.knew.iter().filter_map(|id| places.get(id).copied())) {
            if seen.insert(place) {
                next.extend(records.get(&place));
            }
        }
    }
    seen
}

fn removes(record: &Record) -> Option<Signer> {
    match record.body {
        RecordBody::Remove { device, .. } => Some(Signer::Device(device)),
        _ => None,
    }
}

fn replaces(record: &Record) -> Option<SigningPublic> {
    match record.body {
        RecordBody::NewRecovery { replaces, .. } => Some(replaces),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
