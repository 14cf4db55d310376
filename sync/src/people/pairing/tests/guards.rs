//! What breaks the rules ends the attempt; each test fails without its guard.

use super::*;
use crate::people::pairing::transcript::nonce_hash;
use crate::people::{RecordBody, Signer, testing};

/// An inviter after a proved Start, and the hand-driven joiner's exporter.
fn started() -> (Seat, Commit) {
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::joiner());
    inviter.give(connected(9, JOINER));
    joiner.give(connected(9, INVITER));
    joiner.take().into_iter().for_each(|frame| inviter.give(Input::Frame(frame)));
    let Frame::Commit(commit) = inviter.one() else { panic!("a commit") };
    (inviter, commit)
}

fn last_failure(seat: &Seat) -> Ended {
    seat.failed().last().unwrap().1
}

#[test]
fn a_wrong_secret_is_refused_before_any_card_and_three_guesses_burn_the_invitation() {
    let mut inviter = Seat::inviter();
    for guess in 1..=3 {
        let mut guessing = setup(2, Role::Therapist, JOINER);
        guessing.invitation.secret[0] ^= guess;
        let mut joiner = Seat::new(Pairing::joiner(guessing).unwrap());
        meet(&mut inviter, &mut joiner);
        assert_eq!(joiner.ended(), Some(Ended::WrongSecret));
        assert_eq!(inviter.failed().last(), Some(&(u32::from(guess), Ended::WrongSecret)));
        assert!(inviter.say().is_none() && joiner.say().is_none());
    }
    assert_eq!(inviter.ended(), Some(Ended::Used));
    let mut late = Seat::joiner();
    meet(&mut inviter, &mut late);
    assert!(inviter.sent.is_empty() && late.say().is_none(), "a burned invitation reads nothing");
}

#[test]
fn what_never_started_burns_nothing() {
    let mut inviter = Seat::inviter();
    for _ in 0..5 {
        inviter.give(connected(9, JOINER));
        inviter.give(Input::Frame(vec![1, 2, 3]));
        inviter.give(connected(9, JOINER));
        inviter.give(Input::Closed);
    }
    assert_eq!(inviter.pairing.failures(), 0);
    assert_eq!(inviter.failed().len(), 10, "every attempt is shown");
    inviter.take();
    let mut joiner = Seat::joiner();
    meet(&mut inviter, &mut joiner);
    assert!(inviter.say().is_some());
}

#[test]
fn a_wrong_word_ends_the_attempt_on_both_sides_and_counts() {
    let (mut inviter, mut joiner) = at_words();
    inviter.give(Input::Words(other_than(&joiner.say().unwrap())));
    settle(&mut inviter, &mut joiner);
    assert_eq!(inviter.failed(), [(1, Ended::WrongWord)]);
    assert_eq!(joiner.ended(), Some(Ended::WrongWord));

    let (mut inviter, mut joiner) = at_words();
    joiner.give(Input::Words(other_than(&inviter.say().unwrap())));
    settle(&mut inviter, &mut joiner);
    assert_eq!(inviter.failed(), [(1, Ended::WrongWord)]);
    assert_eq!(joiner.ended(), Some(Ended::WrongWord));
}

#[test]
fn each_of_the_two_words_is_compared() {
    for place in 0..2 {
        let (mut inviter, joiner) = at_words();
        let mut typed = joiner.say().unwrap();
        typed[place] = (*word_list().iter().find(|word| **word != typed[place]).unwrap()).to_owned();
        inviter.give(Input::Words(typed));
        assert_eq!(last_failure(&inviter), Ended::WrongWord);
    }
}

