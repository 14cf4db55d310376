//! What both sides of a pairing saw, and everything that derives from it: proof, commitments, words, signatures,
//! secrets.
//!
//! Invariant: every derivation has a label of its own; the words depend on both nonces, which were committed before
//! either was seen, so a machine in the middle has one guess in 2^22 a side and no way to grind.

use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::frame::Commit;
use crate::ids::PersonId;
use crate::people::{Flow, PeopleError, Role, SpaceTerms};
use crate::sealed::{Signature, SigningKey, SigningPublic, verify, word_list};

const VERSION: u8 = 1;
const SIGNING_DOMAIN: &str = "understory/pairing-signing/1";
const TRANSPORT_DOMAIN: &str = "understory/pairing-transport/1";
const RETURN_DOMAIN: &str = "understory/pairing-return/1";

/// The two sides of a pairing. The numbers are final: they are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Opened the invitation; says words 1 and 2, types 3 and 4.
    Inviter = 0,
    /// Uses it; says words 3 and 4, types 1 and 2.
    Joiner = 1,
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Inviter => Self::Joiner,
            Self::Joiner => Self::Inviter,
        }
    }

    /// Returns `[inviter's, joiner's]` of what is this side's and the other's.
    pub(super) fn order<T>(self, mine: T, theirs: T) -> [T; 2] {
        match self {
            Self::Inviter => [mine, theirs],
            Self::Joiner => [theirs, mine],
        }
    }
}

/// What a pairing is bound to before anything crosses.
pub(super) struct Channel {
    pub flow: Flow,
    /// Whether the joiner asked without the secret, and the inviter's person let it try.
    pub asked: bool,
    /// Ephemeral endpoints, the inviter's first.
    pub endpoints: [[u8; 32]; 2],
    /// Exported from the TLS session.
    pub exporter: Zeroizing<[u8; 32]>,
}

impl Channel {
    /// Returns the joiner's proof to know the invitation's secret, in this very TLS session.
    pub(super) fn proof(&self, secret: &[u8; 16], joiner: Role) -> [u8; 32] {
        self.mac(secret, joiner).finalize().into_bytes().into()
    }

    /// Returns whether the proof is right, in constant time.
    pub(super) fn is_proof(&self, secret: &[u8; 16], joiner: Role, proof: &[u8; 32]) -> bool {
        self.mac(secret, joiner).verify_slice(proof).is_ok()
    }

    fn mac(&self, secret: &[u8; 16], joiner: Role) -> Hmac<Sha256> {
        // The key is padded to the block as HMAC itself does with short keys, so no length can be refused.
        let mut block = Zeroizing::new([0; 64]);
        block[..16].copy_from_slice(secret);
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(b"understory/pairing-proof/1");
        mac.update(&[VERSION, self.flow as u8, joiner as u8]);
        mac.update(&self.exporter[..]);
        mac.update(&self.endpoints.concat());
        mac
    }
}

/// Returns the hash by which a nonce is committed to.
pub(super) fn nonce_hash(nonce: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(b"understory/pairing-nonce/1").chain_update(nonce).finalize().into()
}

/// Returns the hash by which a card is committed to; the salt keeps a guessed card from being confirmed.
pub(super) fn card_hash(salt: &[u8; 32], card: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"understory/pairing-card/1").chain_update(salt).chain_update(card).finalize().into()
}

/// Both sides' view once the nonces are open.
pub(super) struct Transcript {
    hash: [u8; 32],
    nonces: [[u8; 32]; 2],
    exporter: Zeroizing<[u8; 32]>,
}

impl Transcript {
    /// Returns the transcript; commits and nonces are the inviter's first.
    pub(super) fn new(channel: &Channel, commits: [Commit; 2], nonces: [[u8; 32]; 2]) -> Self {
        let label: &[u8] =
            if channel.asked { b"understory/pairing-transcript-asked/1" } else { b"understory/pairing-transcript/1" };
        let mut hash = Sha256::new_with_prefix(label);
        hash.update([VERSION, channel.flow as u8]);
        hash.update(channel.endpoints.concat());
        hash.update(&channel.exporter[..]);
        for commit in commits {
            hash.update([commit.role as u8]);
            hash.update(commit.nonce_hash);
            hash.update(commit.card_hash);
        }
        hash.update(nonces.concat());
        Self { hash: hash.finalize().into(), nonces, exporter: channel.exporter.clone() }
    }

