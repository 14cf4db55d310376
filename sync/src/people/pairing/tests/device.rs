//! Adding a device of one's own: what the flow shares with the pairing of persons, and what never mixes.

use super::*;
use crate::limits::{GRANT_BYTES_MAX, GRANT_PART_BYTES};
use crate::people::testing;

fn device_invitation() -> Invitation {
    Invitation::new(Flow::Device, INVITER, Vec::new(), &SeededEntropy::new(51)).unwrap()
}

fn holder() -> Seat {
    let setup = Setup { invitation: device_invitation(), ..setup(1, Role::Client, INVITER) };
    Seat::new(Pairing::inviter(setup, T0).unwrap())
}

fn new_setup(seed: u64) -> Setup {
    Setup {
        invitation: device_invitation(),
        endpoint: JOINER,
        card: Card::NewDevice(Box::new(testing::device(seed))),
        transport: testing::key(seed),
        signing: testing::key(seed + 1000),
        entropy: Arc::new(SeededEntropy::new(seed + 7000)),
    }
}

fn newcomer() -> Seat {
    Seat::new(Pairing::joiner(new_setup(9)).unwrap())
}

fn at_question() -> (Seat, Seat) {
    let (mut holder, mut newcomer) = (holder(), newcomer());
    meet(&mut holder, &mut newcomer);
    assert!(holder.offered().is_none(), "nothing is asked before the words");
    type_words(&mut holder, &mut newcomer);
    (holder, newcomer)
}

#[test]
fn a_new_device_is_shown_by_its_proved_name_and_given_everything_after_a_yes() {
    let (mut holder, mut newcomer) = at_question();
    assert_eq!(holder.offered(), Some(&testing::device(9)));
    assert!(newcomer.granted().is_none(), "a yes comes first");
    let grant: Vec<u8> = (0..3 * GRANT_PART_BYTES + 5).map(|at| (at % 251) as u8).collect();
    holder.give(Input::Grant(Zeroizing::new(grant.clone())));
    settle(&mut holder, &mut newcomer);
    assert_eq!(newcomer.granted().map(|granted| &granted.bytes[..]), Some(&grant[..]));
    assert!(!holder.added(), "the new device has no vault yet");
    newcomer.give(Input::Made);
    settle(&mut holder, &mut newcomer);
    assert!(holder.added() && newcomer.added());
    assert!(holder.pairing.is_over() && newcomer.pairing.is_over());
}

#[test]
fn no_card_crosses_before_the_words_and_a_wrong_word_ends_the_attempt() {
    let (mut holder, mut newcomer) = (holder(), newcomer());
    holder.give(connected(9, JOINER));
    newcomer.give(connected(9, INVITER));
    let mut crossed = Vec::new();
    while !(holder.sent.is_empty() && newcomer.sent.is_empty()) {
        for frame in holder.take() {
            crossed.push(frame.clone());
            newcomer.give(Input::Frame(frame));
        }
        for frame in newcomer.take() {
            crossed.push(frame.clone());
            holder.give(Input::Frame(frame));
        }
    }
    assert!(!leaks(&crossed, 1) && !leaks(&crossed, 9));
    let wrong = other_than(&newcomer.say().unwrap());
    holder.give(Input::Words(wrong));
    assert_eq!(holder.failed(), [(1, Ended::WrongWord)]);
    holder.give(Input::Grant(Zeroizing::new(vec![1])));
    assert!(holder.take().iter().all(|frame| matches!(Frame::decode(frame), Ok(Frame::Bye(_)))));
}

#[test]
fn a_grant_that_nobody_said_yes_to_is_refused_and_so_is_one_that_never_ends() {
    let (_, mut newcomer) = at_question();
    newcomer.frame(&Frame::Grant { part: vec![1; 8], rest: GRANT_BYTES_MAX as u32 });
    assert_eq!(newcomer.ended(), Some(Ended::BrokenRules));
    let (_, mut newcomer) = at_question();
    newcomer.frame(&Frame::Grant { part: Vec::new(), rest: 5 });
    assert_eq!(newcomer.ended(), Some(Ended::BrokenRules));
    let mut early = self::newcomer();
    early.give(connected(9, INVITER));
    early.frame(&Frame::Grant { part: vec![1], rest: 0 });
    assert!(early.ended() == Some(Ended::BrokenRules) && early.granted().is_none());
}

