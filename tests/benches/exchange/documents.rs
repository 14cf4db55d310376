//! Entries as somebody writes them: begun, titled, continued, corrected, twenty changes each.
//!
//! Invariant: these are the library's own documents and chunks; `save()` is Automerge's of the very same changes.

use std::time::Duration;

use automerge::{Automerge, TextEncoding};
use understory_sync::clock::{Entropy, SystemEntropy, random};
use understory_sync::document::{Doc, Field, Genesis, PublicationDraft, Splice, TextHost, distil_publication};
use understory_sync::ids::{DocumentId, PersonId, Run, SpaceId};
use understory_sync::kind::{Body, Kind};

use crate::words::Words;

/// Changes of one entry.
pub const CHANGES: usize = 20;
/// Of these, corrections in the middle of the text.
const CORRECTIONS: usize = 3;

/// One document and its chunks, oldest first.
pub struct Written {
    /// Its name.
    pub document: DocumentId,
    /// Its chunks.
    pub bodies: Vec<Body>,
    /// What is left of them once they are folded: one snapshot.
    pub folded: Option<Body>,
}

impl Written {
    /// Returns Automerge's own document of the same changes.
    pub fn automerge(&self) -> Automerge {
        let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        let changes = self.bodies.iter().flat_map(|body| match body {
            Body::Changes(bytes) => bytes.as_slice(),
            _ => &[],
        });
        let changes: Vec<u8> = changes.copied().collect();
        am.load_incremental(&changes).expect("the library's changes are Automerge's");
        am
    }
}

/// Writes the next entry.
pub fn entry(words: &mut Words, run: Run, created_ms: u64) -> Written {
    let entropy: &dyn Entropy = &SystemEntropy;
    let document = DocumentId(random(entropy).expect("randomness"));
    let mut doc = Doc::private(Kind::Entry, run, created_ms).expect("an entry begins");
    let mut bodies = vec![Body::Changes(doc.new_changes())];
    let mut title = TextHost::new(&doc, Field::Title);
    let words_in_title = 2 + words.below(5);
    let insert = words.text(words_in_title);
    change(&mut doc, &mut title, &mut bodies, Splice { at: 0, delete: 0, insert });
    let mut body = TextHost::new(&doc, Field::Body);
    let length = words.length();
    let pieces = CHANGES - bodies.len() - CORRECTIONS;
    let mut chars = 0;
    for piece in 0..pieces {
        let (from, to) = (length * piece / pieces, length * (piece + 1) / pieces);
        let mut insert = words.text((to - from).max(1));
        if piece > 0 {
            insert.insert(0, ' ');
        }
        let typed = insert.chars().count();
        change(&mut doc, &mut body, &mut bodies, Splice { at: chars, delete: 0, insert });
        chars += typed;
    }
    for _ in 0..CORRECTIONS {
        let at = words.below(chars);
        let delete = (1 + words.below(12)).min(chars - at);
        let insert = words.word().to_owned();
        let typed = insert.chars().count();
        change(&mut doc, &mut body, &mut bodies, Splice { at, delete, insert });
        chars = chars - delete + typed;
    }
    assert_eq!(bodies.len(), CHANGES, "an entry has so many changes");
    let folded = doc.snapshot().expect("a document is saved");
    Written { document, bodies, folded }
}

fn change(doc: &mut Doc, host: &mut TextHost, bodies: &mut Vec<Body>, splice: Splice) {
    let batch = host.batch() + 1;
    // An hour apart: undo steps are never joined, and do not matter here.
    let now = Duration::from_secs(3600 * batch);
    host.apply(doc, batch, &[splice], now).expect("an edit is written");
    bodies.push(Body::Changes(doc.new_changes()));
}

/// Writes a publication of one entry's words, as sharing it would.
pub fn publication(words: &mut Words, space: SpaceId, writer: PersonId) -> Written {
    let genesis = Genesis { space, writer, kind: Kind::Publication };
    let title = words.text(4);
    let length = words.length();
    let text = words.text(length);
    let draft = PublicationDraft {
        title: Some(&title),
        date: Some("2026-11-25"),
        session: None,
        bring: false,
        markdown: &text,
        replaces: None,
    };
    let distilled = distil_publication(&genesis, &draft, &SystemEntropy).expect("words are distilled");
    Written { document: distilled.document, bodies: vec![distilled.body()], folded: None }
}
