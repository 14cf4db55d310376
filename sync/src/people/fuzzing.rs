//! What comes from persons one does not know yet, under any bytes: invitations, pairing frames, cards, rosters.
//!
//! Invariants: one value has one encoding; a roster means the same in whatever order its records came. Whoever breaks
//! one panics here.

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::pairing::frame::Frame;
use super::record::{Record, RecordBody, RecordId, Signer};
use super::{
    Contact, DeviceCard, Flow, Invitation, PersonCard, RelayToken, RelayUrl, Roster, SpaceFounding, introduced,
    invitation,
};
use crate::clock::SeededEntropy;
use crate::sealed::{RecoveryPublic, SigningKey};

/// The input as the text of an invitation.
pub fn invitation_text(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let Ok(read) = Invitation::parse(text, Flow::Person) else { return false };
    let again = Invitation::parse(&read.to_text(), Flow::Person).expect("what was written reads");
    assert_eq!((again.endpoint, &again.addresses), (read.endpoint, &read.addresses));
    assert_eq!(again.secret, read.secret);
    let relay = |read: &Invitation| {
        let token = |token: &RelayToken| token.reveal().to_owned();
        read.relay.as_ref().map(|relay| (relay.url.clone(), relay.token.as_ref().map(token)))
    };
    assert!(relay(&again) == relay(&read), "another relay");
    true
}

/// The input as the address of a relay, or its token.
pub fn relay_url(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    if let Ok(Some(token)) = RelayToken::parse(text) {
        assert!(matches!(RelayToken::parse(token.reveal()), Ok(Some(again)) if again.reveal() == token.reveal()));
    }
    let Ok(url) = RelayUrl::parse(text) else { return false };
    assert!(RelayUrl::from_written(url.as_str()).as_ref() == Ok(&url), "one address, two forms");
    assert!(!url.host().is_empty());
    true
}

/// The input as what an invitation's text stands for, with the checksum it needs.
pub fn invitation_payload(input: &[u8]) -> bool {
    let mut bytes = Zeroizing::new(input.to_vec());
    bytes.extend_from_slice(&invitation::checksum(input));
    invitation_text(format!("understory:{}", BASE32_NOPAD.encode(&bytes)).as_bytes())
}

/// The input as a frame of a pairing.
pub fn pairing_frame(input: &[u8]) -> bool {
    let Ok(frame) = Frame::decode(input) else { return false };
    assert_eq!(frame.encode().expect("what was read can be written"), input);
    true
}

/// The input as one record of a roster.
pub fn record(input: &[u8]) -> bool {
    let Ok(record) = Record::decode(input) else { return false };
    assert_eq!(record.encode().expect("what was read can be written"), input);
    true
}

/// The input as a roster.
pub fn roster(input: &[u8]) -> bool {
    let Ok(roster) = Roster::decode(input) else { return false };
    let _ = roster.meaning();
    assert!(Roster::decode(&roster.encode().expect("what was read can be written")) == Ok(roster));
    true
}

/// The input as the frame of a device that introduces itself to somebody who pinned the first record of a story: nobody
/// who is not named by signatures in it gets in.
pub fn introduction(input: &[u8]) -> bool {
    let founded = Story::begin().founded;
    let Ok(brought) = Roster::decode(input) else { return false };
    for card in brought.meaning().devices {
        if let Ok(both) = introduced(&founded, card.device, input) {
            assert!(both.meaning().device(card.device).is_some() && both.person() == founded.person());
        }
    }
    true
}

/// The input as a person's card.
pub fn card(input: &[u8]) -> bool {
    let Ok(card) = PersonCard::decode(input) else { return false };
    assert!(PersonCard::decode(&card.encode().expect("what was read can be written")) == Ok(card));
    true
}

/// The input as a contact.
pub fn contact(input: &[u8]) -> bool {
    let Ok(contact) = Contact::decode(input) else { return false };
    let written = contact.encode().expect("what was read can be written");
    let again = Contact::decode(&written).expect("what was written reads");
    assert_eq!(again.encode().expect("and can be written"), written);
    true
}

/// The input as the founding of a shared space.
pub fn founding(input: &[u8]) -> bool {
    let Ok(founding) = SpaceFounding::decode(input) else { return false };
    assert_eq!(founding.encode().expect("what was read can be written"), input);
    assert!(founding.space().is_ok());
    true
}

