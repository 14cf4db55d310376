//! The named fields of private documents beside their texts.

use automerge::transaction::Transactable as _;
use automerge::{ObjId, ObjType, ROOT, ReadDoc as _};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::clock::UnixMillis;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Kind;
use crate::limits;

use super::doc::{Doc, bytes_of, scalar};
use super::error::DocumentError;
use super::text::Field;

/// An entry, as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryFields {
    /// The title line.
    pub title: String,
    /// The text, in light Markdown.
    pub text: String,
    /// Tags, in the order the person gave them.
    pub tags: Vec<String>,
    /// When it was begun.
    pub created_ms: UnixMillis,
    /// When it was thrown away; none if it was not.
    pub trashed_ms: Option<UnixMillis>,
    /// What was shared from it, oldest first.
    pub shares: Vec<ShareRecord>,
}

/// One publication made from an entry, as its writer remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRecord {
    /// The publication.
    pub publication: DocumentId,
    /// With whom.
    pub space: SpaceId,
    /// When.
    pub shared_ms: UnixMillis,
    /// The whole entry, or a passage of it.
    pub whole: bool,
    /// The characters of the entry it was made from, as they stood then.
    pub range: Option<(usize, usize)>,
    /// The publication that took its place.
    pub replaced_by: Option<DocumentId>,
    /// When it was withdrawn.
    pub withdrawn_ms: Option<UnixMillis>,
}

/// A margin note while it is being written.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteDraftFields {
    /// What it will stand beside.
    pub publication: DocumentId,
    /// The space of that publication.
    pub space: SpaceId,
    /// The characters it points at; none for the whole.
    pub range: Option<(usize, usize)>,
    /// Short hash of those characters; zeros for the whole.
    pub anchor: [u8; 8],
    /// Its words so far.
    pub text: String,
    /// When it was begun.
    pub created_ms: UnixMillis,
}

impl core::fmt::Debug for EntryFields {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "EntryFields({} bytes, {} tags, {} shares)", self.text.len(), self.tags.len(), self.shares.len())
    }
}

impl core::fmt::Debug for NoteDraftFields {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "NoteDraftFields({:?}, {} bytes)", self.publication, self.text.len())
    }
}

impl Doc {
    /// Returns an entry's fields; none if this is not an entry.
    pub fn entry(&self) -> Option<EntryFields> {
        (self.kind() == Some(Kind::Entry)).then(|| EntryFields {
            title: self.text(Field::Title),
            text: self.text(Field::Body),
            tags: self.tags(),
            created_ms: self.created_ms(),
            trashed_ms: self.trashed_ms(),
            shares: self.shares(),
        })
    }

    /// When a private document was begun; 0 if it does not say.
    pub fn created_ms(&self) -> UnixMillis {
        self.root_u64("created").unwrap_or(0)
    }

    pub(super) fn set_created(&mut self, created_ms: UnixMillis) -> Result<(), DocumentError> {
        self.change(|tx| Ok(tx.put(ROOT, "created", created_ms)?)).map(drop)
    }

