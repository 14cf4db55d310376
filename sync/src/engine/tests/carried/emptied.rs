//! Emptying the trash, between two devices of one person that meet by file.

use super::own::{Mine, edit};
use super::*;
use crate::document::{Fact, Splice};
use crate::engine::command::Command;
use crate::engine::view::IncidentKind;
use crate::kind::{Body, Chunk, End, RefusedWhy, Tombstone};

const DAY: u64 = 24 * 3600 * 1000;

impl Desk {
    fn throw_away(&mut self, entry: DocumentId) {
        self.open.trash(entry, true).unwrap();
    }

    fn empty(&mut self, entry: DocumentId) {
        self.open.empty_trash(&[entry]).unwrap();
    }

    /// Days on each of which the program rests with the vault open for a while.
    fn live_for(&mut self, days: u64) {
        for _ in 0..days {
            self.watch.advance(DAY);
            self.open.write_copies().unwrap();
            self.open.compact();
        }
    }

    fn is_here(&self, entry: DocumentId) -> bool {
        self.open.read_doc(entry).is_ok()
    }

    fn told(&self, kind: IncidentKind) -> bool {
        let list = self.open.events.iter().rev().find_map(|event| match event {
            Event::Incidents(list) => Some(list.iter().any(|incident| incident.kind == kind)),
            _ => None,
        });
        list.unwrap_or(false)
    }

    /// The trash mark of the one entry that holds these words.
    fn trashed_ms(&self, words: &str) -> Option<u64> {
        let of = |row: &&crate::vault::CatalogEntry| {
            self.open.read_doc(row.document).is_ok_and(|doc| doc.text(Field::Body) == words)
        };
        let mut rows = self.open.catalog.iter().filter(of);
        let found = rows.next().expect("it is there");
        assert!(rows.next().is_none(), "once");
        found.trashed_ms
    }
}

#[test]
fn nothing_of_an_entry_is_left_in_any_value_and_it_stays_away_after_a_kill() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Lakeside", "wordsofthelake");
    mine.first.open.set_tags(entry, vec!["deepwater".to_owned()]).unwrap();
    let fact = Fact::Text("sessionwords".to_owned());
    mine.first.open.set_facts(entry, Kind::Entry, &[("session".to_owned(), Some(fact))].into()).unwrap();
    let kept = mine.first.write("Another", "stays");
    mine.first.throw_away(entry);
    mine.first.open.write_copies().unwrap();
    mine.first.empty(entry);
    mine.first.open.empty_trash(&[kept]).unwrap();
    for _ in 0..2 {
        assert_eq!(mine.first.entries(), ["stays"]);
        assert!(mine.first.open.entry_summary(entry).is_none() && !mine.first.is_here(entry));
        let census = mine.first.open.vault.each_value(&mut |_, value| {
            let (place, plain) = value.unwrap();
            for word in ["Lakeside", "wordsofthelake", "deepwater", "sessionwords"] {
                let found = plain.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!found, "{word} is in a {:?}", place.table);
            }
        });
        assert!(census.unwrap().is_sound());
        mine.first = mine.first.again();
    }
}

#[test]
fn what_is_with_somebody_stays_until_it_is_withdrawn_and_a_safety_plan_for_ever() {
    let mut mine = Mine::new();
    let publication = mine.first.share(mine.space, "shared words");
    let entry = mine.first.open.find_share(publication).unwrap().0;
    mine.first.throw_away(entry);
    mine.first.empty(entry);
    assert!(mine.first.is_here(entry), "withdrawing needs it");
    mine.first.open.withdraw(publication).unwrap();
    mine.first.empty(entry);
    assert!(!mine.first.is_here(entry));

    let plan = Kind::SafetyPlan.only_one(mine.private());
    let fact = Some(Fact::Text("call Ida".to_owned()));
    mine.first.open.set_facts(plan, Kind::SafetyPlan, &[("who".to_owned(), fact)].into()).unwrap();
    mine.first.throw_away(plan);
    mine.first.empty(plan);
    assert!(mine.first.is_here(plan));
}

