//! Files that are not for this vault, not from whom they say, or not what they were when they were written.

use super::*;
use crate::engine::view::IncidentKind;
use crate::exchange::{CarriedHead, CarriedSpace, RunSpan};
use crate::ids::{Origin, Run};
use crate::kind::{Body, Chunk, RefusedWhy};
use crate::limits::{CARRIED_FILE_BYTES_MAX, CONTACT_DAY_BYTES};
use crate::people::{RecordBody, Signer};
use crate::sealed::{SigningKey, seal_letter};

const RUN: Run = Run([8; 8]);

impl Two {
    /// A file as the client's device could make it with any words in it, signed by some key.
    fn forged(&self, head: &CarriedHead, chunks: Vec<Chunk>, key: &SigningKey) -> CarriedFile {
        let upto = chunks.len() as u64;
        let runs = [RunSpan { run: RUN, first: 1, last: upto.max(1) }];
        let numbered = (1..).zip(chunks).collect();
        self.sealed(head, CarriedSpace::pack((self.space, head.sender), &runs, (0, upto), numbered), key)
    }

    fn sealed(&self, head: &CarriedHead, part: CarriedSpace, key: &SigningKey) -> CarriedFile {
        let recipient = &self.therapist.open.me.roster.card(self.therapist.device()).unwrap().recipient;
        CarriedFile(seal_letter(&head.with(&[part]).unwrap(), key, &[recipient]).unwrap())
    }

    /// A file with these numbers of the client's log, the first one exclusive.
    fn numbers(&self, (after, upto): (u64, u64)) -> CarriedFile {
        let (vault, space) = (&self.client.open.vault, self.space);
        let chunks = (after + 1..=upto).map(|number| (number, vault.chunk(space, number).unwrap().unwrap()));
        let runs = crate::engine::exchanges::runs_of(&vault.log(space));
        let part = CarriedSpace::pack((space, self.client.device()), &runs, (after, upto), chunks.collect());
        self.sealed(&self.head(), part, self.founders[0].signing(0))
    }

    fn head(&self) -> CarriedHead {
        CarriedHead {
            sender: self.client.device(),
            writer: self.client.me(),
            reader: self.therapist.me(),
            written_ms: 5,
            roster: self.client.open.me.roster.encode().unwrap(),
        }
    }

    fn untouched(&mut self, file: &CarriedFile) -> CarriedFound {
        let before = (self.therapist.open.vault.newest(self.space), self.therapist.delivery(self.client.device()));
        let found = self.therapist.open_file(file);
        let after = (self.therapist.open.vault.newest(self.space), self.therapist.delivery(self.client.device()));
        assert!(before == after, "{found:?} changed something");
        found
    }
}

#[test]
fn a_file_for_others_one_that_was_cut_and_no_file_at_all_say_so_and_change_nothing() {
    let mut two = Two::new();
    two.client.share(two.space, "for one reader");
    let file = two.for_therapist();
    let stranger = Founder::new(Role::Therapist, 1, &Watch::new(99));
    let mut elsewhere = Desk::new(&stranger, 0, two.root.path(), None);
    assert_eq!(elsewhere.open_file(&file), CarriedFound::NotForThisDevice);
    assert_eq!(two.client.open_file(&file), CarriedFound::NotForThisDevice, "nor does its writer read it");

    let bytes = file.0.clone();
    let spoilt = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        CarriedFile(bytes)
    };
    for at in (0..bytes.len()).step_by(37) {
        let found = two.untouched(&spoilt(&|bytes| bytes.truncate(at)));
        assert!(matches!(found, CarriedFound::Damaged | CarriedFound::NotForThisDevice), "cut at {at}: {found:?}");
        let found = two.untouched(&spoilt(&|bytes| bytes[at] ^= 1));
        assert!(matches!(found, CarriedFound::Damaged | CarriedFound::NotForThisDevice), "flipped at {at}: {found:?}");
    }
    assert_eq!(two.untouched(&CarriedFile(b"a shopping list".to_vec())), CarriedFound::Damaged);
    assert_eq!(two.untouched(&CarriedFile(vec![0; CARRIED_FILE_BYTES_MAX + 1])), CarriedFound::Damaged);
    assert_eq!(two.therapist.take(&file).pages, 1, "the file itself is good");
}

#[test]
fn a_newer_file_is_named() {
    let mut two = Two::new();
    let mut content = two.head().with(&[]).unwrap();
    content[0] = 2;
    let recipient = two.therapist.open.me.roster.card(two.therapist.device()).unwrap().recipient.clone();
    let file = seal_letter(&content, two.founders[0].signing(0), &[&recipient]).unwrap();
    assert_eq!(two.untouched(&CarriedFile(file)), CarriedFound::Newer);
}