/// The input as what happens in a roster, four bytes a record: what, by whom, about whom, its number; all of them
/// properly signed, as a stolen device can.
pub fn roster_story(input: &[u8]) -> bool {
    let mut story = Story::begin();
    input.as_chunks::<4>().0.iter().take(24).for_each(|step| story.tell(*step));
    let read = |records: &mut dyn Iterator<Item = &Record>| {
        let mut roster = story.founded.clone();
        roster.merge(records.cloned());
        roster
    };
    let (forth, back) = (read(&mut story.records.iter()), read(&mut story.records.iter().rev()));
    assert_eq!(forth.digest(), back.digest(), "the order of arrival mattered");
    let meaning = forth.meaning();
    assert_eq!(meaning, back.meaning());
    assert!(meaning.devices.iter().all(|card| !meaning.removed.contains(&card.device)), "removed and there");
    assert!(Roster::decode(&forth.encode().expect("a roster can be written")) == Ok(forth));
    !story.records.is_empty()
}

/// How many devices and how many recovery keys take part in a story.
const CAST: u8 = 6;

struct Story {
    founded: Roster,
    records: Vec<Record>,
    ids: Vec<RecordId>,
}

fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(seed)).expect("seeded bytes never end")
}

fn device(number: u8) -> DeviceCard {
    let signing = key(u64::from(number) + 100).public();
    DeviceCard::new(&key(u64::from(number)), signing, "age1test".to_owned(), "Laptop".to_owned()).expect("a card")
}

fn recovery(number: u8) -> RecoveryPublic {
    RecoveryPublic { recipient: "age1recovery".to_owned(), signing: key(u64::from(number) + 200).public() }
}

impl Story {
    fn begin() -> Self {
        let (founded, _) =
            Roster::found(device(0), recovery(0), &key(100), &SeededEntropy::new(1)).expect("a roster begins");
        let ids = founded.records().filter_map(|record| record.id().ok()).collect();
        Self { founded, records: Vec::new(), ids }
    }

    fn tell(&mut self, [what, by, about, number]: [u8; 4]) {
        let (by_recovery, by) = (by & 0x80 != 0, by % CAST);
        let (signer, key) = match by_recovery {
            true => (Signer::Recovery(recovery(by).signing), key(u64::from(by) + 200)),
            false => (Signer::Device(device(by).device), key(u64::from(by) + 100)),
        };
        let whom = about % CAST;
        let body = match what % 4 {
            0 | 1 => RecordBody::Add { device: device(whom) },
            2 => RecordBody::Remove { device: device(whom).device, last_number: u32::from(about / CAST % 4) },
            _ => RecordBody::NewRecovery { replaces: recovery(what / 4 % CAST).signing, recovery: recovery(whom) },
        };
        // Which of the records before it knew: one bit each, counted from the newest.
        let knew = self.ids.iter().rev().take(4).enumerate();
        let knew = knew.filter(|(bit, _)| number >> (bit + 4) & 1 == 1).map(|(_, id)| *id).collect();
        let Ok(record) = Record::sign(signer, u32::from(number % 16), knew, body, &key) else { return };
        self.ids.extend(record.id());
        self.records.push(record);
    }
}

