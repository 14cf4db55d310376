//! Where the words of a search stand in a line, accents and case aside.
//!
//! Invariant: the parts of a line are that line, in order.

use unicode_fold::fold;

/// Returns the parts of a line, and whether each begins with one of the words that are sought.
pub fn parts<'a>(line: &'a str, sought: &str) -> Vec<(&'a str, bool)> {
    let words: Vec<Vec<char>> = sought.split_whitespace().map(|word| word.chars().flat_map(fold).collect()).collect();
    let mut parts = Vec::new();
    let (mut plain_from, mut at) = (0, 0);
    while at < line.len() {
        let begins = line[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let found = words.iter().filter(|_| begins).filter_map(|word| ends(&line[at..], word)).max();
        match found {
            Some(length) => {
                if plain_from < at {
                    parts.push((&line[plain_from..at], false));
                }
                parts.push((&line[at..at + length], true));
                at += length;
                plain_from = at;
            }
            None => at += line[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if plain_from < line.len() {
        parts.push((&line[plain_from..], false));
    }
    parts
}

/// Returns how many bytes of `text` are the word; none if it does not begin with it.
fn ends(text: &str, word: &[char]) -> Option<usize> {
    let mut left = word;
    for (at, char) in text.char_indices() {
        // An accent that stands alone belongs to the letter before it.
        if left.is_empty() && fold(char).next().is_some() {
            return Some(at).filter(|at| *at > 0);
        }
        for folded in fold(char) {
            let (first, rest) = left.split_first()?;
            if *first != folded {
                return None;
            }
            left = rest;
        }
    }
    (left.is_empty() && !word.is_empty()).then_some(text.len())
}

/// Folding as the search table folds: case away, and the accents of Latin letters.
mod unicode_fold {
    /// Returns a character without case and accent; nothing for an accent that stands alone.
    pub fn fold(char: char) -> impl Iterator<Item = char> {
        let is_accent = matches!(char, '\u{300}'..='\u{36f}');
        char.to_lowercase().map(base).filter(move |_| !is_accent)
    }

    fn base(char: char) -> char {
        match char {
            'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'ď' => 'd',
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'ī' | 'į' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' | 'ň' => 'n',
            'ò'..='ö' | 'ō' | 'ő' => 'o',
            'ř' => 'r',
            'ś' | 'š' => 's',
            'ť' => 't',
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
            'ý' | 'ÿ' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(line: &str, sought: &str) -> Vec<String> {
        parts(line, sought).into_iter().filter(|(_, sought)| *sought).map(|(part, _)| part.to_owned()).collect()
    }

    #[test]
    fn beginnings_of_words_are_marked_without_case_and_accents() {
        assert_eq!(marked("The Café was calm, calmer", "cafe calm"), ["Café", "calm", "calm"]);
        assert_eq!(
            marked("becalmed", "calm"),
            Vec::<String>::new(),
            "only where a word begins, as the search finds it"
        );
        assert_eq!(marked("Überall", "uber"), ["Über"]);
        assert_eq!(marked("cafe\u{301} noir", "cafe"), ["cafe\u{301}"]);
        assert_eq!(marked("anything", ""), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn the_parts_are_the_line(line in "(\\PC|[a-cé ]){0,30}", sought in "(\\PC|[a-cé ]){0,8}") {
            let whole: String = parts(&line, &sought).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(whole, line);
        }
    }
}
