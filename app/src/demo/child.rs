//! A writer in a process of its own, killed while it writes: what it had reported as saved is there afterwards.
//!
//! Invariant: the passphrase reaches the child through its standard input, never through arguments or files.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use understory_sync::document::Splice;
use understory_sync::engine::view::Field;
use understory_sync::ids::DocumentId;
use understory_sync::sealed::{Passphrase, RecoveryKey};

use super::party::{Party, PartyError};

/// Sentences that must have been reported as saved before the kill.
const SAVED_BEFORE_KILL: usize = 5;

/// The hidden argument under which this program is the child.
pub const CHILD_ARGUMENT: &str = "demo-writer";

/// Starts a writer on the vault, kills it after some saved sentences, opens the vault and looks for each of them.
///
/// `program` is this very program; tests name another that is built from the same code.
pub fn kill_while_writing(program: &Path, folder: &Path, passphrase: &Passphrase) -> Result<(), PartyError> {
    let mut child = Process::new(program)
        .arg(CHILD_ARGUMENT)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|_| PartyError::Unexpected("the writer starts"))?;
    let mut input = child.stdin.take().ok_or(PartyError::Unexpected("the writer listens"))?;
    writeln!(input, "{}", passphrase.reveal())
        .map_err(|_| PartyError::Unexpected("the writer hears its passphrase"))?;
    let output = child.stdout.take().ok_or(PartyError::Unexpected("the writer speaks"))?;
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let entry = lines.next().and_then(|line| parse_id(&line));
    let saved: Vec<String> = lines.take(SAVED_BEFORE_KILL).collect();
    // SIGKILL on Unix: the writer gets no chance to tidy up.
    let killed = child.kill();
    let _ = child.wait();
    killed.map_err(|_| PartyError::Unexpected("the writer can be killed"))?;
    let entry = entry.ok_or(PartyError::Unexpected("the writer made an entry"))?;
    if saved.len() < SAVED_BEFORE_KILL {
        return Err(PartyError::Unexpected("the writer saved its sentences"));
    }
    let mut party = Party::start(folder, passphrase.try_clone(), RecoveryKey::generate())?;
    party.unlock()?;
    let text = party.open_entry(entry)?.text;
    party.quit()?;
    let kept = saved.iter().all(|sentence| text.contains(sentence.as_str()));
    if kept { Ok(()) } else { Err(PartyError::Unexpected("every sentence reported as saved is there after the kill")) }
}

/// The child: opens the vault, makes an entry, and writes sentences until it is killed.
pub fn write_until_killed(folder: &Path) -> Result<(), PartyError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|_| PartyError::Engine)?;
    let passphrase = Passphrase::new(line.trim_end_matches('\n').to_owned());
    let mut party = Party::start(folder, passphrase, RecoveryKey::generate())?;
    party.unlock()?;
    let entry = party.new_entry()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", hex(&entry)).map_err(|_| PartyError::Engine)?;
    let mut at = 0;
    // Bounded, so that a forgotten child ends by itself.
    for number in 1..=10_000 {
        let sentence = format!("({number})");
        let insert = format!("{sentence} ");
        let length = insert.chars().count();
        party.edit(entry, Field::Body, Splice { at, delete: 0, insert })?;
        at += length;
        writeln!(out, "{sentence}").and_then(|()| out.flush()).map_err(|_| PartyError::Engine)?;
    }
    Ok(())
}

fn hex(document: &DocumentId) -> String {
    document.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_id(text: &str) -> Option<DocumentId> {
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    DocumentId::from_slice(&bytes?)
}
