//! Words typed while the vault is locked: sealed at once, taken into the vault when it is opened, and made an entry when
//! their person says so.
//!
//! Invariants: a locked engine holds of this only whom to seal to; what was caught leaves its file after the commit that
//! holds it, and is nothing but text.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::actor::Actor;
use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::records;
use super::view::{CaughtView, VaultNotice};
use crate::clock::UnixMillis;
use crate::document::{Fact, FactChanges};
use crate::kind::Kind;
use crate::limits::{CAPTURE_BYTES_MAX, CAPTURE_FILES_MAX, TITLE_CHARS_MAX};
use crate::sealed::{CaptureIdentity, CaptureRecipient};
use crate::vault::{CapturePen, VaultError};

/// The fact by which an entry says that it was written in the first hours.
const LAYER: (&str, &str) = ("layer", "first-hours");

/// What is caught, as it was sealed.
#[derive(Deserialize)]
struct Words {
    begun_ms: UnixMillis,
    text: String,
}

/// What was caught, in the vault.
#[derive(Clone, Serialize, Deserialize)]
struct CaughtRecord {
    id: String,
    at_ms: UnixMillis,
    text: String,
}

/// What an open vault has of this.
#[derive(Default)]
pub(super) struct Catching {
    /// Whom to seal to once the vault is locked; none if that could not be settled.
    recipient: Option<CaptureRecipient>,
    /// What waits for a decision, oldest first.
    caught: Vec<CaughtRecord>,
}

/// What a locked engine has of it.
#[derive(Default)]
pub(super) struct Catcher {
    /// The folder that was open in this program, and whom it named then.
    known: Option<(PathBuf, CaptureRecipient)>,
    /// The text being written: its page, when it was begun, and its file.
    pen: Option<(u64, UnixMillis, CapturePen)>,
}

impl Catcher {
    /// Remembers whom an open vault seals to.
    pub fn of(open: &Open) -> Self {
        let recipient = open.catching.recipient.clone();
        Self { known: recipient.map(|to| (open.vault.folder().to_owned(), to)), pen: None }
    }

    fn write(
        &mut self,
        folder: &Path,
        page: u64,
        words: &str,
        world: &crate::clock::World,
    ) -> Result<UnixMillis, Failure> {
        if words.len() > CAPTURE_BYTES_MAX {
            return Err(Failure::TooLong);
        }
        let now_ms = world.clock.now_ms();
        if self.pen.as_ref().is_none_or(|(written, ..)| *written != page) {
            let to = self.known.as_ref().filter(|(known, _)| known == folder).map(|(_, to)| to);
            let pen = CapturePen::begin(folder, to, &*world.entropy).map_err(|error| match error {
                VaultError::NoVault => Failure::NotFound,
                error => error.into(),
            })?;
            self.pen = Some((page, now_ms, pen));
        }
        let Some((_, begun_ms, pen)) = &self.pen else { return Err(Failure::Internal) };
        // Encodes as `Words` does, without a copy of the text.
        let bytes = Zeroizing::new(records::encode(&(begun_ms, words))?);
        pen.write(&bytes)?;
        Ok(now_ms)
    }
}

impl Actor {
    /// Seals words that are typed while the vault is locked; if it was opened meanwhile, they are in it at once.
    pub(super) fn catch_words(&mut self, folder: &Path, page: u64, number: u64, text: &str) {
        let outcome = match &mut self.open {
            Some(open) => open.add_caught(page, text),
            None => self.catcher.write(folder, page, text, &self.world),
        };
        self.events.push(Event::CatchWritten { number, outcome });
    }
}

impl Open {
    /// Takes in what was caught while the vault was locked, and names this vault as the one to catch for.
    pub fn take_caught(&mut self) -> Result<Vec<VaultNotice>, Failure> {
        let mut notices = Vec::new();
        let record = self.vault.record(records::CAUGHT)?;
        self.catching.caught = record.map_or(Ok(Vec::new()), |bytes| records::decode(&bytes))?;
        let identity = self.capture_identity()?;
        if self.vault.name_capture(&identity.recipient())? {
            notices.push(VaultNotice::CaptureChanged);
        }
        self.catching.recipient = Some(identity.recipient());
        let found = self.vault.caught(&identity)?;
        let (mut files, mut foreign) = (Vec::new(), found.foreign);
        for (name, content) in found.texts {
            let is_known = self.catching.caught.iter().any(|caught| caught.id == name);
            if !is_known && self.catching.caught.len() >= CAPTURE_FILES_MAX {
                continue;
            }
            let words = records::decode::<Words>(&content).ok().filter(|words| words.text.len() <= CAPTURE_BYTES_MAX);
            let Some(words) = words else {
                foreign += 1;
                continue;
            };
            if !is_known && !words.text.trim().is_empty() {
                let at_ms = words.begun_ms.min(self.now_ms());
                self.catching.caught.push(CaughtRecord { id: name.clone(), at_ms, text: words.text });
            }
            files.push(name);
        }
        if foreign > 0 {
            notices.push(VaultNotice::CaughtForeign { files: foreign });
        }
        self.catching.caught.sort_by_key(|caught| caught.at_ms);
        self.write_caught()?;
        for name in files {
            self.vault.remove_caught(&name)?;
        }
        Ok(notices)
    }

