//! A passphrase for a command without a window: from a file that only its owner can read, from a pipe, or from a
//! terminal that does not show it.
//!
//! Invariant: it never comes through an argument or the environment, where other programs of this computer can read it.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::path::Path;

use understory_sync::sealed::Passphrase;
use zeroize::Zeroizing;

use crate::i18n::t;

/// Longest passphrase that is read, in bytes; nobody types more.
const BYTES_MAX: u64 = 4096;
/// The name that stands for the standard input.
const STANDARD_INPUT: &str = "-";
/// What others than the owner may do with a file, in the bits of Unix.
#[cfg(unix)]
const OTHERS: u32 = 0o077;
/// The same for those who are neither owner nor in the group.
#[cfg(unix)]
const STRANGERS: u32 = 0o007;

/// Why there is no passphrase.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It could not be read.
    #[error("{}", t("cli-passphrase-unread"))]
    Unread,
    /// Others on this computer can read the file.
    #[error("{}", t("cli-passphrase-open"))]
    OpenToOthers,
}

/// Reads a passphrase: from `file`, from the standard input if that is `-`, or by asking for it there.
pub fn read(file: Option<&Path>) -> Result<Passphrase, SecretError> {
    Ok(Passphrase::new(line(file, &t("cli-passphrase"))?.to_string()))
}

/// Reads a line in the same way; `question` is what is asked.
pub(super) fn line(file: Option<&Path>, question: &str) -> Result<Zeroizing<String>, SecretError> {
    let mut line = Zeroizing::new(String::new());
    match file {
        Some(file) if file != Path::new(STANDARD_INPUT) => {
            let opened = std::fs::File::open(file).map_err(|_| SecretError::Unread)?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::MetadataExt as _;
                // Of the file that was opened: what stands under the name may be another one by now.
                let mode = opened.metadata().map_err(|_| SecretError::Unread)?.mode();
                let guarded = is_guarded(file, std::env::var_os("CREDENTIALS_DIRECTORY").as_deref().map(Path::new));
                if mode & if guarded { STRANGERS } else { OTHERS } != 0 {
                    return Err(SecretError::OpenToOthers);
                }
            }
            opened.take(BYTES_MAX).read_to_string(&mut line).map_err(|_| SecretError::Unread)?;
        }
        None if std::io::stdin().is_terminal() => {
            line = Zeroizing::new(rpassword::prompt_password(question).map_err(|_| SecretError::Unread)?);
        }
        asked => {
            if asked.is_none() {
                eprintln!("{question}");
            }
            std::io::stdin().lock().take(BYTES_MAX).read_line(&mut line).map_err(|_| SecretError::Unread)?;
        }
    }
    let typed = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(typed);
    Ok(line)
}

/// Whether the system gave this file to this very service: there the bits of the group stand for an access list.
#[cfg(unix)]
fn is_guarded(file: &Path, credentials: Option<&Path>) -> bool {
    credentials.is_some_and(|folder| file.parent() == Some(folder))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_that_others_can_read_is_refused_and_one_that_is_ones_own_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words");
        std::fs::write(&file, "correct horse battery\r\n").unwrap();
        for mode in [0o644, 0o640, 0o604, 0o620] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(Some(&file)).err(), Some(SecretError::OpenToOthers), "{mode:o}");
        }
        for mode in [0o600, 0o400] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(Some(&file)).unwrap().reveal(), "correct horse battery");
        }
        assert_eq!(read(Some(&folder.path().join("none"))).err(), Some(SecretError::Unread));
    }

    #[test]
    fn only_what_lies_in_the_folder_of_credentials_is_guarded_by_the_system() {
        let folder = Path::new("/run/credentials/understory.service");
        assert!(is_guarded(&folder.join("passphrase"), Some(folder)));
        assert!(!is_guarded(Path::new("/etc/passphrase"), Some(folder)));
        assert!(!is_guarded(&folder.join("passphrase"), None));
    }
}
