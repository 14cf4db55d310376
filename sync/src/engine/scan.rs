//! Looking for words where they must not be: in the files of a folder, and in every value of a vault, opened.
//!
//! Used by the demo, by `verify` and by tests; it reads and never writes.

use std::io::Read as _;
use std::path::Path;

use super::failure::Failure;
use crate::clock::World;
use crate::sealed::Passphrase;
use crate::vault::Vault;

/// Bytes one attempt at inflating may yield: far more than any text of a demo.
const INFLATED_BYTES_MAX: u64 = 1 << 20;

/// Where some words were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which of the words, by index.
    pub needle: usize,
    /// The file's name or the table's.
    pub place: String,
    /// In which encoding.
    pub encoding: &'static str,
}

/// Returns where any of `needles` lies readable in the files below `folder`, raw or in a common encoding.
pub fn scan_folder(folder: &Path, needles: &[&str]) -> Result<Vec<Finding>, Failure> {
    let forms: Vec<Vec<(&'static str, Vec<u8>)>> = needles.iter().map(|needle| encodings(needle)).collect();
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|_| Failure::Disk)? {
            let path = entry.map_err(|_| Failure::Disk)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|_| Failure::Disk)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            find(&bytes, &forms, &name, &mut found);
            find(name.as_bytes(), &forms, &name, &mut found);
        }
    }
    Ok(found)
}

/// Returns where any of `needles` lies in any value of a closed vault, opened and, where it can be, inflated.
pub fn scan_values(
    folder: &Path,
    passphrase: &Passphrase,
    world: &World,
    needles: &[&str],
) -> Result<Vec<Finding>, Failure> {
    let forms: Vec<Vec<(&'static str, Vec<u8>)>> = needles.iter().map(|needle| encodings(needle)).collect();
    let vault = Vault::unlock(folder, passphrase, world)?;
    let mut found = Vec::new();
    vault.each_value(&mut |_row, value| {
        let Ok((place, plain)) = value else { return };
        let place = format!("{:?}", place.table);
        find(plain, &forms, &place, &mut found);
        for start in 0..plain.len() {
            if let Some(inflated) = inflate(&plain[start..]) {
                find(&inflated, &forms, &place, &mut found);
            }
        }
    })?;
    vault.close()?;
    Ok(found)
}

/// Returns what inflates from here, if it is long enough to hold a word.
fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    let mut reader = flate2::read::DeflateDecoder::new(bytes).take(INFLATED_BYTES_MAX);
    // What was inflated before an error counts too.
    let _ = reader.read_to_end(&mut inflated);
    (inflated.len() >= 8).then_some(inflated)
}

fn find(bytes: &[u8], forms: &[Vec<(&'static str, Vec<u8>)>], place: &str, found: &mut Vec<Finding>) {
    for (needle, forms) in forms.iter().enumerate() {
        for (encoding, form) in forms {
            if contains(bytes, form) {
                let finding = Finding { needle, place: place.to_owned(), encoding };
                if !found.contains(&finding) {
                    found.push(finding);
                }
            }
        }
    }
}

/// Returns whether `needle` lies in `bytes`; an empty needle lies nowhere.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(needle) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// Returns the words as they would look in common encodings.
fn encodings(words: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |to: fn(u16) -> [u8; 2]| words.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let mut forms = vec![
        ("utf-8", words.as_bytes().to_vec()),
        ("utf-16le", utf16(u16::to_le_bytes)),
        ("utf-16be", utf16(u16::to_be_bytes)),
        ("hex", data_encoding::HEXLOWER.encode(words.as_bytes()).into_bytes()),
        ("reversed", words.bytes().rev().collect()),
    ];
    // Base64 of the words at each of the three positions they can have in a longer text; the ends depend on what
    // stands around them and are left off.
    for shift in 0..3 {
        let mut shifted = vec![0; shift];
        shifted.extend_from_slice(words.as_bytes());
        let encoded = data_encoding::BASE64.encode(&shifted);
        let inner = encoded.get(4..encoded.len().saturating_sub(4)).unwrap_or_default();
        if inner.len() >= 8 {
            forms.push(("base64", inner.as_bytes().to_vec()));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8], words: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        find(bytes, &[encodings(words)], "here", &mut found);
        found.into_iter().map(|finding| finding.encoding).collect()
    }

    #[test]
    fn words_are_found_raw_and_in_common_encodings() {
        let words = "the door was never locked";
        let around = |bytes: &[u8]| [b"xx", bytes, b"yy"].concat();
        assert_eq!(places(&around(words.as_bytes()), words), ["utf-8"]);
        let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(places(&around(&wide), words), ["utf-16le"]);
        let base64 = data_encoding::BASE64.encode(&around(words.as_bytes()));
        assert_eq!(places(base64.as_bytes(), words), ["base64"]);
        assert!(places(b"nothing of the kind is here, not a word of it", words).is_empty());
    }

    #[test]
    fn what_was_deflated_is_inflated() {
        use std::io::Write as _;
        let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(b"stairs stairs stairs stairs stairs").unwrap();
        let bytes = writer.finish().unwrap();
        assert_eq!(inflate(&bytes).unwrap(), b"stairs stairs stairs stairs stairs");
    }
}
