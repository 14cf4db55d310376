//! A paired device that sends what it must not.

use super::*;
use crate::kind::{End, Tombstone};
use crate::limits::{
    ANSWERS_PER_FRAME, CHUNK_BYTES_MAX, FEED_CHUNKS, FRAME_BYTES_MAX, REFUSALS_MAX, SPACES_MAX, TOMBSTONE_HEADS_MAX,
};

const RUN: Run = Run([5; 8]);

fn parcel(bytes: usize) -> Parcel {
    Parcel { skipped: 0, document: DocumentId([4; 32]), origin: None, body: ParcelBody::Changes(vec![1; bytes]) }
}

fn chunks(space: SpaceId, after: u64, parcels: Vec<Parcel>) -> Frame {
    Frame::Chunks { space, run: RUN, after, parcels }
}

fn hello(spaces: Vec<SpaceHello>) -> Frame {
    Frame::Hello(Hello { rosters: RosterDigests::default(), spaces })
}

fn space_hello(space: SpaceId) -> SpaceHello {
    let answers = KeptOfTheirs::default().answers_digest();
    SpaceHello {
        space: SpaceName::of(space),
        mine: Cursor::START.into(),
        yours: Cursor::START.into(),
        unapplied: 0,
        answers,
        fingerprint: [0; 8],
    }
}

/// A victim with one chunk of its own in `ONE` and in `TWO`, whose peer said hello for `ONE` only.
fn greeted() -> World {
    let mut world = fresh();
    let frame = hello(vec![space_hello(ONE), space_hello(SpaceId([77; 16]))]).encode().unwrap();
    world.on(0, |device| device.input(Input::Frame(frame)));
    world
}

fn fresh() -> World {
    let mut world = World::new(&[ONE, TWO]);
    world.on(0, |device| device.publish(ONE, 1, vec![1]));
    world.on(0, |device| device.publish(TWO, 1, vec![1]));
    world.on(0, |device| device.connect(DeviceId([2; 32])));
    world
}

fn refuses_bytes(mut world: World, bytes: Vec<u8>, why: CloseWhy) {
    let before = (world.devices[0].disk.delivery.clone(), world.devices[0].disk.logs[&ONE].newest());
    let held = world.devices[0].exchange.as_ref().unwrap().delivery().clone();
    world.wires[1].clear();
    let device = &mut world.devices[0];
    let out = device.exchange.as_mut().unwrap().handle(9, Input::Frame(bytes));
    match why {
        CloseWhy::Protocol(breach) => {
            assert_eq!(out, [Output::Incident(Incident::Breach(breach)), Output::Close(why)]);
        }
        why => assert_eq!(out, [Output::Close(why)]),
    }
    assert_eq!(device.exchange.as_ref().unwrap().delivery(), &held, "nothing changed");
    assert_eq!((device.disk.delivery.clone(), device.disk.logs[&ONE].newest()), before);
}

fn refuses(frame: &Frame, breach: Breach) {
    refuses_bytes(greeted(), frame.encode().unwrap(), CloseWhy::Protocol(breach));
}

/// Encodes without the checks that hold an honest sender.
fn unchecked(frame: &Frame) -> Vec<u8> {
    postcard::to_extend(frame, vec![2]).unwrap()
}

#[test]
fn bytes_that_are_no_frame_close_the_connection() {
    let malformed = CloseWhy::Protocol(Breach::Malformed);
    refuses_bytes(greeted(), vec![1; FRAME_BYTES_MAX + 1], CloseWhy::Protocol(Breach::Oversize));
    refuses_bytes(greeted(), Vec::new(), malformed);
    refuses_bytes(greeted(), vec![2, 250], malformed);
    refuses_bytes(greeted(), vec![1, 0], CloseWhy::Version);
    let mut trailing = Frame::Again { space: ONE }.encode().unwrap();
    trailing.push(0);
    refuses_bytes(greeted(), trailing, malformed);
    // A list that declares four billion records and holds none.
    refuses_bytes(greeted(), vec![2, 1, 0xff, 0xff, 0xff, 0xff, 0x0f], malformed);
}

