//! The page: the key on it is the key, everything fits on one page, and nothing is left out silently.

use super::*;

/// The strings that the page shows, in order.
fn shown(page: &[u8]) -> Vec<String> {
    let mut shown = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.windows(3).position(|three| three == b") T") {
        let start = rest[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |line| line + 1);
        let text = rest[start..at].strip_prefix(b"(").unwrap_or(&rest[start..at]);
        shown.push(String::from_utf8_lossy(text).replace("\\(", "(").replace("\\)", ")"));
        rest = &rest[at + 3..];
    }
    shown
}

#[test]
fn the_key_typed_from_the_page_is_the_key() {
    let key = RecoveryKey::generate();
    let page = pdf(&Kit { key: &key, name: "Ada", date: "3 May 2027" });
    assert!(page.starts_with(b"%PDF-1."));
    let shown = shown(&page);
    let printed: Vec<&String> = shown.iter().skip_while(|line| *line != PREFIX).take(lines(&key).len()).collect();
    let typed: String = printed.iter().map(|line| format!("{line} ")).collect();
    assert_eq!(RecoveryKey::parse(&typed.to_lowercase()).unwrap().public(), key.public());
    assert!(shown.iter().any(|line| line.contains("For Ada")) && shown.iter().any(|line| line.contains("3 May 2027")));
}

#[test]
fn a_name_that_the_fonts_cannot_write_is_left_to_be_written_by_hand() {
    let key = RecoveryKey::generate();
    let page = pdf(&Kit { key: &key, name: "李", date: "3 May 2027" });
    assert!(shown(&page).iter().any(|line| line.contains("____")));
}

#[test]
fn every_sentence_of_the_page_can_be_written_and_all_fit_on_it() {
    for name in [
        "title",
        "for-blank",
        "keep-title",
        "keep",
        "opens-title",
        "opens",
        "here-title",
        "here",
        "age-title",
        "age",
        "age-command",
        "age-then",
        "lost-title",
        "lost",
    ] {
        let sentence = t(&format!("kit-{name}"));
        assert!(win_ansi(&sentence).is_some(), "{sentence}");
        assert!(crate::i18n::has(&format!("kit-{name}")), "{name}");
    }
    let key = RecoveryKey::generate();
    let name = "W".repeat(80);
    let page = pdf(&Kit { key: &key, name: &name, date: "30 September 2027" });
    let text = String::from_utf8_lossy(&page);
    let places = text.lines().filter_map(|line| line.strip_suffix(" Td")).filter_map(|line| line.split_once(' '));
    let lowest = places.map(|(_, y)| y.parse::<f32>().unwrap()).fold(PAGE.1, f32::min);
    assert!(lowest > MARGIN / 2.0 && lowest < PAGE.1 / 2.0, "{lowest}");
}
