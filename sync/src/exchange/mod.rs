//! The exchange: one sync conversation with one device, as a state machine.
//!
//! Invariant: no I/O, no clock and no randomness: events in, effects out.

mod delivery;
mod event;
mod frame;
mod line;
mod machine;
mod receiving;
mod sending;

pub use delivery::{Delivery, DeliveryError, KeptBatch, KeptOfTheirs, SaidOfMine, SaidPurge, SpaceDelivery, Standing};
pub use event::{
    Breach, CloseWhy, Incident, Input, Kept, Output, PausedWhy, Purge, RosterDigests, RunSpan, Setup, SpaceSetup,
};
pub use frame::{Answers, Frame, FrameError, Hello, Parcel, ParcelBody, SpaceHello};
pub use machine::Exchange;

#[cfg(test)]
mod sim;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
