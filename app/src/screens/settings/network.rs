//! How devices find each other: the mode, who learns what in it, and the relay with its test.

use egui::{Id, Ui};
use understory_sync::engine::view::{NetworkMode, RelayCheck, RelayState, RelayUrlError, RelayView};
use zeroize::Zeroizing;

use crate::action::{Action, RelayAction, SettingsAction};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::relay::{Check, RelayForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, notice, segmented, status_line};

/// Draws both cards.
pub fn ui(ui: &mut Ui, state: &State, form: &mut RelayForm, actions: &mut Vec<Action>) {
    let Some(profile) = &state.profile else { return };
    let mode = form.wanted.unwrap_or(profile.network);
    modes(ui, mode, actions);
    while_locked(ui, state, profile.network, actions);
    let kept = state.relay.kept.as_ref().filter(|kept| kept.url.is_some());
    if mode.is_anywhere() || kept.is_some() {
        relay(ui, state, kept, form, actions);
    }
}

fn push(actions: &mut Vec<Action>, action: RelayAction) {
    actions.push(Action::Settings(SettingsAction::Relay(action)));
}

/// The name of a mode in the sentences.
fn name(mode: NetworkMode) -> &'static str {
    match mode {
        NetworkMode::Off => "off",
        NetworkMode::Nearby => "nearby",
        NetworkMode::RelayOnly => "relay-only",
        NetworkMode::Direct => "direct",
    }
}

fn modes(ui: &mut Ui, chosen: NetworkMode, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let modes = [NetworkMode::Off, NetworkMode::Nearby, NetworkMode::RelayOnly, NetworkMode::Direct]
        .map(|mode| (mode, t(&format!("settings-network-{}", name(mode)))));
    card(ui, |ui| {
        ui.label(type_scale::strong(t("settings-network")).color(palette.text));
        let hint = t(&format!("settings-network-{}-hint", name(chosen)));
        ui.add(egui::Label::new(type_scale::ui(hint).color(palette.muted)).wrap());
        ui.add_space(space::XS);
        if let Some(mode) = segmented(ui, chosen, &modes) {
            push(actions, RelayAction::Mode(mode));
        }
        ui.add_space(space::S);
        ui.label(type_scale::caption(t("settings-learns")).color(palette.faint));
        for (who, icon) in [("them", Icon::Users), ("between", Icon::Link), ("here", Icon::Monitor)] {
            ui.horizontal_top(|ui| {
                icon.show(ui, space::ICON, palette.faint);
                let words = t(&format!("settings-learns-{who}-{}", name(chosen)));
                ui.add(egui::Label::new(type_scale::ui(words).color(palette.muted)).wrap());
            });
        }
    });
    ui.add_space(space::S);
}

/// The one choice about the time in which nobody is here.
fn while_locked(ui: &mut Ui, state: &State, mode: NetworkMode, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(type_scale::strong(t("settings-receiving")).color(palette.text));
        let mut receives = state.keeps_receiving;
        if ui.checkbox(&mut receives, type_scale::ui(t("settings-receiving-switch"))).changed() {
            push(actions, RelayAction::KeepReceiving(receives));
        }
        let off = mode == NetworkMode::Off;
        let lines = ["settings-receiving-hint", "settings-receiving-means", "settings-receiving-off"];
        for line in &lines[..if off { 3 } else { 2 }] {
            ui.add(egui::Label::new(type_scale::ui(t(line)).color(palette.muted)).wrap());
        }
    });
    ui.add_space(space::S);
}

fn relay(ui: &mut Ui, state: &State, kept: Option<&RelayView>, form: &mut RelayForm, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(type_scale::strong(t("settings-relay")).color(palette.text));
        ui.add(egui::Label::new(type_scale::ui(t("settings-relay-explain")).color(palette.muted)).wrap());
        if let Some(kept) = kept.filter(|kept| kept.state != RelayState::Off) {
            standing(ui, kept.state);
        }
        let typed = fields(ui, kept, form);
        if typed {
            push(actions, RelayAction::Typed);
        }
        ui.horizontal_wrapped(|ui| {
            let ready = !form.url.trim().is_empty();
            let asking = state.relay.check == Check::Asking;
            let word = if form.wanted.is_some() { "settings-relay-use" } else { "settings-relay-save" };
            if Button::primary(t(word)).enabled(ready && (form.edited || form.wanted.is_some())).show(ui).clicked() {
                push(actions, RelayAction::Save);
            }
            if Button::outline(t("settings-relay-test")).enabled(ready && !asking).show(ui).clicked() {
                push(actions, RelayAction::Test);
            }
            if kept.is_some() && Button::quiet(t("settings-relay-forget")).show(ui).clicked() {
                push(actions, RelayAction::Forget);
            }
        });
        found(ui, state.relay.check);
    });
    ui.add_space(space::S);
}

