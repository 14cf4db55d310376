//! What the network told, handed to whom it concerns; and what passes with time.
//!
//! Invariant: an event of a connection the engine does not know changes nothing.

use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::notes::NoteKind;
use super::open::Open;
use super::path::Path;
use super::records;
use super::view::{IncidentKind, NetworkMode};
use crate::exchange::{self, Input, Purge, RosterDigests};
use crate::ids::{DeviceId, DocumentId, SpaceId};
use crate::kind::Kind;
use crate::net::{CloseCode, CloseWhy, DialFailure, NetEvent};
use crate::people::RelayAccess;
use std::collections::BTreeSet;

/// Pause after the last edit before copies and catalog are written, in milliseconds.
const IDLE_MS: u64 = 2000;
/// How often a person's publications are told anew while they change, in milliseconds.
const SHOWN_PAUSE_MS: u64 = 500;

impl Open {
    /// Starts the network as the profile says, and lets every contact's devices in.
    pub fn start_network(&mut self, runner: &mut NetRunner) {
        self.peers.disconnect_all();
        let relay = self.relay_in_use().map(RelayAccess::again);
        let started = runner.start(self.profile.network, relay, &self.me.transport, self.profile.port, self.allowed());
        runner.expect(self.introductions());
        self.relay_restarted();
        match started {
            Ok(port) => {
                if port.is_some() && self.profile.port.is_none() {
                    self.profile.port = port;
                    if let Err(failure) = self.save_profile() {
                        self.events.push(Event::Failed(failure));
                    }
                }
            }
            Err(failure) => self.events.push(Event::Failed(failure)),
        }
        self.peers.dial_soon();
        self.network_started();
    }

