//! Frames, delivery records and what stands in sealed files, under any bytes.
//!
//! Invariant: what was read can be written, and reads back the same. Whoever breaks it panics here.

use super::{CarriedHead, Delivery, Fit, Frame, carried_spaces};
use crate::ids::{Cursor, SpaceId};

/// The input as a frame.
pub fn frame(input: &[u8]) -> bool {
    let Ok(frame) = Frame::decode(input) else { return false };
    let written = frame.encode().expect("what was read can be written");
    assert!(written.len() <= input.len(), "the shortest form is longer than another");
    assert_eq!(Frame::decode(&written).as_ref(), Ok(&frame));
    let _ = format!("{frame:?}");
    true
}

/// The input as what is kept about a device.
pub fn delivery(input: &[u8]) -> bool {
    let Ok(delivery) = Delivery::decode(input) else { return false };
    let written = delivery.encode().expect("what was read can be written");
    assert_eq!(Delivery::decode(&written).as_ref(), Ok(&delivery));
    let _ = delivery.standing(SpaceId([7; 16]), 1000);
    true
}

/// The input as what is signed in a sealed file.
pub fn carried(input: &[u8]) -> bool {
    let Ok((head, rest)) = CarriedHead::decode(input) else { return false };
    let _ = format!("{head:?}");
    let Ok(spaces) = carried_spaces(rest) else { return false };
    let written = head.with(&spaces).expect("what was read can be written");
    assert!(written.len() <= input.len(), "the shortest form is longer than another");
    let (again, rest) = CarriedHead::decode(&written).expect("what was written can be read");
    assert!(again == head && carried_spaces(rest).as_ref() == Ok(&spaces));
    for space in spaces {
        let (upto, parcels) = (space.upto(), space.parcels.len());
        assert_ne!(space.fit(upto), Fit::Follows);
        let empty = space.runs.is_empty();
        let from_start = space.after.seq == 0 && !empty;
        assert_eq!(space.fit(Cursor::START) == Fit::Follows, from_start);
        let after = space.after.seq;
        let chunks = space.chunks_after(head.sender, after);
        assert_eq!(chunks.len(), parcels);
        assert!(chunks.iter().all(|(at, _)| at.seq > after && at.seq <= upto.seq));
    }
    true
}

