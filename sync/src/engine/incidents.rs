//! Things a person should be able to look up later: refused devices, refused chunks, damaged values.
//!
//! Invariant: the list is bounded, the oldest go first, and it names devices and reasons, never words.

use super::failure::Failure;
use super::open::Open;
use super::records::{self, IncidentRecord};
use super::view::{Incident, IncidentKind};
use crate::ids::DeviceId;
use crate::limits::INCIDENTS_MAX;
use crate::vault::Vault;

/// The incidents of a vault, oldest first.
#[derive(Default)]
pub(super) struct Incidents {
    list: Vec<IncidentRecord>,
    changed: bool,
}

impl Incidents {
    /// Returns the incidents kept in `vault`.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        let list = match vault.record(records::INCIDENTS)? {
            Some(bytes) => records::decode(&bytes)?,
            None => Vec::new(),
        };
        Ok(Self { list, changed: false })
    }
}

impl Open {
    /// Notes an incident; a repetition within a minute of the same kind and device is the same incident.
    pub fn incident(&mut self, kind: IncidentKind, device: Option<DeviceId>) {
        let at_ms = self.now_ms();
        let same = |known: &IncidentRecord| {
            known.kind == kind && known.device == device && at_ms.saturating_sub(known.at_ms) < 60_000
        };
        let list = &mut self.incidents.list;
        if list.iter().rev().take(16).any(same) {
            return;
        }
        list.push(IncidentRecord { at_ms, kind, device });
        let excess = list.len().saturating_sub(INCIDENTS_MAX);
        list.drain(..excess);
        self.incidents.changed = true;
        self.tell_incidents();
    }

    /// Tells the screen all incidents, newest first.
    pub fn tell_incidents(&mut self) {
        let list = self.incidents.list.iter().rev().map(|record| Incident {
            at_ms: record.at_ms,
            kind: record.kind,
            person_name: record
                .device
                .and_then(|device| self.contact_of(device))
                .map(|known| known.contact.name.clone()),
            device_name: record
                .device
                .filter(|device| self.contact_of(*device).is_none())
                .and_then(|device| self.me.roster.card(device))
                .map(|card| card.name.clone()),
        });
        let list = list.collect();
        self.events.push(super::event::Event::Incidents(list));
    }

    /// Writes the list, if it changed since it was last written.
    pub fn save_incidents(&mut self) -> Result<(), Failure> {
        if !self.incidents.changed {
            return Ok(());
        }
        let body = records::encode(&self.incidents.list)?;
        let mut write = self.vault.write()?;
        write.put_record(records::INCIDENTS, &body)?;
        write.commit()?;
        self.incidents.changed = false;
        Ok(())
    }
}
