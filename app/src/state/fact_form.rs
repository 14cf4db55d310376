//! Words of facts while they are typed: saved on a pause, when the field is left, and before the vault is locked.
//!
//! Invariant: what is typed stands until the engine says the same, so that an older answer never takes a letter back.

use std::collections::BTreeMap;
use std::time::Duration;

use understory_sync::document::{Fact, FactChanges, Facts};
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;
use understory_sync::limits::{FACT_TEXT_BYTES_MAX, SAVE_LATEST_MS, SAVE_PAUSE_MS};

/// Longest words of one field, in characters; four bytes each at most.
pub const CHARS_MAX: usize = FACT_TEXT_BYTES_MAX / 4;

/// One word of one fact.
#[derive(Default)]
struct Typed {
    words: String,
    /// Typed and not sent.
    dirty: bool,
    /// Sent, and the engine has not said the same yet.
    sent: bool,
}

/// The fields of one document.
#[derive(Default)]
pub struct FactForm {
    document: Option<(DocumentId, Kind)>,
    typed: BTreeMap<String, Typed>,
    first_unsaved: Option<Duration>,
    last_key: Option<Duration>,
}

impl FactForm {
    /// Which document the fields belong to, if there is one.
    pub fn document(&self) -> Option<(DocumentId, Kind)> {
        self.document
    }

    /// Turns to another document; whoever calls has sent what was typed for the one before.
    pub fn turn_to(&mut self, document: DocumentId, kind: Kind) {
        if self.document != Some((document, kind)) {
            *self = Self { document: Some((document, kind)), ..Self::default() };
        }
    }

    /// Returns the words to be edited under a name.
    pub fn words(&mut self, name: &str, facts: &Facts) -> &mut String {
        let stands = facts.get(name).and_then(Fact::text).unwrap_or_default();
        let typed = self.typed.entry(name.to_owned()).or_default();
        if typed.sent && typed.words.trim_end() == stands {
            typed.sent = false;
        }
        if !typed.dirty && !typed.sent && typed.words != stands {
            stands.clone_into(&mut typed.words);
        }
        &mut typed.words
    }

    /// The words under a name were changed.
    pub fn touched(&mut self, name: &str, now: Duration) {
        if let Some(typed) = self.typed.get_mut(name) {
            typed.dirty = true;
            self.last_key = Some(now);
            self.first_unsaved.get_or_insert(now);
        }
    }

    /// When what was typed is to be sent; none if nothing was.
    pub fn due(&self) -> Option<Duration> {
        let (first, last) = (self.first_unsaved?, self.last_key?);
        Some((last + Duration::from_millis(SAVE_PAUSE_MS)).min(first + Duration::from_millis(SAVE_LATEST_MS)))
    }

    /// Takes what was typed, to be sent; none if nothing was.
    pub fn take(&mut self) -> Option<(DocumentId, Kind, FactChanges)> {
        let (document, kind) = self.document?;
        (self.first_unsaved, self.last_key) = (None, None);
        let mut set = FactChanges::new();
        for (name, typed) in self.typed.iter_mut().filter(|(_, typed)| typed.dirty) {
            (typed.dirty, typed.sent) = (false, true);
            let words = typed.words.trim_end();
            set.insert(name.clone(), (!words.is_empty()).then(|| Fact::Text(words.to_owned())));
        }
        (!set.is_empty()).then_some((document, kind, set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(words: &str) -> Facts {
        [("music".to_owned(), Fact::Text(words.to_owned()))].into()
    }

    fn form() -> FactForm {
        let mut form = FactForm::default();
        form.turn_to(DocumentId([1; 32]), Kind::Session);
        form
    }

    #[test]
    fn what_is_typed_stands_until_the_engine_says_the_same() {
        let mut form = form();
        assert_eq!(form.words("music", &facts("old")), "old");
        *form.words("music", &facts("old")) = "new".to_owned();
        form.touched("music", Duration::from_secs(1));
        assert_eq!(form.words("music", &facts("old")), "new");
        let (_, _, set) = form.take().unwrap();
        assert_eq!(set.get("music"), Some(&Some(Fact::Text("new".to_owned()))));
        assert_eq!(form.words("music", &facts("old")), "new", "an older answer takes nothing back");
        assert_eq!(form.words("music", &facts("new")), "new");
        assert_eq!(form.words("music", &facts("from the other device")), "from the other device");
    }

    #[test]
    fn it_is_sent_on_a_pause_and_at_the_latest_after_some_seconds() {
        let mut form = form();
        form.words("music", &facts(""));
        for secs in 0..10 {
            form.touched("music", Duration::from_secs(secs));
        }
        assert_eq!(form.due(), Some(Duration::from_millis(SAVE_LATEST_MS)));
        assert!(form.take().is_some() && form.due().is_none() && form.take().is_none());
    }

    #[test]
    fn emptied_words_take_the_fact_away() {
        let mut form = form();
        form.words("music", &facts("old")).clear();
        form.touched("music", Duration::ZERO);
        assert_eq!(form.take().unwrap().2.get("music"), Some(&None));
    }
}
