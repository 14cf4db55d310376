//! What of the open entry is with somebody: the words, what each device says of them, and the notes beside them.

use egui::{Label, Ui};
use understory_sync::engine::view::{EntrySummary, NoteView, ShareDevice, ShareState, ShareView};
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, PeopleAction, SharingAction};
use crate::care::bring;
use crate::care::hours::day_of;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::people::sharing::Withdrawal;
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, card, quote_bar, tick};

use super::people::{columns, said};
use super::share::{withdrawal, words};

/// The entry that was shared from.
pub struct Shared<'a> {
    /// Its row.
    pub entry: &'a EntrySummary,
    /// What is selected in it, for updating a passage.
    pub selection: Option<(usize, usize)>,
}

/// Draws an entry's shares, newest first.
pub fn shares_ui(ui: &mut Ui, shares: &[ShareView], of: &Shared<'_>, state: &State, actions: &mut Vec<Action>) {
    withdrawal(ui, state, actions);
    if shares.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.y = space::M;
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("shared-heading")).color(palette.text));
    for share in shares.iter().rev() {
        ui.push_id(share.publication, |ui| {
            card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                share_card(ui, share, of, state, actions);
            });
        });
    }
}

fn share_card(ui: &mut Ui, share: &ShareView, of: &Shared<'_>, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.add(Label::new(type_scale::caption(heading(share, state)).color(palette.faint)).wrap());
    if let Some(content) = &share.content {
        if let Some(caption) = words::caption(content, state) {
            ui.add(Label::new(type_scale::caption(caption).color(palette.muted)).wrap());
        }
        let job = words::job(content, palette, ui.available_width(), None);
        ui.add(Label::new(job).wrap());
    }
    for device in &share.devices {
        let (icon, tone, word) = device_line(device, state);
        line(ui, icon, tone, &word);
    }
    if let (Some(ms), None) = (share.opened_ms, share.withdrawn_ms) {
        let args = [("name", share.person_name.as_str().into()), ("when", said::moment(ms, state).into())];
        line(ui, Icon::Eye, Tone::Quiet, &t_with("shared-opened", &args));
    }
    let text = share.content.as_ref().map(|content| content.text.as_str());
    for note in &share.notes {
        note_ui(ui, note, text, state);
    }
    if share.withdrawn_ms.is_none() {
        buttons(ui, share, of, state, actions);
        to_bring(ui, share, of.entry, state, actions);
    }
}

fn heading(share: &ShareView, state: &State) -> String {
    let name = || ("name", share.person_name.as_str().into());
    let moment = |ms| ("when", said::moment(ms, state).into());
    match (share.withdrawn_ms, share.replaced_by) {
        (Some(ms), Some(_)) => t_with("shared-replaced", &[name(), moment(ms)]),
        (Some(ms), None) => t_with("shared-withdrawn", &[name(), moment(ms)]),
        (None, _) if share.whole => t_with("shared-whole", &[name(), moment(share.shared_ms)]),
        (None, _) => t_with("shared-passage", &[name(), moment(share.shared_ms)]),
    }
}

/// Says what a device says of a publication; the three ways of being withdrawn differ in icon and word.
pub fn device_line(device: &ShareDevice, state: &State) -> (Icon, Tone, String) {
    let name = || ("device", device.name.as_str().into());
    let moment = |ms| ("when", said::moment(ms, state).into());
    match device.state {
        ShareState::Waiting => (Icon::Clock, Tone::Waiting, t_with("shared-waiting", &[name()])),
        ShareState::Stored => (Icon::Clock, Tone::Waiting, t_with("shared-stored", &[name()])),
        ShareState::Arrived { at_ms } => {
            (Icon::CircleCheck, Tone::Ok, t_with("shared-arrived", &[name(), moment(at_ms)]))
        }
        ShareState::WithdrawalNotHeard => (Icon::TriangleAlert, Tone::Waiting, t_with("shared-not-heard", &[name()])),
        ShareState::Removed { at_ms } => (Icon::Check, Tone::Ok, t_with("shared-removed", &[name(), moment(at_ms)])),
        ShareState::KeptUntil { until_ms } => {
            let until = ("until", crate::when::short(until_ms, state.now_ms, &state.zone).into());
            (Icon::Lock, Tone::Quiet, t_with("shared-kept", &[name(), until]))
        }
        ShareState::Refused(why) => {
            let why = ("why", said::refused(why).into());
            (Icon::CircleAlert, Tone::Failed, t_with("shared-refused", &[name(), why]))
        }
    }
}

fn line(ui: &mut Ui, icon: Icon, tone: Tone, word: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        icon.show(ui, 16.0, tone.colour(palette));
        ui.add(Label::new(type_scale::caption(word).color(palette.muted)).wrap());
    });
}

/// Draws a note from the margin, beside the words it points at.
fn note_ui(ui: &mut Ui, note: &NoteView, text: Option<&str>, state: &State) {
    let palette = theme::palette(ui);
    quote_bar(ui, palette.accent, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        match note.range {
            Some(range) => words::pointed_line(ui, text.unwrap_or_default(), Some(range), palette),
            // Of something withdrawn only the note is left; one about all of it points nowhere.
            None if text.is_none() || note.whole => {}
            None => {
                ui.label(type_scale::caption(t("shared-note-rewritten")).color(palette.muted));
            }
        }
        ui.add(Label::new(type_scale::prose(note.text.as_str()).color(palette.text)).wrap());
        let author = if note.mine { t("reading-you") } else { note.author.clone() };
        let args = [("author", author.into()), ("when", said::moment(note.at_ms, state).into())];
        ui.label(type_scale::caption(t_with("shared-note-by", &args)).color(palette.faint));
    });
}

/// Marks what is to be spoken about in the next session; nobody else sees the mark.
fn to_bring(ui: &mut Ui, share: &ShareView, entry: &EntrySummary, state: &State, actions: &mut Vec<Action>) {
    let name = bring::name(share.publication);
    let (talks, today) = (bring::talks(&state.care), day_of(state.now_ms, &state.zone));
    let marked = entry.facts.get(&name).is_some_and(|fact| bring::is_open(&name, fact, &talks, today));
    if tick(ui, marked, &t("shared-bring")).clicked() {
        let set = [(name, (!marked).then(|| bring::mark(today)))].into();
        actions.push(Action::Care(CareAction::Set { document: entry.document, kind: Kind::Entry, set }));
    }
}

fn buttons(ui: &mut Ui, share: &ShareView, of: &Shared<'_>, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let waits = state.sharing_waits();
    let selection = of.selection;
    let can_update = !waits && (share.whole || selection.is_some());
    columns::line(ui);
    ui.horizontal_wrapped(|ui| {
        if Button::quiet(t("shared-update")).icon(Icon::Pencil).enabled(can_update).show(ui).clicked() {
            let replaces = Some(share.publication);
            let selection = if share.whole { None } else { selection };
            actions.push(Action::People(PeopleAction::OpenSheet { selection, replaces }));
        }
        if Button::quiet(t("shared-withdraw")).icon(Icon::Undo).show(ui).clicked() {
            let person_name = share.person_name.clone();
            let withdrawal = Withdrawal::Publication { publication: share.publication, person_name };
            actions.push(Action::People(PeopleAction::Sharing(SharingAction::AskToWithdraw(withdrawal))));
        }
        if !can_update {
            let why = if waits { t("hours-sharing-waits") } else { t("shared-update-select") };
            ui.label(type_scale::caption(why).color(palette.faint));
        }
    });
}