#[test]
fn lists_beyond_their_bounds_close_the_connection() {
    let many = |count: usize| (0..count).map(|_| parcel(1)).collect::<Vec<_>>();
    let heads = vec![crate::ids::Head([1; 32]); TOMBSTONE_HEADS_MAX + 1];
    let tombstone = ParcelBody::Tombstone(Tombstone { heads, end: End::Withdrawn });
    let answers = Answers {
        space: ONE,
        whole: false,
        more: false,
        refused: vec![(1, RefusedWhy::Full); ANSWERS_PER_FRAME + 1],
        purged: Vec::new(),
    };
    let spaces: Vec<_> = (0..=SPACES_MAX as u16)
        .map(|number| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&number.to_le_bytes());
            space_hello(SpaceId(id))
        })
        .collect();
    let bad = [
        chunks(ONE, 0, many(FEED_CHUNKS + 1)),
        chunks(ONE, 0, Vec::new()),
        chunks(ONE, 0, vec![parcel(CHUNK_BYTES_MAX + 1)]),
        chunks(ONE, 0, vec![Parcel { body: tombstone, ..parcel(1) }]),
        Frame::Answers(answers),
        Frame::Roster(vec![vec![1; 5000]]),
        Frame::Ack { space: ONE, stored: 0, applied: 1 },
        Frame::Through { space: ONE, upto: Cursor::START },
    ];
    for frame in bad {
        assert!(frame.encode().is_err(), "{frame:?}");
        refuses_bytes(greeted(), unchecked(&frame), CloseWhy::Protocol(Breach::Malformed));
    }
    let beyond = SpaceHello { unapplied: 1, ..space_hello(ONE) };
    for named in [spaces, vec![space_hello(ONE), space_hello(ONE)], vec![beyond]] {
        refuses_bytes(fresh(), unchecked(&hello(named)), CloseWhy::Protocol(Breach::Malformed));
    }
}

#[test]
fn frames_out_of_their_order_close_the_connection() {
    let first = chunks(ONE, 0, vec![parcel(1)]).encode().unwrap();
    refuses_bytes(fresh(), first, CloseWhy::Protocol(Breach::BeforeHello));
    refuses(&hello(vec![space_hello(ONE)]), Breach::SecondHello);
    refuses(&chunks(ONE, 1, vec![parcel(1)]), Breach::Gap);
    refuses(&Frame::Restarted { space: ONE }, Breach::FalseAnswer);
    let overflow = vec![Parcel { skipped: u64::MAX, ..parcel(1) }, parcel(1)];
    refuses(&chunks(ONE, 0, overflow), Breach::Malformed);
}

#[test]
fn spaces_that_are_not_common_close_the_connection() {
    // `TWO` is mine and the peer did not name it; the third does not exist: both look alike.
    for space in [TWO, SpaceId([77; 16])] {
        refuses(&chunks(space, 0, vec![parcel(1)]), Breach::ForeignSpace);
        refuses(&Frame::Through { space, upto: Cursor { run: RUN, seq: 4 } }, Breach::ForeignSpace);
        refuses(&Frame::Ack { space, stored: 0, applied: 0 }, Breach::ForeignSpace);
        refuses(&Frame::Again { space }, Breach::ForeignSpace);
        refuses(&Frame::Restart { space }, Breach::ForeignSpace);
        let answers = Answers { space, whole: false, more: false, refused: Vec::new(), purged: Vec::new() };
        refuses(&Frame::Answers(answers), Breach::ForeignSpace);
    }
}

#[test]
fn answers_about_what_was_never_sent_close_the_connection() {
    refuses(&Frame::Ack { space: ONE, stored: 2, applied: 0 }, Breach::FalseAnswer);
    let refused = |number| Answers {
        space: ONE,
        whole: false,
        more: false,
        refused: vec![(number, RefusedWhy::Full)],
        purged: Vec::new(),
    };
    refuses(&Frame::Answers(refused(2)), Breach::FalseAnswer);
    refuses(&Frame::Answers(refused(0)), Breach::FalseAnswer);
    refuses(&Frame::Answers(Answers { whole: true, ..refused(1) }), Breach::FalseAnswer);
    let mut world = greeted();
    let ack = |stored| Frame::Ack { space: ONE, stored, applied: 0 }.encode().unwrap();
    world.on(0, |device| device.input(Input::Frame(ack(1))));
    refuses_bytes(world, ack(0), CloseWhy::Protocol(Breach::FalseAnswer));
}

#[test]
fn my_own_chunk_does_not_come_back_as_somebody_elses() {
    let origin = Origin { device: DeviceId([1; 32]), run: RUN, seq: 1 };
    refuses(&chunks(ONE, 0, vec![Parcel { origin: Some(origin), ..parcel(1) }]), Breach::Echo);
}

#[test]
fn a_removal_of_what_was_never_withdrawn_is_not_remembered() {
    let mut world = greeted();
    let purged = vec![(DocumentId([8; 32]), Purge::Removed); 1000];
    let answers = Answers { space: ONE, whole: false, more: false, refused: Vec::new(), purged };
    world.on(0, |device| device.input(Input::Frame(Frame::Answers(answers).encode().unwrap())));
    assert!(believed(&world.devices[0], ONE).purged.is_empty());
    assert!(world.is_connected() || world.devices[0].closed.is_none());
}

