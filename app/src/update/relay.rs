//! The relay: typed words become a relay that is kept, tested or forgotten.
//!
//! Invariant: a token leaves the form only as `RelayToken`, which is wiped; the form's own is wiped when it is kept.

use understory_sync::engine::command::RelayWish;
use understory_sync::engine::view::{NetworkMode, RelayToken, RelayUrl};
use understory_sync::engine::{Command, Event};

use super::Update;
use crate::action::RelayAction;
use crate::state::relay::{Check, RelayForm};

/// Carries out one wish about the relay.
pub fn act(update: &mut Update<'_>, action: RelayAction) {
    match action {
        RelayAction::Mode(mode) => choose(update, mode),
        RelayAction::Typed => {
            update.model.views.relay.edited = true;
            update.model.state.relay.check = Check::None;
        }
        RelayAction::Save => save(update),
        RelayAction::Test => test(update),
        RelayAction::Forget => {
            update.model.views.relay = RelayForm::default();
            update.model.state.relay.check = Check::None;
            update.send(Command::SetRelay(None));
        }
        RelayAction::KeepReceiving(yes) => update.send(Command::KeepReceiving(yes)),
    }
}

/// Takes in what the engine said about the relay.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let relay = &mut update.model.state.relay;
    match event {
        Event::Relay(kept) => {
            let form = &mut update.model.views.relay;
            if !form.edited {
                *form = RelayForm { wanted: form.wanted, ..RelayForm::of(&kept) };
            }
            relay.kept = Some(kept);
        }
        Event::RelayChecked { number, found } if number == relay.checks => relay.check = Check::Found(found),
        _ => {}
    }
}

fn choose(update: &mut Update<'_>, mode: NetworkMode) {
    let kept = update.model.state.relay.kept.as_ref().is_some_and(|kept| kept.url.is_some());
    let form = &mut update.model.views.relay;
    if mode.is_anywhere() && !kept {
        // It begins when there is a relay; until then nothing changes.
        form.wanted = Some(mode);
    } else {
        form.wanted = None;
        update.send(Command::SetNetwork(mode));
    }
}

/// Reads the form; marks what is wrong with it.
fn read(form: &mut RelayForm) -> Option<RelayWish> {
    let url = RelayUrl::parse(&form.url);
    let (token, invitation_token) = (RelayToken::parse(&form.token), RelayToken::parse(&form.invitation_token));
    form.url_wrong = url.as_ref().err().copied();
    form.token_wrong = token.is_err();
    form.invitation_token_wrong = invitation_token.is_err();
    Some(RelayWish {
        url: url.ok()?,
        token: token.ok()?,
        invitation_token: invitation_token.ok()?,
        invitations: form.invitations,
    })
}

fn save(update: &mut Update<'_>) {
    let form = &mut update.model.views.relay;
    let Some(wish) = read(form) else { return };
    let wanted = form.wanted.take();
    // What is kept comes back as the engine keeps it, without the tokens.
    *form = RelayForm { url: std::mem::take(&mut form.url), invitations: form.invitations, ..RelayForm::default() };
    update.send(Command::SetRelay(Some(wish)));
    if let Some(mode) = wanted {
        update.send(Command::SetNetwork(mode));
    }
}

fn test(update: &mut Update<'_>) {
    let Some(wish) = read(&mut update.model.views.relay) else { return };
    let relay = &mut update.model.state.relay;
    relay.checks += 1;
    relay.check = Check::Asking;
    let number = relay.checks;
    update.send(Command::TestRelay { number, url: wish.url, token: wish.token });
}
