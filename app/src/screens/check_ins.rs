//! Check-ins: what was answered over time, what the newest says, and what may be begun.

use egui::{Grid, Ui};
use understory_sync::document::Fact;
use understory_sync::engine::view::{PersonView, RecordView};
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, CheckInAction, MonthsAction};
use crate::care::check_in::{self, Answered, QUICK, QUICK_SCALES};
use crate::care::course;
use crate::care::courses::{day, days_between};
use crate::care::instruments::{self, Instrument};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::months::CheckInsView;
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Tone, Trend, card, notice, page, segmented, trend};

/// Draws the room.
pub fn ui(ui: &mut Ui, state: &State, view: &mut CheckInsView, actions: &mut Vec<Action>) {
    let mut choices: Vec<(&str, String)> =
        instruments::chosen_freely().map(|one| (one.id.as_str(), one.title.clone())).collect();
    choices.push((QUICK, t("check-ins-quick")));
    let shown = view.shown.clone().unwrap_or_else(|| choices[0].0.to_owned());
    let instrument = instruments::instrument(&shown);
    let subtitle = match instrument {
        Some(one) => {
            t_with("check-ins-total", &[("title", one.title.as_str().into()), ("max", one.total_max().into())])
        }
        None => t("check-ins-quick-subtitle"),
    };
    let mut chosen = None;
    page(
        ui,
        &t("check-ins-title"),
        &subtitle,
        |_| {},
        |ui| {
            if let Some(id) = segmented(ui, shown.as_str(), &choices) {
                chosen = Some(id.to_owned());
            }
            ui.add_space(space::S);
            if instruments::problem().is_some() {
                notice(ui, Tone::Failed, &t("care-file-failed"), &t("care-file-failed-then"));
            }
            match instrument {
                Some(one) => questionnaire(ui, state, view, one, actions),
                None => quick(ui, state, actions),
            }
        },
    );
    if chosen.is_some() {
        view.shown = chosen;
    }
}

fn questionnaire(
    ui: &mut Ui,
    state: &State,
    view: &mut CheckInsView,
    instrument: &'static Instrument,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    let all = check_in::all(&state.care, &instrument.id);
    let scored: Vec<(&Answered<'_>, u32)> =
        all.iter().filter_map(|answered| Some((answered, answered.score()?.total))).collect();
    if !scored.is_empty() {
        picture(ui, state, view, instrument, &scored, actions);
        ui.add_space(space::M);
    }
    if let Some((newest, total)) = scored.last() {
        card(ui, |ui| {
            let band = newest.score().and_then(|score| score.band);
            let line = match band {
                Some(band) => {
                    let band = t(&format!("band-{band}"));
                    t_with("check-ins-latest-band", &[("total", (*total).into()), ("band", band.into())])
                }
                None => t_with("check-ins-latest", &[("total", (*total).into())]),
            };
            ui.label(type_scale::strong(line).color(palette.text));
            let change = i64::from(*total) - i64::from(scored[0].1);
            let words = match (scored.len(), change) {
                (1, _) => t("check-ins-first"),
                (_, 0) => t("check-ins-same"),
                (_, change) if change < 0 => t_with("check-ins-below", &[("n", change.unsigned_abs().into())]),
                (_, change) => t_with("check-ins-above", &[("n", change.unsigned_abs().into())]),
            };
            ui.add(egui::Label::new(type_scale::ui(words).color(palette.muted)).wrap());
            ui.add_space(space::XS);
            into_entry(ui, newest.record, t("check-ins-into-entry"), actions);
            ui.label(type_scale::caption(t("check-ins-into-entry-hint")).color(palette.faint));
        });
        ui.add_space(space::S);
    }
    card(ui, |ui| next(ui, state, instrument, actions));
    standing(ui, state, instrument, actions);
    incomplete(ui, &all);
    ui.add_space(space::M);
    ui.add(egui::Label::new(type_scale::caption(instrument.credit.as_str()).color(palette.faint)).wrap());
}

/// What becomes of a questionnaire that is finished: it stays here, or is offered to somebody, who is shown first.
fn standing(ui: &mut Ui, state: &State, instrument: &Instrument, actions: &mut Vec<Action>) {
    let readers = state.people.readers();
    let offer = |reader: &PersonView| {
        (Some(reader.space), t_with("check-ins-offer-to", &[("name", reader.name.as_str().into())]))
    };
    let mut choices = vec![(None, t("check-ins-offer-nobody"))];
    choices.extend(readers.map(offer));
    if choices.len() == 1 {
        return;
    }
    ui.add_space(space::S);
    card(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("check-ins-offer")).color(palette.text));
        ui.add(egui::Label::new(type_scale::ui(t("check-ins-offer-hint")).color(palette.muted)).wrap());
        ui.add_space(space::XS);
        if let Some(reader) = segmented(ui, state.offered_to(&instrument.id), &choices) {
            let fact = reader.map(|space| Fact::Text(space.hex()));
            let set = [(check_in::offer_fact(&instrument.id), fact)].into();
            actions.push(Action::Care(CareAction::SetOnly { kind: Kind::Choices, set }));
        }
    });
}

