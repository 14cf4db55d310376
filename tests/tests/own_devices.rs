//! One person's devices over real connections: everything of theirs arrives on each, and both may be written on.

use understory::demo::pair;
use understory::demo::party::{Party, system_world};
use understory_sync::document::Splice;
use understory_sync::engine::view::{Field, ShareState, ShareView};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DeviceId, DocumentId, Run};
use understory_sync::kind::Body;
use understory_sync::sealed::Passphrase;
use understory_sync::vault::Vault;
use understory_tests::{own, pairs};

#[test]
fn a_second_device_receives_what_was_written_before_and_while_connected_and_both_write_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = own::alone(&folder.path().join("first")).expect("a vault");
    let early = pairs::write(&mut first, "Before", "written before there was a second device").expect("an entry");
    let (mut first, mut second) = own::second(first, &folder.path().join("second")).expect("a second device");
    own::until_listed(&mut second, early, Some("Before"));
    own::until_own(&mut first, "the second device to say it has everything", |devices| {
        devices.iter().any(|device| device.everything_since_ms.is_some() && device.waiting == 0)
    })
    .expect("it says so");

    let late = pairs::write(&mut second, "Later", "written on the second device").expect("an entry");
    own::until_listed(&mut first, late, Some("Later"));
    let insert = |at: usize, words: &str| Splice { at, delete: 0, insert: words.to_owned() };
    first.open_entry(early).expect("opens");
    second.open_entry(early).expect("opens");
    first.forget_batches();
    second.forget_batches();
    second.edit(early, Field::Body, insert(0, "Second: ")).expect("typed");
    let patched = first.until("the other's words in the open text", |event| match event {
        Event::Patched { document, patches, .. } if *document == early => Some(patches.clone()),
        _ => None,
    });
    assert_eq!(patched.expect("patched")[0].insert, "Second: ");
    let text = first.open_entry(early).expect("opens").text;
    assert_eq!(text, "Second: written before there was a second device");
    first.quit().expect("quits");
    second.quit().expect("quits");
}

/// Every chunk of the private space, by who wrote it first, as it lies in a closed vault.
fn origins(folder: &std::path::Path, key: &Passphrase) -> Vec<(DeviceId, Run, u64)> {
    let vault = Vault::unlock(folder, key, &system_world()).expect("the vault opens");
    let mut origins = Vec::new();
    for space in vault.spaces() {
        for seq in 1..=vault.newest(space) {
            let chunk = vault.chunk(space, seq).expect("chunks open").expect("no number is missing");
            if chunk.body != Body::Through {
                origins.push((chunk.origin.device, chunk.origin.run, chunk.origin.seq));
            }
        }
    }
    vault.close().expect("closes");
    origins.sort_unstable();
    origins
}

#[test]
fn among_three_devices_everything_reaches_each_and_nothing_is_kept_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let first = own::alone(&path("first")).expect("a vault");
    let (mut first, mut second) = own::second(first, &path("second")).expect("a second device");
    let early = pairs::write(&mut first, "Early", "for two").expect("an entry");
    own::until_listed(&mut second, early, Some("Early"));
    let (mut first, mut third) = own::second(first, &path("third")).expect("a third device");
    own::until_listed(&mut third, early, Some("Early"));
    let late = pairs::write(&mut first, "Late", "for three").expect("an entry");
    own::until_listed(&mut second, late, Some("Late"));
    own::until_listed(&mut third, late, Some("Late"));
    let back = pairs::write(&mut third, "Back", "from the third").expect("an entry");
    own::until_listed(&mut first, back, Some("Back"));
    own::until_listed(&mut second, back, Some("Back"));
    for party in [&mut first, &mut second, &mut third] {
        own::until_own(party, "both others to have everything", |devices| {
            devices.len() == 2 && devices.iter().all(|device| device.everything_since_ms.is_some())
        })
        .expect("they say so");
    }
    for party in [&mut first, &mut second, &mut third] {
        let texts = [early, late, back].map(|entry| text_of(party, entry));
        assert_eq!(texts, ["for two", "for three", "from the third"]);
    }
    for (folder, key, _) in [first, second, third].map(|party| party.quit().expect("quits")) {
        let origins = origins(&folder, &key);
        let mut once = origins.clone();
        once.dedup();
        assert_eq!(once.len(), origins.len(), "a body was kept twice");
    }
}

