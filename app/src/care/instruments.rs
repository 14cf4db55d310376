//! Questionnaires, word for word, as `assets/care/instruments.toml` has them.
//!
//! Invariants: what is read is whole (bands without gaps, codes for every item or none); the texts of the file in the
//! program are held against hashes that were written down by hand.

use std::sync::LazyLock;

use serde::Deserialize;

use super::error::{CareError, once, read};

/// One questionnaire.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its name in facts and exports, such as `phq-9`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Where the wording, the codes and the bands come from.
    pub source: String,
    /// How far back its questions look, in days.
    pub looks_back_days: u32,
    /// LOINC code of the panel.
    pub panel_code: Option<String>,
    /// LOINC code of the total.
    pub total_code: Option<String>,
    /// What stands above every question.
    pub lead: String,
    /// The answers of every item; the first scores 0.
    pub answers: Vec<String>,
    /// Who made it; stands with it wherever it is shown.
    pub credit: String,
    /// The item, from 1, any other answer than the first of which opens the safety page.
    pub safety_item: Option<usize>,
    /// Only a therapist may assign it.
    #[serde(default)]
    pub assigned_only: bool,
    /// Totals between which a line is drawn, where there are no bands.
    pub reference_from: Option<u32>,
    /// See [`Self::reference_from`].
    pub reference_to: Option<u32>,
    /// A last question that does not score.
    pub difficulty: Option<Difficulty>,
    /// The questions.
    pub item: Vec<Item>,
    /// What totals are called.
    #[serde(default)]
    pub band: Vec<Band>,
    /// Groups of items with totals of their own.
    #[serde(default)]
    pub cluster: Vec<Band>,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its words.
    pub text: String,
    /// Its LOINC code.
    pub code: Option<String>,
}

/// The question that does not score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difficulty {
    /// Its words.
    pub question: String,
    /// Its LOINC code.
    pub code: Option<String>,
    /// Its answers.
    pub answers: Vec<String>,
}

/// A range with a name: of totals, or of items.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its name; sentences about it are in Fluent.
    pub name: String,
    /// The first.
    pub from: u32,
    /// The last.
    pub to: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instrument: Vec<Instrument>,
}

static INSTRUMENTS: LazyLock<Result<Vec<Instrument>, CareError>> =
    LazyLock::new(|| parse(include_str!("../../../assets/care/instruments.toml")));

/// Returns all questionnaires, those a therapist assigns included; none if the file cannot be used.
pub fn instruments() -> &'static [Instrument] {
    INSTRUMENTS.as_deref().unwrap_or_default()
}

/// Returns why there are none.
pub fn problem() -> Option<&'static CareError> {
    INSTRUMENTS.as_ref().err()
}

/// Returns the questionnaire with this name.
pub fn instrument(id: &str) -> Option<&'static Instrument> {
    instruments().iter().find(|instrument| instrument.id == id)
}

/// Returns those a person may choose themselves.
pub fn chosen_freely() -> impl Iterator<Item = &'static Instrument> {
    instruments().iter().filter(|instrument| !instrument.assigned_only)
}

impl Instrument {
    /// The highest score of one item.
    pub fn item_max(&self) -> u32 {
        u32::try_from(self.answers.len()).unwrap_or(1).saturating_sub(1)
    }

    /// The highest total.
    pub fn total_max(&self) -> u32 {
        u32::try_from(self.item.len()).unwrap_or(0) * self.item_max()
    }
}

fn parse(file: &str) -> Result<Vec<Instrument>, CareError> {
    let file: File = read(file)?;
    once(file.instrument.iter().map(|instrument| instrument.id.as_str()))?;
    for instrument in &file.instrument {
        check(instrument)?;
    }
    Ok(file.instrument)
}

fn check(instrument: &Instrument) -> Result<(), CareError> {
    let named = |what: &str| format!("{}: {what}", instrument.id);
    let texts = [&instrument.title, &instrument.source, &instrument.lead, &instrument.credit];
    let items = instrument.item.iter().map(|item| &item.text);
    if texts.into_iter().chain(items).any(|text| text.trim().is_empty()) {
        return Err(CareError::Empty(named("a text")));
    }
    if instrument.answers.len() < 2 || instrument.item.is_empty() {
        return Err(CareError::Empty(named("answers or items")));
    }
    once(instrument.answers.iter().map(String::as_str))?;
    if instrument.safety_item.is_some_and(|item| item == 0 || item > instrument.item.len()) {
        return Err(CareError::Range(named("safety_item")));
    }
    let coded = instrument.item.iter().filter(|item| item.code.is_some()).count();
    if coded != 0 && coded != instrument.item.len() {
        return Err(CareError::Empty(named("a code")));
    }
    if instrument.difficulty.as_ref().is_some_and(|question| question.answers.len() < 2) {
        return Err(CareError::Empty(named("answers of the last question")));
    }
    let items = u32::try_from(instrument.item.len()).unwrap_or(u32::MAX);
    cover(&instrument.band, 0, instrument.total_max()).map_err(|()| CareError::Range(named("bands")))?;
    cover(&instrument.cluster, 1, items).map_err(|()| CareError::Range(named("clusters")))?;
    let total_max = instrument.total_max();
    match (instrument.reference_from, instrument.reference_to) {
        (None, None) => Ok(()),
        (Some(from), Some(to)) if from <= to && to <= total_max => Ok(()),
        _ => Err(CareError::Range(named("reference"))),
    }
}

