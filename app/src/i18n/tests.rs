//! Holds the code against the Fluent files.

use std::collections::HashSet;
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
    let mut names = HashSet::new();
    for file in FILES {
        assert!(FluentResource::try_new((*file).to_owned()).is_ok());
        for line in file.lines() {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#', '.'])) {
                assert!(names.insert(name.to_owned()), "{name} stands twice");
            }
        }
    }
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
