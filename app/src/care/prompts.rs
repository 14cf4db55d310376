//! Questions to write from, by phase, as `assets/care/prompts.toml` has them.
//!
//! Invariant: which question fits a day is a pure function of the day and of how often it was put aside, so that nothing is
//! kept about questions nobody answered.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::error::{CareError, once, read};
use crate::i18n::{self, Language};

/// When a question fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Before the first session with medicine, and before each.
    Preparation,
    /// On the day of a session, before it.
    HourBefore,
    /// Right after it.
    FirstHours,
    /// Later that evening.
    Evening,
    /// The three days after.
    Days,
    /// The rest of the week.
    Week,
    /// When it was hard; never by itself.
    Hard,
    /// Boosters, and after the course.
    After,
    /// To be shared; never by itself.
    ToShare,
}

impl Phase {
    /// All of them, in the order in which they come.
    pub const ALL: [Self; 9] = [
        Self::Preparation,
        Self::HourBefore,
        Self::FirstHours,
        Self::Evening,
        Self::Days,
        Self::Week,
        Self::Hard,
        Self::After,
        Self::ToShare,
    ];

    /// The name of the sentence that names it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Preparation => "phase-preparation",
            Self::HourBefore => "phase-hour-before",
            Self::FirstHours => "phase-first-hours",
            Self::Evening => "phase-evening",
            Self::Days => "phase-days",
            Self::Week => "phase-week",
            Self::Hard => "phase-hard",
            Self::After => "phase-after",
            Self::ToShare => "phase-to-share",
        }
    }
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its name in facts.
    pub id: String,
    /// When it fits.
    pub phase: Phase,
    /// The question.
    pub text: String,
    /// The same for a tired day.
    pub short: Option<String>,
    /// What was written in the first hours is shown beside it.
    #[serde(default)]
    pub fragments: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "it has to be there for whoever reads the file")]
    source: String,
    prompt: Vec<Prompt>,
}

type Read = Result<Vec<Prompt>, CareError>;

static ENGLISH: LazyLock<Read> = LazyLock::new(|| parse(include_str!("../../../assets/care/prompts.toml")));
static GERMAN: LazyLock<Read> = LazyLock::new(|| parse(include_str!("../../../assets/care/prompts.de.toml")));

/// Returns the questions in the language that is spoken.
fn spoken() -> &'static Read {
    match i18n::spoken() {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

/// Returns the questions of a phase; none if the file cannot be used.
pub fn of(phase: Phase) -> impl Iterator<Item = &'static Prompt> {
    spoken().as_deref().unwrap_or_default().iter().filter(move |prompt| prompt.phase == phase)
}

/// Returns why there are none.
pub fn problem() -> Option<&'static CareError> {
    spoken().as_ref().err()
}

/// Returns the question of a day; another one each time it was put aside that day.
pub fn of_day(phase: Phase, day: Date, put_aside: usize) -> Option<&'static Prompt> {
    let prompts: Vec<_> = of(phase).collect();
    let days = usize::try_from(day.since(Date::constant(1900, 1, 1)).ok()?.get_days()).ok()?;
    prompts.get(days.checked_add(put_aside)?.checked_rem(prompts.len())?).copied()
}

fn parse(file: &str) -> Result<Vec<Prompt>, CareError> {
    let file: File = read(file)?;
    once(file.prompt.iter().map(|prompt| prompt.id.as_str()))?;
    once(file.prompt.iter().map(|prompt| prompt.text.as_str()))?;
    for phase in Phase::ALL {
        if !file.prompt.iter().any(|prompt| prompt.phase == phase) {
            return Err(CareError::Empty(phase.sentence().to_owned()));
        }
    }
    Ok(file.prompt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_the_program_can_be_used() {
        assert_eq!(problem(), None);
        assert_eq!(Phase::ALL.iter().map(|phase| of(*phase).count()).sum::<usize>(), 44);
    }

    #[test]
    fn every_language_asks_the_same_questions() {
        let names = |read: &Read| -> Vec<(String, Phase, bool, bool)> {
            let prompts = read.as_ref().unwrap().iter();
            prompts.map(|one| (one.id.clone(), one.phase, one.fragments, one.short.is_some())).collect()
        };
        assert_eq!(names(&ENGLISH), names(&GERMAN));
        i18n::speak(Language::German);
        assert!(of(Phase::Week).any(|prompt| prompt.text.contains("Gewohnheit")));
    }

    #[test]
    fn a_day_has_one_question_and_another_when_it_is_put_aside() {
        let day = Date::constant(2026, 5, 12);
        let id = |put_aside| of_day(Phase::Days, day, put_aside).unwrap().id.clone();
        assert_eq!(id(0), id(0));
        assert_ne!(id(0), id(1));
        assert_eq!(id(0), id(of(Phase::Days).count()), "round again");
        assert_ne!(of_day(Phase::Days, Date::constant(2026, 5, 13), 0).unwrap().id, id(0));
        assert!(of_day(Phase::Days, Date::MIN, 0).is_none());
    }

    #[test]
    fn unknown_phases_missing_words_and_doubles_are_refused() {
        let good = include_str!("../../../assets/care/prompts.toml");
        for (from, to) in [
            ("phase = \"week\"", "phase = \"month\""),
            ("text = ", "words = "),
            ("id = \"preparation-2\"", "id = \"preparation-1\""),
            ("source = ", "sauce = "),
        ] {
            assert!(parse(&good.replacen(from, to, 1)).is_err(), "{from} became {to}");
        }
    }
}
