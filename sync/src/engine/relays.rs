//! The person's relay: kept sealed, used as the mode says, watched, tested; and which contacts wait at it.
//!
//! Invariant: this device speaks to its own relay, or for ten minutes to that of an invitation after the person
//! agreed, and to no other: what a contact names is only ever compared with it.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::agreeing::Matter;
use super::command::RelayWish;
use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::records;
use super::view::{NetworkMode, RelayView, Role};
use crate::ids::DeviceId;
use crate::limits::{RELAY_NOTE_BYTES_MAX, RELAY_NOTES_MAX, RELAY_RECORD_BYTES_MAX};
use crate::net::{RelayState, Watchdog};
use crate::people::{Invitation, RelayAccess, RelayToken, RelayUrl};
use crate::vault::Vault;

/// The first byte of a note; frames of the exchange begin with their version, which is far below.
pub(super) const RELAY_NOTE: u8 = 0xf1;

/// The relay as it lies sealed in the vault. An empty token is none.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct RelayRecord {
    url: String,
    token: String,
    invitation_token: String,
    invitations: bool,
}

/// The relay a person chose.
pub(super) struct Kept {
    pub access: RelayAccess,
    /// What invitations carry instead of the token, if anything.
    pub invitation_token: Option<RelayToken>,
    /// Invitations carry the relay in every mode.
    pub invitations: bool,
}

impl Kept {
    /// Returns what is kept from now on. A token that was not typed anew stays, but never goes to another relay than it
    /// was given for.
    fn changed(before: Option<Self>, wish: RelayWish) -> Self {
        let before = before.filter(|before| before.access.url == wish.url);
        let (token, invitation_token) = before.map_or((None, None), |kept| (kept.access.token, kept.invitation_token));
        Self {
            access: RelayAccess { url: wish.url, token: wish.token.or(token) },
            invitation_token: wish.invitation_token.or(invitation_token),
            invitations: wish.invitations,
        }
    }
}

/// Everything about relays while a vault is open.
#[derive(Default)]
pub(super) struct Relays {
    pub kept: Option<Kept>,
    state: RelayState,
    watchdog: Watchdog,
    /// An invitation that names a relay, until the person said whether to use it.
    pub asked: Option<(Invitation, Role)>,
    /// The relay this pairing went through, to be kept if the person likes.
    pub offered: Option<RelayAccess>,
}

impl Relays {
    /// Reads the relay of a vault.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        let kept = vault.record(records::RELAY)?.map(|bytes| Kept::read(&bytes)).transpose()?;
        Ok(Self { kept, ..Self::default() })
    }
}

impl Kept {
    /// Returns the relay of a record.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > RELAY_RECORD_BYTES_MAX {
            return Err(Failure::TooLong);
        }
        let record: RelayRecord = records::decode(bytes)?;
        let token = |text: &str| RelayToken::parse(text).map_err(|_| Failure::Damaged);
        Ok(Self {
            access: RelayAccess {
                url: RelayUrl::from_written(&record.url).map_err(|_| Failure::Damaged)?,
                token: token(&record.token)?,
            },
            invitation_token: token(&record.invitation_token)?,
            invitations: record.invitations,
        })
    }

    fn write(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let text = |token: Option<&RelayToken>| token.map(RelayToken::reveal).unwrap_or_default().to_owned();
        let record = RelayRecord {
            url: self.access.url.as_str().to_owned(),
            token: text(self.access.token.as_ref()),
            invitation_token: text(self.invitation_token.as_ref()),
            invitations: self.invitations,
        };
        Ok(Zeroizing::new(records::encode(&record)?))
    }
}

impl Open {
    /// Returns the relay this device waits at in its mode, if any.
    pub fn relay_in_use(&self) -> Option<&RelayAccess> {
        let kept = self.relays.kept.as_ref().filter(|_| self.profile.network.is_anywhere())?;
        Some(&kept.access)
    }

    /// Returns the relay that invitations carry, with the token meant for them.
    pub fn relay_for_invitations(&self) -> Option<RelayAccess> {
        let kept = self.relays.kept.as_ref()?;
        let token = kept.invitation_token.as_ref().or(kept.access.token.as_ref()).map(RelayToken::again);
        (kept.invitations || self.profile.network.is_anywhere())
            .then(|| RelayAccess { url: kept.access.url.clone(), token })
    }