    /// Takes words in that were on their way while the vault was being opened.
    fn add_caught(&mut self, page: u64, text: &str) -> Result<UnixMillis, Failure> {
        let now_ms = self.now_ms();
        if text.len() > CAPTURE_BYTES_MAX || self.catching.caught.len() >= CAPTURE_FILES_MAX {
            return Err(Failure::TooLong);
        }
        let id = format!("page {page}");
        self.catching.caught.retain(|caught| caught.id != id);
        self.catching.caught.push(CaughtRecord { id, at_ms: now_ms, text: text.to_owned() });
        self.write_caught()?;
        self.tell_caught();
        Ok(now_ms)
    }

    /// Returns the identity that opens what is caught, made at the first opening.
    fn capture_identity(&mut self) -> Result<CaptureIdentity, Failure> {
        if let Some(bytes) = self.vault.record(records::CAPTURE)? {
            let secret = Zeroizing::new(records::decode::<String>(&bytes)?);
            return CaptureIdentity::parse(&secret).map_err(|_| Failure::Damaged);
        }
        self.renew_capture()
    }

    /// Makes another identity for what will be caught: the old one may be known with the old passphrase.
    pub fn renew_capture(&mut self) -> Result<CaptureIdentity, Failure> {
        let identity = CaptureIdentity::generate();
        let body = Zeroizing::new(records::encode(&*identity.secret())?);
        let mut write = self.vault.write()?;
        write.put_record(records::CAPTURE, &body)?;
        write.commit()?;
        self.catching.recipient = Some(identity.recipient());
        Ok(identity)
    }

    /// Names whom to seal to in the folder, after it was sealed anew.
    pub fn rename_capture(&mut self) -> Result<(), Failure> {
        let identity = self.renew_capture()?;
        self.vault.name_capture(&identity.recipient())?;
        Ok(())
    }

    fn write_caught(&mut self) -> Result<(), Failure> {
        let is_there = self.vault.record(records::CAUGHT)?.is_some();
        if self.catching.caught.is_empty() && !is_there {
            return Ok(());
        }
        let body = Zeroizing::new(records::encode(&self.catching.caught)?);
        let mut write = self.vault.write()?;
        write.put_record(records::CAUGHT, &body)?;
        write.commit()?;
        Ok(())
    }

    /// Tells the screen what waits for a decision.
    pub fn tell_caught(&mut self) {
        let view = |caught: &CaughtRecord| CaughtView {
            id: caught.id.clone(),
            at_ms: caught.at_ms,
            text: caught.text.clone(),
        };
        let caught = self.catching.caught.iter().map(view).collect();
        self.events.push(Event::Caught(caught));
    }

    /// Makes an entry of what was caught; one that is not kept lies in the trash, because nothing is lost by a click.
    pub fn settle_caught(&mut self, id: &str, title: &str, facts: &FactChanges, keep: bool) -> Result<(), Failure> {
        let found = self.catching.caught.iter().position(|caught| caught.id == id).ok_or(Failure::NotFound)?;
        let CaughtRecord { at_ms, text, .. } = self.catching.caught[found].clone();
        let title: String = title.chars().take(TITLE_CHARS_MAX).collect();
        let trashed = (!keep).then(|| self.now_ms());
        let mut layer = facts.clone();
        layer.insert(LAYER.0.to_owned(), Some(Fact::Text(LAYER.1.to_owned())));
        self.new_private_at(Kind::Entry, at_ms, |doc| {
            let written = doc.set_words(&title, &text).and_then(|()| doc.set_facts(&layer));
            written.and_then(|()| doc.set_trashed(trashed)).map_err(|_| Failure::Internal)
        })?;
        // Ended here, the words would be there twice and not be lost.
        self.catching.caught.remove(found);
        self.write_caught()?;
        self.tell_caught();
        Ok(())
    }
}
