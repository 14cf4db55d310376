//! What a sealed file holds: written and read, cut and flipped, and how it fits a cursor.

use super::*;
use crate::exchange::ParcelBody;
use crate::kind::{Body, End, Tombstone};
use crate::limits::CHUNK_BYTES_MAX;

const SPACE: SpaceId = SpaceId([1; 16]);
const ME: DeviceId = DeviceId([2; 32]);
const FIRST: Run = Run([3; 8]);
const SECOND: Run = Run([4; 8]);

fn head() -> CarriedHead {
    CarriedHead { sender: ME, writer: PersonId([5; 32]), reader: PersonId([6; 32]), written_ms: 7, roster: vec![8; 40] }
}

/// A log of nine numbers that two runs wrote.
fn runs() -> Vec<RunSpan> {
    vec![RunSpan { run: FIRST, first: 1, last: 5 }, RunSpan { run: SECOND, first: 6, last: 9 }]
}

fn chunk(number: u64, run: Run) -> (u64, Chunk) {
    let body = Body::Changes(number.to_le_bytes().to_vec());
    (number, Chunk { document: DocumentId([1; 32]), origin: Origin { device: ME, run, seq: number }, body })
}

/// Numbers 3 to 8 of it; the words of 4 and 8 are gone, and 7 somebody else wrote first.
fn stretch() -> CarriedSpace {
    let mut theirs = chunk(7, SECOND);
    theirs.1.origin.device = DeviceId([9; 32]);
    let tombstone = Tombstone { heads: Vec::new(), end: End::Withdrawn };
    let mut end = chunk(6, SECOND);
    end.1.body = Body::Tombstone(tombstone);
    let chunks = vec![chunk(3, FIRST), chunk(5, FIRST), end, theirs];
    let mut stretch = CarriedSpace::pack((SPACE, ME), &runs(), (2, 8), chunks);
    let stored = Cursor { run: FIRST, seq: 12 };
    let refused = vec![(2, RefusedWhy::Full), (9, RefusedWhy::Gone)];
    let purged = vec![(DocumentId([4; 32]), Purge::KeptUntil { until_ms: 5 })];
    stretch.theirs = vec![6; 30];
    stretch.answers.push(CarriedAnswers { device: DeviceId([7; 32]), stored, applied: 11, refused, purged });
    stretch
}

#[test]
fn what_was_packed_comes_out_with_its_places_and_writers() {
    let bytes = head().with(&[stretch()]).unwrap();
    let (read, rest) = CarriedHead::decode(&bytes).unwrap();
    assert_eq!(read, head());
    let spaces = carried_spaces(rest).unwrap();
    assert_eq!(spaces, [stretch()]);
    assert_eq!(stretch().upto(), Cursor { run: SECOND, seq: 8 });
    let chunks = stretch().chunks_after(ME, 3);
    let places: Vec<(u64, Run)> = chunks.iter().map(|(at, _)| (at.seq, at.run)).collect();
    assert_eq!(places, [(5, FIRST), (6, SECOND), (7, SECOND)]);
    assert_eq!(chunks[0].1, chunk(5, FIRST).1);
    assert_eq!(chunks[2].1.origin.device, DeviceId([9; 32]));
}

#[test]
fn it_fits_where_it_is_contiguous_with_the_same_log_and_nowhere_else() {
    let at = |run, seq| stretch().fit(Cursor { run, seq });
    assert_eq!(stretch().fit(Cursor::START), Fit::Gap);
    assert_eq!(at(FIRST, 1), Fit::Gap);
    assert_eq!(at(FIRST, 2), Fit::Follows);
    assert_eq!(at(FIRST, 5), Fit::Follows);
    assert_eq!(at(SECOND, 6), Fit::Follows);
    assert_eq!(at(SECOND, 8), Fit::Nothing);
    assert_eq!(at(SECOND, 9), Fit::Nothing);
    for (run, seq) in [(SECOND, 2), (SECOND, 5), (FIRST, 6), (FIRST, 8)] {
        assert_eq!(at(run, seq), Fit::Differs, "{seq}");
    }
    let from_the_start = CarriedSpace::pack((SPACE, ME), &runs(), (0, 9), vec![chunk(1, FIRST)]);
    assert_eq!(from_the_start.fit(Cursor::START), Fit::Follows);
    let nothing_yet = CarriedSpace::pack((SPACE, ME), &runs(), (2, 2), Vec::new());
    assert_eq!((nothing_yet.upto(), nothing_yet.runs.len()), (Cursor { run: FIRST, seq: 2 }, 0));
    assert!(head().with(&[nothing_yet]).is_ok(), "the log goes on, and nothing of it may leave now");
    let empty = CarriedSpace::pack((SPACE, ME), &[], (0, 0), Vec::new());
    assert_eq!((empty.upto(), empty.fit(Cursor::START)), (Cursor::START, Fit::Nothing));
}

