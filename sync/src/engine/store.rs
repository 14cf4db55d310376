//! Writing our own chunks: one transaction, in order, and a place for words the disk has no room for.
//!
//! Invariant: nothing is reported as saved before its commit returned; chunks that failed are written first, in the
//! order in which they were made.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::Field;
use crate::ids::{DocumentId, Origin, SpaceId};
use crate::kind::{Body, Chunk};

/// A chunk that waits for room.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Unsaved {
    pub space: SpaceId,
    pub chunk: Chunk,
    pub batch: Option<(Field, u64)>,
}

impl Open {
    /// Returns a chunk of this device and run, to be numbered when it is appended.
    pub fn own_chunk(&self, document: DocumentId, body: Body) -> Chunk {
        Chunk { document, origin: self.own_origin(), body }
    }

    /// Returns the origin of what is written here now; its number is given by the log.
    pub fn own_origin(&self) -> Origin {
        Origin { device: self.me.device, run: self.run, seq: 0 }
    }

    /// Puts the changes made to a document into the log, or keeps them until there is room.
    ///
    /// `batch` names what the screen is waiting to hear is saved.
    pub fn save_changes(
        &mut self,
        space: SpaceId,
        document: DocumentId,
        changes: Vec<u8>,
        batch: Option<(Field, u64)>,
    ) {
        if !changes.is_empty() {
            let chunk = self.own_chunk(document, Body::Changes(changes));
            self.unsaved.push_back(Unsaved { space, chunk, batch });
        } else if let Some((field, batch)) = batch {
            let waits = |unsaved: &&mut Unsaved| {
                unsaved.chunk.document == document && unsaved.batch.is_some_and(|(waiting, _)| waiting == field)
            };
            match self.unsaved.iter_mut().rev().find(waits) {
                // A batch is saved when all before it are: one that changes nothing waits with the words before it.
                Some(unsaved) => unsaved.batch = Some((field, batch)),
                None => {
                    let at_ms = self.now_ms();
                    self.events.push(Event::Saved { document, field, batch, at_ms });
                }
            }
        }
        self.write_unsaved();
    }

    /// Tries to write everything that waits; says what was saved and what still waits.
    pub fn write_unsaved(&mut self) {
        if let Err(failure) = self.try_unsaved() {
            self.events.push(Event::WordsWaiting(failure));
        }
    }

    /// Tries to write everything that waits; says only what was saved.
    pub fn try_unsaved(&mut self) -> Result<(), Failure> {
        if self.unsaved.is_empty() {
            return Ok(());
        }
        let outcome = match self.append_unsaved() {
            Err(Failure::DiskFull) if matches!(self.vault.give_up_reserve(), Ok(true)) => self.append_unsaved(),
            other => other,
        };
        self.note_saved(outcome?);
        Ok(())
    }

    fn append_unsaved(&mut self) -> Result<Vec<u64>, Failure> {
        let mut numbers = Vec::with_capacity(self.unsaved.len());
        let mut write = self.vault.write()?;
        for unsaved in &self.unsaved {
            let seq = write.append(unsaved.space, self.run, &unsaved.chunk)?;
            write.mark_applied(unsaved.space, seq)?;
            numbers.push(seq);
        }
        write.commit()?;
        Ok(numbers)
    }

    fn note_saved(&mut self, numbers: Vec<u64>) {
        self.vault.restore_reserve();
        let at_ms = self.now_ms();
        let saved: Vec<Unsaved> = self.unsaved.drain(..).collect();
        for (unsaved, seq) in saved.into_iter().zip(numbers) {
            let document = unsaved.chunk.document;
            self.note_chunk(unsaved.space, document, seq, &unsaved.chunk.body);
            if let Some((field, batch)) = unsaved.batch {
                self.events.push(Event::Saved { document, field, batch, at_ms });
            }
        }
    }
}