#[test]
fn a_file_of_somebody_unknown_or_signed_by_another_key_brings_nothing() {
    let mut two = Two::new();
    let (head, good) = (two.head(), SigningKey::from_secret(&two.founders[0].signing(0).secret()));
    let stranger = Founder::new(Role::Client, 1, &Watch::new(99));
    let desk = Desk::new(&stranger, 0, two.root.path(), None);
    let theirs = desk.open.me.roster.encode().unwrap();

    assert_eq!(two.untouched(&two.forged(&head, Vec::new(), stranger.signing(0))), CarriedFound::Forged);
    let unknown = CarriedHead { sender: desk.device(), writer: desk.me(), roster: theirs.clone(), ..head.clone() };
    assert_eq!(two.untouched(&two.forged(&unknown, Vec::new(), stranger.signing(0))), CarriedFound::UnknownDevice);
    // A stranger who names a person that is known has no record of theirs to show.
    let borrowed = CarriedHead { sender: desk.device(), roster: theirs, ..head.clone() };
    assert_eq!(two.untouched(&two.forged(&borrowed, Vec::new(), stranger.signing(0))), CarriedFound::UnknownDevice);
    let nonsense = CarriedHead { roster: vec![1; 40], ..head.clone() };
    assert_eq!(two.untouched(&two.forged(&nonsense, Vec::new(), &good)), CarriedFound::Damaged);
    let for_another = CarriedHead { reader: desk.me(), ..head.clone() };
    assert_eq!(two.untouched(&two.forged(&for_another, Vec::new(), &good)), CarriedFound::NotForThisDevice);
    let genuine = two.forged(&head, Vec::new(), &good);
    assert!(matches!(two.therapist.open_file(&genuine), CarriedFound::Taken(_)), "nothing else was wrong with them");
}

#[test]
fn a_chunk_in_a_file_is_judged_as_one_by_a_connection_and_its_refusal_is_answered() {
    let mut two = Two::new();
    let good = SigningKey::from_secret(&two.founders[0].signing(0).secret());
    let origin = Origin { device: two.client.device(), run: RUN, seq: 1 };
    let junk = Chunk { document: DocumentId([4; 32]), origin, body: Body::Changes(vec![1, 2, 3]) };
    let foreign = Origin { device: two.therapist.device(), run: RUN, seq: 2 };
    let passed_on = Chunk { document: DocumentId([5; 32]), origin: foreign, body: Body::Changes(vec![1]) };
    let stranger = Origin { device: DeviceId([9; 32]), run: RUN, seq: 3 };
    let third = Chunk { document: DocumentId([6; 32]), origin: stranger, body: Body::Changes(vec![1]) };
    let file = two.forged(&two.head(), vec![junk, passed_on, third], &good);
    let news = two.therapist.take(&file);
    assert_eq!((news.pages, news.refused), (0, 2));
    let kept = two.therapist.delivery(two.client.device()).space(two.space).unwrap().kept.clone();
    assert_eq!(kept.cursor.seq, 3, "nothing behind it is held up");
    let why: Vec<RefusedWhy> = kept.refused.values().copied().collect();
    assert_eq!(why, [RefusedWhy::Malformed, RefusedWhy::NotTheWriter]);
    let told = two.therapist.last(|event| match event {
        Event::Incidents(list) => Some(list.iter().map(|one| one.kind).collect::<Vec<_>>()),
        _ => None,
    });
    assert!(told.contains(&IncidentKind::Refused(RefusedWhy::NotTheWriter)));
}

#[test]
fn a_file_is_no_way_around_what_fits_in_a_day() {
    let mut two = Two::new();
    two.client.share(two.space, "one");
    let file = two.for_therapist();
    two.therapist.take(&file);
    let answer = two.for_client();
    two.client.take(&answer);
    two.client.share(two.space, "two");
    let file = two.for_therapist();
    let (person, now_ms) = (two.client.me(), two.therapist.open.now_ms());
    two.therapist.open.peers.end_first_syncs();
    assert!(two.therapist.open.quotas.take(person, false, CONTACT_DAY_BYTES - 10, 1, now_ms));
    let news = two.therapist.take(&file);
    assert!(news.too_much_today && news.pages == 0, "{news:?}");
    assert_eq!(two.therapist.shown(two.space), ["one"]);
    two.therapist.watch.advance(24 * 3600 * 1000);
    assert_eq!(two.therapist.take(&file).pages, 1, "the next day it fits");
}

