//! `add-device`: a computer without a screen becomes one of a person's devices, in the terminal.
//!
//! Invariant: the same pairing as in the window; what is typed is two words, and a yes to a relay.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Duration;

use understory_sync::clock::World;
use understory_sync::engine::view::{PairingEnd, PairingView};
use understory_sync::engine::{Command, Engine, Event, Failure};
use understory_sync::net::Preset;
use understory_sync::people::Flow;

use super::secret::{self, SecretError};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::platform::files::read_short;
use crate::screens::pairing::outcome;

/// How long it listens to the engine before it looks whether something was typed.
const LISTEN: Duration = Duration::from_millis(100);
/// Longest line that is read, in bytes; two words of the list have at most 17.
const LINE_BYTES_MAX: u64 = 256;

/// What this computer is to become.
pub struct Wish {
    /// Where the vault will be.
    pub folder: PathBuf,
    /// The invitation, in a file.
    pub invitation: PathBuf,
    /// The name of this computer.
    pub name: Option<String>,
    /// A file that holds the passphrase of the new vault.
    pub passphrase_file: Option<PathBuf>,
}

/// Why this computer did not become a device.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// There is no passphrase.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The passphrase is too easy to guess.
    #[error("{}", t("add-weak"))]
    Weak,
    /// The file with the invitation could not be read.
    #[error("{}", t("add-no-invitation"))]
    NoInvitation,
    /// The pairing ended.
    #[error("{}", one_line(&outcome::sentences(*.0, Flow::Device)))]
    Ended(PairingEnd),
    /// The engine said no.
    #[error("{}", one_line(&[sentences(*.0).what, sentences(*.0).then]))]
    Failed(Failure),
    /// Nobody types any more, or the engine is gone.
    #[error("{}", t("add-stopped"))]
    Stopped,
}

/// What happened and what to do, without the full stop that ends a line.
fn one_line(sentences: &[String; 2]) -> String {
    sentences.join(". ").trim_end_matches('.').to_owned()
}

/// Makes this computer a device; returns when its vault is made and closed.
pub fn run(wish: Wish) -> Result<(), AddError> {
    let device_name = wish.name.unwrap_or_else(|| t("add-name"));
    let invitation = read_short(&wish.invitation).ok_or(AddError::NoInvitation)?;
    let passphrase = secret::read(wish.passphrase_file.as_deref())?;
    if !passphrase.judge(&[&device_name]).accepted {
        return Err(AddError::Weak);
    }
    let engine = Engine::start(World::system(), Preset::Nearby, Arc::new(|| ())).map_err(|_| AddError::Stopped)?;
    let join = Command::JoinAsDevice { folder: wish.folder, device_name, passphrase, invitation };
    engine.send(join).map_err(|_| AddError::Stopped)?;
    let outcome = talk(&engine, &typed_lines());
    // The new vault is closed, and whatever was begun is ended.
    if engine.send(Command::Quit { force: true }).is_ok() {
        while !engine.has_ended() {
            let _ = engine.wait_event(LISTEN);
        }
    }
    engine.join();
    outcome
}

/// Reads lines on a thread of its own: what the engine tells must not wait for somebody who types.
fn typed_lines() -> Receiver<String> {
    let (say, lines) = sync_channel(1);
    std::thread::spawn(move || {
        loop {
            let mut line = String::new();
            let read = std::io::Read::take(std::io::stdin().lock(), LINE_BYTES_MAX).read_line(&mut line);
            if !read.is_ok_and(|bytes| bytes > 0) || say.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// What the person is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Relay,
    Words,
}

fn talk(engine: &Engine, lines: &Receiver<String>) -> Result<(), AddError> {
    let mut asked = Asked::Nothing;
    let mut last = PairingView::Idle;
    loop {
        match engine.wait_event(LISTEN) {
            Some(Event::AddingDevice(PairingView::Ended(end))) => return Err(AddError::Ended(end)),
            // The same may be told twice, as by both ends of reaching the other computer.
            Some(Event::AddingDevice(view)) if view != last => {
                asked = told(&view);
                last = view;
            }
            Some(Event::Unlocked { .. }) => {
                say(&t("add-done"));
                return Ok(());
            }
            Some(Event::Failed(failure)) => return Err(AddError::Failed(failure)),
            Some(Event::QuitAsked | Event::Stopped) => return Err(AddError::Stopped),
            None if engine.has_ended() => return Err(AddError::Stopped),
            Some(_) | None => {}
        }
        if asked == Asked::Nothing {
            continue;
        }
        match lines.try_recv() {
            Ok(line) => match answer(asked, &line) {
                Some(command) => {
                    asked = Asked::Nothing;
                    engine.send(command).map_err(|_| AddError::Stopped)?;
                }
                None => say(&t(if asked == Asked::Words { "add-two-words" } else { "add-yes-or-no" })),
            },
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return Err(AddError::Stopped),
        }
    }
}

/// Says where it stands, and returns what is asked now.
fn told(view: &PairingView) -> Asked {
    match view {
        PairingView::Joining => say(&t("join-reaching")),
        PairingView::AskRelay { host } => {
            say(&t_with("pairing-ask-relay", &[("host", host.as_str().into())]));
            say(&t("pairing-ask-relay-learns"));
            say(&t("add-yes-or-no"));
            return Asked::Relay;
        }
        PairingView::Words { waiting_for_them: true, .. } => say(&t("add-their-turn")),
        PairingView::Words { say: words, unknown, .. } => {
            say(&match unknown {
                Some(_) => t("add-unknown-word"),
                None => t_with("add-say", &[("words", words.join(" ").into())]),
            });
            say(&t("add-type"));
            return Asked::Words;
        }
        PairingView::WaitingForGrant { name } => say(&t_with("join-waiting", &[("name", name.as_str().into())])),
        PairingView::Granting => say(&t("join-making")),
        _ => {}
    }
    Asked::Nothing
}

/// Returns what a typed line asks for, if it answers what was asked.
fn answer(asked: Asked, line: &str) -> Option<Command> {
    match asked {
        Asked::Words => {
            let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
            Some(Command::TypeWords(words.try_into().ok()?))
        }
        Asked::Relay => {
            let yes = line.trim().eq_ignore_ascii_case(&t("add-yes"));
            let no = line.trim().eq_ignore_ascii_case(&t("add-no"));
            (yes || no).then_some(Command::UseInvitedRelay(yes))
        }
        Asked::Nothing => None,
    }
}

fn say(line: &str) {
    // A terminal that is gone hears nothing; what is typed is gone then too, and that ends it.
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_are_taken_in_any_spacing_and_anything_else_is_asked_again() {
        let typed = |line| match answer(Asked::Words, line) {
            Some(Command::TypeWords(words)) => Some(words.join(" ")),
            _ => None,
        };
        assert_eq!(typed("  Apple\tbridge \n").as_deref(), Some("apple bridge"));
        assert_eq!(typed("apple\n"), None);
        assert_eq!(typed("apple bridge castle\n"), None);
    }

    #[test]
    fn a_relay_is_used_only_after_a_whole_yes() {
        let typed = |line| match answer(Asked::Relay, line) {
            Some(Command::UseInvitedRelay(yes)) => Some(yes),
            _ => None,
        };
        assert_eq!(typed("Yes\n"), Some(true));
        assert_eq!(typed("no\n"), Some(false));
        assert_eq!(typed("\n"), None);
        assert_eq!(typed("y\n"), None);
    }
}
