//! Two devices over real connections: what arrives, what does not, and what survives a restart.

use understory::demo::headless;
use understory_sync::clock::World;
use understory_sync::kind::Body;
use understory_sync::vault::Vault;
use understory_tests::pairs::{self, Pair};

/// The numbers that chunks of the other device have in its own log, as they lie in this vault.
fn foreign_numbers(
    folder: &std::path::Path,
    key: &understory_sync::sealed::Passphrase,
    space: understory_sync::ids::SpaceId,
    world: &World,
) -> Vec<u64> {
    let vault = Vault::unlock(folder, key, world).expect("the vault opens");
    let newest = vault.log(space).newest;
    // The first chunk is what was shared first; what this side noted about it comes after.
    let (mut numbers, mut writer) = (Vec::new(), None);
    for seq in 1..=newest {
        let chunk = vault.chunk(space, seq).expect("chunks open").expect("no number is missing");
        let is_words = matches!(chunk.body, Body::Changes(_) | Body::Tombstone(_));
        if is_words && *writer.get_or_insert(chunk.origin.device) == chunk.origin.device {
            numbers.push(chunk.origin.seq);
        }
    }
    vault.close().expect("closes");
    numbers
}

#[test]
fn both_restart_and_the_next_share_arrives_without_a_new_invitation() {
    let mut pair = Pair::new().expect("paired");
    let entry = pairs::write(&mut pair.client, "Before", "first passage").expect("an entry");
    headless::share(&mut pair.client, entry, pair.space, "first passage", None).expect("the first share arrives");
    for party in [&mut pair.client, &mut pair.therapist] {
        party.lock().expect("locks");
    }
    let (client_folder, client_key, client_recovery) = pair.client.quit().expect("quits");
    let (therapist_folder, therapist_key, therapist_recovery) = pair.therapist.quit().expect("quits");
    let mut client =
        understory::demo::party::Party::start(&client_folder, client_key, client_recovery).expect("starts");
    let mut therapist =
        understory::demo::party::Party::start(&therapist_folder, therapist_key, therapist_recovery).expect("starts");
    therapist.unlock().expect("unlocks");
    client.unlock().expect("unlocks");
    let entry = pairs::write(&mut client, "After", "second passage").expect("an entry");
    let publication = headless::share(&mut client, entry, pair.space, "second passage", None).expect("arrives again");
    headless::read(&mut therapist, pair.space, publication, "second passage").expect("is read");
    client.quit().expect("quits");
    therapist.quit().expect("quits");
}

#[test]
fn private_writing_between_two_shares_changes_nothing_the_therapist_receives() {
    let mut pair = Pair::new().expect("paired");
    let entry = pairs::write(&mut pair.client, "Shared", "one passage and another passage").expect("an entry");
    headless::share(&mut pair.client, entry, pair.space, "one passage", None).expect("arrives");
    for number in 0..40 {
        pairs::write(&mut pair.client, "Private", &format!("nobody's business {number}")).expect("an entry");
    }
    headless::share(&mut pair.client, entry, pair.space, "another passage", None).expect("arrives");
    let space = pair.space;
    pair.client.quit().expect("quits");
    let (folder, key, _) = pair.therapist.quit().expect("quits");
    let numbers = foreign_numbers(&folder, &key, space, &understory::demo::party::system_world());
    assert_eq!(numbers.len(), 2, "{numbers:?}");
    assert_eq!(numbers[1], numbers[0] + 1, "a gap would tell how much was written in between: {numbers:?}");
}

#[test]
fn pairing_again_keeps_the_space_and_what_was_shared_in_it() {
    let mut pair = Pair::new().expect("paired");
    let entry = pairs::write(&mut pair.client, "Before", "one passage").expect("an entry");
    let publication = headless::share(&mut pair.client, entry, pair.space, "one passage", None).expect("arrives");
    let again = understory::demo::pair::pair(&mut pair.client, &mut pair.therapist).expect("paired again");
    assert_eq!(again, pair.space);
    headless::withdraw(&mut pair.client, &mut pair.therapist, entry, again, publication).expect("still withdrawn");
    pair.client.quit().expect("quits");
    pair.therapist.quit().expect("quits");
}
