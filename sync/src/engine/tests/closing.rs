//! What a contact may say about an ending, and what a pairing after one decides.

use super::*;
use crate::document::{closing_genesis, receipts_genesis};

impl Bench {
    /// The other person's closing, as one chunk.
    fn closing(&self, at_ms: u64) -> Chunk {
        let (document, mut doc) = closing_genesis(self.space, self.person(), &*self.world.entropy).unwrap();
        doc.close(self.them.device.device, at_ms).unwrap();
        self.changes(document, &doc.new_changes())
    }

    /// The contact as a new pairing would bring it, with a space of its own.
    fn paired_anew(&self) -> Contact {
        let known = &self.open.contacts[&self.person()];
        let mut contact = Contact::decode(&known.contact.encode().unwrap()).unwrap();
        let (me, person) = (self.open.me.person, self.person());
        let terms = SpaceTerms::new((me, Role::Therapist), (person, Role::Client), [8; 32]).unwrap();
        let by_me = terms.sign(self.open.me.device, &self.open.me.signing).unwrap();
        let by_them = terms.sign(self.them.device.device, &self.them.signing).unwrap();
        contact.space = SpaceFounding::new(terms, (me, by_me), by_them);
        contact
    }
}

#[test]
fn an_ending_is_taken_from_the_one_who_ends_and_never_taken_back() {
    let mut bench = Bench::new();
    let said = bench.theirs("a passage");
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied);
    let (mine, _) = closing_genesis(bench.space, bench.open.me.person, &*bench.world.entropy).unwrap();
    let closing = bench.closing(77);
    for document in [closing.document, mine] {
        bench.refused(bench.tombstone(document), RefusedWhy::NotTheWriter);
    }
    assert_eq!(bench.fate(closing.clone()), Fate::Applied);
    let ended = bench.open.ended(bench.space).unwrap();
    assert_eq!((ended.at_ms, ended.by), (77, bench.person()));
    assert!(bench.shown().is_empty(), "nothing of theirs is shown any more");
    bench.refused(bench.tombstone(closing.document), RefusedWhy::NotTheWriter);
    let mut bench = bench.killed();
    assert_eq!(bench.open.ended(bench.space), Some(ended));
    bench.pass(1_000);
    assert!(bench.open.read_doc(said.document).is_err(), "and it is gone, whether or not they withdraw it");
}

#[test]
fn nobody_ends_a_space_in_the_name_of_somebody_else() {
    let mut bench = Bench::new();
    let (document, mut doc) = closing_genesis(bench.space, bench.open.me.person, &*bench.world.entropy).unwrap();
    doc.close(bench.them.device.device, 5).unwrap();
    let forged = bench.changes(document, &doc.new_changes());
    bench.refused(forged, RefusedWhy::NotTheWriter);
    assert!(bench.open.ended(bench.space).is_none());
}

#[test]
fn after_an_ending_opening_something_leaves_no_receipt() {
    let mut bench = Bench::new();
    let said = bench.theirs("a passage");
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied);
    assert_eq!(bench.fate(bench.closing(5)), Fate::Applied);
    bench.open.mark_opened(said.document).unwrap();
    bench.pass(60_000);
    let (list, _) = receipts_genesis(bench.space, bench.open.me.person, &*bench.world.entropy).unwrap();
    assert!(bench.open.catalog.get(list).is_none());
}

#[test]
fn a_rule_that_changes_later_changes_no_date_that_was_set() {
    let mut bench = Bench::new();
    bench.open.set_retention(Some(30)).unwrap();
    let said = bench.theirs("a passage");
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied);
    assert_eq!(bench.fate(bench.closing(5)), Fate::Applied);
    bench.pass(1_000);
    let until_ms = bench.open.extra(said.document).kept_until_ms.unwrap();
    bench.open.set_retention(None).unwrap();
    let answers = bench.send(vec![bench.tombstone(said.document)]);
    assert_eq!(purges(&answers), [(said.document, Purge::KeptUntil { until_ms })]);
}

#[test]
fn a_pairing_after_an_ending_takes_the_new_space_and_remembers_the_old_one() {
    let mut bench = Bench::new();
    let mut contact = bench.paired_anew();
    let new = contact.space.space().unwrap();
    let past = bench.open.settle_space(&mut contact);
    assert!(contact.space.space().unwrap() == new && past.spaces.is_empty(), "the two never met in the old one");
    assert_eq!(bench.fate(bench.closing(5)), Fate::Applied);
    let mut contact = bench.paired_anew();
    let past = bench.open.settle_space(&mut contact);
    assert_eq!((contact.space.space().unwrap(), past.spaces.clone()), (new, vec![bench.space]));
    let known = Known { past, ..Known::new(contact, &Default::default()).unwrap() };
    let person = bench.person();
    bench.open.contacts.insert(person, known);
    bench.open.save_contact(person).unwrap();
    let bench = bench.killed();
    let known = bench.open.contact_in(bench.space).expect("withdrawals there are still told");
    assert_eq!(known.space, new);
    assert!(bench.open.person_views()[0].ended.is_none());
}
