//! Two machines on one table: every frame passes through the test's hands.

mod asking;
mod device;
mod ending;
mod guards;
mod middle;
mod returning;

use super::frame::{Commit, Frame};
use super::*;
use crate::clock::SeededEntropy;
use crate::people::Flow;
use crate::people::testing::Person;
use crate::sealed::word_list;
use core::time::Duration;

pub(super) const INVITER: [u8; 32] = [1; 32];
pub(super) const JOINER: [u8; 32] = [2; 32];
pub(super) const T0: Duration = Duration::from_secs(100);

pub(super) fn invitation() -> Invitation {
    Invitation::new(Flow::Person, INVITER, Vec::new(), &SeededEntropy::new(50)).unwrap()
}

pub(super) fn setup(seed: u64, role: Role, endpoint: [u8; 32]) -> Setup {
    let Person { transport, signing, card, .. } = Person::new(seed, role);
    let entropy = Arc::new(SeededEntropy::new(seed + 7000));
    let card = Card::Person(Box::new(card));
    Setup { invitation: invitation(), endpoint, card, transport, signing, entropy }
}

pub(super) fn connected(exporter: u8, their_endpoint: [u8; 32]) -> Input {
    Input::Connected { exporter: Zeroizing::new([exporter; 32]), their_endpoint, asked: false }
}

/// What one side has said and shown.
pub(super) struct Seat {
    pub pairing: Pairing,
    pub sent: Vec<Vec<u8>>,
    pub shown: Vec<Output>,
}

impl Seat {
    pub fn new(pairing: Pairing) -> Self {
        Self { pairing, sent: Vec::new(), shown: Vec::new() }
    }

    pub fn inviter() -> Self {
        Self::new(Pairing::inviter(setup(1, Role::Client, INVITER), T0).unwrap())
    }

    pub fn joiner() -> Self {
        Self::new(Pairing::joiner(setup(2, Role::Therapist, JOINER)).unwrap())
    }

    pub fn give(&mut self, input: Input) {
        self.give_at(T0, input);
    }

    pub fn give_at(&mut self, now: Duration, input: Input) {
        for output in self.pairing.handle(now, input) {
            match output {
                Output::Send(frame) => self.sent.push(frame),
                other => self.shown.push(other),
            }
        }
    }

    pub fn frame(&mut self, frame: &Frame) {
        self.give(Input::Frame(frame.encode().unwrap()));
    }

    pub fn take(&mut self) -> Vec<Vec<u8>> {
        core::mem::take(&mut self.sent)
    }

    /// The one frame that was sent since the last look.
    pub fn one(&mut self) -> Frame {
        let mut frames = self.take();
        assert_eq!(frames.len(), 1);
        Frame::decode(&frames.remove(0)).unwrap()
    }

    pub fn say(&self) -> Option<[String; 2]> {
        self.shown.iter().rev().find_map(|one| match one {
            Output::Show(Step::Words { say }) => Some(say.map(str::to_owned)),
            _ => None,
        })
    }

    pub fn failed(&self) -> Vec<(u32, Ended)> {
        let of = |one: &Output| match one {
            Output::AttemptFailed { failures, why } => Some((*failures, *why)),
            _ => None,
        };
        self.shown.iter().filter_map(of).collect()
    }

    pub fn ended(&self) -> Option<Ended> {
        self.shown.iter().find_map(|one| match one {
            Output::End(why) => Some(*why),
            _ => None,
        })
    }

    pub fn paired(&self) -> Option<&Paired> {
        self.shown.iter().find_map(|one| match one {
            Output::Done(paired) => Some(&**paired),
            _ => None,
        })
    }

    /// The new device that this side is asked about.
    pub fn offered(&self) -> Option<&DeviceCard> {
        self.shown.iter().find_map(|one| match one {
            Output::Show(Step::AddDevice { card }) => Some(&**card),
            _ => None,
        })
    }

    /// What this side was given as a new device, by person 1.
    pub fn granted(&self) -> Option<&Granted> {
        self.shown.iter().find_map(|one| match one {
            Output::Granted(granted) => {
                assert_eq!(granted.holder.roster.person(), Person::new(1, Role::Client).card.roster.person());
                Some(&**granted)
            }
            _ => None,
        })
    }

    /// Whether the new device has its vault.
    pub fn added(&self) -> bool {
        self.shown.iter().any(|one| matches!(one, Output::Added))
    }

    pub fn recognises(&self) -> Option<String> {
        self.shown.iter().find_map(|one| match one {
            Output::Show(Step::Recognise { name, .. }) => Some(name.clone()),
            _ => None,
        })
    }
}

/// Passes frames until nobody has anything to say.
pub(super) fn settle(a: &mut Seat, b: &mut Seat) {
    while !(a.sent.is_empty() && b.sent.is_empty()) {
        a.take().into_iter().for_each(|frame| b.give(Input::Frame(frame)));
        b.take().into_iter().for_each(|frame| a.give(Input::Frame(frame)));
    }
}