/// The text of an entry as a device has it now.
fn text_of(party: &mut Party, entry: DocumentId) -> String {
    party.open_entry(entry).expect("opens").text
}

#[test]
fn a_device_restored_from_an_old_copy_gets_everything_back_and_loses_nothing_it_wrote_since() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let first = own::alone(&path("first")).expect("a vault");
    let (mut first, mut second) = own::second(first, &path("second")).expect("a second device");
    let kept = pairs::write(&mut first, "Kept", "before the backup").expect("an entry");
    own::until_listed(&mut second, kept, Some("Kept"));
    let (first_folder, key, recovery) = first.quit().expect("quits");
    own::copy(&first_folder, &path("backup"));

    let mut first = Party::start(&first_folder, key, recovery).expect("starts");
    first.unlock().expect("unlocks");
    let lost = pairs::write(&mut first, "Lost", "after the backup").expect("an entry");
    own::until_listed(&mut second, lost, Some("Lost"));
    first.edit(kept, Field::Body, Splice { at: 0, delete: 0, insert: "Also lost: ".to_owned() }).expect("typed");
    own::until_own(&mut first, "the second device to have all of it", |devices| {
        devices.iter().any(|device| device.everything_since_ms.is_some() && device.waiting == 0)
    })
    .expect("it says so");
    let (first_folder, key, recovery) = first.quit().expect("quits");
    std::fs::remove_dir_all(&first_folder).expect("the disk is gone");
    own::copy(&path("backup"), &first_folder);

    let mut first = Party::start(&first_folder, key, recovery).expect("starts");
    first.unlock().expect("unlocks");
    let since = pairs::write(&mut first, "Since", "written after the restore").expect("an entry");
    let meanwhile = pairs::write(&mut second, "Meanwhile", "written on the other device").expect("an entry");
    own::until_own(&mut first, "serving to be paused", |devices| devices.iter().any(|device| device.paused))
        .expect("it is paused until the person has looked");
    own::serve_again(&mut first).expect("the person says yes");
    own::until_listed(&mut first, lost, Some("Lost"));
    own::until_listed(&mut second, since, Some("Since"));
    own::until_listed(&mut first, meanwhile, Some("Meanwhile"));
    assert_eq!(text_of(&mut first, kept), "Also lost: before the backup");
    assert_eq!(text_of(&mut second, kept), "Also lost: before the backup");
    first.quit().expect("quits");
    second.quit().expect("quits");
}

#[test]
fn each_connected_device_of_a_person_hears_what_became_of_a_withdrawal() {
    let pairs::Pair { folder, client, mut therapist, space } = pairs::Pair::new().expect("two who are paired");
    let (mut first, mut second) = own::second(client, &folder.path().join("second")).expect("a second device");
    pair::linked(&mut first).expect("the first meets the therapist");
    pair::linked(&mut second).expect("and so does the second");
    let (entry, publication) = pairs::share_whole(&mut first, space, "The door", "what was behind it").expect("shared");
    therapist.until_people("the publication", |people| people[0].received == 1).expect("it arrives");
    own::until_listed(&mut second, entry, Some("The door"));
    first.ask(Command::Withdraw { publication }).expect("asked");
    for party in [&mut first, &mut second] {
        let removed = party.until_answer("that the words are gone", |party| {
            let shares = party.open_entry(entry)?.shares;
            let is_gone = |share: &ShareView| matches!(share.devices[0].state, ShareState::Removed { .. });
            Ok(shares.iter().any(is_gone).then_some(()))
        });
        removed.expect("it hears, on the connection that stands");
    }
}