#[test]
fn the_trash_empties_itself_after_a_month_and_a_wrong_clock_empties_nothing() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Old", "thrown away");
    mine.first.throw_away(entry);
    mine.first.live_for(30);
    assert!(mine.first.is_here(entry), "thirty days are not over on the thirtieth");
    let later = mine.first.write("Newer", "thrown away later");
    mine.first.throw_away(later);
    mine.first.live_for(4);
    assert!(!mine.first.is_here(entry) && mine.first.is_here(later));

    // One start with a clock that is years ahead.
    mine.first.watch.advance(3000 * DAY);
    mine.first.open.compact();
    mine.first = mine.first.again();
    mine.first.watch.advance(120_000);
    mine.first.open.compact();
    assert!(mine.first.is_here(later));
    mine.first.live_for(3);
    assert!(!mine.first.is_here(later));
}

#[test]
fn what_went_on_one_device_goes_on_the_other() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    mine.first.throw_away(entry);
    mine.first.empty(entry);
    mine.level();
    assert!(mine.second.entries().is_empty() && !mine.second.is_here(entry));
    assert!(!mine.second.told(IncidentKind::CameBack));
    let standing = mine.first.standing(mine.second.device(), mine.private());
    assert!(standing.everything_since_ms.is_some(), "{standing:?}");
}

#[test]
fn what_another_device_wrote_meanwhile_comes_back_whole_under_one_name_on_both() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    edit(&mut mine.second, entry, "Corridor", "as it was, and two months on a hut");
    mine.first.throw_away(entry);
    mine.first.empty(entry);
    // The late words arrive before the device that wrote them hears of the end, and are refused.
    let early = mine.second.save_for_mine();
    mine.first.take(&early);
    assert!(mine.first.entries().is_empty());
    assert!(!mine.first.told(IncidentKind::Refused(RefusedWhy::Gone)), "nothing to be alarmed by");
    mine.level();
    mine.level();
    let words = ["as it was, and two months on a hut"];
    assert_eq!(
        (mine.first.entries(), mine.second.entries()),
        (words.map(str::to_owned).into(), words.map(str::to_owned).into())
    );
    assert!(mine.second.told(IncidentKind::CameBack) && !mine.second.is_here(entry));
    assert_eq!(mine.first.trashed_ms(words[0]), None, "it was never thrown away where it was written");
    let names = |desk: &Desk| -> Vec<DocumentId> {
        let rows = desk.open.catalog.iter().filter(|row| row.tombstone.is_none() && row.kind == Kind::Entry);
        rows.map(|row| row.document).collect()
    };
    assert_eq!(names(&mine.first), names(&mine.second));
    let views = mine.second.open.own_device_views();
    assert!(views.iter().all(|view| view.refused.is_empty()), "its words stand elsewhere now");
    // Gone once more: the first end does not bring it back again.
    let again = names(&mine.second)[0];
    mine.second.throw_away(again);
    mine.second.empty(again);
    mine.level();
    mine.level();
    assert!(mine.first.entries().is_empty() && mine.second.entries().is_empty());
}

#[test]
fn two_devices_that_both_had_late_words_bring_back_one_document() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    // The end was written on a third device, of which both hear at once; it knew the entry as it was.
    let (heads, reach) = {
        let doc = mine.first.open.read_doc(entry).unwrap();
        (doc.heads(), doc.reach())
    };
    let end = Tombstone { heads, end: End::Emptied(reach) };
    edit(&mut mine.first, entry, "Corridor", "as it was, says the first");
    mine.level();
    edit(&mut mine.second, entry, "Corridor", "as it was, says the first, and the second");
    let private = mine.private();
    for desk in [&mut mine.first, &mut mine.second] {
        desk.open.apply_emptied(private, None, entry, &end).unwrap();
    }
    mine.level();
    mine.level();
    let all = "as it was, says the first, and the second".to_owned();
    assert_eq!((mine.first.entries(), mine.second.entries()), (vec![all.clone()], vec![all]));
}

/// The first device emptied an entry; the second has its mark of the trash, and words the first never saw.
fn marked_with_late_words() -> (Mine, DocumentId) {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    mine.first.throw_away(entry);
    let marked = mine.first.save_for_mine();
    mine.first.empty(entry);
    edit(&mut mine.second, entry, "Corridor", "as it was, and late");
    mine.second.take(&marked);
    (mine, entry)
}

