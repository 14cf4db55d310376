//! Two devices that mean well.

use super::*;
use crate::kind::Chunk;
use crate::limits::{CHUNK_BYTES_MAX, FEED_BYTES, FEED_CHUNKS, HELLO_SECS};
use std::time::Duration;

fn bytes_on(world: &World) -> [usize; 2] {
    [0, 1].map(|which| world.wires[which].iter().map(Vec::len).sum())
}

/// Two devices that hold the same `count` chunks of the first one, and know it.
fn level(count: u64) -> World {
    let mut world = World::new(&[ONE]);
    let (writer, run) = (world.devices[0].id, Run([0xee; 8]));
    for (device, peer_run) in world.devices.iter_mut().zip([Run([2; 8]), run]) {
        let mine = if device.id == writer { run } else { Run([2; 8]) };
        let log = device.disk.logs.get_mut(&ONE).unwrap();
        log.chunks.extend((1..=count).map(|seq| {
            let origin = Origin { device: writer, run, seq };
            (mine, Chunk { document: DocumentId([1; 32]), origin, body: Body::Changes(vec![1]) })
        }));
        let upto = Cursor { run: peer_run, seq: count };
        device.disk.delivery.kept(&KeptBatch { space: ONE, upto, outcomes: Vec::new() });
    }
    world
}

#[test]
fn nothing_new_is_one_frame_of_at_most_150_bytes_each_way_however_much_there_is() {
    for count in [1, 10_000, 1_000_000] {
        let mut world = level(count);
        world.connect();
        let bytes = bytes_on(&world);
        assert!(bytes.iter().all(|bytes| *bytes > 0 && *bytes <= 150), "{bytes:?}");
        assert_eq!(world.settle(), [1, 1]);
        let everything = standing(&world.devices[0], ONE).everything_since_ms;
        assert!(everything.is_some());
        assert!(world.devices.iter().all(|device| device.incidents.is_empty()));
    }
}

#[test]
fn what_is_written_while_connected_arrives_and_is_said_to_be_there() {
    let mut world = World::new(&[ONE]);
    world.connect();
    world.settle();
    world.on(0, |device| device.publish(ONE, 1, vec![1; 100]));
    assert_eq!(standing(&world.devices[0], ONE).waiting, 1);
    world.deliver(1);
    world.deliver(0);
    let halfway = standing(&world.devices[0], ONE);
    assert_eq!((halfway.waiting, halfway.unopened, halfway.everything_since_ms), (0, 1, None));
    world.settle();
    converged(&world);
    assert!(said(&world.devices[0], ONE).applied_since_ms(1).is_some());
}

#[test]
fn a_chunk_costs_at_most_60_bytes_over_its_changes_in_a_batch_of_ten() {
    let mut world = World::new(&[ONE]);
    for number in 0..10 {
        world.on(0, |device| device.publish(ONE, number, vec![1; 200]));
    }
    world.connect();
    let hello = world.wires[1].front().unwrap().len();
    world.deliver(0);
    let first_flight: usize = world.wires[1].iter().map(Vec::len).sum();
    assert!(first_flight - hello <= 10 * 260, "{}", first_flight - hello);
    world.settle();
    converged(&world);
}

#[test]
fn a_device_that_holds_back_what_came_from_the_other_is_not_waiting_for_it() {
    let mut world = World::new(&[ONE]);
    world.connect();
    world.settle();
    world.on(0, |device| device.publish(ONE, 1, vec![1; 100]));
    world.deliver(1);
    world.cut();
    let back = standing(&world.devices[1], ONE);
    assert_eq!(back.waiting, 0, "the only new number came from the other device itself");
}

#[test]
fn a_withdrawn_document_is_answered_and_the_answer_is_repeated_until_heard() {
    for keep_until in [None, Some(5_000_000)] {
        let mut world = World::new(&[ONE]);
        world.devices[1].keep_until = keep_until;
        world.on(0, |device| device.publish(ONE, 1, vec![1; 100]));
        world.connect();
        world.settle();
        world.on(0, |device| device.withdraw(ONE, 1));
        world.deliver(1);
        world.on(1, |device| device.apply(ONE));
        world.cut();
        let document = world.devices[0].document(1);
        assert!(!said(&world.devices[0], ONE).purged.contains_key(&document), "the answer was lost");
        world.connect();
        world.settle();
        let expected = keep_until.map_or(Purge::Removed, |until_ms| Purge::KeptUntil { until_ms });
        assert_eq!(said(&world.devices[0], ONE).purged[&document].purge, expected);
        converged(&world);
    }
}

