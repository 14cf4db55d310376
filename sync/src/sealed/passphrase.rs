//! The passphrase: typed, generated, judged.

use age::secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;
use zxcvbn::feedback::Warning;

use super::words::word_list;
use crate::clock::{Entropy, EntropyError, random};

/// Words in a generated passphrase: 66 bits, beyond guessing even without the slow key derivation.
const WORDS: usize = 6;
/// Shortest passphrase accepted, in characters.
const CHARS_MIN: usize = 8;
/// Lowest score accepted: "safely unguessable" in zxcvbn's words.
const SCORE_MIN: u8 = 3;

/// What a person types every day; wiped when dropped.
pub struct Passphrase(SecretString);

/// How hard a passphrase is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// From 0 (at once) to 4.
    pub score: u8,
    /// Whether a vault may be locked with it.
    pub accepted: bool,
    /// Why it is weak, where it is.
    pub reason: Option<WeakBecause>,
}

/// Why a passphrase is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WeakBecause {
    /// Too few characters.
    TooShort,
    /// Among the passphrases many people use, or close to one.
    Common,
    /// Neighbouring keys.
    Keyboard,
    /// The same again and again.
    Repeats,
    /// Runs like abc or 6543.
    Sequence,
    /// A date or a year.
    Date,
    /// One dictionary word.
    OneWord,
    /// A name.
    Name,
    /// Made of the person's own words: their name, this program's.
    OwnWord,
    /// Too few different words.
    Guessable,
}

impl Passphrase {
    /// Takes what was typed, and wipes it there.
    pub fn new(typed: String) -> Self {
        let typed = Zeroizing::new(typed);
        Self(SecretString::from(typed.as_str()))
    }

    /// Returns six words with blanks between them.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let drawn = Zeroizing::new(random::<{ WORDS * 2 }>(entropy)?);
        let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
        for pair in drawn.chunks_exact(2) {
            if !text.is_empty() {
                text.push(' ');
            }
            // 65,536 is a multiple of 2,048: every word is equally likely.
            let number = usize::from(pair[0]) | usize::from(pair[1]) << 8;
            text.push_str(word_list()[number % word_list().len()]);
        }
        Ok(Self(SecretString::from(text.as_str())))
    }

    /// Shows it, to be drawn once.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// Returns a second copy, where two owners need one; named so that no copy is made in passing.
    pub fn try_clone(&self) -> Self {
        Self(SecretString::from(self.reveal()))
    }

    /// Says how hard it is to guess for somebody who knows `own_words` (names, dates).
    pub fn judge(&self, own_words: &[&str]) -> Strength {
        let mut known = vec!["understory", "ketamine", "therapy", "journal"];
        known.extend_from_slice(own_words);
        let found = zxcvbn::zxcvbn(self.reveal(), &known);
        let score = u8::from(found.score());
        let long_enough = self.reveal().chars().count() >= CHARS_MIN;
        let accepted = score >= SCORE_MIN && long_enough;
        let reason = if accepted {
            None
        } else if !long_enough {
            Some(WeakBecause::TooShort)
        } else {
            let warning = found.feedback().and_then(|feedback| feedback.warning());
            Some(warning.map_or_else(|| self.without_warning(&known), reason))
        };
        Strength { score, accepted, reason }
    }

    fn without_warning(&self, known: &[&str]) -> WeakBecause {
        let text = Zeroizing::new(self.reveal().to_lowercase());
        let own = known.iter().any(|word| word.chars().count() > 2 && text.contains(&word.to_lowercase()));
        if own { WeakBecause::OwnWord } else { WeakBecause::Guessable }
    }

    pub(super) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

fn reason(warning: Warning) -> WeakBecause {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            WeakBecause::Keyboard
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            WeakBecause::Repeats
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => WeakBecause::Common,
        Warning::SequencesLikeAbcAreEasyToGuess => WeakBecause::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => WeakBecause::Date,
        Warning::AWordByItselfIsEasyToGuess => WeakBecause::OneWord,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            WeakBecause::Name
        }
    }
}

impl core::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn a_generated_passphrase_is_six_listed_words_and_accepted() {
        let passphrase = Passphrase::generate(&SeededEntropy::new(7)).unwrap();
        let words: Vec<_> = passphrase.reveal().split(' ').collect();
        assert_eq!(words.len(), 6);
        assert!(words.iter().all(|word| super::super::word_index(word).is_some()));
        assert_eq!(passphrase.judge(&[]), Strength { score: 4, accepted: true, reason: None });
    }

    #[test]
    fn weak_passphrases_are_refused_with_the_reason() {
        let reason = |typed: &str| {
            let strength = Passphrase::new(typed.to_owned()).judge(&["Marianne Vogel"]);
            assert!(!strength.accepted, "{typed}");
            strength.reason.unwrap()
        };
        assert_eq!(reason("short"), WeakBecause::TooShort);
        assert_eq!(reason("password"), WeakBecause::Common);
        assert_eq!(reason("aaaaaaaaaaaa"), WeakBecause::Repeats);
        assert_eq!(reason("marianne vogel"), WeakBecause::OwnWord);
        assert_eq!(reason(""), WeakBecause::TooShort);
    }

    #[test]
    fn a_passphrase_never_prints() {
        let passphrase = Passphrase::new("correct horse".to_owned());
        assert_eq!(format!("{passphrase:?}"), "Passphrase(…)");
    }
}