#[test]
fn a_word_that_is_not_on_the_list_may_be_typed_again_and_burns_nothing() {
    let (mut inviter, mut joiner) = at_words();
    let said = joiner.say().unwrap();
    for _ in 0..5 {
        inviter.give(Input::Words([said[0].clone(), "qqqqq".into()]));
        assert!(matches!(inviter.shown.last(), Some(Output::UnknownWord(1))));
        inviter.give(Input::Words(["".into(), said[1].clone()]));
        assert!(matches!(inviter.shown.last(), Some(Output::UnknownWord(0))));
    }
    assert_eq!(inviter.pairing.failures(), 0);
    inviter.give(Input::Words(said.map(|word| format!(" {} ", word.to_uppercase()))));
    joiner.give(Input::Words(inviter.say().unwrap()));
    settle(&mut inviter, &mut joiner);
    assert!(inviter.recognises().is_some());
}

#[test]
fn cards_wait_for_both_persons_words() {
    let (mut inviter, mut joiner) = at_words();
    inviter.give(Input::Words(joiner.say().unwrap()));
    assert_eq!(inviter.one(), Frame::WordsRight);
    inviter.give(Input::Words(joiner.say().unwrap()));
    assert!(inviter.sent.is_empty(), "typing twice says nothing new");
    joiner.frame(&Frame::WordsRight);
    assert!(joiner.sent.is_empty(), "the other's word alone opens nothing");
}

#[test]
fn a_reflected_commit_ends_it() {
    let (mut inviter, mine) = started();
    inviter.frame(&Frame::Commit(mine));
    assert!(matches!(last_failure(&inviter), Ended::BrokenRules | Ended::SameRole));
    for (nonce_hash, card_hash) in [(mine.nonce_hash, [0; 32]), ([0; 32], mine.card_hash)] {
        let (mut inviter, _) = started();
        inviter.frame(&Frame::Commit(Commit { role: Role::Therapist, nonce_hash, card_hash }));
        assert_eq!(last_failure(&inviter), Ended::BrokenRules);
        assert!(!matches!(inviter.one(), Frame::Reveal { .. }), "the nonce stays closed");
    }
    let mut joiner = Seat::joiner();
    joiner.give(connected(9, INVITER));
    let start = joiner.one();
    joiner.frame(&start);
    assert_eq!(joiner.ended(), Some(Ended::BrokenRules));
}

#[test]
fn a_commit_that_is_not_opened_properly_ends_it() {
    let (mut inviter, _) = started();
    let promised = Commit { role: Role::Therapist, nonce_hash: nonce_hash(&[5; 32]), card_hash: [0; 32] };
    inviter.frame(&Frame::Commit(promised));
    assert!(matches!(inviter.one(), Frame::Reveal { .. }));
    inviter.frame(&Frame::Reveal { nonce: [6; 32] });
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
    assert!(inviter.say().is_none());
}

#[test]
fn a_nonce_is_opened_only_after_the_other_is_committed() {
    let (mut inviter, _) = started();
    inviter.frame(&Frame::Reveal { nonce: [5; 32] });
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
    assert!(matches!(inviter.one(), Frame::Bye(_)));
}

/// The joiner's card frame is replaced on its way by what `change` makes of it.
fn with_changed_card(change: impl Fn([u8; 32], Vec<u8>) -> ([u8; 32], Vec<u8>)) -> Seat {
    let (mut inviter, mut joiner) = at_words();
    inviter.give(Input::Words(joiner.say().unwrap()));
    joiner.give(Input::Words(inviter.say().unwrap()));
    inviter.take().into_iter().for_each(|frame| joiner.give(Input::Frame(frame)));
    for frame in joiner.take() {
        match Frame::decode(&frame).unwrap() {
            Frame::Card { salt, card } => {
                let (salt, card) = change(salt, card);
                inviter.frame(&Frame::Card { salt, card });
            }
            _ => inviter.give(Input::Frame(frame)),
        }
    }
    inviter
}

#[test]
fn a_card_that_does_not_match_its_hash_ends_it() {
    assert!(with_changed_card(|salt, card| (salt, card)).failed().is_empty());
    let swapped = Person::new(3, Role::Therapist).card.encode().unwrap();
    for inviter in [
        with_changed_card(|salt, _| (salt, swapped.clone())),
        with_changed_card(|_, card| ([0; 32], card)),
        with_changed_card(|salt, card| (salt, card[..card.len() - 1].to_vec())),
    ] {
        assert_eq!(inviter.failed(), [(1, Ended::BrokenRules)]);
        assert!(inviter.recognises().is_none());
    }
}

