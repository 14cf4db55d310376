//! Records of the private space, through the engine: begun, changed, thrown away, listed after a kill.

use super::super::command::EntryStart;
use super::super::failure::Failure;
use super::super::view::{EntryView, RecordView};
use super::*;
use crate::document::{Fact, FactChanges};
use crate::limits::FACT_TEXT_BYTES_MAX;

fn set(facts: &[(&str, Option<Fact>)]) -> FactChanges {
    facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect()
}

fn date(date: &str) -> Option<Fact> {
    Some(Fact::Text(date.to_owned()))
}

impl Bench {
    /// Carries out a command and returns the records and entries it told.
    fn happened(
        &mut self,
        command: impl FnOnce(&mut Open) -> Result<(), Failure>,
    ) -> Result<(Vec<RecordView>, Vec<EntryView>), Failure> {
        self.open.events.clear();
        command(&mut self.open)?;
        let (mut records, mut entries) = (Vec::new(), Vec::new());
        for event in self.open.events.drain(..) {
            match event {
                Event::Records { changed, .. } => records.extend(changed),
                Event::Opened(view) => entries.push(view),
                _ => {}
            }
        }
        Ok((records, entries))
    }

    fn set(&mut self, document: DocumentId, kind: Kind, facts: &[(&str, Option<Fact>)]) -> Result<RecordView, Failure> {
        let (mut records, _) = self.happened(|open| open.set_facts(document, kind, &set(facts)))?;
        Ok(records.pop().unwrap())
    }
}

#[test]
fn a_record_is_begun_changed_and_listed_after_a_kill() {
    let mut bench = Bench::new();
    let session = DocumentId([7; 32]);
    bench.set(session, Kind::Session, &[("date", date("2026-05-12")), ("depth", Some(Fact::Number(7)))]).unwrap();
    let told = bench.set(session, Kind::Session, &[("date", date("2026-05-13")), ("depth", None)]).unwrap();
    assert_eq!(told.facts.get("date").and_then(Fact::text), Some("2026-05-13"));

    let bench = bench.killed();
    let listed = bench.open.record_view(session).unwrap();
    assert_eq!((listed.facts, listed.kind), (told.facts, Kind::Session));
}

#[test]
fn what_was_thrown_away_comes_back_whole() {
    let mut bench = Bench::new();
    let session = DocumentId([7; 32]);
    bench.set(session, Kind::Session, &[("date", date("2026-05-12"))]).unwrap();
    let (thrown, _) = bench.happened(|open| open.trash(session, true)).unwrap();
    assert!(thrown[0].trashed);
    let (back, _) = bench.happened(|open| open.trash(session, false)).unwrap();
    assert!(!back[0].trashed && back[0].facts.contains_key("date"));
}

#[test]
fn an_entry_begins_with_its_question_and_its_session() {
    let mut bench = Bench::new();
    let facts = set(&[("session", date("07"))]).into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect();
    let start = EntryStart { title: "After".to_owned(), text: "## What stays?\n\n".to_owned(), facts };
    let (_, entries) = bench.happened(|open| open.new_entry(&start)).unwrap();
    let entry = &entries[0];
    assert_eq!((entry.summary.title.as_str(), entry.text.as_str()), ("After", "## What stays?\n\n"));
    let facts = &bench.open.entry_summary(entry.summary.document).unwrap().facts;
    assert_eq!(facts.get("session").and_then(Fact::text), Some("07"));
}

#[test]
fn facts_of_another_kind_or_too_long_or_badly_named_are_refused_and_change_nothing() {
    let mut bench = Bench::new();
    let session = DocumentId([7; 32]);
    bench.set(session, Kind::Session, &[("date", date("2026-05-12"))]).unwrap();
    let long = Some(Fact::Text("x".repeat(FACT_TEXT_BYTES_MAX + 1)));
    assert_eq!(bench.set(session, Kind::Session, &[("note", long)]).unwrap_err(), Failure::TooLong);
    assert!(bench.set(session, Kind::CheckIn, &[("date", None)]).is_err());
    assert!(bench.set(session, Kind::Session, &[("Bad Name", None)]).is_err());
    assert!(bench.set(DocumentId([8; 32]), Kind::Entry, &[("date", None)]).is_err(), "an entry is not begun by a fact");
    assert!(bench.set(DocumentId([9; 32]), Kind::Publication, &[("date", None)]).is_err());
    assert_eq!(bench.open.record_view(session).unwrap().facts.len(), 1);
}

#[test]
fn the_only_document_of_a_kind_has_one_name_for_a_person() {
    let (mine, yours) = (SpaceId([1; 16]), SpaceId([2; 16]));
    assert_eq!(Kind::SafetyPlan.only_one(mine), Kind::SafetyPlan.only_one(mine));
    assert_ne!(Kind::SafetyPlan.only_one(mine), Kind::Choices.only_one(mine));
    assert_ne!(Kind::SafetyPlan.only_one(mine), Kind::SafetyPlan.only_one(yours));
}
