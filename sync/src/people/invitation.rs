//! An invitation: where an inviter waits, and the secret that lets one person in.
//!
//! Invariant: no name and no long-term key; the secret is wiped when dropped. The text carries a checksum, so that a
//! mistyped one is told apart from no invitation at all.

use std::net::SocketAddr;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::codec::{decode, encode};
use super::{RelayAccess, RelayToken, RelayUrl};
use crate::clock::{Entropy, EntropyError, random};
use crate::limits::{INVITATION_ADDRESSES_MAX, INVITATION_CHARS_MAX};

/// Without a relay; with one, 2.
const VERSION: u8 = 1;
const VERSION_RELAY: u8 = 2;
const PREFIX: &str = "understory:";
const CHECKSUM_BYTES: usize = 4;

/// What a pairing is for. They never mix. Numbers are final: they are in invitations and transcripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Flow {
    /// Another person.
    Person,
    /// Another device of the same person.
    Device,
    /// Somebody known who lost every device, and comes back with the printed recovery key.
    Return,
}

/// Where an inviter waits, and what lets one person in.
pub struct Invitation {
    /// What the pairing is for.
    pub flow: Flow,
    /// The inviter's ephemeral endpoint.
    pub endpoint: [u8; 32],
    /// Where it may be reached.
    pub addresses: Vec<SocketAddr>,
    /// What the joiner proves to know.
    pub secret: Zeroizing<[u8; 16]>,
    /// The relay the inviter waits at too. Nobody contacts it before the joiner was asked.
    pub relay: Option<RelayAccess>,
}

/// Why a text is no invitation for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// Not an invitation at all.
    #[error("This is not an invitation")]
    NotAnInvitation,
    /// Mistyped or cut short.
    #[error("The invitation was mistyped or cut short")]
    Mistyped,
    /// For another flow.
    #[error("The invitation is for something else")]
    WrongFlow,
    /// Written by a newer version.
    #[error("The invitation was written by a newer version")]
    NewerVersion,
    /// Longer than any invitation.
    #[error("Too long for an invitation")]
    TooLong,
}

#[derive(Serialize, Deserialize)]
struct InvitationBytes {
    flow: Flow,
    endpoint: [u8; 32],
    addresses: Vec<SocketAddr>,
    secret: [u8; 16],
}

/// What version 2 adds: the relay's address and its token, empty if it asks for none.
#[derive(Serialize, Deserialize)]
struct WithRelayBytes {
    invitation: InvitationBytes,
    relay: String,
    token: String,
}

impl Invitation {
    /// Returns an invitation to this endpoint with a fresh secret; addresses beyond the most are left out.
    pub fn new(
        flow: Flow,
        endpoint: [u8; 32],
        mut addresses: Vec<SocketAddr>,
        entropy: &dyn Entropy,
    ) -> Result<Self, EntropyError> {
        addresses.truncate(INVITATION_ADDRESSES_MAX);
        Ok(Self { flow, endpoint, addresses, secret: Zeroizing::new(random(entropy)?), relay: None })
    }

    /// Returns what is known of an invitation whose secret is not: where it was heard, on the same network.
    pub fn unknown(endpoint: [u8; 32]) -> Self {
        Self { flow: Flow::Person, endpoint, addresses: Vec::new(), secret: Zeroizing::new([0; 16]), relay: None }
    }