/// A button that makes an entry of a check-in.
fn into_entry(ui: &mut Ui, record: &RecordView, label: String, actions: &mut Vec<Action>) {
    if Button::quiet(label).icon(Icon::Pencil).small().show(ui).clicked() {
        actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::IntoEntry(record.document))));
    }
}

/// What may be begun, or when.
fn next(ui: &mut Ui, state: &State, instrument: &'static Instrument, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("check-ins-next")).color(palette.text));
    if let Some(opens) = check_in::opens(&state.care, state.now_ms, &state.zone) {
        let ms = u64::try_from(opens.as_millisecond()).unwrap_or(0);
        let day = when::ahead(ms, state.now_ms, &state.zone);
        ui.label(type_scale::ui(t_with("check-ins-waits", &[("when", day.into())])).color(palette.muted));
        return;
    }
    let begun = check_in::unfinished(&state.care, &instrument.id).is_some();
    ui.label(type_scale::ui(t("check-ins-time")).color(palette.muted));
    let (key, title) = (if begun { "check-ins-go-on" } else { "check-ins-start" }, instrument.title.as_str());
    if Button::primary(t_with(key, &[("title", title.into())])).show(ui).clicked() {
        actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::Begin(instrument.id.as_str()))));
    }
}

fn incomplete(ui: &mut Ui, all: &[Answered<'_>]) {
    let palette = theme::palette(ui);
    let open = all.iter().filter(|answered| answered.done && answered.score().is_none()).count();
    if open > 0 {
        ui.add_space(space::S);
        ui.label(type_scale::caption(t_with("check-ins-incomplete", &[("n", open.into())])).color(palette.faint));
    }
}

/// The trend, or the same as a table.
fn picture(
    ui: &mut Ui,
    state: &State,
    view: &mut CheckInsView,
    instrument: &Instrument,
    scored: &[(&Answered<'_>, u32)],
    actions: &mut Vec<Action>,
) {
    let first = scored[0].0.date;
    let points: Vec<(i64, u32)> =
        scored.iter().map(|(answered, total)| (days_between(first, answered.date), *total)).collect();
    let last = scored.last().map_or(first, |(answered, _)| answered.date);
    if view.as_table {
        card(ui, |ui| table(ui, instrument, scored, actions));
    } else {
        let sessions: Vec<(i64, String)> = course::current(&state.care)
            .map(|course| course::sessions(&state.care, course.document))
            .unwrap_or_default()
            .iter()
            .filter(|session| (first..=last).contains(&session.date))
            .filter_map(|session| Some((days_between(first, session.date), session.number?.to_string())))
            .collect();
        let mut lines: Vec<(u32, String)> = instrument
            .band
            .iter()
            .filter(|band| band.from > 0)
            .map(|band| {
                let name = t(&format!("band-{}", band.name));
                (band.from, t_with("check-ins-band-line", &[("band", name.into()), ("from", band.from.into())]))
            })
            .collect();
        lines.extend(
            instrument.reference_from.map(|from| (from, t_with("check-ins-reference", &[("from", from.into())]))),
        );
        let words: Vec<String> = scored
            .iter()
            .map(|(answered, total)| {
                let day = when::written_day(answered.date);
                t_with("check-ins-point", &[("day", day.into()), ("total", (*total).into())])
            })
            .collect();
        let words = words.join(", ");
        let ends = (when::written_day(first), when::written_day(last));
        let drawn = Trend {
            points: &points,
            max: instrument.total_max(),
            lines: &lines,
            sessions: &sessions,
            ends,
            words: &words,
        };
        card(ui, |ui| trend(ui, &instrument.id, &drawn));
    }
    ui.add_space(space::XS);
    let key = if view.as_table { "check-ins-as-picture" } else { "check-ins-as-table" };
    if Button::quiet(t(key)).small().show(ui).clicked() {
        view.as_table = !view.as_table;
    }
}

fn table(ui: &mut Ui, instrument: &Instrument, scored: &[(&Answered<'_>, u32)], actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    Grid::new("check-ins").num_columns(4).spacing([space::XXL, space::S]).show(ui, |ui| {
        for heading in ["check-ins-day", "check-ins-total-heading", "check-ins-range"] {
            ui.label(type_scale::caption(t(heading)).color(palette.faint));
        }
        ui.end_row();
        for (answered, total) in scored.iter().rev() {
            ui.label(type_scale::ui(when::written_day(answered.date)).color(palette.text));
            ui.label(type_scale::ui(total.to_string()).color(palette.text));
            let band = instrument.band.iter().find(|band| (band.from..=band.to).contains(total));
            let band = band.map(|band| t(&format!("band-{}", band.name))).unwrap_or_default();
            ui.label(type_scale::ui(band).color(palette.muted));
            let day = when::written_day(answered.date);
            into_entry(ui, answered.record, t_with("check-ins-into-entry-of", &[("day", day.into())]), actions);
            ui.end_row();
        }
    });
}

/// The short check-ins: the newest days, in words.
fn quick(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::strong(t("check-ins-quick")).color(palette.text));
        ui.label(type_scale::ui(t("check-ins-quick-time")).color(palette.muted));
        if Button::primary(t("check-ins-quick-start")).icon(Icon::Activity).show(ui).clicked() {
            actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::Quick)));
        }
    });
    let of_kind = state.care.of(Kind::CheckIn);
    let mut days: Vec<_> = of_kind
        .filter(|record| course::text(record, "instrument") == Some(QUICK))
        .filter_map(|record| Some((day(course::text(record, "date")?)?, record)))
        .collect();
    days.sort_by_key(|(date, record)| (std::cmp::Reverse(*date), record.document));
    if days.is_empty() {
        return;
    }
    ui.add_space(space::M);
    card(ui, |ui| {
        Grid::new("quick").num_columns(6).spacing([space::XL, space::S]).show(ui, |ui| {
            ui.label(type_scale::caption(t("check-ins-day")).color(palette.faint));
            for scale in QUICK_SCALES {
                ui.label(type_scale::caption(t(&format!("quick-{scale}"))).color(palette.faint));
            }
            ui.end_row();
            for (date, record) in days.iter().take(60) {
                ui.label(type_scale::ui(when::written_day(*date)).color(palette.text));
                for scale in QUICK_SCALES {
                    let value = record.facts.get(scale).and_then(understory_sync::document::Fact::number);
                    let word =
                        value.filter(|value| (0..=4).contains(value)).map(|value| t(&format!("quick-{scale}-{value}")));
                    ui.label(type_scale::ui(word.unwrap_or_default()).color(palette.muted));
                }
                let day = when::written_day(*date);
                into_entry(ui, record, t_with("check-ins-into-entry-of", &[("day", day.into())]), actions);
                ui.end_row();
            }
        });
    });
}
