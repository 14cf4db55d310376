//! Entries of another vault on this computer, listed, and made new entries here when the person says so.
//!
//! Invariant: the other vault is only read, under its own lock. Nothing crosses but title, text and date of the entries
//! that were chosen; each step takes a moment at most, so that writing goes on meanwhile.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use super::actor::Actor;
use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::records::{self, ProfileRecord};
use super::view::{ImportEntry, ImportView};
use crate::clock::World;
use crate::document::{Doc, summary};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::{Body, Kind};
use crate::sealed::Passphrase;
use crate::vault::Vault;

/// How long one step may take, beside the entry it is in, and how many values or entries it may be.
const STEP: Duration = Duration::from_millis(10);
const STEP_MOST: usize = 64;

/// What the screen may ask.
#[derive(Debug)]
pub enum ImportWish {
    /// Opens another vault and lists its entries. Answered by `Import`.
    Look {
        /// Its folder.
        folder: PathBuf,
        /// What opens it.
        passphrase: Passphrase,
    },
    /// Makes new entries of these. Answered by `Import`.
    Take(Vec<DocumentId>),
    /// Stops wherever it is, and closes the other vault; what was made stays.
    Stop,
}

/// The other vault while it is open.
pub(super) struct Importing {
    vault: Vault,
    space: SpaceId,
    stage: Stage,
    /// The numbers of each document's chunks, oldest first.
    numbers: BTreeMap<DocumentId, Vec<u64>>,
    entries: Vec<ImportEntry>,
    unreadable: usize,
    taken: usize,
}

enum Stage {
    /// Finding out which chunks belong together; the next number to look at.
    Scanning(u64),
    /// Reading what is left of the documents, for the list.
    Reading(VecDeque<DocumentId>),
    /// The list is shown.
    Waiting,
    /// Making entries of what is left.
    Taking(VecDeque<DocumentId>, usize),
}

impl Importing {
    fn open(folder: &std::path::Path, passphrase: &Passphrase, world: &World) -> Result<Self, Failure> {
        let vault = Vault::unlock_to_read(folder, passphrase, world)?;
        let profile = vault.record(records::PROFILE)?.ok_or(Failure::Damaged)?;
        let profile: ProfileRecord = records::decode(&profile)?;
        Ok(Self {
            vault,
            space: profile.private_space,
            stage: Stage::Scanning(1),
            numbers: BTreeMap::new(),
            entries: Vec::new(),
            unreadable: 0,
            taken: 0,
        })
    }

    /// Looks at one more number, or reads one more document; false if there is nothing to do now.
    fn look_on(&mut self) -> bool {
        match &mut self.stage {
            Stage::Scanning(next) => {
                let number = *next;
                *next += 1;
                match self.vault.chunk(self.space, number) {
                    Ok(None) => self.stage = Stage::Reading(self.numbers.keys().copied().collect()),
                    Ok(Some(chunk)) => match chunk.body {
                        Body::Changes(_) | Body::Snapshot(_) => {
                            self.numbers.entry(chunk.document).or_default().push(number);
                        }
                        Body::Tombstone(_) => {
                            self.numbers.remove(&chunk.document);
                        }
                        Body::Through => {}
                    },
                    // Which document it belonged to is not known; that one will not be whole.
                    Err(_) => self.unreadable += 1,
                }
                true
            }
            Stage::Reading(left) => {
                match left.pop_front() {
                    Some(document) => self.list(document),
                    None => {
                        self.entries.sort_by_key(|entry| std::cmp::Reverse(entry.created_ms));
                        self.stage = Stage::Waiting;
                    }
                }
                true
            }
            Stage::Waiting | Stage::Taking(..) => false,
        }
    }

    fn list(&mut self, document: DocumentId) {
        match self.read(document) {
            None => self.unreadable += 1,
            Some(doc) if doc.kind() != Some(Kind::Entry) => {}
            Some(doc) => {
                let found = summary(&doc);
                if found.trashed_ms.is_none() {
                    let (title, first_line, created_ms) = (found.title, found.first_line, found.created_ms);
                    self.entries.push(ImportEntry { document, title, first_line, created_ms });
                }
            }
        }
    }

    fn read(&self, document: DocumentId) -> Option<Doc> {
        let numbers = self.numbers.get(&document)?;
        let chunk = |number: &u64| Some(self.vault.chunk(self.space, *number).ok()??.body);
        let bodies = numbers.iter().map(chunk).collect::<Option<Vec<Body>>>()?;
        Doc::load(&bodies.iter().collect::<Vec<_>>(), None).ok()
    }

