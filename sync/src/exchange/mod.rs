//! The exchange: one sync conversation with one device, as a state machine.
//!
//! Invariant: no I/O, no clock and no randomness: events in, effects out.

mod answers;
mod arrivals;
mod batch;
mod by_file;
mod carried;
mod delivery;
mod event;
mod frame;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod greeting;
mod hello;
mod line;
mod machine;
mod mending;
mod offering;
mod older;
mod output;
mod parcel;
mod receiving;
mod repair;
mod restoring;
mod sending;

pub use arrivals::Arrivals;
pub use carried::{CarriedAnswers, CarriedError, CarriedHead, CarriedSpace, Fit, carried_spaces};
pub use delivery::{
    Delivery, DeliveryError, KeptBatch, KeptOfTheirs, Progress, SaidOfMine, SaidPurge, SpaceDelivery, Standing,
};
pub use event::{Fed, Input, Kept, Listed, OfferId, Purge, RosterDigests, RunSpan, Setup, SpaceSetup};
pub use frame::{Answers, Frame, FrameError};
pub use hello::{Hello, ShortCursor, SpaceHello, SpaceName};
pub use machine::Exchange;
pub use output::{Breach, CloseWhy, Incident, Output, PausedWhy};
pub use parcel::{LooseParcel, Parcel, ParcelBody};

#[cfg(test)]
#[path = "tests/network/mod.rs"]
mod network;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