/// Real values, the same bytes every time: target, name and bytes.
#[cfg(test)]
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    use super::event::RunSpan;
    use super::{
        Answers, CarriedAnswers, CarriedSpace, Hello, Kept, KeptBatch, LooseParcel, OfferId, Parcel, ParcelBody, Purge,
        RosterDigests, SpaceHello, SpaceName,
    };
    use crate::ids::{DeviceId, DocumentId, Head, Origin, PersonId, Run};
    use crate::kind::{Body, Chunk, End, RefusedWhy, Tombstone};
    use crate::tombstone::Reach;

    let space = SpaceId([7; 16]);
    let cursor = Cursor { run: Run([3; 8]), seq: 300 };
    let origin = Origin { device: DeviceId([2; 32]), run: Run([3; 8]), seq: 9 };
    let tombstone = Tombstone { heads: vec![Head([6; 32])], end: End::Replaced(DocumentId([7; 32])) };
    let mut reach = Reach::default();
    reach.note(&[8; 16], 5);
    let emptied = Tombstone { heads: vec![Head([9; 32])], end: End::Emptied(reach) };
    let parcel = |origin, body| Parcel { skipped: 2, document: DocumentId([1; 32]), origin, body };
    let hello = SpaceHello {
        space: SpaceName::of(space),
        mine: cursor.into(),
        yours: cursor.into(),
        unapplied: 1,
        answers: [1; 4],
        fingerprint: [2; 8],
    };
    let answers = Answers {
        space,
        whole: true,
        more: false,
        refused: vec![(5, RefusedWhy::Malformed), (6, RefusedWhy::Full)],
        purged: vec![(DocumentId([1; 32]), Purge::KeptUntil { until_ms: 9 })],
    };
    let loose = LooseParcel { document: DocumentId([1; 32]), origin, body: ParcelBody::Changes(vec![9; 40]) };
    let frames = [
        ("hello", Frame::Hello(Hello { rosters: RosterDigests::default(), spaces: vec![hello] })),
        ("roster", Frame::Roster(vec![vec![1; 40], vec![2; 3]])),
        (
            "chunks",
            Frame::Chunks {
                space,
                run: Run([3; 8]),
                after: 297,
                parcels: vec![
                    parcel(None, ParcelBody::Changes(vec![9; 40])),
                    parcel(Some(origin), ParcelBody::Snapshot(vec![9; 40])),
                    parcel(None, ParcelBody::Tombstone(tombstone.clone())),
                ],
            },
        ),
        ("through", Frame::Through { space, upto: cursor }),
        ("ack", Frame::Ack { space, stored: 300, applied: 299 }),
        ("answers", Frame::Answers(answers)),
        ("again", Frame::Again { space }),
        ("restart", Frame::Restart { space }),
        ("older", Frame::Older { space }),
        ("anew", Frame::Anew { space }),
        ("ask-tombstones", Frame::AskTombstones { space }),
        ("restarted", Frame::Restarted { space }),
        ("offer", Frame::Offer { space, after: 3, ids: vec![(0, OfferId([1; 16])), (2, OfferId([2; 16]))] }),
        ("want", Frame::Want { space, numbers: vec![4, 7] }),
        ("sums", Frame::Sums { space, sums: vec![u64::MAX; 256] }),
        ("list", Frame::List { space, more: true, documents: vec![(DocumentId([1; 32]), [3; 8])] }),
        ("mend", Frame::Mend { space, asked: false, last: true, parcels: vec![loose] }),
        ("mended", Frame::Mended { space, changed: 1, fingerprint: 5 }),
        ("ask", Frame::Ask { space, documents: vec![DocumentId([1; 32])] }),
        ("emptied", Frame::Tombstones { space, more: true, tombstones: vec![(DocumentId([2; 32]), emptied)] }),
        ("tombstones", Frame::Tombstones { space, more: false, tombstones: vec![(DocumentId([1; 32]), tombstone)] }),
    ];
    let mut delivery = Delivery { heard_ms: Some(5), ..Default::default() };
    let outcomes =
        vec![(298, Kept::Stored { number: 4 }), (299, Kept::Refused(RefusedWhy::Gone)), (300, Kept::Skipped)];
    delivery.kept(&KeptBatch { space, upto: cursor, outcomes });
    delivery.purged(space, DocumentId([1; 32]), Purge::Removed);
    let mut seeds: Vec<_> = frames.into_iter().map(|(name, frame)| ("frame", name, frame.encode().unwrap())).collect();
    seeds.push(("delivery", "one-space", delivery.encode().unwrap()));
    delivery.lowered.insert(space, 9);
    seeds.push(("delivery", "taken-back", delivery.encode().unwrap()));
    let (sender, run) = (DeviceId([2; 32]), Run([3; 8]));
    let head =
        CarriedHead { sender, writer: PersonId([5; 32]), reader: PersonId([6; 32]), written_ms: 7, roster: vec![8; 9] };
    let runs = [RunSpan { run, first: 1, last: 3 }, RunSpan { run: Run([4; 8]), first: 4, last: 9 }];
    let bodies = [
        Body::Changes(vec![9; 20]),
        Body::Snapshot(vec![9; 20]),
        Body::Tombstone(Tombstone { heads: vec![Head([6; 32])], end: End::Withdrawn }),
    ];
    let chunks = (2..).step_by(2).zip(bodies).map(|(number, body)| {
        let origin = Origin { device: sender, run, seq: 2 };
        (number, Chunk { document: DocumentId([1; 32]), origin, body })
    });
    let mut part = CarriedSpace::pack((space, sender), &runs, (1, 8), chunks.collect());
    part.theirs = vec![5; 9];
    part.answers.push(CarriedAnswers {
        device: DeviceId([7; 32]),
        stored: cursor,
        applied: 299,
        refused: vec![(5, RefusedWhy::Malformed)],
        purged: vec![(DocumentId([1; 32]), Purge::Removed)],
    });
    let empty = CarriedSpace::pack((SpaceId([8; 16]), sender), &[], (0, 0), Vec::new());
    seeds.push(("carried", "two-spaces", head.with(&[part, empty]).unwrap()));
    seeds
}
