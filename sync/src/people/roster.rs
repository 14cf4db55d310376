//! A person's roster: a set of signed records that only grows.
//!
//! Invariant: every record in it is well formed and verified, by a key that another record in it names. The set is
//! what matters, not the order of arrival: of two records in one place (same signer, same number) the one with the
//! smaller name stays. A signer has 64 places, so a stolen device that fills its own leaves room for its removal.
//! Only past 64 devices ever named does order decide who came too late.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::codec::{decode, encode};
use super::meaning::Meaning;
use super::record::{Record, RecordBody, RecordId, Signer};
use super::{DeviceCard, PeopleError};
use crate::clock::{Entropy, random};
use crate::ids::{DeviceId, PersonId};
use crate::limits::{DEVICES_MAX, RECORDS_MAX, RECOVERY_KEYS_MAX, ROSTER_BYTES_MAX};
use crate::sealed::{RecoveryPublic, SigningKey, SigningPublic};

pub(super) const VERSION: u8 = 1;

/// Place of a record: its signer and its number there.
pub(super) type Place = (Signer, u32);

/// The records about one person's devices.
#[derive(Clone, PartialEq, Eq)]
pub struct Roster {
    person: PersonId,
    founding: Place,
    records: BTreeMap<Place, (RecordId, Record)>,
    /// Who may sign, with every key named for them.
    signers: BTreeMap<Signer, BTreeSet<SigningPublic>>,
}

impl Roster {
    /// Begins a person with their first device; `signing` is that device's key.
    pub fn found(
        device: DeviceCard,
        recovery: RecoveryPublic,
        signing: &SigningKey,
        entropy: &dyn Entropy,
    ) -> Result<(Self, PersonId), PeopleError> {
        let nonce = random(entropy).map_err(|_| PeopleError::NoEntropy)?;
        let signer = Signer::Device(device.device);
        let body = RecordBody::Found { device, recovery, nonce };
        let roster = Self::from_founding(Record::sign(signer, 1, Vec::new(), body, signing)?)?;
        let person = roster.person;
        Ok((roster, person))
    }

    /// Returns the roster that holds this founding record only.
    pub fn from_founding(record: Record) -> Result<Self, PeopleError> {
        record.check()?;
        let RecordBody::Found { device, .. } = &record.body else { return Err(PeopleError::NotTheFounding) };
        if !record.is_signed_by(&device.signing) {
            return Err(PeopleError::BadSignature);
        }
        let id = record.id()?;
        let founding = (record.signer, record.number);
        let mut roster = Self { person: PersonId(id), founding, records: BTreeMap::new(), signers: BTreeMap::new() };
        roster.keep(founding, id, record);
        Ok(roster)
    }

    /// Returns the person.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Takes a record in, if it is well formed and signed by somebody the roster names. Says whether it was new.
    ///
    /// A record whose signer is named only by a record still to come is refused as [`PeopleError::UnknownSigner`];
    /// [`Roster::merge`] takes records in any order.
    pub fn insert(&mut self, record: Record) -> Result<bool, PeopleError> {
        record.check()?;
        let (id, place) = (record.id()?, (record.signer, record.number));
        if self.records.get(&place).is_some_and(|(held, _)| *held <= id) {
            return Ok(false);
        }
        if place == self.founding || record.founds().is_some() {
            return Err(PeopleError::NotTheFounding);
        }
        let keys = self.signers.get(&record.signer).ok_or(PeopleError::UnknownSigner)?;
        if !keys.iter().any(|key| record.is_signed_by(key)) {
            return Err(PeopleError::BadSignature);
        }
        self.check_room(&record)?;
        let replaced = self.records.contains_key(&place);
        self.keep(place, id, record);
        if replaced {
            self.rebuild();
        }
        Ok(true)
    }

    /// Takes in what it can of these records, whatever their order. Says whether anything was new.
    pub fn merge(&mut self, records: impl IntoIterator<Item = Record>) -> bool {
        // With how many keys of its signer each was refused. A record that was taken in may be dropped again, when
        // another takes the place of the one that named its signer, and may count once more when a third names it.
        let mut waiting: Vec<(Record, usize)> =
            records.into_iter().take(RECORDS_MAX).map(|record| (record, 0)).collect();
        let mut grown = false;
        loop {
            let mut progress = false;
            waiting.retain_mut(|(record, refused_with)| {
                let keys = self.signers.get(&record.signer).map_or(0, BTreeSet::len);
                if keys > 0 && *refused_with == keys {
                    return true;
                }
                match self.insert(record.clone()) {
                    Ok(new) => {
                        progress |= new;
                        true
                    }
                    Err(PeopleError::BadSignature) => {
                        *refused_with = keys;
                        true
                    }
                    Err(why) => why == PeopleError::UnknownSigner,
                }
            });
            if !progress {
                return grown;
            }
            grown = true;
        }
    }

    /// Signs the next record of `signer` and takes it in.
    pub fn sign_next(&mut self, signer: Signer, body: RecordBody, key: &SigningKey) -> Result<Record, PeopleError> {
        let record = Record::sign(signer, self.last_number(signer) + 1, self.newest(), body, key)?;
        self.insert(record.clone())?;
        Ok(record)
    }

