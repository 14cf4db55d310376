//! People: rosters, spaces, contacts, and the pairing of two persons.
//!
//! Invariant: no I/O and no clock: bytes and time come in, decisions go out.

mod alpn;
mod card;
mod codec;
mod contact;
mod error;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod introduction;
mod invitation;
mod meaning;
mod pairing;
mod record;
mod relay;
mod role;
mod roster;
mod space;
#[cfg(test)]
pub(crate) mod testing;

pub use alpn::{ALIAS_BYTES, ALPN_BYTES, Day, alias, asking_alpn, introduction_alpn, pairing_alpn, sync_alpn};
pub use card::{DeviceCard, PersonCard};
pub use contact::{Contact, Standing};
pub use error::PeopleError;
pub use introduction::{introduce, introduced};
pub use invitation::{Flow, Invitation, InvitationError};
pub use meaning::Meaning;
pub use pairing::{Card, Ended, Granted, Input, Output, Paired, Pairing, Setup, Step};
pub use record::{Record, RecordBody, RecordId, Signer};
pub use relay::{RelayAccess, RelayToken, RelayUrl, RelayUrlError};
pub use role::{Recognised, Role};
pub use roster::Roster;
pub use space::{SpaceFounding, SpaceSignature, SpaceTerms};
