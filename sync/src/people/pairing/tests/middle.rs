//! A machine in the middle that knows the invitation's secret and runs both sides of the protocol itself.

use super::*;
use crate::people::pairing::transcript::{Channel, Side, Transcript};
use crate::people::testing;

const MALLORY: [u8; 32] = [6; 32];

/// Mallory's two machines between an honest inviter and an honest joiner: four seats, two TLS sessions.
struct Relay {
    inviter: Seat,
    to_inviter: Seat,
    to_joiner: Seat,
    joiner: Seat,
    heard: Vec<Vec<u8>>,
}

impl Relay {
    fn new() -> Self {
        let inviter = Seat::inviter();
        let to_inviter = Seat::new(Pairing::joiner(setup(66, Role::Therapist, MALLORY)).unwrap());
        let mut posing = setup(67, Role::Client, MALLORY);
        posing.invitation.endpoint = MALLORY;
        let to_joiner = Seat::new(Pairing::inviter(posing, T0).unwrap());
        let mut led_astray = setup(2, Role::Therapist, JOINER);
        led_astray.invitation.endpoint = MALLORY;
        let joiner = Seat::new(Pairing::joiner(led_astray).unwrap());
        Self { inviter, to_inviter, to_joiner, joiner, heard: Vec::new() }
    }

    fn settle(&mut self) {
        for (honest, mallory) in [(&mut self.inviter, &mut self.to_inviter), (&mut self.joiner, &mut self.to_joiner)] {
            while !(honest.sent.is_empty() && mallory.sent.is_empty()) {
                for frame in honest.take() {
                    self.heard.push(frame.clone());
                    mallory.give(Input::Frame(frame));
                }
                mallory.take().into_iter().for_each(|frame| honest.give(Input::Frame(frame)));
            }
        }
    }
}

#[test]
fn a_machine_in_the_middle_makes_the_words_differ_and_learns_no_card() {
    let mut relay = Relay::new();
    relay.inviter.give(connected(11, MALLORY));
    relay.to_inviter.give(connected(11, INVITER));
    relay.joiner.give(connected(22, MALLORY));
    relay.to_joiner.give(connected(22, JOINER));
    relay.settle();

    let (by_inviter, by_joiner) = (relay.inviter.say().unwrap(), relay.joiner.say().unwrap());
    assert_ne!(relay.to_inviter.say().unwrap(), by_joiner, "the words of one session are not those of the other");
    assert_ne!(relay.to_joiner.say().unwrap(), by_inviter);

    // Mallory claims on both sides that the words were right; the persons type what they hear.
    relay.inviter.frame(&Frame::WordsRight);
    relay.joiner.frame(&Frame::WordsRight);
    relay.settle();
    assert!(!leaks(&relay.heard, 1) && !leaks(&relay.heard, 2));
    relay.inviter.give(Input::Words(by_joiner));
    relay.joiner.give(Input::Words(by_inviter));
    relay.settle();
    assert_eq!(relay.inviter.failed(), [(1, Ended::WrongWord)]);
    assert_eq!(relay.joiner.ended(), Some(Ended::WrongWord));
    assert!(!leaks(&relay.heard, 1) && !leaks(&relay.heard, 2), "no name and no long-term key crossed");
    assert!(relay.inviter.recognises().is_none() && relay.joiner.recognises().is_none());
}

#[test]
fn the_words_hang_on_the_tls_session_alone_too() {
    // Everything Mallory could copy from one session to the other is copied: only the exporters differ.
    let words = |exporter| {
        let (mut inviter, mut joiner) = (Seat::inviter(), Seat::joiner());
        inviter.give(connected(exporter, JOINER));
        joiner.give(connected(exporter, INVITER));
        settle(&mut inviter, &mut joiner);
        (inviter.say().unwrap(), joiner.say().unwrap())
    };
    assert_eq!(words(3), words(3));
    assert_ne!(words(3).0, words(4).0);
    assert_ne!(words(3).1, words(4).1);
}

#[test]
fn a_relayed_proof_is_refused_because_it_belongs_to_another_tls_session() {
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::joiner());
    inviter.give(connected(11, JOINER));
    joiner.give(connected(22, INVITER));
    settle(&mut inviter, &mut joiner);
    assert_eq!(inviter.failed(), [(1, Ended::WrongSecret)]);
    assert_eq!(joiner.ended(), Some(Ended::WrongSecret));
}

#[test]
fn the_check_for_leaks_finds_a_card_that_did_cross() {
    let (mut inviter, mut joiner) = at_words();
    let mut heard = Vec::new();
    inviter.give(Input::Words(joiner.say().unwrap()));
    joiner.give(Input::Words(inviter.say().unwrap()));
    while !(inviter.sent.is_empty() && joiner.sent.is_empty()) {
        for frame in inviter.take() {
            heard.push(frame.clone());
            joiner.give(Input::Frame(frame));
        }
        joiner.take().into_iter().for_each(|frame| inviter.give(Input::Frame(frame)));
    }
    assert!(leaks(&heard, 1));
}

#[test]
fn a_signature_counts_for_exactly_what_was_seen() {
    let commit = |role, n| Commit { role, nonce_hash: [n; 32], card_hash: [n + 1; 32] };
    let seen = |change: usize| {
        let flow = if change == 1 { Flow::Device } else { Flow::Person };
        let endpoints = if change == 2 { [JOINER, INVITER] } else { [INVITER, JOINER] };
        let exporter = Zeroizing::new([if change == 3 { 4 } else { 3 }; 32]);
        let role = if change == 4 { Role::Therapist } else { Role::Client };
        let theirs = commit(Role::Therapist, if change == 5 { 30 } else { 20 });
        let nonces = if change == 6 { [[7; 32], [9; 32]] } else { [[7; 32], [8; 32]] };
        Transcript::new(&Channel { flow, asked: false, endpoints, exporter }, [commit(role, 10), theirs], nonces)
    };
    let (signing, transport) = (testing::key(1), testing::key(2));
    let (by_signing, by_transport) = seen(0).sign(Side::Joiner, &signing, &transport);
    let keys = (&signing.public(), &transport.public());
    let counts = |transcript: Transcript, side| transcript.is_signed(side, keys, (&by_signing, &by_transport));
    assert!(counts(seen(0), Side::Joiner));
    assert!(!counts(seen(0), Side::Inviter), "a reflected signature");
    for change in 1..=6 {
        assert!(!counts(seen(change), Side::Joiner), "change {change}");
    }
    assert!(!seen(0).is_signed(Side::Joiner, keys, (&by_transport, &by_signing)), "each key for its own purpose");
}
