//! Sealing: age files, passphrase, recovery key, padding, signatures.
//!
//! Invariant: the only room that names age; secrets here have no `Clone`, no `Debug` of their content, no `Serialize`.

mod age_file;
mod capture;
mod device;
mod error;
mod identity;
mod key_file;
mod letter;
mod padding;
mod passphrase;
mod place;
mod quick;
mod recovery;
mod rows;
mod signing;
mod value;
mod words;

pub use capture::{CaptureIdentity, CaptureRecipient, open_captured, seal_captured};
pub use device::DeviceIdentity;
pub use error::SealError;
pub use identity::{VaultIdentity, VaultRecipient};
pub use key_file::{
    lock_with_passphrase, lock_with_quick, lock_with_recovery, unlock_with_passphrase, unlock_with_quick,
    unlock_with_recovery,
};
pub use letter::{Letter, open_letter, seal_letter};
pub use passphrase::{Passphrase, Strength, WeakBecause};
pub use place::{Place, Table};
pub use quick::{QuickKey, QuickRecipient};
pub use recovery::{RecoveryKey, RecoveryPublic};
pub use rows::{InboxRows, RowId, RowKey};
pub use signing::{Signature, SigningKey, SigningPublic, verify};
pub use value::{Plain, Sealed, open, open_anywhere, seal};
pub use words::{word_index, word_list};
