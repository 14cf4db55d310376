//! The command line: what was asked, and the commands that need no window.

pub mod demo;
pub mod verify;
pub mod window;

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What was asked on the command line.
#[derive(Debug, PartialEq, Eq)]
pub enum Ask {
    /// Open the window.
    Window {
        /// The vault folder, if one was named.
        vault: Option<PathBuf>,
    },
    /// Open every value of a vault and report.
    Verify {
        /// The vault folder, if one was named.
        vault: Option<PathBuf>,
        /// A file that holds the passphrase; otherwise it is read from the standard input.
        passphrase_file: Option<PathBuf>,
    },
    /// Show the whole story on one computer.
    Demo {
        /// Without a window.
        headless: bool,
        /// One JSON object a line.
        json: bool,
        /// Leave both vaults there.
        keep: Option<PathBuf>,
    },
    /// A part of the demo, started by the demo itself.
    DemoPart {
        /// Which part.
        name: String,
        /// Its vault folder.
        folder: PathBuf,
    },
    /// Say what can be asked.
    Help,
    /// Say the version.
    Version,
}

/// Reads the command line.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Ask, lexopt::Error> {
    let mut parser = lexopt::Parser::from_iter(args);
    let (mut vault, mut passphrase_file, mut keep) = (None, None, None);
    let (mut headless, mut json) = (false, false);
    let mut command: Option<String> = None;
    let mut folder = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Ask::Help),
            Short('V') | Long("version") => return Ok(Ask::Version),
            Long("vault") => vault = Some(PathBuf::from(parser.value()?)),
            Long("passphrase-file") => passphrase_file = Some(PathBuf::from(parser.value()?)),
            Long("headless") => headless = true,
            Long("json") => json = true,
            Long("keep") => keep = Some(PathBuf::from(parser.value()?)),
            Value(word) if command.is_none() => command = Some(word.string()?),
            Value(word) if folder.is_none() => folder = Some(PathBuf::from(word)),
            other => return Err(other.unexpected()),
        }
    }
    let demo_only = headless || json || keep.is_some();
    match (command.as_deref(), folder) {
        (None, None) if !demo_only && passphrase_file.is_none() => Ok(Ask::Window { vault }),
        (Some("verify"), None) if !demo_only => Ok(Ask::Verify { vault, passphrase_file }),
        (Some("demo"), None) if vault.is_none() && passphrase_file.is_none() => Ok(Ask::Demo { headless, json, keep }),
        (Some(name), Some(folder)) if name.starts_with("demo-") => Ok(Ask::DemoPart { name: name.to_owned(), folder }),
        (Some(other), _) => Err(lexopt::Error::UnexpectedArgument(other.into())),
        _ => Err(lexopt::Error::Custom(crate::i18n::t("cli-needs-command").into())),
    }
}

/// Whether a window can be opened here.
pub fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Ask, lexopt::Error> {
        parse(std::iter::once("understory").chain(line.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn every_documented_line_is_understood() {
        assert_eq!(check("").unwrap(), Ask::Window { vault: None });
        assert_eq!(check("--vault /v").unwrap(), Ask::Window { vault: Some("/v".into()) });
        let verify = Ask::Verify { vault: Some("/v".into()), passphrase_file: Some("/p".into()) };
        assert_eq!(check("verify --vault /v --passphrase-file /p").unwrap(), verify);
        let demo = Ask::Demo { headless: true, json: true, keep: Some("/k".into()) };
        assert_eq!(check("demo --headless --json --keep /k").unwrap(), demo);
        assert_eq!(check("--help").unwrap(), Ask::Help);
        assert_eq!(check("demo --version").unwrap(), Ask::Version);
        let part = Ask::DemoPart { name: "demo-window".to_owned(), folder: "/v".into() };
        assert_eq!(check("demo-window /v").unwrap(), part);
    }

    #[test]
    fn anything_else_is_refused() {
        for line in ["unlock", "--verbose", "--headless", "verify --json", "demo --vault /v", "verify extra"] {
            assert!(check(line).is_err(), "{line}");
        }
    }
}
