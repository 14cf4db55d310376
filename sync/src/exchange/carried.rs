//! Sealed files for a USB stick: what a device writes for all devices of one person, and how it fits what they have.
//!
//! Invariant: what is sound keeps every bound, its numbers rise within the stretch it covers, and each was written by a
//! run that it names. Whose words they are is for the signature around it to say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::batch::fits;
use super::event::{Purge, RunSpan};
use super::parcel::{Parcel, octets, unpack};
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DeviceId, DocumentId, Origin, PersonId, Run, SpaceId};
use crate::kind::{Chunk, RefusedWhy};
use crate::limits::{
    CARRIED_ANSWERS_MAX, CARRIED_BYTES_MAX, CARRIED_CHUNKS_MAX, CARRIED_RUNS_MAX, DEVICES_MAX, ROSTER_BYTES_MAX,
    SPACES_MAX,
};

/// The first byte of what is signed.
const CARRIED_VERSION: u8 = 1;

/// From whom a file is, for whom, and since when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedHead {
    /// The device that wrote and signed it.
    pub sender: DeviceId,
    /// Its person.
    pub writer: PersonId,
    /// Whose devices it is for.
    pub reader: PersonId,
    /// When it was written, by the sender's clock.
    pub written_ms: UnixMillis,
    /// The writer's roster, as the sender knows it.
    #[serde(with = "octets")]
    pub roster: Vec<u8>,
}

/// A stretch of the sender's log of one space, and what the sender has of the reader's logs of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedSpace {
    /// The space.
    pub space: SpaceId,
    /// The place in the sender's log that the stretch follows.
    pub after: Cursor,
    /// Which runs wrote the stretch, oldest first, each with its last number in it; none if it is empty.
    pub runs: Vec<(Run, u64)>,
    /// Its chunks; a number without one is covered.
    pub parcels: Vec<Parcel>,
    /// Between own devices: the roster of the other person of the space; else empty.
    #[serde(with = "octets")]
    pub theirs: Vec<u8>,
    /// One for each device of the reader.
    pub answers: Vec<CarriedAnswers>,
}

/// What the sender has of one device's log of a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedAnswers {
    /// Whose log.
    pub device: DeviceId,
    /// Everything up to here is durably stored, refused or passed over.
    pub stored: Cursor,
    /// Everything up to this number is also applied.
    pub applied: u64,
    /// What was refused, rising.
    pub refused: Vec<(u64, RefusedWhy)>,
    /// What became of documents that device's person withdrew.
    pub purged: Vec<(DocumentId, Purge)>,
}

/// How a stretch fits what is had of the sender's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Everything in it is here.
    Nothing,
    /// What comes after the cursor is new.
    Follows,
    /// Something before it never came.
    Gap,
    /// The sender's log is another one than the one this cursor stands in: one of the two went back.
    Differs,
}

/// Why bytes are no such file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarriedError {
    /// Over a limit.
    #[error("The file holds more than a file may")]
    TooLarge,
    /// Of a newer version.
    #[error("The file is of a newer version")]
    Newer,
    /// Not one.
    #[error("The file is malformed")]
    Malformed,
}

impl CarriedHead {
    /// Returns what is to be signed: this head, and the spaces behind it.
    pub fn with(&self, spaces: &[CarriedSpace]) -> Result<Vec<u8>, CarriedError> {
        if self.roster.len() > ROSTER_BYTES_MAX || !are_sound(spaces) {
            return Err(CarriedError::TooLarge);
        }
        let bytes = postcard::to_extend(self, vec![CARRIED_VERSION]).map_err(|_| CarriedError::Malformed)?;
        let bytes = postcard::to_extend(spaces, bytes).map_err(|_| CarriedError::Malformed)?;
        if bytes.len() > CARRIED_BYTES_MAX { Err(CarriedError::TooLarge) } else { Ok(bytes) }
    }

    /// Returns the head of a file, and the bytes of the spaces: to be read once the signature was found good.
    pub fn decode(bytes: &[u8]) -> Result<(Self, &[u8]), CarriedError> {
        if bytes.len() > CARRIED_BYTES_MAX {
            return Err(CarriedError::TooLarge);
        }
        match bytes.split_first() {
            Some((&CARRIED_VERSION, rest)) => match postcard::take_from_bytes::<Self>(rest) {
                Ok((head, _)) if head.roster.len() > ROSTER_BYTES_MAX => Err(CarriedError::TooLarge),
                Ok(read) => Ok(read),
                Err(_) => Err(CarriedError::Malformed),
            },
            Some((&version, _)) if version > CARRIED_VERSION => Err(CarriedError::Newer),
            _ => Err(CarriedError::Malformed),
        }
    }
}

impl core::fmt::Debug for CarriedHead {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CarriedHead(from {:?} for {:?})", self.sender, self.reader)
    }
}

/// Returns the spaces behind a head.
pub fn carried_spaces(bytes: &[u8]) -> Result<Vec<CarriedSpace>, CarriedError> {
    match postcard::take_from_bytes::<Vec<CarriedSpace>>(bytes) {
        Ok((spaces, [])) if are_sound(&spaces) => Ok(spaces),
        _ => Err(CarriedError::Malformed),
    }
}

