//! What a device without a window prints: few lines, which name nobody and nothing.
//!
//! Invariant: no name, no title, no path and no word of an entry is in a line; numbers are of all devices together.

use understory_sync::clock::UnixMillis;
use understory_sync::engine::Event;
use understory_sync::engine::view::{DeviceView, Incident, Link, NetworkMode, PersonView, VaultNotice};

use crate::i18n::{t, t_with};
use crate::screens::people::said;

/// How things stand with all other devices together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    devices: usize,
    connected: usize,
    /// What is on its way here.
    arriving: u64,
    /// What they have not said they stored.
    waiting: u64,
    /// What they stored and have not opened.
    unopened: u64,
    /// Devices that are not served until a person has looked.
    paused: usize,
}

impl Standing {
    fn of(devices: &[DeviceView]) -> Self {
        let mut standing = Self { devices: devices.len(), ..Self::default() };
        for device in devices {
            standing.connected += usize::from(matches!(device.link, Link::Here { .. }));
            standing.arriving += device.receiving.map_or(0, |receiving| receiving.of.saturating_sub(receiving.done));
            standing.waiting += device.waiting;
            standing.unopened += device.unopened;
            standing.paused += usize::from(device.paused);
        }
        standing
    }

    fn and(self, other: Self) -> Self {
        Self {
            devices: self.devices + other.devices,
            connected: self.connected + other.connected,
            arriving: self.arriving + other.arriving,
            waiting: self.waiting + other.waiting,
            unopened: self.unopened + other.unopened,
            paused: self.paused + other.paused,
        }
    }
}

/// Turns what the engine tells into lines.
#[derive(Default)]
pub struct Report {
    contacts: Standing,
    own: Standing,
    told: Option<Standing>,
    /// When the newest incident was that is known; the first list is that of the times before.
    incidents_until_ms: Option<UnixMillis>,
    network: Option<NetworkMode>,
    removed: bool,
    contested: bool,
    waiting_devices: usize,
}

impl Report {
    /// Returns what is to be said about an event at once.
    pub fn take(&mut self, event: &Event) -> Vec<String> {
        match event {
            Event::Unlocked { profile, notices } => {
                let mut lines = vec![t("run-unlocked")];
                lines.extend(self.network(profile.network));
                lines.extend(notices.iter().map(notice));
                lines
            }
            Event::Profile(profile) => self.network(profile.network).into_iter().collect(),
            Event::People(people) => {
                let all = people.iter().map(|person: &PersonView| Standing::of(&person.devices));
                self.contacts = all.fold(Standing::default(), Standing::and);
                Vec::new()
            }
            Event::OwnDevices(devices) => {
                self.own = Standing::of(devices);
                Vec::new()
            }
            Event::Incidents(incidents) => self.incidents(incidents),
            Event::Devices { waiting, me_removed, contested, .. } => {
                let mut lines = Vec::new();
                if *me_removed && !self.removed {
                    lines.push(t("run-removed"));
                }
                if *contested && !self.contested {
                    lines.push(t("run-contested"));
                }
                if waiting.len() > self.waiting_devices {
                    lines.push(t("run-device-waits"));
                }
                (self.removed, self.contested, self.waiting_devices) = (*me_removed, *contested, waiting.len());
                lines
            }
            _ => Vec::new(),
        }
    }