#[test]
fn each_device_of_a_reader_answers_for_itself_and_a_removed_one_brings_nothing() {
    let mut two = Two::with_devices(2);
    // The therapist's second device, which the client has heard of.
    let mut second = Desk::new(&two.founders[1], 1, two.root.path(), Some(&two.contacts[1]));
    two.client.share(two.space, "for both devices");
    let file = two.for_therapist();
    assert_eq!(second.take(&file).pages, 1, "it is sealed to every device of the reader");
    let answer = second.save_for(two.client.me());
    assert!(two.client.take(&answer).answers);
    assert_eq!(two.client.standing(second.device(), two.space).waiting, 0);
    assert_eq!(two.said().waiting, 1, "the other one has not said so");
    assert_eq!(two.client.made(CarryTo::Person(two.therapist.me())).pages, 1, "the least of both counts");

    // The therapist removes it; their first device's next file tells the client.
    let me = Signer::Device(two.therapist.device());
    let remove = RecordBody::Remove { device: second.device(), last_number: 0 };
    let mut roster = two.therapist.open.me.roster.clone();
    roster.sign_next(me, remove, two.founders[1].signing(0)).unwrap();
    two.therapist.open.keep_roster(roster).unwrap();
    two.therapist.open.devices_changed().unwrap();
    let tells = two.for_client();
    two.client.take(&tells);
    let late = second.save_for(two.client.me());
    assert_eq!(two.client.open_file(&late), CarriedFound::RemovedDevice { device: "Device 1".to_owned() });
    let file = two.for_therapist();
    assert_eq!(second.open_file(&file), CarriedFound::NotForThisDevice, "nothing is sealed to it any more");
}

#[test]
fn a_new_device_is_known_from_the_roster_in_its_own_file() {
    let two = Two::with_devices(2);
    let mut contact = Contact::decode(&two.contacts[0].encode().unwrap()).unwrap();
    let founding = contact.roster.records().find(|record| matches!(record.body, RecordBody::Found { .. }));
    contact.roster = crate::people::Roster::from_founding(founding.unwrap().clone()).unwrap();
    let root = tempfile::tempdir().unwrap();
    let mut client = Desk::new(&two.founders[0], 0, root.path(), Some(&contact));
    let mut second = Desk::new(&two.founders[1], 1, root.path(), Some(&two.contacts[1]));
    client.share(two.space, "for whoever reads");
    let before = client.save_for(second.me());
    assert_eq!(second.open_file(&before), CarriedFound::NotForThisDevice);
    let hello = second.save_for(client.me());
    client.take(&hello);
    let after = client.save_for(second.me());
    assert_eq!(second.take(&after).pages, 1);
}

#[test]
fn a_file_whose_forerunner_never_came_is_not_taken_in_and_fits_after_it() {
    let mut two = Two::new();
    for words in ["one", "two", "three"] {
        two.client.share(two.space, words);
    }
    let (first, second, all) = (two.numbers((0, 1)), two.numbers((1, 2)), two.numbers((0, 3)));
    let news = two.therapist.take(&second);
    assert!(news.earlier_missing && news.pages == 0, "{news:?}");
    assert_eq!(two.therapist.open.vault.newest(two.space), 0);
    assert!(
        two.therapist.delivery(two.client.device()).space(two.space).is_none_or(|known| known.kept.cursor.seq == 0)
    );
    assert_eq!(two.therapist.take(&first).pages, 1);
    assert_eq!(two.therapist.take(&second).pages, 1);
    assert_eq!(two.therapist.take(&all).pages, 1, "of a file that overlaps only the rest is new");
    assert_eq!(two.therapist.shown(two.space), ["one", "three", "two"]);
}

#[test]
fn a_restored_vault_makes_no_file_and_takes_none_in_before_somebody_has_looked() {
    let mut two = Two::new();
    two.client.share(two.space, "one");
    let file = two.for_therapist();
    let world = two.therapist.open.world.clone();
    crate::engine::from_backup::hold_back(&mut two.therapist.open.vault, &world).unwrap();
    two.therapist = two.therapist.again();
    let news = two.therapist.take(&file);
    assert!(news.differs && news.pages == 0, "{news:?}");
    let to = CarryTo::Person(two.client.me());
    let made = two.therapist.open.save_carried(to, &mut two.therapist.runner);
    assert_eq!(made.err(), Some(crate::engine::Failure::ServingStopped));
}
