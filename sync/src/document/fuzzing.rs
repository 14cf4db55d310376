//! The walker and whole documents under any bytes, for the fuzzer and for the replay of what it found.
//!
//! Invariants: whatever passes the walker is to Automerge exactly what was counted; a document that loads can be
//! read, listed, copied and edited; what cannot be merged leaves it as it was. Whoever breaks one panics here.

use std::time::Duration;

use automerge::Change;
use sha2::{Digest as _, Sha256};

use super::{CopyHeader, Doc, Field, Splice, TextHost, Walk, copy, parse_copy, read_genesis, summary, walk};
use crate::ids::{DocumentId, Run};
use crate::kind::{Body, Kind};
use crate::limits::CHUNK_BYTES_MAX;

/// More operations than this are counted, and not handed to Automerge: the fuzzer wants many runs, not long ones.
const OPS_TAKEN_MAX: u64 = 1 << 16;

/// The input as changes.
pub fn changes(input: &[u8]) -> bool {
    let Ok(walk) = walk(input) else { return false };
    check(input, &walk);
    true
}

/// Pieces of the input as the insides of changes, with the checksums they need.
pub fn sealed_changes(input: &[u8]) -> bool {
    changes(&sealed(input))
}

/// Pieces of the input as a document of a shared space, named by the hash of the first.
pub fn shared_document(input: &[u8]) -> bool {
    let bytes = sealed(input);
    let Ok(walked) = walk(&bytes) else { return false };
    let Some(first) = walked.changes.first() else { return false };
    let document = DocumentId(first.hash.0);
    let genesis = read_genesis(&bytes).ok();
    let body = Body::Changes(bytes);
    let Ok(mut doc) = Doc::load_shared(document, &[&body], None) else { return false };
    assert_eq!(genesis.as_ref(), doc.document().zip(doc.genesis().cloned()).as_ref(), "one document, two beginnings");
    let list = matches!(doc.kind(), Some(Kind::Receipts | Kind::Closing));
    let kinds = [doc.publication().is_some(), doc.margin_note().is_some(), list];
    assert_eq!(kinds.iter().filter(|is| **is).count(), 1, "a shared document is of one kind");
    if let Some((note, publication)) = doc.margin_note().zip(doc.publication()) {
        let _ = note.place(&publication);
    }
    let lists = (doc.receipts(), doc.closed_ms());
    let heads = doc.heads();
    read(&doc);
    doc.apply(&body).expect("what was merged merges again");
    assert_eq!((doc.heads(), (doc.receipts(), doc.closed_ms())), (heads, lists), "merging twice changed something");
    true
}

/// Pieces of the input as changes of one's own other device, on an entry of two paragraphs.
pub fn private_document(input: &[u8]) -> bool {
    let bytes = sealed(input);
    match walk(&bytes) {
        Ok(walked) if walked.ops <= OPS_TAKEN_MAX => {}
        _ => return false,
    }
    let (mut doc, begun) = entry();
    let mut host = TextHost::new(&doc, Field::Body);
    let before = (doc.heads(), doc.text(Field::Body));
    let body = Body::Changes(bytes);
    if doc.apply(&body).is_err() {
        assert_eq!((doc.heads(), doc.text(Field::Body)), before, "a refused chunk changed something");
        return false;
    }
    read(&doc);
    // The person goes on writing where the screen still shows the older text.
    let splice = Splice { at: 3, delete: 2, insert: "né ".to_owned() };
    let written = host.apply(&mut doc, 1, &[splice], Duration::ZERO).is_ok();
    let tagged = doc.set_tags(&["water".to_owned()]).is_ok();
    if written || tagged {
        let mine = doc.new_changes();
        assert!(mine.is_empty() || walk(&mine).is_ok(), "a writer went past the limits");
        let again = Doc::load(&[&begun, &body, &Body::Changes(mine)], None).expect("what was written loads");
        assert_eq!((again.heads(), again.text(Field::Body)), (doc.heads(), doc.text(Field::Body)));
    }
    true
}

/// The input as what lies in a whole document, with the checksum and the deflating it needs.
pub fn snapshot(input: &[u8]) -> bool {
    const DOCUMENT: u8 = 0;
    let mut saved = Vec::new();
    chunk_around(DOCUMENT, input, &mut saved);
    let Ok(walked) = super::walk_document(&saved) else { return false };
    let Ok(Some(body)) = super::snapshot::deflated(&saved).map(|body| body.map(Body::Snapshot)) else { return false };
    if walked.ops + walked.overwrites > OPS_TAKEN_MAX {
        return false;
    }
    let Ok(doc) = Doc::load(&[&body], None) else { return false };
    assert_eq!(doc.heads(), walked.heads);
    read(&doc);
    true
}

