//! The engine's thread, and the two ends the screen holds: commands in, events out.
//!
//! Invariant: sending never blocks; every channel is bounded.

use std::sync::Arc;
use std::sync::mpsc as std_mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc;

use super::actor::{Actor, Input, NEWS_PAUSE_MS};
use super::command::Command;
use super::event::Event;
use super::net_runner::NetRunner;
use super::tally::{Tally, Traffic};
use super::workers::Workers;
use crate::clock::World;
use crate::limits::JOBS_MAX;
use crate::net::{NetEvent, Preset};

/// Commands the screen may have under way: a person cannot ask faster than this is emptied.
const COMMANDS_MAX: usize = 256;
/// Events the screen may be behind.
const EVENTS_MAX: usize = 4096;
/// Network events waiting for the engine; beyond it the readers wait.
const NET_EVENTS_MAX: usize = 256;

/// Called after each event, so that a sleeping screen wakes up.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The running engine.
pub struct Engine {
    commands: mpsc::Sender<Command>,
    events: std_mpsc::Receiver<Event>,
    thread: Option<JoinHandle<()>>,
    tally: Tally,
}

/// The engine did not take a command.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Too many are under way; the command comes back, to be sent again later.
    #[error("Too many commands are under way")]
    Busy(Box<Command>),
    /// The engine has ended.
    #[error("The engine has ended")]
    Gone,
}

impl Engine {
    /// Starts the engine on a thread of its own. `nearby` is the preset that stands behind the mode "Nearby".
    pub fn start(world: World, nearby: Preset, wake: Wake) -> std::io::Result<Self> {
        let (commands, command_ends) = mpsc::channel(COMMANDS_MAX);
        let (event_starts, events) = std_mpsc::sync_channel(EVENTS_MAX);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let tally = Tally::default();
        let counting = tally.clone();
        let thread = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || run(&runtime, world, nearby, command_ends, &event_starts, &wake, counting))?;
        Ok(Self { commands, events, thread: Some(thread), tally })
    }

    /// Asks for something, without waiting.
    pub fn send(&self, command: Command) -> Result<(), NotTaken> {
        self.commands.try_send(command).map_err(|error| match error {
            mpsc::error::TrySendError::Full(command) => NotTaken::Busy(Box::new(command)),
            mpsc::error::TrySendError::Closed(_) => NotTaken::Gone,
        })
    }

    /// Returns the next event, if one is there.
    pub fn try_event(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// Waits for the next event, for programs without a window.
    pub fn wait_event(&self, longest: Duration) -> Option<Event> {
        self.events.recv_timeout(longest).ok()
    }

    /// Returns how many frames and bytes went each way since the start.
    pub fn traffic(&self) -> Traffic {
        self.tally.so_far()
    }

    /// Whether the engine's thread has ended: nothing more will come of it.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for the engine's thread to end, after `Stopped`.
    pub fn join(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread catches its panics; there is nothing more to learn from its result.
            let _ = thread.join();
        }
    }
}

fn run(
    runtime: &tokio::runtime::Runtime,
    world: World,
    nearby: Preset,
    mut commands: mpsc::Receiver<Command>,
    events: &std_mpsc::SyncSender<Event>,
    wake: &Wake,
    tally: Tally,
) {
    let (net_starts, mut net_events) = mpsc::channel(NET_EVENTS_MAX);
    let runner = NetRunner::new(runtime.handle().clone(), nearby, net_starts, tally.clone());
    let (done_starts, mut done) = mpsc::channel(JOBS_MAX);
    let mut actor = Actor::new(world, runner, Workers::start(done_starts));
    runtime.block_on(async {
        let mut signals = Signals::listen();
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !actor.stopped {
            let input = tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(command) => Input::Command(command),
                    // The screen is gone: save and end.
                    None => Input::Command(Command::Quit { force: true }),
                },
                () = signals.next() => Input::Signal,
                Some(done) = done.recv() => Input::Worked(Box::new(done)),
                Some(event) = net_events.recv() => {
                    if let NetEvent::Frame { bytes, .. } = &event {
                        tally.received(bytes.len());
                    }
                    Input::Net(event)
                }
                () = tokio::time::sleep(Duration::from_millis(NEWS_PAUSE_MS)), if actor.has_news() => Input::Pause,
                _ = ticks.tick() => Input::Tick,
            };
            for event in actor.handle(input) {
                // A screen that is gone hears nothing; its commands' end is noticed above.
                let _ = events.send(event);
                wake();
            }
        }
    });
    // Connections get a moment to say goodbye; words are safe already.
    actor.finish();
}

/// The signals by which a system asks a program to end.
struct Signals {
    #[cfg(unix)]
    streams: Vec<tokio::signal::unix::Signal>,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        Self { streams: kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect() }
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self {}
    }

    /// Waits for the next signal.
    async fn next(&mut self) {
        #[cfg(unix)]
        {
            let streams = &mut self.streams;
            std::future::poll_fn(move |context| {
                let came = streams.iter_mut().any(|stream| stream.poll_recv(context).is_ready());
                if came { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            })
            .await;
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