impl CarriedSpace {
    /// Returns the stretch of my log from `after` to `upto`, with these chunks in it.
    pub fn pack(
        (space, my_device): (SpaceId, DeviceId),
        runs: &[RunSpan],
        (after, upto): (u64, u64),
        chunks: Vec<(u64, Chunk)>,
    ) -> Self {
        let run_at = |number: u64| runs.iter().find(|span| (span.first..=span.last).contains(&number));
        let after = run_at(after).map_or(Cursor::START, |span| Cursor { run: span.run, seq: after });
        let within = runs.iter().filter(|span| upto > after.seq && span.last > after.seq && span.first <= upto);
        let runs: Vec<(Run, u64)> = within.map(|span| (span.run, span.last.min(upto))).collect();
        let parcels = Vec::with_capacity(chunks.len());
        let mut packed = Self { space, after, runs, parcels, theirs: Vec::new(), answers: Vec::new() };
        let mut covered = after.seq;
        for (number, chunk) in chunks {
            let Some(run) = packed.run_of(number).filter(|_| fits(&chunk)) else { continue };
            let mine = Origin { device: my_device, run, seq: number };
            if let Some(parcel) = Parcel::of(chunk, number, covered, mine) {
                packed.parcels.push(parcel);
                covered = number;
            }
        }
        packed
    }

    /// Returns where a cursor stands that has passed all of it.
    pub fn upto(&self) -> Cursor {
        self.runs.last().map_or(self.after, |(run, last)| Cursor { run: *run, seq: *last })
    }

    /// Returns how it fits a cursor in the sender's log.
    pub fn fit(&self, cursor: Cursor) -> Fit {
        let same = match cursor.seq {
            0 => true,
            seq if seq == self.after.seq => cursor == self.after,
            seq if seq > self.after.seq && seq <= self.upto().seq => self.run_of(seq) == Some(cursor.run),
            // What lies outside the stretch it cannot tell.
            _ => true,
        };
        match (same, cursor.seq) {
            (false, _) => Fit::Differs,
            (true, seq) if seq < self.after.seq => Fit::Gap,
            (true, seq) if seq >= self.upto().seq => Fit::Nothing,
            (true, _) => Fit::Follows,
        }
    }

    /// Returns its chunks after a number, with the places they have in the sender's log.
    pub fn chunks_after(self, sender: DeviceId, seq: u64) -> Vec<(Cursor, Chunk)> {
        let runs = self.runs;
        let chunks = unpack(sender, self.after.seq, |number| run_of(&runs, number), self.parcels);
        let mut chunks = chunks.unwrap_or_default();
        chunks.retain(|(at, _)| at.seq > seq);
        chunks
    }

    fn run_of(&self, number: u64) -> Option<Run> {
        run_of(&self.runs, number).filter(|_| number > self.after.seq)
    }

    fn is_sound(&self) -> bool {
        let (mut last, mut covered) = (self.after.seq, self.after.seq);
        let rising = self.runs.iter().all(|(_, next)| core::mem::replace(&mut last, *next) < *next);
        let within = self.parcels.iter().all(|parcel| {
            let number = covered.checked_add(parcel.skipped).and_then(|before| before.checked_add(1));
            covered = number.unwrap_or(u64::MAX);
            number.is_some_and(|number| number <= last) && parcel.body.is_sound()
        });
        let devices: BTreeSet<DeviceId> = self.answers.iter().map(|answers| answers.device).collect();
        let start = self.after.seq > 0 || self.after == Cursor::START;
        rising
            && within
            && start
            && devices.len() == self.answers.len()
            && devices.len() <= DEVICES_MAX
            && self.theirs.len() <= ROSTER_BYTES_MAX
            && self.answers.iter().all(CarriedAnswers::is_sound)
    }
}

impl CarriedAnswers {
    fn is_sound(&self) -> bool {
        let mut before = 0;
        let rising = self.refused.iter().all(|(seq, _)| core::mem::replace(&mut before, *seq) < *seq);
        rising && before <= self.stored.seq && self.applied <= self.stored.seq
    }
}

fn run_of(runs: &[(Run, u64)], number: u64) -> Option<Run> {
    let at = runs.partition_point(|(_, last)| *last < number);
    runs.get(at).map(|(run, _)| *run)
}

/// Whether all spaces together keep the bounds of a file, and none is named twice.
fn are_sound(spaces: &[CarriedSpace]) -> bool {
    let named: BTreeSet<SpaceId> = spaces.iter().map(|space| space.space).collect();
    let answers = spaces.iter().flat_map(|space| &space.answers);
    let answers: usize = answers.map(|answers| answers.refused.len() + answers.purged.len()).sum();
    spaces.len() <= SPACES_MAX
        && named.len() == spaces.len()
        && spaces.iter().map(|space| space.parcels.len()).sum::<usize>() <= CARRIED_CHUNKS_MAX
        && spaces.iter().map(|space| space.runs.len()).sum::<usize>() <= CARRIED_RUNS_MAX
        && answers <= CARRIED_ANSWERS_MAX
        && spaces.iter().all(CarriedSpace::is_sound)
}

#[cfg(test)]
mod tests;
