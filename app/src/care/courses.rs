//! Templates of courses, as `assets/care/courses.toml` has them, and the dates they make.
//!
//! Invariant: dates are days of the calendar without a time zone, so that neither a journey nor a change of the clock moves
//! one; years before 1900 and after 2100 are refused.

use std::sync::LazyLock;

use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;

use super::error::{CareError, once, read};

/// What kind of session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionKind {
    /// Getting ready, without medicine.
    Preparation,
    /// With medicine.
    Medicine,
    /// Talking about it afterwards.
    Integration,
    /// With medicine, after the course.
    Booster,
}

impl SessionKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Preparation, Self::Medicine, Self::Integration, Self::Booster];

    /// Its name in facts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparation => "preparation",
            Self::Medicine => "medicine",
            Self::Integration => "integration",
            Self::Booster => "booster",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name of the sentence that names it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Preparation => "session-preparation",
            Self::Medicine => "session-medicine",
            Self::Integration => "session-integration",
            Self::Booster => "session-booster",
        }
    }

    /// Whether medicine is given.
    pub fn with_medicine(self) -> bool {
        matches!(self, Self::Medicine | Self::Booster)
    }
}

/// One template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name; sentences about it are in Fluent.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// Its sessions.
    pub session: Vec<Planned>,
}

/// One session of a template.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// What kind.
    pub kind: SessionKind,
    /// Days after the first.
    pub day: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    course: Vec<Template>,
}

/// The last day after the first that a template may have.
const DAYS_MAX: u16 = 730;

static TEMPLATES: LazyLock<Result<Vec<Template>, CareError>> =
    LazyLock::new(|| parse(include_str!("../../../assets/care/courses.toml")));

/// Returns all templates; none if the file cannot be used.
pub fn templates() -> &'static [Template] {
    TEMPLATES.as_deref().unwrap_or_default()
}

/// Returns why there are none.
pub fn problem() -> Option<&'static CareError> {
    TEMPLATES.as_ref().err()
}

/// Returns the day that was typed as `YYYY-MM-DD`; none for anything else, or a year nobody plans in.
pub fn day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    let day: Date = typed.parse().ok().or_else(|| by_dots(typed))?;
    (1900..=2100).contains(&day.year()).then_some(day)
}

/// Reads "12.5.2026": day, month, year.
fn by_dots(typed: &str) -> Option<Date> {
    let mut parts = typed.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())?
}

impl Template {
    /// Returns its sessions as days, the first on `first`; sessions beyond 2100 are left out.
    pub fn on(&self, first: Date) -> Vec<(SessionKind, Date)> {
        let at = |planned: &Planned| shifted(first, i64::from(planned.day)).map(|day| (planned.kind, day));
        self.session.iter().filter_map(at).collect()
    }
}

/// Returns the day so many days later; none outside of the years there are.
pub fn shifted(from: Date, days: i64) -> Option<Date> {
    let day = from.checked_add(Span::new().try_days(days).ok()?).ok()?;
    (1900..=2100).contains(&day.year()).then_some(day)
}

/// Returns the days of one date after the other.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn parse(file: &str) -> Result<Vec<Template>, CareError> {
    let file: File = read(file)?;
    once(file.course.iter().map(|template| template.id.as_str()))?;
    for template in &file.course {
        let days: Vec<u16> = template.session.iter().map(|planned| planned.day).collect();
        let is_whole = days.first() == Some(&0) && days.is_sorted() && days.last() <= Some(&DAYS_MAX);
        if !is_whole {
            return Err(CareError::Range(template.id.clone()));
        }
        if template.source.trim().is_empty() {
            return Err(CareError::Empty(template.id.clone()));
        }
    }
    Ok(file.course)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_the_program_can_be_used() {
        assert_eq!(problem(), None);
        let ids: Vec<&str> = templates().iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids.len(), 6);
        for id in ids {
            assert!(crate::i18n::has(&format!("course-template-{id}")), "{id}");
        }
    }

    #[test]
    fn a_template_makes_days_and_a_change_of_the_clock_moves_none() {
        let template = &templates()[0];
        let first = Date::constant(2026, 3, 23);
        let days = template.on(first);
        assert_eq!(days[0], (SessionKind::Preparation, first));
        // Six days later the clocks change in Europe; the seventh is a Monday all the same.
        assert_eq!(days[2], (SessionKind::Medicine, Date::constant(2026, 3, 30)));
        assert_eq!(days.iter().filter(|(kind, _)| kind.with_medicine()).count(), 6);
    }

    #[test]
    fn days_before_1900_and_after_2100_and_nonsense_are_refused() {
        assert!(day("2026-05-12").is_some() && day(" 2100-12-31 ").is_some());
        for typed in
            ["", "12 May", "2026-13-01", "2026-02-30", "1899-12-31", "2101-01-01", "-9999-01-01", "99999-01-01"]
        {
            assert_eq!(day(typed), None, "{typed}");
        }
        assert_eq!(shifted(Date::constant(2100, 12, 31), 1), None);
        assert_eq!(shifted(Date::constant(2026, 1, 1), i64::MAX), None);
        assert!(templates()[0].on(Date::constant(2100, 12, 31)).len() == 1);
    }

    #[test]
    fn unknown_kinds_days_that_go_back_and_doubles_are_refused() {
        let good = include_str!("../../../assets/care/courses.toml");
        for (from, to) in [
            ("kind = \"booster\"", "kind = \"party\""),
            ("day = 7 }", "day = 3 }"),
            ("day = 0 }", "day = 1 }"),
            ("day = 44 }", "day = 4400 }"),
            ("id = \"custom\"", "id = \"boosters\""),
            ("session = [{", "sessions = [{"),
            ("source = \"One session", "source = \"\" #"),
        ] {
            assert!(parse(&good.replacen(from, to, 1)).is_err(), "{from} became {to}");
        }
    }
}
