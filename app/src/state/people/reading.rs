//! Reading what others shared: what is selected there, and the notes being written.
//!
//! Invariant: a note lives here from its draft's first answer until it is left or the vault is locked; dropping it
//! earlier would number its batches anew, and the engine would take them for old ones.

use std::collections::BTreeMap;

use understory_sync::document::TextBinding;
use understory_sync::engine::view::NoteDraftView;
use understory_sync::ids::{DocumentId, SpaceId};

use crate::widgets::prose_edit::ProseField;

/// The list of clients.
#[derive(Default)]
pub struct ClientsView {
    /// What is typed to find one.
    pub filter: String,
    /// The marked row.
    pub row: usize,
}

/// The page of one person.
#[derive(Default)]
pub struct ReadingView {
    /// Whose page was drawn last.
    pub space: Option<SpaceId>,
    /// The publication being read.
    pub selected: Option<DocumentId>,
    /// The keyboard moved the selection; scroll there.
    pub moved: bool,
    /// Characters selected in the publication being read.
    pub passage: Option<(usize, usize)>,
    /// The publication whose draft was asked for.
    pub wanted: Option<DocumentId>,
    /// Notes being written, by publication.
    pub notes: BTreeMap<DocumentId, NoteEditor>,
}

impl ReadingView {
    /// Selects a publication; what was selected in another one is forgotten.
    pub fn select(&mut self, publication: Option<DocumentId>) {
        if self.selected != publication {
            self.selected = publication;
            self.passage = None;
        }
    }
}

/// One margin note being written.
pub struct NoteEditor {
    /// The draft, a private document.
    pub draft: DocumentId,
    /// Its words.
    pub field: ProseField,
    /// The field takes the keyboard at the next frame.
    pub take_focus: bool,
    /// It is being left; the engine has not answered yet.
    pub leaving: bool,
    /// A key or a paste was refused because the note would become too long.
    pub too_long: bool,
}

impl NoteEditor {
    /// Returns an editor over a draft.
    pub fn new(view: NoteDraftView) -> Self {
        Self {
            draft: view.draft,
            field: ProseField::new(TextBinding::new(view.text, 0)),
            take_focus: true,
            leaving: false,
            too_long: false,
        }
    }
}
