//! Records: wishes become commands, and what the engine tells becomes state.
//!
//! Invariant: nothing is shown as set before the engine said so.

use understory_sync::clock::random;
use understory_sync::document::FactChanges;
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::CareAction;

use super::Update;

/// Carries out one wish about records.
pub fn act(update: &mut Update<'_>, action: CareAction) {
    match action {
        CareAction::Set { document, kind, set } => update.send(Command::SetFacts { document, kind, set }),
        CareAction::Begin { kind, set } => {
            begin(update, kind, set);
        }
        CareAction::SetOnly { kind, set } => {
            let Some(profile) = &update.model.state.profile else { return };
            let document = kind.only_one(profile.private_space);
            update.send(Command::SetFacts { document, kind, set });
        }
        CareAction::Trash(document, trashed) => update.send(Command::Trash { document, trashed }),
    }
}

/// Begins a record under a random name and returns the name; none if the system gives no random bytes.
pub fn begin(update: &mut Update<'_>, kind: Kind, set: FactChanges) -> Option<DocumentId> {
    let Ok(name) = random(&**update.entropy) else {
        update.model.state.failure = Some(Failure::Internal);
        return None;
    };
    let document = DocumentId(name);
    update.send(Command::SetFacts { document, kind, set });
    Some(document)
}

/// Takes in what the engine said about records.
pub fn hear(update: &mut Update<'_>, event: Event) {
    if let Event::Records { changed, removed } = event {
        update.model.state.care.merge(changed, &removed);
        super::hours::offer(update);
        super::plan::follow(update);
        super::check_ins::offer(update);
        super::months::remind(update);
    }
}
