//! The relay, end to end: real vaults, real endpoints and the real relay server in this process.

use understory::demo::headless;
use understory::demo::pair::{invite, linked, paired, recognise, words};
use understory::demo::party::Party;
use understory_sync::engine::command::RelayWish;
use understory_sync::engine::view::{
    Home, Link, NetworkMode, PairingView, RelayCheck, RelayState, RelayToken, RelayUrl, Role,
};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::SpaceId;
use understory_tests::pairs;
use understory_tests::relay_server::RelayServer;
use understory_tests::wait::until;

const TOKEN: &str = "practice-2026";

fn token(text: &str) -> Option<RelayToken> {
    RelayToken::parse(text).expect("a token")
}

fn url(relay: &RelayServer) -> RelayUrl {
    RelayUrl::parse(&relay.url()).expect("an address")
}

fn use_relay(party: &mut Party, relay: &RelayServer, mode: NetworkMode) {
    let wish = RelayWish { url: url(relay), token: token(TOKEN), invitation_token: None, invitations: true };
    party.ask(Command::SetRelay(Some(wish))).expect("asks");
    party.ask(Command::SetNetwork(mode)).expect("asks");
    if mode.is_anywhere() {
        standing(party, RelayState::Connected);
    }
}

fn standing(party: &mut Party, wanted: RelayState) {
    party
        .until("the relay's state", |event| match event {
            Event::Relay(view) => (view.state == wanted).then_some(()),
            _ => None,
        })
        .unwrap_or_else(|error| panic!("{wanted:?}: {error}"));
}

fn two(folder: &tempfile::TempDir) -> (Party, Party) {
    let client = Party::create(&folder.path().join("client"), "Client", "Laptop", Home::Journal).expect("a vault");
    let therapist =
        Party::create(&folder.path().join("therapist"), "Therapist", "Office", Home::Clients).expect("a vault");
    (client, therapist)
}

/// Goes on from the question whether to use the relay; returns the space and the relay that may be kept.
fn pair_from_question(client: &mut Party, therapist: &mut Party, yes: bool) -> (SpaceId, Option<String>) {
    client.ask(Command::UseInvitedRelay(yes)).expect("asks");
    let (client_says, therapist_says) = (words(client).expect("words"), words(therapist).expect("words"));
    client.ask(Command::TypeWords(therapist_says)).expect("asks");
    therapist.ask(Command::TypeWords(client_says)).expect("asks");
    recognise(client).expect("a card");
    recognise(therapist).expect("a card");
    let ours = client.until("paired", |event| match event {
        Event::Pairing(PairingView::Paired { space, relay, .. }) => Some((*space, relay.clone())),
        _ => None,
    });
    let ours = ours.expect("paired");
    assert_eq!(paired(therapist).expect("paired"), ours.0);
    ours
}

fn question(client: &mut Party, invitation: String) -> String {
    client.ask(Command::Join { invitation, my_role: Role::Client }).expect("asks");
    client
        .until("the question", |event| match event {
            Event::Pairing(PairingView::AskRelay { host }) => Some(host.clone()),
            _ => None,
        })
        .expect("asked before anything is contacted")
}

fn links(party: &Party) -> Vec<Link> {
    party.people.iter().flat_map(|person| &person.devices).map(|device| device.link).collect()
}

#[test]
fn two_homes_pair_share_and_hear_back_through_the_relay_alone() {
    let relay = RelayServer::start(&[TOKEN]).expect("a relay");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut client, mut therapist) = two(&folder);
    use_relay(&mut therapist, &relay, NetworkMode::RelayOnly);
    let invitation = invite(&mut therapist).expect("an invitation");
    let host = question(&mut client, invitation);
    assert_eq!(relay.url(), format!("http://{host}"));
    // The practice's own endpoint, and the one of the invitation.
    until("the invitation to wait at the relay", 20, || (relay.asked() == 2).then_some(()));
    let (space, offered) = pair_from_question(&mut client, &mut therapist, true);
    assert_eq!(relay.asked(), 3, "the joiner came with a key made for this");
    assert_eq!(offered.as_deref(), Some(&*host), "the relay may be kept");
    client.ask(Command::KeepInvitedRelay).expect("asks");
    standing(&mut client, RelayState::Connected);
    linked(&mut client).expect("the client sees the therapist's device");
    linked(&mut therapist).expect("the therapist sees the client's device");
    for party in [&client, &therapist] {
        let here = links(party).iter().any(|link| matches!(link, Link::Here { direct: false, near: false, .. }));
        assert!(here, "said to be reached through the relay: {:?}", links(party));
    }
    let entry = pairs::write(&mut client, "From home", "words for the practice").expect("an entry");
    let publication =
        headless::share(&mut client, entry, space, "words for the practice", None).expect("shared, and heard back");
    headless::read(&mut therapist, space, publication, "words for the practice").expect("is read");

    // Both begin anew and find each other again, without an invitation.
    for party in [&mut client, &mut therapist] {
        party.lock().expect("locks");
        party.unlock().expect("unlocks");
    }
    linked(&mut client).expect("meets again");
    client.quit().expect("quits");
    therapist.quit().expect("quits");
}

