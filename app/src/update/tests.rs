//! What follows from actions and events, without a window.

use jiff::tz::TimeZone;
use understory_sync::clock::SeededEntropy;
use understory_sync::engine::Failure;
use understory_sync::engine::view::EntrySummary;
use understory_sync::ids::DocumentId;

use super::*;
use crate::action::{JournalAction, VaultAction};
use crate::engine_handle::fake::FakeEngine;
use crate::platform::settings::Settings;

fn check(test: impl FnOnce(&mut Update<'_>, &FakeEngine)) {
    let fake = FakeEngine::default();
    let mut model = Model::new("/nowhere/vault".into(), true, Settings::default(), TimeZone::UTC);
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
    let mut jobs = Jobs::start(|| {});
    let mut engine = fake.clone();
    test(&mut Update { model: &mut model, engine: &mut engine, jobs: &mut jobs, entropy: &entropy }, &fake);
}

fn entry(number: u8) -> EntrySummary {
    EntrySummary {
        document: DocumentId([number; 32]),
        title: String::new(),
        first_line: String::new(),
        tags: vec![],
        created_ms: u64::from(number),
        changed_ms: 0,
        trashed_ms: (number == 9).then_some(5),
        shared: false,
        facts: Default::default(),
    }
}

#[test]
fn the_newest_entry_stands_first_and_the_trash_apart() {
    check(|update, _| {
        update.hear(Event::Catalog { changed: vec![entry(1), entry(9), entry(3)], removed: vec![] });
        let journal = &update.model.state.journal;
        assert_eq!(journal.rows, vec![entry(3).document, entry(1).document]);
        assert_eq!((journal.kept, journal.trashed), (2, 1));
        update.hear(Event::Catalog { changed: vec![], removed: vec![entry(3).document] });
        assert_eq!(update.model.state.journal.rows, vec![entry(1).document]);
    });
}

#[test]
fn the_answer_to_an_older_search_is_ignored() {
    check(|update, engine| {
        update.hear(Event::Catalog { changed: vec![entry(1), entry(2)], removed: vec![] });
        for typed in ["d", "do"] {
            update.model.views.journal.search = typed.to_owned();
            update.act(Action::Journal(JournalAction::Search));
        }
        assert!(matches!(engine.take()[..], [Command::Search { number: 1, .. }, Command::Search { number: 2, .. }]));
        update.hear(Event::Found { number: 1, documents: vec![entry(1).document], excerpts: vec![] });
        assert_eq!(update.model.state.journal.rows.len(), 2);
        let excerpts = vec!["the door".to_owned()];
        update.hear(Event::Found { number: 2, documents: vec![entry(2).document], excerpts });
        let journal = &update.model.state.journal;
        assert_eq!(journal.rows, vec![entry(2).document]);
        assert_eq!(journal.excerpts[&entry(2).document], "the door");
        update.model.views.journal.search.clear();
        update.act(Action::Journal(JournalAction::Search));
        assert_eq!(update.model.state.journal.rows.len(), 2);
        assert!(update.model.state.journal.excerpts.is_empty());
    });
}

#[test]
fn a_failed_unlock_leads_back_to_the_unlock_screen() {
    check(|update, engine| {
        update.model.views.unlock.secret.push_str("words");
        update.act(Action::Vault(VaultAction::Unlock));
        assert_eq!(update.model.state.phase, Phase::Opening);
        assert!(matches!(engine.take()[..], [Command::Unlock { .. }]));
        update.hear(Event::Failed(Failure::WrongPassphrase));
        assert_eq!(update.model.state.phase, Phase::Locked);
        assert_eq!(update.model.state.failure, Some(Failure::WrongPassphrase));
    });
}

#[test]
fn half_a_recovery_key_never_reaches_the_engine() {
    check(|update, engine| {
        update.act(Action::Vault(VaultAction::ByRecovery(true)));
        update.model.views.unlock.secret.push_str("AGE-SECRET-KEY-1HALF");
        update.act(Action::Vault(VaultAction::Unlock));
        assert!(update.model.views.unlock.not_a_key);
        assert!(engine.take().is_empty());
    });
}
