//! Seeded storms over the real stack: real vaults on disk, real documents, the whole actor; only the network is queues.
//!
//! `UNDERSTORY_STACK_RUNS=10000 cargo test -p understory-sync --lib engine::tests::storm` runs more of them, and
//! `UNDERSTORY_STACK_SEED=<seed>` repeats one, telling what is done on which device.
//! `UNDERSTORY_STACK_LOCKS=1` lets somebody lock now and then and go on receiving.
//! What happens, and where it breaks off, follows from the seed; only age draws its own randomness.

mod agreeing;
pub(super) mod birth;
mod calm;
mod closings;
mod device;
mod holding;
mod ledger;
mod links;
mod locked;
mod steps;
pub(super) mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};

use steps::Storm;

/// Runs of an ordinary test run, over all the tests below.
const RUNS: u64 = 200;
const TESTS: u64 = 4;

fn run(seed: u64, trace: bool) {
    let mut storm = Storm::new(seed, trace);
    storm.rage();
    storm.calm_down();
    storm.check();
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Every fourth seed from `first` on.
fn runs(first: u64) {
    if let Some(seed) = setting("UNDERSTORY_STACK_SEED") {
        if seed % TESTS == first {
            run(seed, true);
        }
        return;
    }
    for seed in (first..setting("UNDERSTORY_STACK_RUNS").unwrap_or(RUNS)).step_by(TESTS as usize) {
        if catch_unwind(AssertUnwindSafe(|| run(seed, false))).is_err() {
            panic!("seed {seed}; repeat it with UNDERSTORY_STACK_SEED={seed} cargo test storm:: -- --nocapture");
        }
    }
}

#[test]
fn real_vaults_agree_after_a_storm_and_fall_silent_0() {
    runs(0);
}

#[test]
fn real_vaults_agree_after_a_storm_and_fall_silent_1() {
    runs(1);
}

#[test]
fn real_vaults_agree_after_a_storm_and_fall_silent_2() {
    runs(2);
}

#[test]
fn real_vaults_agree_after_a_storm_and_fall_silent_3() {
    runs(3);
}
