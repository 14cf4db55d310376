//! Roster records: what a device or a recovery key signs about the devices of one person.
//!
//! Invariant: the encoding is final (FORMAT.md); a record is named by the SHA-256 of its bytes, signature included,
//! and the name of the founding record is the person.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::codec::{decode, encode};
use super::{DeviceCard, PeopleError};
use crate::ids::{DeviceId, PersonId};
use crate::limits::{KNEW_MAX, RECORD_BYTES_MAX, RECORDS_PER_SIGNER_MAX};
use crate::sealed::{RecoveryPublic, Signature, SigningKey, SigningPublic, verify};

const VERSION: u8 = 1;
const DOMAIN: &str = "understory/roster-record/1";

/// The name of a record: the SHA-256 of its bytes.
pub type RecordId = [u8; 32];

/// Who signed a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Signer {
    /// A device, with its signing key.
    Device(DeviceId),
    /// A recovery key, by its signing half.
    Recovery(SigningPublic),
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordBody {
    /// A person begins, with one device.
    Found {
        /// The first device.
        device: DeviceCard,
        /// The public halves of the recovery key.
        recovery: RecoveryPublic,
        /// Makes two foundings with the same keys two persons.
        nonce: [u8; 16],
    },
    /// A device is added.
    Add {
        /// The new device.
        device: DeviceCard,
    },
    /// A device is removed; its records after `last_number` are void.
    Remove {
        /// The device.
        device: DeviceId,
        /// The number of its last record that still counts; 0 if none does.
        last_number: u32,
    },
    /// A new recovery key takes the place of another.
    NewRecovery {
        /// The signing half of the key it replaces.
        replaces: SigningPublic,
        /// The public halves of the new key.
        recovery: RecoveryPublic,
    },
}

/// One signed record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Who signed it.
    pub signer: Signer,
    /// Counts the signer's records from 1.
    pub number: u32,
    /// The newest record of every signer that this one knew, sorted. To know a record is to know all earlier
    /// numbers of its signer.
    pub knew: Vec<RecordId>,
    /// What it says.
    pub body: RecordBody,
    /// The signer's signature over all of the above.
    pub signature: Signature,
}

impl Record {
    /// Returns a record signed with `key`.
    pub fn sign(
        signer: Signer,
        number: u32,
        mut knew: Vec<RecordId>,
        body: RecordBody,
        key: &SigningKey,
    ) -> Result<Self, PeopleError> {
        knew.sort_unstable();
        knew.dedup();
        let mut record = Self { signer, number, knew, body, signature: Signature(Vec::new()) };
        record.signature = key.sign(DOMAIN, &record.message()?);
        record.check()?;
        Ok(record)
    }

    /// Returns the record's name.
    pub fn id(&self) -> Result<RecordId, PeopleError> {
        Ok(Sha256::digest(self.encode()?).into())
    }

    /// Returns the person this record founds, if it is a founding record.
    pub fn founds(&self) -> Option<PersonId> {
        matches!(self.body, RecordBody::Found { .. }).then(|| self.id().ok().map(PersonId)).flatten()
    }

    /// Returns who may sign because of this record.
    pub(super) fn names(&self) -> Vec<Signer> {
        match &self.body {
            RecordBody::Found { device, recovery, .. } => {
                vec![Signer::Device(device.device), Signer::Recovery(recovery.signing)]
            }
            RecordBody::Add { device } => vec![Signer::Device(device.device)],
            RecordBody::NewRecovery { recovery, .. } => vec![Signer::Recovery(recovery.signing)],
            RecordBody::Remove { .. } => Vec::new(),
        }
    }

    /// Returns the record as bytes.
    pub fn encode(&self) -> Result<Vec<u8>, PeopleError> {
        encode(VERSION, self)
    }

    /// Returns the record these bytes hold; its signature is not verified yet.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let record: Self = decode(VERSION, bytes, RECORD_BYTES_MAX)?;
        record.check()?;
        Ok(record)
    }

    /// Says what is wrong with the record taken by itself, if anything.
    pub fn check(&self) -> Result<(), PeopleError> {
        if self.number == 0 || self.number > RECORDS_PER_SIGNER_MAX {
            return Err(PeopleError::BadNumber);
        }
        if self.knew.len() > KNEW_MAX || self.encode()?.len() > RECORD_BYTES_MAX {
            return Err(PeopleError::TooLarge);
        }
        if !self.knew.is_sorted_by(|a, b| a < b) {
            return Err(PeopleError::Malformed);
        }
        match &self.body {
            RecordBody::Found { device, recovery, .. } => {
                let first = self.signer == Signer::Device(device.device) && self.number == 1 && self.knew.is_empty();
                if !first {
                    return Err(PeopleError::NotTheFounding);
                }
                device.check()?;
                check_recovery(recovery)
            }
            RecordBody::Add { device } => device.check(),
            // A record that voids itself would say nothing.
            RecordBody::Remove { device, last_number } => {
                match self.signer == Signer::Device(*device) && *last_number < self.number {
                    true => Err(PeopleError::BadNumber),
                    false => Ok(()),
                }
            }
            RecordBody::NewRecovery { recovery, .. } => check_recovery(recovery),
        }
    }

    /// Returns whether the signature is this key's.
    pub fn is_signed_by(&self, key: &SigningPublic) -> bool {
        self.message().is_ok_and(|message| verify(key, DOMAIN, &message, &self.signature))
    }

    fn message(&self) -> Result<Vec<u8>, PeopleError> {
        encode(VERSION, &(self.signer, self.number, &self.knew, &self.body))
    }
}

fn check_recovery(recovery: &RecoveryPublic) -> Result<(), PeopleError> {
    let well_formed = recovery.recipient.starts_with("age1") && recovery.recipient.len() <= 128;
    if well_formed { Ok(()) } else { Err(PeopleError::Malformed) }
}
