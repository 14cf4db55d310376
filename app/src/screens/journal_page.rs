//! The open entry: tags and who sees it, title, text, and whether it is saved.

use egui::{CornerRadius, Frame, Id, Key, Layout, Margin, Panel, ScrollArea, Ui, UiBuilder};
use understory_sync::document::Field;
use understory_sync::limits::{ENTRY_BYTES_MAX, TAG_CHARS_MAX, TITLE_CHARS_MAX};

use crate::action::{Action, JournalAction, MonthsAction, PeopleAction, VaultAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::{Editor, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::prose_edit::{ProseOptions, ProseOutput, prose_edit};
use crate::widgets::{Button, Tone, follow_keyboard, notice};

use super::journal_trash;
use super::shared_margin::{Shared, shares_ui};

/// Draws the entry.
pub fn ui(ui: &mut Ui, state: &State, editor: &mut Editor, actions: &mut Vec<Action>) {
    foot(ui, state, editor, actions);
    let document = editor.summary.document;
    ScrollArea::vertical().id_salt(("entry", document)).auto_shrink([false, false]).show(ui, |ui| {
        let width = (ui.available_width() - 2.0 * space::XXL).min(space::MEASURE);
        let side = (ui.available_width() - width) / 2.0;
        let column = egui::Rect::from_min_size(
            ui.cursor().min + egui::vec2(side, space::XXL),
            egui::vec2(width, ui.available_height() - space::XXL),
        );
        ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
            ui.set_width(width);
            head(ui, state, editor, actions);
            ui.add_space(space::S);
            texts(ui, state, editor, actions);
            ui.add_space(space::XL);
            let of = Shared { entry: &editor.summary, selection: editor.body.selection };
            shares_ui(ui, &editor.shares, &of, state, actions);
            ui.add_space(space::XXL);
        });
        follow_keyboard(ui);
    });
}

fn head(ui: &mut Ui, state: &State, editor: &mut Editor, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            if editor.summary.trashed_ms.is_some() {
                if Button::outline(t("journal-restore-this")).icon(Icon::Undo).show(ui).clicked() {
                    actions.push(Action::Journal(JournalAction::Trash(editor.summary.document, false)));
                }
                if !editor.summary.shared && Button::quiet(t("trash-end-this")).small().show(ui).clicked() {
                    actions.push(Action::Journal(JournalAction::AskToEnd(vec![editor.summary.document])));
                }
            } else {
                let waits = state.sharing_waits();
                let has_readers = state.people.readers().next().is_some();
                if has_readers && waits {
                    ui.label(type_scale::ui(t("hours-sharing-waits")).color(palette.muted));
                } else if has_readers && Button::outline(t("journal-share")).show(ui).clicked() {
                    let selection = editor.body.selection;
                    actions.push(Action::People(PeopleAction::OpenSheet { selection, replaces: None }));
                }
                if Button::quiet(t("questions-open")).small().show(ui).clicked() {
                    actions.push(Action::Months(MonthsAction::Questions(true)));
                }
                if Button::quiet(t("versions-open")).small().show(ui).clicked() {
                    actions.push(Action::Journal(JournalAction::Versions(true)));
                }
                if Button::quiet(t("journal-throw-away")).icon(Icon::Trash).small().show(ui).clicked() {
                    actions.push(Action::Journal(JournalAction::Trash(editor.summary.document, true)));
                }
            }
            let (icon, word) = if editor.summary.shared {
                (Icon::Eye, t("journal-shared"))
            } else {
                (Icon::EyeOff, t("journal-only-you"))
            };
            ui.label(type_scale::ui(word).color(palette.muted));
            icon.show(ui, space::ICON, palette.muted);
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| tags(ui, editor, actions));
        });
    });
}

fn tags(ui: &mut Ui, editor: &mut Editor, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        for (index, tag) in editor.summary.tags.iter().enumerate() {
            let chip = Frame::new()
                .fill(palette.sunken)
                .corner_radius(CornerRadius::same(11))
                .inner_margin(Margin::symmetric(9, 3));
            let chip = chip.show(ui, |ui| ui.label(type_scale::caption(tag.as_str()).color(palette.muted)));
            let response = chip.response.interact(egui::Sense::click());
            let label = t_with("journal-remove-tag", &[("tag", tag.as_str().into())]);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
            if response.on_hover_text(label.clone()).clicked() {
                removed = Some(index);
            }
        }
        new_tag(ui, editor, actions);
    });
    if let Some(index) = removed {
        let mut tags = editor.summary.tags.clone();
        tags.remove(index);
        actions.push(Action::Journal(JournalAction::SetTags(tags)));
    }
}