/// The input as a readable copy.
pub fn readable_copy(input: &[u8]) -> bool {
    std::str::from_utf8(input).is_ok_and(|text| parse_copy(text).is_some())
}

/// The input as light Markdown.
pub fn markdown(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let chars = text.chars().count();
    assert!(super::spans(text).iter().all(|span| span.start < span.end && span.end <= chars), "a span outside");
    let (plain, marks) = super::plain(text);
    let chars = plain.chars().count();
    assert!(marks.iter().all(|mark| mark.start < mark.end && mark.end <= chars), "a mark outside");
    !marks.is_empty()
}

/// An entry with two paragraphs, the same every time, and the chunk it came from.
pub(crate) fn entry() -> (Doc, Body) {
    let mut doc = Doc::private(Kind::Entry, Run([9; 8]), 1).expect("an entry begins");
    let mut host = TextHost::new(&doc, Field::Body);
    let splice = Splice { at: 0, delete: 0, insert: "# Morning\n\nThe lake was *quiet*.".to_owned() };
    host.apply(&mut doc, 1, &[splice], Duration::ZERO).expect("words are written");
    let body = Body::Changes(doc.new_changes());
    (doc, body)
}

/// Change chunks around pieces of the input, each a length of two bytes (little endian) and so many bytes.
pub(crate) fn sealed(mut input: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk::<2>() {
        let (piece, rest) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
        chunk_around(CHANGE, piece, &mut bytes);
        input = rest;
    }
    bytes
}

/// The kind of a chunk that is a change.
const CHANGE: u8 = 1;

fn chunk_around(kind: u8, data: &[u8], bytes: &mut Vec<u8>) {
    let mut length = Vec::new();
    let mut left = data.len();
    while left >= 0x80 {
        length.push(left as u8 | 0x80);
        left >>= 7;
    }
    length.push(left as u8);
    let hash = Sha256::new().chain_update([kind]).chain_update(&length).chain_update(data).finalize();
    bytes.extend_from_slice(&[0x85, 0x6f, 0x4a, 0x83]);
    bytes.extend_from_slice(&hash[..4]);
    bytes.push(kind);
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(data);
}

/// Compares what was counted with what Automerge finds.
fn check(bytes: &[u8], walk: &Walk) {
    assert!(bytes.len() <= CHUNK_BYTES_MAX);
    let mut end = 0;
    for change in &walk.changes {
        assert_eq!(change.range.start, end, "the changes do not follow each other");
        end = change.range.end;
    }
    assert_eq!(end, bytes.len(), "bytes that belong to no change");
    assert_eq!(walk.ops, walk.changes.iter().map(|change| change.ops).sum::<u64>());
    if walk.ops > OPS_TAKEN_MAX {
        return;
    }
    for walked in &walk.changes {
        // Automerge may still refuse what was counted; what it takes must be what was counted.
        let Ok(change) = Change::try_from(&bytes[walked.range.clone()]) else { continue };
        assert_eq!(change.len() as u64, walked.ops);
        assert_eq!(change.hash().0, walked.hash.0);
        assert_eq!((change.actor_id().to_bytes(), change.seq()), (&walked.actor[..], walked.seq));
        assert!(change.deps().iter().map(|hash| hash.0).eq(walked.deps.iter().map(|head| head.0)));
        assert_eq!(change.timestamp(), walked.time);
        assert_eq!(change.message().map_or(0, |message| message.len()), walked.message_bytes);
    }
}

/// Everything that lists, pages and copies ask of a document.
fn read(doc: &Doc) {
    let _ = (doc.entry(), doc.note_draft(), doc.kind(), summary(doc));
    let kind = doc.kind().unwrap_or(Kind::Entry);
    let header = CopyHeader {
        document: DocumentId([5; 32]),
        kind,
        created_ms: doc.created_ms(),
        changed_ms: 0,
        heads: doc.heads(),
    };
    let (heads, _, _) = parse_copy(&copy(doc, &header)).expect("a copy reads back");
    assert_eq!(heads, doc.heads());
}

#[cfg(test)]
pub(crate) mod seeds;
