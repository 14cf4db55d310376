//! The screen's half of an open text: what the person sees, and the edits the engine has not been sent yet.
//!
//! Invariant: patches from the engine are taken only while nothing is typed that the engine has not seen, so the
//! mirror never has to guess where both meet. A batch begins with one empty splice for every patch set taken since
//! the last one; so the engine knows which text the splices after them were typed into.

use std::ops::Range;

use crate::limits;

use super::text::{Patch, Splice};

/// The text of one open field, as the screen shows it.
pub struct TextBinding {
    mirror: String,
    pending: Vec<Splice>,
    /// Characters of the last pending splice's insertion, so that typing stays linear.
    pending_tail_chars: usize,
    newest_batch: u64,
    /// Patch sets taken since the last batch.
    taken: usize,
    /// A patch set was refused since the last batch: every later one builds on it and must be refused too.
    refused: bool,
}

impl TextBinding {
    /// Starts with the text the engine sent and the newest batch it had then.
    pub fn new(text: String, newest_batch: u64) -> Self {
        Self { mirror: text, pending: Vec::new(), pending_tail_chars: 0, newest_batch, taken: 0, refused: false }
    }

    /// Returns the text as shown.
    pub fn text(&self) -> &str {
        &self.mirror
    }

    /// Inserts at a character and returns how many characters went in: all, or none where the text would be too long.
    pub fn insert(&mut self, char_index: usize, text: &str) -> usize {
        if text.is_empty() || self.mirror.len() + text.len() > limits::ENTRY_BYTES_MAX {
            return 0;
        }
        let byte = byte_of(&self.mirror, char_index);
        let at = if byte == self.mirror.len() { self.mirror.chars().count() } else { char_index };
        self.mirror.insert_str(byte, text);
        let chars = text.chars().count();
        match self.pending.last_mut() {
            Some(last) if last.at + self.pending_tail_chars == at => {
                last.insert.push_str(text);
                self.pending_tail_chars += chars;
            }
            _ => {
                self.pending.push(Splice { at, delete: 0, insert: text.to_owned() });
                self.pending_tail_chars = chars;
            }
        }
        chars
    }

    /// Deletes characters.
    pub fn delete(&mut self, chars: Range<usize>) {
        // Every key press asks for it, to take what is selected away.
        if chars.is_empty() {
            return;
        }
        let bytes = byte_of(&self.mirror, chars.start)..byte_of(&self.mirror, chars.end.max(chars.start));
        let delete = self.mirror[bytes.clone()].chars().count();
        if delete == 0 {
            return;
        }
        self.mirror.replace_range(bytes, "");
        self.note_deletion(chars.start, delete);
    }

    /// Makes the text read `text`, touching only what differs between the common start and the common end.
    pub fn replace_all(&mut self, text: &str) {
        let same_start = self.mirror.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        let rest_old = &self.mirror[byte_of(&self.mirror, same_start)..];
        let rest_new = &text[byte_of(text, same_start)..];
        let same_end = rest_old.chars().rev().zip(rest_new.chars().rev()).take_while(|(a, b)| a == b).count();
        let delete = rest_old.chars().count() - same_end;
        let insert: String = rest_new.chars().take(rest_new.chars().count() - same_end).collect();
        self.delete(same_start..same_start + delete);
        self.insert(same_start, &insert);
    }

    /// Whether the engine is owed a batch: typed words, or word of patches taken or refused.
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty() || self.taken > 0 || self.refused
    }

    /// Takes what the engine is owed, with its number.
    pub fn take_batch(&mut self) -> Option<(u64, Vec<Splice>)> {
        if !self.has_pending() {
            return None;
        }
        self.newest_batch += 1;
        let acknowledgement = Splice { at: 0, delete: 0, insert: String::new() };
        let mut splices = vec![acknowledgement; self.taken];
        splices.append(&mut self.pending);
        (self.taken, self.refused, self.pending_tail_chars) = (0, false, 0);
        Some((self.newest_batch, splices))
    }

    /// Takes patches made after `after_batch`, or returns false: not now, send your batch first and new ones come.
    pub fn receive(&mut self, after_batch: u64, patches: &[Patch]) -> bool {
        if after_batch != self.newest_batch {
            return false;
        }
        if !self.pending.is_empty() || self.refused {
            self.refused = true;
            return false;
        }
        for patch in patches {
            let start = byte_of(&self.mirror, patch.at);
            let end = start + byte_of(&self.mirror[start..], patch.delete);
            self.mirror.replace_range(start..end, &patch.insert);
        }
        self.taken += 1;
        true
    }

    fn note_deletion(&mut self, at: usize, delete: usize) {
        let tail = self.pending_tail_chars;
        if let Some(last) = self.pending.last_mut() {
            let end = last.at + tail;
            if at >= last.at && at + delete <= end {
                let from = byte_of(&last.insert, at - last.at);
                let to = from + byte_of(&last.insert[from..], delete);
                last.insert.replace_range(from..to, "");
                self.pending_tail_chars -= delete;
                if last.delete == 0 && last.insert.is_empty() {
                    self.pending.pop();
                    self.pending_tail_chars = self.pending.last().map_or(0, |last| last.insert.chars().count());
                }
                return;
            }
            if at == end {
                last.delete += delete;
                return;
            }
            if tail == 0 && at + delete == last.at {
                last.at = at;
                last.delete += delete;
                return;
            }
        }
        self.pending.push(Splice { at, delete, insert: String::new() });
        self.pending_tail_chars = 0;
    }
}

