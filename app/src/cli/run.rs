//! `run`: one of a person's devices without a window, for a machine that is always on.
//!
//! Invariant: it is an ordinary device of the roster over the ordinary engine; what it prints names nobody and nothing.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use understory_sync::clock::World;
use understory_sync::engine::{Command, Engine, Event, Failure};
use understory_sync::net::Preset;

use super::run_report::Report;
use super::secret::{self, SecretError};
use crate::failure::sentences;
use crate::i18n::{t, t_with};

/// How long it listens before it looks at the time again.
const LISTEN: Duration = Duration::from_secs(1);
/// The shortest time between two lines about how things stand.
const STANDING_PAUSE: Duration = Duration::from_secs(10);
/// How often it tries to write what found no room on the disk.
const RETRY_PAUSE: Duration = Duration::from_secs(60);

/// How it ended; the numbers are what the system sees of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Ended {
    /// As the system asked, and everything is written.
    Asked = 0,
    /// By a fault; starting again may help.
    Fault = 1,
    /// The vault cannot be opened with what was given; starting again does not help.
    NotOpened = 2,
}

/// Opens the vault and takes part until the system asks it to end.
pub fn run(folder: &Path, passphrase_file: Option<&Path>) -> ExitCode {
    let ended = match secret::read(passphrase_file) {
        Ok(passphrase) => {
            let unlock = Command::Unlock { folder: folder.to_owned(), passphrase };
            match Engine::start(World::system(), Preset::Nearby, Arc::new(|| ())) {
                Ok(engine) => Service::new(engine).serve(unlock),
                Err(_) => {
                    complain(&t("run-no-engine"));
                    Ended::Fault
                }
            }
        }
        Err(error) => {
            complain(&t_with("cli-failed", &[("what", error.to_string().into())]));
            if error == SecretError::Unread { Ended::Fault } else { Ended::NotOpened }
        }
    };
    ExitCode::from(ended as u8)
}

/// Whoever reads the lines may be gone; that is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The running engine, and how far it has come.
struct Service {
    engine: Engine,
    report: Report,
    /// The vault was open.
    opened: bool,
    /// What it will end with.
    ended: Ended,
}

impl Service {
    fn new(engine: Engine) -> Self {
        Self { engine, report: Report::default(), opened: false, ended: Ended::Asked }
    }

    fn serve(mut self, unlock: Command) -> Ended {
        self.ask(unlock);
        let start = Instant::now();
        let (mut next_standing, mut next_retry) = (start, start + RETRY_PAUSE);
        loop {
            match self.engine.wait_event(LISTEN) {
                Some(Event::Stopped) => break,
                Some(event) => self.take(&event),
                None if self.engine.has_ended() => {
                    self.fail(Ended::Fault);
                    break;
                }
                None => {}
            }
            let now = Instant::now();
            if now >= next_retry {
                next_retry = now + RETRY_PAUSE;
                self.ask(Command::RetrySave);
            }
            if self.opened
                && now >= next_standing
                && let Some(line) = self.report.standing()
            {
                next_standing = now + STANDING_PAUSE;
                say(&line);
            }
        }
        self.engine.join();
        if self.ended == Ended::Asked {
            say(&t("run-ended"));
        }
        self.ended
    }

    /// An engine that is busy or gone hears it at another time, or never needs to.
    fn ask(&self, command: Command) {
        let _ = self.engine.send(command);
    }

    fn fail(&mut self, ended: Ended) {
        if self.ended == Ended::Asked {
            self.ended = ended;
        }
    }

    fn take(&mut self, event: &Event) {
        for line in self.report.take(event) {
            say(&line);
        }
        match event {
            Event::Unlocked { .. } => self.opened = true,
            Event::Failed(failure) => {
                complain(&t_with("cli-failed", &[("what", sentences(*failure).what.into())]));
                if !self.opened {
                    let again = matches!(failure, Failure::AlreadyOpen | Failure::Disk | Failure::DiskFull);
                    self.fail(if again { Ended::Fault } else { Ended::NotOpened });
                    self.ask(Command::Quit { force: true });
                }
            }
            // The engine ends by itself a moment later, whatever waits; a restart tries again what was not written.
            Event::WordsWaiting(failure) => {
                complain(&t_with("cli-failed", &[("what", sentences(*failure).what.into())]));
            }
            Event::QuitAsked => self.ask(Command::Quit { force: false }),
            Event::Locked { words_waiting } => {
                if *words_waiting {
                    self.fail(Ended::Fault);
                }
                // Nobody here can type the passphrase again.
                self.ask(Command::Quit { force: true });
            }
            _ => {}
        }
    }
}