    /// Returns whether a device can be met at our relay: it is this person's, or said that it waits there.
    pub fn meets_at_relay(&self, device: DeviceId) -> bool {
        let Some(relay) = self.relay_in_use() else { return false };
        let waits = |device| self.contact_of(device)?.contact.relays.get(&device).map(|theirs| *theirs == relay.url);
        self.is_own(device) || waits(device).unwrap_or(false)
    }

    /// Keeps another relay, or none.
    pub fn set_relay(&mut self, wish: Option<RelayWish>, runner: &mut NetRunner) -> Result<(), Failure> {
        let before = self.relays.kept.take();
        self.relays.kept = wish.map(|wish| Kept::changed(before, wish));
        self.save_relay()?;
        self.use_relay(runner)
    }

    /// Writes the relay, with when it was chosen; this person's other devices hear of it.
    fn save_relay(&mut self) -> Result<(), Failure> {
        let record = self.relays.kept.as_ref().map(Kept::write).transpose()?;
        self.write_relay(record.as_ref().map(|record| record.as_slice()), None)?;
        self.agreed_changed(Matter::Relay);
        Ok(())
    }

    /// Meets others at the relay that is kept now, where the mode says so.
    pub(super) fn use_relay(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        if self.relays.kept.is_none() && self.profile.network.is_anywhere() {
            return self.set_network(NetworkMode::Nearby, runner);
        }
        if self.profile.network.is_anywhere() {
            self.start_network(runner);
        }
        self.tell_relay();
        Ok(())
    }

    /// Keeps the relay the pairing went through, and meets others there from now on.
    pub fn keep_offered_relay(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(access) = self.relays.offered.take() else { return Ok(()) };
        self.relays.kept = Some(Kept { access, invitation_token: None, invitations: true });
        self.save_relay()?;
        let mode = if self.profile.network.is_anywhere() { self.profile.network } else { NetworkMode::RelayOnly };
        self.set_network(mode, runner)
    }

    /// Tests a relay; the answer comes as `RelayChecked`.
    pub fn test_relay(&self, number: u64, url: RelayUrl, token: Option<RelayToken>, runner: &NetRunner) {
        let kept = self.relays.kept.as_ref().filter(|kept| kept.access.url == url);
        let token = token.or_else(|| kept?.access.token.as_ref().map(RelayToken::again));
        runner.check_relay(number, RelayAccess { url, token }, std::sync::Arc::clone(&self.world.clock));
    }

    /// Takes what the network says of the relay.
    pub fn relay_state(&mut self, state: RelayState) {
        self.relays.state = state;
        self.tell_relay();
    }

    /// The network begins anew, with a relay or without.
    pub fn relay_restarted(&mut self) {
        self.relay_state(if self.relay_in_use().is_some() { RelayState::Connecting } else { RelayState::Off });
    }

    /// Lets a second pass: a relay that hangs gets a new endpoint.
    pub fn tick_relay(&mut self, runner: &mut NetRunner) {
        let busy = self.peers.any_connected() || self.pairing.is_some();
        if self.relays.watchdog.look(self.world.clock.mono(), self.relays.state, busy) {
            self.start_network(runner);
        }
    }

    /// Tells the screen of the relay.
    pub fn tell_relay(&mut self) {
        let kept = self.relays.kept.as_ref();
        let view = RelayView {
            url: kept.map(|kept| kept.access.url.clone()),
            token_kept: kept.is_some_and(|kept| kept.access.token.is_some()),
            invitation_token_kept: kept.is_some_and(|kept| kept.invitation_token.is_some()),
            invitations: kept.is_none_or(|kept| kept.invitations),
            state: self.relays.state,
        };
        self.events.push(Event::Relay(view));
    }

    /// Tells a device, once a connection, where this one waits. Whoever never chose a relay says nothing.
    pub fn note_relay(&mut self, device: DeviceId, runner: &mut NetRunner) {
        if self.relays.kept.is_none() || self.is_own(device) {
            return;
        }
        let relay = self.relay_in_use().map(|relay| relay.url.as_str().to_owned());
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        if !connected.greeted || std::mem::replace(&mut connected.noted, true) {
            return;
        }
        if let Ok(note) = encode_note(relay.as_deref()) {
            // A device that is left for not hearing needs no note.
            let _ = self.send(device, note, runner);
        }
    }

