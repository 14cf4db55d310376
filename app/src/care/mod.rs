//! What this program knows of the therapy: crisis lines, questionnaires, questions to write from, courses.
//!
//! Invariants: data with its source lies in `assets/care/`, is read by type and refused where it is not whole; a number
//! without `checked_on` is shown as not checked by us.

pub mod bring;
pub mod check_in;
pub mod check_in_words;
pub mod course;
pub mod courses;
mod error;
pub mod hours;
pub mod instruments;
pub mod plan;
pub mod preparation;
pub mod prompts;
pub mod reminder;
pub mod scoring;

use std::sync::LazyLock;

use serde::Deserialize;

pub use error::CareError;

/// One country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Two letters.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The emergency number.
    pub emergency: String,
    /// Crisis lines.
    #[serde(default)]
    pub line: Vec<Line>,
}

/// One crisis line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Who answers.
    pub name: String,
    /// A number to call.
    #[serde(default)]
    pub phone: String,
    /// A number to write to, and what to write.
    #[serde(default)]
    pub text: String,
    /// When somebody answers.
    #[serde(default)]
    pub hours: String,
    /// Where we found it.
    pub source: String,
    /// When a person called it; empty if nobody did.
    pub checked_on: String,
}

#[derive(Deserialize)]
struct File {
    country: Vec<Country>,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(include_str!("../../../assets/care/crisis.toml"));
    file.map(|file| file.country).unwrap_or_default()
});

/// Returns all countries.
pub fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// Returns the country with this code.
pub fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_an_emergency_number_and_a_line_with_a_source() {
        assert_eq!(countries().len(), 8);
        for country in countries() {
            assert!(!country.emergency.is_empty());
            assert!(!country.line.is_empty(), "{}", country.code);
            for line in &country.line {
                assert!(!line.source.is_empty());
                assert!(!line.phone.is_empty() || !line.text.is_empty());
            }
        }
    }
}