impl core::fmt::Debug for TextBinding {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "TextBinding({} bytes, {} pending, batch {})",
            self.mirror.len(),
            self.pending.len(),
            self.newest_batch
        )
    }
}

/// Where a caret stands after `patches`: text before it moves it, text at it does not, a deletion around it clamps it.
pub fn map_caret(char_index: usize, patches: &[Patch]) -> usize {
    patches.iter().fold(char_index, |caret, patch| {
        if caret <= patch.at {
            return caret;
        }
        let caret = (caret - patch.delete.min(caret - patch.at)).max(patch.at);
        if caret > patch.at { caret + patch.insert.chars().count() } else { caret }
    })
}

fn byte_of(text: &str, char_index: usize) -> usize {
    text.char_indices().nth(char_index).map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(at: usize, delete: usize, insert: &str) -> Splice {
        Splice { at, delete, insert: insert.to_owned() }
    }

    fn check_batch(binding: &mut TextBinding, text: &str, batch: u64, splices: &[Splice]) {
        assert_eq!(binding.text(), text);
        let taken = binding.take_batch().unwrap();
        assert_eq!((taken.0, taken.1.as_slice()), (batch, splices));
        assert!(!binding.has_pending());
    }

    #[test]
    fn typing_and_correcting_is_one_splice() {
        let mut binding = TextBinding::new("ab👩‍🦰cd".to_owned(), 4);
        for (index, letter) in "xyz".chars().enumerate() {
            binding.insert(2 + index, &letter.to_string());
        }
        binding.delete(4..5);
        binding.delete(3..5);
        check_batch(&mut binding, "abx\u{200d}🦰cd", 5, &[splice(2, 0, "xy"), splice(3, 2, "")]);
    }

    #[test]
    fn typing_over_a_selection_is_one_splice() {
        let mut binding = TextBinding::new("one two three".to_owned(), 0);
        binding.delete(4..7);
        binding.insert(4, "2");
        check_batch(&mut binding, "one 2 three", 1, &[splice(4, 3, "2")]);
    }

    #[test]
    fn backspacing_through_old_text_is_one_splice() {
        let mut binding = TextBinding::new("héllo".to_owned(), 0);
        binding.delete(4..5);
        binding.delete(3..4);
        check_batch(&mut binding, "hél", 1, &[splice(3, 2, "")]);
    }

    #[test]
    fn replacing_everything_touches_only_what_differs() {
        let mut binding = TextBinding::new("the calm sea".to_owned(), 0);
        binding.replace_all("the wild sea");
        check_batch(&mut binding, "the wild sea", 1, &[splice(4, 4, "wild")]);
        binding.replace_all("the wild sea");
        assert!(!binding.has_pending());
    }

    #[test]
    fn text_that_would_be_too_long_does_not_go_in() {
        let mut binding = TextBinding::new("a".to_owned(), 0);
        assert_eq!(binding.insert(0, &"b".repeat(limits::ENTRY_BYTES_MAX)), 0);
        assert!(!binding.has_pending());
        assert_eq!(binding.insert(9, "c"), 1);
        assert_eq!(binding.text(), "ac");
    }

    #[test]
    fn patches_wait_while_words_are_typed_and_stay_refused_until_a_batch() {
        let mut binding = TextBinding::new("ab".to_owned(), 1);
        assert!(!binding.receive(0, &[splice(0, 0, "x")]), "made after an older batch");
        assert!(binding.receive(1, &[splice(0, 0, "x")]));
        binding.insert(0, "t");
        assert!(!binding.receive(1, &[splice(0, 1, "")]));
        binding.delete(0..1);
        assert!(!binding.receive(1, &[splice(0, 0, "y")]), "it builds on the one refused before");
        check_batch(&mut binding, "xab", 2, &[splice(0, 0, "")]);
        assert!(binding.receive(2, &[splice(1, 2, "")]));
        assert_eq!(binding.text(), "x");
    }

    #[test]
    fn the_caret_stays_beside_its_neighbour() {
        let check = |caret: usize, patches: &[Patch], expected: usize| assert_eq!(map_caret(caret, patches), expected);
        check(3, &[splice(1, 0, "né")], 5);
        check(3, &[splice(3, 0, "xx")], 3);
        check(3, &[splice(4, 0, "xx")], 3);
        check(5, &[splice(2, 10, "")], 2);
        check(5, &[splice(2, 10, "new")], 2);
        check(5, &[splice(0, 2, "abc")], 6);
        check(5, &[splice(0, 2, ""), splice(0, 0, "q")], 4);
    }
}
