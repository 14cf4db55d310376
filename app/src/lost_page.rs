//! A page to print for a device that was lost and removed: what was on it, how it was sealed, who knows.
//!
//! It holds no key and no written word; names that its fonts cannot write show a question mark for each letter.

use understory_sync::engine::view::RemovedDevice;
use zeroize::Zeroizing;

use crate::i18n::{t, t_with};
use crate::kit::{Face, Sheet, win_ansi};
use crate::state::State;
use crate::when;

/// Names in one list; so many fit, whatever their length.
const NAMES_MAX: usize = 8;

/// Returns the page.
pub fn pdf(gone: &RemovedDevice, state: &State) -> Zeroizing<Vec<u8>> {
    let mut sheet = Sheet::default();
    sheet.paragraph(Face::Strong, 22.0, &t("lost-title"));
    sheet.gap(4.0);
    let name = state.profile.as_ref().map(|profile| profile.name.as_str()).unwrap_or_default();
    let today = when::full(state.now_ms, &state.zone);
    let args = [("name", written(name).into()), ("date", today.into())];
    sheet.paragraph(Face::Text, 12.0, &t_with("lost-made", &args));
    sheet.paragraph(Face::Text, 12.0, &t_with("lost-device", &[("device", written(&gone.name).into())]));
    sheet.gap(14.0);
    for (title, lines) in [
        ("lost-when-title", times(gone, state)),
        ("lost-on-it-title", on_it(gone, state)),
        ("lost-sealed-title", vec![t("lost-sealed"), t("lost-sealed-open")]),
        ("lost-told-title", told(gone)),
        ("lost-then-title", vec![t("lost-then"), t("lost-then-key")]),
    ] {
        sheet.paragraph(Face::Strong, 11.0, &t(title));
        for line in lines {
            sheet.paragraph(Face::Text, 10.5, &line);
        }
        sheet.gap(8.0);
    }
    sheet.pdf()
}

fn times(gone: &RemovedDevice, state: &State) -> Vec<String> {
    let dated = |sentence: &str, ms| {
        let args = [("date", when::full(ms, &state.zone).into()), ("time", when::time(ms, &state.zone).into())];
        t_with(sentence, &args)
    };
    vec![
        gone.removed_ms.map_or_else(|| t("lost-removed-unknown"), |ms| dated("lost-removed", ms)),
        gone.last_heard_ms.map_or_else(|| t("lost-heard-never"), |ms| dated("lost-heard", ms)),
    ]
}

fn on_it(gone: &RemovedDevice, state: &State) -> Vec<String> {
    let entries = i64::try_from(gone.entries).unwrap_or(i64::MAX);
    let people: Vec<String> = state.people.contacts.iter().map(|contact| contact.name.clone()).collect();
    let mut lines = vec![t_with("lost-on-it", &[("n", entries.into())])];
    if !people.is_empty() {
        lines.push(t_with("lost-people", &[("names", names(&people).into())]));
    }
    lines
}

fn told(gone: &RemovedDevice) -> Vec<String> {
    if gone.of == 0 {
        return vec![t("lost-nobody-to-tell")];
    }
    let mut lines = Vec::new();
    if !gone.told.is_empty() {
        lines.push(t_with("lost-told", &[("names", names(&gone.told).into())]));
    }
    if !gone.untold.is_empty() {
        lines.push(t_with("lost-untold", &[("names", names(&gone.untold).into())]));
    }
    lines
}

fn names(all: &[String]) -> String {
    let shown = all.iter().take(NAMES_MAX).map(|name| written(name)).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMES_MAX) {
        0 => shown,
        more => {
            let more = i64::try_from(more).unwrap_or(i64::MAX);
            t_with("lost-names-more", &[("names", shown.into()), ("n", more.into())])
        }
    }
}

/// A name as the page's fonts can write it.
fn written(name: &str) -> String {
    let mut buffer = [0; 4];
    name.chars().map(|char| if win_ansi(char.encode_utf8(&mut buffer)).is_some() { char } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::has;
    use crate::platform::settings::Settings;
    use crate::state::Model;
    use understory_sync::ids::DeviceId;

    fn gone(names: usize) -> RemovedDevice {
        RemovedDevice {
            device: DeviceId([7; 32]),
            name: "W".repeat(80),
            heard: names,
            of: 2 * names,
            removed_ms: Some(1_799_999_000_000),
            last_heard_ms: Some(1_799_990_000_000),
            entries: 214,
            told: (0..names).map(|_| format!("{} ({})", "W".repeat(80), "M".repeat(80))).collect(),
            untold: (0..names).map(|n| format!("Łucja {n}")).collect(),
        }
    }

    fn state() -> State {
        Model::new("/nowhere".into(), true, Settings::default(), jiff::tz::TimeZone::UTC).state
    }

    #[test]
    fn the_page_says_what_is_known_and_no_more() {
        let page = pdf(&gone(2), &state());
        let text = String::from_utf8_lossy(&page);
        assert!(page.starts_with(b"%PDF-1."));
        for said in ["A lost device", "15 January 2027", "214 entries", "?ucja 0", "Not heard yet"] {
            assert!(text.contains(said), "{said}");
        }
        let unknown = RemovedDevice { removed_ms: None, last_heard_ms: None, told: vec![], ..gone(0) };
        let page = pdf(&unknown, &state());
        let text = String::from_utf8_lossy(&page);
        for said in ["is not known on this device", "never heard from it", "No other device has to hear"] {
            assert!(text.contains(said), "{said}");
        }
    }

    #[test]
    fn every_sentence_of_the_page_can_be_written_and_all_fit_on_it() {
        for name in [
            "title",
            "when-title",
            "removed-unknown",
            "heard-never",
            "on-it-title",
            "sealed-title",
            "sealed",
            "sealed-open",
            "told-title",
            "nobody-to-tell",
            "then-title",
            "then",
            "then-key",
        ] {
            let key = format!("lost-{name}");
            assert!(has(&key) && win_ansi(&t(&key)).is_some(), "{key}");
        }
        let page = pdf(&gone(64), &state());
        let text = String::from_utf8_lossy(&page);
        let places = text.lines().filter_map(|line| line.strip_suffix(" Td")).filter_map(|line| line.split_once(' '));
        let lowest = places.map(|(_, y)| y.parse::<f32>().unwrap()).fold(842.0, f32::min);
        assert!(lowest > 32.0, "{lowest}");
        assert!(text.contains("56 more"));
    }
}
