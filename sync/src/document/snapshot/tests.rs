//! Snapshots hold what the changes held, and are refused wherever they could do harm.

use super::*;
use crate::document::testing::genesis;
use crate::document::{Doc, Field, Genesis, Splice, TextHost};
use crate::ids::{PersonId, Run, SpaceId};
use crate::kind::{Body, Kind};

fn write(doc: &mut Doc, at: usize, delete: usize, words: &str) {
    let mut host = TextHost::new(doc, Field::Body);
    let splice = Splice { at, delete, insert: words.to_owned() };
    host.apply(doc, 1, &[splice], Default::default()).unwrap();
}

fn written() -> Doc {
    let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
    write(&mut doc, 0, 0, "The lake was quiet 🌊 today.");
    write(&mut doc, 4, 4, "sea");
    doc
}

fn snapshot(doc: &Doc) -> Body {
    doc.snapshot().unwrap().unwrap()
}

#[test]
fn a_snapshot_is_the_document_and_can_be_written_on() {
    let mut doc = written();
    let mut loaded = Doc::load(&[&snapshot(&doc)], Some(Run([2; 8]))).unwrap();
    assert_eq!((loaded.text(Field::Body), loaded.heads()), (doc.text(Field::Body), doc.heads()));
    assert_eq!(loaded.kind(), Some(Kind::Entry));
    assert!(!loaded.has_new_changes());
    write(&mut loaded, 0, 0, "🌿 ");
    doc.apply(&Body::Changes(loaded.new_changes())).unwrap();
    assert_eq!(doc.text(Field::Body), loaded.text(Field::Body));
}

#[test]
fn snapshots_and_changes_merge_in_any_order() {
    let mut doc = written();
    let early = snapshot(&doc);
    doc.new_changes();
    write(&mut doc, 0, 0, "One. ");
    let between = Body::Changes(doc.new_changes());
    let mut there = Doc::load(&[&early], Some(Run([3; 8]))).unwrap();
    write(&mut there, 0, 0, "Two. ");
    let theirs = snapshot(&there);
    doc.apply(&theirs).unwrap();
    let heads = {
        let mut heads = doc.heads();
        heads.sort_unstable();
        heads
    };
    for bodies in [[&early, &between, &theirs], [&theirs, &between, &early], [&between, &theirs, &early]] {
        let loaded = Doc::load(&bodies, None).unwrap();
        assert_eq!((loaded.heads(), loaded.text(Field::Body)), (heads.clone(), doc.text(Field::Body)));
    }
    // Merging what is there already changes nothing.
    doc.apply(&early).unwrap();
    assert_eq!(doc.heads(), heads);
    assert!(matches!(Doc::load(&[&between], None), Err(DocumentError::Incomplete)));
}

#[test]
fn a_shared_document_has_no_snapshot_and_takes_none() {
    let says = Genesis { space: SpaceId([1; 16]), writer: PersonId([2; 32]), kind: Kind::Receipts };
    let (document, changes) = genesis(&says, 7);
    let hidden = {
        let mut am = automerge::Automerge::new_with_encoding(automerge::TextEncoding::UnicodeCodePoint);
        am.apply_changes([automerge::Change::try_from(&changes[..]).unwrap()]).unwrap();
        Body::Snapshot(deflated(&am.save_nocompress()).unwrap().unwrap())
    };
    assert_eq!(Doc::load(&[&hidden], None).err(), Some(DocumentError::Malformed));
    assert_eq!(Doc::load_shared(document, &[&hidden], None).err(), Some(DocumentError::Incomplete));
    let both = [&Body::Changes(changes), &hidden];
    assert_eq!(Doc::load_shared(document, &both, None).err(), Some(DocumentError::Malformed));
    assert_eq!(Doc::load(&both, None).err(), Some(DocumentError::Malformed));
}

#[test]
fn what_inflates_too_far_is_refused_and_not_written() {
    let repeated = "the same sentence again ".repeat(8_000);
    let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
    write(&mut doc, 0, 0, &repeated);
    assert!(doc.snapshot().unwrap().is_none());
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 1 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    assert!(matches!(inflated(&bomb), Err(DocumentError::Walk(WalkError::TooLong))));
    assert_eq!(inflated(&vec![0; limits::CHUNK_BYTES_MAX + 1]).err(), Some(WalkError::TooLong.into()));
}

#[test]
fn every_cut_and_every_flipped_byte_is_an_error_or_the_same_document() {
    let doc = written();
    let Body::Snapshot(bytes) = snapshot(&doc) else { panic!() };
    for at in 0..bytes.len() {
        assert!(Doc::load(&[&Body::Snapshot(bytes[..at].to_vec())], None).is_err(), "cut at {at}");
        for bit in [1, 0x10, 0x80] {
            let mut flipped = bytes.clone();
            flipped[at] ^= bit;
            if let Ok(loaded) = Doc::load(&[&Body::Snapshot(flipped)], None) {
                assert_eq!(loaded.heads(), doc.heads());
            }
        }
    }
    let longer = Body::Snapshot([&bytes[..], &[0]].concat());
    assert_eq!(Doc::load(&[&longer], None).err(), Some(WalkError::NotAChunk.into()));
}
