//! A locked vault that receives, over real connections: what the sender reads, and what is there after unlocking.

use understory::demo::headless;
use understory::demo::party::{Party, PartyError};
use understory_sync::engine::view::ShareState;
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::ids::DocumentId;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::pairs::{self, Pair};
use understory_tests::wait::until;

fn until_state(client: &mut Party, entry: DocumentId, wanted: impl Fn(ShareState) -> bool) {
    let found = client.until_answer("what the other device says", |client| {
        let view = client.open_entry(entry)?;
        Ok(view.shares[0].devices.iter().all(|device| wanted(device.state)).then_some(()))
    });
    found.expect("the other device says it");
}

#[test]
fn what_is_shared_with_a_locked_vault_is_stored_there_and_read_after_it_is_opened() {
    let mut pair = Pair::new().expect("paired");
    let therapist = &mut pair.therapist;
    therapist.ask(Command::KeepReceiving(true)).expect("asked");
    let chosen = |event: &Event| matches!(event, Event::KeepsReceiving(true)).then_some(());
    therapist.until("the choice to be kept", chosen).expect("kept");
    therapist.lock().expect("locks");
    let receives = |event: &Event| matches!(event, Event::Receiving(true)).then_some(());
    therapist.until("the locked vault to receive", receives).expect("it receives");

    let shared = pairs::share_whole(&mut pair.client, pair.space, "Title", "the heron stood there");
    let (entry, publication) = shared.expect("shared");
    until_state(&mut pair.client, entry, |state| state == ShareState::Stored);
    let device = &pair.client.people[0].devices[0];
    assert!(device.everything_since_ms.is_none(), "it never says that it has everything");

    // The folder is not free meanwhile, and a wrong passphrase leaves everything as it was.
    let folder = pair.therapist.folder().to_owned();
    let other = Party::start(&folder, pair.therapist.passphrase().try_clone(), RecoveryKey::generate());
    let mut other = other.expect("an engine");
    let told = other.unlock();
    assert!(matches!(told, Err(PartyError::Failed { failure: Failure::AlreadyOpen, .. })), "{told:?}");
    other.quit().expect("quits");
    let passphrase = Passphrase::new("not these words".to_owned());
    pair.therapist.ask(Command::Unlock { folder, passphrase }).expect("asked");
    let failed = |event: &Event| matches!(event, Event::TryAgainAfter(_)).then_some(());
    pair.therapist.until("a wrong passphrase", failed).expect("refused");
    let shared = pairs::share_whole(&mut pair.client, pair.space, "Title", "and flew away");
    let (later, _) = shared.expect("shared");
    until_state(&mut pair.client, later, |state| state == ShareState::Stored);

    // What was told of the wrong one comes first, and the next guess is heard a second later.
    pair.therapist.hear(std::time::Duration::ZERO);
    until("the right passphrase to be heard", 10, || pair.therapist.unlock().ok());
    headless::read(&mut pair.therapist, pair.space, publication, "the heron stood there").expect("it is read");
    for entry in [entry, later] {
        until_state(&mut pair.client, entry, |state| matches!(state, ShareState::Arrived { .. }));
    }
    for party in [pair.client, pair.therapist] {
        party.quit().expect("quits");
    }
}