#[test]
fn a_flood_of_chunks_and_of_questions_closes_the_connection() {
    let mut world = greeted();
    let exchange = world.devices[0].exchange.as_mut().unwrap();
    let mut after = 0;
    let closed = (0..10).find_map(|_| {
        let frame = chunks(ONE, after, (0..FEED_CHUNKS).map(|_| parcel(1)).collect());
        after += FEED_CHUNKS as u64;
        let out = exchange.handle(1, Input::Frame(frame.encode().unwrap()));
        out.into_iter().find(|output| matches!(output, Output::Close(_)))
    });
    assert_eq!(closed, Some(Output::Close(CloseWhy::Protocol(Breach::Flood))));
    let mut world = greeted();
    let exchange = world.devices[0].exchange.as_mut().unwrap();
    let again = Frame::Again { space: ONE }.encode().unwrap();
    let out: Vec<_> = (0..10).flat_map(|_| exchange.handle(1, Input::Frame(again.clone()))).collect();
    assert_eq!(out.last(), Some(&Output::Close(CloseWhy::Protocol(Breach::Flood))));
}

#[test]
fn a_device_whose_chunks_are_refused_without_end_is_left() {
    let mut world = greeted();
    let refused = (0..REFUSALS_MAX as u64 + 1).map(|seq| (seq + 1, Kept::Refused(RefusedWhy::Malformed))).collect();
    let exchange = world.devices[0].exchange.as_mut().unwrap();
    let upto = Cursor { run: RUN, seq: REFUSALS_MAX as u64 + 1 };
    let out = exchange.handle(1, Input::Frame(Frame::Through { space: ONE, upto }.encode().unwrap()));
    assert!(matches!(out[..], [Output::Keep { .. }]));
    let out = exchange.handle(1, Input::Kept(KeptBatch { space: ONE, upto, outcomes: refused }));
    assert_eq!(out.last(), Some(&Output::Close(CloseWhy::Protocol(Breach::TooManyAnswers))));
}

#[test]
fn a_log_cannot_begin_anew_after_it_was_served() {
    let mut world = greeted();
    let first = chunks(ONE, 0, vec![parcel(1)]).encode().unwrap();
    world.on(0, |device| device.input(Input::Frame(first)));
    let restart = Frame::Restart { space: ONE }.encode().unwrap();
    refuses_bytes(world, restart, CloseWhy::Protocol(Breach::LateRestart));
}

#[test]
fn a_chunk_seen_before_is_acknowledged_again_and_not_stored_again() {
    let mut world = greeted();
    let first = chunks(ONE, 0, vec![parcel(1)]).encode().unwrap();
    for _ in 0..2 {
        world.wires[1].clear();
        let frame = first.clone();
        world.on(0, |device| device.input(Input::Frame(frame)));
        let sent: Vec<Frame> = world.wires[1].iter().map(|bytes| Frame::decode(bytes).unwrap()).collect();
        assert!(sent.contains(&Frame::Ack { space: ONE, stored: 1, applied: 0 }), "{sent:?}");
    }
    assert_eq!(world.devices[0].disk.logs[&ONE].newest(), 2);
    assert_eq!(world.devices[0].skipped, 0);
}

#[test]
fn an_unknown_space_in_a_hello_changes_nothing_that_is_said() {
    let said = |spaces| {
        let mut world = fresh();
        let frame = hello(spaces).encode().unwrap();
        world.on(0, |device| device.input(Input::Frame(frame)));
        world.wires[1].clone()
    };
    let unknown = space_hello(SpaceId([77; 16]));
    assert_eq!(said(vec![space_hello(ONE)]), said(vec![space_hello(ONE), unknown]));
}

#[test]
fn random_bytes_and_flipped_frames_never_panic_and_never_pass_as_durable() {
    let mut dice = Dice(3);
    for _ in 0..3_000 {
        let mut frame = match dice.roll(3) {
            0 => chunks(ONE, 0, vec![parcel(20)]).encode().unwrap(),
            1 => Frame::Ack { space: ONE, stored: 1, applied: 1 }.encode().unwrap(),
            _ => (0..40).map(|_| dice.roll(256) as u8).collect(),
        };
        let place = dice.roll(frame.len() as u64) as usize;
        frame[place] ^= 1 << dice.roll(8);
        let mut world = greeted();
        world.on(0, |device| device.input(Input::Frame(frame)));
        assert!(believed(&world.devices[0], ONE).stored <= 1);
    }
}
