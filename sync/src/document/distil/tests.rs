//! What is distilled holds the words that were shown, and no other.

use automerge::transaction::Transactable as _;
use automerge::{Automerge, ObjType, ReadDoc as _};

use crate::clock::SeededEntropy;
use crate::ids::{DeviceId, Run};

use super::super::publication::{MarkName, Receipt, ReceiptWhat, anchor};
use super::super::text::{Field, Splice};
use super::super::{TextHost, read_genesis, walk};
use super::*;

fn genesis_of(kind: Kind) -> Genesis {
    Genesis { space: SpaceId([7; 16]), writer: PersonId([9; 32]), kind }
}

fn published(markdown: &str, seed: u64) -> Distilled {
    let draft = PublicationDraft {
        title: Some("The lake"),
        date: Some("2026-11-02"),
        session: Some("Second session"),
        bring: true,
        markdown,
        replaces: Some(DocumentId([3; 32])),
    };
    distil_publication(&genesis_of(Kind::Publication), &draft, &SeededEntropy::new(seed)).unwrap()
}

fn load(document: DocumentId, changes: &[u8]) -> Result<Doc, DocumentError> {
    Doc::load_shared(document, &[&Body::Changes(changes.to_vec())], None)
}

/// A shared document whose content change is `write`.
fn foreign(
    kind: Kind,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), DocumentError>,
) -> Result<Doc, DocumentError> {
    let distilled = distil(&genesis_of(kind), kind, &SeededEntropy::new(4), write).unwrap();
    load(distilled.document, &distilled.changes)
}

#[test]
fn a_publication_reads_back_what_was_drafted() {
    let distilled = published("# Morning\nIt was *so* quiet.", 1);
    let publication = distilled.publication().unwrap();
    assert_eq!(publication.title.as_deref(), Some("The lake"));
    assert_eq!(publication.date.as_deref(), Some("2026-11-02"));
    assert_eq!(publication.session.as_deref(), Some("Second session"));
    assert!(publication.bring);
    assert_eq!(publication.text, "Morning\nIt was so quiet.");
    assert_eq!(publication.marks.len(), 2);
    assert_eq!(publication.marks[1].name, MarkName::Emphasis);
    assert_eq!(publication.replaces, Some(DocumentId([3; 32])));
    let (document, genesis) = read_genesis(&distilled.changes).unwrap();
    assert_eq!((document, genesis), (distilled.document, genesis_of(Kind::Publication)));
}

#[test]
fn that_something_is_to_be_brought_is_said_in_one_way_only() {
    for value in [automerge::ScalarValue::Boolean(false), 1_u64.into(), "true".into()] {
        let doc = foreign(Kind::Publication, |tx| {
            tx.put(ROOT, "text", "words")?;
            Ok(tx.put(ROOT, "bring", value.clone())?)
        });
        assert!(doc.and_then(|doc| doc.publication().ok_or(DocumentError::Malformed)).is_err(), "{value:?}");
    }
}

#[test]
fn the_same_words_twice_are_two_documents_of_two_actors() {
    let (one, two) = (published("same", 1), published("same", 2));
    assert_ne!(one.document, two.document);
    let (one, two) = (walk(&one.changes).unwrap(), walk(&two.changes).unwrap());
    assert_ne!(one.changes[1].actor, two.changes[1].actor);
    assert!(one.changes.iter().all(|change| change.is_silent()));
}

#[test]
fn deleted_words_are_in_no_byte_that_leaves() {
    const SECRET: &str = "the name of my brother";
    let mut doc = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
    let mut host = TextHost::new(&doc, Field::Body);
    let splice = |at, delete, insert: &str| Splice { at, delete, insert: insert.to_owned() };
    let typed = format!("I wrote {SECRET} and then thought better of it. {}", "More of it. ".repeat(200));
    host.apply(&mut doc, 1, &[splice(0, 0, &typed)], Default::default()).unwrap();
    let private = doc.new_changes();
    assert!(private.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "the scan would see it");
    host.apply(&mut doc, 2, &[splice(8, SECRET.chars().count(), "")], Default::default()).unwrap();
    let distilled = published(&doc.text(Field::Body), 3);
    let scan = |needle: &str| distilled.changes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(!scan(SECRET));
    assert!(scan("and then thought better of it"));
    assert!(!distilled.changes.windows(8).any(|window| window == [1; 8]), "nor the run that typed it");
}

#[test]
fn a_long_publication_leaves_uncompressed() {
    let text = "a quiet word and ".repeat(limits::ENTRY_BYTES_MAX / 17);
    let distilled = published(&text, 1);
    assert_eq!(walk(&distilled.changes).unwrap().changes.len(), 2);
    assert_eq!(distilled.publication().unwrap().text, text);
    let draft = PublicationDraft {
        title: None,
        date: None,
        session: None,
        bring: true,
        markdown: &"x".repeat(limits::ENTRY_BYTES_MAX + 1),
        replaces: None,
    };
    let refused = distil_publication(&genesis_of(Kind::Publication), &draft, &SeededEntropy::new(1));
    assert_eq!(refused, Err(DocumentError::TooLarge));
}

