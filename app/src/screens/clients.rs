//! Those who share with this person: what is new, when each was heard, and a field to find one.

use egui::{Align2, CornerRadius, FontId, Id, Key, Modifiers, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use understory_sync::engine::view::PersonView;

use crate::action::{Action, PairingAction, PeopleAction, ReadingAction};
use crate::i18n::{t, t_with};
use crate::state::people::reading::ClientsView;
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, empty, focus_ring, page};

use super::people::{keyboard, said};

const ROW: f32 = 47.0;
/// Where the four columns begin, as shares of the width.
const COLUMNS: [f32; 4] = [0.0, 0.26, 0.42, 0.80];

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    view.reading.space = None;
    let clients = state.people.clients();
    for client in clients.iter().filter(|client| state.people.must_fetch(client)) {
        actions.push(Action::People(PeopleAction::Reading(ReadingAction::Fetch(client.space))));
    }
    if clients.is_empty() {
        return nobody(ui, actions);
    }
    let view = &mut view.clients;
    let filter = view.filter.trim().to_lowercase();
    let found: Vec<&PersonView> =
        clients.iter().copied().filter(|client| client.name.to_lowercase().contains(&filter)).collect();
    let id = Id::unique("find-client");
    let (moved, entered) = keys(ui, id, view, found.len());
    let news = clients.iter().filter(|client| client.unread > 0).count();
    let subtitle = t_with("clients-news", &[("n", i64::try_from(news).unwrap_or(i64::MAX).into())]);
    let (row, typed) = (view.row, &mut view.filter);
    let find = |ui: &mut Ui| {
        ui.allocate_ui(vec2(240.0, space::CONTROL_HEIGHT), |ui| {
            let field = Field::new(t("clients-find")).inside(t("clients-find")).icon(Icon::Search).id(id);
            let response = field.show(ui, typed);
            if keyboard::is_free(ui) {
                response.request_focus();
            }
        });
    };
    let mut opened = if entered { found.get(row).copied() } else { None };
    page(ui, &t("clients-title"), &subtitle, find, |ui| {
        if found.is_empty() {
            empty(ui, &t("clients-none-found"), None);
            return;
        }
        if let Some(clicked) = table(ui, state, &found, row, moved) {
            opened = Some(clicked);
        }
        ui.add_space(space::M);
        ui.label(type_scale::caption(t("clients-keys")).color(theme::palette(ui).faint));
    });
    if let Some(client) = opened {
        actions.push(Action::Go(Room::Reading(client.space)));
    }
}

fn nobody(ui: &mut Ui, actions: &mut Vec<Action>) {
    page(
        ui,
        &t("clients-title"),
        "",
        |_| {},
        |ui| {
            if empty(ui, &t("clients-nobody"), Some(Button::primary(t("people-connect")).icon(Icon::Plus))) {
                actions.push(Action::People(PeopleAction::Pairing(PairingAction::Start)));
            }
        },
    );
}

/// Moves the marked row; the keyboard may stand in the filter or nowhere.
fn keys(ui: &Ui, filter: Id, view: &mut ClientsView, rows: usize) -> (bool, bool) {
    let last = rows.saturating_sub(1);
    view.row = view.row.min(last);
    if ui.memory(|memory| memory.focused().is_some_and(|focused| focused != filter)) {
        return (false, false);
    }
    ui.input_mut(|input| {
        let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
        let up = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
        view.row = (view.row + down).min(last).saturating_sub(up);
        (down + up > 0, input.consume_key(Modifiers::NONE, Key::Enter))
    })
}

fn table<'a>(
    ui: &mut Ui,
    state: &State,
    found: &[&'a PersonView],
    marked: usize,
    moved: bool,
) -> Option<&'a PersonView> {
    let palette = theme::palette(ui);
    let frame = egui::Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(space::RADIUS_CARD));
    let mut clicked = None;
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_width(ui.available_width());
        let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
        let names = [t("clients-client"), t("clients-new"), t("clients-newest"), t("clients-heard")];
        for (column, name) in names.iter().enumerate() {
            cell(ui, head, column, name, FontId::new(type_scale::CAPTION, type_scale::strong_family()), palette.muted);
        }
        for (index, client) in found.iter().enumerate() {
            if row(ui, state, client, index == marked, moved) {
                clicked = Some(*client);
            }
        }
    });
    clicked
}

fn row(ui: &mut Ui, state: &State, client: &PersonView, marked: bool, moved: bool) -> bool {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let new = new_count(client);
    let newest = newest(state, client);
    let heard = said::last_heard(client, state);
    let spoken = t_with(
        "clients-row",
        &[
            ("name", client.name.as_str().into()),
            ("new", new.as_str().into()),
            ("newest", newest.as_str().into()),
            ("heard", heard.as_str().into()),
        ],
    );
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, marked, &spoken));
    if marked && moved {
        ui.scroll_to_rect(rect, None);
    }
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, palette.line));
    if marked || response.hovered() {
        let fill = if marked { palette.selection } else { palette.sunken };
        ui.painter().rect_filled(rect.shrink2(vec2(1.0, 1.0)), CornerRadius::same(space::RADIUS), fill);
    }
    let plain = || FontId::proportional(type_scale::UI);
    let quiet = if marked { palette.text } else { palette.muted };
    cell(ui, rect, 0, &client.name, FontId::new(type_scale::UI, type_scale::strong_family()), palette.text);
    cell(ui, rect, 1, &new, plain(), if client.unread > 0 { palette.text } else { quiet });
    cell(ui, rect, 2, &newest, plain(), quiet);
    cell(ui, rect, 3, &heard, plain(), quiet);
    focus_ring(ui, &response, rect, space::RADIUS);
    response.clicked()
}

fn cell(ui: &Ui, row: Rect, column: usize, text: &str, font: FontId, ink: egui::Color32) {
    let inner = row.shrink2(vec2(space::L, 0.0));
    let x = inner.left() + inner.width() * COLUMNS[column];
    let end = COLUMNS.get(column + 1).map_or(inner.right(), |next| inner.left() + inner.width() * next - space::M);
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width((end - x).max(0.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = Align2::LEFT_CENTER.anchor_size(pos2(x, row.center().y), galley.size());
    ui.painter().galley(at.min, galley, ink);
}

fn new_count(client: &PersonView) -> String {
    match client.unread {
        0 => t("clients-nothing-new"),
        n => t_with("clients-new-count", &[("n", i64::try_from(n).unwrap_or(i64::MAX).into())]),
    }
}

/// The title of the newest readable publication, or its first words.
fn newest(state: &State, client: &PersonView) -> String {
    let publications = state.people.publications.get(&client.space);
    let shown = publications.into_iter().flatten().filter(|publication| publication.kept_until_ms.is_none());
    let newest = shown.max_by_key(|publication| publication.received_ms);
    newest.map_or_else(|| t("clients-nothing-yet"), |publication| super::reading::name_of(&publication.content))
}
