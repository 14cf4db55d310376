//! A simulated network of up to five devices of one or two persons: every run follows from its seed.
//!
//! `UNDERSTORY_SIM_RUNS=1000000 cargo test -p understory-sync --lib exchange::network` runs more of them, and
//! `UNDERSTORY_SIM_SEED=<seed>` repeats one of them, telling every frame.

mod calm;
mod carry;
mod disk;
mod node;
mod storm;
mod world;
