//! A check-in as the words of an entry, for somebody who wants to write on from it or to share it.
//!
//! Invariants: questions and answers stand word for word as they were asked, with the line that says who made them; what
//! was not answered says so, and a total stands there only if there is one.

use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;

use super::check_in::{QUICK, QUICK_SCALES, SIDE_EFFECTS, read};
use super::course::text;
use super::courses::day;
use crate::i18n::{t, t_with};
use crate::when;

/// Returns title and text; none if the record is no check-in that this program can read.
pub fn words(record: &RecordView) -> Option<(String, String)> {
    let date = when::written_day(day(text(record, "date")?)?);
    let titled = |title: &str| t_with("check-in-entry-title", &[("title", title.into()), ("day", date.into())]);
    if text(record, "instrument") == Some(QUICK) {
        return Some((titled(&t("check-ins-quick")), quick(record)));
    }
    let answered = read(record)?;
    let instrument = answered.instrument;
    let mut lines = vec![match answered.score() {
        Some(score) => {
            let total = [("total", score.total.into()), ("max", instrument.total_max().into())];
            let band = score.band.map(|band| t(&format!("band-{band}")));
            match band {
                Some(band) => {
                    t_with("check-in-entry-total-band", &[total.as_slice(), &[("band", band.into())]].concat())
                }
                None => t_with("check-in-entry-total", &total),
            }
        }
        None => t("check-in-entry-no-total"),
    }];
    lines.push(String::new());
    let given = |answers: &[String], answer: Option<u32>| {
        let words = answer.and_then(|answer| answers.get(answer as usize).cloned());
        words.map_or_else(|| t("check-in-entry-open"), |words| format!("**{words}**"))
    };
    for (item, answer) in instrument.item.iter().zip(&answered.answers) {
        lines.push(format!("- {}: {}", item.text, given(&instrument.answers, *answer)));
    }
    if let Some(last) = &instrument.difficulty {
        let answer = record.facts.get("difficulty").and_then(Fact::number);
        let answer = answer.and_then(|answer| u32::try_from(answer).ok());
        lines.push(format!("- {} {}", last.question, given(&last.answers, answer)));
    }
    lines.extend([String::new(), instrument.credit.clone(), String::new()]);
    Some((titled(&instrument.title), lines.join("\n")))
}

/// What the short check-in says, without what was left open.
fn quick(record: &RecordView) -> String {
    let number = |name: &str| record.facts.get(name).and_then(Fact::number);
    let scale = |scale: &&str| {
        let value = number(scale).filter(|value| (0..=4).contains(value))?;
        Some(format!("- {}: **{}**", t(&format!("quick-{scale}")), t(&format!("quick-{scale}-{value}"))))
    };
    let effect = |effect: &&str| {
        let value = number(&format!("side.{effect}")).filter(|value| (1..=3).contains(value))?;
        Some(format!("- {}: **{}**", t(&format!("side-effect-{effect}")), t(&format!("side-strength-{value}"))))
    };
    let mut lines: Vec<String> = QUICK_SCALES.iter().filter_map(scale).collect();
    lines.extend(SIDE_EFFECTS.iter().filter_map(effect));
    if let Some(note) = text(record, "note") {
        lines.extend([String::new(), note.to_owned()]);
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use understory_sync::document::Facts;
    use understory_sync::ids::DocumentId;
    use understory_sync::kind::Kind;

    use super::*;

    fn check_in(facts: &[(&str, Fact)]) -> RecordView {
        let facts: Facts = facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect();
        let (document, rivals) = (DocumentId([1; 32]), Default::default());
        RecordView { document, kind: Kind::CheckIn, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    fn of(instrument: &str) -> Vec<(&'static str, Fact)> {
        vec![("instrument", Fact::Text(instrument.to_owned())), ("date", Fact::Text("2026-05-12".to_owned()))]
    }

    #[test]
    fn a_whole_questionnaire_stands_word_for_word_with_total_and_credit() {
        let items: Vec<String> = (1..=7).map(|item| format!("item.{item}")).collect();
        let mut facts = of("gad-7");
        facts.extend(items.iter().map(|item| (item.as_str(), Fact::Number(2))));
        facts.push(("done", Fact::Number(1)));
        let (title, text) = words(&check_in(&facts)).unwrap();
        assert_eq!(title, "GAD-7, 12 May 2026");
        assert!(
            text.starts_with(
                "Total 14 of 21, moderate range\n\n- Feeling nervous, anxious or on edge: **More than half the days**\n"
            ),
            "{text}"
        );
        let credit = &crate::care::instruments::instrument("gad-7").unwrap().credit;
        assert!(text.contains(credit.as_str()) && text.contains("not answered"), "the last question was left open");
    }

    #[test]
    fn what_is_not_whole_has_no_total() {
        let mut facts = of("phq-9");
        facts.extend([("item.1", Fact::Number(3)), ("done", Fact::Number(1))]);
        let (_, text) = words(&check_in(&facts)).unwrap();
        assert!(text.starts_with("Not every question was answered, so there is no total.\n"), "{text}");
        assert!(text.contains("**Nearly every day**"));
    }

    #[test]
    fn a_short_check_in_says_what_was_chosen_and_no_more() {
        let mut facts = of(QUICK);
        facts.extend([("mood", Fact::Number(3)), ("side.nausea", Fact::Number(1)), ("side.bladder", Fact::Number(0))]);
        facts.push(("note", Fact::Text("slept in the garden".to_owned())));
        let (title, text) = words(&check_in(&facts)).unwrap();
        assert_eq!(title, "Short check-in, 12 May 2026");
        assert_eq!(text, "- Mood: **Good**\n- Nausea: **A little**\n\nslept in the garden\n");
    }

    #[test]
    fn what_is_no_check_in_has_no_words() {
        assert!(words(&check_in(&[])).is_none() && words(&check_in(&of("other"))).is_none());
    }
}
