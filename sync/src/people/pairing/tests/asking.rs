//! A device that asks without the invitation, on the same network.

use super::*;

fn asked(exporter: u8, their_endpoint: [u8; 32]) -> Input {
    Input::Connected { exporter: Zeroizing::new([exporter; 32]), their_endpoint, asked: true }
}

/// A joiner who holds another secret than the inviter: it is never used.
fn asker() -> Seat {
    let mut setup = setup(2, Role::Therapist, JOINER);
    setup.invitation.secret = Zeroizing::new([0; 16]);
    Seat::new(Pairing::joiner(setup).unwrap())
}

fn at_asked_words() -> (Seat, Seat) {
    let (mut inviter, mut joiner) = (Seat::inviter(), asker());
    inviter.give(asked(9, JOINER));
    joiner.give(asked(9, INVITER));
    settle(&mut inviter, &mut joiner);
    (inviter, joiner)
}

#[test]
fn whoever_was_let_try_pairs_by_the_words_alone() {
    let (mut inviter, mut joiner) = at_asked_words();
    type_words(&mut inviter, &mut joiner);
    for side in [&mut inviter, &mut joiner] {
        side.give(Input::Recognised(Recognised::InTheRoom));
    }
    settle(&mut inviter, &mut joiner);
    assert_eq!(inviter.paired().unwrap().alpn_secret, joiner.paired().unwrap().alpn_secret);
}

#[test]
fn letting_somebody_try_burns_nothing_however_often_it_fails() {
    let (mut inviter, mut joiner) = at_asked_words();
    for round in 0..5 {
        let wrong = other_than(&inviter.say().unwrap());
        joiner.give(Input::Words(wrong));
        settle(&mut inviter, &mut joiner);
        assert_eq!(inviter.failed().last().unwrap().0, 0, "round {round}");
        inviter.give(Input::Closed);
        joiner = asker();
        inviter.give(asked(10 + round, JOINER));
        joiner.give(asked(10 + round, INVITER));
        settle(&mut inviter, &mut joiner);
    }
    assert_eq!((inviter.ended(), inviter.pairing.failures()), (None, 0));
    assert!(inviter.failed().iter().all(|(_, why)| *why == Ended::WrongWord));
}

#[test]
fn no_card_crosses_before_the_words_of_a_device_that_asked() {
    let (mut inviter, mut joiner) = (Seat::inviter(), asker());
    inviter.give(asked(9, JOINER));
    joiner.give(asked(9, INVITER));
    let mut crossed = Vec::new();
    while !(inviter.sent.is_empty() && joiner.sent.is_empty()) {
        for frame in inviter.take() {
            crossed.push(frame.clone());
            joiner.give(Input::Frame(frame));
        }
        for frame in joiner.take() {
            crossed.push(frame.clone());
            inviter.give(Input::Frame(frame));
        }
    }
    assert!(inviter.say().is_some() && joiner.say().is_some());
    assert!(!leaks(&crossed, 1) && !leaks(&crossed, 2));
}

#[test]
fn asking_and_proving_are_not_exchangeable() {
    // A start where an ask was let in, and an ask where the secret is wanted.
    let mut inviter = Seat::inviter();
    inviter.give(asked(9, JOINER));
    inviter.frame(&Frame::Start { flow: Flow::Person, role: Role::Therapist, proof: [0; 32] });
    assert_eq!(inviter.failed(), [(0, Ended::BrokenRules)]);
    let mut inviter = Seat::inviter();
    inviter.give(connected(9, JOINER));
    inviter.frame(&Frame::Ask { flow: Flow::Person, role: Role::Therapist });
    assert_eq!(inviter.failed(), [(0, Ended::BrokenRules)]);
}

#[test]
fn an_ask_stands_in_the_transcript() {
    // Had one side been made to believe that the secret was proved, the words would differ.
    let commit = |role, byte| Commit { role, nonce_hash: [byte; 32], card_hash: [byte + 1; 32] };
    let words = |asked| {
        let exporter = Zeroizing::new([9; 32]);
        let channel =
            super::super::transcript::Channel { flow: Flow::Person, asked, endpoints: [INVITER, JOINER], exporter };
        let commits = [commit(Role::Client, 1), commit(Role::Therapist, 3)];
        super::super::transcript::Transcript::new(&channel, commits, [[5; 32], [6; 32]]).words().unwrap()
    };
    assert_ne!(words(true), words(false));
}

#[test]
fn one_success_of_a_device_that_asked_uses_the_invitation_up() {
    let (mut inviter, mut joiner) = at_asked_words();
    type_words(&mut inviter, &mut joiner);
    for side in [&mut inviter, &mut joiner] {
        side.give(Input::Recognised(Recognised::InTheRoom));
    }
    settle(&mut inviter, &mut joiner);
    assert!(inviter.pairing.is_over());
}
