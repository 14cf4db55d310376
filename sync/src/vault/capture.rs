//! Words caught while the vault is locked: `capture.pub` names to whom they are sealed, `capture/` holds them.
//!
//! Invariants: a caught text is whole under its name or not there, and on disk when writing it returns; files that do not
//! open are left where they are; nothing here reads anything but the words themselves.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::error::VaultError;
use super::folder;
use super::store::Vault;
use crate::clock::{Entropy, random};
use crate::limits::{CAPTURE_FILE_BYTES_MAX, CAPTURE_FILES_MAX, CAPTURE_PUBLIC_BYTES_MAX};
use crate::sealed::{CaptureIdentity, CaptureRecipient, open_captured, seal_captured};

/// The file that names the recipient.
pub(super) const PUBLIC: &str = "capture.pub";
/// The folder of what was caught.
pub(super) const FOLDER: &str = "capture";
/// The end of a caught text's name.
const END: &str = ".age";
/// The end of its name while it is written.
const UNFINISHED: &str = ".new";

/// Writes one caught text, again and again under one name, as it grows.
#[derive(Debug)]
pub struct CapturePen {
    folder: PathBuf,
    name: String,
    to: CaptureRecipient,
}

/// What was found beside a locked vault.
#[derive(Debug, Default)]
pub struct Caught {
    /// Each text that opens, with the name of its file.
    pub texts: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// Files that do not open with this vault's identity.
    pub foreign: usize,
}

impl CapturePen {
    /// Begins a text for the vault in `folder`, sealed to `to`, or to whom the folder names if this program has not had
    /// the vault open. Fails with [`VaultError::NoVault`] if the folder names nobody.
    pub fn begin(folder: &Path, to: Option<&CaptureRecipient>, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let to = match to {
            Some(to) => to.clone(),
            None => public_in(folder)?.ok_or(VaultError::NoVault)?,
        };
        let folder = folder.join(FOLDER);
        match folder::private_folder().create(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
        if fs::read_dir(&folder)?.count() >= CAPTURE_FILES_MAX {
            return Err(VaultError::TooLarge);
        }
        let name = HEXLOWER.encode(&random::<16>(entropy)?) + END;
        Ok(Self { folder, name, to })
    }

    /// Writes the text as it stands now in place of what it was; on disk when this returns.
    pub fn write(&self, content: &[u8]) -> Result<(), VaultError> {
        let sealed = seal_captured(&self.to, content).map_err(VaultError::of_sealing)?;
        let (path, fresh) = (self.folder.join(&self.name), self.folder.join(format!("{}{UNFINISHED}", self.name)));
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        if let Err(error) = folder::write_new(&fresh, &sealed) {
            let _absent = fs::remove_file(&fresh);
            return Err(error);
        }
        fs::rename(&fresh, &path)?;
        folder::sync_folder(&self.folder)
    }
}

impl Vault {
    /// Names `to` in the folder as the one to whom words are sealed; returns whether somebody had put another name there.
    pub fn name_capture(&self, to: &CaptureRecipient) -> Result<bool, VaultError> {
        let found = public_in(&self.folder);
        if matches!(&found, Ok(Some(found)) if found == to) {
            return Ok(false);
        }
        let path = self.folder.join(PUBLIC);
        let fresh = self.folder.join(format!("{PUBLIC}{UNFINISHED}"));
        let _absent = fs::remove_file(&fresh);
        folder::write_new(&fresh, to.file().as_bytes())?;
        fs::rename(&fresh, &path)?;
        folder::sync_folder(&self.folder)?;
        Ok(!matches!(found, Ok(None)))
    }

    /// Returns what was caught, in the order of the files' names.
    pub fn caught(&self, with: &CaptureIdentity) -> Result<Caught, VaultError> {
        let mut caught = Caught::default();
        let folder = self.folder.join(FOLDER);
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(caught),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries.take(4 * CAPTURE_FILES_MAX) {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if is_name(&name) && names.len() < CAPTURE_FILES_MAX {
                names.push(name);
            }
        }
        names.sort();
        for name in names {
            let file = read_bounded(&folder.join(&name), CAPTURE_FILE_BYTES_MAX)?;
            match file.map(|file| open_captured(with, &file)) {
                Some(Ok(content)) => caught.texts.push((name, content)),
                _ => caught.foreign += 1,
            }
        }
        Ok(caught)
    }

