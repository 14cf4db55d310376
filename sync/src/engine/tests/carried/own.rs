//! Files between one person's devices, and the last words of one that was removed.

use super::*;
use crate::engine::carrying::Room;
use crate::limits::FEED_CHUNKS;
use crate::people::{RecordBody, Signer};

/// A client with two devices and a therapist with one; nobody was ever connected.
pub(super) struct Mine {
    pub(super) first: Desk,
    pub(super) second: Desk,
    therapist: Desk,
    pub(super) space: SpaceId,
    founder: Founder,
    _root: tempfile::TempDir,
}

impl Mine {
    pub(super) fn new() -> Self {
        let (root, watch) = (tempfile::tempdir().unwrap(), Watch::new(5));
        let (founder, other) = (Founder::new(Role::Client, 2, &watch), Founder::new(Role::Therapist, 1, &watch));
        let (contacts, space) = pair(&founder, &other);
        let first = Desk::new(&founder, 0, root.path(), Some(&contacts[0]));
        let second = Desk::new(&founder, 1, root.path(), Some(&contacts[0]));
        let therapist = Desk::new(&other, 0, root.path(), Some(&contacts[1]));
        Self { first, second, therapist, space, founder, _root: root }
    }

    /// The first device removes the second, which does not hear of it.
    fn remove_second(&mut self) {
        let remove = RecordBody::Remove { device: self.second.device(), last_number: 0 };
        let mut roster = self.first.open.me.roster.clone();
        roster.sign_next(Signer::Device(self.first.device()), remove, self.founder.signing(0)).unwrap();
        self.first.open.keep_roster(roster).unwrap();
        self.first.open.devices_changed().unwrap();
    }

    /// Both devices have what the other wrote.
    pub(super) fn level(&mut self) {
        let there = self.first.save_for_mine();
        self.second.take(&there);
        let back = self.second.save_for_mine();
        self.first.take(&back);
    }
}

pub(super) fn edit(desk: &mut Desk, entry: DocumentId, title: &str, text: &str) {
    let change =
        |doc: &mut crate::document::Doc| doc.set_words(title, text).map_err(|_| crate::engine::Failure::Internal);
    desk.open.change(entry, change).unwrap();
    desk.open.refresh(entry).unwrap();
}

#[test]
fn own_devices_give_each_other_everything_private_and_shared() {
    let mut mine = Mine::new();
    mine.first.write("Alone", "private words");
    mine.first.share(mine.space, "shared words");
    let there = mine.first.save_for_mine();
    let news = mine.second.take(&there);
    assert_eq!((news.person, news.pages, news.refused), (None, 3, 0));
    assert_eq!(mine.second.entries(), ["private words", "shared words"]);
    let held = mine.second.open.catalog.iter().filter(|row| row.kind == Kind::Publication).count();
    assert_eq!(held, 1);

    mine.second.write("Elsewhere", "written on the second");
    let back = mine.second.save_for_mine();
    assert_eq!(mine.first.take(&back).pages, 1);
    assert_eq!(mine.first.entries().len(), 3);
    let standing = mine.first.standing(mine.second.device(), mine.private());
    assert_eq!((standing.waiting, standing.unopened), (0, 0));
    assert!(standing.everything_since_ms.is_some());
    assert_eq!(mine.first.made(CarryTo::MyDevices).pages, 0, "its own words do not go back to it");
}

impl Mine {
    pub(super) fn private(&self) -> SpaceId {
        self.first.private()
    }
}

#[test]
fn what_one_device_has_by_file_another_persons_device_gets_from_any_of_them() {
    let mut mine = Mine::new();
    mine.first.share(mine.space, "by the first");
    let there = mine.first.save_for_mine();
    mine.second.take(&there);
    mine.second.share(mine.space, "by the second");
    let both = mine.second.save_for(mine.therapist.me());
    assert_eq!(mine.therapist.take(&both).pages, 2);
    // The first device's own file brings it again, and nothing is kept twice.
    let again = mine.first.save_for(mine.therapist.me());
    let news = mine.therapist.take(&again);
    assert_eq!((news.pages, news.refused), (0, 0));
    assert_eq!(mine.therapist.shown(mine.space), ["by the first", "by the second"]);
}

