//! Finding words: a full-text table in memory, filled from the readable copies, gone when it is dropped.
//!
//! Invariant: nothing of it is ever on disk, and what a person types is never read as query language.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::error::VaultError;
use crate::ids::DocumentId;

/// Most words of one question that count.
const TERMS_MAX: usize = 16;
/// Longest word of a question that counts, in characters.
const TERM_CHARS_MAX: usize = 64;

/// The search table.
pub struct Search {
    connection: Connection,
    rows: HashMap<DocumentId, i64>,
    newest_row: i64,
}

impl Search {
    /// Returns an empty table.
    pub fn new() -> Result<Self, VaultError> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
             CREATE VIRTUAL TABLE entry USING fts5
             (document UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
        )?;
        Ok(Self { connection, rows: HashMap::new(), newest_row: 0 })
    }

    /// Puts a document's words in, in place of the ones it had.
    pub fn put(&mut self, document: DocumentId, title: &str, text: &str) -> Result<(), VaultError> {
        self.remove(document)?;
        self.newest_row += 1;
        self.connection
            .prepare_cached("INSERT INTO entry (rowid, document, title, text) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.newest_row, document.as_bytes(), title, text])?;
        self.rows.insert(document, self.newest_row);
        Ok(())
    }

    /// Takes a document's words out.
    pub fn remove(&mut self, document: DocumentId) -> Result<(), VaultError> {
        if let Some(row) = self.rows.remove(&document) {
            self.connection.prepare_cached("DELETE FROM entry WHERE rowid = ?1")?.execute([row])?;
        }
        Ok(())
    }

    /// Returns documents that hold every word typed, or one that begins with it; those that have it in the title or
    /// most densely come first. An empty question finds nothing.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<DocumentId> {
        let question = quoted(typed);
        if question.is_empty() {
            return Vec::new();
        }
        // Every question is built from quoted words, so a failure here is memory running out: nothing is found.
        self.matching(&question, limit).unwrap_or_default()
    }

    /// Returns the words around what was typed in the text of each of these documents, in their order; what was found in
    /// the title alone has the beginning of its text.
    pub fn excerpts(&self, typed: &str, documents: &[DocumentId]) -> Vec<String> {
        let question = quoted(typed);
        let excerpt = |document: &DocumentId| self.excerpt(&question, *self.rows.get(document)?).ok();
        documents.iter().map(|document| excerpt(document).unwrap_or_default()).collect()
    }

    fn excerpt(&self, question: &str, row: i64) -> Result<String, VaultError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT snippet(entry, 2, '', '', '…', 16) FROM entry WHERE entry MATCH ?1 AND rowid = ?2",
        )?;
        let excerpt: String = statement.query_row(params![question, row], |row| row.get(0))?;
        Ok(excerpt.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn matching(&self, question: &str, limit: usize) -> Result<Vec<DocumentId>, VaultError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document FROM entry WHERE entry MATCH ?1 ORDER BY bm25(entry, 0.0, 4.0, 1.0), rowid DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = statement.query_map(params![question, limit], |row| row.get::<_, Vec<u8>>(0))?;
        Ok(found.filter_map(|bytes| bytes.ok().and_then(|bytes| DocumentId::from_slice(&bytes))).collect())
    }
}

/// Returns what was typed as words in quotes, each the beginning of a word to find.
fn quoted(typed: &str) -> String {
    let mut question = String::new();
    let words = typed.split(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '"');
    for word in words.filter(|word| word.chars().any(char::is_alphanumeric)).take(TERMS_MAX) {
        question.push('"');
        question.extend(word.chars().take(TERM_CHARS_MAX));
        question.push_str("\"* ");
    }
    question
}

impl core::fmt::Debug for Search {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Search({} documents)", self.rows.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: u8) -> DocumentId {
        DocumentId([number; 32])
    }

    fn filled() -> Search {
        let mut search = Search::new().unwrap();
        search.put(document(1), "Café in Zürich", "The river was calm.").unwrap();
        search.put(document(2), "Session two", "I felt the river NEAR the \"old\" bridge, it's wide").unwrap();
        search
    }

    #[test]
    fn accents_capitals_and_beginnings_of_words_are_found() {
        let search = filled();
        assert_eq!(search.find("cafe zurich", 9), [document(1)]);
        assert_eq!(search.find("CAFÉ", 9), [document(1)]);
        assert_eq!(search.find("riv", 9).len(), 2);
        assert_eq!(search.find("riv", 1).len(), 1);
        assert_eq!(search.find("river session", 9), [document(2)]);
        assert_eq!(search.find("iver", 9), []);
    }

    #[test]
    fn what_is_typed_is_never_query_language() {
        let search = filled();
        for typed in
            ["\"", "*", "NEAR(", "NEAR(river bridge)", "a AND", "title:session", "-", "^", "(", "\0", "it's \"*"]
        {
            search.find(typed, 9);
            assert!(search.matching(&quoted(typed), 9).is_ok() || quoted(typed).is_empty(), "{typed}");
        }
        assert_eq!(search.find("\"old\"", 9), [document(2)]);
        assert_eq!(search.find("near", 9), [document(2)]);
        assert_eq!(search.find("it's", 9), [document(2)]);
        assert_eq!(search.find("old\0bridge", 9), [document(2)]);
        assert_eq!(search.find("river OR nothing", 9), []);
    }

    #[test]
    fn an_excerpt_is_of_the_place_that_was_found_and_on_one_line() {
        let mut search = filled();
        let far = format!("{} at last\nthe kingfisher came {}", "one word ".repeat(60), "and more ".repeat(60));
        search.put(document(3), "Long", &far).unwrap();
        let found = search.find("kingfi", 9);
        let excerpts = search.excerpts("kingfi", &found);
        assert!(excerpts[0].contains("the kingfisher came") && excerpts[0].starts_with('…'), "{excerpts:?}");
        assert!(excerpts[0].len() < 200 && !excerpts[0].contains('\n'));
        assert_eq!(search.excerpts("long", &[document(3)])[0].split(' ').next(), Some("one"), "found by its title");
        assert_eq!(search.excerpts("kingfi", &[document(9)]), [""], "not there");
    }

    #[test]
    fn an_empty_question_finds_nothing() {
        assert_eq!(filled().find("", 9), []);
        assert_eq!(filled().find(" \n\t", 9), []);
        assert_eq!(filled().find(&"x ".repeat(100_000), 9), []);
    }

    #[test]
    fn changed_words_are_found_and_removed_ones_are_not() {
        let mut search = filled();
        search.put(document(1), "Café", "A meadow").unwrap();
        assert_eq!(search.find("river", 9), [document(2)]);
        assert_eq!(search.find("meadow", 9), [document(1)]);
        search.remove(document(1)).unwrap();
        search.remove(document(9)).unwrap();
        assert_eq!(search.find("meadow", 9), []);
    }
}
