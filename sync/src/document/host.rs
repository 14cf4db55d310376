//! The engine's half of an open text: puts the screen's splices where the person saw them, and tells the screen what
//! came from elsewhere.
//!
//! The screen takes patches only while it has typed nothing newer (see `binding`), so until its next batch says how
//! many patch sets it took, the host remembers the heads of each one it offered.

use std::time::Duration;

use automerge::transaction::Transactable as _;
use automerge::{ChangeHash, ReadDoc as _};

use super::doc::Doc;
use super::error::DocumentError;
use super::history::History;
use super::text::{Field, Patch, Splice};

/// One open field.
pub struct TextHost {
    field: Field,
    batch: u64,
    /// Heads of the text the screen had when it sent its newest batch.
    seen: Vec<ChangeHash>,
    /// Heads of each patch set offered since, oldest first.
    offered: Vec<Vec<ChangeHash>>,
    /// Heads that the undo steps are written for.
    front: Vec<ChangeHash>,
    history: History,
}

impl TextHost {
    /// Opens a field; the screen starts from the document's text as it is now.
    pub fn new(doc: &Doc, field: Field) -> Self {
        let heads = doc.change_heads();
        Self { field, batch: 0, seen: heads.clone(), offered: Vec::new(), front: heads, history: History::default() }
    }

    /// Starts over with a screen that was sent the document's text as it is now and [`TextHost::batch`]; undo stays.
    pub fn reopen(&mut self, doc: &Doc) -> Result<(), DocumentError> {
        self.absorb(doc)?;
        self.seen = self.front.clone();
        self.offered.clear();
        Ok(())
    }

    /// Returns the newest batch applied; patches are made after it.
    pub fn batch(&self) -> u64 {
        self.batch
    }

    /// Writes a batch as one change, at the text the screen had, and returns the patches from the screen's text to
    /// the document's (usually none). A batch that was applied before changes nothing.
    pub fn apply(
        &mut self,
        doc: &mut Doc,
        batch: u64,
        splices: &[Splice],
        now: Duration,
    ) -> Result<Vec<Patch>, DocumentError> {
        if batch <= self.batch {
            return Ok(Vec::new());
        }
        self.absorb(doc)?;
        let taken = splices.iter().take_while(|splice| is_acknowledgement(splice)).count();
        let base = match taken.min(self.offered.len()) {
            0 => self.seen.clone(),
            taken => self.offered[taken - 1].clone(),
        };
        let written = doc.splice_at(self.field, &base, &splices[taken..])?;
        self.batch = batch;
        self.seen = written.map_or(base, |hash| vec![hash]);
        self.offered.clear();
        let before = std::mem::replace(&mut self.front, doc.change_heads());
        self.history.record(&doc.text_patches(self.field, &self.front, &before)?, now);
        self.offer(doc)
    }

    /// Returns the patches from the text last offered to the document's text, when it changed by other means than
    /// this screen's typing. They are made after [`TextHost::batch`].
    pub fn refresh(&mut self, doc: &Doc) -> Result<Vec<Patch>, DocumentError> {
        self.absorb(doc)?;
        self.offer(doc)
    }

    /// Takes the newest step back, as a new change; none if there is nothing to take back.
    pub fn undo(&mut self, doc: &mut Doc) -> Result<Option<Vec<Patch>>, DocumentError> {
        self.absorb(doc)?;
        let Some(step) = self.history.take_undo() else { return Ok(None) };
        let back = self.write_step(doc, &step)?;
        self.history.undone(&back);
        self.offer(doc).map(Some)
    }

    /// Brings the newest step taken back again; none if there is nothing to bring back.
    pub fn redo(&mut self, doc: &mut Doc) -> Result<Option<Vec<Patch>>, DocumentError> {
        self.absorb(doc)?;
        let Some(step) = self.history.take_redo() else { return Ok(None) };
        let back = self.write_step(doc, &step)?;
        self.history.redone(&back);
        self.offer(doc).map(Some)
    }

    /// Writes a step at the newest text and returns the step that takes it back.
    fn write_step(&mut self, doc: &mut Doc, step: &[Patch]) -> Result<Vec<Patch>, DocumentError> {
        doc.splice_at(self.field, &self.front, step)?;
        let before = std::mem::replace(&mut self.front, doc.change_heads());
        doc.text_patches(self.field, &self.front, &before)
    }

    /// Rewrites the undo steps for what arrived from elsewhere.
    fn absorb(&mut self, doc: &Doc) -> Result<(), DocumentError> {
        let heads = doc.change_heads();
        if heads != self.front {
            self.history.rewrite(&doc.text_patches(self.field, &self.front, &heads)?);
            self.front = heads;
        }
        Ok(())
    }

    fn offer(&mut self, doc: &Doc) -> Result<Vec<Patch>, DocumentError> {
        let last = self.offered.last().unwrap_or(&self.seen);
        if *last == self.front {
            return Ok(Vec::new());
        }
        let patches = doc.text_patches(self.field, last, &self.front)?;
        if !patches.is_empty() {
            self.offered.push(self.front.clone());
        } else if self.offered.is_empty() {
            self.seen = self.front.clone();
        }
        Ok(patches)
    }
}

fn is_acknowledgement(splice: &Splice) -> bool {
    splice.delete == 0 && splice.insert.is_empty()
}

impl core::fmt::Debug for TextHost {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TextHost({:?}, batch {}, {} offered)", self.field, self.batch, self.offered.len())
    }
}

impl Doc {
    /// Heads in a fixed order, so that equal ones compare equal.
    pub(super) fn change_heads(&self) -> Vec<ChangeHash> {
        let mut heads = self.automerge().get_heads();
        heads.sort_unstable();
        heads
    }

    /// Replaces title and text.
    pub fn set_words(&mut self, title: &str, body: &str) -> Result<(), DocumentError> {
        for (field, words) in [(Field::Title, title), (Field::Body, body)] {
            let heads = self.change_heads();
            let delete = self.text(field).chars().count();
            self.splice_at(field, &heads, &[Splice { at: 0, delete, insert: words.to_owned() }])?;
        }
        Ok(())
    }

    /// Writes splices at the text of `heads`; what lies beyond its end is moved to its end.
    pub(super) fn splice_at(
        &mut self,
        field: Field,
        heads: &[ChangeHash],
        splices: &[Splice],
    ) -> Result<Option<ChangeHash>, DocumentError> {
        if splices.is_empty() {
            return Ok(None);
        }
        let text = self.text_object(field)?;
        self.change_at(heads, |tx| {
            for splice in splices {
                let length = tx.length(&text);
                let at = splice.at.min(length);
                let delete = splice.delete.min(length - at);
                tx.splice_text(&text, at, delete as isize, &splice.insert)?;
            }
            Ok(())
        })
    }
}
