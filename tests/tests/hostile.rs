//! A paired device that means harm, over a real connection: what it sends is bounded, named, and hurts nobody else.
//!
//! The attacked vault is a process of its own; its peak is what Linux counted between two attacks.

#![cfg(target_os = "linux")]

use std::time::Duration;

use understory::demo::party::system_world;
use understory_sync::document::{Distilled, Genesis, PublicationDraft, distil_publication};
use understory_sync::exchange::{
    Answers, Frame, Hello, LooseParcel, OfferId, Parcel, ParcelBody, Purge, RosterDigests, SpaceHello, SpaceName,
};
use understory_sync::ids::{Cursor, DeviceId, DocumentId, Origin, Run, SpaceId};
use understory_sync::kind::{End, Kind, Tombstone};
use understory_sync::limits::{
    CHUNK_BYTES_MAX, FEED_CHUNKS, FRAME_BYTES_MAX, LISTED_PER_FRAME, RECORD_BYTES_MAX, SPACES_MAX,
};
use understory_tests::hostile::{Liar, Talk, glued, nothing};
use understory_tests::siege::Siege;

const VICTIM: &str = env!("CARGO_BIN_EXE_victim");
const RUN: Run = Run([0x6c; 8]);
const BAD_FRAME: u64 = 400;
const MISBEHAVED: u64 = 422;

fn named(number: u32) -> DocumentId {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_be_bytes());
    DocumentId(id)
}

fn junk(bytes: usize) -> Parcel {
    Parcel { skipped: 0, document: named(7), origin: None, body: ParcelBody::Changes(vec![0x85; bytes]) }
}

async fn greeted(liar: &Liar) -> (Talk, SpaceHello) {
    liar.greet(|_| ()).await
}

