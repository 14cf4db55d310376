//! Disks that go back to an older copy.

use super::*;

/// Two devices with `writes` publications on each side, all settled.
fn settled(writes: u16) -> World {
    let mut world = World::new(&[ONE]);
    world.connect();
    for number in 0..writes {
        world.on(0, |device| device.publish(ONE, number, vec![1; 10]));
        world.on(1, |device| device.publish(ONE, number, vec![2; 10]));
        world.settle();
    }
    world
}

#[test]
fn a_restored_writer_serves_nothing_until_somebody_looked_and_loses_nothing_after() {
    let mut world = settled(3);
    let copy = world.devices[0].disk.clone();
    world.on(0, |device| device.publish(ONE, 90, vec![1]));
    world.settle();
    world.cut();
    world.devices[0].restore(copy);
    world.on(0, |device| device.publish(ONE, 91, vec![1]));
    world.on(0, |device| device.publish(ONE, 92, vec![1]));
    let before = world.devices[1].disk.logs[&ONE].newest();
    world.connect();
    world.settle();
    assert_eq!(world.devices[0].paused, [ONE]);
    assert!(world.devices[0].exchange.as_ref().unwrap().is_paused(ONE));
    assert_eq!(world.devices[1].disk.logs[&ONE].newest(), before, "nothing was served");
    assert_eq!(standing(&world.devices[0], ONE).everything_since_ms, None);
    world.on(1, |device| device.publish(ONE, 93, vec![2]));
    world.settle();
    let (device, theirs) = (&world.devices[0], &world.devices[1]);
    let newest = &theirs.disk.logs[&ONE].chunks.last().unwrap().1;
    assert!(device.disk.logs[&ONE].find(&newest.origin).is_some(), "the other side goes on serving");

    world.on(0, |device| device.input(Input::Resume { space: ONE }));
    world.settle();
    acknowledged_is_durable(&world.devices[0], &world.devices[1]);
    let reader = &world.devices[1].disk.logs[&ONE];
    for number in [90, 91, 92] {
        let document = world.devices[0].document(number);
        assert!(reader.chunks.iter().any(|(_, chunk)| chunk.document == document), "{number}");
    }
    assert!(standing(&world.devices[0], ONE).everything_since_ms.is_some());
    world.connect();
    assert_eq!(world.settle(), [1, 1]);
    assert!(world.devices[0].paused.is_empty());
}

/// The other side says what suits it: a cursor that fits proves nothing.
#[test]
fn a_vault_made_from_a_backup_serves_nobody_before_a_yes_even_where_every_cursor_fits() {
    let mut world = settled(3);
    world.cut();
    let copy = world.devices[0].disk.clone();
    world.devices[0].restore(copy);
    world.devices[0].held_back = true;
    world.on(0, |device| device.publish(ONE, 91, vec![1]));
    let before = world.devices[1].disk.logs[&ONE].newest();
    for _ in 0..2 {
        world.connect();
        world.settle();
        assert_eq!(world.devices[0].paused, [ONE], "at every meeting");
        assert_eq!(world.devices[1].disk.logs[&ONE].newest(), before, "nothing was served");
        world.cut();
    }
    world.connect();
    world.on(1, |device| device.publish(ONE, 93, vec![2]));
    world.settle();
    let newest = world.devices[1].disk.logs[&ONE].chunks.last().unwrap().1.origin;
    assert!(world.devices[0].disk.logs[&ONE].find(&newest).is_some(), "what the other side writes arrives");

    world.on(0, |device| device.input(Input::Resume { space: ONE }));
    world.settle();
    assert!(!world.devices[0].held_back);
    let document = world.devices[0].document(91);
    assert!(world.devices[1].disk.logs[&ONE].chunks.iter().any(|(_, chunk)| chunk.document == document));
    acknowledged_is_durable(&world.devices[0], &world.devices[1]);
    world.connect();
    assert_eq!(world.settle(), [1, 1], "and after that all is as ever");
}

#[test]
fn a_restored_writer_that_wrote_nothing_since_is_noticed_too() {
    let mut world = settled(2);
    let copy = world.devices[0].disk.clone();
    world.on(0, |device| device.publish(ONE, 90, vec![1]));
    world.settle();
    world.cut();
    world.devices[0].restore(copy);
    world.connect();
    world.settle();
    assert_eq!(world.devices[0].paused, [ONE]);
    assert!(world.devices[1].incidents.contains(&Incident::TheyWentBack { space: ONE }));
}

#[test]
fn the_newest_hello_of_a_restored_reader_takes_back_everything_and_removed() {
    let mut world = settled(3);
    let copy = world.devices[1].disk.clone();
    world.on(0, |device| device.publish(ONE, 90, vec![1]));
    world.on(0, |device| device.withdraw(ONE, 1));
    world.settle();
    let document = world.devices[0].document(1);
    assert!(said(&world.devices[0], ONE).purged.contains_key(&document));
    world.cut();
    world.devices[1].restore(copy);
    world.connect();
    world.deliver(0);
    assert!(!said(&world.devices[0], ONE).purged.contains_key(&document), "the words may be back");
    assert_eq!(world.devices[0].taken_back, 1);
    assert_eq!(standing(&world.devices[0], ONE).everything_since_ms, None);
    world.settle();
    assert!(said(&world.devices[0], ONE).purged.contains_key(&document), "and are removed again");
}

#[test]
fn a_reader_that_starts_with_an_empty_disk_is_served_from_the_first_number() {
    let mut world = settled(5);
    world.cut();
    world.devices[1] = Device::new(2, &[ONE]);
    world.devices[1].restart();
    world.connect();
    world.settle();
    let reader = &world.devices[1].disk.logs[&ONE];
    for number in 0..5 {
        let document = world.devices[0].document(number);
        assert!(reader.chunks.iter().any(|(_, chunk)| chunk.document == document));
    }
}

#[test]
fn storms_with_restores_of_either_disk_still_deliver_every_word_that_is_left() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let mut world = World::new(&[ONE]);
        let mut copies = [world.devices[0].disk.clone(), world.devices[1].disk.clone()];
        for step in 0..120 {
            let which = dice.roll(2) as usize;
            match dice.roll(20) {
                0..=9 => {
                    world.deliver(which);
                }
                10..=12 => world.on(which, |device| device.publish(ONE, step, vec![1; 5])),
                13..=14 => world.on(which, |device| device.apply(ONE)),
                15 => world.cut(),
                16 if dice.roll(6) == 0 => {
                    world.cut();
                    let copy = copies[which].clone();
                    world.devices[which].restore(copy);
                }
                17 => copies[which] = world.devices[which].disk.clone(),
                _ if !world.is_connected() => world.connect(),
                _ => {}
            }
        }
        for _ in 0..3 {
            world.connect();
            world.settle();
            for which in 0..2 {
                if !world.devices[which].paused.is_empty() {
                    world.on(which, |device| device.input(Input::Resume { space: ONE }));
                }
            }
            world.settle();
        }
        assert!(world.is_connected(), "seed {seed}: {:?} {:?}", world.devices[0].incidents, world.devices[1].incidents);
        for (writer, reader) in [(0, 1), (1, 0)] {
            let (writer, reader) = (&world.devices[writer], &world.devices[reader]);
            for (_, chunk) in writer.disk.logs[&ONE].chunks.iter().filter(|(_, chunk)| chunk.origin.device == writer.id)
            {
                assert!(reader.disk.logs[&ONE].find(&chunk.origin).is_some(), "seed {seed}: not delivered");
            }
        }
    }
}
