//! What documents of a shared space hold, checked before anybody reads them.
//!
//! Words in a shared space are never edited, so they are single values: one genesis, one change with the content.
//! Only receipt lists and closings grow. Whatever else a sender put in makes the document malformed.

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue, Value};
use data_encoding::BASE64URL_NOPAD;

use crate::ids::{DeviceId, DocumentId};
use crate::kind::Kind;
use crate::limits;

use super::closing::read_closing;
use super::distil::is_date;
use super::doc::{Doc, bytes_of, scalar};
use super::error::DocumentError;
use super::genesis::{Genesis, RECEIPTS_KEY, SHARED_KEYS};
use super::publication::{MarginNote, Mark, MarkName, Publication, Receipt, ReceiptWhat};
use super::walker::WalkedChange;

/// Refuses changes that no shared document has, before Automerge sees them.
pub(super) fn check_changes(document: DocumentId, changes: &[&WalkedChange]) -> Result<(), DocumentError> {
    for change in changes {
        // Nothing in a shared space is overwritten or deleted, and no word is more than one value, so that operations
        // take room.
        if !change.is_silent() || change.overwrites > 0 || change.ops > change.range.len() as u64 {
            return Err(DocumentError::Malformed);
        }
        let is_genesis = change.hash.0 == document.0;
        if change.deps.is_empty() && !is_genesis {
            return Err(DocumentError::Misplaced);
        }
    }
    Ok(())
}

/// Refuses a document that is not of the shape of its kind.
pub(super) fn check_shape(am: &Automerge, document: DocumentId, genesis: &Genesis) -> Result<(), DocumentError> {
    let first = [ChangeHash(document.0)];
    for key in SHARED_KEYS {
        if am.get_all(ROOT, key)? != am.get_all_at(ROOT, key, &first)? {
            return Err(DocumentError::Malformed);
        }
    }
    let changes = am.get_changes_meta(&[]).len();
    match genesis.kind {
        Kind::Receipts => read_receipts(am).map(drop),
        Kind::Closing => read_closing(am).map(drop),
        // A genesis alone is a document that was cut off.
        _ if changes < 2 => Err(DocumentError::Incomplete),
        _ if changes > 2 => Err(DocumentError::Malformed),
        Kind::Publication => read_publication(am).map(drop),
        Kind::MarginNote => read_margin_note(am).map(drop),
        _ => Err(DocumentError::Malformed),
    }
}

impl Doc {
    /// Returns what a publication says; none if this is not one.
    pub fn publication(&self) -> Option<Publication> {
        (self.kind() == Some(Kind::Publication)).then(|| read_publication(self.automerge()).ok()).flatten()
    }

    /// Returns what a margin note says; none if this is not one.
    pub fn margin_note(&self) -> Option<MarginNote> {
        (self.kind() == Some(Kind::MarginNote)).then(|| read_margin_note(self.automerge()).ok()).flatten()
    }

    /// Returns all receipts, in a fixed order; none if this is not a receipt list.
    pub fn receipts(&self) -> Vec<Receipt> {
        if self.kind() != Some(Kind::Receipts) {
            return Vec::new();
        }
        read_receipts(self.automerge()).unwrap_or_default()
    }

    /// Adds receipts in one change, as many as there is room for; those that are there already stay as they were.
    pub fn add_receipts(&mut self, receipts: &[Receipt]) -> Result<(), DocumentError> {
        self.add_receipts_upto(limits::RECEIPTS_MAX, receipts)
    }