#[test]
fn a_joiner_who_says_no_pairs_in_the_network_and_the_relay_never_hears_of_them() {
    let relay = RelayServer::start(&[TOKEN]).expect("a relay");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut client, mut therapist) = two(&folder);
    use_relay(&mut therapist, &relay, NetworkMode::Nearby);
    assert_eq!(relay.asked(), 0, "kept for invitations is not used");
    let invitation = invite(&mut therapist).expect("an invitation");
    question(&mut client, invitation);
    until("the invitation to wait at the relay", 20, || (relay.asked() == 1).then_some(()));
    let (_, offered) = pair_from_question(&mut client, &mut therapist, false);
    assert_eq!(offered, None);
    linked(&mut client).expect("meets in the network");
    let near = links(&client).iter().any(|link| matches!(link, Link::Here { direct: true, near: true, .. }));
    assert!(near, "{:?}", links(&client));
    assert_eq!(relay.asked(), 1, "only the invitation's own key ever asked");
    client.quit().expect("quits");
    therapist.quit().expect("quits");
}

#[test]
fn a_test_of_a_relay_says_what_is_wrong() {
    let mut relay = RelayServer::start(&[TOKEN]).expect("a relay");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut client, therapist) = two(&folder);
    therapist.quit().expect("quits");
    let mut number = 0;
    let mut ask = |client: &mut Party, relay: &RelayServer, text: &str| {
        number += 1;
        client.ask(Command::TestRelay { number, url: url(relay), token: token(text) }).expect("asks");
        client
            .until("the answer", |event| match event {
                Event::RelayChecked { number: answered, found } if *answered == number => Some(*found),
                _ => None,
            })
            .expect("an answer")
    };
    assert!(matches!(ask(&mut client, &relay, TOKEN), RelayCheck::Reached { .. }));
    assert_eq!(ask(&mut client, &relay, "wrong"), RelayCheck::TokenRefused);
    assert_eq!(ask(&mut client, &relay, ""), RelayCheck::TokenRefused);
    // What is kept for this relay is used when nothing is typed.
    use_relay(&mut client, &relay, NetworkMode::Nearby);
    assert!(matches!(ask(&mut client, &relay, ""), RelayCheck::Reached { .. }));
    relay.switch_off().expect("off");
    assert_eq!(ask(&mut client, &relay, TOKEN), RelayCheck::NoAnswer);
    client.quit().expect("quits");
}

#[test]
fn a_refused_token_is_said_and_the_relay_may_be_forgotten() {
    let relay = RelayServer::start(&["another"]).expect("a relay");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut client, therapist) = two(&folder);
    therapist.quit().expect("quits");
    let wish = RelayWish { url: url(&relay), token: token(TOKEN), invitation_token: None, invitations: true };
    client.ask(Command::SetRelay(Some(wish))).expect("asks");
    client.ask(Command::SetNetwork(NetworkMode::RelayOnly)).expect("asks");
    standing(&mut client, RelayState::Denied);
    client.ask(Command::SetRelay(None)).expect("asks");
    let mode = client.until("back to the network", |event| match event {
        Event::Profile(profile) => Some(profile.network),
        _ => None,
    });
    assert_eq!(mode.expect("told"), NetworkMode::Nearby, "without a relay there is no such mode");
    client.quit().expect("quits");
}
