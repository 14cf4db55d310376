//! Good chunks beside bad ones, and chunks that a killed program left half taken.

use super::*;
use crate::document::testing;

#[test]
fn one_bad_chunk_blocks_nothing_before_or_after_it() {
    let mut bench = Bench::new();
    let mine = bench.mine("my own words");
    let (first, last) = (bench.theirs("good before"), bench.theirs("good after"));
    let edit = testing::change_after(&first.changes, [6; 8], &[("text", "changed")]);
    let batch = vec![
        bench.whole(&first),
        bench.changes(mine.document, &first.changes),
        bench.changes(first.document, b"no changes"),
        bench.changes(first.document, &edit),
        bench.whole(&last),
    ];
    let expected = [
        Fate::Applied,
        Fate::Refused(RefusedWhy::NotTheWriter),
        Fate::Refused(RefusedWhy::Malformed),
        Fate::SetAside(RefusedWhy::Malformed),
        Fate::Applied,
    ];
    assert_eq!(fates(&bench.send(batch)), expected);
    assert_eq!(bench.shown(), ["good after", "good before"]);
    assert!(bench.open.vault.log(bench.space).unapplied.is_empty());
    for why in [RefusedWhy::NotTheWriter, RefusedWhy::Malformed] {
        assert!(bench.incidents().contains(&IncidentKind::Refused(why)));
    }
    let bench = bench.killed();
    assert_eq!(bench.shown(), ["good after", "good before"]);
}

#[test]
fn a_chunk_stored_and_not_applied_when_the_program_ends_is_applied_at_the_next_opening() {
    let mut bench = Bench::new();
    let (good, other) = (bench.theirs("arrived in time"), bench.theirs("another"));
    bench.stored_only(&bench.whole(&good));
    bench.stored_only(&bench.changes(other.document, testing::split(&other.changes)[0]));
    let elsewhere = bench.written_by(bench.person(), SpaceId([4; 16]), "of another space");
    bench.stored_only(&bench.whole(&elsewhere));
    assert!(bench.shown().is_empty());
    let bench = bench.killed();
    assert_eq!(bench.shown(), ["arrived in time"]);
    assert!(bench.open.vault.log(bench.space).unapplied.is_empty());
    assert!(bench.incidents().contains(&IncidentKind::Refused(RefusedWhy::Incomplete)), "half a document is none");
    assert!(bench.incidents().contains(&IncidentKind::Refused(RefusedWhy::Malformed)), "nor one of another space");
}

#[test]
fn a_refusal_is_still_listed_after_the_next_opening() {
    let mut bench = Bench::new();
    bench.refused(bench.changes(DocumentId([3; 32]), b"no changes"), RefusedWhy::Malformed);
    bench.open.save_incidents().unwrap();
    let mut bench = bench.killed();
    bench.open.tell_incidents();
    assert_eq!(bench.incidents(), [IncidentKind::Refused(RefusedWhy::Malformed)]);
}
