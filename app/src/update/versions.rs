//! The versions of the open entry: asked for, compared, brought back.
//!
//! Invariant: what is typed is sent before versions are read, so that how the entry is now is one of them.

use understory_sync::engine::{Command, Event};

use crate::action::JournalAction;
use crate::state::VersionsForm;

use super::{Update, journal};

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: JournalAction) {
    match action {
        JournalAction::Versions(true) => {
            journal::flush(update);
            let Some(editor) = &update.model.views.journal.editor else { return };
            let document = editor.summary.document;
            update.model.views.journal.versions = Some(VersionsForm { document, versions: Vec::new(), shown: None });
            update.send(Command::ReadVersions(document));
        }
        JournalAction::Versions(false) => update.model.views.journal.versions = None,
        JournalAction::Version(heads) => {
            if let Some(form) = &update.model.views.journal.versions {
                let document = form.document;
                update.send(Command::ReadVersion { document, heads });
            }
        }
        JournalAction::BringBack => {
            let Some(form) = update.model.views.journal.versions.take() else { return };
            if let Some(shown) = form.shown {
                journal::flush(update);
                update.send(Command::RestoreVersion { document: form.document, heads: shown.heads });
            }
        }
        _ => {}
    }
}

/// Takes in what the engine said about versions.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let Some(form) = &mut update.model.views.journal.versions else { return };
    match event {
        Event::Versions(view) if view.document == form.document => {
            // The one before how it is now: what somebody looks for.
            let first = view.versions.get(1).map(|version| version.heads.clone());
            let document = view.document;
            form.versions = view.versions;
            if let Some(heads) = first {
                update.send(Command::ReadVersion { document, heads });
            }
        }
        Event::Version(view) if view.document == form.document => form.shown = Some(view),
        _ => {}
    }
}
