//! The network: endpoint, presets, accepting, dialling, paths.
//!
//! Invariant: the only room that names iroh; what comes from outside is bounded before it is handed on.

mod asking;
pub mod backoff;
mod beacon;
mod binding;
mod changes;
mod connection;
mod dial;
mod endpoint;
mod event;
mod frames;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod interfaces;
mod introduction;
mod pairing;
pub mod preset;
mod queue;
mod registry;
mod relay;
mod relay_check;
mod tasks;
mod watchdog;

pub use beacon::{Alias, Beacons, Heard, Listen, Name};
pub use binding::{Bound, NetError};
pub use endpoint::{Allowed, Net, NetConfig};
pub use event::{CloseCode, CloseWhy, ConnectionId, DialFailure, FrameBytes, NetEvent, PairingEvent, SendOutcome};
pub use introduction::{Introduction, IntroductionAnswer};
pub use pairing::{PairingConfig, PairingLine};
pub use preset::Preset;
pub use relay::RelayState;
pub use relay_check::RelayCheck;
pub(crate) use relay_check::check as check_relay;
pub use watchdog::Watchdog;
