//! Sessions, check-ins and choices on two devices of one person, over real connections: apart, and together again.

use std::collections::BTreeMap;

use understory::demo::party::{Party, PartyError};
use understory_sync::document::{Fact, FactChanges, Facts};
use understory_sync::engine::view::{NetworkMode, RecordView};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;
use understory_tests::own;

const SESSION: DocumentId = DocumentId([1; 32]);
const CHECK_IN: DocumentId = DocumentId([2; 32]);

/// One device, and the records it told of.
struct Device {
    party: Party,
    records: BTreeMap<DocumentId, RecordView>,
}

impl Device {
    fn new(party: Party) -> Self {
        Self { party, records: BTreeMap::new() }
    }

    fn set(&mut self, document: DocumentId, kind: Kind, facts: &[(&str, Fact)]) -> Result<(), PartyError> {
        let set: FactChanges = facts.iter().map(|(name, fact)| ((*name).to_owned(), Some(fact.clone()))).collect();
        let facts = facts.to_vec();
        self.party.ask(Command::SetFacts { document, kind, set })?;
        let is_set = |facts_there: &Facts| facts.iter().all(|(name, fact)| facts_there.get(*name) == Some(fact));
        self.until("its own change", |records| records.get(&document).is_some_and(|record| is_set(&record.facts)))
    }

    fn until(
        &mut self,
        what: &'static str,
        wanted: impl Fn(&BTreeMap<DocumentId, RecordView>) -> bool,
    ) -> Result<(), PartyError> {
        let records = &mut self.records;
        if wanted(records) {
            return Ok(());
        }
        self.party.until(what, |event| {
            if let Event::Records { changed, removed } = event {
                records.extend(changed.iter().map(|record| (record.document, record.clone())));
                removed.iter().for_each(|document| drop(records.remove(document)));
            }
            wanted(records).then_some(())
        })
    }

    /// Lets nobody reach this device, or lets them again.
    fn network(&mut self, mode: NetworkMode) -> Result<(), PartyError> {
        self.party.ask(Command::SetNetwork(mode))?;
        self.party.until("the network to be as chosen", |event| match event {
            Event::Profile(profile) => (profile.network == mode).then_some(()),
            _ => None,
        })
    }
}

fn text(words: &str) -> Fact {
    Fact::Text(words.to_owned())
}

fn two() -> Result<(tempfile::TempDir, Device, Device), PartyError> {
    let root = tempfile::tempdir().map_err(|_| PartyError::Unexpected("a temporary folder"))?;
    let (first, second) = own::second(own::alone(&root.path().join("first"))?, &root.path().join("second"))?;
    Ok((root, Device::new(first), Device::new(second)))
}

#[test]
fn a_session_moved_to_two_dates_and_a_check_in_finished_on_both_are_one_on_both() -> Result<(), PartyError> {
    let (_root, mut first, mut second) = two()?;
    first.set(SESSION, Kind::Session, &[("date", text("2026-12-01")), ("intention", text("to listen"))])?;
    first.set(CHECK_IN, Kind::CheckIn, &[("instrument", text("phq-9")), ("item.1", Fact::Number(1))])?;
    second.until("both records", |records| records.contains_key(&SESSION) && records.contains_key(&CHECK_IN))?;

    first.network(NetworkMode::Off)?;
    second.network(NetworkMode::Off)?;
    first.set(SESSION, Kind::Session, &[("date", text("2026-12-03"))])?;
    second.set(SESSION, Kind::Session, &[("date", text("2026-12-05")), ("music", text("piano"))])?;
    first.set(CHECK_IN, Kind::CheckIn, &[("item.2", Fact::Number(2)), ("done", Fact::Flag(true))])?;
    second.set(CHECK_IN, Kind::CheckIn, &[("item.3", Fact::Number(3)), ("done", Fact::Flag(true))])?;
    first.network(NetworkMode::Nearby)?;
    second.network(NetworkMode::Nearby)?;

    let met = |records: &BTreeMap<DocumentId, RecordView>| {
        let (session, check_in) = (&records[&SESSION], &records[&CHECK_IN]);
        let merged = session.facts.contains_key("music") && session.facts.contains_key("intention");
        let all = ["item.1", "item.2", "item.3", "done"].iter().all(|name| check_in.facts.contains_key(*name));
        merged && all && session.rivals.contains_key("date")
    };
    first.until("what the second did", met)?;
    second.until("what the first did", met)?;
    let date = |device: &Device| device.records[&SESSION].facts["date"].clone();
    assert_eq!(date(&first), date(&second), "one date counts, the same on both");
    let dates = [date(&first), first.records[&SESSION].rivals["date"][0].clone()];
    assert!(dates.contains(&text("2026-12-03")) && dates.contains(&text("2026-12-05")), "and the other is shown");
    assert_eq!(first.records[&CHECK_IN].facts, second.records[&CHECK_IN].facts);

    // Whoever settles it settles it on both.
    second.set(SESSION, Kind::Session, &[("date", text("2026-12-04"))])?;
    let settled = |records: &BTreeMap<DocumentId, RecordView>| {
        let session = &records[&SESSION];
        session.facts["date"] == text("2026-12-04") && session.rivals.is_empty()
    };
    first.until("the date that was settled", settled)?;
    second.until("no other date any more", settled)
}

#[test]
fn what_a_person_chose_of_the_app_on_two_devices_is_one_record() -> Result<(), PartyError> {
    let (_root, mut first, mut second) = two()?;
    let kind = Kind::Choices;
    let profile = |device: &mut Device| {
        device.party.ask(Command::SetRetention(None))?;
        device.party.until("the profile", |event| match event {
            Event::Profile(profile) => Some(profile.private_space),
            _ => None,
        })
    };
    let name = |device: &mut Device| profile(device).map(|private| kind.only_one(private));
    let (here, there) = (name(&mut first)?, name(&mut second)?);
    assert_eq!(here, there, "both begin the same document");
    first.network(NetworkMode::Off)?;
    second.network(NetworkMode::Off)?;
    first.set(here, kind, &[("reminder.minute", Fact::Number(1140))])?;
    second.set(there, kind, &[("on-this-day", Fact::Flag(true))])?;
    first.network(NetworkMode::Nearby)?;
    second.network(NetworkMode::Nearby)?;
    let both =
        |records: &BTreeMap<DocumentId, RecordView>| records.get(&here).is_some_and(|record| record.facts.len() == 2);
    first.until("the other's choice", both)?;
    second.until("the other's choice too", both)
}