#[test]
fn what_is_larger_than_others_take_is_covered_and_left_out() {
    let mut large = chunk(3, FIRST);
    large.1.body = Body::Changes(vec![0; CHUNK_BYTES_MAX + 1]);
    let stretch = CarriedSpace::pack((SPACE, ME), &runs(), (2, 5), vec![large, chunk(4, FIRST)]);
    assert_eq!(stretch.clone().chunks_after(ME, 0).len(), 1);
    assert_eq!(stretch.upto().seq, 5);
}

#[test]
fn every_cut_and_every_flipped_byte_is_refused_or_read_as_something_sound() {
    let bytes = head().with(&[stretch()]).unwrap();
    let read = |bytes: &[u8]| {
        let (_, rest) = CarriedHead::decode(bytes).ok()?;
        carried_spaces(rest).ok()
    };
    for at in 0..bytes.len() {
        assert!(read(&bytes[..at]).is_none(), "cut at {at}");
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            for space in read(&flipped).into_iter().flatten() {
                let (upto, chunks) = (space.upto().seq, space.clone().chunks_after(ME, 0));
                assert!(chunks.iter().all(|(at, _)| at.seq > space.after.seq && at.seq <= upto));
                assert_eq!(chunks.len(), space.parcels.len());
            }
        }
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(read(&longer).is_none());
    let mut newer = bytes;
    newer[0] = 2;
    assert_eq!(CarriedHead::decode(&newer).err(), Some(CarriedError::Newer));
}

#[test]
fn nothing_beyond_a_bound_or_in_contradiction_is_written_or_read() {
    type Spoil = fn(&mut CarriedSpace);
    let spoilt: [(&str, Spoil); 10] = [
        ("a number beyond the stretch", |space| space.parcels[3].skipped = 2),
        ("a number beyond all numbers", |space| space.parcels[0].skipped = u64::MAX),
        ("runs that fall", |space| space.runs.swap(0, 1)),
        ("a run before the stretch", |space| space.runs.insert(0, (FIRST, 2))),
        ("a start with a run", |space| space.after.seq = 0),
        ("applied before stored", |space| space.answers[0].applied = 13),
        ("refusals that fall", |space| space.answers[0].refused.swap(0, 1)),
        ("too long a roster", |space| space.theirs = vec![0; ROSTER_BYTES_MAX + 1]),
        ("a device twice", |space| space.answers.push(space.answers[0].clone())),
        ("too large a body", |space| space.parcels[0].body = ParcelBody::Changes(vec![0; CHUNK_BYTES_MAX + 1])),
    ];
    let read = |space: &CarriedSpace| carried_spaces(&postcard::to_extend(space, vec![1]).unwrap());
    assert!(read(&stretch()).is_ok());
    for (what, spoil) in spoilt {
        let mut space = stretch();
        spoil(&mut space);
        assert!(read(&space).is_err(), "{what} was read");
        assert!(head().with(&[space]).is_err(), "{what} was written");
    }
    assert!(head().with(&[stretch(), stretch()]).is_err(), "a space twice");
    let mut many = stretch();
    many.answers[0].purged = vec![(DocumentId([4; 32]), Purge::Removed); CARRIED_ANSWERS_MAX + 1];
    assert!(head().with(&[many]).is_err());
    let mut crowded = stretch();
    crowded.runs = (3..).take(CARRIED_RUNS_MAX + 1).map(|last| (FIRST, last)).collect();
    assert!(head().with(&[crowded]).is_err());
    let mut named = head();
    named.roster = vec![0; ROSTER_BYTES_MAX + 1];
    assert!(named.with(&[]).is_err());
}
