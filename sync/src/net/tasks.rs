//! The tasks of one endpoint, and their common end.
//!
//! Invariant: when `stop` has returned, no task of ours holds the endpoint any more.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;

/// Starts tasks and ends them together.
#[derive(Debug)]
pub(super) struct Tasks {
    handle: Handle,
    stop: watch::Sender<bool>,
    running: Arc<watch::Sender<usize>>,
}

struct Running(Arc<watch::Sender<usize>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

impl Tasks {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, stop: watch::Sender::new(false), running: Arc::new(watch::Sender::new(0)) }
    }

    /// Runs `task` until it ends or all are stopped.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.running.send_modify(|running| *running += 1);
        let running = Running(self.running.clone());
        let mut stop = self.stop.subscribe();
        self.handle.spawn(async move {
            let _running = running;
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => {}
                () = task => {}
            }
        });
    }

    /// Tells all tasks to end, without waiting.
    pub(super) fn tell_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Ends all tasks and waits, at most `longest`.
    pub(super) async fn stop(&self, longest: Duration) {
        self.tell_to_stop();
        let mut running = self.running.subscribe();
        // Past the bound the tasks still end; only the port may be free a moment later.
        let _ = tokio::time::timeout(longest, running.wait_for(|running| *running == 0)).await;
    }
}

/// Runs `work` on the runtime and waits for it on the calling thread, which may be any that is not the runtime's
/// only one.
pub(super) fn wait_for<T: Send + 'static>(
    handle: &Handle,
    work: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    let (answer, wait) = std::sync::mpsc::sync_channel(1);
    handle.spawn(async move {
        let _ = answer.send(work.await);
    });
    wait.recv().ok()
}
