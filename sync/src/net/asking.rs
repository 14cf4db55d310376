//! Devices that ask for a pairing without the invitation: one waits at a time, until the person lets it try.
//!
//! Invariant: nothing one of them sent is read before it is let; they come a few a minute.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use iroh::endpoint::{Connection, RecvStream, SendStream, VarInt};
use tokio::sync::{Semaphore, oneshot};

use super::connection::Link;
use super::event::{CloseCode, ConnectionId, PairingEvent};
use super::pairing::Shared;
use crate::limits::{ASK_SECS, ASKS_PER_MINUTE, PAIRING_FRAME_BYTES_MAX};

/// Who asks now, and how many more may in this minute.
#[derive(Debug)]
pub(super) struct Asks {
    waiting: Mutex<Option<(ConnectionId, oneshot::Sender<()>)>>,
    places: Arc<Semaphore>,
}

impl Default for Asks {
    fn default() -> Self {
        Self { waiting: Mutex::default(), places: Arc::new(Semaphore::new(ASKS_PER_MINUTE)) }
    }
}

impl Asks {
    fn waiting(&self) -> MutexGuard<'_, Option<(ConnectionId, oneshot::Sender<()>)>> {
        self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Lets the one that waits on this connection try.
    pub(super) fn let_try(&self, connection: ConnectionId) {
        if let Some((_, let_in)) = self.waiting().take_if(|(waits, _)| *waits == connection) {
            // One that gave up meanwhile needs no answer.
            let _ = let_in.send(());
        }
    }

    /// Takes the place of the one that waits; `None` if it is taken, or too many came in this minute.
    fn take_place(&self, connection: ConnectionId) -> Option<oneshot::Receiver<()>> {
        let mut waiting = self.waiting();
        if waiting.is_some() {
            return None;
        }
        self.places.try_acquire().ok()?.forget();
        let (let_in, wait) = oneshot::channel();
        *waiting = Some((connection, let_in));
        Some(wait)
    }
}

/// Holds a connection until the person lets it try, it gives up, or the time is over.
pub(super) async fn wait(shared: &Arc<Shared>, session: Connection, send: SendStream, recv: RecvStream) {
    let refuse = || session.close(VarInt::from_u32(CloseCode::Busy.number()), b"");
    let link = Link::new(session.clone(), false, PAIRING_FRAME_BYTES_MAX);
    let Some(connection) = link.as_ref().map(Link::id) else { return refuse() };
    let Some(let_in) = shared.asks().take_place(connection) else { return refuse() };
    let places = shared.asks().places.clone();
    shared.tasks().spawn(async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        places.add_permits(1);
    });
    shared.tell(PairingEvent::Asked { connection }).await;
    let may = tokio::select! {
        let_in = let_in => let_in.is_ok(),
        _ = session.closed() => false,
        () = tokio::time::sleep(Duration::from_secs(ASK_SECS)) => false,
    };
    shared.asks().waiting().take_if(|(waits, _)| *waits == connection);
    if may {
        shared.converse(session, send, recv, false).await;
    } else {
        refuse();
        shared.tell(PairingEvent::AskGone { connection }).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_at_a_time_and_only_it_is_let_in() {
        let asks = Asks::default();
        let mut first = asks.take_place(ConnectionId(1)).unwrap();
        assert!(asks.take_place(ConnectionId(2)).is_none());
        asks.let_try(ConnectionId(2));
        assert!(first.try_recv().is_err());
        asks.let_try(ConnectionId(1));
        assert!(first.try_recv().is_ok());
    }

    #[test]
    fn a_minute_has_a_few_places() {
        let asks = Asks::default();
        let came = (0..100).filter(|number| {
            let came = asks.take_place(ConnectionId(*number)).is_some();
            asks.waiting().take();
            came
        });
        assert_eq!(came.count(), ASKS_PER_MINUTE);
    }
}
