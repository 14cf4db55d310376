//! A paired device that answers what nobody asked, or asks without end.

use super::*;
use crate::limits::{ASKED_PER_FRAME, FEED_CHUNKS, LISTED_PER_FRAME, TOMBSTONES_ASKED_MAX, TOMBSTONES_PER_FRAME};

const RUN: Run = Run([5; 8]);
const DOCUMENT: DocumentId = DocumentId([4; 32]);

/// A device with one chunk of its own, greeted by one that has nothing, or that believes to have more than there is.
fn greeted(believes: u64) -> World {
    let mut world = World::new(&[ONE]);
    world.on(0, |device| device.publish(ONE, 1, vec![1]));
    world.on(0, |device| device.connect(DeviceId([2; 32])));
    let yours = if believes == 0 { Cursor::START } else { Cursor { run: RUN, seq: believes } };
    let space = SpaceHello {
        space: SpaceName::of(ONE),
        mine: Cursor::START.into(),
        yours: yours.into(),
        unapplied: 0,
        answers: KeptOfTheirs::default().answers_digest(),
        fingerprint: [0; 8],
    };
    hears(&mut world, &Frame::Hello(Hello { rosters: RosterDigests::default(), spaces: vec![space] }));
    world
}

fn hears(world: &mut World, frame: &Frame) {
    let bytes = frame.encode().unwrap();
    world.on(0, |device| device.input(Input::Frame(bytes)));
}

/// All frames but the last are taken, and that one closes the connection.
fn ends(mut world: World, frames: &[Frame], breach: Breach) {
    for frame in frames {
        assert_eq!(world.devices[0].closed, None, "before {frame:?}");
        hears(&mut world, frame);
    }
    assert_eq!(world.devices[0].closed, Some(CloseWhy::Protocol(breach)), "{frames:?}");
}

fn offer(after: u64, skipped: u64) -> Frame {
    Frame::Offer { space: ONE, after, ids: vec![(skipped, OfferId([1; 16]))] }
}

fn mend(asked: bool) -> Frame {
    let origin = Origin { device: DeviceId([2; 32]), run: RUN, seq: 1 };
    let parcels = vec![LooseParcel { document: DOCUMENT, origin, body: ParcelBody::Changes(vec![1]) }];
    Frame::Mend { space: ONE, asked, last: true, parcels }
}

#[test]
fn answers_to_what_was_never_asked_close_the_connection() {
    ends(greeted(0), &[Frame::Want { space: ONE, numbers: vec![1] }], Breach::FalseAnswer);
    ends(greeted(0), &[Frame::Mended { space: ONE, changed: 0, fingerprint: 0 }], Breach::FalseAnswer);
    ends(greeted(0), &[mend(false)], Breach::Unasked);
    ends(greeted(0), &[mend(true)], Breach::Unasked);
    ends(greeted(0), &[Frame::Anew { space: ONE }], Breach::Unasked);
    ends(greeted(0), &[Frame::List { space: ONE, more: false, documents: Vec::new() }], Breach::Unasked);
    let tombstones = Frame::Tombstones { space: ONE, more: false, tombstones: Vec::new() };
    ends(greeted(0), core::slice::from_ref(&tombstones), Breach::Unasked);
    ends(greeted(9), &[tombstones], Breach::Unasked);
}

#[test]
fn questions_without_end_close_the_connection() {
    let sums = Frame::Sums { space: ONE, sums: vec![0; 256] };
    ends(greeted(0), &[sums.clone(), sums], Breach::Flood);
    let older = Frame::Older { space: ONE };
    ends(greeted(0), &[older.clone(), older], Breach::Flood);
    let ask = Frame::Ask { space: ONE, documents: vec![DOCUMENT] };
    ends(greeted(0), &[ask.clone(), ask], Breach::Flood);
    let tombstones = vec![Frame::AskTombstones { space: ONE }; TOMBSTONES_ASKED_MAX as usize + 1];
    ends(greeted(0), &tombstones, Breach::Flood);
}