#[test]
fn words_that_met_the_mark_go_back_to_the_trash_for_another_month() {
    let (mut mine, _) = marked_with_late_words();
    mine.second.watch.advance(40 * DAY);
    mine.level();
    let now_ms = mine.second.open.now_ms();
    let trashed_ms = mine.second.trashed_ms("as it was, and late").expect("it is in the trash");
    assert!(now_ms - trashed_ms < DAY, "there is time to look at it");
}

#[test]
fn what_is_open_on_screen_goes_on_under_another_name_with_what_is_typed_next() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    mine.second.open.open_entry(entry).unwrap();
    mine.first.throw_away(entry);
    mine.first.empty(entry);
    mine.level();
    let (from, to) = mine.second.last(|event| match event {
        Event::Moved { from, to } => Some((*from, *to)),
        _ => None,
    });
    assert_eq!(from, entry);
    // Typed before the screen heard of it.
    let splices = vec![Splice { at: 9, delete: 0, insert: ", still".to_owned() }];
    let edit = Command::Edit { document: entry, field: Field::Body, batch: 1, splices };
    mine.second.open.command(edit, &mut mine.second.runner).unwrap();
    assert_eq!(mine.second.open.read_doc(to).unwrap().text(Field::Body), "as it was, still");
    mine.level();
    assert_eq!(mine.first.entries(), ["as it was, still"]);
}

#[test]
fn an_end_without_a_reach_is_refused_in_a_private_space_and_one_with_it_in_a_shared_one() {
    let mine = Mine::new();
    let open = &mine.first.open;
    let judged = |space, end: End| {
        let body = Body::Tombstone(Tombstone { heads: Vec::new(), end });
        let chunk = Chunk { document: DocumentId([8; 32]), ..open.own_chunk(DocumentId([8; 32]), body) };
        let mut judging = crate::engine::judge::Judging::new(space, crate::engine::judge::Sender::Own);
        matches!(open.judge(&mut judging, &chunk), crate::engine::judge::Verdict::Refuse(RefusedWhy::Malformed))
    };
    assert!(judged(mine.private(), End::Withdrawn) && judged(mine.space, End::Emptied(Default::default())));
    assert!(!judged(mine.private(), End::Emptied(Default::default())) && !judged(mine.space, End::Withdrawn));
}

#[test]
fn one_run_writes_in_each_document_as_somebody_else() {
    let mine = Mine::new();
    let (one, two) = (DocumentId([1; 32]), DocumentId([2; 32]));
    assert_ne!(
        mine.first.open.actor_of(one),
        mine.first.open.actor_of(two),
        "changes of one may come to stand in the other"
    );
    assert_eq!(mine.first.open.actor_of(one), mine.first.open.actor_of(one));
    assert_ne!(mine.first.open.actor_of(one), mine.second.open.actor_of(one));
}

#[test]
fn late_words_are_kept_although_an_older_value_is_damaged() {
    let (mut mine, entry) = marked_with_late_words();
    // The mark of the trash cannot be read any more; nothing needs it.
    let seqs = mine.second.open.catalog.get(entry).unwrap().seqs.clone();
    mine.second.open.vault.spoil_for_tests(mine.private(), *seqs.last().unwrap());
    mine.level();
    assert_eq!(mine.second.entries(), ["as it was, and late"]);
}

#[test]
fn endings_told_after_a_restore_are_held_to_the_rules_of_the_feed() {
    let mut mine = Mine::new();
    let publication = mine.first.share(mine.space, "shared words");
    let end = Tombstone { heads: Vec::new(), end: End::Emptied(Default::default()) };
    mine.first.open.end_again(mine.space, vec![(publication, end)], true).unwrap();
    assert!(mine.first.is_here(publication), "no trash is emptied in a shared space");
    let entry = mine.first.write("Corridor", "as it was");
    let end = Tombstone { heads: Vec::new(), end: End::Withdrawn };
    mine.first.open.end_again(mine.private(), vec![(entry, end)], true).unwrap();
    assert!(mine.first.is_here(entry), "and nothing of a private one is withdrawn");
}