/// Real values, the same bytes every time: target, name and bytes.
#[cfg(test)]
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    use std::collections::BTreeMap;

    use super::pairing::frame::{Bye, Commit};
    use super::testing::Person;
    use super::{RelayAccess, Role, SpaceTerms};
    use crate::sealed::Signature;

    let addresses = vec!["192.168.1.5:4000".parse().unwrap(), "[fe80::1]:4000".parse().unwrap()];
    let text = Invitation::new(Flow::Person, [7; 32], addresses, &SeededEntropy::new(1)).unwrap().to_text();
    let payload = BASE32_NOPAD.decode(text.split_once(':').unwrap().1.to_uppercase().as_bytes()).unwrap();
    let (anna, ben) = (Person::new(1, Role::Client), Person::new(2, Role::Therapist));
    let (a, b) = (anna.card.roster.person(), ben.card.roster.person());
    let terms = SpaceTerms::new((a, Role::Client), (b, Role::Therapist), [7; 32]).unwrap();
    let by_anna = terms.sign(anna.card.device, &anna.signing).unwrap();
    let by_ben = terms.sign(ben.card.device, &ben.signing).unwrap();
    let founding = SpaceFounding::new(terms, (a, by_anna.clone()), by_ben);
    let mut grown = Story::begin();
    for step in [[0, 0, 1, 0x12], [2, 1, 0, 0xf1], [3, 0x80, 1, 0xf1], [0, 1, 2, 0xf2], [2, 0x81, 1, 0xf1]] {
        grown.tell(step);
    }
    let story = [[0, 0, 1, 0x12], [2, 1, 0, 0xf1], [3, 0x80, 1, 0xf1], [0, 1, 2, 0xf2], [2, 0x81, 1, 0xf1]].concat();
    let mut roster = grown.founded.clone();
    roster.merge(grown.records.iter().cloned());
    let ring = [[0, 0, 1, 2], [0, 0, 2, 3], [2, 1, 2, 1], [2, 2, 1, 1]].concat();
    let contact = Contact {
        person: b,
        name: "Ben".to_owned(),
        role: Role::Therapist,
        roster: ben.card.roster.clone(),
        space: founding.clone(),
        recognised: super::Recognised::InTheRoom,
        paired_ms: 5,
        acknowledged: true,
        recovery_saved: false,
        addresses: [(ben.card.device, ben.card.addresses.clone())].into(),
        alpn_secret: Zeroizing::new([3; 32]),
        relays: BTreeMap::new(),
    };
    let relay = RelayUrl::parse("https://relay.example:4443/").unwrap();
    let mut met = Contact::decode(&contact.encode().unwrap()).unwrap();
    met.relays.insert(ben.card.device, relay.clone());
    let mut waits = anna.card.clone();
    waits.relay = Some(relay.clone());
    let mut through = Invitation::new(Flow::Person, [7; 32], Vec::new(), &SeededEntropy::new(2)).unwrap();
    through.relay = Some(RelayAccess { url: relay, token: RelayToken::parse("open-sesame").unwrap() });
    let through = through.to_text();
    let commit = Commit { role: Role::Client, nonce_hash: [1; 32], card_hash: [2; 32] };
    let signature = Signature(vec![4; 64]);
    let frames = [
        ("start", Frame::Start { flow: Flow::Person, role: Role::Client, proof: [1; 32] }),
        ("commit", Frame::Commit(commit)),
        ("reveal", Frame::Reveal { nonce: [3; 32] }),
        ("words", Frame::WordsRight),
        ("ask", Frame::Ask { flow: Flow::Person, role: Role::Client }),
        ("card", Frame::Card { salt: [1; 32], card: anna.card.encode().unwrap() }),
        ("return", {
            let (signing, transport) = (signature.clone(), signature.clone());
            Frame::ReturnSignatures { signing, transport, recovery: signature.clone() }
        }),
        ("signatures", Frame::Signatures { signing: signature.clone(), transport: signature, space: by_anna }),
        ("bye", Frame::Bye(Bye::WrongWord)),
    ];
    let mut seeds: Vec<_> =
        frames.into_iter().map(|(name, frame)| ("pairing_frame", name, frame.encode().unwrap())).collect();
    seeds.extend([
        ("invitation_text", "invitation", text.into_bytes()),
        ("invitation_payload", "invitation", payload[..payload.len() - 4].to_vec()),
        ("record", "founding", grown.founded.records().next().unwrap().encode().unwrap()),
        ("record", "added", grown.records[0].encode().unwrap()),
        ("record", "removed", grown.records[1].encode().unwrap()),
        ("record", "new-recovery", grown.records[2].encode().unwrap()),
        ("roster", "grown", roster.encode().unwrap()),
        ("introduction", "grown", roster.encode().unwrap()),
        ("roster", "first", anna.card.roster.encode().unwrap()),
        ("roster_story", "grown", story),
        ("roster_story", "ring", ring),
        ("card", "client", anna.card.encode().unwrap()),
        ("contact", "therapist", contact.encode().unwrap().to_vec()),
        ("invitation_text", "relay", through.into_bytes()),
        ("relay_url", "name", b"https://relay.example:4443/".to_vec()),
        ("relay_url", "own-network", b"http://[fd00::1]:80".to_vec()),
        ("card", "relay", waits.encode().unwrap()),
        ("contact", "relay", met.encode().unwrap().to_vec()),
        ("founding", "founding", founding.encode().unwrap()),
    ]);
    seeds
}
