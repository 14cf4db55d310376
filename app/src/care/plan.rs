//! A person's own safety plan, read out of facts: lines in six parts, and contacts.
//!
//! Invariant: each line and contact has a name of its own, so that what is added on two devices at once both stays.

use std::collections::BTreeSet;

use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub id: String,
    /// Its part, from 1.
    pub part: usize,
    /// Its words.
    pub words: String,
}

/// Somebody to call.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its name among the facts.
    pub id: String,
    /// Who.
    pub name: String,
    /// The number.
    pub phone: String,
}

impl core::fmt::Debug for Contact {
    /// Shows no name and no number.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// Returns the lines, in the order in which they were written down.
pub fn lines(record: &RecordView) -> Vec<Line> {
    let mut lines: Vec<(i64, Line)> = ids(record, "line.")
        .into_iter()
        .filter_map(|id| {
            let words = text(record, &format!("line.{id}"))?.to_owned();
            let part = usize::try_from(number(record, &format!("line.{id}.part"))?).ok()?;
            let at = number(record, &format!("line.{id}.at")).unwrap_or(i64::MAX);
            Some((at, Line { id, part, words }))
        })
        .collect();
    lines.sort_by(|(at, line), (other_at, other)| at.cmp(other_at).then(line.id.cmp(&other.id)));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Returns the contacts, by name.
pub fn contacts(record: &RecordView) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = ids(record, "contact.")
        .into_iter()
        .filter_map(|id| {
            let name = text(record, &format!("contact.{id}.name"))?.to_owned();
            let phone = text(record, &format!("contact.{id}.phone"))?.to_owned();
            Some(Contact { id, name, phone })
        })
        .collect();
    contacts.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    contacts
}

/// The names that stand behind `prefix`, up to the next dot.
fn ids(record: &RecordView, prefix: &str) -> BTreeSet<String> {
    let names = record.facts.keys().filter_map(|name| name.strip_prefix(prefix));
    names.filter_map(|rest| rest.split('.').next()).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

fn text<'a>(record: &'a RecordView, name: &str) -> Option<&'a str> {
    record.facts.get(name).and_then(Fact::text)
}

fn number(record: &RecordView, name: &str) -> Option<i64> {
    record.facts.get(name).and_then(Fact::number)
}

#[cfg(test)]
mod tests {
    use understory_sync::ids::DocumentId;
    use understory_sync::kind::Kind;

    use super::*;

    fn plan(facts: Vec<(&str, Fact)>) -> RecordView {
        let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect();
        let (document, rivals) = (DocumentId([1; 32]), Default::default());
        RecordView { document, kind: Kind::SafetyPlan, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    fn words(words: &str) -> Fact {
        Fact::Text(words.to_owned())
    }

    #[test]
    fn lines_come_in_the_order_in_which_they_were_written() {
        let record = plan(vec![
            ("line.aa", words("Walk to the lake")),
            ("line.aa.part", Fact::Number(2)),
            ("line.aa.at", Fact::Number(20)),
            ("line.bb", words("I stop answering")),
            ("line.bb.part", Fact::Number(1)),
            ("line.bb.at", Fact::Number(10)),
            ("line.cc.part", Fact::Number(1)),
            ("line.dd", words("no part")),
        ]);
        let found: Vec<(usize, String)> = lines(&record).into_iter().map(|line| (line.part, line.words)).collect();
        assert_eq!(found, [(1, "I stop answering".to_owned()), (2, "Walk to the lake".to_owned())]);
    }

    #[test]
    fn a_contact_has_a_name_and_a_number() {
        let record = plan(vec![
            ("contact.aa.name", words("Mia")),
            ("contact.aa.phone", words("0664 1")),
            ("contact.bb.name", words("Jon")),
            ("contact.bb.phone", words("0664 2")),
            ("contact.cc.name", words("No number")),
        ]);
        let found: Vec<String> = contacts(&record).into_iter().map(|contact| contact.name).collect();
        assert_eq!(found, ["Jon", "Mia"]);
    }
}