    pub(super) fn add_receipts_upto(&mut self, max: usize, receipts: &[Receipt]) -> Result<(), DocumentError> {
        use automerge::transaction::Transactable as _;

        if self.kind() != Some(Kind::Receipts) {
            return Err(DocumentError::WrongKind);
        }
        let list = self.root_object(RECEIPTS_KEY, ObjType::Map)?;
        let room = max.saturating_sub(self.automerge().length(&list));
        let mut fresh = BTreeMap::new();
        for receipt in receipts {
            let key = receipt_key(receipt);
            if self.automerge().get(&list, key.as_str())?.is_none() && fresh.len() < room {
                fresh.entry(key).or_insert(receipt.at_ms);
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        self.change(|tx| {
            for (key, at_ms) in fresh {
                tx.put(&list, key, at_ms)?;
            }
            Ok(())
        })
        .map(drop)
    }
}

/// The values of a content change: the known keys beside the genesis, each at most once and without conflict.
pub(super) struct Content<'a> {
    am: &'a Automerge,
}

impl<'a> Content<'a> {
    pub(super) fn of(am: &'a Automerge, allowed: &[&str]) -> Result<Self, DocumentError> {
        for key in am.keys(ROOT) {
            let known = SHARED_KEYS.contains(&key.as_str()) || allowed.contains(&key.as_str());
            if !known || am.get_all(ROOT, key.as_str())?.len() != 1 {
                return Err(DocumentError::Malformed);
            }
        }
        Ok(Self { am })
    }

    fn value(&self, key: &str) -> Result<Option<ScalarValue>, DocumentError> {
        match self.am.get(ROOT, key)? {
            None => Ok(None),
            Some((Value::Scalar(value), _)) => Ok(Some(value.into_owned())),
            Some(_) => Err(DocumentError::Malformed),
        }
    }

    fn text(&self, key: &str, bytes_max: usize) -> Result<Option<String>, DocumentError> {
        match self.value(key)? {
            None => Ok(None),
            Some(ScalarValue::Str(text)) if text.len() <= bytes_max => Ok(Some(text.to_string())),
            Some(ScalarValue::Str(_)) => Err(DocumentError::TooLarge),
            Some(_) => Err(DocumentError::Malformed),
        }
    }

    fn line(&self, key: &str) -> Result<Option<String>, DocumentError> {
        let line = self.text(key, limits::TITLE_CHARS_MAX * 4)?;
        match &line {
            Some(line) if line.chars().count() > limits::TITLE_CHARS_MAX => Err(DocumentError::TooLarge),
            _ => Ok(line),
        }
    }

    fn document(&self, key: &str) -> Result<Option<DocumentId>, DocumentError> {
        self.value(key)?.map(|value| bytes_of(&value).map(DocumentId).ok_or(DocumentError::Malformed)).transpose()
    }

