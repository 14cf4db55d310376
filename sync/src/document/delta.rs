//! An edit of a whole text in one piece: keep so many characters, insert, delete; and how two such edits combine.
//!
//! This is the arithmetic under undo: an undo step written for one text must still fit after other people's edits.
//! Invariant: what follows the last part of a delta is kept.

use std::collections::VecDeque;

use super::text::Patch;
use super::versions::{Change, Compared};

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Keep(usize),
    Insert(String),
    Delete(usize),
}

/// An edit of a whole text.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Delta(Vec<Part>);

impl Delta {
    /// The edit that `patches`, one after the other, make.
    pub(super) fn from_patches(patches: &[Patch]) -> Self {
        let mut whole = Self::default();
        let mut run = Self::default();
        let mut run_end = 0;
        for patch in patches {
            if patch.at < run_end {
                whole = whole.then(&std::mem::take(&mut run));
                run_end = 0;
            }
            run.keep(patch.at - run_end);
            run.delete(patch.delete);
            run.insert(&patch.insert);
            run_end = patch.at + patch.insert.chars().count();
        }
        whole.then(&run)
    }

    /// The same edit as patches from start to end.
    pub(super) fn to_patches(&self) -> Vec<Patch> {
        let mut patches: Vec<Patch> = Vec::new();
        let mut at = 0;
        for part in &self.0 {
            match part {
                Part::Keep(chars) => at += chars,
                Part::Insert(text) => {
                    let chars = text.chars().count();
                    patches.push(Patch { at, delete: 0, insert: text.clone() });
                    at += chars;
                }
                Part::Delete(chars) => patches.push(Patch { at, delete: *chars, insert: String::new() }),
            }
        }
        patches
    }

    /// Shows this edit of `text`: what stays, what goes and what comes, in the order of the text.
    pub(super) fn compared(&self, text: &str) -> Vec<Compared> {
        let mut rest = text.chars();
        let mut take = |chars: usize| -> String { rest.by_ref().take(chars).collect() };
        let part = |part: &Part| match part {
            Part::Keep(chars) => Compared { what: Change::Same, words: take(*chars) },
            Part::Delete(chars) => Compared { what: Change::Gone, words: take(*chars) },
            Part::Insert(words) => Compared { what: Change::New, words: words.clone() },
        };
        let mut parts: Vec<Compared> = self.0.iter().map(part).collect();
        let left: String = rest.collect();
        if !left.is_empty() {
            parts.push(Compared { what: Change::Same, words: left });
        }
        parts
    }

    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Keep(_)))
    }

    /// This edit and then `next`, as one.
    pub(super) fn then(&self, next: &Self) -> Self {
        let mut result = Self::default();
        let (mut mine, mut theirs) = (Parts::of(self), Parts::of(next));
        while !mine.is_empty() || !theirs.is_empty() {
            if let Some(Part::Delete(chars)) = mine.front() {
                result.delete(*chars);
                mine.drop_front();
            } else if let Some(Part::Insert(text)) = theirs.front() {
                result.insert(text);
                theirs.drop_front();
            } else {
                let chars = mine.front_chars().min(theirs.front_chars());
                match (mine.take(chars), theirs.take(chars)) {
                    (Part::Insert(text), Part::Keep(_)) => result.insert(&text),
                    (Part::Insert(_), _) => {}
                    (_, Part::Delete(chars)) => result.delete(chars),
                    (_, _) => result.keep(chars),
                }
            }
        }
        result.trimmed()
    }

    /// This edit, rewritten for the text that `other`, made of the same text, left.
    /// Where both insert at one place, `first` says whether this one's text comes first.
    pub(super) fn after(&self, other: &Self, first: bool) -> Self {
        let mut result = Self::default();
        let (mut mine, mut theirs) = (Parts::of(self), Parts::of(other));
        while !mine.is_empty() || !theirs.is_empty() {
            let their_insertion = matches!(theirs.front(), Some(Part::Insert(_)));
            if let Some(Part::Insert(text)) = mine.front()
                && (first || !their_insertion)
            {
                result.insert(text);
                mine.drop_front();
            } else if their_insertion {
                result.keep(theirs.front_chars());
                theirs.drop_front();
            } else {
                let chars = mine.front_chars().min(theirs.front_chars());
                match (mine.take(chars), theirs.take(chars)) {
                    (_, Part::Delete(_)) => {}
                    (Part::Delete(chars), _) => result.delete(chars),
                    (_, _) => result.keep(chars),
                }
            }
        }
        result.trimmed()
    }

    fn keep(&mut self, chars: usize) {
        match self.0.last_mut() {
            _ if chars == 0 => {}
            Some(Part::Keep(last)) => *last += chars,
            _ => self.0.push(Part::Keep(chars)),
        }
    }

    fn insert(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Insert(last)) => last.push_str(text),
            _ => self.0.push(Part::Insert(text.to_owned())),
        }
    }

    fn delete(&mut self, chars: usize) {
        match self.0.last_mut() {
            _ if chars == 0 => {}
            Some(Part::Delete(last)) => *last += chars,
            _ => self.0.push(Part::Delete(chars)),
        }
    }

    fn trimmed(mut self) -> Self {
        while let Some(Part::Keep(_)) = self.0.last() {
            self.0.pop();
        }
        self
    }
}

