//! Chunks that are not the peer's to write, or not what they say they are.

use super::*;
use crate::document::testing;
use crate::limits::{CHUNK_BYTES_MAX, DOCUMENTS_PER_SPACE_MAX};

#[test]
fn a_chunk_of_a_document_the_peer_does_not_write_is_refused() {
    let mut bench = Bench::new();
    let mine = bench.mine("my own words");
    let edit = testing::change_after(&mine.changes, [6; 8], &[("title", "Not mine")]);
    bench.refused(bench.changes(mine.document, &edit), RefusedWhy::NotTheWriter);
    bench.refused(bench.whole(&mine), RefusedWhy::NotTheWriter);
    let kept = bench.open.read_doc(mine.document).unwrap().publication().unwrap();
    assert_eq!((kept.title, kept.text.as_str()), (None, "my own words"));
}

#[test]
fn an_origin_device_that_is_not_theirs_is_refused() {
    let mut bench = Bench::new();
    for device in [bench.open.me.device, DeviceId([8; 32])] {
        let mut chunk = bench.whole(&bench.theirs("passed on"));
        chunk.origin.device = device;
        bench.refused(chunk, RefusedWhy::NotTheWriter);
    }
}

#[test]
fn a_chunk_moved_to_another_document_is_refused() {
    let mut bench = Bench::new();
    let (first, second) = (bench.theirs("the first"), bench.theirs("the second"));
    bench.refused(bench.changes(DocumentId([3; 32]), &first.changes), RefusedWhy::Misplaced);
    assert_eq!(bench.fate(bench.whole(&first)), Fate::Applied);
    bench.set_aside(bench.changes(first.document, &second.changes), RefusedWhy::Misplaced);
    assert_eq!(bench.shown(), ["the first"]);
}

#[test]
fn a_chunk_for_a_document_of_my_private_space_is_refused() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    let theirs = bench.theirs("inserted");
    bench.refused(bench.changes(entry, &theirs.changes), RefusedWhy::Misplaced);
    bench.refused(bench.tombstone(entry), RefusedWhy::Misplaced);
}

#[test]
fn a_genesis_that_names_another_space_another_writer_or_a_private_kind_is_refused() {
    let mut bench = Bench::new();
    let (them, me, space) = (bench.person(), bench.open.me.person, bench.space);
    let elsewhere = bench.written_by(them, SpaceId([4; 16]), "elsewhere");
    bench.refused(bench.whole(&elsewhere), RefusedWhy::Misplaced);
    let as_me = bench.written_by(me, space, "said by somebody else");
    bench.refused(bench.whole(&as_me), RefusedWhy::NotTheWriter);
    for kind in [Kind::Entry, Kind::NoteDraft] {
        let (document, first) = testing::genesis(&Genesis { space, writer: them, kind }, 1);
        let changes = [first.clone(), testing::change_after(&first, [6; 8], &[("text", "private")])].concat();
        bench.refused(bench.changes(document, &changes), RefusedWhy::Malformed);
    }
    // The same bytes with the right kind show that nothing else was wrong with them.
    let (document, first) = testing::genesis(&Genesis { space, writer: them, kind: Kind::Publication }, 1);
    let changes = [first.clone(), testing::change_after(&first, [6; 8], &[("text", "shared")])].concat();
    assert_eq!(bench.fate(bench.changes(document, &changes)), Fate::Applied);
}

#[test]
fn an_edit_in_place_of_a_publication_is_refused() {
    let mut bench = Bench::new();
    let said = bench.theirs("as it was read");
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied);
    let overwritten = testing::change_after(&said.changes, [6; 8], &[("text", "as it never was")]);
    bench.set_aside(bench.changes(said.document, &overwritten), RefusedWhy::Malformed);
    let added = testing::change_after(&said.changes, [6; 8], &[("title", "A title later")]);
    bench.set_aside(bench.changes(said.document, &added), RefusedWhy::Malformed);
    bench.set_aside(bench.changes(said.document, &testing::second_root([6; 8])), RefusedWhy::Misplaced);
    assert_eq!(bench.shown(), ["as it was read"]);
}

