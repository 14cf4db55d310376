//! The 2,048 English words of BIP-39: for generated passphrases and for the words of a pairing.

use std::sync::LazyLock;

static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../../assets/words/bip39-english.txt").lines().collect());

/// Returns the list, sorted.
pub fn word_list() -> &'static [&'static str] {
    &WORDS
}

/// Returns the number of a typed word; capitals and blanks around it do not matter.
pub fn word_index(word: &str) -> Option<u16> {
    let word = word.trim().to_lowercase();
    word_list().binary_search(&word.as_str()).ok().map(|index| index as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_list_is_the_one_of_bip_39() {
        let file = include_bytes!("../../../assets/words/bip39-english.txt");
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(file));
        assert_eq!(digest, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        assert_eq!(word_list().len(), 2048);
        assert!(word_list().is_sorted());
    }

    #[test]
    fn typed_words_are_found_by_number() {
        assert_eq!(word_index("abandon"), Some(0));
        assert_eq!(word_index(" Zoo\n"), Some(2047));
        assert_eq!(word_index("understory"), None);
        assert_eq!(word_index(""), None);
    }
}
