//! The few documents that are loaded, and how one is loaded from its chunks.
//!
//! Invariant: a document with unsaved changes or an open text is never put away.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::failure::Failure;
use super::open::Open;
use super::view::Field;
use crate::document::{Doc, TextHost};
use crate::ids::{DocumentId, Run};
use crate::kind::Body;
use crate::limits::OPEN_DOCUMENTS;

/// A loaded document, with the engine's half of its open texts.
pub(super) struct Loaded {
    pub doc: Doc,
    pub title: TextHost,
    pub body: TextHost,
    used: u64,
}

impl Loaded {
    pub fn new(doc: Doc) -> Self {
        let title = TextHost::new(&doc, Field::Title);
        let body = TextHost::new(&doc, Field::Body);
        Self { doc, title, body, used: 0 }
    }

    /// Returns the document and the engine's half of one of its texts.
    pub fn text(&mut self, field: Field) -> (&mut Doc, &mut TextHost) {
        match field {
            Field::Title => (&mut self.doc, &mut self.title),
            Field::Body => (&mut self.doc, &mut self.body),
        }
    }
}

/// Loaded documents, least recently used first to go.
#[derive(Default)]
pub(super) struct Documents {
    loaded: BTreeMap<DocumentId, Loaded>,
    uses: u64,
}

impl Documents {
    /// Keeps a document loaded, putting away the ones used longest ago.
    pub fn insert(&mut self, document: DocumentId, loaded: Loaded) {
        self.loaded.insert(document, loaded);
        self.touch(document);
        while self.loaded.len() > OPEN_DOCUMENTS {
            let oldest = self.loaded.iter().min_by_key(|(_, loaded)| loaded.used).map(|(document, _)| *document);
            let Some(oldest) = oldest else { return };
            self.loaded.remove(&oldest);
        }
    }

    fn touch(&mut self, document: DocumentId) {
        self.uses += 1;
        if let Some(loaded) = self.loaded.get_mut(&document) {
            loaded.used = self.uses;
        }
    }

    /// Returns a document if it is loaded, without counting it as used.
    pub fn peek(&self, document: DocumentId) -> Option<&Loaded> {
        self.loaded.get(&document)
    }

    /// Goes on with a document, and with what is being typed in it, under another name.
    pub fn rename(&mut self, from: DocumentId, to: DocumentId) {
        if let Some(loaded) = self.loaded.remove(&from) {
            self.loaded.insert(to, loaded);
        }
    }

    /// Forgets a document.
    pub fn remove(&mut self, document: DocumentId) {
        self.loaded.remove(&document);
    }
}

impl Open {
    /// Returns the document, loaded from its chunks if it is not at hand.
    pub fn load(&mut self, document: DocumentId) -> Result<&mut Loaded, Failure> {
        if !self.documents.loaded.contains_key(&document) {
            let doc = self.read_doc(document)?;
            self.documents.insert(document, Loaded::new(doc));
        }
        self.documents.touch(document);
        let now_ms = self.now_ms();
        let loaded = self.documents.loaded.get_mut(&document).ok_or(Failure::NotFound)?;
        loaded.doc.date(now_ms);
        Ok(loaded)
    }

    /// Returns the actor under which this run writes in a private document: its own for each, because the changes of one
    /// may stand in another, when words come back after they were thrown away elsewhere.
    pub fn actor_of(&self, document: DocumentId) -> Run {
        let mut hash = Sha256::new_with_prefix(b"understory: an actor for each document, 1");
        hash.update(self.run.0);
        hash.update(document.as_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut actor = [0; 8];
        actor.copy_from_slice(&digest[..8]);
        Run(actor)
    }

    /// Returns a random actor.
    fn fresh_actor(&self) -> Result<Run, Failure> {
        Ok(Run(crate::clock::random(&*self.world.entropy).map_err(|_| Failure::Internal)?))
    }

    /// Returns what the log holds of a document, oldest first, and what still waits for room.
    pub fn bodies_of(&self, document: DocumentId) -> Result<Vec<Body>, Failure> {
        let mut bodies = self.logged_bodies(document)?;
        let waiting = self.unsaved.iter().filter(|unsaved| unsaved.chunk.document == document);
        bodies.extend(waiting.map(|unsaved| unsaved.chunk.body.clone()));
        Ok(bodies)
    }

    /// Returns what the log holds of a document, oldest first.
    pub fn logged_bodies(&self, document: DocumentId) -> Result<Vec<Body>, Failure> {
        let entry = self.catalog.get(document).ok_or(Failure::NotFound)?;
        let mut bodies = Vec::with_capacity(entry.seqs.len());
        for chunk in self.vault.chunks(entry.space, &entry.seqs)? {
            let chunk = chunk.ok_or(Failure::Damaged)?;
            if chunk.body.is_words() {
                bodies.push(chunk.body);
            }
        }
        Ok(bodies)
    }

    /// Returns a document built from its chunks in the log, without keeping it.
    pub fn read_doc(&self, document: DocumentId) -> Result<Doc, Failure> {
        let entry = self.catalog.get(document).ok_or(Failure::NotFound)?;
        let bodies = self.bodies_of(document)?;
        let bodies: Vec<&Body> = bodies.iter().collect();
        if bodies.is_empty() {
            return Err(Failure::NotFound);
        }
        let loaded = match entry.kind.is_private() {
            true => Doc::load(&bodies, Some(self.actor_of(document))),
            // An actor of its own for every loading: nothing links what one device writes in a shared space.
            false => Doc::load_shared(document, &bodies, Some(self.fresh_actor()?)),
        };
        loaded.map_err(|_| Failure::Damaged)
    }
}