#[test]
fn a_connection_that_breaks_before_the_yes_burns_the_attempt_and_after_it_says_unconfirmed() {
    let (mut holder, _) = at_question();
    holder.give(Input::Closed);
    assert_eq!(holder.failed(), [(1, Ended::Lost)]);
    assert_eq!(holder.ended(), None, "the invitation is still open");
    for end in [Input::Closed, Input::Cancel] {
        let (mut holder, mut newcomer) = at_question();
        holder.give(Input::Grant(Zeroizing::new(vec![7; 40])));
        settle(&mut holder, &mut newcomer);
        holder.give(end);
        assert_eq!(holder.ended(), Some(Ended::Unconfirmed));
        newcomer.give(Input::Closed);
        assert_eq!(newcomer.ended(), Some(Ended::Lost));
    }
}

#[test]
fn done_before_everything_was_taken_does_not_count() {
    let (mut holder, _) = at_question();
    holder.give(Input::Grant(Zeroizing::new(vec![7; GRANT_PART_BYTES + 1])));
    holder.frame(&Frame::Done);
    assert!(!holder.added());
    assert_eq!(holder.ended(), Some(Ended::Unconfirmed));
}

#[test]
fn the_two_flows_never_mix() {
    // A person with a device's invitation, and a device with a person's.
    let person = Setup { invitation: device_invitation(), ..setup(2, Role::Therapist, JOINER) };
    assert!(Pairing::joiner(person).is_err());
    assert!(Pairing::joiner(Setup { invitation: invitation(), ..new_setup(9) }).is_err());
    assert!(Pairing::inviter(Setup { endpoint: INVITER, ..new_setup(9) }, T0).is_err());
    // On the wire: a start of the other flow, by whoever knows the secret.
    let (mut holder, mut joiner) = (holder(), Seat::joiner());
    holder.give(connected(9, JOINER));
    joiner.give(connected(9, INVITER));
    let start = joiner.take().remove(0);
    holder.give(Input::Frame(start));
    assert_eq!(holder.failed(), [(1, Ended::WrongSecret)]);
    // Frames of the other flow after the words.
    let (mut holder, mut newcomer) = at_question();
    holder.frame(&Frame::Done);
    newcomer.frame(&Frame::Done);
    assert_eq!(holder.failed(), [(1, Ended::BrokenRules)]);
    assert_eq!(newcomer.ended(), Some(Ended::BrokenRules));
    let (mut inviter, _) = at_confirm();
    inviter.frame(&Frame::Grant { part: vec![1], rest: 0 });
    assert_eq!(inviter.failed(), [(1, Ended::BrokenRules)]);
}

#[test]
fn a_device_that_is_in_the_roster_is_not_added_again() {
    let mut holder = holder();
    // With nonces of its own, or it would look like an echo.
    let setup = Setup { entropy: Arc::new(SeededEntropy::new(1)), ..new_setup(1) };
    let mut again = Seat::new(Pairing::joiner(setup).unwrap());
    meet(&mut holder, &mut again);
    type_words(&mut holder, &mut again);
    assert_eq!(holder.offered(), None);
    assert_eq!(holder.failed(), [(1, Ended::Oneself)]);
}

#[test]
fn a_forged_signature_of_either_side_ends_it() {
    let signatures = |seat: &mut Seat| {
        let mut frames = seat.take();
        frames.retain(|frame| matches!(Frame::decode(frame), Ok(Frame::DeviceSignatures { .. })));
        frames
    };
    let (mut holder, mut newcomer) = (holder(), newcomer());
    meet(&mut holder, &mut newcomer);
    holder.give(Input::Words(newcomer.say().unwrap()));
    newcomer.give(Input::Words(holder.say().unwrap()));
    // WordsRight of both, then the cards; each side's own signatures are sent back to it.
    for _ in 0..2 {
        let (a, b) = (holder.take(), newcomer.take());
        a.into_iter().for_each(|frame| newcomer.give(Input::Frame(frame)));
        b.into_iter().for_each(|frame| holder.give(Input::Frame(frame)));
    }
    let (mine, theirs) = (signatures(&mut holder), signatures(&mut newcomer));
    assert_eq!((mine.len(), theirs.len()), (1, 1));
    mine.into_iter().for_each(|frame| holder.give(Input::Frame(frame)));
    theirs.into_iter().for_each(|frame| newcomer.give(Input::Frame(frame)));
    assert_eq!(holder.failed(), [(1, Ended::BrokenRules)]);
    assert_eq!(newcomer.ended(), Some(Ended::BrokenRules));
}