    /// Returns the text to hand over: the prefix, then lower-case base32 of the bytes and their checksum.
    pub fn to_text(&self) -> String {
        let (flow, endpoint) = (self.flow, self.endpoint);
        let mut raw = InvitationBytes { flow, endpoint, addresses: self.addresses.clone(), secret: *self.secret };
        // Encoding plain numbers and bytes into memory has no way to fail; an empty text would be refused as mistyped.
        let encoded = match &self.relay {
            None => {
                let encoded = encode(VERSION, &raw);
                raw.secret.zeroize();
                encoded
            }
            Some(relay) => {
                let token = relay.token.as_ref().map(RelayToken::reveal).unwrap_or_default().to_owned();
                let mut with = WithRelayBytes { invitation: raw, relay: relay.url.as_str().to_owned(), token };
                let encoded = encode(VERSION_RELAY, &with);
                with.invitation.secret.zeroize();
                with.token.zeroize();
                encoded
            }
        };
        let mut bytes = Zeroizing::new(encoded.unwrap_or_default());
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes).to_lowercase())
    }

    /// Returns the invitation in a pasted text. White space, line breaks and upper case are forgiven.
    pub fn parse(text: &str, expected: Flow) -> Result<Self, InvitationError> {
        if text.chars().count() > INVITATION_CHARS_MAX {
            return Err(InvitationError::TooLong);
        }
        let upper: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect());
        let coded = upper.strip_prefix(&PREFIX.to_ascii_uppercase()).ok_or(InvitationError::NotAnInvitation)?;
        let bytes = BASE32_NOPAD.decode(coded.as_bytes()).map(Zeroizing::new).map_err(|_| InvitationError::Mistyped)?;
        let payload_bytes = bytes.len().checked_sub(CHECKSUM_BYTES).ok_or(InvitationError::Mistyped)?;
        let (payload, sum) = bytes.split_at(payload_bytes);
        if checksum(payload) != sum {
            return Err(InvitationError::Mistyped);
        }
        let malformed = |_| InvitationError::NotAnInvitation;
        let (mut raw, relay) = match payload.first() {
            Some(&VERSION_RELAY) => {
                let with: WithRelayBytes = decode(VERSION_RELAY, payload, INVITATION_CHARS_MAX).map_err(malformed)?;
                let url = RelayUrl::from_written(&with.relay).map_err(malformed)?;
                let token = RelayToken::parse(&Zeroizing::new(with.token)).map_err(malformed)?;
                (with.invitation, Some(RelayAccess { url, token }))
            }
            Some(version) if *version > VERSION_RELAY => return Err(InvitationError::NewerVersion),
            _ => (decode::<InvitationBytes>(VERSION, payload, INVITATION_CHARS_MAX).map_err(malformed)?, None),
        };
        let secret = Zeroizing::new(raw.secret);
        raw.secret.zeroize();
        if raw.addresses.len() > INVITATION_ADDRESSES_MAX {
            return Err(InvitationError::NotAnInvitation);
        }
        if raw.flow != expected {
            return Err(InvitationError::WrongFlow);
        }
        Ok(Self { flow: raw.flow, endpoint: raw.endpoint, addresses: raw.addresses, secret, relay })
    }
}

impl core::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Invitation({:?}, {} addresses)", self.flow, self.addresses.len())
    }
}

