//! The command line: what was asked, and the commands that need no window.

pub mod add_device;
pub mod backup;
pub mod demo;
pub mod fault;
pub mod key;
pub mod run;
mod run_report;
pub mod secret;
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
    /// Be a device without a window.
    Run {
        /// The vault folder, if one was named.
        vault: Option<PathBuf>,
        /// A file that holds the passphrase, `-` for the standard input; otherwise it is asked for there.
        passphrase_file: Option<PathBuf>,
    },
    /// Make this computer a device of the person whose invitation this is.
    AddDevice {
        /// Where the vault will be, if that was named.
        vault: Option<PathBuf>,
        /// The invitation, in a file.
        invitation: PathBuf,
        /// The name of this computer.
        name: Option<String>,
        /// A file that holds the passphrase of the new vault; otherwise it is asked for.
        passphrase_file: Option<PathBuf>,
    },
    /// Open every value of a backup and report.
    VerifyBackup {
        /// The backup.
        from: PathBuf,
        /// As above.
        passphrase_file: Option<PathBuf>,
    },
    /// Write a vault into one file.
    Backup {
        /// The vault folder, if one was named.
        vault: Option<PathBuf>,
        /// The file.
        to: PathBuf,
        /// An older backup of that name may be replaced.
        replace: bool,
        /// As above.
        passphrase_file: Option<PathBuf>,
    },
    /// Make a vault of a backup.
    Restore {
        /// The backup.
        from: PathBuf,
        /// The folder; it must be empty or not exist.
        to: PathBuf,
        /// As above.
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
    let (mut invitation, mut name, mut from, mut to) = (None, None, None, None);
    let (mut headless, mut json, mut replace) = (false, false, false);
    let mut command: Option<String> = None;
    let mut folder = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Ask::Help),
            Short('V') | Long("version") => return Ok(Ask::Version),
            Long("vault") => vault = Some(PathBuf::from(parser.value()?)),
            Long("passphrase-file") => passphrase_file = Some(PathBuf::from(parser.value()?)),
            Long("invitation") => invitation = Some(PathBuf::from(parser.value()?)),
            Long("name") => name = Some(parser.value()?.string()?),
            Long("from") => from = Some(PathBuf::from(parser.value()?)),
            Long("to") => to = Some(PathBuf::from(parser.value()?)),
            Long("replace") => replace = true,
            Long("headless") => headless = true,
            Long("json") => json = true,
            Long("keep") => keep = Some(PathBuf::from(parser.value()?)),
            Value(word) if command.is_none() => command = Some(word.string()?),
            Value(word) if folder.is_none() => folder = Some(PathBuf::from(word)),
            other => return Err(other.unexpected()),
        }
    }
    let demo_only = headless || json || keep.is_some();
    let adds = invitation.is_some() || name.is_some();
    let files = from.is_some() || to.is_some() || replace;
    match (command.as_deref(), folder) {
        (Some("add-device"), None) if !demo_only && !files => match invitation {
            Some(invitation) => Ok(Ask::AddDevice { vault, invitation, name, passphrase_file }),
            None => Err(lexopt::Error::Custom(crate::i18n::t("cli-needs-invitation").into())),
        },
        (Some(other), _) if adds => Err(lexopt::Error::UnexpectedArgument(other.into())),
        (None, _) if adds || files => Err(lexopt::Error::Custom(crate::i18n::t("cli-needs-command").into())),
        (Some(name @ ("verify" | "backup" | "restore")), None) if !demo_only => match (name, from, to, vault) {
            ("verify", None, None, vault) if !replace => Ok(Ask::Verify { vault, passphrase_file }),
            ("verify", Some(from), None, None) if !replace => Ok(Ask::VerifyBackup { from, passphrase_file }),
            ("backup", None, Some(to), vault) => Ok(Ask::Backup { vault, to, replace, passphrase_file }),
            ("restore", Some(from), Some(to), None) if !replace => Ok(Ask::Restore { from, to, passphrase_file }),
            _ => Err(lexopt::Error::Custom(crate::i18n::t("cli-other-options").into())),
        },
        (Some(other), _) if files => Err(lexopt::Error::UnexpectedArgument(other.into())),
        (Some("run"), None) if !demo_only => Ok(Ask::Run { vault, passphrase_file }),
        (None, None) if !demo_only && passphrase_file.is_none() => Ok(Ask::Window { vault }),
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
        let run = Ask::Run { vault: Some("/v".into()), passphrase_file: Some("-".into()) };
        assert_eq!(check("run --vault /v --passphrase-file -").unwrap(), run);
        let add = Ask::AddDevice {
            vault: Some("/v".into()),
            invitation: "/i".into(),
            name: Some("Desk".to_owned()),
            passphrase_file: None,
        };
        assert_eq!(check("add-device --vault /v --invitation /i --name Desk").unwrap(), add);
        let verify = Ask::VerifyBackup { from: "/b".into(), passphrase_file: None };
        assert_eq!(check("verify --from /b").unwrap(), verify);
        let backup = Ask::Backup { vault: None, to: "/b".into(), replace: false, passphrase_file: None };
        assert_eq!(check("backup --to /b").unwrap(), backup);
        let backup = Ask::Backup {
            vault: Some("/v".into()),
            to: "/b".into(),
            replace: true,
            passphrase_file: Some("/p".into()),
        };
        assert_eq!(check("backup --vault /v --to /b --replace --passphrase-file /p").unwrap(), backup);
        let restore = Ask::Restore { from: "/b".into(), to: "/v".into(), passphrase_file: None };
        assert_eq!(check("restore --from /b --to /v").unwrap(), restore);
        let demo = Ask::Demo { headless: true, json: true, keep: Some("/k".into()) };
        assert_eq!(check("demo --headless --json --keep /k").unwrap(), demo);
        assert_eq!(check("--help").unwrap(), Ask::Help);
        assert_eq!(check("demo --version").unwrap(), Ask::Version);
        let part = Ask::DemoPart { name: "demo-window".to_owned(), folder: "/v".into() };
        assert_eq!(check("demo-window /v").unwrap(), part);
    }

    #[test]
    fn anything_else_is_refused() {
        let lines = [
            "unlock",
            "--verbose",
            "--headless",
            "verify --json",
            "demo --vault /v",
            "verify extra",
            "run --headless",
            "run --name Desk",
            "--invitation /i",
            "add-device --vault /v",
            "--to /b",
            "run --to /b",
            "demo --to /b",
            "backup",
            "backup --from /b",
            "backup --to /b --from /b",
            "backup --to /b --name Desk",
            "restore --from /b",
            "restore --to /v",
            "restore --from /b --to /v --replace",
            "verify --from /b --vault /v",
        ];
        for line in lines {
            assert!(check(line).is_err(), "{line}");
        }
    }
}
