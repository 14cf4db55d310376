//! Holds the code against the Fluent files.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::*;

fn sources(under: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(under)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
                found.push((path, code));
            }
        }
    }
    found
}

/// The string literals directly behind `call`.
fn literals<'a>(code: &'a str, call: &str) -> Vec<&'a str> {
    let opening = format!("{call}(\"");
    code.match_indices(&opening)
        .filter(|(at, _)| !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .filter_map(|(at, _)| code[at + opening.len()..].split('"').next())
        .collect()
}

#[test]
fn every_file_parses_and_no_name_stands_twice() {
    for files in [ENGLISH_FILES, GERMAN_FILES] {
        let mut names = HashSet::new();
        for file in files {
            assert!(FluentResource::try_new((*file).to_owned()).is_ok());
            for (name, _) in sentences(file) {
                assert!(names.insert(name.to_owned()), "{name} stands twice");
            }
        }
    }
}

/// Names and texts of a file, further lines of a text with it.
fn sentences(file: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for line in file.lines() {
        match line.split_once(" =").filter(|_| !line.starts_with([' ', '#', '.', '}'])) {
            Some((name, text)) => found.push((name, text.to_owned())),
            None if line.starts_with([' ', '}']) => {
                if let Some((_, text)) = found.last_mut() {
                    text.push_str(line);
                }
            }
            None => {}
        }
    }
    found
}

/// The values a text puts in.
fn values(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    names.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()).collect()
}

#[test]
fn german_says_everything_the_screens_say_with_the_same_values() {
    for (english, german) in ENGLISH_FILES.iter().zip(GERMAN_FILES) {
        let german: BTreeMap<&str, String> = sentences(german).into_iter().collect();
        let english: BTreeMap<&str, String> = sentences(english).into_iter().collect();
        let names = |of: &BTreeMap<&str, String>| of.keys().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&english), names(&german));
        for (name, text) in &english {
            assert_eq!(values(text), values(&german[name]), "{name}");
        }
    }
}

#[test]
fn a_thread_speaks_its_language_and_english_where_that_has_no_words() {
    speak(Language::German);
    assert_eq!(t_with("journal-words", &[("n", 1.into())]), "1 Wort");
    assert_eq!(t_with("journal-words", &[("n", 86.into())]), "86 Wörter");
    assert!(t("cli-panic").starts_with(|c: char| c.is_ascii()) && has("cli-panic"));
    let other = std::thread::spawn(|| t_with("journal-words", &[("n", 1.into())])).join().unwrap();
    assert_eq!(other, "1 word");
    let tags = ["de", "de_AT.UTF-8", "de-CH", "en_GB", "C", "", "dev"].map(Language::of);
    let [german, english] = [Language::German, Language::English];
    assert_eq!(tags, [german, german, german, english, english, english, english]);
}

#[test]
fn every_name_used_in_the_code_has_a_sentence() {
    for (path, code) in sources("") {
        for call in ["t", "t_with", "i18n::t", "i18n::t_with"] {
            for name in literals(&code, call) {
                assert!(has(name), "{name}, used in {}", path.display());
            }
        }
    }
}

#[test]
fn screens_and_widgets_hold_no_sentence() {
    let calls = [
        "label",
        "ui",
        "strong",
        "caption",
        "title",
        "display",
        "prose",
        "primary",
        "quiet",
        "danger",
        "outline",
        "heading",
        "button",
        "hint",
        "new",
        "hint_text",
        "accessible_name",
        "on_hover_text",
        "text",
    ];
    for (path, code) in sources("screens").into_iter().chain(sources("widgets")) {
        for call in calls {
            for literal in literals(&code, call) {
                let sentence = literal.contains(' ') && literal.chars().any(char::is_alphabetic);
                assert!(!sentence, "{literal:?} in {}", path.display());
            }
        }
    }
}

#[test]
fn plurals_follow_the_number() {
    assert_eq!(t_with("journal-words", &[("n", 1.into())]), "1 word");
    assert_eq!(t_with("journal-words", &[("n", 86.into())]), "86 words");
}
