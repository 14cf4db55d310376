//! Readable copies: a document's current text as Markdown with front matter, for any tool and any decade.

use data_encoding::HEXLOWER;

use crate::clock::UnixMillis;
use crate::ids::{DocumentId, Head};
use crate::kind::Kind;
use crate::limits;

use super::doc::Doc;
use super::facts::Fact;
use super::markdown;
use super::text::Field;

/// What the document itself does not say about its copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyHeader {
    /// The document.
    pub document: DocumentId,
    /// What it is.
    pub kind: Kind,
    /// When it was begun, or arrived.
    pub created_ms: UnixMillis,
    /// When it last changed.
    pub changed_ms: UnixMillis,
    /// The heads the copy shows.
    pub heads: Vec<Head>,
}

/// What lists show of a document.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Its title.
    pub title: String,
    /// The start of its text, without markup.
    pub first_line: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was begun; 0 if it does not say.
    pub created_ms: UnixMillis,
    /// When it was thrown away.
    pub trashed_ms: Option<UnixMillis>,
}

impl core::fmt::Debug for Summary {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Summary({} + {} bytes, {} tags)", self.title.len(), self.first_line.len(), self.tags.len())
    }
}

/// Returns what lists show of a document.
pub fn summary(doc: &Doc) -> Summary {
    let (title, text) = title_and_text(doc);
    Summary {
        title: title.chars().take(limits::TITLE_CHARS_MAX).collect(),
        first_line: first_line(&text),
        tags: doc.entry().map(|entry| entry.tags).unwrap_or_default(),
        created_ms: doc.closed_ms().unwrap_or_else(|| doc.created_ms()),
        trashed_ms: doc.trashed_ms(),
    }
}

/// Writes a document as Markdown with front matter.
pub fn copy(doc: &Doc, header: &CopyHeader) -> String {
    let (title, text) = title_and_text(doc);
    let mut lines = vec![
        "---".to_owned(),
        format!("title: {}", quoted(&title)),
        format!("kind: {}", header.kind.name()),
        format!("created: {}", utc(header.created_ms)),
        format!("changed: {}", utc(header.changed_ms)),
    ];
    if let Some(entry) = doc.entry() {
        let tags: Vec<String> = entry.tags.iter().map(|tag| quoted(tag)).collect();
        lines.push(format!("tags: [{}]", tags.join(", ")));
    }
    lines.extend(doc.trashed_ms().map(|at_ms| format!("trashed: {}", utc(at_ms))));
    if let Some(publication) = doc.publication() {
        lines.extend(publication.date.map(|date| format!("date: {date}")));
        lines.extend(publication.bring.then(|| "bring: true".to_owned()));
        lines.extend(publication.session.map(|session| format!("session: {}", quoted(&session))));
    }
    if let Some(note) = doc.margin_note() {
        lines.push(format!("beside: {}", HEXLOWER.encode(note.publication.as_bytes())));
        lines.push(format!("characters: {} to {}", note.start, note.end));
    }
    let facts = doc.facts();
    if !facts.is_empty() {
        lines.push("facts:".to_owned());
        lines.extend(facts.iter().map(|(name, fact)| format!("  {name}: {}", fact_value(fact))));
    }
    let heads: Vec<String> = header.heads.iter().map(|head| HEXLOWER.encode(head.as_bytes())).collect();
    lines.push(format!("document: {}", HEXLOWER.encode(header.document.as_bytes())));
    lines.push(format!("heads: {}", heads.join(" ")));
    lines.push("---".to_owned());
    format!("{}\n\n{text}", lines.join("\n"))
}

/// Reads a copy back: the heads it shows, the title and the text.
pub fn parse_copy(copy: &str) -> Option<(Vec<Head>, String, String)> {
    let front = copy.strip_prefix("---\n")?;
    let (front, text) = front.split_once("\n---\n\n")?;
    let field = |name: &str| front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let heads = field("heads")?
        .split_ascii_whitespace()
        .map(|head| Head::from_slice(&HEXLOWER.decode(head.as_bytes()).ok()?))
        .collect::<Option<Vec<_>>>()?;
    Some((heads, unquoted(field("title")?)?, text.to_owned()))
}

