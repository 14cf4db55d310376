//! What the people page shows of devices: connected or not, what waits, what was refused.
//!
//! Invariant: "has everything" is what a device said, never what was sent.

use super::contacts::Known;
use super::open::Open;
use super::view::{DeviceView, Link};
use crate::ids::{DocumentId, SpaceId};
use crate::people::DeviceCard;

impl Open {
    /// Returns what the people page shows of a contact's devices.
    pub fn device_views(&self, known: &Known) -> Vec<DeviceView> {
        let space = known.space;
        let newest = self.vault.log(space).newest;
        let view = |card: &DeviceCard| {
            let peer = self.peers.get(card.device)?;
            let standing = peer.delivery().standing(space, newest);
            let connected = peer.connected.as_ref().filter(|connected| connected.greeted);
            let link = match connected {
                Some(connected) => {
                    let (direct, rtt_us) = connected.path.unwrap_or((true, 0));
                    Link::Here { direct, rtt_us }
                }
                None => Link::Away { heard_ms: peer.delivery().heard_ms },
            };
            Some(DeviceView {
                device: card.device,
                name: card.name.clone(),
                link,
                waiting: standing.waiting,
                unopened: standing.unopened,
                refused: standing.refused.iter().map(|(_, why)| *why).collect(),
                everything_since_ms: standing.everything_since_ms,
                paused: peer.connected.as_ref().is_some_and(|connected| connected.paused),
            })
        };
        known.devices.iter().filter_map(view).collect()
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
