//! What the exchange is fed from the log: chunks, ids of chunks, and whole documents for a device that has nothing.
//!
//! Invariant: only what is applied leaves, to own devices everything, to another person's only what this person wrote.
//! Invariant: the body of what somebody else wrote leaves only after it was offered by its id and asked for.

use std::collections::{BTreeMap, BTreeSet};

mod ahead;

use super::failure::Failure;
use super::open::Open;
use crate::document::{Doc, offer_id};
use crate::exchange::{Fed, Input, OfferId};
use crate::ids::{DeviceId, DocumentId, Origin, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{CHUNK_BYTES_MAX, FEED_NUMBERS};
use crate::vault::CatalogEntry;
use ahead::Ahead;

/// How far a device that had nothing was sent whole documents of one space.
#[derive(Default)]
pub(super) struct WholeFeed {
    /// Which document's chunk each number is, as the catalog knew when the feed began.
    documents: BTreeMap<u64, DocumentId>,
    /// Documents that left whole, with the number they left at: their later numbers are covered by that.
    left: BTreeMap<DocumentId, u64>,
}

/// All of a document in one body.
struct Whole {
    /// Who wrote its first chunk.
    first: Origin,
    body: Body,
}

impl Whole {
    /// Joins a document's chunks, oldest first; none if one body cannot hold them.
    fn of(chunks: Vec<Chunk>, private: bool) -> Option<Self> {
        let first = chunks.first()?.origin;
        let bodies: Vec<Body> = chunks.into_iter().map(|chunk| chunk.body).filter(Body::is_words).collect();
        let body = if private {
            let bodies: Vec<&Body> = bodies.iter().collect();
            Doc::load(&bodies, None).and_then(|doc| doc.snapshot()).ok()??
        } else {
            let mut changes = Vec::new();
            for body in bodies {
                let Body::Changes(bytes) = body else { return None };
                changes.extend_from_slice(&bytes);
            }
            Body::Changes(changes)
        };
        (body.bytes() <= CHUNK_BYTES_MAX).then_some(Self { first, body })
    }
}

/// What the exchange asks for.
pub(super) struct FeedRequest {
    pub space: SpaceId,
    pub after: u64,
    pub chunks_max: usize,
    pub bytes_max: usize,
    /// The other device's own chunks are offered to it as well: its vault went back.
    pub include_theirs: bool,
    /// It holds nothing up to this number; 0 where that is not so.
    pub whole_upto: u64,
    /// What its writer is probably sending right now goes too: a file waits for nobody.
    pub fresh_too: bool,
}

/// Returns the id under which a chunk is offered: what it holds, and the start of the device that wrote it first.
pub(super) fn offer_of(chunk: &Chunk) -> Option<OfferId> {
    let mut id = [0; 16];
    id[..12].copy_from_slice(&offer_id(chunk.document, &chunk.body)?);
    id[12..].copy_from_slice(&start_of(chunk.origin.device));
    Some(OfferId(id))
}

fn parts_of(id: OfferId) -> ([u8; 12], [u8; 4]) {
    let (mut name, mut writer) = ([0; 12], [0; 4]);
    name.copy_from_slice(&id.0[..12]);
    writer.copy_from_slice(&id.0[12..]);
    (name, writer)
}

fn start_of(device: DeviceId) -> [u8; 4] {
    [device.0[0], device.0[1], device.0[2], device.0[3]]
}

impl Open {
    /// Reads the log for a feed.
    pub fn feed(&mut self, device: DeviceId, request: &FeedRequest) -> Result<Input, Failure> {
        let (space, after) = (request.space, request.after);
        let mut whole = if request.whole_upto > 0 { Some(self.take_whole_feed(device, space)) } else { None };
        if let Some(whole) = &mut whole {
            // What was read beyond this number was not sent after all: the conversation went back, or cut the batch.
            whole.left.retain(|_, number| *number <= after);
        }
        let fed = self.fed(device, request, whole.as_mut());
        if let Some(whole) = whole {
            self.put_whole_feed(device, space, whole);
        }
        let (upto, chunks) = fed?;
        Ok(Input::Fed { space, after, upto, chunks })
    }

    pub(super) fn fed(
        &self,
        device: DeviceId,
        request: &FeedRequest,
        mut whole: Option<&mut WholeFeed>,
    ) -> Result<(u64, Vec<Fed>), Failure> {
        let space = request.space;
        let unapplied = self.vault.unapplied_after(space, request.after).unwrap_or(u64::MAX);
        let last = self.vault.newest(space).min(unapplied - 1).min(request.after.saturating_add(FEED_NUMBERS));
        // A device that has nothing may be meeting others of this space at the same time.
        let several = request.whole_upto > 0 && self.peers.in_space(space).count() > 1;
        let (mut upto, mut fed, mut bytes) = (request.after, Vec::new(), 0);
        let mut ahead = Ahead::new(self, space, last);
        for number in request.after + 1..=last {
            let known = whole.as_ref().filter(|_| number <= request.whole_upto);
            let known = known.and_then(|whole| whole.documents.get(&number).copied());
            let chunk = match known {
                Some(document) if whole.as_ref().is_some_and(|whole| whole.left.contains_key(&document)) => None,
                Some(document) => match ahead.whole(number, document, whole.as_deref())? {
                    // What that device began is passed over as its own: what came after it must not go with it.
                    Some(found) if found.first.device != device => {
                        if let Some(whole) = &mut whole {
                            whole.left.insert(document, number);
                        }
                        Some(self.in_place(found, space, document, number))
                    }
                    _ => ahead.single(number, whole.as_deref())?,
                },
                None => ahead.single(number, whole.as_deref())?,
            };
            let Some(chunk) = chunk.filter(|chunk| self.may_pass_on(device, chunk)) else {
                upto = number;
                continue;
            };
            let foreign = chunk.origin.device != self.me.device;
            let theirs = chunk.origin.device == device;
            if theirs && !request.include_theirs {
                upto = number;
                continue;
            }
            if foreign && !theirs && !request.fresh_too && self.is_fresh(space, number) {
                // Its writer is probably sending it right now.
                break;
            }
            if fed.len() == request.chunks_max || (!fed.is_empty() && bytes + chunk.body_bytes() > request.bytes_max) {
                if let (Some(whole), Some(document)) = (&mut whole, known) {
                    whole.left.remove(&document);
                }
                break;
            }
            bytes += chunk.body_bytes();
            let offer = if foreign || several { offer_of(&chunk) } else { None };
            fed.push(Fed { number, chunk: Some(chunk), offer });
            upto = number;
        }
        Ok((upto, fed))
    }

    /// Returns a document as one chunk in the place of a number: what its writer's device would hold once it was
    /// folded. None if it does not fit one, or is not all there.
    pub fn whole_chunk(&self, space: SpaceId, document: DocumentId, number: u64) -> Result<Option<Chunk>, Failure> {
        let Some(row) = self.catalog.get(document).filter(|row| row.seqs.len() > 1) else { return Ok(None) };
        let private = space == self.profile.private_space;
        let mut found = self.vault.each_group(space, &[&row.seqs], |chunks| Whole::of(chunks, private))?;
        Ok(found.pop().flatten().flatten().map(|whole| self.in_place(whole, space, document, number)))
    }

    fn in_place(&self, whole: Whole, space: SpaceId, document: DocumentId, number: u64) -> Chunk {
        let Whole { first, body } = whole;
        let origin = match first.device == self.me.device {
            true => Origin { device: self.me.device, run: self.vault.run_of(space, number), seq: number },
            false => first,
        };
        Chunk { document, origin, body }
    }

    /// Returns whether a chunk may go to a device.
    pub fn may_pass_on(&self, device: DeviceId, chunk: &Chunk) -> bool {
        let common = |space| self.contact_of(device).is_some_and(|known| known.spaces().any(|one| one == space));
        let row = self.catalog.get(chunk.document);
        let mine_there = || row.is_some_and(|row| row.writer == self.me.person && common(row.space));
        !matches!(chunk.body, Body::Through) && (self.is_own(device) || mine_there())
    }

    /// Answers an offer: which of these are here already, or come from the device that wrote them.
    ///
    /// A device that is connected sends what it wrote by itself. Should it fall silent before it has, and never come
    /// back, the two that are left find out by their fingerprints.
    pub fn offered(&mut self, device: DeviceId, space: SpaceId, offers: &[(u64, OfferId)]) -> Input {
        let others = self.peers.in_space(space).filter(|(other, peer)| *other != device && peer.is_serving());
        let writers: BTreeSet<[u8; 4]> = others.map(|(other, _)| start_of(other)).collect();
        let held = self.held.of(space, &self.catalog);
        let have = offers.iter().filter(|(_, id)| {
            let (name, writer) = parts_of(*id);
            held.contains(&name) || writers.contains(&writer)
        });
        let known = Input::Known { space, have: have.map(|(number, _)| *number).collect() };
        self.say_again_if_ended(device, space, offers);
        known
    }

    /// A device offers an ending that another device of its person brought: now that it knows of it, it is told at the
    /// next tick what became of the document here. What it hears before is no answer to anything it did.
    fn say_again_if_ended(&mut self, device: DeviceId, space: SpaceId, offers: &[(u64, OfferId)]) {
        let names: BTreeSet<[u8; 12]> = offers.iter().map(|(_, id)| parts_of(*id).0).collect();
        let ended = self.catalog.iter().filter(|row| row.space == space && row.writer != self.me.person);
        let named = |row: &&CatalogEntry| {
            let id = row.tombstone.clone().and_then(|end| offer_id(row.document, &Body::Tombstone(end)));
            id.is_some_and(|id| names.contains(&id))
        };
        let ended: Vec<DocumentId> = ended.filter(named).map(|row| row.document).collect();
        if !ended.is_empty()
            && let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut())
        {
            connected.repeated = false;
            connected.again.extend(ended);
        }
    }

    fn take_whole_feed(&mut self, device: DeviceId, space: SpaceId) -> WholeFeed {
        let connected = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut());
        if let Some(feed) = connected.and_then(|connected| connected.whole.remove(&space)) {
            return feed;
        }
        let rows = self.catalog.iter().filter(|row| row.space == space);
        let documents = rows.flat_map(|row| row.seqs.iter().map(|seq| (*seq, row.document))).collect();
        WholeFeed { documents, left: BTreeMap::new() }
    }

    fn put_whole_feed(&mut self, device: DeviceId, space: SpaceId, feed: WholeFeed) {
        if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
            connected.whole.insert(space, feed);
        }
    }
}