    fn view(&self) -> ImportView {
        let newest = self.vault.newest(self.space);
        let documents = self.numbers.len() as u64;
        match &self.stage {
            // Reading a document takes about as long as looking at its chunks did.
            Stage::Scanning(next) => ImportView::Reading { done: next - 1, of: 2 * newest },
            Stage::Reading(left) => {
                let read = documents - left.len() as u64;
                let share = newest.checked_mul(read).and_then(|read| read.checked_div(documents)).unwrap_or(newest);
                ImportView::Reading { done: newest + share, of: 2 * newest }
            }
            Stage::Waiting => ImportView::Listed { entries: self.entries.clone(), unreadable: self.unreadable },
            Stage::Taking(_, of) => ImportView::Taking { done: self.taken, of: *of },
        }
    }
}

impl Actor {
    /// Carries out a wish about another vault.
    pub(super) fn import(&mut self, wish: ImportWish) {
        let failed = |failure| Event::Import(ImportView::Failed { failure, taken: 0 });
        let now = self.world.clock.mono();
        let Some(open) = &mut self.open else {
            self.events.push(failed(Failure::Locked));
            return;
        };
        match wish {
            ImportWish::Look { folder, passphrase } => {
                open.importing = None;
                if let Some(wait) = self.patience.wait(now) {
                    self.events.push(Event::TryAgainAfter(wait));
                    self.events.push(failed(Failure::TooSoon));
                    return;
                }
                let opened = Importing::open(&folder, &passphrase, &self.world);
                self.judge_guess(opened.as_ref().err().copied());
                match (opened, &mut self.open) {
                    (Ok(importing), Some(open)) => {
                        self.events.push(Event::Import(importing.view()));
                        open.importing = Some(importing);
                    }
                    (opened, _) => self.events.extend(opened.err().map(failed)),
                }
            }
            ImportWish::Take(documents) => open.take_over(documents),
            ImportWish::Stop => open.end_import(),
        }
    }
}

impl Open {
    /// Whether the other vault is being read or taken from, so that the next step is due.
    pub fn is_importing(&self) -> bool {
        self.importing.as_ref().is_some_and(|importing| !matches!(importing.stage, Stage::Waiting))
    }

    /// Takes one step, if one is due.
    pub fn import_some(&mut self) {
        if !self.is_importing() {
            return;
        }
        let began = self.world.clock.mono();
        for _ in 0..STEP_MOST {
            let Some(importing) = &mut self.importing else { return };
            let more = match &mut importing.stage {
                Stage::Taking(left, _) => match left.pop_front() {
                    Some(document) => self.take_one(document),
                    None => return self.end_import(),
                },
                _ => importing.look_on(),
            };
            if !more || self.world.clock.mono().saturating_sub(began) >= STEP {
                break;
            }
        }
        if let Some(importing) = &self.importing {
            self.events.push(Event::Import(importing.view()));
        }
    }

    fn take_over(&mut self, chosen: Vec<DocumentId>) {
        let Some(importing) = self.importing.as_mut().filter(|one| matches!(one.stage, Stage::Waiting)) else { return };
        let chosen: BTreeSet<DocumentId> = chosen.into_iter().collect();
        let listed = importing.entries.iter().map(|entry| entry.document);
        // Oldest first, as they were written.
        let chosen: VecDeque<DocumentId> = listed.filter(|document| chosen.contains(document)).rev().collect();
        let of = chosen.len();
        (importing.unreadable, importing.stage) = (0, Stage::Taking(chosen, of));
        self.events.push(Event::Import(ImportView::Taking { done: 0, of }));
    }

    /// Makes a new entry of one of the other vault; false if it cannot go on.
    fn take_one(&mut self, document: DocumentId) -> bool {
        let Some(importing) = &mut self.importing else { return false };
        let Some(entry) = importing.read(document).and_then(|doc| doc.entry()) else {
            importing.unreadable += 1;
            return true;
        };
        let words = |doc: &mut Doc| doc.set_words(&entry.title, &entry.text).map_err(|_| Failure::Internal);
        let made = self.new_private_at(Kind::Entry, entry.created_ms, words);
        // Words that wait for room are kept, but no more are made while they do.
        let made = made.and(if self.unsaved.is_empty() { Ok(()) } else { Err(Failure::DiskFull) });
        let Some(importing) = &mut self.importing else { return false };
        importing.taken += 1;
        match made {
            Ok(()) => true,
            Err(failure) => {
                self.events.push(Event::Import(ImportView::Failed { failure, taken: importing.taken }));
                self.importing = None;
                false
            }
        }
    }

    fn end_import(&mut self) {
        if let Some(Importing { taken, unreadable, .. }) = self.importing.take() {
            self.events.push(Event::Import(ImportView::Ended { taken, unreadable }));
        }
    }
}
