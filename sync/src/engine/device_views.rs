//! What the people page shows of devices: connected or not, what waits, what was refused.
//!
//! Invariant: "has everything" is what a device said, never what was sent.

use super::contacts::Known;
use super::open::Open;
use super::path::Path;
use super::view::{DeviceView, Link, Progress};
use crate::ids::{DocumentId, SpaceId};
use crate::people::DeviceCard;

/// Fewer pieces on their way than this are there before a bar could be read.
const PROGRESS_FROM: u64 = 64;

impl Open {
    /// Returns what the people page shows of a contact's devices.
    pub fn device_views(&self, known: &Known) -> Vec<DeviceView> {
        known.devices.iter().filter_map(|card| self.device_view(card)).collect()
    }

    /// Returns what the people page shows of this person's other devices.
    pub fn own_device_views(&self) -> Vec<DeviceView> {
        self.other_own().filter_map(|card| self.device_view(card)).collect()
    }

    /// Adds up what a device said of all spaces it has in common with this one.
    fn device_view(&self, card: &DeviceCard) -> Option<DeviceView> {
        let peer = self.peers.get(card.device)?;
        let connected = peer.connected.as_ref().filter(|connected| connected.greeted);
        let link = match connected {
            Some(connected) => {
                let Path { direct, near, rtt_us } = connected.path.unwrap_or(Path::to(None, 0));
                Link::Here { direct, near, rtt_us }
            }
            None => Link::Away { heard_ms: peer.delivery().heard_ms },
        };
        let mut view = DeviceView {
            device: card.device,
            name: card.name.clone(),
            link,
            waiting: 0,
            unopened: 0,
            refused: Vec::new(),
            everything_since_ms: None,
            paused: peer.connected.as_ref().map_or(peer.stopped, |connected| connected.paused),
            lost: self.still_lost(card.device).iter().map(|(_, documents)| documents.len()).sum(),
            receiving: None,
            sending: None,
        };
        let (mut sending, mut receiving) = (Progress { done: 0, of: 0 }, Progress { done: 0, of: 0 });
        let mut everything = true;
        for space in &peer.spaces {
            let newest = self.vault.newest(*space);
            if newest == 0 && peer.spaces.len() > 1 {
                continue;
            }
            let counts = |number, why| self.is_still_refused(*space, number, why);
            let standing = peer.delivery().standing_if(*space, newest, counts);
            view.waiting += standing.waiting;
            sending.done += newest.saturating_sub(standing.waiting);
            sending.of += newest;
            receiving.done += standing.received.done;
            receiving.of += standing.received.total;
            view.unopened += standing.unopened;
            view.refused.extend(standing.refused.iter().map(|(_, why)| *why));
            everything &= standing.everything_since_ms.is_some();
            view.everything_since_ms = view.everything_since_ms.max(standing.everything_since_ms);
        }
        view.everything_since_ms = view.everything_since_ms.filter(|_| everything);
        let worth_a_bar = |left: u64| connected.is_some() && left >= PROGRESS_FROM;
        view.receiving = worth_a_bar(receiving.of.saturating_sub(receiving.done)).then_some(receiving);
        view.sending = worth_a_bar(view.waiting).then_some(sending);
        Some(view)
    }

    /// Returns whether some device of the space's other person has applied this document.
    pub fn has_arrived(&self, space: SpaceId, document: DocumentId) -> bool {
        let Some(newest) = self.catalog.get(document).and_then(|entry| entry.seqs.last().copied()) else {
            return false;
        };
        let mut peers = self.peers.in_space(space);
        peers.any(|(_, peer)| peer.applied_since_ms(space, newest).is_some())
    }
}