    /// Removes a caught text that is in the vault now.
    pub fn remove_caught(&self, name: &str) -> Result<(), VaultError> {
        if !is_name(name) {
            return Ok(());
        }
        let folder = self.folder.join(FOLDER);
        fs::remove_file(folder.join(name))?;
        folder::sync_folder(&folder)?;
        // The folder goes with the last of them; if something else lies in it, it stays.
        let _left = fs::remove_dir(&folder);
        Ok(())
    }
}

/// Whether a file has the name of a caught text.
fn is_name(name: &str) -> bool {
    let hex = name.strip_suffix(END).map(|stem| stem.as_bytes());
    hex.is_some_and(|hex| hex.len() == 32 && hex.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

/// Returns whom the folder names; none if it names nobody.
fn public_in(folder: &Path) -> Result<Option<CaptureRecipient>, VaultError> {
    let file = match read_bounded(&folder.join(PUBLIC), CAPTURE_PUBLIC_BYTES_MAX) {
        Err(VaultError::NoVault) => return Ok(None),
        file => file?,
    };
    let file = file.ok_or(VaultError::TooLarge)?;
    CaptureRecipient::parse(&file).map(Some).map_err(VaultError::of_sealing)
}

/// Reads a file; none if it is longer than `bytes_max`.
fn read_bounded(path: &Path, bytes_max: usize) -> Result<Option<Vec<u8>>, VaultError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => VaultError::NoVault,
        _ => error.into(),
    })?;
    let mut bytes = Vec::new();
    file.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= bytes_max).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    fn folder_of(to: &CaptureRecipient) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(PUBLIC), to.file()).unwrap();
        folder
    }

    #[test]
    fn a_text_grows_under_one_name_and_is_whole_at_every_moment() {
        let identity = CaptureIdentity::generate();
        let folder = folder_of(&identity.recipient());
        let pen = CapturePen::begin(folder.path(), None, &SeededEntropy::new(1)).unwrap();
        for words in ["green", "green, a long corridor"] {
            pen.write(words.as_bytes()).unwrap();
            let names: Vec<_> = fs::read_dir(folder.path().join(FOLDER)).unwrap().map(|it| it.unwrap()).collect();
            assert_eq!(names.len(), 1);
            let file = fs::read(names[0].path()).unwrap();
            assert_eq!(open_captured(&identity, &file).unwrap().as_slice(), words.as_bytes());
            assert!(is_name(&names[0].file_name().to_string_lossy()));
        }
    }

    #[test]
    fn a_program_that_had_the_vault_open_trusts_what_it_saw_and_not_the_file() {
        let (mine, stranger) = (CaptureIdentity::generate(), CaptureIdentity::generate());
        let folder = folder_of(&stranger.recipient());
        let pen = CapturePen::begin(folder.path(), Some(&mine.recipient()), &SeededEntropy::new(1)).unwrap();
        pen.write(b"mine").unwrap();
        let entry = fs::read_dir(folder.path().join(FOLDER)).unwrap().next().unwrap().unwrap();
        assert!(open_captured(&mine, &fs::read(entry.path()).unwrap()).is_ok());
    }

    #[test]
    fn a_folder_that_names_nobody_or_nonsense_catches_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let begin = || CapturePen::begin(folder.path(), None, &SeededEntropy::new(1)).map(drop);
        assert!(matches!(begin(), Err(VaultError::NoVault)));
        for nonsense in [b"age1nobody".to_vec(), vec![b'a'; 4096], vec![0xff; 60]] {
            fs::write(folder.path().join(PUBLIC), nonsense).unwrap();
            assert!(begin().is_err());
        }
    }

    #[test]
    fn so_many_texts_and_no_more() {
        let folder = folder_of(&CaptureIdentity::generate().recipient());
        let entropy = SeededEntropy::new(1);
        for _ in 0..CAPTURE_FILES_MAX {
            CapturePen::begin(folder.path(), None, &entropy).unwrap().write(b"x").unwrap();
        }
        assert!(matches!(CapturePen::begin(folder.path(), None, &entropy), Err(VaultError::TooLarge)));
    }
}
