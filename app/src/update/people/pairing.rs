//! Connecting with a new person, adding a device, letting somebody come back; leaving the page while that goes on asks first.

use understory_sync::engine::Command;
use understory_sync::engine::view::PairingView;
use understory_sync::limits::INVITATION_CHARS_MAX;
use understory_sync::people::Flow;
use understory_sync::sealed::Passphrase;
use zeroize::Zeroize as _;

use crate::action::PairingAction;
use crate::platform::files::FileDone;
use crate::platform::folders;
use crate::state::Room;
use crate::state::people::pairing::{FileOutcome, PairingForm, usual_role};

use super::super::{Update, journal};

/// Asks before a pairing is left for another room; false: nothing would be lost, go.
pub fn holds(update: &mut Update<'_>, to: Room) -> bool {
    let state = &mut update.model.state;
    let page = matches!(state.room, Room::Pairing | Room::AddDevice | Room::InviteBack(_));
    let holds = page && to != state.room && state.people.pairing_active();
    if holds {
        state.people.leaving_pairing = Some(to);
    } else if to != Room::Pairing {
        look(update, false);
    }
    holds
}

/// Carries out one wish about connecting.
pub fn act(update: &mut Update<'_>, action: PairingAction) {
    let my_role = update.model.views.people.pairing.role.unwrap_or_else(|| usual_role(&update.model.state));
    let (people, form) = (&mut update.model.state.people, &mut update.model.views.people.pairing);
    match action {
        PairingAction::Start => start(update, Flow::Person, Room::Pairing),
        PairingAction::StartDevice => start(update, Flow::Device, Room::AddDevice),
        PairingAction::StartReturn(person) => start(update, Flow::Return, Room::InviteBack(person)),
        PairingAction::InviteBack(person) => {
            update.model.state.failure = None;
            update.send(Command::InviteBack(person));
        }
        PairingAction::InviteDevice => {
            form.proving = true;
            let passphrase = Passphrase::new(form.passphrase.to_string());
            form.passphrase.zeroize();
            update.model.state.failure = None;
            update.send(Command::InviteDevice { passphrase });
        }
        PairingAction::AddDevice => {
            people.pairing = PairingView::Granting;
            update.send(Command::AddDevice);
        }
        PairingAction::Invite => update.send(Command::Invite { my_role }),
        PairingAction::Look => look(update, true),
        PairingAction::LookAway => look(update, false),
        PairingAction::Ask(endpoint) => update.send(Command::AskNearby { endpoint, my_role }),
        PairingAction::LetTry => update.send(Command::LetTry),
        PairingAction::Join => {
            // What does not fit is no invitation; the engine says so about the shortened text.
            let invitation = form.invitation.trim().chars().take(INVITATION_CHARS_MAX + 1).collect();
            update.send(Command::Join { invitation, my_role });
        }
        PairingAction::UseRelay(yes) => update.send(Command::UseInvitedRelay(yes)),
        PairingAction::KeepRelay => {
            if let PairingView::Paired { relay, .. } = &mut people.pairing {
                *relay = None;
            }
            update.send(Command::KeepInvitedRelay);
        }
        PairingAction::OpenFile => {
            if let Some(path) = &form.path {
                form.file = None;
                people.files.read(folders::typed(path));
            }
        }
        PairingAction::SaveFile => {
            if let (Some(path), PairingView::Inviting { invitation, .. }) = (&form.path, &people.pairing) {
                form.file = None;
                people.files.write(folders::typed(path), invitation.clone());
            }
        }
        PairingAction::LookForFiles => look_for_files(update),
        PairingAction::TypeWords => {
            form.sent = true;
            let words = form.words.each_ref().map(|word| word.trim().to_lowercase());
            update.send(Command::TypeWords(words));
        }
        PairingAction::Recognised(how) => update.send(Command::ConfirmPerson(how)),
        PairingAction::AskToEnd => people.leaving_pairing = Some(Room::People),
        PairingAction::Stay => people.leaving_pairing = None,
        PairingAction::End => end(update),
    }
}

/// Listens for invitations on the same network, or no longer; asks the engine only for a change.
fn look(update: &mut Update<'_>, looking: bool) {
    if core::mem::replace(&mut update.model.state.people.looking, looking) != looking {
        update.send(Command::LookNearby(looking));
    }
}

fn start(update: &mut Update<'_>, flow: Flow, room: Room) {
    journal::flush(update);
    let (state, view) = (&mut update.model.state, &mut update.model.views.people);
    // Only one goes on at a time, and its page shows it.
    let other = state.people.flow != flow || (flow == Flow::Return && state.room != room);
    if state.people.pairing_active() && other {
        state.people.leaving_pairing = Some(state.room);
        return;
    }
    state.room = room;
    state.failure = None;
    if !state.people.pairing_active() {
        state.people.flow = flow;
        state.people.pairing = PairingView::Idle;
        view.pairing = PairingForm::default();
    }
}

fn end(update: &mut Update<'_>) {
    let state = &mut update.model.state;
    state.room = state.people.leaving_pairing.take().unwrap_or(Room::People);
    state.people.pairing = PairingView::Idle;
    update.model.views.people.pairing = PairingForm::default();
    update.send(Command::CancelPairing);
    look(update, false);
}

fn look_for_files(update: &mut Update<'_>) {
    let (people, form) = (&mut update.model.state.people, &mut update.model.views.people.pairing);
    while let Some(done) = people.files.try_done() {
        form.file = match done {
            FileDone::Written(Ok(())) => {
                form.path = None;
                Some(FileOutcome::Saved)
            }
            FileDone::Written(Err(true)) => Some(FileOutcome::Exists),
            FileDone::Written(Err(false)) | FileDone::Read(None) => Some(FileOutcome::Failed),
            FileDone::Read(Some(text)) if text.trim().starts_with("understory:") => {
                form.path = None;
                form.invitation = text.trim().to_owned();
                None
            }
            FileDone::Read(Some(_)) => Some(FileOutcome::NotAnInvitation),
        };
    }
}

/// Takes in where the pairing stands.
pub fn hear(update: &mut Update<'_>, flow: Flow, view: PairingView) {
    let now = update.now();
    let (people, form) = (&mut update.model.state.people, &mut update.model.views.people.pairing);
    if matches!(view, PairingView::Words { .. }) {
        form.sent = false;
        form.edited = [false; 2];
    } else {
        form.words = Default::default();
    }
    form.proving = false;
    people.flow = flow;
    people.pairing = view;
    people.pairing_heard = now;
    if !people.pairing_active() {
        people.leaving_pairing = None;
    }
}
