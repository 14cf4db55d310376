//! Starts the demo and its parts.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use understory_sync::net::Preset;
use understory_sync::sealed::Passphrase;

use super::window::{self, Window};
use crate::demo::{child, headless, windows};
use crate::i18n::t;

/// Why the demo ended early.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A step of the story failed.
    #[error(transparent)]
    Story(#[from] crate::demo::party::PartyError),
    /// The window could not be opened.
    #[error(transparent)]
    Window(#[from] window::WindowError),
    /// There is no display.
    #[error("{}", t("cli-no-display"))]
    NoDisplay,
    /// Not a part of the demo.
    #[error("{}", t("cli-no-part"))]
    NoPart,
}

/// Shows the whole story; returns whether all of it held.
pub fn run(headless: bool, json: bool, keep: Option<PathBuf>) -> Result<bool, DemoError> {
    // JSON and kept vaults belong to the story that is told without a window.
    if headless || json || keep.is_some() {
        return Ok(headless::run(&headless::Headless { json, keep }));
    }
    if !super::has_display() {
        return Err(DemoError::NoDisplay);
    }
    windows::run()?;
    Ok(true)
}

/// Runs one part, which the demo started as a process of its own.
pub fn part(name: &str, folder: &Path) -> Result<(), DemoError> {
    match name {
        child::CHILD_ARGUMENT => Ok(child::write_until_killed(folder)?),
        windows::WINDOW_ARGUMENT => {
            let passphrase = Some(Passphrase::new(first_line()));
            Ok(window::run(Window { folder: folder.to_owned(), nearby: Preset::Loopback, passphrase })?)
        }
        _ => Err(DemoError::NoPart),
    }
}

fn first_line() -> String {
    let mut line = String::new();
    // A parent that is gone leaves an empty passphrase, which opens nothing.
    let _ = std::io::stdin().lock().read_line(&mut line);
    line.trim_end_matches(['\n', '\r']).to_owned()
}
