//! What became of a file carried by hand, in words: what it was, what came of it, what to do now.

use understory_sync::engine::view::{CarriedFound, CarriedNews};

use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::people::carry::{CarryOutcome, NotWritten};
use crate::widgets::Tone;

/// What a notice says.
#[derive(Debug)]
pub struct Said {
    /// How it is.
    pub tone: Tone,
    /// What happened.
    pub what: String,
    /// What follows; may be empty.
    pub then: String,
}

/// Says what became of the newest file.
pub fn of(outcome: &CarryOutcome) -> Said {
    match outcome {
        CarryOutcome::Saved { pages, more } => {
            let then = if *more { t("carry-saved-more") } else { t("carry-saved-then") };
            Said { tone: Tone::Ok, what: counted("carry-saved", *pages), then }
        }
        CarryOutcome::NotWritten(why) => {
            let name = match why {
                NotWritten::Exists => "exists",
                NotWritten::Full => "full",
                NotWritten::Failed => "failed",
            };
            said(Tone::Failed, &format!("carry-file-{name}"))
        }
        CarryOutcome::Failed(failure) => {
            let sentences = sentences(*failure);
            Said { tone: Tone::Failed, what: sentences.what, then: sentences.then }
        }
        CarryOutcome::NotRead => said(Tone::Failed, "carry-not-read"),
        CarryOutcome::Settled { kept: 0 } => said(Tone::Quiet, "carry-left-aside"),
        CarryOutcome::Settled { kept } => {
            Said { tone: Tone::Ok, what: counted("carry-kept", *kept), then: t("carry-kept-then") }
        }
        CarryOutcome::Opened(found) => opened(found),
    }
}

fn opened(found: &CarriedFound) -> Said {
    let with_device = |tone: Tone, name: &str, device: &str| {
        let what = t_with(name, &[("device", device.into())]);
        Said { tone, what, then: t(&format!("{name}-then")) }
    };
    match found {
        CarriedFound::Taken(news) => taken(news),
        CarriedFound::NotForThisDevice => said(Tone::Quiet, "carry-not-for-us"),
        CarriedFound::UnknownDevice => said(Tone::Waiting, "carry-unknown"),
        CarriedFound::RemovedDevice { device } => with_device(Tone::Waiting, "carry-removed", device),
        CarriedFound::WaitsForYes { device } => with_device(Tone::Waiting, "carry-waits", device),
        CarriedFound::Forged => said(Tone::Failed, "carry-forged"),
        CarriedFound::Damaged => said(Tone::Failed, "carry-damaged"),
        CarriedFound::Newer => said(Tone::Failed, "carry-newer"),
        CarriedFound::LastWords { device, .. } => with_device(Tone::Waiting, "carry-last", device),
    }
}

fn taken(news: &CarriedNews) -> Said {
    let from = match &news.person {
        Some(person) => {
            t_with("carry-from", &[("device", news.device.as_str().into()), ("person", person.as_str().into())])
        }
        None => t_with("carry-from-own", &[("device", news.device.as_str().into())]),
    };
    let came = news.pages + news.ended > 0;
    let held_up = news.earlier_missing || news.differs || news.too_much_today;
    let what = match (came, held_up) {
        (true, _) => {
            t_with("carry-came", &[("n", number(news.pages)), ("m", number(news.ended)), ("from", from.into())])
        }
        (false, true) => t_with("carry-held-up", &[("from", from.into())]),
        (false, false) if news.answers => t_with("carry-only-answers", &[("from", from.into())]),
        (false, false) => t_with("carry-nothing-new", &[("from", from.into())]),
    };
    let mut then = Vec::new();
    for (is, name) in [
        (news.earlier_missing, "carry-earlier-missing"),
        (news.differs, "carry-differs"),
        (news.too_much_today, "carry-too-much"),
    ] {
        then.extend(is.then(|| t(name)));
    }
    if news.refused > 0 {
        then.push(counted("carry-refused", news.refused));
    }
    if came {
        then.push(t("carry-came-then"));
    }
    let tone = if held_up || news.refused > 0 { Tone::Waiting } else { Tone::Ok };
    Said { tone, what, then: then.join(" ") }
}

fn said(tone: Tone, name: &str) -> Said {
    Said { tone, what: t(name), then: t(&format!("{name}-then")) }
}

fn counted(name: &str, count: usize) -> String {
    t_with(name, &[("n", number(count))])
}

fn number(count: usize) -> fluent_bundle::FluentValue<'static> {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news() -> CarriedNews {
        CarriedNews { person: Some("Dr. Birch".to_owned()), device: "Office".to_owned(), ..CarriedNews::default() }
    }

    fn words(news: CarriedNews) -> String {
        let said = of(&CarryOutcome::Opened(CarriedFound::Taken(news)));
        format!("{} {}", said.what, said.then)
    }

    #[test]
    fn every_outcome_has_its_words() {
        let device = || "Old laptop".to_owned();
        let found = [
            CarriedFound::NotForThisDevice,
            CarriedFound::UnknownDevice,
            CarriedFound::RemovedDevice { device: device() },
            CarriedFound::WaitsForYes { device: device() },
            CarriedFound::Forged,
            CarriedFound::Damaged,
            CarriedFound::Newer,
            CarriedFound::LastWords { device: device(), pages: Vec::new() },
            CarriedFound::Taken(news()),
        ];
        let others = [
            CarryOutcome::Saved { pages: 2, more: false },
            CarryOutcome::Saved { pages: 0, more: true },
            CarryOutcome::NotWritten(NotWritten::Exists),
            CarryOutcome::NotWritten(NotWritten::Full),
            CarryOutcome::NotWritten(NotWritten::Failed),
            CarryOutcome::NotRead,
            CarryOutcome::Failed(understory_sync::engine::Failure::ServingStopped),
            CarryOutcome::Settled { kept: 0 },
            CarryOutcome::Settled { kept: 1 },
        ];
        let mut seen = std::collections::BTreeSet::new();
        for outcome in found.into_iter().map(CarryOutcome::Opened).chain(others) {
            let said = of(&outcome);
            assert!(!said.what.starts_with("carry-") && !said.then.starts_with("carry-"), "{outcome:?}: {said:?}");
            assert!(seen.insert(said.what), "{outcome:?} says what another says");
        }
    }

    #[test]
    fn what_came_what_is_missing_and_what_was_not_kept_are_said_apart() {
        assert!(words(news()).starts_with("Nothing new"));
        let answers = CarriedNews { answers: true, ..news() };
        assert!(words(answers).contains("Dr. Birch"));
        let came = words(CarriedNews { pages: 2, ended: 1, ..news() });
        assert!(came.contains("2 pages") && came.contains("1 withdrawn") && came.contains("Office"), "{came}");
        let gap = words(CarriedNews { earlier_missing: true, ..news() });
        assert!(gap.contains("An earlier file is missing") && !gap.contains("Nothing new"), "{gap}");
        assert!(words(CarriedNews { refused: 1, pages: 1, ..news() }).contains("not kept"));
        assert!(words(CarriedNews { differs: true, ..news() }).contains("older copy"));
        assert!(words(CarriedNews { person: None, pages: 1, ..news() }).contains("your device"));
    }
}
