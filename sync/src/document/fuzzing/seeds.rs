//! Real documents and changes, the same bytes every time.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, ObjType, ROOT, TextEncoding};

use super::super::testing::split;
use super::super::{
    Distilled, Genesis, MarginNote, PublicationDraft, Receipt, ReceiptWhat, ShareRecord, distil_note,
    distil_publication, receipts_genesis,
};
use super::*;
use crate::clock::SeededEntropy;
use crate::ids::{DeviceId, PersonId, SpaceId};

const WORDS: &str = "# The lake\n\nI saw *light* on **water**.\n> Stay\n- née 👩‍🦰";

/// Target, name and bytes.
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let (publication, note, receipts) = (publication(), note(), receipts());
    let everything = every_operation(true);
    let (doc, begun) = entry();
    let Body::Changes(begun) = begun else { panic!("an entry begins with changes") };
    let header = CopyHeader {
        document: DocumentId([5; 32]),
        kind: Kind::Entry,
        created_ms: 1,
        changed_ms: 2,
        heads: doc.heads(),
    };
    vec![
        ("changes", "publication", publication.changes.clone()),
        ("changes", "every-operation", everything.clone()),
        ("sealed_changes", "publication", pieces(&publication.changes)),
        ("sealed_changes", "note", pieces(&note.changes)),
        ("sealed_changes", "receipts", pieces(&receipts)),
        ("sealed_changes", "entry", pieces(&begun)),
        ("sealed_changes", "every-operation", pieces(&everything)),
        ("shared_document", "publication", pieces(&publication.changes)),
        ("shared_document", "note", pieces(&note.changes)),
        ("shared_document", "receipts", pieces(&receipts)),
        ("private_document", "edits", pieces(&edits())),
        ("private_document", "another-beginning", pieces(&begun)),
        ("private_document", "every-operation", pieces(&every_operation(false))),
        ("snapshot", "entry", inside(&doc.automerge().save_nocompress()).to_vec()),
        ("snapshot", "edits", inside(&edited()).to_vec()),
        ("readable_copy", "entry", copy(&doc, &header).into_bytes()),
        ("markdown", "words", WORDS.as_bytes().to_vec()),
    ]
}

/// What lies in a chunk, after magic, checksum, kind and the length, whose bytes end with one below 128.
fn inside(chunk: &[u8]) -> &[u8] {
    let length = chunk[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &chunk[9 + length..]
}

/// The entry of [`entry`] with the edits of another device, as a whole.
fn edited() -> Vec<u8> {
    let (mut doc, _) = entry();
    doc.apply(&Body::Changes(edits())).unwrap();
    doc.automerge().save_nocompress()
}

/// The insides of these changes, as [`sealed`] takes them.
fn pieces(changes: &[u8]) -> Vec<u8> {
    let mut pieces = Vec::new();
    for change in split(changes) {
        let data = inside(change);
        pieces.extend_from_slice(&u16::try_from(data.len()).unwrap().to_le_bytes());
        pieces.extend_from_slice(data);
    }
    assert_eq!(sealed(&pieces), changes);
    pieces
}

fn genesis(kind: Kind) -> Genesis {
    Genesis { space: SpaceId([7; 16]), writer: PersonId([8; 32]), kind }
}

fn publication() -> Distilled {
    let draft = PublicationDraft {
        title: Some("The lake"),
        date: Some("2025-11-02"),
        session: Some("Second session"),
        bring: true,
        markdown: WORDS,
        replaces: Some(DocumentId([4; 32])),
    };
    distil_publication(&genesis(Kind::Publication), &draft, &SeededEntropy::new(1)).unwrap()
}

fn note() -> Distilled {
    let note = MarginNote {
        publication: publication().document,
        start: 2,
        end: 6,
        anchor: [3; 8],
        text: "What was it like?".to_owned(),
    };
    distil_note(&genesis(Kind::MarginNote), &note, &SeededEntropy::new(2)).unwrap()
}

fn receipts() -> Vec<u8> {
    let entropy = SeededEntropy::new(3);
    let (_, mut doc) = receipts_genesis(SpaceId([7; 16]), PersonId([8; 32]), &entropy).unwrap();
    let mut receipt =
        Receipt { publication: DocumentId([4; 32]), device: DeviceId([5; 32]), what: ReceiptWhat::Received, at_ms: 9 };
    doc.add_receipts(&[receipt]).unwrap();
    receipt.what = ReceiptWhat::Opened;
    doc.add_receipts(&[receipt]).unwrap();
    doc.new_changes()
}

/// What another device of the same person wrote on the entry of [`entry`].
fn edits() -> Vec<u8> {
    let (_, begun) = entry();
    let mut doc = Doc::load(&[&begun], Some(Run([6; 8]))).unwrap();
    let mut host = TextHost::new(&doc, Field::Body);
    for (batch, at) in [(1, 4), (2, 20)] {
        let splice = Splice { at, delete: 3, insert: "deep, née 👩‍🦰".to_owned() };
        host.apply(&mut doc, batch, &[splice], Duration::ZERO).unwrap();
    }
    doc.set_tags(&["water".to_owned()]).unwrap();
    doc.set_trashed(Some(7)).unwrap();
    let record = ShareRecord {
        publication: DocumentId([2; 32]),
        space: SpaceId([3; 16]),
        shared_ms: 5,
        whole: false,
        range: Some((1, 4)),
        replaced_by: None,
        withdrawn_ms: None,
    };
    doc.record_share(&record).unwrap();
    doc.new_changes()
}

/// Changes with an operation of every sort, ours or not; marks, which no document takes, only if asked for.
fn every_operation(marks: bool) -> Vec<u8> {
    let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(ActorId::from([1; 8]));
    let mut tx = am.transaction();
    let text = tx.put_object(ROOT, "body", ObjType::Text).unwrap();
    tx.splice_text(&text, 0, 0, "née 👩‍🦰 water").unwrap();
    tx.splice_text(&text, 2, 3, "").unwrap();
    let mark = automerge::marks::Mark::new("strong".to_owned(), true, 0, 5);
    if marks {
        tx.mark(&text, mark, automerge::marks::ExpandMark::Both).unwrap();
    }
    let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
    for at in 0..5 {
        tx.insert(&list, at, at as i64 - 2).unwrap();
    }
    let map = tx.insert_object(&list, 0, ObjType::Map).unwrap();
    tx.put(&map, "float", 1.5).unwrap();
    tx.put(&map, "none", ()).unwrap();
    tx.put(&map, "yes", true).unwrap();
    tx.put(&map, "bytes", vec![0u8; 30]).unwrap();
    tx.put(&map, "time", automerge::ScalarValue::Timestamp(5)).unwrap();
    tx.put(&map, "count", automerge::ScalarValue::counter(2)).unwrap();
    tx.commit_with(CommitOptions::default().with_time(0));
    am.set_actor(ActorId::from([2; 8]));
    let mut tx = am.transaction();
    tx.increment(&map, "count", 3).unwrap();
    tx.delete(&map, "float").unwrap();
    tx.delete(&list, 2).unwrap();
    tx.commit_with(CommitOptions::default().with_message("hello").with_time(77));
    am.get_changes(&[]).iter().flat_map(|change| change.raw_bytes().to_vec()).collect()
}
