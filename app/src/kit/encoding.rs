//! WinAnsi, the encoding of PDF's standard fonts, and how wide Helvetica is in it.

use zeroize::Zeroizing;

/// What stands at 0x80 to 0x9f; a blank where nothing does.
const HIGH: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', //
    ' ', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// Widths of Helvetica from the blank to the tilde, in thousandths of its size (Adobe's metrics).
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // blank to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// Returns the text in WinAnsi; none if a character is not in it.
pub fn win_ansi(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for char in text.chars() {
        bytes.push(match char {
            ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(char)).ok()?,
            _ => 0x80 + u8::try_from(HIGH.iter().position(|high| *high == char)?).ok()?,
        });
    }
    Some(bytes)
}

/// Returns how wide a character is at size 1; one beyond the tilde counts as the widest capital.
pub fn width(byte: u8) -> f32 {
    let index = usize::from(byte).checked_sub(32);
    f32::from(index.and_then(|index| WIDTHS.get(index)).copied().unwrap_or(778)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn western_letters_and_typographic_marks_are_written_and_others_are_not() {
        assert_eq!(win_ansi("Zoë – “x”…").unwrap().as_slice(), b"Zo\xeb \x96 \x93x\x94\x85");
        assert!(win_ansi("李").is_none() && win_ansi("Łucja").is_none() && win_ansi("a\nb").is_none());
        assert!(win_ansi("\u{81}").is_none() && win_ansi("\u{7f}").is_none());
    }

    #[test]
    fn widths_are_those_of_helvetica() {
        assert_eq!([width(b'i'), width(b'W'), width(b'~'), width(b'0')], [0.222, 0.944, 0.584, 0.556]);
    }
}
