//! Facts: the small named values of private documents, as the dates of a session or the answers of a check-in.
//!
//! Invariants: a fact is one value under one name, so that different facts set on two devices both stay; the same fact set
//! to two values at once has one winner, the same everywhere, and the other values stay readable until it is set again.

use std::collections::BTreeMap;

use automerge::transaction::Transactable as _;
use automerge::{ROOT, ReadDoc as _, ScalarValue, Value};
use serde::{Deserialize, Serialize};

use crate::limits;

use super::doc::Doc;
use super::error::DocumentError;

/// What stands before a fact's name in the document, so that it meets none of the document's own keys.
const PREFIX: &str = "fact:";

/// One value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fact {
    /// Words of at most [`limits::FACT_TEXT_BYTES_MAX`].
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

/// Facts by name.
pub type Facts = BTreeMap<String, Fact>;

/// Facts to set, or to take away.
pub type FactChanges = BTreeMap<String, Option<Fact>>;

impl Fact {
    /// The words, if it is words.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Flag(_) => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Flag(_) => None,
        }
    }

    /// Yes or no, if it is that.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Text(_) | Self::Number(_) => None,
        }
    }

    fn of(value: &ScalarValue) -> Option<Self> {
        match value {
            ScalarValue::Str(text) if text.len() <= limits::FACT_TEXT_BYTES_MAX => Some(Self::Text(text.to_string())),
            ScalarValue::Int(number) => Some(Self::Number(*number)),
            ScalarValue::Boolean(flag) => Some(Self::Flag(*flag)),
            _ => None,
        }
    }

    fn value(&self) -> ScalarValue {
        match self {
            Self::Text(text) => ScalarValue::Str(text.as_str().into()),
            Self::Number(number) => ScalarValue::Int(*number),
            Self::Flag(flag) => ScalarValue::Boolean(*flag),
        }
    }
}

impl core::fmt::Debug for Fact {
    /// Shows of what sort it is, never the value.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Number(_) => f.write_str("Number"),
            Self::Flag(_) => f.write_str("Flag"),
        }
    }
}

/// Whether a fact may have this name.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && name.len() <= limits::FACT_NAME_BYTES_MAX && name.bytes().all(plain)
}

impl Doc {
    /// Returns the facts of a document; what is no fact by this version's rules is left out, and stays in the document.
    pub fn facts(&self) -> Facts {
        self.all_facts().into_iter().filter_map(|(name, mut values)| Some((name, values.pop()?))).collect()
    }

    /// Returns, for facts that two devices set to different values at once, the values that did not win.
    pub fn rivals(&self) -> BTreeMap<String, Vec<Fact>> {
        let mut rivals = BTreeMap::new();
        for (name, mut values) in self.all_facts() {
            let winner = values.pop();
            values.retain(|value| Some(value) != winner.as_ref());
            values.sort();
            values.dedup();
            if !values.is_empty() {
                rivals.insert(name, values);
            }
        }
        rivals
    }

    /// The values of each fact, the winner last.
    fn all_facts(&self) -> BTreeMap<String, Vec<Fact>> {
        let mut facts = BTreeMap::new();
        for key in self.automerge().keys(ROOT) {
            let Some(name) = key.strip_prefix(PREFIX).filter(|name| is_name(name)) else { continue };
            if facts.len() == limits::FACTS_MAX {
                break;
            }
            let values = self.values_of(&key);
            if !values.is_empty() {
                facts.insert(name.to_owned(), values);
            }
        }
        facts
    }

