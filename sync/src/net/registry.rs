//! Who is allowed, and which connection stands with whom.
//!
//! Invariant: at most one connection a device; both sides of a crossing keep the same one.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::watch;

use super::connection::Link;
use super::endpoint::Allowed;
use super::event::{CloseCode, ConnectionId};
use crate::ids::DeviceId;
use crate::limits::ALPN_BYTES_MAX;

/// The allowed devices and the standing connections of one endpoint.
#[derive(Debug, Default)]
pub(super) struct Registry {
    allowed: Vec<Allowed>,
    /// The names under which devices that are not allowed may introduce themselves.
    introductions: BTreeSet<Vec<u8>>,
    standing: BTreeMap<DeviceId, Standing>,
    dialling: BTreeSet<DeviceId>,
}

/// A connection, and a channel that closes once its end was told.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) link: Link,
    pub(super) told: watch::Receiver<()>,
}

impl Standing {
    /// Waits until nothing more will be told of it.
    pub(super) async fn until_told(mut self) {
        while self.told.changed().await.is_ok() {}
    }
}

/// What becomes of a new connection.
#[derive(Debug)]
pub(super) enum Admission {
    /// It stands; an older one with the same device, if any, must be closed as a duplicate, and its end told first.
    Stands { replaced: Option<Standing> },
    /// It must be closed with this code.
    Refused(CloseCode),
}

/// Whether a dial may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// It may.
    Yes,
    /// There is nothing to do.
    Stands,
    /// Another one has begun.
    UnderWay,
}

impl Registry {
    /// Replaces the list and returns the connections with devices that are no longer in it. A connection outlives
    /// the day of its name: who is at its other end was proved by their key.
    pub(super) fn allow(&mut self, mut allowed: Vec<Allowed>) -> Vec<Link> {
        allowed.retain(|one| !one.alpn.is_empty() && one.alpn.len() <= ALPN_BYTES_MAX);
        self.allowed = allowed;
        let allowed = &self.allowed;
        let parted = self.standing.iter().filter(|(device, _)| !allowed.iter().any(|one| one.device == **device));
        // Each keeps its place until its end was told.
        parted.map(|(_, standing)| standing.link.clone()).collect()
    }

    /// Replaces the names under which devices that are not allowed may introduce themselves.
    pub(super) fn expect(&mut self, names: Vec<Vec<u8>>) {
        let fits = |name: &Vec<u8>| !name.is_empty() && name.len() <= ALPN_BYTES_MAX;
        self.introductions = names.into_iter().filter(fits).collect();
    }

    /// Returns whether devices introduce themselves under this name.
    pub(super) fn introduces(&self, alpn: &[u8]) -> bool {
        self.introductions.contains(alpn)
    }

    /// Returns whether there is anybody a stranger might introduce itself to.
    pub(super) fn expects(&self) -> bool {
        !self.introductions.is_empty()
    }

    /// The protocol names to accept, each once.
    pub(super) fn alpns(&self) -> Vec<Vec<u8>> {
        let mut names: BTreeSet<_> = self.allowed.iter().map(|one| one.alpn.clone()).collect();
        names.extend(self.introductions.iter().cloned());
        names.into_iter().collect()
    }

    /// Returns whether this device may speak under this very name.
    pub(super) fn may(&self, device: DeviceId, alpn: &[u8]) -> bool {
        may(&self.allowed, device, alpn)
    }

    /// Returns whether this device may speak under any name.
    pub(super) fn knows(&self, device: DeviceId) -> bool {
        self.allowed.iter().any(|one| one.device == device)
    }

    /// The name under which this device is called: the first of its names.
    pub(super) fn alpn_of(&self, device: DeviceId) -> Option<Vec<u8>> {
        self.allowed.iter().find(|one| one.device == device).map(|one| one.alpn.clone())
    }

    /// Notes that a dial begins, unless one is under way or a connection stands.
    pub(super) fn begin_dial(&mut self, device: DeviceId) -> Begun {
        if self.standing.get(&device).is_some_and(|standing| !standing.link.is_over()) {
            Begun::Stands
        } else if self.dialling.insert(device) {
            Begun::Yes
        } else {
            Begun::UnderWay
        }
    }

    /// Notes that a dial is over.
    pub(super) fn end_dial(&mut self, device: DeviceId) {
        self.dialling.remove(&device);
    }

    /// Decides about a new connection whose handshake is done.
    pub(super) fn admit(&mut self, me: DeviceId, device: DeviceId, new: Standing) -> Admission {
        let link = &new.link;
        if !self.may(device, link.alpn()) {
            return Admission::Refused(CloseCode::Forbidden);
        }
        let old = self.standing.get(&device).map(|standing| &standing.link);
        if let Some(old) = old.filter(|old| !old.is_over())
            && !newcomer_stays(me < device, old.dialled(), old.is_settled(), link.dialled())
        {
            return Admission::Refused(CloseCode::Duplicate);
        }
        Admission::Stands { replaced: self.standing.insert(device, new) }
    }

    /// Returns the connection with this number, if it stands.
    pub(super) fn find(&self, id: ConnectionId) -> Option<&Link> {
        self.standing.values().map(|standing| &standing.link).find(|link| link.id() == id)
    }

    /// Forgets a connection, unless its place was taken.
    pub(super) fn forget(&mut self, device: DeviceId, id: ConnectionId) {
        if self.standing.get(&device).is_some_and(|standing| standing.link.id() == id) {
            self.standing.remove(&device);
        }
    }

    /// Takes out every connection and allows nobody any more.
    pub(super) fn drain(&mut self) -> Vec<Link> {
        self.allowed.clear();
        self.introductions.clear();
        std::mem::take(&mut self.standing).into_values().map(|standing| standing.link).collect()
    }
}

fn may(allowed: &[Allowed], device: DeviceId, alpn: &[u8]) -> bool {
    allowed.iter().any(|one| one.device == device && one.alpn == alpn)
}

/// Returns whether a new connection takes the place of a standing one.
///
/// Both called at once: the call of the smaller device stays, and both sides know which that is. Otherwise whoever
/// calls again has lost the old connection, even if this side does not know yet, so the new one stays.
fn newcomer_stays(i_am_smaller: bool, old_dialled: bool, old_settled: bool, new_dialled: bool) -> bool {
    old_settled || old_dialled == new_dialled || new_dialled == i_am_smaller
}

#[cfg(test)]
mod tests {
    use super::newcomer_stays;

    #[test]
    fn of_two_crossing_calls_both_sides_keep_that_of_the_smaller_device() {
        // (smaller side's view, larger side's view), whichever call each of them saw first.
        let smaller_keeps_own = [newcomer_stays(true, false, false, true), !newcomer_stays(true, true, false, false)];
        let larger_keeps_theirs =
            [newcomer_stays(false, true, false, false), !newcomer_stays(false, false, false, true)];
        assert_eq!((smaller_keeps_own, larger_keeps_theirs), ([true; 2], [true; 2]));
    }

    #[test]
    fn whoever_calls_again_has_lost_the_old_connection() {
        for dialled in [true, false] {
            assert!(newcomer_stays(true, dialled, false, dialled), "same caller");
            assert!(newcomer_stays(true, true, true, false), "long after the handshakes could have crossed");
        }
    }
}