#[test]
fn words_purged_before_they_left_never_leave() {
    let mut world = World::new(&[ONE]);
    world.on(0, |device| device.publish(ONE, 1, b"secret words".to_vec()));
    world.on(0, |device| device.withdraw(ONE, 1));
    world.connect();
    let mut seen = Vec::new();
    while world.wires.iter().any(|wire| !wire.is_empty()) {
        seen.extend(world.wires[1].iter().flatten().copied());
        world.deliver(0);
        world.deliver(1);
    }
    assert!(!seen.windows(6).any(|window| window == b"secret"));
    world.settle();
    converged(&world);
}

#[test]
fn one_refused_chunk_blocks_nothing_and_is_told_even_if_the_telling_was_lost() {
    let mut world = World::new(&[ONE]);
    world.on(0, |device| device.publish(ONE, 1, vec![1]));
    world.on(0, |device| device.publish(ONE, 2, vec![REFUSED]));
    world.on(0, |device| device.publish(ONE, 3, vec![SET_ASIDE]));
    world.on(0, |device| device.publish(ONE, 4, vec![1]));
    world.connect();
    world.deliver(0);
    world.deliver(1);
    world.deliver(1);
    world.cut();
    world.connect();
    world.settle();
    converged(&world);
    let standing = standing(&world.devices[0], ONE);
    assert_eq!(standing.refused, [(2, RefusedWhy::Malformed), (3, RefusedWhy::Incomplete)]);
    assert_eq!(standing.everything_since_ms, None);
    assert_eq!(world.devices[1].disk.logs[&ONE].newest(), 3);
    assert_eq!(world.devices[0].incidents.len(), 2);
}

#[test]
fn the_sender_stays_within_the_window() {
    let mut world = World::new(&[ONE]);
    for number in 0..2000 {
        world.on(0, |device| device.publish(ONE, number, vec![1; 4096]));
    }
    world.connect();
    let mut largest = 0;
    while world.deliver(0) || !world.wires[1].is_empty() {
        largest = largest.max(world.wires[1].iter().map(Vec::len).sum());
        world.deliver(1);
    }
    assert!(largest > FEED_BYTES && largest < 2 * FEED_BYTES + 2 * FEED_CHUNKS * 60, "{largest}");
    world.settle();
    converged(&world);
}

#[test]
fn chunks_that_arrive_while_the_engine_stores_wait_for_it() {
    let mut reader = reader();
    let mut keeps = Vec::new();
    for seq in 1..=3 {
        let frame = Frame::Chunks { space: ONE, run: Run([5; 8]), after: seq - 1, parcels: vec![parcel(seq as u8)] };
        keeps.push(reader.handle(1, Input::Frame(frame.encode().unwrap())));
    }
    assert!(matches!(keeps[0][..], [Output::Keep { ref chunks, .. }] if chunks.len() == 1));
    assert!(keeps[1].is_empty() && keeps[2].is_empty());
    let upto = Cursor { run: Run([5; 8]), seq: 1 };
    let batch = KeptBatch { space: ONE, upto, outcomes: vec![(1, Kept::Stored { number: 1 })] };
    let after = reader.handle(2, Input::Kept(batch));
    assert!(after.iter().any(|output| matches!(output, Output::Keep { chunks, .. } if chunks.len() == 2)));
}

fn parcel(tag: u8) -> Parcel {
    Parcel { skipped: 0, document: DocumentId([tag; 32]), origin: None, body: ParcelBody::Changes(vec![tag]) }
}

fn reader() -> Exchange {
    exchange_with(0, Vec::new())
}

