//! Backup: one button, when the last one was made and that all of it was opened, what it holds and what opens it.

use egui::{Id, Ui};
use understory_sync::engine::Failure;
use understory_sync::engine::view::LastBackup;

use crate::action::{Action, BackupAction, SettingsAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::platform::folders;
use crate::state::backup::BackupForm;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, Tone, card, entered, notice, page, progress_bar};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, form: &mut BackupForm, actions: &mut Vec<Action>) {
    let mut back = false;
    page(
        ui,
        &t("backup-title"),
        &t("backup-subtitle"),
        |ui| {
            back = Button::quiet(t("secrets-back")).icon(Icon::ArrowLeft).show(ui).clicked();
        },
        |ui| {
            ui.set_max_width(space::MEASURE);
            outcome(ui, state, form, actions);
            card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                standing(ui, state);
                save(ui, state, form, actions);
            });
            ui.add_space(space::S);
            holds(ui);
        },
    );
    if back {
        actions.push(Action::Go(Room::Settings));
    }
}

/// Says when the last one was made; also on the settings page.
pub fn standing(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    let known = state.backup.known.as_ref();
    match known.and_then(|known| known.last.as_ref()) {
        Some(last) => {
            ui.add(egui::Label::new(type_scale::ui(made(last, state)).color(palette.text)).wrap());
            ui.label(type_scale::caption(last.place.as_str()).color(palette.faint));
            if last.damaged > 0 {
                let words = t_with("backup-damaged", &[("n", count(last.damaged).into())]);
                ui.add(egui::Label::new(type_scale::caption(words).color(palette.warn)).wrap());
            }
        }
        None => {
            ui.add(egui::Label::new(type_scale::ui(t("backup-none")).color(palette.text)).wrap());
            if state.people.own_devices.is_empty() {
                let words = type_scale::ui(t("backup-none-alone")).color(palette.muted);
                ui.add(egui::Label::new(words).wrap());
            }
        }
    }
    if let Some(at_ms) = known.and_then(|known| known.restored_ms) {
        let words = t_with("backup-restored", &[("date", when::full(at_ms, &state.zone).into())]);
        ui.add(egui::Label::new(type_scale::caption(words).color(palette.faint)).wrap());
    }
}

fn made(last: &LastBackup, state: &State) -> String {
    let args = [
        ("when", when::day(last.made_ms, state.now_ms, &state.zone).into()),
        ("n", count(last.values).into()),
        ("kib", count(last.bytes.div_ceil(1 << 10)).into()),
    ];
    t_with("backup-last", &args)
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn push(actions: &mut Vec<Action>, action: BackupAction) {
    actions.push(Action::Settings(SettingsAction::Backup(action)));
}

fn outcome(ui: &mut Ui, state: &State, form: &BackupForm, actions: &mut Vec<Action>) {
    match state.backup.outcome {
        None => return,
        Some(Ok(())) => notice(ui, Tone::Ok, &t("backup-done"), &t("backup-done-then")),
        Some(Err(Failure::FileExists)) if form.place.is_some() => {
            notice(ui, Tone::Waiting, &t("err-file-exists"), &t("backup-exists-then"));
            ui.add_space(space::XS);
            if Button::outline(t("backup-replace")).show(ui).clicked() {
                push(actions, BackupAction::Save { replace: true });
            }
        }
        Some(Err(Failure::DiskFull)) => notice(ui, Tone::Failed, &t("err-disk-full"), &t("backup-full-then")),
        Some(Err(failure)) => {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
    }
    ui.add_space(space::S);
}

fn save(ui: &mut Ui, state: &State, form: &mut BackupForm, actions: &mut Vec<Action>) {
    if let Some(progress) = state.backup.under_way {
        let args = [("done", count(progress.done).into()), ("of", count(progress.of).into())];
        progress_bar(ui, progress.done, progress.of, &t_with("backup-under-way", &args));
        return;
    }
    let Some(place) = &mut form.place else {
        if Button::primary(t("backup-save")).icon(Icon::Save).show(ui).clicked() {
            push(actions, BackupAction::Ask);
            ui.memory_mut(|memory| memory.request_focus(Id::unique("backup-place")));
        }
        return;
    };
    let field = Field::new(t("backup-place")).hint(t("backup-place-hint")).id(Id::unique("backup-place"));
    let response = field.show(ui, place);
    let enter = entered(ui, &response);
    if let Some(cloud) = folders::cloud_of(std::path::Path::new(place.as_str())) {
        notice(ui, Tone::Quiet, &t_with("backup-cloud", &[("cloud", cloud.into())]), &t("backup-cloud-then"));
    }
    if state.words_waiting.is_some() {
        notice(ui, Tone::Waiting, &t("backup-words-wait"), "");
    }
    let ready = !place.trim().is_empty();
    ui.horizontal(|ui| {
        if Button::primary(t("backup-save-do")).enabled(ready).show(ui).clicked() || (enter && ready) {
            push(actions, BackupAction::Save { replace: false });
        }
        if Button::quiet(t("secrets-cancel")).show(ui).clicked() {
            push(actions, BackupAction::Cancel);
        }
    });
}

fn holds(ui: &mut Ui) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let palette = theme::palette(ui);
        for part in ["holds", "opens", "back"] {
            ui.label(type_scale::strong(t(&format!("backup-{part}-title"))).color(palette.text));
            let words = type_scale::ui(t(&format!("backup-{part}"))).color(palette.muted);
            ui.add(egui::Label::new(words).wrap());
        }
    });
}
