//! What may be prepared before a session, as `assets/care/preparation.toml` has it, and what somebody made of that list.
//!
//! Invariant: each item may be left out and brought back; nothing here is a form to sign.

use std::sync::LazyLock;

use serde::Deserialize;
use understory_sync::engine::view::RecordView;

use super::course::flag;
use super::error::{CareError, once, read};

/// What the name of an item of one's own begins with in a session's facts.
pub const OWN: &str = "own.";
/// Longest item of one's own, in characters.
pub const OWN_CHARS_MAX: usize = 200;
/// Most items of one's own for one session, so that its other facts have room.
pub const OWN_MAX: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    item: Vec<String>,
}

static ITEMS: LazyLock<Result<Vec<String>, CareError>> =
    LazyLock::new(|| parse(include_str!("../../../assets/care/preparation.toml")));

/// Returns the names of all items; none if the file cannot be used.
pub fn items() -> &'static [String] {
    ITEMS.as_deref().unwrap_or_default()
}

/// Returns why there are none.
pub fn problem() -> Option<&'static CareError> {
    ITEMS.as_ref().err()
}

/// Items of one's own: what each is called in facts after [`OWN`], and its words.
pub struct Own<'a>(pub Vec<(&'a str, &'a str)>);

impl Own<'_> {
    /// Whether there is no room for one more.
    pub fn is_full(&self) -> bool {
        self.0.len() >= OWN_MAX
    }
}

/// Returns the items of one's own of a session.
pub fn own(session: &RecordView) -> Own<'_> {
    let named = session.facts.iter().filter_map(|(name, fact)| Some((name.strip_prefix(OWN)?, fact.text()?)));
    Own(named.collect())
}

/// Returns the names of the items that were left out.
pub fn left_out(session: &RecordView) -> Vec<&'static str> {
    items().iter().map(String::as_str).filter(|item| flag(session, &without(item))).collect()
}

/// The fact that says that an item is left out.
pub fn without(item: &str) -> String {
    format!("without.{item}")
}

fn parse(file: &str) -> Result<Vec<String>, CareError> {
    let file: File = read(file)?;
    once(file.item.iter().map(String::as_str))?;
    if file.source.trim().is_empty() {
        return Err(CareError::Empty("source".to_owned()));
    }
    if file.item.is_empty() {
        return Err(CareError::Empty("item".to_owned()));
    }
    match file.item.iter().find(|item| !crate::i18n::has(&format!("check-{item}"))) {
        Some(unknown) => Err(CareError::Unknown(unknown.clone())),
        None => Ok(file.item),
    }
}

#[cfg(test)]
mod tests {
    use understory_sync::document::Fact;

    use super::super::course::tests::session;
    use super::*;

    #[test]
    fn the_file_in_the_program_can_be_used() {
        assert_eq!(problem(), None);
        assert_eq!(items().len(), 11);
    }

    #[test]
    fn unknown_items_missing_sources_and_doubles_are_refused() {
        let good = include_str!("../../../assets/care/preparation.toml");
        for (from, to) in [
            ("\"ride\"", "\"limousine\""),
            ("\"ride\"", "\"risks\""),
            ("\"ride\"", "\"\""),
            ("\"ride\"", "7"),
            ("source = ", "sauce = "),
            ("source = \"", "source = \"\" # "),
            ("item = [", "items = ["),
        ] {
            assert!(parse(&good.replacen(from, to, 1)).is_err(), "{from} became {to}");
        }
    }

    #[test]
    fn a_list_has_ones_own_items_and_remembers_what_was_left_out() {
        let mut session = session(1, "medicine", "2026-05-12");
        session.facts.insert("own.a1".to_owned(), Fact::Text("the blue scarf".to_owned()));
        session.facts.insert("own.a2".to_owned(), Fact::Flag(true));
        session.facts.insert("without.touch".to_owned(), Fact::Flag(true));
        session.facts.insert("without.risks".to_owned(), Fact::Flag(false));
        assert_eq!(own(&session).0, [("a1", "the blue scarf")]);
        assert_eq!(left_out(&session), ["touch"]);
        for number in 0..OWN_MAX {
            session.facts.insert(format!("own.b{number}"), Fact::Text("x".to_owned()));
        }
        assert!(own(&session).is_full());
    }
}