    /// Takes a device's note of where it waits.
    pub fn relay_noted(&mut self, device: DeviceId, bytes: &[u8], runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else {
            return Ok(());
        };
        connected.notes_heard += 1;
        let note = decode_note(bytes).filter(|_| connected.greeted && connected.notes_heard <= RELAY_NOTES_MAX);
        let Some(relay) = note else {
            self.misbehaved(device, runner);
            return Ok(());
        };
        self.remember_relay(device, relay)
    }

    /// A device came through our relay, so it waits there.
    pub fn met_at_relay(&mut self, device: DeviceId) -> Result<(), Failure> {
        let relay = self.relay_in_use().map(|relay| relay.url.clone());
        if relay.is_some() { self.remember_relay(device, relay) } else { Ok(()) }
    }

    fn remember_relay(&mut self, device: DeviceId, relay: Option<RelayUrl>) -> Result<(), Failure> {
        let Some(person) = self.contact_of(device).map(|known| known.contact.person) else { return Ok(()) };
        let Some(known) = self.contacts.get_mut(&person) else { return Ok(()) };
        if known.contact.remember_relay(device, relay) { self.save_contact(person) } else { Ok(()) }
    }
}

fn encode_note(relay: Option<&str>) -> Result<Vec<u8>, Failure> {
    postcard::to_extend(&relay, vec![RELAY_NOTE]).map_err(|_| Failure::Internal)
}

/// Reads a note; `None` if it is none.
fn decode_note(bytes: &[u8]) -> Option<Option<RelayUrl>> {
    let (&RELAY_NOTE, rest) = bytes.split_first()? else { return None };
    if bytes.len() > RELAY_NOTE_BYTES_MAX {
        return None;
    }
    let (relay, left): (Option<&str>, _) = postcard::take_from_bytes(rest).ok()?;
    if !left.is_empty() {
        return None;
    }
    relay.map(RelayUrl::from_written).transpose().ok()
}

/// These bytes as a note, or as the record of a vault.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn fuzz(bytes: &[u8]) -> bool {
    let note = decode_note(bytes);
    if let Some(relay) = &note {
        let written = encode_note(relay.as_ref().map(RelayUrl::as_str)).expect("what was read can be written");
        assert!(decode_note(&written) == note, "a note came back as another");
    }
    note.is_some() || records::decode::<RelayRecord>(bytes).is_ok()
}

/// A record and a note.
#[cfg(test)]
pub(super) fn seeds() -> [Vec<u8>; 2] {
    let url = "https://relay.example/";
    let record = RelayRecord {
        url: url.to_owned(),
        token: "open-sesame".to_owned(),
        invitation_token: String::new(),
        invitations: true,
    };
    [records::encode(&record).unwrap(), encode_note(Some(url)).unwrap()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_token_is_not_given_to_another_relay() {
        let wish = |url: &str, token: &str| RelayWish {
            url: RelayUrl::parse(url).unwrap(),
            token: RelayToken::parse(token).unwrap(),
            invitation_token: None,
            invitations: true,
        };
        let revealed = |kept: &Kept| kept.access.token.as_ref().map(|token| token.reveal().to_owned());
        let first = Kept::changed(None, wish("relay.example", "first"));
        let same = Kept::changed(Some(first), wish("relay.example", ""));
        assert_eq!(revealed(&same).as_deref(), Some("first"), "not typed anew");
        let newer = Kept::changed(Some(same), wish("relay.example", "second"));
        assert_eq!(revealed(&newer).as_deref(), Some("second"));
        let other = Kept::changed(Some(newer), wish("elsewhere.example", ""));
        assert_eq!(revealed(&other), None);
    }

    #[test]
    fn a_note_names_a_relay_or_none_and_nothing_else() {
        let url = RelayUrl::parse("relay.example").unwrap();
        assert_eq!(decode_note(&encode_note(Some(url.as_str())).unwrap()), Some(Some(url)));
        assert_eq!(decode_note(&encode_note(None).unwrap()), Some(None));
        for bad in ["http://relay.example/", "relay.example", "", "https://relay.example/x"] {
            assert_eq!(decode_note(&encode_note(Some(bad)).unwrap()), None, "{bad}");
        }
        let mut longer = encode_note(None).unwrap();
        longer.push(0);
        for bytes in [&[][..], &[1, 0], &[RELAY_NOTE], &[RELAY_NOTE, 2], &longer, &[RELAY_NOTE, 1, 200]] {
            assert_eq!(decode_note(bytes), None, "{bytes:?}");
        }
    }
}
