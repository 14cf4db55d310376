//! Sealed files for a USB stick: for whom, what is in one, and what came of opening one.

use crate::clock::UnixMillis;
use crate::ids::PersonId;

/// Whose devices a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarryTo {
    /// All devices of a contact.
    Person(PersonId),
    /// This person's other devices.
    MyDevices,
}

/// A sealed file.
#[derive(Clone, PartialEq, Eq)]
pub struct CarriedFile(pub Vec<u8>);

impl core::fmt::Debug for CarriedFile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CarriedFile({} bytes)", self.0.len())
    }
}

/// A file, made and not written anywhere yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedMade {
    /// For whom.
    pub to: CarryTo,
    /// Its bytes.
    pub file: CarriedFile,
    /// Pages in it that some device of theirs has not said it has.
    pub pages: usize,
    /// There is more than fits one file: the rest follows once their answer is here.
    pub more: bool,
}

/// What a file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarriedFound {
    /// It is from somebody known here; what was new in it is kept.
    Taken(CarriedNews),
    /// It was sealed for other devices.
    NotForThisDevice,
    /// It is from a device that no roster here names.
    UnknownDevice,
    /// It is from a device that was removed, and holds nothing to be shown.
    RemovedDevice {
        /// Its name.
        device: String,
    },
    /// It is from a device that is not served: it waits for a yes, or removals contradict each other.
    WaitsForYes {
        /// Its name.
        device: String,
    },
    /// It was not signed by the device it names.
    Forged,
    /// It is damaged, cut short, or no sealed file at all.
    Damaged,
    /// A newer version wrote it.
    Newer,
    /// It is from an own device that was removed, and holds pages that are not here: their person decides.
    LastWords {
        /// The device's name.
        device: String,
        /// The pages.
        pages: Vec<LastPage>,
    },
}

/// What a file brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarriedNews {
    /// Whose device wrote it; none if it is an own one.
    pub person: Option<String>,
    /// The device's name.
    pub device: String,
    /// Pages that are new or changed.
    pub pages: usize,
    /// Pages that were withdrawn or deleted.
    pub ended: usize,
    /// Pieces that were not kept.
    pub refused: usize,
    /// It said something new of what that device has.
    pub answers: bool,
    /// What comes before it never came: nothing of it was taken in.
    pub earlier_missing: bool,
    /// One of the two vaults is an older copy: nothing of it was taken in.
    pub differs: bool,
    /// The rest is more than a person may bring in a day.
    pub too_much_today: bool,
}

/// A page of a removed device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastPage {
    /// Its title; may be empty.
    pub title: String,
    /// Its first line.
    pub first_line: String,
    /// When it was begun.
    pub created_ms: UnixMillis,
}
