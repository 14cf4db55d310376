//! Two engines over a network that loses, delays, reorders, cuts off and moves: they agree, and everything says applied.
//!
//! Three network namespaces in a row; the middle one routes nothing, and a forwarder of ours carries the datagrams.
//! The longer cases run with `UNDERSTORY_LONG_TESTS=1`.

#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use understory_tests::hostile::Liar;
use understory_tests::led::Led;
use understory_tests::namespaces::{Namespaces, ip};
use understory_tests::pairs::Pair;
use understory_tests::skip;
use understory_tests::wait::until;

const PARTY: &str = env!("CARGO_BIN_EXE_party");
const FORWARDER: &str = env!("CARGO_BIN_EXE_forwarder");
/// How much is shared over the rough network.
const PUBLICATIONS: usize = 60;
/// How long a cut lasts: less than the silence after which a connection counts as lost.
const CUT: Duration = Duration::from_secs(5);

/// Three namespaces in a row, the middle one between two cables.
fn row(word: &str) -> Option<Namespaces<3>> {
    let row = Namespaces::make(word, ["a", "m", "b"])?;
    let [a, m, b] = &row.names;
    let lines = [
        format!("link add c0 netns {a} type veth peer name c0 netns {m}"),
        format!("link add c1 netns {m} type veth peer name c1 netns {b}"),
        format!("-n {a} addr add 10.78.1.2/24 dev c0"),
        format!("-n {m} addr add 10.78.1.1/24 dev c0"),
        format!("-n {m} addr add 10.78.2.1/24 dev c1"),
        format!("-n {b} addr add 10.78.2.2/24 dev c1"),
        format!("-n {a} link set c0 up"),
        format!("-n {m} link set c0 up"),
        format!("-n {m} link set c1 up"),
        format!("-n {b} link set c1 up"),
    ];
    lines.iter().all(|line| ip(line)).then_some(row)
}

/// Pairs two people, puts them at the ends of a rough network, lets one share while `trouble` happens, and waits.
fn converges(word: &str, rough: [u64; 3], trouble: impl FnOnce(&mut Led)) {
    let Some(row) = row(word) else { return skip("this system makes no network namespaces") };
    let Pair { folder: _folder, client, therapist, space } = Pair::new().expect("paired");
    let (client_folder, client_key, _) = client.quit().expect("quits");
    let (therapist_folder, therapist_key, _) = therapist.quit().expect("quits");
    // The port the therapist's device keeps.
    let port = Liar::take_over(&client_folder, &client_key, space).port();
    let [lost, delay, jitter] = rough.map(|number| number.to_string());
    let (near, callee) = (format!("10.78.1.1:{port}"), format!("10.78.2.2:{port}"));
    let mut forwarder =
        Led::start(FORWARDER, &row.names[1], &[&near, "10.78.2.1:0", &callee, "7", &lost, &delay, &jitter]);
    let open = |namespace: &str, folder: &std::path::Path, key: &str| {
        Led::opened(PARTY, namespace, &[&folder.to_string_lossy(), "open"], key)
    };
    let began = Instant::now();
    let mut therapist = open(&row.names[2], &therapist_folder, therapist_key.reveal());
    let mut client = open(&row.names[0], &client_folder, client_key.reveal());
    client.step(&format!("address {near}"));
    client.step("linked");
    client.begin(&format!("publish {PUBLICATIONS}"));
    trouble(&mut forwarder);
    client.end();
    client.step(&format!("applied {PUBLICATIONS}"));
    therapist.step(&format!("received {PUBLICATIONS}"));
    let count = forwarder.step("count");
    println!("{word}: {} ms, datagrams and lost ones: {count}", began.elapsed().as_millis());
    let (taken, lost) = count.split_once(' ').expect("two numbers");
    let (taken, lost): (u64, u64) = (taken.parse().expect("a number"), lost.parse().expect("a number"));
    assert!(taken > 100, "everything passes through the forwarder");
    assert!(lost > 0 || rough[0] == 0, "the network is as rough as asked for");
    client.step("quit");
    therapist.step("quit");
}

/// Whether the longer cases are to run; they say so if not.
fn long() -> bool {
    let wanted = std::env::var_os("UNDERSTORY_LONG_TESTS").is_some_and(|value| value == "1");
    if !wanted {
        println!("not run: UNDERSTORY_LONG_TESTS=1 runs it");
    }
    wanted
}

#[test]
fn two_devices_agree_when_one_datagram_of_a_hundred_is_lost() {
    converges("l1", [1, 0, 0], |_| ());
}

#[test]
fn two_devices_agree_when_ten_datagrams_of_a_hundred_are_lost() {
    converges("l10", [10, 0, 0], |_| ());
}

#[test]
fn two_devices_agree_when_thirty_datagrams_of_a_hundred_are_lost() {
    if long() {
        converges("l30", [30, 0, 0], |_| ());
    }
}

#[test]
fn two_devices_agree_when_everything_takes_200_ms() {
    if long() {
        converges("d", [0, 200, 0], |_| ());
    }
}

#[test]
fn two_devices_agree_when_datagrams_overtake_each_other() {
    if long() {
        converges("o", [0, 5, 60], |_| ());
    }
}

#[test]
fn two_devices_agree_after_a_cut_of_five_seconds() {
    converges("cut", [0, 0, 0], |forwarder| {
        forwarder.step("cut");
        let since = Instant::now();
        until("the end of the cut", 10, || (since.elapsed() >= CUT).then_some(()));
        forwarder.step("mend");
    });
}

#[test]
fn two_devices_agree_although_the_address_of_one_changes() {
    converges("mv", [0, 0, 0], |forwarder| {
        forwarder.step("move");
    });
}