#[test]
fn signatures_by_other_keys_or_for_the_other_side_end_it() {
    type Change<'a> = &'a dyn Fn(&mut Frame, &Frame);
    let run = |change: Change<'_>| {
        let (mut inviter, mut joiner) = at_words();
        inviter.give(Input::Words(joiner.say().unwrap()));
        joiner.give(Input::Words(inviter.say().unwrap()));
        let mut by_inviter = None;
        while !(inviter.sent.is_empty() && joiner.sent.is_empty()) {
            for frame in inviter.take() {
                by_inviter =
                    by_inviter.or(Frame::decode(&frame).ok().filter(|f| matches!(f, Frame::Signatures { .. })));
                joiner.give(Input::Frame(frame));
            }
            for frame in joiner.take() {
                let mut frame = Frame::decode(&frame).unwrap();
                if matches!(frame, Frame::Signatures { .. }) {
                    change(&mut frame, by_inviter.as_ref().unwrap());
                }
                inviter.frame(&frame);
            }
        }
        inviter
    };
    assert!(run(&|_, _| {}).recognises().is_some());
    let reflected: [Change<'_>; 4] = [
        &|frame, mine| frame.clone_from(mine),
        &|frame, mine| match (frame, mine) {
            (Frame::Signatures { signing, .. }, Frame::Signatures { signing: other, .. }) => signing.clone_from(other),
            _ => unreachable!(),
        },
        &|frame, mine| match (frame, mine) {
            (Frame::Signatures { transport, .. }, Frame::Signatures { transport: other, .. }) => {
                transport.clone_from(other);
            }
            _ => unreachable!(),
        },
        &|frame, mine| match (frame, mine) {
            (Frame::Signatures { space, .. }, Frame::Signatures { space: other, .. }) => {
                space.signature.clone_from(&other.signature);
            }
            _ => unreachable!(),
        },
    ];
    for change in reflected {
        let inviter = run(change);
        assert_eq!(inviter.failed(), [(1, Ended::BrokenRules)]);
        assert!(inviter.recognises().is_none());
    }
}

#[test]
fn the_same_role_on_both_sides_ends_it() {
    let mut inviter = Seat::inviter();
    let mut joiner = Seat::new(Pairing::joiner(setup(2, Role::Client, JOINER)).unwrap());
    meet(&mut inviter, &mut joiner);
    assert_eq!(last_failure(&inviter), Ended::SameRole);
    assert_eq!(joiner.ended(), Some(Ended::SameRole));
    assert!(inviter.say().is_none());
}

#[test]
fn a_role_is_not_changed_on_the_way() {
    let (mut inviter, mine) = started();
    inviter.frame(&Frame::Commit(Commit { role: mine.role, nonce_hash: [3; 32], card_hash: [4; 32] }));
    assert_eq!(last_failure(&inviter), Ended::SameRole);
    // A card that names another role than the one committed to.
    let mut me = Pairing::joiner(setup(2, Role::Therapist, JOINER)).unwrap();
    me.lie(Person::new(2, Role::Client).card.encode().unwrap());
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::new(me));
    meet(&mut inviter, &mut joiner);
    type_words(&mut inviter, &mut joiner);
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
}

#[test]
fn ones_own_invitation_ends_it() {
    let mut joiner = Seat::new(Pairing::joiner(setup(2, Role::Therapist, INVITER)).unwrap());
    joiner.give(connected(9, INVITER));
    assert_eq!(joiner.ended(), Some(Ended::Oneself));

    // The same person from another endpoint, with the other role.
    let mut inviter = Seat::inviter();
    let mut same = setup(1, Role::Therapist, JOINER);
    same.entropy = Arc::new(SeededEntropy::new(7002));
    let mut joiner = Seat::new(Pairing::joiner(same).unwrap());
    meet(&mut inviter, &mut joiner);
    type_words(&mut inviter, &mut joiner);
    assert_eq!(last_failure(&inviter), Ended::Oneself);
    assert!(joiner.ended().is_some());
}

