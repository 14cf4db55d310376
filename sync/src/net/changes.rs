//! What a change of this machine's interfaces asks for.
//!
//! Invariant: standing connections are given up only if an address came that has no socket yet.

use std::sync::Arc;
use std::time::Duration;

use super::endpoint::Shared;
use super::event::NetEvent;
use super::preset::{self, Bind, Preset};
use crate::limits::INTERFACES_CHECK_SECS;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// The sockets still fit: the transport looks for other paths, and devices are dialled.
    Hint,
    /// An address has no socket: bind anew.
    Rebuild,
}

/// Compares what is there now with what was bound and what was seen last.
pub(super) fn of(bound: &[Bind], seen: &[Bind], now: &[Bind]) -> Change {
    if now.iter().any(|bind| !bound.contains(bind)) {
        Change::Rebuild
    } else if now != seen {
        Change::Hint
    } else {
        Change::None
    }
}

/// Looks at the interfaces now and then, and tells when something has to be bound anew or may be reached now.
pub(super) async fn watch(shared: Arc<Shared>) {
    let mut seen = shared.binds.clone();
    loop {
        tokio::time::sleep(Duration::from_secs(INTERFACES_CHECK_SECS)).await;
        let now = preset::binds_now(Preset::Nearby);
        let told = match of(&shared.binds, &seen, &now) {
            Change::None => continue,
            Change::Hint => NetEvent::NetworkChanged,
            Change::Rebuild => NetEvent::InterfacesChanged,
        };
        let rebuild = matches!(told, NetEvent::InterfacesChanged);
        if shared.out.tell(told).await.is_err() || rebuild {
            return;
        }
        seen = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binds(last: &[u8]) -> Vec<Bind> {
        let bind = |last: &u8| Bind { ip: [10, 0, 0, *last].into(), prefix: 24, default_route: false };
        last.iter().map(bind).collect()
    }

    #[test]
    fn a_cable_pulled_and_put_back_gives_up_no_connection() {
        let bound = binds(&[1, 2]);
        assert_eq!(of(&bound, &bound, &bound), Change::None);
        assert_eq!(of(&bound, &bound, &binds(&[1])), Change::Hint, "pulled");
        assert_eq!(of(&bound, &binds(&[1]), &binds(&[1])), Change::None, "still pulled");
        assert_eq!(of(&bound, &binds(&[1]), &bound), Change::Hint, "put back");
        assert_eq!(of(&bound, &bound, &[]), Change::Hint, "all gone");
    }

    #[test]
    fn an_address_without_a_socket_asks_for_one() {
        let bound = binds(&[1]);
        assert_eq!(of(&bound, &bound, &binds(&[1, 2])), Change::Rebuild);
        assert_eq!(of(&bound, &bound, &binds(&[9])), Change::Rebuild);
        assert_eq!(of(&[], &[], &bound), Change::Rebuild, "the first network of this machine");
    }
}