    /// Returns the places in the word list of the four words.
    pub(super) fn words(&self) -> Result<[u16; 4], PeopleError> {
        let bits = self.derive::<6>("understory/words/1")?;
        let bits = bits.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte)) >> 4;
        Ok([33, 22, 11, 0].map(|shift| (bits >> shift & 0x7ff) as u16))
    }

    /// Returns the two words this side says.
    pub(super) fn say(&self, side: Side) -> Result<[&'static str; 2], PeopleError> {
        let places = self.half(side)?;
        Ok(places.map(|place| word_list().get(usize::from(place)).copied().unwrap_or_default()))
    }

    /// Returns whether these are the places of the two words that `side` says, in constant time.
    pub(super) fn are_words_of(&self, side: Side, typed: [u16; 2]) -> Result<bool, PeopleError> {
        let pack = |[a, b]: [u16; 2]| u32::from(a) << 16 | u32::from(b);
        Ok(pack(self.half(side)?).ct_eq(&pack(typed)).into())
    }

    fn half(&self, side: Side) -> Result<[u16; 2], PeopleError> {
        let [a, b, c, d] = self.words()?;
        Ok(match side {
            Side::Inviter => [a, b],
            Side::Joiner => [c, d],
        })
    }

    /// Returns what the ALPN of the two contacts derives from.
    pub(super) fn alpn_secret(&self) -> Result<Zeroizing<[u8; 32]>, PeopleError> {
        self.derive("understory/alpn-secret/1")
    }

    /// Returns the terms of the shared space of these two; the persons are the inviter's first.
    pub(super) fn space(&self, persons: [(PersonId, Role); 2]) -> Result<SpaceTerms, PeopleError> {
        SpaceTerms::new(persons[0], persons[1], *self.derive("understory/space-nonce/1")?)
    }

    /// Signs the transcript for `side` with a signing key and a transport key.
    pub(super) fn sign(&self, side: Side, signing: &SigningKey, transport: &SigningKey) -> (Signature, Signature) {
        let message = self.message(side);
        (signing.sign(SIGNING_DOMAIN, &message), transport.sign(TRANSPORT_DOMAIN, &message))
    }

    /// Returns whether `side` signed the transcript with both keys.
    pub(super) fn is_signed(
        &self,
        side: Side,
        (signing, transport): (&SigningPublic, &SigningPublic),
        (by_signing, by_transport): (&Signature, &Signature),
    ) -> bool {
        let message = self.message(side);
        verify(signing, SIGNING_DOMAIN, &message, by_signing)
            && verify(transport, TRANSPORT_DOMAIN, &message, by_transport)
    }

    /// Signs the transcript for `side` with the printed recovery key.
    pub(super) fn sign_return(&self, side: Side, recovery: &SigningKey) -> Signature {
        recovery.sign(RETURN_DOMAIN, &self.message(side))
    }

    /// Returns whether `side` signed the transcript with this recovery key.
    pub(super) fn is_signed_return(&self, side: Side, recovery: &SigningPublic, signature: &Signature) -> bool {
        verify(recovery, RETURN_DOMAIN, &self.message(side), signature)
    }

    fn message(&self, side: Side) -> Vec<u8> {
        [&[side as u8], &self.hash[..]].concat()
    }

    fn derive<const N: usize>(&self, label: &str) -> Result<Zeroizing<[u8; N]>, PeopleError> {
        let mut bytes = Zeroizing::new([0; N]);
        let info = [label.as_bytes(), &self.hash].concat();
        Hkdf::<Sha256>::new(Some(&self.nonces.concat()), &self.exporter[..])
            .expand(&info, &mut bytes[..])
            .map_err(|_| PeopleError::TooLarge)?;
        Ok(bytes)
    }
}