/// Whether bands, if there are any, go from `first` to `last` without a gap and without meeting.
fn cover(bands: &[Band], first: u32, last: u32) -> Result<(), ()> {
    let mut next = first;
    for band in bands {
        if band.from != next || band.to < band.from || band.name.is_empty() {
            return Err(());
        }
        next = band.to + 1;
    }
    if bands.is_empty() || next == last + 1 { Ok(()) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Every word of a questionnaire, in its order.
    fn words(instrument: &Instrument) -> String {
        let mut lines = vec![instrument.title.as_str(), instrument.lead.as_str()];
        lines.extend(instrument.answers.iter().map(String::as_str));
        lines.extend(instrument.item.iter().map(|item| item.text.as_str()));
        if let Some(difficulty) = &instrument.difficulty {
            lines.push(&difficulty.question);
            lines.extend(difficulty.answers.iter().map(String::as_str));
        }
        lines.push(&instrument.credit);
        lines.join("\n")
    }

    #[test]
    fn every_word_is_the_one_that_was_written_down() {
        assert_eq!(problem(), None);
        let written = [
            ("phq-9", "6920d6443c0a78b36461d6f7f850f81c4cb666fda74de887545dac0b2ba579af"),
            ("gad-7", "a6bc4da77f2b57d35ca59122abc8d8d662e7eec46c86be381c90510f28d7a1c7"),
            ("pcl-5", "0a49d25a48795d8b9e8330ec29841f9f6b5d9e6633948a2c155637ceffaafc1a"),
        ];
        assert_eq!(instruments().len(), written.len());
        for (id, hash) in written {
            let found: String =
                Sha256::digest(words(instrument(id).unwrap())).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, hash, "{id}");
        }
    }

    #[test]
    fn a_questionnaire_that_a_therapist_assigns_is_not_chosen_freely() {
        let free: Vec<&str> = chosen_freely().map(|instrument| instrument.id.as_str()).collect();
        assert_eq!(free, ["phq-9", "gad-7"]);
        assert!(instrument("pcl-5").is_some());
    }

    const GOOD: &str = "[[instrument]]\nid = 'a'\ntitle = 'A'\nsource = 's'\nlooks_back_days = 14\nlead = 'l'\n\
        answers = ['no', 'yes']\ncredit = 'c'\n[[instrument.item]]\ntext = 'i'\n[[instrument.item]]\ntext = 'j'\n\
        [[instrument.band]]\nname = 'low'\nfrom = 0\nto = 1\n[[instrument.band]]\nname = 'high'\nfrom = 2\nto = 2\n";

    #[test]
    fn what_is_not_whole_is_refused() {
        assert!(parse(GOOD).is_ok());
        for (from, to) in [
            ("lead = 'l'\n", ""),
            ("credit = 'c'", "credit = ' '"),
            ("answers = ['no', 'yes']", "answers = ['no']"),
            ("answers = ['no', 'yes']", "answers = ['no', 'no']"),
            ("to = 2", "to = 3"),
            ("from = 2", "from = 1"),
            ("from = 0", "from = 1"),
            ("looks_back_days = 14", "looks_back_days = 'two weeks'"),
            ("looks_back_days = 14", "looks_back_days = 14\nscore = 3"),
            ("credit = 'c'", "credit = 'c'\nsafety_item = 3"),
            ("credit = 'c'", "credit = 'c'\nreference_from = 1"),
            ("credit = 'c'", "credit = 'c'\nreference_from = 2\nreference_to = 9"),
            ("text = 'i'", "text = 'i'\ncode = '1'"),
            ("[[instrument.band]]", "[[instrument.bond]]"),
        ] {
            assert!(parse(&GOOD.replacen(from, to, 1)).is_err(), "{from} became {to}");
        }
        assert!(matches!(parse(&format!("{GOOD}{GOOD}")), Err(CareError::Twice(_))));
        assert!(parse("instrument = 4").is_err());
    }
}