    /// Returns the line about how things stand, if it is another one than the last.
    pub fn standing(&mut self) -> Option<String> {
        let now = self.contacts.and(self.own);
        if self.told.replace(now) == Some(now) {
            return None;
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let sum = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let line = t_with(
            "run-standing",
            &[
                ("connected", count(now.connected).into()),
                ("devices", count(now.devices).into()),
                ("arriving", sum(now.arriving).into()),
                ("waiting", sum(now.waiting).into()),
                ("unopened", sum(now.unopened).into()),
                ("paused", count(now.paused).into()),
            ],
        );
        Some(line)
    }

    fn network(&mut self, mode: NetworkMode) -> Option<String> {
        (self.network.replace(mode) != Some(mode)).then(|| match mode {
            NetworkMode::Off => t("run-network-off"),
            NetworkMode::Nearby => t("run-network-nearby"),
            NetworkMode::RelayOnly => t("run-network-relay-only"),
            NetworkMode::Direct => t("run-network-direct"),
        })
    }

    fn incidents(&mut self, incidents: &[Incident]) -> Vec<String> {
        let newest_ms = incidents.iter().map(|incident| incident.at_ms).max().unwrap_or(0);
        let Some(known_ms) = self.incidents_until_ms.replace(newest_ms) else { return Vec::new() };
        // The newest come first.
        let fresh = incidents.iter().rev().filter(|incident| incident.at_ms > known_ms);
        fresh.map(|incident| t_with("run-incident", &[("what", said::incident(incident.kind).into())])).collect()
    }
}

fn notice(notice: &VaultNotice) -> String {
    match notice {
        VaultNotice::Damaged { values } => {
            t_with("run-damaged", &[("n", i64::try_from(*values).unwrap_or(i64::MAX).into())])
        }
        VaultNotice::Rebuilt => t("run-rebuilt"),
        VaultNotice::CaptureChanged => t("run-capture-changed"),
        VaultNotice::CaughtForeign { files } => {
            t_with("run-caught-foreign", &[("n", i64::try_from(*files).unwrap_or(i64::MAX).into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use understory_sync::engine::view::{IncidentKind, Progress};
    use understory_sync::ids::DeviceId;

    use super::*;

    fn device(link: Link, waiting: u64, unopened: u64) -> DeviceView {
        DeviceView {
            device: DeviceId([7; 32]),
            name: "Marianne’s laptop".to_owned(),
            link,
            waiting,
            unopened,
            refused: Vec::new(),
            everything_since_ms: None,
            paused: false,
            lost: 0,
            receiving: Some(Progress { done: 4, of: 10 }),
            sending: None,
        }
    }

    #[test]
    fn how_things_stand_is_said_in_numbers_and_only_when_they_change() {
        let mut report = Report::default();
        let here = Link::Here { direct: true, near: true, rtt_us: 1 };
        let own = vec![device(here, 3, 0), device(Link::Away { heard_ms: None }, 0, 2)];
        assert!(report.take(&Event::OwnDevices(own)).is_empty());
        let line = report.standing().unwrap();
        assert!(!line.contains("Marianne"), "{line}");
        assert!(line.contains("1 of 2") && line.contains("12") && line.contains("3") && line.contains("2"), "{line}");
        assert_eq!(report.standing(), None);
        report.take(&Event::OwnDevices(vec![device(here, 0, 0)]));
        assert!(report.standing().unwrap().contains("1 of 1"));
    }

    #[test]
    fn incidents_of_earlier_days_are_not_said_again_and_new_ones_name_nobody() {
        let mut report = Report::default();
        let incident = |at_ms| Incident {
            at_ms,
            kind: IncidentKind::BadFrame,
            person_name: Some("Marianne Vogel".to_owned()),
            device_name: None,
        };
        assert!(report.take(&Event::Incidents(vec![incident(5)])).is_empty());
        let lines = report.take(&Event::Incidents(vec![incident(9), incident(5)]));
        assert_eq!(lines.len(), 1);
        assert!(!lines[0].contains("Marianne"), "{}", lines[0]);
        assert!(report.take(&Event::Incidents(vec![incident(9), incident(5)])).is_empty());
    }

    #[test]
    fn a_removed_device_and_one_that_waits_are_said_once() {
        let mut report = Report::default();
        let told = |me_removed| Event::Devices {
            removed: Vec::new(),
            waiting: Vec::new(),
            me_removed,
            me_by_recovery: false,
            contested: false,
        };
        assert!(report.take(&told(false)).is_empty());
        assert_eq!(report.take(&told(true)), [t("run-removed")]);
        assert!(report.take(&told(true)).is_empty());
    }
}
