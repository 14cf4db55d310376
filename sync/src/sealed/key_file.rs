//! `key.age` and `recovery.age`: the vault's identity as an ordinary age identity file, sealed twice.
//!
//! Text inside: `# understory vault 1 <vault id in hex>`, then `AGE-SECRET-KEY-1…`; the `age` tool takes it as is.

use age::secrecy::ExposeSecret as _;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::age_file;
use super::error::SealError;
use super::identity::{self, VaultIdentity};
use super::passphrase::Passphrase;
use super::quick::{QuickKey, QuickRecipient};
use super::recovery::{RecoveryKey, RecoveryPublic};
use crate::ids::VaultId;
use crate::limits::{KEY_FILE_BYTES_MAX, SCRYPT_LOG_N, SCRYPT_LOG_N_MAX};

const FIRST_LINE: &str = "# understory vault ";
const VERSION: &str = "1";

/// Returns the bytes of `key.age`.
pub fn lock_with_passphrase(
    vault_identity: &VaultIdentity,
    vault: VaultId,
    passphrase: &Passphrase,
) -> Result<Vec<u8>, SealError> {
    let mut to = age::scrypt::Recipient::new(passphrase.secret());
    // The crate would measure this computer, and a slower one could then not open the file.
    to.set_work_factor(SCRYPT_LOG_N);
    age_file::encrypt(&to, text(vault_identity, vault).as_bytes())
}

/// Opens `key.age`.
pub fn unlock_with_passphrase(file: &[u8], passphrase: &Passphrase) -> Result<(VaultIdentity, VaultId), SealError> {
    let mut with = age::scrypt::Identity::new(passphrase.secret());
    with.set_max_work_factor(SCRYPT_LOG_N_MAX);
    read(&age_file::decrypt(&with, file, KEY_FILE_BYTES_MAX)?)
}

/// Returns the bytes of `recovery.age`.
pub fn lock_with_recovery(
    vault_identity: &VaultIdentity,
    vault: VaultId,
    recovery: &RecoveryPublic,
) -> Result<Vec<u8>, SealError> {
    let to: age::x25519::Recipient = recovery.recipient.parse().map_err(|_| SealError::NotAKey)?;
    age_file::encrypt(&to, text(vault_identity, vault).as_bytes())
}

/// Opens `recovery.age`.
pub fn unlock_with_recovery(file: &[u8], key: &RecoveryKey) -> Result<(VaultIdentity, VaultId), SealError> {
    read(&age_file::decrypt(&key.0, file, KEY_FILE_BYTES_MAX)?)
}

/// Returns the bytes of `quick.age`.
pub fn lock_with_quick(
    vault_identity: &VaultIdentity,
    vault: VaultId,
    quick: &QuickRecipient,
) -> Result<Vec<u8>, SealError> {
    age_file::encrypt(&quick.0, text(vault_identity, vault).as_bytes())
}

/// Opens `quick.age`.
pub fn unlock_with_quick(file: &[u8], key: &QuickKey) -> Result<(VaultIdentity, VaultId), SealError> {
    read(&age_file::decrypt(&key.0, file, KEY_FILE_BYTES_MAX)?)
}

fn text(vault_identity: &VaultIdentity, vault: VaultId) -> Zeroizing<String> {
    let secret = vault_identity.0.to_string();
    let id = HEXLOWER.encode(&vault.0);
    Zeroizing::new(format!("{FIRST_LINE}{VERSION} {id}\n{}\n", secret.expose_secret()))
}

fn read(plain: &[u8]) -> Result<(VaultIdentity, VaultId), SealError> {
    let text = std::str::from_utf8(plain).map_err(|_| SealError::Damaged)?;
    let mut lines = text.lines();
    let first = lines.next().and_then(|line| line.strip_prefix(FIRST_LINE)).ok_or(SealError::Damaged)?;
    let (version, id) = first.split_once(' ').ok_or(SealError::Damaged)?;
    if version != VERSION {
        return Err(SealError::Newer);
    }
    let id = HEXLOWER.decode(id.trim().as_bytes()).map_err(|_| SealError::Damaged)?;
    let vault = VaultId::from_slice(&id).ok_or(SealError::Damaged)?;
    let secret = lines.find(|line| !line.starts_with('#')).ok_or(SealError::Damaged)?;
    let identity = identity::parse(secret).map_err(|_| SealError::Damaged)?;
    Ok((VaultIdentity(identity), vault))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VAULT: VaultId = VaultId([5; 16]);

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned())
    }

    #[test]
    fn the_right_passphrase_opens_and_a_wrong_one_does_not() {
        let identity = VaultIdentity::generate();
        let file = lock_with_passphrase(&identity, VAULT, &passphrase("willow")).unwrap();
        let (again, vault) = unlock_with_passphrase(&file, &passphrase("willow")).unwrap();
        assert_eq!(again.0.to_public(), identity.0.to_public());
        assert_eq!(vault, VAULT);
        assert_eq!(unlock_with_passphrase(&file, &passphrase("Willow")).err(), Some(SealError::WrongKey));
        let header = String::from_utf8_lossy(&file);
        assert!(header.lines().nth(1).unwrap().ends_with(" 17"), "the work factor is ours, not measured");
    }

    #[test]
    fn a_key_file_that_asks_for_too_much_work_is_refused_before_the_work() {
        let mut to = age::scrypt::Recipient::new(passphrase("willow").secret());
        to.set_work_factor(1);
        let file = age_file::encrypt(&to, b"x").unwrap();
        let text = file.iter().position(|byte| *byte == b'>').unwrap();
        let end = text + file[text..].iter().position(|byte| *byte == b'\n').unwrap();
        let mut greedy = file[..end - 1].to_vec();
        greedy.extend_from_slice(b"21");
        greedy.extend_from_slice(&file[end..]);
        assert_eq!(unlock_with_passphrase(&greedy, &passphrase("willow")).err(), Some(SealError::TooMuchWork));
    }

    #[test]
    fn the_recovery_key_opens_and_another_one_does_not() {
        let identity = VaultIdentity::generate();
        let key = RecoveryKey::generate();
        let file = lock_with_recovery(&identity, VAULT, &key.public()).unwrap();
        assert_eq!(unlock_with_recovery(&file, &key).unwrap().1, VAULT);
        assert_eq!(unlock_with_recovery(&file, &RecoveryKey::generate()).err(), Some(SealError::WrongKey));
        for at in 0..file.len() {
            let mut flipped = file.clone();
            flipped[at] ^= 4;
            assert!(unlock_with_recovery(&flipped, &key).is_err(), "flipped at {at}");
            assert!(unlock_with_recovery(&file[..at], &key).is_err(), "cut at {at}");
        }
        let large = vec![b'a'; KEY_FILE_BYTES_MAX + 1];
        assert_eq!(unlock_with_recovery(&large, &key).err(), Some(SealError::TooLarge));
    }

    #[test]
    fn the_text_inside_is_read_strictly() {
        let secret = text(&VaultIdentity::generate(), VAULT);
        let secret = secret.lines().nth(1).unwrap();
        let id = HEXLOWER.encode(&VAULT.0);
        assert!(read(format!("# understory vault 1 {id}\n{secret}\n").as_bytes()).is_ok());
        let newer = format!("# understory vault 2 {id}\n{secret}\n");
        assert_eq!(read(newer.as_bytes()).err(), Some(SealError::Newer));
        for damaged in [format!("{secret}\n"), format!("# understory vault 1 beef\n{secret}\n"), "# x".to_owned()] {
            assert_eq!(read(damaged.as_bytes()).err(), Some(SealError::Damaged));
        }
    }
}
