//! A client whose every computer and backup is gone comes back with the printed key, through their therapist.

use std::path::Path;

use understory::demo::party::{Party, PartyError};
use understory_sync::engine::view::{IncidentKind, Link, PairingEnd, PairingView, PersonView, Recognised};
use understory_sync::engine::{Command, Event};
use understory_sync::people::Role;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::{own, pairs};

/// Waits until a return stands as wanted.
fn until_returning<T>(party: &mut Party, what: &'static str, wanted: impl Fn(&PairingView) -> Option<T>) -> T {
    let found = party.until(what, |event| match event {
        Event::Returning(view) => match (wanted(view), view) {
            (Some(found), _) => Some(Ok(found)),
            (None, PairingView::Ended(end)) => Some(Err(*end)),
            _ => None,
        },
        _ => None,
    });
    found.expect("an answer").expect("it goes on")
}

fn words(party: &mut Party) -> [String; 2] {
    until_returning(party, "the words", |view| match view {
        PairingView::Words { say, .. } => Some(say.clone()),
        _ => None,
    })
}

/// A new computer with nothing on it and this key, up to where its person recognised the other.
fn knock(therapist: &mut Party, folder: &Path, key: &RecoveryKey) -> Party {
    let again = |key: &RecoveryKey| RecoveryKey::parse(&key.reveal()).expect("a key");
    let passphrase = Passphrase::new("six words that open the new one".to_owned());
    let mut new = Party::start(folder, passphrase.try_clone(), again(key)).expect("an engine");
    let person = therapist.people[0].person;
    therapist.ask(Command::InviteBack(person)).expect("asked");
    let invitation = until_returning(therapist, "an invitation", |view| match view {
        PairingView::Inviting { invitation, .. } => Some(invitation.clone()),
        _ => None,
    });
    let (folder, recovery) = (folder.to_owned(), again(key));
    let device_name = "New laptop".to_owned();
    new.ask(Command::Return { folder, device_name, passphrase, recovery, invitation }).expect("asked");
    let (here, there) = (words(&mut new), words(therapist));
    therapist.ask(Command::TypeWords(here)).expect("typed");
    new.ask(Command::TypeWords(there)).expect("typed");
    let (name, role) = until_returning(&mut new, "whom they meet", |view| match view {
        PairingView::Recognise { name, role } => Some((name.clone(), *role)),
        _ => None,
    });
    assert_eq!((name.as_str(), role), ("Therapist", Role::Therapist));
    new.ask(Command::ConfirmPerson(Recognised::OnVideo)).expect("said");
    new
}

#[test]
fn who_has_only_the_printed_key_comes_back_as_the_same_person_and_gets_what_they_shared() -> Result<(), PartyError> {
    let pairs::Pair { folder, mut client, mut therapist, space } = pairs::Pair::new()?;
    pairs::write(&mut client, "Private", "never shared")?;
    pairs::share_whole(&mut client, space, "The door", "it opened inwards")?;
    let (_, withdrawn) = pairs::share_whole(&mut client, space, "Too much", "not any more")?;
    therapist.until_people("both publications", |people| people[0].received == 2)?;
    client.ask(Command::Withdraw { publication: withdrawn })?;
    therapist.until_people("one of them gone", |people| people[0].received == 1)?;
    let person = therapist.people[0].person;
    let (old_folder, old_passphrase, key) = client.quit()?;

    let mut new = knock(&mut therapist, &folder.path().join("new"), &key);
    let name = until_returning(&mut therapist, "the new device", |view| match view {
        PairingView::AddDevice { name } => Some(name.clone()),
        _ => None,
    });
    assert_eq!(name, "New laptop");
    assert!(!folder.path().join("new").exists(), "nothing before a yes");
    therapist.ask(Command::AddDevice)?;
    let profile = new.until("the new vault", |event| match event {
        Event::Unlocked { profile, .. } => Some(profile.clone()),
        _ => None,
    })?;
    assert_eq!((profile.person, profile.name.as_str()), (person, "Client"));
    until_returning(&mut therapist, "that it is ready", |view| matches!(view, PairingView::Added { .. }).then_some(()));

    // It serves nothing before its person looked, and lists nothing of what it lost.
    new.until_people("the therapist, waiting for a yes", |people| {
        let is_asked = |person: &PersonView| person.recognised == Recognised::OnVideo && person.devices[0].paused;
        people.first().is_some_and(is_asked)
    })?;
    assert!(new.titles.is_empty());
    let device = new.people[0].devices[0].device;
    new.ask(Command::ServeAgain(device))?;
    new.until_people("what the therapist holds", |people| people[0].devices[0].lost == 1)?;
    new.ask(Command::TakeBack(device))?;
    let entry = new.until("it as an entry", |event| match event {
        Event::Catalog { changed, .. } => changed.iter().find(|row| row.title == "The door").map(|row| row.document),
        _ => None,
    })?;
    assert_eq!(new.open_entry(entry)?.text, "it opened inwards");
    assert_eq!(new.titles.len(), 1, "neither the private entry nor what was withdrawn: {:?}", new.titles);

    // What is shared now arrives, once and from the same person; what came back can be withdrawn.
    pairs::share_whole(&mut new, space, "After", "written on the new one")?;
    therapist.until_people("the new publication", |people| people.len() == 1 && people[0].received == 2)?;
    let shared = new.open_entry(entry)?.shares[0].publication;
    new.ask(Command::Withdraw { publication: shared })?;
    therapist.until_people("what came back, withdrawn", |people| people[0].received == 1)?;

    // Should the old computer turn up, it is told that it was removed and gets nothing.
    let mut old = Party::start(&old_folder, old_passphrase, key)?;
    old.unlock()?;
    let told = |party: &Party| party.incidents.iter().any(|incident| incident.kind == IncidentKind::ToldRemoved);
    old.until_answer("to be told", |old| Ok(told(old).then_some(())))?;
    assert!(old.people[0].devices.iter().all(|device| !matches!(device.link, Link::Here { .. })));
    own::until_listed(&mut new, entry, Some("The door"));
    Ok(())
}

#[test]
fn another_printed_key_gets_nothing_and_both_sides_say_so() -> Result<(), PartyError> {
    let pairs::Pair { folder, client, mut therapist, .. } = pairs::Pair::new()?;
    client.quit()?;
    let place = folder.path().join("new");
    let mut new = knock(&mut therapist, &place, &RecoveryKey::generate());
    let ended = new.until("the end", |event| match event {
        Event::Returning(PairingView::Ended(end)) => Some(*end),
        _ => None,
    });
    assert_eq!(ended?, PairingEnd::OtherKey);
    let failed = therapist.until("the attempt that failed", |event| match event {
        Event::Returning(PairingView::Inviting { failed_attempts, .. }) if *failed_attempts > 0 => Some(()),
        _ => None,
    });
    failed?;
    assert!(!place.exists());
    Ok(())
}
