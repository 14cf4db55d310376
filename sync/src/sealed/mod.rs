//! Sealing: age files, passphrase, recovery key, padding, signatures.
//!
//! Invariant: the only room that names age; secrets here have no `Clone`, no `Debug` of their content, no `Serialize`.

mod passphrase;
mod recovery;
mod signing;

pub use passphrase::Passphrase;
pub use recovery::RecoveryKey;
pub use signing::{Signature, SigningKey, SigningPublic, verify};