    /// Sets all tags of an entry; empty ones and doubles are left out. Tags added on two devices at once both stay.
    pub fn set_tags(&mut self, tags: &[String]) -> Result<(), DocumentError> {
        let mut wanted: Vec<&str> = Vec::new();
        for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
            if tag.chars().count() > limits::TAG_CHARS_MAX || wanted.len() == limits::TAGS_MAX {
                return Err(DocumentError::TooLarge);
            }
            if !wanted.contains(&tag) {
                wanted.push(tag);
            }
        }
        let map = self.root_object("tags", ObjType::Map)?;
        let old: Vec<String> = self.automerge().keys(&map).collect();
        let moved: Vec<(u64, &str)> = (0u64..)
            .zip(wanted.iter().copied())
            .filter(|(position, tag)| {
                scalar(self.automerge(), &map, tag).and_then(|value| value.as_u64()) != Some(*position)
            })
            .collect();
        self.change(|tx| {
            for tag in old.iter().filter(|tag| !wanted.contains(&tag.as_str())) {
                tx.delete(&map, tag.as_str())?;
            }
            for (position, tag) in moved {
                tx.put(&map, tag, position)?;
            }
            Ok(())
        })
        .map(drop)
    }

    /// When a private document was thrown away; none if it was not.
    pub fn trashed_ms(&self) -> Option<UnixMillis> {
        self.root_u64("trashed").filter(|_| self.genesis().is_none())
    }

    /// Marks an entry or a record as thrown away, or takes the mark off.
    pub fn set_trashed(&mut self, trashed_ms: Option<UnixMillis>) -> Result<(), DocumentError> {
        let marked = self.root_u64("trashed").is_some();
        self.change(|tx| match trashed_ms {
            Some(at_ms) => Ok(tx.put(ROOT, "trashed", at_ms)?),
            None if marked => Ok(tx.delete(ROOT, "trashed")?),
            None => Ok(()),
        })
        .map(drop)
    }

    /// Writes down a publication made from an entry, or what became of it.
    pub fn record_share(&mut self, record: &ShareRecord) -> Result<(), DocumentError> {
        let shares = self.root_object("shares", ObjType::Map)?;
        let key = HEXLOWER.encode(record.publication.as_bytes());
        let known = self.automerge().get(&shares, key.as_str())?.map(|(_, id)| id);
        self.change(|tx| {
            let share = match known {
                Some(share) => share,
                None => {
                    let share = tx.put_object(&shares, key, ObjType::Map)?;
                    tx.put(&share, "space", record.space.0.to_vec())?;
                    tx.put(&share, "shared", record.shared_ms)?;
                    tx.put(&share, "whole", record.whole)?;
                    if let Some((start, end)) = record.range {
                        tx.put(&share, "start", start as u64)?;
                        tx.put(&share, "end", end as u64)?;
                    }
                    share
                }
            };
            if let Some(replaced_by) = record.replaced_by {
                tx.put(&share, "replaced", replaced_by.0.to_vec())?;
            }
            if let Some(withdrawn_ms) = record.withdrawn_ms {
                tx.put(&share, "withdrawn", withdrawn_ms)?;
            }
            Ok(())
        })
        .map(drop)
    }

    /// Returns what a note draft points at and says; none if this is not one.
    pub fn note_draft(&self) -> Option<NoteDraftFields> {
        if self.kind() != Some(Kind::NoteDraft) {
            return None;
        }
        Some(NoteDraftFields {
            publication: self.root_bytes("publication").map(DocumentId)?,
            space: self.root_bytes("space").map(SpaceId)?,
            range: self.root_u64("start").zip(self.root_u64("end")).map(|(start, end)| (start as usize, end as usize)),
            anchor: self.root_bytes("anchor")?,
            text: self.text(Field::Body),
            created_ms: self.created_ms(),
        })
    }

    /// Says what a note draft is for; its words are typed through the text binding.
    pub fn set_note_draft(
        &mut self,
        publication: DocumentId,
        space: SpaceId,
        range: Option<(usize, usize)>,
        anchor: [u8; 8],
    ) -> Result<(), DocumentError> {
        if self.kind() != Some(Kind::NoteDraft) {
            return Err(DocumentError::WrongKind);
        }
        self.change(|tx| {
            tx.put(ROOT, "publication", publication.0.to_vec())?;
            tx.put(ROOT, "space", space.0.to_vec())?;
            tx.put(ROOT, "anchor", anchor.to_vec())?;
            if let Some((start, end)) = range {
                tx.put(ROOT, "start", start as u64)?;
                tx.put(ROOT, "end", end as u64)?;
            }
            Ok(())
        })
        .map(drop)
    }

    fn tags(&self) -> Vec<String> {
        let Ok(map) = self.root_object("tags", ObjType::Map) else { return Vec::new() };
        let mut tags: Vec<(u64, String)> = self
            .automerge()
            .keys(&map)
            .map(|tag| (scalar(self.automerge(), &map, &tag).and_then(|value| value.as_u64()).unwrap_or(u64::MAX), tag))
            .collect();
        tags.sort();
        tags.into_iter().map(|(_, tag)| tag).collect()
    }

    fn shares(&self) -> Vec<ShareRecord> {
        let Ok(map) = self.root_object("shares", ObjType::Map) else { return Vec::new() };
        let mut shares: Vec<ShareRecord> =
            self.automerge().keys(&map).filter_map(|key| self.share(&map, &key)).collect();
        shares.sort_by_key(|share| (share.shared_ms, share.publication));
        shares
    }

    fn share(&self, shares: &ObjId, key: &str) -> Option<ShareRecord> {
        let publication = DocumentId::from_slice(&HEXLOWER.decode(key.as_bytes()).ok()?)?;
        let (_, share) = self.automerge().get(shares, key).ok()??;
        let value = |key: &str| scalar(self.automerge(), &share, key);
        let number = |key: &str| value(key).and_then(|value| value.as_u64());
        Some(ShareRecord {
            publication,
            space: bytes_of(&value("space")?).map(SpaceId)?,
            shared_ms: number("shared")?,
            whole: value("whole")?.as_bool()?,
            range: number("start").zip(number("end")).map(|(start, end)| (start as usize, end as usize)),
            replaced_by: value("replaced").and_then(|value| bytes_of(&value)).map(DocumentId),
            withdrawn_ms: number("withdrawn"),
        })
    }
}