#[test]
fn sizes_that_lie_and_words_that_drip_take_no_memory_and_hold_up_nobody() {
    let mut siege = Siege::lay(VICTIM);
    let liar = siege.liar.clone();
    siege.attack("lengths beyond the limit", {
        let liar = liar.clone();
        async move {
            for length in [0, FRAME_BYTES_MAX as u32 + 1, u32::MAX] {
                let (mut talk, _) = greeted(&liar).await;
                talk.raw(&length.to_be_bytes()).await;
                assert_eq!(talk.closed().await, BAD_FRAME, "a length of {length}");
                talk.leave().await;
            }
        }
    });
    siege.says("BadFrame");
    siege.attack("the largest frame of junk", {
        let liar = liar.clone();
        async move {
            for first in [0_u8, 1, 2, 3, 0xff] {
                let (mut talk, _) = greeted(&liar).await;
                let mut bytes = vec![0xff; FRAME_BYTES_MAX];
                bytes[0] = first;
                talk.bytes(&bytes).await;
                let code = talk.closed().await;
                assert!(code == MISBEHAVED || code == 426, "first byte {first}: {code}");
                talk.leave().await;
            }
        }
    });
    siege.attack("a large frame that drips", {
        let liar = liar.clone();
        async move {
            let (mut talk, _) = greeted(&liar).await;
            talk.raw(&(FRAME_BYTES_MAX as u32).to_be_bytes()).await;
            for _ in 0..200 {
                assert!(talk.raw(&[2]).await, "dripping is no breach");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            talk.leave().await;
        }
    });
    siege.attack("a hello that never ends", {
        let liar = liar.clone();
        async move {
            let mut talk = liar.connect().await;
            talk.raw(&100_u32.to_be_bytes()).await;
            let dripping = async {
                while talk.raw(&[2]).await {
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), dripping).await.expect("closed in time");
            assert_eq!(talk.closed().await, MISBEHAVED);
            talk.leave().await;
        }
    });
    siege.attack("streams and packets nobody asked for", {
        let liar = liar.clone();
        async move {
            let (talk, _) = greeted(&liar).await;
            let short = Duration::from_millis(300);
            assert!(tokio::time::timeout(short, talk.connection.open_bi()).await.is_err(), "a second stream");
            assert!(tokio::time::timeout(short, talk.connection.open_uni()).await.is_err(), "a stream of one way");
            assert!(talk.connection.max_datagram_size().is_none(), "packets outside of streams");
            talk.leave().await;
        }
    });
    siege.attack("many connections", {
        let liar = liar.clone();
        async move {
            let mut talks = Vec::new();
            for _ in 0..24 {
                talks.push(liar.connect().await);
            }
            for talk in talks {
                talk.leave().await;
            }
        }
    });
    siege.parts_from_nobody("sizes that lie");
}

#[test]
fn floods_are_bounded_and_hold_up_nobody() {
    let mut siege = Siege::lay(VICTIM);
    let liar = siege.liar.clone();
    let space = liar.space;
    siege.attack("a hello full of spaces", {
        let liar = liar.clone();
        async move {
            let mut talk = liar.connect().await;
            let hello = |number: usize| {
                let mut id = [0xee; 16];
                id[..8].copy_from_slice(&number.to_be_bytes());
                SpaceHello {
                    space: SpaceName::of(SpaceId(id)),
                    mine: nothing(),
                    yours: nothing(),
                    unapplied: 0,
                    answers: [0; 4],
                    fingerprint: [0; 8],
                }
            };
            let spaces: Vec<_> = (0..SPACES_MAX).map(hello).collect();
            talk.say(&Frame::Hello(Hello { rosters: RosterDigests::default(), spaces })).await;
            talk.say(&Frame::Again { space }).await;
            assert_eq!(talk.closed().await, MISBEHAVED, "no space was common");
            talk.leave().await;
        }
    });
    siege.attack("chunks of the largest size, as fast as they go", {
        let liar = liar.clone();
        async move {
            let (mut talk, heard) = greeted(&liar).await;
            for after in (heard.yours.seq..).take(24) {
                let frame = Frame::Chunks { space, run: RUN, after, parcels: vec![junk(CHUNK_BYTES_MAX)] };
                if !talk.say(&frame).await {
                    break;
                }
            }
            talk.leave().await;
        }
    });
    siege.says("Malformed");
    siege.attack("many small chunks, as fast as they go", {
        let liar = liar.clone();
        async move {
            let (mut talk, heard) = greeted(&liar).await;
            let mut after = heard.yours.seq;
            for _ in 0..24 {
                let parcels = (0..FEED_CHUNKS).map(|_| junk(1)).collect();
                if !talk.say(&Frame::Chunks { space, run: RUN, after, parcels }).await {
                    break;
                }
                after += FEED_CHUNKS as u64;
            }
            assert_eq!(talk.closed().await, MISBEHAVED, "more refusals than one space may have");
            talk.leave().await;
        }
    });
    siege.attack("the same number again and again, without hearing the answers", {
        let liar = liar.clone();
        async move {
            let (mut talk, _) = greeted(&liar).await;
            let seen = Frame::Through { space, upto: Cursor { run: RUN, seq: 1 } };
            talk.pour(&glued(&seen, 1000), 20).await;
            if let Ok(code) = talk.ended().await {
                assert_eq!(code, MISBEHAVED, "answers do not wait without end");
            }
            talk.leave().await;
        }
    });
    siege.attack("offers without end", {
        let liar = liar.clone();
        async move {
            let (mut talk, heard) = greeted(&liar).await;
            let after = heard.yours.seq;
            for batch in 0..40_000_u64 {
                let skipped = |at: usize| if at == 0 { batch * FEED_CHUNKS as u64 } else { 0 };
                let ids = (0..FEED_CHUNKS).map(|at| (skipped(at), OfferId([batch as u8; 16]))).collect();
                if !talk.say(&Frame::Offer { space, after, ids }).await {
                    break;
                }
            }
            assert_eq!(talk.closed().await, MISBEHAVED, "what is asked for is bounded");
            talk.leave().await;
        }
    });
    siege.attack("a roster of junk, again and again", {
        let liar = liar.clone();
        async move {
            let (mut talk, _) = greeted(&liar).await;
            let roster = Frame::Roster(vec![vec![1; RECORD_BYTES_MAX]; 1000]);
            talk.pour(&glued(&roster, 1), 3).await;
            talk.leave().await;
        }
    });
    siege.parts_from_nobody("floods");
}

#[test]
fn a_false_repair_takes_no_memory_and_brings_nothing_in() {
    let mut siege = Siege::lay(VICTIM);
    let liar = siege.liar.clone();
    let space = liar.space;
    siege.attack("a list of what does not exist", async move {
        let (mut talk, _) = greeted(&liar).await;
        talk.say(&Frame::Sums { space, sums: vec![1; 256] }).await;
        // As many as one side may list, in order, over all buckets.
        let frames = 48;
        let step = u32::MAX / (frames * LISTED_PER_FRAME as u32);
        for frame in 0..frames {
            let first = frame * LISTED_PER_FRAME as u32;
            let documents = (first..first + LISTED_PER_FRAME as u32).map(|at| (named(at * step), [1; 8])).collect();
            assert!(talk.say(&Frame::List { space, more: frame + 1 < frames, documents }).await, "frame {frame}");
        }
        talk.hear_until("the victim's part of the repair", |frame| matches!(frame, Frame::Mend { .. }).then_some(()))
            .await;
        // What was listed may come; it is judged like anything else.
        let origin = Origin { device: liar.device, run: RUN, seq: 1 };
        let parcel = LooseParcel { document: named(step), origin, body: ParcelBody::Changes(vec![0x85; 1000]) };
        talk.say(&Frame::Mend { space, asked: false, last: false, parcels: vec![parcel.clone()] }).await;
        let changed = talk.hear_until("what changed", |frame| match frame {
            Frame::Mended { changed, .. } => Some(changed),
            _ => None,
        });
        assert_eq!(changed.await, 0);
        // What nobody asked for may not.
        talk.say(&Frame::Mend { space, asked: true, last: true, parcels: vec![parcel] }).await;
        assert_eq!(talk.closed().await, MISBEHAVED);
        talk.leave().await;
    });
    siege.parts_from_nobody("a false repair");
}

#[test]
fn false_cursors_and_acknowledgements_make_nothing_look_received() {
    let mut siege = Siege::lay(VICTIM);
    let liar = siege.liar.clone();
    let space = liar.space;
    let shared = siege.victim.step(&format!("share {}", data_encoding::HEXLOWER.encode(&space.0)));
    let (entry, publication) = shared.split_once(' ').expect("entry and publication");
    let publication = DocumentId::from_slice(&data_encoding::HEXLOWER.decode(publication.as_bytes()).expect("hex"));
    let publication = publication.expect("a document");
    let unheard = |siege: &mut Siege, after: &str| {
        let said = siege.victim.step(&format!("said {entry}"));
        assert!(said.contains("Waiting") && !said.contains("Arrived") && !said.contains("Removed"), "{after}: {said}");
    };
    unheard(&mut siege, "sharing");
    // Each of these claims what was never sent under that run, or at all.
    let lies: [(&str, [u8; 6], u64); 3] = [
        ("a number far beyond the log", [0; 6], u64::MAX),
        ("a run nobody had", [9; 6], 1),
        ("the newest number under another run", [8; 6], 2),
    ];
    for (what, run, seq) in lies {
        let (talk, _) = siege.run(siege.liar.greet(|mine| {
            (mine.yours.run, mine.yours.seq) = (run, seq);
        }));
        siege.says("CursorMismatch");
        unheard(&mut siege, what);
        siege.run(talk.leave());
    }
    let claims = [
        ("an answer about numbers never sent", Frame::Ack { space, stored: 1 << 40, applied: 1 << 40 }),
        ("everything there will ever be", Frame::Ack { space, stored: u64::MAX, applied: u64::MAX }),
        ("wanting what was not offered", Frame::Want { space, numbers: vec![u64::MAX] }),
        ("confirming a restart", Frame::Restarted { space }),
    ];
    for (what, claim) in claims {
        let code = siege.run(async {
            let (mut talk, _) = liar.greet(|mine| mine.yours = nothing()).await;
            talk.say(&claim).await;
            let code = talk.closed().await;
            talk.leave().await;
            code
        });
        assert_eq!(code, MISBEHAVED, "{what}");
        unheard(&mut siege, what);
    }
    siege.says("BadFrame");
    // A removal of what nobody withdrew, and a log that is said to be endless.
    siege.attack("removed what was not withdrawn", async move {
        let (mut talk, _) = liar
            .greet(|mine| {
                mine.yours = nothing();
                mine.mine.seq = u64::MAX;
            })
            .await;
        let purged = vec![(publication, Purge::Removed)];
        talk.say(&Frame::Answers(Answers { space, whole: false, more: false, refused: Vec::new(), purged })).await;
        talk.say(&Frame::Through { space, upto: Cursor { run: RUN, seq: u64::MAX } }).await;
        talk.hear_until("the answer", |frame| match frame {
            Frame::Ack { stored, .. } => (stored == u64::MAX).then_some(()),
            _ => None,
        })
        .await;
        talk.leave().await;
    });
    unheard(&mut siege, "removed what was not withdrawn");
    siege.parts_from_nobody("false answers");
}

#[test]
fn forged_foreign_and_repeated_chunks_are_refused_by_name_and_part_no_own_devices() {
    let mut siege = Siege::lay(VICTIM);
    let liar = siege.liar.clone();
    let space = liar.space;
    let of_another = siege.serves_others("for another space");
    let entropy = system_world().entropy;
    let written = |writer, space| {
        let genesis = Genesis { space, writer, kind: Kind::Publication };
        let draft = PublicationDraft {
            title: None,
            date: None,
            session: None,
            bring: false,
            markdown: "words",
            replaces: None,
        };
        distil_publication(&genesis, &draft, &*entropy).expect("a publication")
    };
    let parcel = |document, body| Parcel { skipped: 0, document, origin: None, body };
    let whole = |distilled: &Distilled| parcel(distilled.document, ParcelBody::Changes(distilled.changes.clone()));
    let honest = written(liar.person, space);
    let end = || ParcelBody::Tombstone(Tombstone { heads: Vec::new(), end: End::Withdrawn });
    let elsewhere = Origin { device: DeviceId([8; 32]), run: RUN, seq: 1 };
    let parcels = vec![
        whole(&honest),
        whole(&honest),
        whole(&written(liar.person, SpaceId([0x44; 16]))),
        whole(&written(liar.victim_person, space)),
        Parcel { origin: Some(elsewhere), ..whole(&written(liar.person, space)) },
        parcel(honest.document, ParcelBody::Snapshot(vec![3, 0])),
        parcel(of_another, end()),
        parcel(of_another, ParcelBody::Changes(honest.changes.clone())),
        whole(&honest),
    ];
    let echo = Origin { device: liar.victim, run: RUN, seq: 1 };
    let echo = Parcel { origin: Some(echo), ..whole(&written(liar.person, space)) };
    let name = data_encoding::HEXLOWER.encode(&space.0);
    siege.attack("forged, foreign and repeated chunks", async move {
        let (mut talk, heard) = greeted(&liar).await;
        let (after, count) = (heard.yours.seq, parcels.len() as u64);
        let frame = Frame::Chunks { space, run: RUN, after, parcels };
        for _ in 0..3 {
            talk.say(&frame).await;
            talk.answered(after + count).await;
        }
        talk.say(&Frame::Chunks { space, run: RUN, after: after + count, parcels: vec![echo] }).await;
        assert_eq!(talk.closed().await, MISBEHAVED, "one's own words come back as somebody else's");
        talk.leave().await;
    });
    for incident in ["Refused(Misplaced)", "Refused(NotTheWriter)", "Refused(Unknown)", "BadFrame"] {
        siege.says(incident);
    }
    siege.parts_from_nobody("forgeries");
    let received = siege.victim.step("received");
    assert!(received.split(' ').any(|one| one == format!("{name}=1")), "one was honest: {received}");
}