fn new_tag(ui: &mut Ui, editor: &mut Editor, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let id = Id::unique("new-tag");
    let Some(typed) = &mut editor.new_tag else {
        if Button::quiet(t("journal-add-tag")).icon(Icon::Tag).small().show(ui).clicked() {
            editor.new_tag = Some(String::new());
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        return;
    };
    let edit = egui::TextEdit::singleline(typed)
        .id(id)
        .char_limit(TAG_CHARS_MAX)
        .font(egui::FontId::proportional(type_scale::CAPTION))
        .desired_width(96.0);
    let response = edit.show(ui).response.response.accessible_name(t("journal-new-tag"));
    crate::widgets::field::forget_undo(ui, id);
    ui.painter().hline(response.rect.x_range(), response.rect.bottom(), egui::Stroke::new(1.0, palette.control));
    if !response.lost_focus() {
        return;
    }
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let tag = std::mem::take(typed);
    let more = ui.input(|input| input.key_pressed(Key::Enter)) && !tag.trim().is_empty();
    editor.new_tag = more.then(String::new);
    if more {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    if !escaped && !tag.trim().is_empty() {
        let mut tags = editor.summary.tags.clone();
        tags.push(tag);
        actions.push(Action::Journal(JournalAction::SetTags(tags)));
    }
}

fn texts(ui: &mut Ui, state: &State, editor: &mut Editor, actions: &mut Vec<Action>) {
    let document = editor.summary.document;
    let title = ProseOptions {
        id: Id::unique(("title", document)),
        label: t("journal-title"),
        hint: t("journal-title-hint"),
        title: true,
        bytes_max: TITLE_CHARS_MAX * 4,
        chars_max: TITLE_CHARS_MAX,
        rows: 1,
    };
    let output = prose_edit(ui, &mut editor.title, &title, state.mono);
    report(output, Field::Title, editor, actions);
    ui.add_space(space::S);
    let body = ProseOptions {
        id: Id::unique(("body", document)),
        label: t("journal-text"),
        hint: t("journal-text-hint"),
        title: false,
        bytes_max: ENTRY_BYTES_MAX,
        chars_max: usize::MAX,
        rows: 12,
    };
    if std::mem::take(&mut editor.take_focus) {
        ui.memory_mut(|memory| memory.request_focus(body.id));
    }
    let output = prose_edit(ui, &mut editor.body, &body, state.mono);
    report(output, Field::Body, editor, actions);
}

/// Turns what happened in a field into wishes.
pub fn report(output: ProseOutput, field: Field, editor: &Editor, actions: &mut Vec<Action>) {
    let mut push = |action| actions.push(Action::Journal(action));
    if output.refused {
        push(JournalAction::TooLong(true));
    } else if output.changed && editor.too_long {
        push(JournalAction::TooLong(false));
    }
    if output.changed {
        push(JournalAction::Typed);
    }
    if output.undo {
        push(JournalAction::Undo(field));
    }
    if output.redo {
        push(JournalAction::Redo(field));
    }
    if output.left {
        push(JournalAction::Left);
    }
}

fn foot(ui: &mut Ui, state: &State, editor: &Editor, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let frame = Frame::new().fill(palette.canvas).inner_margin(Margin::symmetric(32, 14));
    Panel::bottom("entry-foot").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        if let Some(until) = journal_trash::until(&editor.summary, state) {
            notice(ui, Tone::Quiet, &t("journal-in-trash"), &until);
        }
        if editor.too_long {
            let sentences = sentences(understory_sync::engine::Failure::TooLong);
            notice(ui, Tone::Waiting, &sentences.what, &sentences.then);
        }
        if let Some(failure) = state.words_waiting {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
            ui.horizontal(|ui| {
                if Button::outline(t("save-try-again")).icon(Icon::RotateCcw).show(ui).clicked() {
                    actions.push(Action::Journal(JournalAction::RetrySave));
                }
                if Button::quiet(t("side-lock")).show(ui).clicked() {
                    actions.push(Action::Vault(VaultAction::Lock));
                }
            });
        } else if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
            if Button::quiet(t("dismiss")).small().show(ui).clicked() {
                actions.push(Action::DismissFailure);
            }
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(type_scale::caption(saved_line(state, editor)).color(palette.faint));
        });
    });
}

/// "Saved 9:31 · 86 words", and nothing about saving while anything waits.
pub fn saved_line(state: &State, editor: &Editor) -> String {
    let words = t_with("journal-words", &[("n", editor.words.into())]);
    if state.words_waiting.is_some() {
        return t_with("journal-not-saved", &[("words", words.into())]);
    }
    match editor.saved_ms {
        _ if editor.unsaved() => t_with("journal-saving", &[("words", words.into())]),
        Some(at_ms) => {
            let time = when::short(at_ms, state.now_ms, &state.zone);
            t_with("journal-saved", &[("time", time.into()), ("words", words.into())])
        }
        None => words,
    }
}