/// Draws the fields; returns whether something was typed or chosen.
fn fields(ui: &mut Ui, kept: Option<&RelayView>, form: &mut RelayForm) -> bool {
    let wrong = form.url_wrong.map(|why| t(url_wrong(why)));
    let field = Field::new(t("settings-relay-url")).inside(t("settings-relay-url-inside")).error(wrong);
    let mut typed = field.id(Id::unique("relay-url")).show(ui, &mut form.url).changed();
    if typed {
        form.url_wrong = None;
    }
    if form.url.trim().to_ascii_lowercase().starts_with("http:") {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::caption(t("settings-relay-plain")).color(palette.warn)).wrap());
    }
    let same = kept.is_some_and(|kept| kept.url.as_ref().is_some_and(|url| is_typed(url.as_str(), &form.url)));
    let token = Token {
        label: "settings-relay-token",
        hint: if same && kept.is_some_and(|kept| kept.token_kept) {
            "settings-relay-token-kept"
        } else {
            "settings-relay-token-hint"
        },
        id: "relay-token",
    };
    typed |= token.show(ui, &mut form.token, &mut form.shown, &mut form.token_wrong);
    if ui.checkbox(&mut form.invitations, type_scale::ui(t("settings-relay-invitations"))).changed() {
        typed = true;
    }
    let token_kept = same && kept.is_some_and(|kept| kept.invitation_token_kept);
    let token = Token {
        label: "settings-relay-invitation-token",
        hint: if token_kept { "settings-relay-token-kept" } else { "settings-relay-invitation-token-hint" },
        id: "relay-invitation-token",
    };
    typed | token.show(ui, &mut form.invitation_token, &mut form.invitation_shown, &mut form.invitation_token_wrong)
}

struct Token {
    label: &'static str,
    hint: &'static str,
    id: &'static str,
}

impl Token {
    fn show(self, ui: &mut Ui, text: &mut Zeroizing<String>, shown: &mut bool, wrong: &mut bool) -> bool {
        let error = wrong.then(|| t("settings-relay-token-wrong"));
        let field = Field::new(t(self.label)).hint(t(self.hint)).secret(shown).error(error);
        let changed = field.id(Id::unique(self.id)).show(ui, text).changed();
        *wrong &= !changed;
        changed
    }
}

/// Whether what is typed names the relay that is kept.
fn is_typed(kept: &str, typed: &str) -> bool {
    understory_sync::engine::view::RelayUrl::parse(typed).is_ok_and(|url| url.as_str() == kept)
}

fn url_wrong(why: RelayUrlError) -> &'static str {
    match why {
        RelayUrlError::Empty => "settings-relay-url-empty",
        RelayUrlError::TooLong => "settings-relay-url-long",
        RelayUrlError::NotHttps => "settings-relay-url-https",
        RelayUrlError::NotOnlyHost => "settings-relay-url-host",
        RelayUrlError::Malformed => "settings-relay-url-malformed",
    }
}

fn standing(ui: &mut Ui, state: RelayState) {
    let (tone, word) = match state {
        RelayState::Off | RelayState::Connecting => (Tone::Quiet, "settings-relay-connecting"),
        RelayState::Connected => (Tone::Ok, "settings-relay-connected"),
        RelayState::Denied => (Tone::Failed, "settings-relay-denied"),
        RelayState::Failed => (Tone::Waiting, "settings-relay-failed"),
    };
    status_line(ui, tone, &t(word));
}

fn found(ui: &mut Ui, check: Check) {
    let name = match check {
        Check::None => return,
        Check::Asking => return status_line(ui, Tone::Quiet, &t("settings-relay-asking")),
        Check::Found(RelayCheck::Reached { ms }) => {
            let ms = i64::try_from(ms.max(1)).unwrap_or(i64::MAX);
            let words = t_with("settings-relay-reached", &[("ms", ms.into())]);
            return notice(ui, Tone::Ok, &words, &t("settings-relay-reached-then"));
        }
        Check::Found(RelayCheck::TokenRefused) => "refused",
        Check::Found(RelayCheck::NotFound) => "not-found",
        Check::Found(RelayCheck::NoAnswer) => "no-answer",
        Check::Found(RelayCheck::BadCertificate) => "certificate",
        Check::Found(RelayCheck::NotARelay) => "not-a-relay",
    };
    notice(ui, Tone::Failed, &t(&format!("settings-relay-{name}")), &t(&format!("settings-relay-{name}-then")));
}
