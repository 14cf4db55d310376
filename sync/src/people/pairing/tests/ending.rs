//! How long it lasts, how often it works, and who keeps what when the connection breaks at the end.

use super::*;
use crate::limits::{INVITATION_SECS, PAIRING_ATTEMPT_SECS};

fn after(secs: u64) -> Duration {
    T0 + Duration::from_secs(secs)
}

#[test]
fn an_invitation_expires_after_ten_minutes_of_the_inviters_clock() {
    let mut inviter = Seat::inviter();
    inviter.give_at(after(INVITATION_SECS - 1), Input::Tick);
    assert_eq!(inviter.ended(), None);
    inviter.give_at(after(INVITATION_SECS), Input::Tick);
    assert_eq!(inviter.ended(), Some(Ended::Expired));

    let mut inviter = Seat::inviter();
    inviter.give_at(after(INVITATION_SECS), connected(9, JOINER));
    assert_eq!(inviter.ended(), Some(Ended::Expired), "without a tick in between too");
    assert!(matches!(inviter.shown.last(), Some(Output::Close)));
    assert_eq!(inviter.pairing.left(after(60)), Some(Duration::from_secs(INVITATION_SECS - 60)));
}

#[test]
fn an_attempt_that_began_in_time_may_end_but_not_for_ever() {
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::joiner());
    let begun = after(INVITATION_SECS - 1);
    inviter.give_at(begun, connected(9, JOINER));
    joiner.give_at(begun, connected(9, INVITER));
    inviter.give_at(after(INVITATION_SECS + 5), Input::Tick);
    assert_eq!(inviter.ended(), None);
    let late = begun + Duration::from_secs(PAIRING_ATTEMPT_SECS);
    inviter.give_at(late, Input::Tick);
    joiner.give_at(late, Input::Tick);
    assert_eq!(inviter.ended(), Some(Ended::Expired));
    assert_eq!(joiner.ended(), Some(Ended::Expired));
}

#[test]
fn one_success_uses_an_invitation_up() {
    let (mut inviter, mut joiner) = at_confirm();
    inviter.give(Input::Recognised(Recognised::InTheRoom));
    joiner.give(Input::Recognised(Recognised::InTheRoom));
    settle(&mut inviter, &mut joiner);
    assert!(inviter.paired().is_some());
    let mut second = Seat::new(Pairing::joiner(setup(3, Role::Therapist, [3; 32])).unwrap());
    inviter.give(connected(9, [3; 32]));
    second.give(connected(9, INVITER));
    settle(&mut inviter, &mut second);
    assert!(matches!(inviter.shown.last(), Some(Output::Close)));
    assert!(second.say().is_none());
}

#[test]
fn three_failures_of_any_kind_after_a_start_burn_the_invitation() {
    let mut inviter = Seat::inviter();
    for _ in 0..3 {
        let mut joiner = Seat::joiner();
        meet(&mut inviter, &mut joiner);
        inviter.give(Input::Closed);
    }
    assert_eq!(inviter.failed(), [(1, Ended::Lost), (2, Ended::Lost), (3, Ended::Lost)]);
    assert_eq!(inviter.ended(), Some(Ended::Used));
}

#[test]
fn a_second_attempt_has_other_words() {
    let mut inviter = Seat::inviter();
    let mut words = Vec::new();
    for _ in 0..2 {
        let mut joiner = Seat::joiner();
        meet(&mut inviter, &mut joiner);
        words.push((inviter.say(), joiner.say()));
        inviter.give(Input::Closed);
    }
    assert_ne!(words[0].0, words[1].0);
    assert_ne!(words[0].1, words[1].1);
}

#[test]
fn cancelling_ends_it_on_both_sides() {
    for (mut inviter, mut joiner) in [at_words(), at_confirm()] {
        joiner.give(Input::Cancel);
        settle(&mut inviter, &mut joiner);
        assert_eq!(joiner.ended(), Some(Ended::Cancelled));
        assert_eq!(inviter.failed(), [(1, Ended::TheyEnded)]);
    }
    let (mut inviter, mut joiner) = at_confirm();
    inviter.give(Input::Cancel);
    settle(&mut inviter, &mut joiner);
    assert_eq!((inviter.ended(), joiner.ended()), (Some(Ended::Cancelled), Some(Ended::TheyEnded)));
}

#[test]
fn a_joiner_that_reaches_nobody_is_told() {
    let mut joiner = Seat::joiner();
    joiner.give(Input::Closed);
    assert_eq!(joiner.ended(), Some(Ended::Lost));
}

#[test]
fn a_side_that_keeps_a_contact_the_other_lacks_knows_it() {
    // The connection breaks after `delivered` frames of the end; every interleaving of two confirmations.
    for inviter_first in [true, false] {
        for delivered in 0..=4 {
            let (mut inviter, mut joiner) = at_confirm();
            inviter.give(Input::Recognised(Recognised::InTheRoom));
            joiner.give(Input::Recognised(Recognised::InTheRoom));
            for turn in 0..delivered {
                let (from, to) = match (turn % 2 == 0) == inviter_first {
                    true => (&mut inviter, &mut joiner),
                    false => (&mut joiner, &mut inviter),
                };
                if !from.sent.is_empty() {
                    let frame = from.sent.remove(0);
                    to.give(Input::Frame(frame));
                }
            }
            inviter.give(Input::Closed);
            joiner.give(Input::Closed);
            let keeps = [&inviter, &joiner].map(|seat| seat.paired().map(|paired| paired.acknowledged));
            if let [Some(sure), None] | [None, Some(sure)] = keeps {
                assert!(!sure, "first {inviter_first}, {delivered} delivered: {keeps:?}");
            }
            assert_eq!(delivered == 0, keeps == [None, None], "first {inviter_first}, {delivered}: {keeps:?}");
        }
    }
}

#[test]
fn a_kept_contact_is_kept_whatever_ends_the_connection() {
    let ends: [fn() -> Input; 4] = [
        || Input::Closed,
        || Input::Cancel,
        || Input::Frame(vec![1, 99]),
        || Input::Frame(Frame::Bye(super::super::frame::Bye::Cancelled).encode().unwrap()),
    ];
    for end in ends {
        let (mut inviter, mut joiner) = at_confirm();
        joiner.give(Input::Recognised(Recognised::OnVideo));
        inviter.give(Input::Recognised(Recognised::OnVideo));
        joiner.take().into_iter().for_each(|frame| inviter.give(Input::Frame(frame)));
        inviter.give(end());
        assert!(inviter.paired().is_some_and(|paired| !paired.acknowledged));
        assert!(inviter.pairing.is_over());
        assert_eq!(inviter.ended(), None);
    }
}
