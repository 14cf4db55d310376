//! The share sheet: every change of a choice asks for a new preview, and only a matching one can leave.

use understory_sync::engine::Command;
use understory_sync::engine::view::Preview;
use understory_sync::ids::{DocumentId, SpaceId};
use understory_sync::kind::Kind;

use crate::action::SharingAction;
use crate::care::bring;
use crate::care::hours::day_of;
use crate::state::people::sharing::{ShareSheet, Wish, Withdrawal, iso_date};

use super::super::{Update, journal};

/// Opens the sheet over the open entry and asks for its first preview.
pub fn open(update: &mut Update<'_>, selection: Option<(usize, usize)>, replaces: Option<DocumentId>) {
    journal::flush(update);
    if update.model.state.sharing_waits() {
        return;
    }
    let Some(editor) = &update.model.views.journal.editor else { return };
    let state = &mut update.model.state;
    let replaced = replaces.and_then(|old| editor.shares.iter().find(|share| share.publication == old));
    let Some(first) = state.people.readers().next().map(|contact| contact.space) else { return };
    let wish = match replaced {
        // An update never widens by itself: a passage stays a passage, a field that stayed stays.
        Some(share) => Wish {
            space: share.space,
            whole: share.whole,
            title: share.content.as_ref().is_some_and(|content| content.title.is_some()),
            date: share.content.as_ref().is_some_and(|content| content.date.is_some()),
            bring: share.content.as_ref().is_some_and(|content| content.bring),
        },
        None => Wish { space: first, whole: selection.is_none(), title: true, date: true, bring: false },
    };
    let sheet = ShareSheet {
        entry: editor.summary.document,
        untitled: editor.title.binding.text().trim().is_empty(),
        date: iso_date(editor.summary.created_ms, &state.zone),
        selection,
        replaces,
        wish,
        preview: None,
        sent: false,
    };
    let request = sheet.request();
    state.people.sheet = Some(sheet);
    state.failure = None;
    if let Some(request) = request {
        update.send(request);
    }
}

/// Opens the sheet over the open entry for this reader.
pub fn offer(update: &mut Update<'_>, space: SpaceId) {
    open(update, None, None);
    if let Some(sheet) = &update.model.state.people.sheet {
        let wish = Wish { space, ..sheet.wish };
        act(update, SharingAction::Choose(wish));
    }
}

/// Carries out one wish about sharing.
pub fn act(update: &mut Update<'_>, action: SharingAction) {
    let state = &mut update.model.state;
    match action {
        SharingAction::Choose(wish) => {
            let Some(sheet) = &mut state.people.sheet else { return };
            (sheet.wish, sheet.preview) = (wish, None);
            let request = sheet.request();
            state.failure = None;
            if let Some(request) = request {
                update.send(request);
            }
        }
        SharingAction::Share => share(update),
        SharingAction::AskToWithdraw(withdrawal) => state.people.withdrawal = Some(withdrawal),
        SharingAction::KeepShared => state.people.withdrawal = None,
        SharingAction::Withdraw => match state.people.withdrawal.take() {
            Some(Withdrawal::Publication { publication, .. }) => {
                unmark(update, publication);
                update.send(Command::Withdraw { publication });
            }
            Some(Withdrawal::Note { note, .. }) => update.send(Command::WithdrawNote(note)),
            None => {}
        },
    }
}

/// Takes off the mark that this is to be brought to a session.
fn unmark(update: &mut Update<'_>, publication: DocumentId) {
    let name = bring::name(publication);
    let marked = update.model.state.journal.entries().find(|entry| entry.facts.contains_key(&name));
    if let Some(document) = marked.map(|entry| entry.document) {
        update.send(Command::SetFacts { document, kind: Kind::Entry, set: [(name, None)].into() });
    }
}

fn share(update: &mut Update<'_>) {
    let state = &mut update.model.state;
    if state.sharing_waits() {
        return;
    }
    let Some(sheet) = &mut state.people.sheet else { return };
    let Some(preview) = sheet.ready().map(|preview| preview.number) else { return };
    sheet.sent = true;
    state.failure = None;
    update.send(Command::Share { preview });
}

/// Takes in what would leave.
pub fn hear_preview(update: &mut Update<'_>, preview: Preview) {
    if let Some(sheet) = &mut update.model.state.people.sheet
        && sheet.entry == preview.entry
        && sheet.preview.as_ref().is_none_or(|known| known.number < preview.number)
    {
        sheet.preview = Some(preview);
    }
}

/// Takes in that it left.
pub fn hear_shared(update: &mut Update<'_>, entry: DocumentId, publication: DocumentId) {
    let state = &mut update.model.state;
    let Some(sheet) = state.people.sheet.take_if(|sheet| sheet.entry == entry) else { return };
    if sheet.wish.bring {
        // Today counts it as well.
        let mark = bring::mark(day_of(state.now_ms, &state.zone));
        let set = [(bring::name(publication), Some(mark))].into();
        update.send(Command::SetFacts { document: entry, kind: Kind::Entry, set });
    }
}