/// The parts of a delta, taken off from the front in pieces; behind the last one stands an endless keep.
struct Parts(VecDeque<Part>);

impl Parts {
    fn of(delta: &Delta) -> Self {
        Self(delta.0.iter().cloned().collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn front(&self) -> Option<&Part> {
        self.0.front()
    }

    fn drop_front(&mut self) {
        self.0.pop_front();
    }

    fn front_chars(&self) -> usize {
        match self.0.front() {
            None => usize::MAX,
            Some(Part::Keep(chars) | Part::Delete(chars)) => *chars,
            Some(Part::Insert(text)) => text.chars().count(),
        }
    }

    fn take(&mut self, chars: usize) -> Part {
        let whole = self.front_chars() <= chars;
        match self.0.front_mut() {
            None => Part::Keep(chars),
            Some(_) if whole => self.0.pop_front().unwrap_or(Part::Keep(chars)),
            Some(Part::Keep(left)) => {
                *left -= chars;
                Part::Keep(chars)
            }
            Some(Part::Delete(left)) => {
                *left -= chars;
                Part::Delete(chars)
            }
            Some(Part::Insert(text)) => {
                let byte = text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte);
                let rest = text.split_off(byte);
                Part::Insert(std::mem::replace(text, rest))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn applied(text: &str, patches: &[Patch]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for patch in patches {
            chars.splice(patch.at..patch.at + patch.delete, patch.insert.chars());
        }
        chars.into_iter().collect()
    }

    /// Patches that fit a text of `length` characters, from arbitrary numbers.
    fn fitting(mut length: usize, raw: &[(usize, usize, String)]) -> Vec<Patch> {
        raw.iter()
            .map(|(at, delete, insert)| {
                let at = at % (length + 1);
                let delete = delete % (length - at + 1);
                length = length - delete + insert.chars().count();
                Patch { at, delete, insert: insert.clone() }
            })
            .collect()
    }

    fn raw() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
        prop::collection::vec((0usize..40, 0usize..6, "[a-cé👩\u{301}]{0,4}"), 0..6)
    }

    proptest! {
        #[test]
        fn a_delta_is_its_patches(text in "[x-zñ🌊]{0,20}", edits in raw()) {
            let patches = fitting(text.chars().count(), &edits);
            let delta = Delta::from_patches(&patches);
            prop_assert_eq!(applied(&text, &delta.to_patches()), applied(&text, &patches));
        }

        #[test]
        fn two_edits_of_one_text_meet_in_either_order(text in "[x-zñ🌊]{0,20}", a in raw(), b in raw()) {
            let length = text.chars().count();
            let a = Delta::from_patches(&fitting(length, &a));
            let b = Delta::from_patches(&fitting(length, &b));
            let a_then_b = applied(&applied(&text, &a.to_patches()), &b.after(&a, false).to_patches());
            let b_then_a = applied(&applied(&text, &b.to_patches()), &a.after(&b, true).to_patches());
            prop_assert_eq!(a_then_b, b_then_a);
        }
    }
}