#[test]
fn a_forged_actor_gains_and_blocks_nothing() {
    let mut bench = Bench::new();
    let (mine, space, writer) = (bench.mine("my own words"), bench.space, bench.person());
    let my_actor = testing::actor_of(&mine.changes);
    // In a document of mine it is refused like any other writing there.
    let forged = testing::change_after(testing::split(&mine.changes)[0], [0; 8], &[("text", "forged")]);
    bench.refused(bench.changes(mine.document, &forged), RefusedWhy::NotTheWriter);
    // In documents of their own, whoever they pretend to be, it is their own words and no others that change.
    let before = bench.theirs("written before");
    assert_eq!(bench.fate(bench.whole(&before)), Fate::Applied);
    let actors = [[0; 8], my_actor, bench.open.run.0, testing::actor_of(&before.changes)];
    for (nonce, actor) in (1..).zip(actors) {
        let (document, first) = testing::genesis(&Genesis { space, writer, kind: Kind::Publication }, nonce);
        let second = testing::change_after(&first, actor, &[("text", "under another name")]);
        assert_eq!(bench.fate(bench.changes(document, &[first, second].concat())), Fate::Applied);
    }
    // The actor's next change, taken from another document, is none in this one.
    let stray = testing::change_after(&before.changes, testing::actor_of(&before.changes), &[("title", "stray")]);
    bench.set_aside(bench.changes(before.document, &stray), RefusedWhy::Malformed);
    // Both sides write on as if nothing had been.
    let after = bench.theirs("written after");
    assert_eq!(bench.fate(bench.whole(&after)), Fate::Applied);
    let mine_after = bench.mine("my next words");
    let text = |document| bench.open.read_doc(document).unwrap().publication().unwrap().text;
    assert_eq!(text(mine.document), "my own words");
    assert_eq!(text(mine_after.document), "my next words");
    assert_eq!((text(before.document), text(after.document)), ("written before".into(), "written after".into()));
}

#[test]
fn broken_bytes_are_refused_before_they_are_stored() {
    let mut bench = Bench::new();
    let said = bench.theirs("the words");
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied);
    let long = bench.theirs(&"many words ".repeat(100));
    let deflated = testing::deflated(&long.changes);
    assert!(deflated.windows(9).any(|start| start[..4] == [0x85, 0x6f, 0x4a, 0x83] && start[8] == 2));
    let mut flipped = said.changes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let cut = said.changes[..said.changes.len() - 1].to_vec();
    // Sent as if for a known document, so that nothing but the walk stands before the log.
    for bytes in [b"not changes".to_vec(), flipped, cut, deflated.clone(), testing::bomb()] {
        bench.refused(bench.changes(said.document, &bytes), RefusedWhy::Malformed);
        bench.refused(bench.changes(long.document, &bytes), RefusedWhy::Malformed);
    }
    bench.refused(bench.changes(said.document, &vec![0; CHUNK_BYTES_MAX + 1]), RefusedWhy::TooLarge);
    bench.refused(bench.chunk(said.document, Body::Snapshot(deflated)), RefusedWhy::Unknown);
    bench.refused(bench.chunk(said.document, Body::Through), RefusedWhy::Malformed);
    assert_eq!(bench.fate(bench.whole(&long)), Fate::Applied, "the same words, plainly sent");
}

#[test]
fn a_space_takes_so_many_documents_and_no_more() {
    let mut bench = Bench::new();
    let (space, them) = (bench.space, bench.person());
    for number in 0..DOCUMENTS_PER_SPACE_MAX as u64 {
        let mut id = [0; 32];
        id[..8].copy_from_slice(&number.to_be_bytes());
        bench.open.note_new(DocumentId(id), space, Kind::MarginNote, them, 1);
    }
    let one_more = bench.theirs("one more");
    let fates_of = fates(&bench.send(vec![bench.whole(&one_more), bench.tombstone(DocumentId([9; 32]))]));
    assert_eq!(fates_of, [Fate::Refused(RefusedWhy::Full), Fate::Refused(RefusedWhy::Full)]);
    assert!(bench.incidents().contains(&IncidentKind::Refused(RefusedWhy::Full)));
}

#[test]
fn a_repair_is_no_way_around_what_fits_in_a_day() {
    let mut bench = Bench::new();
    let device = bench.them.device.device;
    let person = bench.person();
    let now_ms = bench.open.world.clock.now_ms();
    assert!(bench.open.quotas.take(person, false, crate::limits::CONTACT_DAY_BYTES, 0, now_ms));
    let chunk = bench.whole(&bench.theirs("too much"));
    let space = bench.space;
    assert!(bench.open.mend(device, space, false, vec![chunk]).is_err());
    assert!(bench.shown().is_empty());
    assert!(bench.incidents().contains(&IncidentKind::TooMuchToday));
}
