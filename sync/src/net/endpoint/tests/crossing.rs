//! Two devices that call each other at the same moment.

use std::collections::BTreeSet;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_calls_at_once_exactly_one_connection_stays_and_their_news_come_in_order() {
    for _ in 0..5 {
        let (mut one, mut two) = pair().await;
        one.call(&two);
        two.call(&one);
        let (mut here, mut there) = (Standing::default(), Standing::default());
        while !(here.answered && there.answered && here.live.len() == 1 && here.live == there.live) {
            tokio::select! {
                event = one.next("the first side") => here.note(&event),
                event = two.next("the second side") => there.note(&event),
            }
        }
        let stays = *here.live.first().unwrap();
        assert_eq!(one.net.send(stays, vec![5]), SendOutcome::Queued);
        assert!(*two.frame().await == [5]);
    }
}

#[derive(Default)]
struct Standing {
    live: BTreeSet<ConnectionId>,
    answered: bool,
}

impl Standing {
    fn note(&mut self, event: &NetEvent) {
        match event {
            NetEvent::Connected { connection, dialled, .. } => {
                assert!(self.live.is_empty(), "the end of the other one is told first");
                self.live.insert(*connection);
                self.answered |= dialled;
            }
            NetEvent::Closed { connection, why, .. } => {
                assert_eq!(*why, CloseWhy::Duplicate);
                self.live.remove(connection);
            }
            NetEvent::DialFailed { why, .. } => {
                assert_eq!(*why, DialFailure::AlreadyConnected);
                self.answered = true;
            }
            _ => {}
        }
    }
}