/// Device 2, greeted by device 1 whose log has three numbers and who has nothing.
fn exchange_with(newest: u64, runs: Vec<RunSpan>) -> Exchange {
    let spaces = vec![SpaceSetup {
        space: ONE,
        newest,
        runs,
        unapplied: Vec::new(),
        fingerprint: 0,
        withdrawn: Default::default(),
    }];
    let mut exchange = Exchange::new(Setup {
        my_device: DeviceId([2; 32]),
        peer_device: DeviceId([1; 32]),
        rosters: RosterDigests::default(),
        spaces,
        delivery: Delivery::default(),
    });
    exchange.handle(1, Input::Start);
    let hello =
        Hello { rosters: RosterDigests::default(), spaces: vec![hello_at(Cursor { run: Run([5; 8]), seq: 3 })] };
    exchange.handle(1, Input::Frame(Frame::Hello(hello).encode().unwrap()));
    exchange
}

fn hello_at(mine: Cursor) -> SpaceHello {
    let answers = KeptOfTheirs::default().answers_digest();
    SpaceHello {
        space: SpaceName::of(ONE),
        mine: mine.into(),
        yours: Cursor::START.into(),
        unapplied: 0,
        answers,
        fingerprint: [0; 8],
    }
}

#[test]
fn a_removal_is_not_told_before_its_tombstone_is_acknowledged() {
    let mut reader = reader();
    let send = |seq: u64| Frame::Chunks { space: ONE, run: Run([5; 8]), after: seq - 1, parcels: vec![parcel(1)] };
    reader.handle(1, Input::Frame(send(1).encode().unwrap()));
    let early = reader.handle(1, Input::Purged { space: ONE, document: DocumentId([1; 32]), purge: Purge::Removed });
    assert!(early.is_empty());
    let upto = Cursor { run: Run([5; 8]), seq: 1 };
    let batch = KeptBatch { space: ONE, upto, outcomes: vec![(1, Kept::Stored { number: 1 })] };
    let after = reader.handle(2, Input::Kept(batch));
    let frames: Vec<Frame> = after.iter().filter_map(sent).collect();
    assert!(matches!(frames[..], [Frame::Ack { stored: 1, .. }, Frame::Answers(_)]), "{frames:?}");
}

fn sent(output: &Output) -> Option<Frame> {
    match output {
        Output::Send(bytes) => Frame::decode(bytes).ok(),
        _ => None,
    }
}

#[test]
fn while_answers_are_unclear_nobody_says_everything() {
    let mut world = level(3);
    world.devices[1].disk.delivery.purged(ONE, DocumentId([1; 32]), Purge::Removed);
    world.connect();
    world.deliver(0);
    assert_eq!(standing(&world.devices[0], ONE).everything_since_ms, None);
    world.settle();
    assert!(standing(&world.devices[0], ONE).everything_since_ms.is_some());
}

#[test]
fn a_log_that_may_pass_on_nothing_now_is_asked_again_only_when_it_grew() {
    let mut writer = writer_of(2);
    let fed = |upto, chunks| Input::Fed { space: ONE, after: 0, upto, chunks };
    assert!(writer.handle(1, fed(0, Vec::new())).is_empty(), "stalled");
    let runs = vec![RunSpan { run: Run([3; 8]), first: 1, last: 3 }];
    let out = writer.handle(1, Input::Grown { space: ONE, newest: 3, runs });
    assert!(matches!(out[..], [Output::Feed { after: 0, .. }]));
    assert!(writer.handle(1, Input::Fed { space: ONE, after: 1, upto: 3, chunks: Vec::new() }).is_empty());
}