/// An honest pair, connected; the words are on both screens.
pub(super) fn at_words() -> (Seat, Seat) {
    let (mut inviter, mut joiner) = (Seat::inviter(), Seat::joiner());
    meet(&mut inviter, &mut joiner);
    (inviter, joiner)
}

pub(super) fn meet(inviter: &mut Seat, joiner: &mut Seat) {
    inviter.give(connected(9, JOINER));
    joiner.give(connected(9, INVITER));
    settle(inviter, joiner);
}

/// Both persons typed what the other said.
pub(super) fn at_confirm() -> (Seat, Seat) {
    let (mut inviter, mut joiner) = at_words();
    type_words(&mut inviter, &mut joiner);
    (inviter, joiner)
}

pub(super) fn type_words(inviter: &mut Seat, joiner: &mut Seat) {
    inviter.give(Input::Words(joiner.say().unwrap()));
    joiner.give(Input::Words(inviter.say().unwrap()));
    settle(inviter, joiner);
}

/// Words from the list that are not these.
pub(super) fn other_than(words: &[String; 2]) -> [String; 2] {
    let wrong = word_list().iter().find(|word| **word != words[1]).unwrap();
    [words[0].clone(), (*wrong).to_owned()]
}

/// Whether a name or a long-term key of person `seed` stands in any of these frames.
pub(super) fn leaks(frames: &[Vec<u8>], seed: u64) -> bool {
    let person = Person::new(seed, Role::Client);
    let name = person.card.name.clone().into_bytes();
    let (id, signing) = (person.card.device.0, person.signing.public().0);
    let holds = |frame: &[u8], needle: &[u8]| frame.windows(needle.len()).any(|part| part == needle);
    frames.iter().any(|frame| [&name[..], &id, &signing].iter().any(|needle| holds(frame, needle)))
}

#[test]
fn two_persons_pair_and_hold_the_same_space_and_secret() {
    let (mut inviter, mut joiner) = at_confirm();
    assert_eq!(inviter.recognises().as_deref(), Some("Person 2"));
    assert_eq!(joiner.recognises().as_deref(), Some("Person 1"));
    assert!(inviter.paired().is_none() && joiner.paired().is_none());
    inviter.give(Input::Recognised(Recognised::OnVideo));
    settle(&mut inviter, &mut joiner);
    assert!(inviter.paired().is_none() && joiner.paired().is_none(), "one confirmation is not enough");
    joiner.give(Input::Recognised(Recognised::ByPhone));
    settle(&mut inviter, &mut joiner);

    let (one, two) = (inviter.paired().unwrap(), joiner.paired().unwrap());
    assert_eq!((one.recognised, two.recognised), (Recognised::OnVideo, Recognised::ByPhone));
    assert!(one.acknowledged && two.acknowledged);
    assert_eq!(one.founding, two.founding);
    assert_eq!(one.alpn_secret, two.alpn_secret);
    assert_eq!(one.founding.role_of(one.person()), Some(Role::Therapist));
    assert!(one.founding.is_valid(|person, device| {
        let card = if person == one.person() { &one.card } else { &two.card };
        card.roster.meaning().device(device).map(|device| device.signing)
    }));
    assert!(matches!(joiner.shown.last(), Some(Output::Close | Output::Done(_))));
    assert!(inviter.pairing.is_over() && joiner.pairing.is_over());
}

#[test]
fn a_contact_comes_back_from_its_bytes() {
    let (mut inviter, mut joiner) = at_confirm();
    inviter.give(Input::Recognised(Recognised::InTheRoom));
    joiner.give(Input::Recognised(Recognised::NotAtAll));
    settle(&mut inviter, &mut joiner);
    let paired = joiner.shown.into_iter().find_map(|one| match one {
        Output::Done(paired) => Some(*paired),
        _ => None,
    });
    let mut contact = paired.unwrap().into_contact(5);
    contact.remember_address(contact.roster.meaning().devices[0].device, "10.0.0.1:1".parse().unwrap());
    let bytes = contact.encode().unwrap();
    let read = Contact::decode(&bytes).unwrap();
    assert_eq!(*read.encode().unwrap(), *bytes);
    assert_eq!(read.name, "Person 1");
    assert_eq!(read.addresses.values().next().unwrap().len(), 2);
    assert!(Contact::decode(&bytes[..bytes.len() - 1]).is_err());
    assert!(!format!("{read:?}").contains("Person 1"));
}

#[test]
fn the_two_sides_say_different_words_and_none_of_their_own_are_asked() {
    let (inviter, joiner) = at_words();
    let (first, last) = (inviter.say().unwrap(), joiner.say().unwrap());
    assert_ne!(first, last);
    let mut joiner = joiner;
    joiner.give(Input::Words(last));
    assert_eq!(joiner.ended(), Some(Ended::WrongWord));
}
