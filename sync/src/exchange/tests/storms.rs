//! Seeded storms: cuts at any frame, crashes at any write, both sides writing, withdrawing, refusing.

use super::super::sim::Crash;
use super::*;

fn act(world: &mut World, dice: &mut Dice) {
    let which = dice.roll(2) as usize;
    let space = if dice.roll(3) == 0 { TWO } else { ONE };
    let document = dice.roll(24) as u16;
    match dice.roll(100) {
        0..=54 => {
            world.deliver(which);
        }
        55..=69 => {
            let tag = [1, 1, 1, 1, 1, 1, REFUSED, SET_ASIDE][dice.roll(8) as usize];
            let bytes = [1, 20, 300][dice.roll(3) as usize];
            unless_withdrawn(world, which, space, document, |device| device.publish(space, document, vec![tag; bytes]));
        }
        70..=73 => unless_withdrawn(world, which, space, document, |device| device.withdraw(space, document)),
        74..=83 => world.on(which, |device| device.apply(space)),
        84..=87 => world.cut(),
        88..=91 => world.devices[which].crash_in = Some((dice.roll(4) as u32, dice.roll(2) == 0)),
        92..=93 => {
            world.devices[which].restart();
            world.cut();
        }
        _ => {
            if !world.is_connected() {
                world.connect();
            }
        }
    }
}

/// A withdrawn document is over: what comes after it would be a new one.
fn unless_withdrawn(
    world: &mut World,
    which: usize,
    space: SpaceId,
    document: u16,
    act: impl FnOnce(&mut Device) -> Result<(), Crash>,
) {
    let device = &world.devices[which];
    if !device.disk.logs[&space].withdrawn.contains(&device.document(document)) {
        world.on(which, act);
    }
}

fn storm(seed: u64) {
    let mut dice = Dice(seed);
    let mut world = World::new(&[ONE, TWO]);
    if dice.roll(4) == 0 {
        world.devices[1].keep_until = Some(99);
    }
    for _ in 0..150 {
        act(&mut world, &mut dice);
        for (writer, reader) in [(0, 1), (1, 0)] {
            acknowledged_is_durable(&world.devices[writer], &world.devices[reader]);
        }
    }
    world.devices.iter_mut().for_each(|device| device.crash_in = None);
    world.connect();
    world.settle();
    assert!(world.is_connected(), "seed {seed}: {:?}", world.devices[0].closed.or(world.devices[1].closed));
    converged(&world);
    world.connect();
    assert_eq!(world.settle(), [1, 1], "seed {seed}: quiet means quiet");
    for device in &world.devices {
        assert_eq!(device.skipped, 0, "seed {seed}: nothing is handed over twice");
        assert!(device.taken_back == 0 && device.paused.is_empty(), "seed {seed}: no false alarm");
        let calm = |incident: &Incident| matches!(incident, Incident::RefusedByThem { .. });
        assert!(device.incidents.iter().all(calm), "seed {seed}: {:?}", device.incidents);
    }
}

#[test]
fn a_thousand_storms_end_in_agreement_and_silence() {
    for seed in 0..1_500 {
        storm(seed);
    }
}

#[test]
fn a_crash_at_every_single_write_of_a_story_loses_nothing() {
    for crash_at in 0..40 {
        for lost in [false, true] {
            for which in 0..2 {
                let mut world = World::new(&[ONE]);
                world.devices[which].crash_in = Some((crash_at, lost));
                for number in 0..6 {
                    world.on(0, |device| device.publish(ONE, number, vec![1]));
                    world.on(1, |device| device.publish(ONE, number, vec![if number == 2 { REFUSED } else { 1 }]));
                    if !world.is_connected() {
                        world.connect();
                    }
                    world.settle();
                }
                world.on(0, |device| device.withdraw(ONE, 3));
                world.settle();
                world.devices.iter_mut().for_each(|device| device.crash_in = None);
                world.connect();
                world.settle();
                converged(&world);
                assert!(world.devices.iter().all(|device| device.skipped == 0));
            }
        }
    }
}
