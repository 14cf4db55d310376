//! `demo`: a client window and a therapist window, two processes, two temporary vaults, already paired.
//!
//! Invariant: passphrases are random and travel through pipes; both vaults are gone when the windows are closed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use understory_sync::document::Splice;
use understory_sync::engine::view::{Field, Home};
use understory_sync::sealed::Passphrase;

use super::pair::pair;
use super::party::{Party, PartyError};
use crate::i18n::{t, t_with};

/// The hidden argument under which this program opens one window of the demo.
pub const WINDOW_ARGUMENT: &str = "demo-window";

/// Prepares both vaults, opens both windows, and waits until both are closed.
pub fn run() -> Result<(), PartyError> {
    let folder = tempfile::tempdir().map_err(|_| PartyError::Unexpected("a temporary folder can be made"))?;
    println!("{}", t("demo-preparing"));
    let mut client =
        Party::create(&folder.path().join("client"), &t("demo-client-name"), &t("demo-client-device"), Home::Journal)?;
    let mut therapist = Party::create(
        &folder.path().join("therapist"),
        &t("demo-therapist-name"),
        &t("demo-therapist-device"),
        Home::Clients,
    )?;
    pair(&mut client, &mut therapist)?;
    write_samples(&mut client)?;
    let (client_folder, client_key, _) = client.quit()?;
    let (therapist_folder, therapist_key, _) = therapist.quit()?;
    println!("{}", t("demo-opening"));
    // Sample vaults with invented words: a window that locked itself must not end the demo.
    for (name, key) in [("demo-client-name", &client_key), ("demo-therapist-name", &therapist_key)] {
        println!("{}", t_with("demo-passphrase", &[("name", t(name).into()), ("words", key.reveal().into())]));
    }
    let mut windows = vec![open_window(&client_folder, &client_key)?, open_window(&therapist_folder, &therapist_key)?];
    for window in &mut windows {
        // A window that could not be waited for is closed with this process.
        let _ = window.wait();
    }
    Ok(())
}

/// Writes a few entries, each marked as sample.
fn write_samples(client: &mut Party) -> Result<(), PartyError> {
    for number in 1..=3 {
        let entry = client.new_entry()?;
        let title = t(&format!("demo-entry-{number}-title"));
        let text = t(&format!("demo-entry-{number}-text"));
        client.edit(entry, Field::Title, Splice { at: 0, delete: 0, insert: title })?;
        client.edit(entry, Field::Body, Splice { at: 0, delete: 0, insert: text })?;
    }
    Ok(())
}

fn open_window(folder: &Path, passphrase: &Passphrase) -> Result<Child, PartyError> {
    let program = std::env::current_exe().map_err(|_| PartyError::Unexpected("this program can be found"))?;
    let mut window = Process::new(program)
        .arg(WINDOW_ARGUMENT)
        .arg(folder)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|_| PartyError::Unexpected("a window can be opened"))?;
    let mut input = window.stdin.take().ok_or(PartyError::Unexpected("the window listens"))?;
    writeln!(input, "{}", passphrase.reveal())
        .map_err(|_| PartyError::Unexpected("the window hears its passphrase"))?;
    Ok(window)
}