#[test]
fn runs_gaps_and_chunks_too_large_make_frames_that_cover_every_number() {
    let mut writer = writer_of(5);
    let chunk = |seq, bytes| {
        let origin = Origin { device: DeviceId([2; 32]), run: Run([3; 8]), seq };
        Some(Chunk { document: DocumentId([1; 32]), origin, body: Body::Changes(vec![1; bytes]) })
    };
    let chunks = vec![(1, None), (2, chunk(2, 9)), (3, chunk(3, CHUNK_BYTES_MAX + 1)), (4, chunk(4, 9)), (5, None)];
    let chunks = chunks.into_iter().map(|(number, chunk)| Fed { number, chunk, offer: None }).collect();
    let out = writer.handle(1, Input::Fed { space: ONE, after: 0, upto: 5, chunks });
    assert_eq!(out[0], Output::Incident(Incident::NotSendable { space: ONE, number: 3 }));
    let frames: Vec<Frame> = out.iter().filter_map(sent).collect();
    let [
        Frame::Chunks { after: 0, run: first, parcels: one, .. },
        Frame::Chunks { after: 2, run: second, parcels: two, .. },
        through,
    ] = &frames[..]
    else {
        panic!("{frames:?}")
    };
    assert_eq!((*first, *second), (Run([3; 8]), Run([4; 8])));
    assert_eq!((one[0].skipped, one[0].origin, two[0].skipped), (1, None, 1));
    assert!(two[0].origin.is_some(), "written under another run than its number here");
    assert_eq!(*through, Frame::Through { space: ONE, upto: Cursor { run: Run([4; 8]), seq: 5 } });
}

/// An exchange that was greeted by a device with nothing, and asked its engine for the feed.
fn writer_of(newest: u64) -> Exchange {
    let runs = vec![
        RunSpan { run: Run([3; 8]), first: 1, last: newest.min(3) },
        RunSpan { run: Run([4; 8]), first: 4, last: newest },
    ];
    exchange_with(newest, runs.into_iter().filter(|span| span.first <= span.last).collect())
}

#[test]
fn rosters_cross_only_when_the_other_side_knows_an_older_one() {
    let mut world = World::new(&[ONE]);
    world.devices[0].rosters = RosterDigests { mine: [1; 8], yours: [2; 8] };
    world.devices[1].rosters = RosterDigests { mine: [2; 8], yours: [0; 8] };
    world.devices[0].roster = vec![vec![1; 300], vec![2; 300]];
    world.devices[1].roster = vec![vec![3; 300]];
    world.connect();
    world.settle();
    assert_eq!(world.devices[1].heard_roster, [vec![1; 300], vec![2; 300]]);
    assert!(world.devices[0].heard_roster.is_empty());
}

#[test]
fn different_documents_at_the_same_cursors_are_an_incident() {
    let mut world = World::new(&[ONE]);
    world.on(0, |device| device.publish(ONE, 1, vec![1]));
    world.connect();
    world.settle();
    world.connect();
    world.settle();
    assert!(world.devices.iter().all(|device| device.incidents.is_empty()));
    world.devices[1].disk.logs.get_mut(&ONE).unwrap().chunks[0].1.origin.seq = 9;
    world.connect();
    world.settle();
    for device in &world.devices {
        assert_eq!(device.incidents, [Incident::FingerprintDiffers { space: ONE }]);
    }
}

#[test]
fn a_silent_peer_is_left_after_the_deadline() {
    let mut world = World::new(&[ONE]);
    world.on(0, |device| device.connect(DeviceId([2; 32])));
    let exchange = world.devices[0].exchange.as_mut().unwrap();
    assert!(exchange.handle(1, Input::Tick(Duration::from_secs(50))).is_empty());
    assert!(exchange.handle(1, Input::Tick(Duration::from_secs(49 + HELLO_SECS))).is_empty());
    let out = exchange.handle(1, Input::Tick(Duration::from_secs(50 + HELLO_SECS)));
    assert_eq!(out, [Output::Close(CloseWhy::HelloTimeout)]);
    assert!(exchange.handle(1, Input::Start).is_empty(), "nothing comes out of a closed exchange");
}

#[test]
fn a_delivery_survives_its_encoding_and_refuses_others() {
    let mut delivery = Delivery { heard_ms: Some(5), ..Delivery::default() };
    delivery.purged(ONE, DocumentId([3; 32]), Purge::KeptUntil { until_ms: 9 });
    let bytes = delivery.encode().unwrap();
    assert_eq!(Delivery::decode(&bytes).unwrap(), delivery);
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Delivery::decode(&longer), Err(DeliveryError::Malformed));
    let mut newer = bytes;
    newer[0] = 4;
    assert_eq!(Delivery::decode(&newer), Err(DeliveryError::Newer));
    assert_eq!(Delivery::decode(&[]), Err(DeliveryError::Malformed));
}