#[test]
fn a_chunk_cannot_be_moved_into_another_document() {
    let (one, two) = (published("one", 1), published("two", 2));
    assert_eq!(load(one.document, &two.changes).unwrap_err(), DocumentError::Misplaced);
    let both = [one.changes.clone(), two.changes.clone()].concat();
    assert_eq!(load(one.document, &both).unwrap_err(), DocumentError::Misplaced);
    let second = walk(&one.changes).unwrap().changes[1].range.clone();
    assert_eq!(load(one.document, &one.changes[second]).unwrap_err(), DocumentError::Incomplete);
    let genesis = walk(&one.changes).unwrap().changes[0].range.clone();
    assert_eq!(load(one.document, &one.changes[genesis]).unwrap_err(), DocumentError::Incomplete);
}

#[test]
fn foreign_content_of_unknown_shape_is_refused() {
    let check = |write: fn(&mut automerge::transaction::Transaction<'_>) -> Result<(), DocumentError>, expected| {
        assert_eq!(foreign(Kind::Publication, write).unwrap_err(), expected);
    };
    check(|tx| Ok(tx.put(ROOT, "title", "no text")?), DocumentError::Malformed);
    check(
        |tx| {
            tx.put(ROOT, "text", "words")?;
            Ok(tx.put(ROOT, "script", "unknown")?)
        },
        DocumentError::Malformed,
    );
    check(|tx| tx.put_object(ROOT, "text", ObjType::Text).map(drop).map_err(Into::into), DocumentError::Malformed);
    check(
        |tx| {
            tx.put(ROOT, "text", "words")?;
            Ok(tx.put(ROOT, "writer", vec![1; 32])?)
        },
        DocumentError::Malformed,
    );
    check(
        |tx| {
            tx.put(ROOT, "text", "words")?;
            Ok(tx.put(ROOT, "date", "yesterday")?)
        },
        DocumentError::Malformed,
    );
    check(|tx| Ok(tx.put(ROOT, "text", "x".repeat(limits::ENTRY_BYTES_MAX + 1))?), DocumentError::TooLarge);
    let marked = |bytes: Vec<u8>| {
        foreign(Kind::Publication, |tx| {
            tx.put(ROOT, "text", "words")?;
            Ok(tx.put(ROOT, "marks", bytes)?)
        })
        .map(|doc| doc.publication().unwrap().marks.len())
    };
    assert_eq!(marked(vec![0, 0, 0, 0, 5, 0, 0, 0, 1]).unwrap(), 1);
    assert_eq!(marked(vec![0, 0, 0, 0, 6, 0, 0, 0, 1]).unwrap_err(), DocumentError::Malformed, "out of range");
    assert_eq!(marked(vec![2, 0, 0, 0, 2, 0, 0, 0, 1]).unwrap_err(), DocumentError::Malformed, "empty");
    assert_eq!(marked(vec![0, 0, 0, 0, 5, 0, 0, 0, 9]).unwrap_err(), DocumentError::Malformed, "unknown mark");
    assert_eq!(marked(vec![0; 8]).unwrap_err(), DocumentError::Malformed, "cut off");
    assert_eq!(marked([0, 0, 0, 0, 5, 0, 0, 0, 1].repeat(limits::MARKS_MAX + 1)).unwrap_err(), DocumentError::TooLarge);
}

#[test]
fn a_publication_is_never_edited() {
    // Neither its words nor a field that was left empty.
    for key in ["text", "title"] {
        let draft = PublicationDraft {
            title: None,
            date: None,
            session: None,
            bring: false,
            markdown: "words",
            replaces: None,
        };
        let genesis = genesis_of(Kind::Publication);
        let distilled = distil_publication(&genesis, &draft, &SeededEntropy::new(1)).unwrap();
        let mut doc = load(distilled.document, &distilled.changes).unwrap();
        let mut am: Automerge = doc.automerge().clone();
        let mut tx = am.transaction();
        tx.put(ROOT, key, "other words").unwrap();
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
        let change = am.get_change_by_hash(&hash.unwrap()).unwrap();
        assert_eq!(doc.apply(&Body::Changes(change.raw_bytes().to_vec())), Err(DocumentError::Malformed), "{key}");
        assert_eq!(doc.publication().unwrap(), distilled.publication().unwrap());
    }
}

