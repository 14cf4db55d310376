//! The engine as the screen sees it: commands go in, events come out, nothing waits.

use std::collections::VecDeque;

use understory_sync::engine::{Command, Engine, Event, NotTaken};

/// What the window holds of an engine that runs on its own threads.
pub trait EngineHandle {
    /// Hands a command over and returns at once. Commands arrive in order and are never dropped while it runs.
    fn send(&mut self, command: Command);
    /// Returns the next event, if there is one.
    fn try_event(&mut self) -> Option<Event>;
}

/// The running engine, and the commands it had no room for yet.
pub struct Running {
    engine: Engine,
    waiting: VecDeque<Command>,
}

impl Running {
    /// Returns the window's end of an engine.
    pub fn new(engine: Engine) -> Self {
        Self { engine, waiting: VecDeque::new() }
    }

    /// Hands over what waited, in order, as far as there is room.
    fn hand_over(&mut self) {
        while let Some(command) = self.waiting.pop_front() {
            match self.engine.send(command) {
                Ok(()) => {}
                Err(NotTaken::Busy(command)) => {
                    self.waiting.push_front(*command);
                    return;
                }
                // An engine that has ended told so by `Stopped` or by locking.
                Err(NotTaken::Gone) => self.waiting.clear(),
            }
        }
    }
}

impl EngineHandle for Running {
    fn send(&mut self, command: Command) {
        self.waiting.push_back(command);
        self.hand_over();
    }

    fn try_event(&mut self) -> Option<Event> {
        self.hand_over();
        self.engine.try_event()
    }
}

#[cfg(test)]
pub mod fake {
    //! An engine that only remembers what it was asked and says what the test tells it to say.

    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use super::{Command, EngineHandle, Event};

    /// Shared between the app under test and the test.
    #[derive(Clone, Default)]
    pub struct FakeEngine(Arc<Mutex<Inner>>);

    #[derive(Default)]
    struct Inner {
        sent: Vec<Command>,
        events: VecDeque<Event>,
    }

    impl FakeEngine {
        /// Lets the app find this event.
        pub fn say(&self, event: Event) {
            self.0.lock().unwrap().events.push_back(event);
        }

        /// Returns what was asked since the last time.
        pub fn take(&self) -> Vec<Command> {
            std::mem::take(&mut self.0.lock().unwrap().sent)
        }
    }

    impl EngineHandle for FakeEngine {
        fn send(&mut self, command: Command) {
            self.0.lock().unwrap().sent.push(command);
        }

        fn try_event(&mut self) -> Option<Event> {
            self.0.lock().unwrap().events.pop_front()
        }
    }
}
