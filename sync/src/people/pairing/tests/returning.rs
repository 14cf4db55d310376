//! Somebody who lost every device comes back with the printed key to somebody who knows them.

use super::*;
use crate::people::testing;

fn invitation() -> Invitation {
    Invitation::new(Flow::Return, INVITER, Vec::new(), &SeededEntropy::new(52)).unwrap()
}

/// Person 1, who knows person 2 and chose them.
fn host() -> Seat {
    let setup = setup(1, Role::Client, INVITER);
    let Card::Person(card) = setup.card else { panic!("a person") };
    let card = Card::Known(card, testing::recovery(2).signing);
    Seat::new(Pairing::inviter(Setup { invitation: invitation(), card, ..setup }, T0).unwrap())
}

/// A new computer with the printed key of this person.
fn setup_of(person: u64) -> Setup {
    Setup {
        invitation: invitation(),
        endpoint: JOINER,
        card: Card::Returning(Box::new(testing::device(9)), testing::key(person + 2000)),
        transport: testing::key(9),
        signing: testing::key(1009),
        entropy: Arc::new(SeededEntropy::new(7009)),
    }
}

/// Both typed the words; the one who returns is asked whether they know the other.
fn at_question(person: u64) -> (Seat, Seat) {
    let (mut host, mut returning) = (host(), Seat::new(Pairing::joiner(setup_of(person)).unwrap()));
    meet(&mut host, &mut returning);
    type_words(&mut host, &mut returning);
    (host, returning)
}

#[test]
fn who_returns_recognises_the_other_proves_the_printed_key_and_is_given_everything_after_a_yes() {
    let (mut host, mut returning) = at_question(2);
    assert_eq!(returning.recognises(), Some("Person 1".to_owned()));
    assert!(host.offered().is_none(), "nothing was proved yet");
    host.give(Input::Grant(Zeroizing::new(vec![1])));
    assert!(host.take().is_empty(), "nobody asked");
    returning.give(Input::Recognised(Recognised::OnVideo));
    settle(&mut host, &mut returning);
    assert_eq!(host.offered(), Some(&testing::device(9)));
    assert!(returning.granted().is_none(), "a yes comes first");
    host.give(Input::Grant(Zeroizing::new(vec![4; 300])));
    settle(&mut host, &mut returning);
    let granted = returning.granted().unwrap();
    assert_eq!((&granted.bytes[..], granted.recognised), (&[4; 300][..], Some(Recognised::OnVideo)));
    returning.give(Input::Made);
    settle(&mut host, &mut returning);
    assert!(host.added() && returning.added());
}

#[test]
fn another_printed_key_is_told_to_both_and_given_nothing() {
    let (mut host, mut returning) = at_question(3);
    returning.give(Input::Recognised(Recognised::InTheRoom));
    settle(&mut host, &mut returning);
    assert!(host.offered().is_none());
    assert_eq!(host.failed(), [(1, Ended::OtherKey)]);
    assert_eq!(returning.ended(), Some(Ended::OtherKey));
}

#[test]
fn without_the_printed_key_a_new_device_is_nobody_who_returns() {
    let (mut host, returning) = at_question(2);
    let bare = Setup { card: Card::NewDevice(Box::new(testing::device(9))), ..setup_of(2) };
    assert!(Pairing::joiner(bare).is_err());
    drop(returning);
    // The frame of the other flow, or a signature that is none.
    let forged = crate::sealed::Signature(vec![7; 64]);
    host.frame(&Frame::DeviceSignatures { signing: forged.clone(), transport: forged.clone() });
    assert_eq!(host.failed(), [(1, Ended::BrokenRules)]);
    let (mut host, mut returning) = at_question(2);
    returning.give(Input::Recognised(Recognised::ByPhone));
    let Frame::ReturnSignatures { signing, transport, .. } = returning.one() else { panic!("it proves itself") };
    host.frame(&Frame::ReturnSignatures { signing, transport, recovery: forged });
    assert_eq!(host.failed(), [(1, Ended::OtherKey)]);
    assert!(host.offered().is_none());
}

#[test]
fn the_flow_of_a_return_mixes_with_no_other() {
    let [person, device] = [Flow::Person, Flow::Device]
        .map(|flow| Invitation::new(flow, INVITER, Vec::new(), &SeededEntropy::new(53)).unwrap());
    for other in [person, device] {
        assert!(Pairing::joiner(Setup { invitation: other, ..setup_of(2) }).is_err());
    }
    assert!(Pairing::inviter(Setup { endpoint: INVITER, ..setup_of(2) }, T0).is_err());
    // A person, invited to return, is none who returns; a host without somebody chosen is none.
    assert!(Pairing::joiner(Setup { invitation: invitation(), ..setup(2, Role::Therapist, JOINER) }).is_err());
    assert!(Pairing::inviter(Setup { invitation: invitation(), ..setup(1, Role::Client, INVITER) }, T0).is_err());
    let (mut host, _) = at_question(2);
    host.frame(&Frame::Done);
    assert_eq!(host.failed(), [(1, Ended::BrokenRules)]);
}