#[test]
fn offers_beyond_the_log_or_beside_an_open_one_close_the_connection() {
    ends(greeted(0), &[offer(1, 0)], Breach::Gap);
    ends(greeted(0), &[offer(0, u64::MAX)], Breach::Malformed);
    let mut exchange = greeted(0).devices[0].exchange.take().unwrap();
    let bytes = offer(0, 0).encode().unwrap();
    let out = exchange.handle(1, Input::Frame(bytes.clone()));
    assert!(matches!(out[..], [Output::Offered { .. }]), "{out:?}");
    let out = exchange.handle(1, Input::Frame(bytes));
    assert_eq!(out.last(), Some(&Output::Close(CloseWhy::Protocol(Breach::Flood))));
}

#[test]
fn what_is_asked_for_after_offers_is_bounded() {
    let mut exchange = greeted(0).devices[0].exchange.take().unwrap();
    let closed = (0..10).find(|round| {
        let mut ids = vec![(0, OfferId([1; 16])); FEED_CHUNKS];
        ids[0].0 = round * FEED_CHUNKS as u64;
        let bytes = Frame::Offer { space: ONE, after: 0, ids }.encode().unwrap();
        exchange.handle(1, Input::Frame(bytes));
        let out = exchange.handle(1, Input::Known { space: ONE, have: Vec::new() });
        out.is_empty()
    });
    assert_eq!(closed, Some(2));
}

#[test]
fn nothing_of_the_feed_is_taken_between_older_and_anew() {
    let mut world = greeted(9);
    let chunk = Parcel { skipped: 0, document: DOCUMENT, origin: None, body: ParcelBody::Changes(vec![1]) };
    let chunks = Frame::Chunks { space: ONE, run: RUN, after: 0, parcels: vec![chunk] };
    hears(&mut world, &chunks);
    hears(&mut world, &offer(0, 0));
    assert_eq!(world.devices[0].disk.logs[&ONE].newest(), 1);
    hears(&mut world, &Frame::Anew { space: ONE });
    hears(&mut world, &chunks);
    assert_eq!(world.devices[0].disk.logs[&ONE].newest(), 2);
    assert_eq!(world.devices[0].closed, None);
}

#[test]
fn lists_of_the_newer_frames_are_held_to_their_bounds() {
    let ids = vec![(0, OfferId([1; 16])); FEED_CHUNKS + 1];
    let listed = |count: u32| {
        let id = |number: u32| {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&number.to_be_bytes());
            (DocumentId(id), [0; 8])
        };
        (0..count).map(id).collect::<Vec<_>>()
    };
    let tombstone = crate::kind::Tombstone { heads: Vec::new(), end: crate::kind::End::Withdrawn };
    let mut falling = listed(2);
    falling.reverse();
    let bad = [
        Frame::Offer { space: ONE, after: 0, ids },
        Frame::Offer { space: ONE, after: 0, ids: Vec::new() },
        Frame::Want { space: ONE, numbers: vec![2, 1] },
        Frame::Want { space: ONE, numbers: vec![1, 1] },
        Frame::Sums { space: ONE, sums: vec![0; 255] },
        Frame::List { space: ONE, more: false, documents: listed(LISTED_PER_FRAME as u32 + 1) },
        Frame::List { space: ONE, more: false, documents: falling },
        Frame::Mend { space: ONE, asked: false, last: false, parcels: Vec::new() },
        Frame::Ask { space: ONE, documents: vec![DOCUMENT; ASKED_PER_FRAME + 1] },
        Frame::Ask { space: ONE, documents: Vec::new() },
        Frame::Tombstones {
            space: ONE,
            more: false,
            tombstones: vec![(DOCUMENT, tombstone); TOMBSTONES_PER_FRAME + 1],
        },
    ];
    for frame in bad {
        let unchecked = postcard::to_extend(&frame, vec![2]).unwrap();
        assert!(frame.encode().is_err() && Frame::decode(&unchecked).is_err(), "{frame:?}");
    }
}