pub(super) fn checksum(payload: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::new().chain_update(b"understory/invitation/1").chain_update(payload).finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    fn invitation() -> Invitation {
        let addresses = vec!["192.168.1.5:4000".parse().unwrap(), "[fe80::1]:4000".parse().unwrap()];
        Invitation::new(Flow::Person, [7; 32], addresses, &SeededEntropy::new(1)).unwrap()
    }

    #[test]
    fn an_invitation_survives_line_breaks_spaces_and_upper_case() {
        let text = invitation().to_text();
        assert!(text.starts_with("understory:"));
        let folded: String = text
            .chars()
            .enumerate()
            .flat_map(|(i, c)| if i % 20 == 19 { vec!['\r', '\n', '\t', c] } else { vec![c] })
            .collect();
        for one in [text.clone(), text.to_uppercase(), folded, format!("  {text}\n")] {
            let read = Invitation::parse(&one, Flow::Person).unwrap();
            assert_eq!(read.secret, invitation().secret);
            assert_eq!(read.addresses, invitation().addresses);
            assert_eq!(read.endpoint, [7; 32]);
        }
    }

    #[test]
    fn every_single_mistyped_character_is_noticed() {
        let text = invitation().to_text();
        for i in PREFIX.len()..text.len() {
            let mut typed = text.clone().into_bytes();
            typed[i] = if typed[i] == b'a' { b'b' } else { b'a' };
            let typed = String::from_utf8(typed).unwrap();
            assert_eq!(Invitation::parse(&typed, Flow::Person).unwrap_err(), InvitationError::Mistyped, "at {i}");
        }
        for end in PREFIX.len()..text.len() {
            assert_eq!(Invitation::parse(&text[..end], Flow::Person).unwrap_err(), InvitationError::Mistyped);
        }
    }

    #[test]
    fn what_is_no_invitation_for_this_is_told_apart() {
        let text = invitation().to_text();
        let why = |text: &str, flow| Invitation::parse(text, flow).unwrap_err();
        assert_eq!(why(&text, Flow::Device), InvitationError::WrongFlow);
        assert_eq!(why("hello", Flow::Person), InvitationError::NotAnInvitation);
        assert_eq!(why("", Flow::Person), InvitationError::NotAnInvitation);
        assert_eq!(why(&format!("{text}{}", " ".repeat(5000)), Flow::Person), InvitationError::TooLong);
        let mut newer = vec![3, 0, 0];
        newer.extend_from_slice(&checksum(&newer));
        let newer = format!("{PREFIX}{}", BASE32_NOPAD.encode(&newer));
        assert_eq!(why(&newer, Flow::Person), InvitationError::NewerVersion);
    }

    #[test]
    fn an_invitation_carries_a_relay_and_its_token_and_shows_neither() {
        let mut with = invitation();
        for token in [None, RelayToken::parse("practice-token").unwrap()] {
            let url = RelayUrl::parse("relay.example:8443").unwrap();
            with.relay = Some(RelayAccess { url: url.clone(), token });
            let read = Invitation::parse(&with.to_text(), Flow::Person).unwrap();
            let relay = read.relay.as_ref().unwrap();
            assert_eq!(relay.url, url);
            let wanted = with.relay.as_ref().unwrap().token.as_ref().map(RelayToken::reveal);
            assert_eq!(relay.token.as_ref().map(RelayToken::reveal), wanted);
            assert!(!format!("{read:?}").contains("example"));
        }
        assert!(Invitation::parse(&invitation().to_text(), Flow::Person).unwrap().relay.is_none());
    }

    #[test]
    fn an_invitation_to_anything_but_a_relay_is_refused() {
        for relay in ["http://relay.example/", "https://relay.example/x", "relay.example", ""] {
            let plain = invitation();
            let raw = InvitationBytes {
                flow: plain.flow,
                endpoint: plain.endpoint,
                addresses: plain.addresses.clone(),
                secret: *plain.secret,
            };
            let with = WithRelayBytes { invitation: raw, relay: relay.to_owned(), token: String::new() };
            let mut bytes = encode(VERSION_RELAY, &with).unwrap();
            bytes.extend_from_slice(&checksum(&bytes));
            let text = format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes));
            assert_eq!(
                Invitation::parse(&text, Flow::Person).unwrap_err(),
                InvitationError::NotAnInvitation,
                "{relay}"
            );
        }
    }

    #[test]
    fn the_longest_invitation_fits_its_bound() {
        let addresses = vec!["[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535".parse().unwrap(); 40];
        let mut long = Invitation::new(Flow::Person, [255; 32], addresses, &SeededEntropy::new(1)).unwrap();
        let label = "a".repeat(60);
        let url = RelayUrl::parse(&format!("https://{label}.{label}.{label}.{label}:65535")).unwrap();
        let token = RelayToken::parse(&"t".repeat(crate::limits::RELAY_TOKEN_BYTES_MAX)).unwrap();
        long.relay = Some(RelayAccess { url, token });
        let text = long.to_text();
        assert!(text.len() < INVITATION_CHARS_MAX);
        assert_eq!(Invitation::parse(&text, Flow::Person).unwrap().addresses.len(), INVITATION_ADDRESSES_MAX);
    }
}