    fn position(&self, key: &str) -> Result<usize, DocumentError> {
        match self.value(key)? {
            Some(ScalarValue::Uint(position)) if position <= limits::ENTRY_BYTES_MAX as u64 => Ok(position as usize),
            _ => Err(DocumentError::Malformed),
        }
    }
}

fn read_publication(am: &Automerge) -> Result<Publication, DocumentError> {
    let content = Content::of(am, &["title", "date", "session", "bring", "text", "marks", "replaces"])?;
    let text = content.text("text", limits::ENTRY_BYTES_MAX)?.ok_or(DocumentError::Malformed)?;
    let date = content.line("date")?;
    if date.as_deref().is_some_and(|date| !is_date(date)) {
        return Err(DocumentError::Malformed);
    }
    let marks = match content.value("marks")? {
        None => Vec::new(),
        Some(ScalarValue::Bytes(bytes)) => decode_marks(&bytes, text.chars().count())?,
        Some(_) => return Err(DocumentError::Malformed),
    };
    let bring = match content.value("bring")? {
        None => false,
        // Written only if it is so: there is one way to say either.
        Some(ScalarValue::Boolean(true)) => true,
        Some(_) => return Err(DocumentError::Malformed),
    };
    Ok(Publication {
        title: content.line("title")?,
        date,
        session: content.line("session")?,
        bring,
        text,
        marks,
        replaces: content.document("replaces")?,
    })
}

fn read_margin_note(am: &Automerge) -> Result<MarginNote, DocumentError> {
    let content = Content::of(am, &["publication", "start", "end", "anchor", "text"])?;
    let anchor = content.value("anchor")?;
    let note = MarginNote {
        publication: content.document("publication")?.ok_or(DocumentError::Malformed)?,
        start: content.position("start")?,
        end: content.position("end")?,
        anchor: anchor.as_ref().and_then(bytes_of).ok_or(DocumentError::Malformed)?,
        text: content.text("text", limits::NOTE_BYTES_MAX)?.ok_or(DocumentError::Malformed)?,
    };
    if note.start > note.end {
        return Err(DocumentError::Malformed);
    }
    Ok(note)
}

fn read_receipts(am: &Automerge) -> Result<Vec<Receipt>, DocumentError> {
    Content::of(am, &[RECEIPTS_KEY])?;
    let list: ObjId = match am.get(ROOT, RECEIPTS_KEY)? {
        Some((Value::Object(ObjType::Map), list)) => list,
        _ => return Err(DocumentError::Malformed),
    };
    if am.length(&list) > limits::RECEIPTS_MAX {
        return Err(DocumentError::TooLarge);
    }
    am.keys(&list)
        .map(|key| {
            let at_ms = match scalar(am, &list, &key) {
                Some(ScalarValue::Uint(at_ms)) => at_ms,
                _ => return Err(DocumentError::Malformed),
            };
            parse_receipt_key(&key, at_ms).ok_or(DocumentError::Malformed)
        })
        .collect()
}

fn receipt_key(receipt: &Receipt) -> String {
    let mut bytes = [0; 65];
    bytes[..32].copy_from_slice(receipt.publication.as_bytes());
    bytes[32..64].copy_from_slice(receipt.device.as_bytes());
    bytes[64] = receipt.what as u8;
    BASE64URL_NOPAD.encode(&bytes)
}

fn parse_receipt_key(key: &str, at_ms: u64) -> Option<Receipt> {
    if key.len() != 87 {
        return None;
    }
    let bytes = BASE64URL_NOPAD.decode(key.as_bytes()).ok()?;
    let what = match bytes.get(64)? {
        1 => ReceiptWhat::Received,
        2 => ReceiptWhat::Opened,
        3 => ReceiptWhat::Removed,
        _ => return None,
    };
    let publication = DocumentId::from_slice(bytes.get(..32)?)?;
    Some(Receipt { publication, device: DeviceId::from_slice(bytes.get(32..64)?)?, what, at_ms })
}

/// Bytes of one mark: start and end as little-endian `u32`, then its number.
const MARK_BYTES: usize = 9;

/// Marks as bytes.
pub(super) fn encode_marks(marks: &[Mark]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(marks.len() * MARK_BYTES);
    for mark in marks {
        bytes.extend_from_slice(&(mark.start as u32).to_le_bytes());
        bytes.extend_from_slice(&(mark.end as u32).to_le_bytes());
        bytes.push(mark.name as u8);
    }
    bytes
}

fn decode_marks(bytes: &[u8], text_chars: usize) -> Result<Vec<Mark>, DocumentError> {
    if bytes.len() > limits::MARKS_MAX * MARK_BYTES {
        return Err(DocumentError::TooLarge);
    }
    let (marks, []) = bytes.as_chunks::<MARK_BYTES>() else { return Err(DocumentError::Malformed) };
    marks
        .iter()
        .map(|&[a, b, c, d, e, f, g, h, name]| {
            let start = u32::from_le_bytes([a, b, c, d]) as usize;
            let end = u32::from_le_bytes([e, f, g, h]) as usize;
            let name = MarkName::numbered(name).ok_or(DocumentError::Malformed)?;
            match start < end && end <= text_chars {
                true => Ok(Mark { start, end, name }),
                false => Err(DocumentError::Malformed),
            }
        })
        .collect()
}