fn title_and_text(doc: &Doc) -> (String, String) {
    match doc.kind() {
        Some(Kind::Publication) => {
            doc.publication().map(|it| (it.title.unwrap_or_default(), it.text)).unwrap_or_default()
        }
        Some(Kind::MarginNote) => doc.margin_note().map(|note| (String::new(), note.text)).unwrap_or_default(),
        Some(Kind::Receipts | Kind::Closing) => Default::default(),
        _ => (doc.text(Field::Title), doc.text(Field::Body)),
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Markup is at most a few characters of a line; a long line is cut before it is read.
    let start: String = line.trim().chars().take(limits::FIRST_LINE_CHARS_MAX * 2).collect();
    markdown::plain(&start).0.chars().take(limits::FIRST_LINE_CHARS_MAX).collect()
}

/// A fact as a YAML value on one line.
fn fact_value(fact: &Fact) -> String {
    match fact {
        Fact::Text(text) => quoted(text),
        Fact::Number(number) => number.to_string(),
        Fact::Flag(flag) => flag.to_string(),
    }
}

/// A double-quoted YAML string on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            _ if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

fn unquoted(text: &str) -> Option<String> {
    let mut chars = text.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut plain = String::new();
    while let Some(char) = chars.next() {
        if char != '\\' {
            plain.push(char);
            continue;
        }
        match chars.next()? {
            'n' => plain.push('\n'),
            'u' => {
                let digits: String = chars.by_ref().take(4).collect();
                plain.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// A time as `YYYY-MM-DD HH:MM:SS` in UTC, by the civil calendar (Hinnant, chrono-compatible date algorithms).
fn utc(at_ms: UnixMillis) -> String {
    let (days, secs) = (at_ms / 86_400_000, at_ms / 1000 % 86_400);
    let days_since_0000_03_01 = days + 719_468;
    let (era, day_of_era) = (days_since_0000_03_01 / 146_097, days_since_0000_03_01 % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", secs / 3600, secs / 60 % 60, secs % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ids::Run;

    use super::super::{TextHost, text::Splice};
    use super::*;

    fn entry(title: &str, text: &str) -> Doc {
        let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 1_762_041_600_000).unwrap();
        for (field, words) in [(Field::Title, title), (Field::Body, text)] {
            let mut host = TextHost::new(&doc, field);
            let splice = Splice { at: 0, delete: 0, insert: words.to_owned() };
            host.apply(&mut doc, 1, &[splice], Default::default()).unwrap();
        }
        doc
    }

    fn header(doc: &Doc) -> CopyHeader {
        let created_ms = doc.created_ms();
        CopyHeader { document: DocumentId([5; 32]), kind: Kind::Entry, created_ms, changed_ms: 0, heads: doc.heads() }
    }

    #[test]
    fn a_copy_is_markdown_a_person_can_read() {
        let mut doc = entry("The \"lake\"", "# Morning\n\nQuiet.\n");
        doc.set_tags(&["water".to_owned(), "calm, deep".to_owned()]).unwrap();
        let copy = copy(&doc, &header(&doc));
        let expected = "---\ntitle: \"The \\\"lake\\\"\"\nkind: entry\ncreated: 2025-11-02 00:00:00 UTC\n\
                        changed: 1970-01-01 00:00:00 UTC\ntags: [\"water\", \"calm, deep\"]\ndocument: 0505";
        assert!(copy.starts_with(expected), "{copy}");
        assert!(copy.ends_with("---\n\n# Morning\n\nQuiet.\n"));
    }

    #[test]
    fn lists_show_the_first_line_without_markup() {
        let summary = summary(&entry("T", "\n\n## *Deep* water\nmore"));
        assert_eq!((summary.title.as_str(), summary.first_line.as_str()), ("T", "Deep water"));
        assert_eq!(summary.created_ms, 1_762_041_600_000);
    }

    #[test]
    fn leap_days_and_centuries_are_right() {
        assert_eq!(utc(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc(4_107_542_399_000), "2100-02-28 23:59:59 UTC");
        assert_eq!(utc(4_107_542_400_000), "2100-03-01 00:00:00 UTC");
        assert!(!utc(u64::MAX).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_copy_reads_back_what_was_written(title in "(\\PC|[\n\\\\\"\r\u{2028}-]){0,20}", text in "(\\PC|[\n-]|---\n){0,40}") {
            let doc = entry(&title, &text);
            let (heads, read_title, read_text) = parse_copy(&copy(&doc, &header(&doc))).unwrap();
            prop_assert_eq!((heads, read_title, read_text), (doc.heads(), title, text));
        }

        #[test]
        fn no_text_panics_the_reader(text in "(---\n|heads: |title: |[a-f0-9\"\\\\u\n]|\\PC){0,40}") {
            let _ = parse_copy(&text);
        }
    }
}
