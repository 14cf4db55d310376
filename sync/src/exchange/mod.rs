//! The exchange: one sync conversation with one device, as a state machine.
//!
//! Invariant: no I/O and no clock: events in, effects out.