    /// Returns the number of this signer's newest record; 0 if there is none.
    pub fn last_number(&self, signer: Signer) -> u32 {
        self.records.range((signer, 0)..=(signer, u32::MAX)).next_back().map_or(0, |((_, number), _)| *number)
    }

    /// Returns what the records together say.
    pub fn meaning(&self) -> Meaning {
        Meaning::of(self)
    }

    /// Returns the records, in the order of signers and numbers.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values().map(|(_, record)| record)
    }

    /// Returns the founding record's bytes.
    pub fn founding(&self) -> Result<Vec<u8>, PeopleError> {
        self.records.get(&self.founding).ok_or(PeopleError::NotTheFounding)?.1.encode()
    }

    /// Returns a hash that is equal for equal sets.
    pub fn digest(&self) -> [u8; 32] {
        let ids: BTreeSet<&RecordId> = self.records.values().map(|(id, _)| id).collect();
        let mut hash = Sha256::new_with_prefix(b"understory/roster/1");
        ids.into_iter().for_each(|id| hash.update(id));
        hash.finalize().into()
    }

    /// Returns the whole set as bytes, the founding record first.
    pub fn encode(&self) -> Result<Vec<u8>, PeopleError> {
        let founding = self.records.get(&self.founding).into_iter();
        let others = self.records.iter().filter(|(place, _)| **place != self.founding).map(|(_, held)| held);
        let records = founding.chain(others).map(|(_, record)| record.encode()).collect::<Result<Vec<_>, _>>()?;
        let bytes = encode(VERSION, &records)?;
        if bytes.len() > ROSTER_BYTES_MAX { Err(PeopleError::TooLarge) } else { Ok(bytes) }
    }

    /// Returns the roster these bytes hold; every record must count.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let parts: Vec<Vec<u8>> = decode(VERSION, bytes, ROSTER_BYTES_MAX)?;
        if parts.len() > RECORDS_MAX {
            return Err(PeopleError::TooLarge);
        }
        let mut records = parts.iter().map(|part| Record::decode(part));
        let mut roster = Self::from_founding(records.next().ok_or(PeopleError::Malformed)??)?;
        roster.merge(records.collect::<Result<Vec<_>, _>>()?);
        if roster.records.len() == parts.len() { Ok(roster) } else { Err(PeopleError::Malformed) }
    }

    pub(super) fn held(&self) -> &BTreeMap<Place, (RecordId, Record)> {
        &self.records
    }

    /// The newest record of every signer.
    fn newest(&self) -> Vec<RecordId> {
        let newest: BTreeMap<Signer, RecordId> =
            self.records.iter().map(|((signer, _), (id, _))| (*signer, *id)).collect();
        newest.into_values().collect()
    }

    fn check_room(&self, record: &Record) -> Result<(), PeopleError> {
        let named = match &record.body {
            RecordBody::Add { device } => Signer::Device(device.device),
            RecordBody::NewRecovery { recovery, .. } => Signer::Recovery(recovery.signing),
            RecordBody::Found { .. } | RecordBody::Remove { .. } => return Ok(()),
        };
        let is_device = |signer: &Signer| matches!(signer, Signer::Device(_));
        let same_kind = self.signers.keys().filter(|signer| is_device(signer) == is_device(&named)).count();
        let most = if is_device(&named) { DEVICES_MAX } else { RECOVERY_KEYS_MAX };
        if same_kind >= most && !self.signers.contains_key(&named) { Err(PeopleError::Full) } else { Ok(()) }
    }

    fn keep(&mut self, place: Place, id: RecordId, record: Record) {
        let mut name = |signer: Signer, key: SigningPublic| {
            self.signers.entry(signer).or_default().insert(key);
        };
        match &record.body {
            RecordBody::Found { device, recovery, .. } => {
                name(Signer::Device(device.device), device.signing);
                name(Signer::Recovery(recovery.signing), recovery.signing);
            }
            RecordBody::Add { device } => name(Signer::Device(device.device), device.signing),
            RecordBody::NewRecovery { recovery, .. } => {
                name(Signer::Recovery(recovery.signing), recovery.signing);
            }
            RecordBody::Remove { .. } => {}
        }
        self.records.insert(place, (id, record));
    }

    /// Builds the set again without what only a replaced record had named.
    fn rebuild(&mut self) {
        let held = core::mem::take(&mut self.records);
        self.signers.clear();
        let (founding, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(place, _)| *place == self.founding);
        for (place, (id, record)) in founding {
            self.keep(place, id, record);
        }
        self.merge(others.into_iter().map(|(_, (_, record))| record));
    }

    /// Returns every device that a record names, counted or not.
    pub fn named(&self) -> impl Iterator<Item = DeviceId> {
        self.signers.keys().filter_map(|signer| match signer {
            Signer::Device(device) => Some(*device),
            Signer::Recovery(_) => None,
        })
    }

    /// Returns the card under which this device stands in the set, counted or not.
    pub fn card(&self, device: DeviceId) -> Option<&DeviceCard> {
        self.records().find_map(|record| match &record.body {
            RecordBody::Found { device: card, .. } | RecordBody::Add { device: card } if card.device == device => {
                Some(card)
            }
            _ => None,
        })
    }
}

impl core::fmt::Debug for Roster {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Roster({:?}, {} records)", self.person, self.records.len())
    }
}

#[cfg(test)]
mod tests;