#[test]
fn the_last_words_of_a_removed_device_are_shown_and_become_entries_only_after_a_yes() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "as it was");
    mine.level();
    mine.remove_second();
    edit(&mut mine.second, entry, "Corridor", "as it was, and a last sentence");
    mine.second.write("Alone", "written after it was lost");
    mine.second.write("", "");
    let before = (mine.first.entries(), mine.first.open.vault.newest(mine.private()));
    let file = mine.second.save_for_mine();
    let found = mine.first.open_file(&file);
    let CarriedFound::LastWords { device, pages } = &found else { panic!("{found:?}") };
    assert_eq!(device, "Device 1");
    let lines: Vec<(&str, &str)> = pages.iter().map(|page| (page.title.as_str(), page.first_line.as_str())).collect();
    assert_eq!(lines.len(), 2, "an empty page is none");
    assert!(lines.contains(&("Alone", "written after it was lost")));
    assert!(pages.iter().all(|page| page.created_ms > 0));
    assert_eq!((mine.first.entries(), mine.first.open.vault.newest(mine.private())), before, "nobody said yes");

    mine.first.open.keep_last_words(false).unwrap();
    mine.first.open.keep_last_words(true).unwrap();
    assert_eq!(mine.first.entries(), before.0, "left aside is left aside");

    mine.first.open_file(&file);
    mine.first.open.keep_last_words(true).unwrap();
    let texts = ["as it was", "as it was, and a last sentence", "written after it was lost"];
    assert_eq!(mine.first.entries(), texts);
    assert_eq!(mine.first.open.read_doc(entry).unwrap().text(Field::Body), "as it was", "what is here stays as it is");
    let tagged = mine.first.open.catalog.iter().filter(|row| row.tags == ["Device 1"]).count();
    assert_eq!(tagged, 2);
    let found = mine.first.open_file(&file);
    assert_eq!(found, CarriedFound::RemovedDevice { device: "Device 1".to_owned() }, "they are here now");
}

#[test]
fn a_removed_device_moves_no_cursor_and_ends_no_document() {
    let mut mine = Mine::new();
    let entry = mine.first.write("Corridor", "kept");
    mine.level();
    mine.remove_second();
    // As somebody might who found the computer and its words.
    let publication = mine.second.share(mine.space, "never said by its owner");
    mine.second.open.trash(entry, true).unwrap();
    let file = mine.second.save_for_mine();
    let rows: Vec<_> = mine.first.open.catalog.iter().cloned().collect();
    mine.first.open_file(&file);
    let now: Vec<_> = mine.first.open.catalog.iter().cloned().collect();
    assert!(rows == now);
    assert!(mine.first.open.catalog.get(publication).is_none());
    assert!(mine.first.open.peers.get(mine.second.device()).is_none());
}

#[test]
fn a_vault_that_went_back_takes_in_nothing_until_the_two_have_compared() {
    let mut mine = Mine::new();
    mine.second.write("Early", "early");
    mine.level();
    let copy = mine.second.copy();
    mine.second.write("Late", "late");
    let back = mine.second.save_for_mine();
    mine.first.take(&back);
    mine.first.write("Other", "other");
    let file = mine.first.save_for_mine();
    let Desk { open, watch, key, .. } = mine.second;
    drop(open);
    let mut older = Desk::opened(copy, key, watch);
    let before = older.entries();
    let news = older.take(&file);
    assert!(news.differs && news.pages == 0, "{news:?}");
    assert_eq!(older.entries(), before);
    // What it writes now stands under numbers that the other knows otherwise.
    older.write("New", "new");
    let file = older.save_for_mine();
    let news = mine.first.take(&file);
    assert!(news.differs && news.pages == 0, "{news:?}");
}

#[test]
fn what_one_device_knows_of_another_persons_devices_goes_along() {
    let mut mine = Mine::new();
    let new = crate::people::testing::device(77);
    let therapist = mine.therapist.me();
    let mut roster = mine.first.open.contacts[&therapist].contact.roster.clone();
    let signer = Signer::Device(mine.therapist.device());
    roster.sign_next(signer, RecordBody::Add { device: new.clone() }, &mine.therapist.open.me.signing).unwrap();
    let records = roster.records().cloned().collect();
    mine.first.open.person_roster_heard(therapist, records).unwrap();
    let file = mine.first.save_for_mine();
    mine.second.take(&file);
    assert!(mine.second.open.peers.get(new.device).is_some());
}

#[test]
fn what_does_not_fit_is_left_for_the_next_file() {
    let mut mine = Mine::new();
    for number in 0..=FEED_CHUNKS {
        mine.first.write("", &format!("entry {number}"));
    }
    let (space, device) = (mine.private(), mine.second.device());
    let covers = |bytes, runs| {
        let stretch = mine.first.open.stretch(&[device], space, &mut Room { bytes, runs, answers: 0 }).unwrap();
        assert!(stretch.chunks.iter().all(|(number, _)| *number <= stretch.upto));
        (stretch.after, stretch.upto, stretch.chunks.len() as u64)
    };
    let (batch, all) = (FEED_CHUNKS as u64, FEED_CHUNKS as u64 + 1);
    assert_eq!(covers(usize::MAX, usize::MAX), (0, all, all));
    assert_eq!(covers(1, usize::MAX), (0, batch, batch), "batch by batch, until the room is used up");
    assert_eq!(covers(0, usize::MAX), (0, 0, 0));
    assert_eq!(covers(usize::MAX, 0), (0, 0, 0));
}
