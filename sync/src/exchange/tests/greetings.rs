//! What a hello costs, and which spaces it names.

use super::*;

/// A hello about spaces whose logs have as many numbers as the promise goes.
fn largest(spaces: u16) -> Vec<u8> {
    let cursor = ShortCursor { run: [0xff; 6], seq: 1 << 28 };
    let spaces = (0..spaces).map(|number| {
        let mut space = SpaceName([0xff; 8]);
        space.0[..2].copy_from_slice(&number.to_le_bytes());
        let unapplied = (1 << 28) - 1;
        SpaceHello { space, mine: cursor, yours: cursor, unapplied, answers: [0xff; 4], fingerprint: [0xff; 8] }
    });
    let rosters = RosterDigests { mine: [0xff; 8], yours: [0xff; 8] };
    Frame::Hello(Hello { rosters, spaces: spaces.collect() }).encode().unwrap()
}

#[test]
fn a_hello_has_at_most_150_bytes_for_one_space_and_46_more_for_each_further_one() {
    assert!(largest(1).len() <= 150, "{}", largest(1).len());
    assert!(largest(2).len() - largest(1).len() <= 46, "{}", largest(2).len() - largest(1).len());
    assert!(largest(1024).len() <= largest(1).len() + 46 * 1023 + 1);
}

#[test]
fn two_common_spaces_of_the_same_name_are_not_named_and_not_served() {
    let mut twin = SpaceId([7; 16]);
    twin.0[15] = 8;
    let mut world = World::new(&[ONE, TWO, twin]);
    for space in [ONE, TWO, twin] {
        world.on(0, |device| device.publish(space, 1, vec![1]));
    }
    world.connect();
    let Ok(Frame::Hello(hello)) = Frame::decode(world.wires[1].front().unwrap()) else { panic!("no hello") };
    let named: Vec<SpaceName> = hello.spaces.iter().map(|space| space.space).collect();
    assert_eq!(named, [SpaceName::of(TWO)]);
    world.settle();
    let held = |space| world.devices[1].disk.logs[&space].newest();
    assert_eq!([held(ONE), held(TWO), held(twin)], [0, 1, 0]);
}

#[test]
fn both_directions_know_how_much_is_still_to_come() {
    let mut world = World::new(&[ONE]);
    for number in 0..1000 {
        world.on(0, |device| device.publish(ONE, number, vec![1]));
    }
    world.connect();
    world.deliver(1);
    let waiting = world.devices[1].exchange.as_ref().unwrap().delivery().standing(ONE, 0);
    assert_eq!(waiting.received, Progress { done: 0, total: 1000 });
    world.deliver(0);
    world.deliver(1);
    world.deliver(0);
    let sent = world.devices[0].exchange.as_ref().unwrap().delivery().standing(ONE, 1000).sent;
    assert_eq!(sent, Progress { done: 256, total: 1000 });
    world.settle();
    assert_eq!(standing(&world.devices[1], ONE).received, Progress { done: 1000, total: 1000 });
    assert_eq!(standing(&world.devices[0], ONE).sent, Progress { done: 1000, total: 1000 });
}

#[test]
fn a_delivery_of_the_first_version_is_read() {
    #[derive(serde::Serialize)]
    struct First<'a> {
        heard_ms: Option<u64>,
        spaces: std::collections::BTreeMap<SpaceId, (&'a SaidOfMine, FirstKept)>,
    }
    #[derive(serde::Serialize)]
    struct FirstKept {
        cursor: Cursor,
        unapplied: std::collections::BTreeMap<u64, u64>,
        refused: std::collections::BTreeMap<u64, RefusedWhy>,
        purged: std::collections::BTreeMap<DocumentId, Purge>,
    }
    let cursor = Cursor { run: Run([4; 8]), seq: 9 };
    let document = DocumentId([5; 32]);
    let kept = FirstKept {
        cursor,
        unapplied: [(8, 3)].into(),
        refused: [(7, RefusedWhy::Full)].into(),
        purged: [(document, Purge::Removed)].into(),
    };
    let mut said = SaidOfMine::default();
    (said.stored, said.applied) = (5, 4);
    let first = First { heard_ms: Some(6), spaces: [(ONE, (&said, kept))].into() };
    let bytes = postcard::to_extend(&first, vec![1]).unwrap();
    let read = Delivery::decode(&bytes).unwrap();
    let space = read.space(ONE).unwrap();
    assert_eq!((space.said.clone(), space.kept.cursor, space.kept.newest), (said, cursor, 9));
    assert_eq!((space.kept.unapplied[&8], space.kept.refused[&7]), (3, RefusedWhy::Full));
    assert_eq!((read.heard_ms, space.kept.purged[&document], space.unmended), (Some(6), Purge::Removed, None));
    assert_eq!(Delivery::decode(&read.encode().unwrap()).unwrap(), read);
    assert_eq!(Delivery::decode(&bytes[..bytes.len() - 1]), Err(DeliveryError::Malformed));
}