#[test]
fn an_endpoint_that_is_not_the_invitations_ends_it() {
    let mut joiner = Seat::joiner();
    joiner.give(connected(9, [77; 32]));
    assert_eq!(joiner.ended(), Some(Ended::BrokenRules));
    assert!(matches!(joiner.one(), Frame::Bye(_)), "no proof for a stranger");
}

#[test]
fn frames_out_of_order_or_malformed_or_too_large_end_it_at_every_step() {
    let nonsense: [Vec<u8>; 4] = [
        Vec::new(),
        vec![1, 200, 7],
        Frame::Ack.encode().unwrap(),
        vec![1; crate::limits::PAIRING_FRAME_BYTES_MAX + 1],
    ];
    for bad in nonsense {
        let (mut inviter, _) = started();
        inviter.give(Input::Frame(bad.clone()));
        assert_eq!(inviter.failed(), [(1, Ended::BrokenRules)]);
        for (mut inviter, mut joiner) in [at_words(), at_confirm()] {
            inviter.give(Input::Frame(bad.clone()));
            joiner.give(Input::Frame(bad.clone()));
            assert_eq!(inviter.failed(), [(1, Ended::BrokenRules)]);
            assert_eq!(joiner.ended(), Some(Ended::BrokenRules));
        }
    }
    let mut padded = Frame::WordsRight.encode().unwrap();
    padded.push(0);
    let (mut inviter, _) = at_words();
    inviter.give(Input::Frame(padded));
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
}

#[test]
fn a_well_formed_frame_that_is_too_large_is_not_parsed() {
    let of = |card_bytes| {
        let card = Frame::Card { salt: [0; 32], card: vec![7; card_bytes] };
        let bytes = crate::people::codec::encode(1, &card).unwrap();
        (card.encode().is_ok(), Frame::decode(&bytes).is_ok())
    };
    assert_eq!(of(crate::limits::CARD_BYTES_MAX), (true, true), "the largest card fits a frame");
    assert_eq!(of(crate::limits::PAIRING_FRAME_BYTES_MAX), (false, false));
}

#[test]
fn a_person_whose_devices_void_each_other_does_not_become_a_contact() {
    let mut contested = setup(2, Role::Therapist, JOINER);
    let Card::Person(card) = &mut contested.card else { unreachable!("a person was set up") };
    let roster = &mut card.roster;
    let mut sign = |by: u64, body: RecordBody| {
        let key = testing::key(by + 1000);
        roster.sign_next(Signer::Device(testing::device(by).device), body, &key).unwrap();
    };
    sign(2, RecordBody::Add { device: testing::device(22) });
    sign(2, RecordBody::Add { device: testing::device(23) });
    sign(22, RecordBody::Remove { device: testing::device(23).device, last_number: 0 });
    sign(23, RecordBody::Remove { device: testing::device(22).device, last_number: 0 });
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::new(Pairing::joiner(contested).unwrap()));
    meet(&mut inviter, &mut joiner);
    type_words(&mut inviter, &mut joiner);
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
}

#[test]
fn a_frame_that_came_twice_ends_it() {
    let (mut inviter, _) = at_words();
    inviter.frame(&Frame::WordsRight);
    inviter.frame(&Frame::WordsRight);
    assert_eq!(last_failure(&inviter), Ended::BrokenRules);
}

#[test]
fn keys_that_are_not_the_cards_are_refused_at_the_start() {
    let mut setup = setup(1, Role::Client, INVITER);
    setup.signing = testing::key(5);
    assert!(Pairing::inviter(setup, T0).is_err());
    let mut other = super::setup(1, Role::Client, INVITER);
    other.transport = testing::key(5);
    assert!(Pairing::inviter(other, T0).is_err());
}
