//! `lockscreen.toml` in the vault folder: contacts that a person put on the lock screen of this computer, readable by
//! whoever has the folder; nothing else, and no file where there are none.

use std::path::Path;

use serde::{Deserialize, Serialize};

const FILE: &str = "lockscreen.toml";
const BYTES_MAX: u64 = 16 << 10;
/// Contacts on the lock screen: more do not fit below the crisis lines.
const CONTACTS_MAX: usize = 8;

/// Somebody to call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockContact {
    /// Its name in the safety plan.
    pub id: String,
    /// Who.
    pub name: String,
    /// The number.
    pub phone: String,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    contact: Vec<LockContact>,
}

impl core::fmt::Debug for LockContact {
    /// Shows no name and no number.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LockContact(…)")
    }
}

/// Reads the contacts; none if the file is absent, too large or unreadable.
pub fn load(folder: &Path) -> Vec<LockContact> {
    let file = folder.join(FILE);
    let small = std::fs::metadata(&file).is_ok_and(|data| data.len() <= BYTES_MAX);
    let text = if small { std::fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
    let mut contacts = toml::from_str::<File>(&text).unwrap_or_default().contact;
    contacts.truncate(CONTACTS_MAX);
    contacts
}

/// Writes the contacts beside the old ones and puts them in their place; without any there is no file.
pub(super) fn save(folder: &Path, contacts: Vec<LockContact>) -> std::io::Result<()> {
    let file = folder.join(FILE);
    if contacts.is_empty() {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let contact = contacts.into_iter().take(CONTACTS_MAX).collect();
    let text = toml::to_string(&File { contact }).map_err(std::io::Error::other)?;
    let fresh = folder.join("lockscreen.toml.new");
    std::fs::write(&fresh, text)?;
    std::fs::rename(fresh, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_come_back_and_leave_no_file_when_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let contact = LockContact { id: "aa".to_owned(), name: "Mia".to_owned(), phone: "0664 1".to_owned() };
        save(folder.path(), vec![contact.clone()]).unwrap();
        assert_eq!(load(folder.path()), [contact]);
        save(folder.path(), vec![]).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(load(folder.path()).is_empty());
    }

    #[test]
    fn nonsense_and_too_much_are_no_contacts() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "contact = 4").unwrap();
        assert!(load(folder.path()).is_empty());
        std::fs::write(folder.path().join(FILE), vec![b'#'; 20 << 10]).unwrap();
        assert!(load(folder.path()).is_empty());
    }
}