#[test]
fn a_note_points_at_words_and_knows_when_they_changed() {
    let publication = published("It was so quiet.", 1).publication().unwrap();
    let note = MarginNote {
        publication: DocumentId([3; 32]),
        start: 10,
        end: 15,
        anchor: anchor("quiet"),
        text: "What was quiet?".to_owned(),
    };
    let distilled = distil_note(&genesis_of(Kind::MarginNote), &note, &SeededEntropy::new(1)).unwrap();
    let read = distilled.margin_note().unwrap();
    assert_eq!(read, note);
    assert_eq!(read.place(&publication), Some((10, 15)));
    let rewritten = published("It was all loud.", 1).publication().unwrap();
    assert_eq!(read.place(&rewritten), None);
    let endless = MarginNote { end: usize::MAX, ..note };
    assert_eq!(endless.place(&publication), None);
    assert!(distil_note(&genesis_of(Kind::MarginNote), &endless, &SeededEntropy::new(1)).is_err());
}

#[test]
fn receipts_of_two_devices_meet_in_one_list() {
    let begin = |seed| receipts_genesis(SpaceId([7; 16]), PersonId([9; 32]), &SeededEntropy::new(seed)).unwrap();
    let ((name, mut one), (same_name, mut two)) = (begin(1), begin(2));
    assert_eq!(name, same_name);
    let receipt =
        |device, what| Receipt { publication: DocumentId([3; 32]), device: DeviceId([device; 32]), what, at_ms: 5 };
    one.add_receipts(&[receipt(1, ReceiptWhat::Received)]).unwrap();
    one.add_receipts(&[receipt(1, ReceiptWhat::Received)]).unwrap();
    two.add_receipts(&[receipt(2, ReceiptWhat::Opened)]).unwrap();
    let (first, second) = (Body::Changes(one.new_changes()), Body::Changes(two.new_changes()));
    one.apply(&second).unwrap();
    two.apply(&first).unwrap();
    assert_eq!(one.receipts(), vec![receipt(1, ReceiptWhat::Received), receipt(2, ReceiptWhat::Opened)]);
    assert_eq!(one.receipts(), two.receipts());
    let loaded = Doc::load(&[&second, &first], None).unwrap();
    assert_eq!((loaded.document(), loaded.receipts().len()), (Some(name), 2));
    assert_eq!(loaded.genesis().map(|genesis| genesis.kind), Some(Kind::Receipts));
}

#[test]
fn a_receipt_list_holds_nothing_else() {
    let (document, mut doc) = receipts_genesis(SpaceId([7; 16]), PersonId([9; 32]), &SeededEntropy::new(1)).unwrap();
    let list = doc.root_object("receipts", ObjType::Map).unwrap();
    doc.change(|tx| Ok(tx.put(&list, "a typed word", 5u64)?)).unwrap();
    assert_eq!(load(document, &doc.new_changes()).unwrap_err(), DocumentError::Malformed);
}

#[test]
fn a_receipt_list_only_grows() {
    let (document, mut doc) = receipts_genesis(SpaceId([7; 16]), PersonId([9; 32]), &SeededEntropy::new(1)).unwrap();
    let receipt =
        Receipt { publication: DocumentId([3; 32]), device: DeviceId([1; 32]), what: ReceiptWhat::Opened, at_ms: 5 };
    doc.add_receipts(&[receipt]).unwrap();
    let begun = doc.new_changes();
    let mut theirs = load(document, &begun).unwrap();
    let list = doc.root_object("receipts", ObjType::Map).unwrap();
    let key = doc.automerge().keys(&list).next().unwrap();
    doc.change(|tx| Ok(tx.delete(&list, key.as_str())?)).unwrap();
    assert_eq!(theirs.apply(&Body::Changes(doc.new_changes())), Err(DocumentError::Malformed));
    assert_eq!(theirs.receipts(), vec![receipt]);
}

#[test]
fn receipts_that_come_together_are_one_change_and_a_full_list_stays_as_it_is() {
    let (document, mut doc) = receipts_genesis(SpaceId([7; 16]), PersonId([9; 32]), &SeededEntropy::new(1)).unwrap();
    let receipt = |number: u8| {
        let (publication, device) = (DocumentId([number; 32]), DeviceId([1; 32]));
        Receipt { publication, device, what: ReceiptWhat::Received, at_ms: 5 }
    };
    let many: Vec<Receipt> = (0..70).map(receipt).collect();
    doc.add_receipts(&many[..50]).unwrap();
    doc.add_receipts(&many[..50]).unwrap();
    let changes = doc.new_changes();
    assert_eq!(walk(&changes).unwrap().changes.len(), 2, "the first change and one more");
    assert_eq!(load(document, &changes).unwrap().receipts().len(), 50);
    doc.add_receipts_upto(60, &many).unwrap();
    assert_eq!(doc.receipts().len(), 60);
    doc.new_changes();
    doc.add_receipts_upto(60, &many).unwrap();
    assert!(doc.receipts().len() == 60 && !doc.has_new_changes());
}