    /// Takes one event of the network.
    pub fn net_event(&mut self, event: NetEvent, runner: &mut NetRunner) -> Result<(), Failure> {
        match event {
            NetEvent::Connected { connection, device, remote, .. } => {
                self.connected(device, connection, runner)?;
                if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
                    connected.path = Some(Path::to(remote, 0));
                }
                match remote {
                    Some(remote) => self.remember_address(device, remote)?,
                    None => self.met_at_relay(device)?,
                }
            }
            NetEvent::Frame { connection, bytes } => {
                if let Some(device) = self.peers.on(connection) {
                    match NoteKind::of(&bytes) {
                        Some(NoteKind::Relay) => return self.relay_noted(device, &bytes, runner),
                        Some(NoteKind::Roster) => return self.roster_noted(device, &bytes, runner),
                        Some(NoteKind::Agreeing) => return self.agreeing_noted(device, &bytes, runner),
                        Some(NoteKind::Space) => return self.space_noted(device, &bytes, runner),
                        None => {}
                    }
                    self.exchange_input(device, Input::Frame(bytes.into_vec()), runner);
                    self.note_relay(device, runner);
                    self.note_agreeing(device, runner);
                    self.note_sealed(device, runner);
                    self.repeat_answers(device, runner)?;
                }
            }
            NetEvent::Drained { connection } => self.drained(connection, runner),
            NetEvent::Path { connection, rtt_us, remote, .. } => {
                let Some(device) = self.peers.on(connection) else { return Ok(()) };
                if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
                    connected.path = Some(Path::to(remote, rtt_us));
                }
                if let Some(remote) = remote {
                    self.remember_address(device, remote)?;
                }
                self.people_changed = true;
            }
            NetEvent::Closed { connection, device, why } => {
                if why == CloseWhy::BadFrame {
                    self.incident(IncidentKind::BadFrame, Some(device));
                }
                self.disconnected(device, connection);
                if why == CloseWhy::ByPeer(CloseCode::Forbidden) {
                    self.not_known_by(device);
                }
            }
            NetEvent::DialFailed { device, why } => {
                self.dial_failed(device);
                if why == DialFailure::Forbidden {
                    self.not_known_by(device);
                }
            }
            NetEvent::Stranger { device, .. } => self.stranger(device),
            NetEvent::Introduced { device, alpn, bytes, answer } => {
                answer.give(self.introduced(device, &alpn, &bytes, runner)?);
            }
            NetEvent::IntroductionEnded { device, how } => self.introduction_ended(device, how.ok()),
            NetEvent::InterfacesChanged => self.start_network(runner),
            NetEvent::NetworkChanged => self.network_changed(runner),
            NetEvent::Heard(heard) => self.heard(heard, runner),
            NetEvent::Relay(state) => self.relay_state(state),
            NetEvent::RelayChecked { number, found } => self.events.push(Event::RelayChecked { number, found }),
            NetEvent::Pairing(event) => self.pairing_event(event, runner)?,
        }
        Ok(())
    }

    /// Tells the screen what devices said: of the entry and the person it shows, then of everybody.
    pub fn tell_people(&mut self) {
        // Pages that are gone since need no news.
        if let Some(view) = self.shown.0.and_then(|entry| self.entry_view(entry).ok())
            && !view.shares.is_empty()
        {
            self.events.push(Event::Opened(view));
        }
        // A page of publications is read anew from the log, so it is told less often than it changes.
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let due = self.shown_changed && now_ms.saturating_sub(self.shown_told_ms) >= SHOWN_PAUSE_MS;
        if due {
            (self.shown_changed, self.shown_told_ms) = (false, now_ms);
        }
        if let Some(space) = self.shown.1.filter(|_| due)
            && let Ok(publications) = self.publication_views(space)
        {
            self.events.push(Event::Publications { space, publications });
        }
        // A list that cannot be read is told as damaged elsewhere.
        let _ = self.tell_receipts();
        self.tell_margins();
        let people = self.person_views();
        self.events.push(Event::People(people));
        let devices = self.own_device_views();
        self.events.push(Event::OwnDevices(devices));
    }

    /// What passes with time: exchanges, pairing, idle work, retention.
    pub fn tick(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        self.tick_exchanges(runner);
        self.tick_pairing(runner)?;
        self.tick_nearby(runner);
        self.tick_strangers();
        self.tick_relay(runner);
        self.age_fresh();
        self.peers.end_first_syncs();
        // Where words found no room nothing else will, and it may not take what room comes; they were told of before.
        if self.try_unsaved().is_err() {
            return Ok(());
        }
        let failed = self.tidy(runner).err();
        let is_news = failed != self.tidying_failed;
        self.tidying_failed = failed;
        if is_news { failed.map_or(Ok(()), Err) } else { Ok(()) }
    }

    /// Writes what may wait for a quiet moment.
    fn tidy(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        if self.last_edit_mono_ms.is_some_and(|since| now_ms.saturating_sub(since) >= IDLE_MS) {
            self.write_copies()?;
        }
        if self.inbox_next.is_some() && self.applying.is_idle() {
            // No room yet; the next tick tries again.
            let _ = self.take_inbox();
        }
        self.save_incidents()?;
        self.save_peers()?;
        self.purge_expired(runner)?;
        self.tick_endings()?;
        self.tick_receipts()?;
        self.compact();
        Ok(())
    }

    /// Chooses how devices find each other.
    pub fn set_network(&mut self, mode: NetworkMode, runner: &mut NetRunner) -> Result<(), Failure> {
        self.profile.network = mode;
        self.save_profile()?;
        self.start_network(runner);
        self.events.push(Event::Profile(self.profile.view()));
        self.people_changed = true;
        Ok(())
    }

    /// Chooses how long withdrawn words are kept, hidden.
    pub fn set_retention(&mut self, days: Option<u32>) -> Result<(), Failure> {
        self.profile.retention_days = days;
        self.save_profile()?;
        self.events.push(Event::Profile(self.profile.view()));
        Ok(())
    }

    fn save_profile(&mut self) -> Result<(), Failure> {
        let body = records::encode(&self.profile)?;
        let mut write = self.vault.write()?;
        write.put_record(records::PROFILE, &body)?;
        Ok(write.commit()?)
    }

    /// Says again what became of withdrawn documents, where a crash fell between the purge and its answer, or another
    /// device of their person brought the withdrawal.
    pub(super) fn repeat_answers(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(peer) = self.peers.get_mut(device) else { return Ok(()) };
        let spaces: Vec<SpaceId> = peer.spaces.iter().copied().collect();
        let Some(connected) = peer.connected.as_mut().filter(|connected| connected.greeted && !connected.repeated)
        else {
            return Ok(());
        };
        connected.repeated = true;
        spaces.into_iter().try_for_each(|space| self.repeat_answers_in(device, space, runner))
    }

    pub(super) fn repeat_answers_in(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let Some(peer) = self.peers.get(device) else { return Ok(()) };
        let answered = peer.delivery().space(space).map(|space| space.kept.purged.clone()).unwrap_or_default();
        let mut owed = if self.is_own(device) { Vec::new() } else { self.carried_out(space) };
        // What a rule kept may have gone since, while nobody was connected.
        let connected = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut());
        let again = connected.map(|connected| core::mem::take(&mut connected.again)).unwrap_or_default();
        owed.retain(|(document, purge)| answered.get(document) != Some(purge) || again.contains(document));
        if !owed.is_empty() {
            self.finish_purge()?;
        }
        for (document, purge) in owed {
            self.exchange_input(device, Input::Purged { space, document, purge }, runner);
        }
        Ok(())
    }

    /// Returns the documents of the other person that were withdrawn, and what became of each here.
    fn carried_out(&self, space: SpaceId) -> Vec<(DocumentId, Purge)> {
        let theirs = self
            .catalog
            .iter()
            .filter(|entry| entry.space == space && entry.tombstone.is_some() && entry.writer != self.me.person);
        theirs
            .map(|entry| match super::extra::of(entry).kept_until_ms {
                Some(until_ms) => (entry.document, Purge::KeptUntil { until_ms }),
                None => (entry.document, Purge::Removed),
            })
            .collect()
    }

    /// Purges what a retention rule kept until now, and says so.
    fn purge_expired(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let now_ms = self.now_ms();
        let expired: Vec<(DocumentId, SpaceId, Vec<u64>)> = self
            .catalog
            .iter()
            // Only publications are ever kept by a rule; the notes of all other rows need not be read every second.
            .filter(|entry| entry.kind == Kind::Publication)
            .filter(|entry| super::extra::of(entry).kept_until_ms.is_some_and(|until| until <= now_ms))
            .map(|entry| (entry.document, entry.space, entry.seqs.clone()))
            .collect();
        for (document, space, seqs) in expired {
            let mut write = self.vault.write()?;
            super::purge::purge(&mut write, space, document, &seqs)?;
            write.commit()?;
            self.update_row(document, |entry| entry.seqs.clear());
            self.update_extra(document, |extra| extra.kept_until_ms = None);
            self.finish_purge()?;
            self.receipts_due();
            self.people_changed = true;
            if self.catalog.get(document).is_none_or(|entry| entry.tombstone.is_none()) {
                // An ending took it away before its writer did; that is answered when they ask.
                continue;
            }
            let devices: Vec<DeviceId> = self
                .contact_in(space)
                .map(|known| known.devices.iter().map(|card| card.device).collect())
                .unwrap_or_default();
            for device in devices {
                self.exchange_input(device, Input::Purged { space, document, purge: Purge::Removed }, runner);
            }
        }
        Ok(())
    }

    /// Returns the documents whose tombstone this device passes on to another: its person's, and to own devices all.
    pub fn withdrawn_in(&self, space: SpaceId, device: DeviceId) -> BTreeSet<DocumentId> {
        let all = self.is_own(device);
        let ended = self.catalog.iter().filter(|entry| entry.space == space && entry.tombstone.is_some());
        ended.filter(|entry| all || entry.writer == self.me.person).map(|entry| entry.document).collect()
    }

    /// Returns the short digests of both rosters, as this device knows them.
    pub fn roster_digests(&self, device: DeviceId) -> RosterDigests {
        let short = |digest: [u8; 32]| {
            let mut short = [0; 8];
            short.copy_from_slice(&digest[..8]);
            short
        };
        let mine = self.me.roster.digest();
        let theirs = match self.contact_of(device) {
            Some(known) => known.contact.roster.digest(),
            None if self.is_own(device) => mine,
            None => [0; 32],
        };
        RosterDigests { mine: short(mine), yours: short(theirs) }
    }

    /// Lists what an exchange noticed.
    pub fn exchange_incident(&mut self, device: DeviceId, incident: exchange::Incident) {
        let kind = match incident {
            exchange::Incident::Breach(_) | exchange::Incident::NotSendable { .. } => IncidentKind::BadFrame,
            exchange::Incident::TheyWentBack { .. } => IncidentKind::WentBack,
            // What comes of the repair is told.
            exchange::Incident::FingerprintDiffers { .. } => return,
            exchange::Incident::Repaired { .. } => IncidentKind::Repaired,
            exchange::Incident::RepairChangedNothing { .. } => IncidentKind::NotRepaired,
            exchange::Incident::RefusedByThem { why, .. } => IncidentKind::Refused(why),
        };
        self.incident(kind, Some(device));
    }
}