    /// The values under one key; Automerge names the winner last.
    fn values_of(&self, key: &str) -> Vec<Fact> {
        let values = self.automerge().get_all(ROOT, key).unwrap_or_default();
        let fact = |value: &Value<'_>| match value {
            Value::Scalar(value) => Fact::of(value),
            Value::Object(_) => None,
        };
        values.iter().filter_map(|(value, _)| fact(value)).collect()
    }

    /// Sets facts and takes others away, in one change; what stands already is not written again.
    pub fn set_facts(&mut self, changes: &FactChanges) -> Result<(), DocumentError> {
        if self.genesis().is_some() {
            return Err(DocumentError::WrongKind);
        }
        let mut wanted = Vec::new();
        let mut number = self.all_facts().len();
        for (name, fact) in changes {
            if !is_name(name) {
                return Err(DocumentError::Malformed);
            }
            if matches!(fact, Some(Fact::Text(text)) if text.len() > limits::FACT_TEXT_BYTES_MAX) {
                return Err(DocumentError::TooLarge);
            }
            let key = format!("{PREFIX}{name}");
            let there = self.values_of(&key);
            let stands = match fact {
                Some(fact) => there.as_slice() == std::slice::from_ref(fact),
                None => self.automerge().get(ROOT, key.as_str())?.is_none(),
            };
            if stands {
                continue;
            }
            number += usize::from(there.is_empty() && fact.is_some());
            wanted.push((key, fact.as_ref()));
        }
        if number > limits::FACTS_MAX {
            return Err(DocumentError::TooLarge);
        }
        self.change(|tx| {
            for (key, fact) in wanted {
                match fact {
                    Some(fact) => tx.put(ROOT, key, fact.value())?,
                    None => tx.delete(ROOT, key)?,
                }
            }
            Ok(())
        })
        .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Run;
    use crate::kind::{Body, Kind};

    fn text(words: &str) -> Option<Fact> {
        Some(Fact::Text(words.to_owned()))
    }

    fn changes(changes: &[(&str, Option<Fact>)]) -> FactChanges {
        changes.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect()
    }

    fn session(actor: u8) -> Doc {
        Doc::private(Kind::Session, Run([actor; 8]), 5).unwrap()
    }

    fn met(one: &mut Doc, other: &mut Doc) {
        let (from_one, from_other) = (one.new_changes(), other.new_changes());
        one.apply(&Body::Changes(from_other)).unwrap();
        other.apply(&Body::Changes(from_one)).unwrap();
    }

    #[test]
    fn facts_are_set_read_and_taken_away() {
        let mut doc = session(1);
        doc.set_facts(&changes(&[("date", text("2026-05-12")), ("depth", Some(Fact::Number(7)))])).unwrap();
        doc.set_facts(&changes(&[("done", Some(Fact::Flag(true))), ("depth", None)])).unwrap();
        let facts = doc.facts();
        assert_eq!(facts.get("date").and_then(Fact::text), Some("2026-05-12"));
        assert_eq!(facts.get("done").and_then(Fact::flag), Some(true));
        assert_eq!(facts.len(), 2);
        assert!(doc.rivals().is_empty());
    }

    #[test]
    fn what_stands_already_makes_no_change() {
        let mut doc = session(1);
        doc.set_facts(&changes(&[("date", text("2026-05-12"))])).unwrap();
        let _ = doc.new_changes();
        doc.set_facts(&changes(&[("date", text("2026-05-12")), ("time", None)])).unwrap();
        assert!(!doc.has_new_changes());
    }

    #[test]
    fn two_devices_that_begin_one_document_keep_what_each_set() {
        let (mut one, mut other) = (session(1), session(2));
        one.set_facts(&changes(&[("item.1", Some(Fact::Number(2)))])).unwrap();
        other.set_facts(&changes(&[("item.2", Some(Fact::Number(3)))])).unwrap();
        met(&mut one, &mut other);
        assert_eq!(one.facts(), other.facts());
        assert_eq!(one.facts().len(), 2);
    }

    #[test]
    fn one_fact_set_to_two_values_has_one_winner_everywhere_and_shows_the_other() {
        let (mut one, mut other) = (session(1), session(2));
        met(&mut one, &mut other);
        one.set_facts(&changes(&[("date", text("2026-05-12"))])).unwrap();
        other.set_facts(&changes(&[("date", text("2026-05-14"))])).unwrap();
        met(&mut one, &mut other);
        assert_eq!((one.facts(), one.rivals()), (other.facts(), other.rivals()));
        assert_eq!(one.rivals().get("date").map(Vec::len), Some(1));
        let winner = one.facts().get("date").cloned();
        one.set_facts(&changes(&[("date", winner.clone())])).unwrap();
        assert!(one.rivals().is_empty(), "choosing the winner settles it");
        assert_eq!(one.facts().get("date").cloned(), winner);
    }

    #[test]
    fn names_sizes_and_numbers_are_bounded() {
        let mut doc = session(1);
        for name in ["", "Date", "a b", "fact:x", &"x".repeat(65)] {
            assert!(doc.set_facts(&changes(&[(name, Some(Fact::Number(1)))])).is_err(), "{name:?}");
        }
        let long = "x".repeat(limits::FACT_TEXT_BYTES_MAX + 1);
        assert!(doc.set_facts(&changes(&[("note", text(&long))])).is_err());
        let many: FactChanges = (0..=limits::FACTS_MAX).map(|n| (format!("f.{n}"), Some(Fact::Number(1)))).collect();
        assert!(doc.set_facts(&many).is_err());
        assert!(doc.facts().is_empty());
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", Fact::Text("secret".to_owned())), "Text(6 bytes)");
        assert_eq!(format!("{:?}", Fact::Number(27)), "Number");
    }
}
