//! Repair: two devices at the same cursors whose fingerprints differ find the documents that make the difference.
//!
//! Invariant: at most one repair a connection and space; no cursor moves; a repair that changed nothing is remembered
//! and not repeated for the same two fingerprints.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Listed;
use super::frame::Frame;
use super::line::Serving;
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Incident, Output};
use crate::ids::{DocumentId, SpaceId};
use crate::limits::{LISTED_MAX, LISTED_PER_FRAME};

/// One repair.
#[derive(Default)]
pub(super) struct Repair {
    my_sums: Option<Box<[u64; 256]>>,
    their_sums: Option<Vec<u64>>,
    /// The buckets that differ, once both sums are known.
    buckets: Option<BTreeSet<u8>>,
    my_list: Option<Vec<Listed>>,
    their_list: Vec<Listed>,
    their_list_ended: bool,
    /// Documents they may send me; none before the lists were compared, or after they sent their last.
    pub(super) takes: Option<BTreeSet<DocumentId>>,
    /// Both fingerprints when it began.
    begun: (u64, u64),
    pub(super) changed: u64,
    /// Their fingerprint after my last chunk.
    pub(super) given: Option<u64>,
    /// Whether their last chunk was applied here.
    pub(super) taken: bool,
}

impl Exchange {
    pub(super) fn begin_repair(&mut self, space: SpaceId) {
        if let Some(line) = self.lines.get_mut(&space) {
            line.repaired = true;
            line.repair = Some(Repair::default());
            self.out.push(Output::SumsWanted { space });
        }
    }

    /// The engine's sums.
    pub(super) fn summed(&mut self, space: SpaceId, sums: Box<[u64; 256]>) -> Result<(), CloseWhy> {
        let Some(repair) = self.lines.get_mut(&space).and_then(|line| line.repair.as_mut()) else { return Ok(()) };
        if repair.my_sums.is_some() {
            return Ok(());
        }
        let frame = Frame::Sums { space, sums: sums.to_vec() };
        repair.my_sums = Some(sums);
        self.send(&frame)?;
        self.compare_sums(space);
        Ok(())
    }

    pub(super) fn their_sums(&mut self, space: SpaceId, sums: Vec<u64>) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.serving != Serving::Open {
            return Ok(());
        }
        if line.repair.is_none() {
            if line.repaired {
                return Err(Breach::Flood);
            }
            self.begin_repair(space);
        }
        let Some(repair) = self.lines.get_mut(&space).and_then(|line| line.repair.as_mut()) else { return Ok(()) };
        if repair.their_sums.replace(sums).is_some() {
            return Err(Breach::Flood);
        }
        self.compare_sums(space);
        Ok(())
    }

    fn compare_sums(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let Some(repair) = &mut line.repair else { return };
        let (Some(mine), Some(theirs)) = (&repair.my_sums, &repair.their_sums) else { return };
        let all = |sums: &[u64]| sums.iter().copied().fold(0, u64::wrapping_add);
        repair.begun = (all(&mine[..]), all(theirs));
        let differs = (0..=u8::MAX).zip(mine.iter().zip(theirs)).filter(|(_, (mine, theirs))| mine != theirs);
        let buckets: BTreeSet<u8> = differs.map(|(bucket, _)| bucket).collect();
        if buckets.is_empty() {
            // Whatever it was has arrived in the meantime; they see the same and stop as well.
            line.repair = None;
            return;
        }
        let asked = buckets.iter().copied().collect();
        repair.buckets = Some(buckets);
        self.out.push(Output::ListWanted { space, buckets: asked });
    }

    /// The engine's list.
    pub(super) fn listed(&mut self, space: SpaceId, mut documents: Vec<Listed>) -> Result<(), CloseWhy> {
        let Some(repair) = self.lines.get_mut(&space).and_then(|line| line.repair.as_mut()) else { return Ok(()) };
        let Some(buckets) = repair.buckets.as_ref().filter(|_| repair.my_list.is_none()) else { return Ok(()) };
        documents.retain(|(document, _)| buckets.contains(&bucket_of(document)));
        documents.sort_unstable();
        documents.dedup_by_key(|(document, _)| *document);
        documents.truncate(LISTED_MAX);
        repair.my_list = Some(documents.clone());
        let mut parts: Vec<Vec<Listed>> = documents.chunks(LISTED_PER_FRAME).map(<[Listed]>::to_vec).collect();
        let last = parts.pop().unwrap_or_default();
        for documents in parts {
            self.send(&Frame::List { space, more: true, documents })?;
        }
        self.send(&Frame::List { space, more: false, documents: last })?;
        self.compare_lists(space);
        Ok(())
    }

    pub(super) fn their_list(&mut self, space: SpaceId, more: bool, documents: Vec<Listed>) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.serving != Serving::Open {
            return Ok(());
        }
        let repair = line.repair.as_mut().filter(|repair| !repair.their_list_ended).ok_or(Breach::Unasked)?;
        let buckets = repair.buckets.as_ref().ok_or(Breach::Unasked)?;
        let goes_on = match (repair.their_list.last(), documents.first()) {
            (Some((before, _)), Some((after, _))) => before < after,
            _ => true,
        };
        if !goes_on || documents.iter().any(|(document, _)| !buckets.contains(&bucket_of(document))) {
            return Err(Breach::Malformed);
        }
        if repair.their_list.len() + documents.len() > LISTED_MAX {
            return Err(Breach::Flood);
        }
        repair.their_list.extend(documents);
        repair.their_list_ended = !more;
        self.compare_lists(space);
        Ok(())
    }

    fn compare_lists(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let Some(repair) = line.repair.as_mut().filter(|repair| repair.their_list_ended) else { return };
        let Some(mine) = repair.my_list.take() else { return };
        let theirs = core::mem::take(&mut repair.their_list);
        let give = missing(&mine, &theirs);
        let takes = missing(&theirs, &mine);
        repair.takes = Some(takes.iter().copied().collect());
        line.mending.give(false, give);
        if !takes.is_empty() {
            self.out.push(Output::Lost { space, documents: takes });
        }
    }

    /// Ends a repair in which both sides sent and applied everything.
    pub(super) fn conclude_repair(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let Some(repair) = line.repair.take_if(|repair| repair.taken && repair.given.is_some()) else { return };
        let now = (line.fingerprint, repair.given.unwrap_or_default());
        if repair.changed > 0 {
            self.out.push(Output::Incident(Incident::Repaired { space, documents: repair.changed }));
        } else if now == repair.begun && now.0 != now.1 {
            self.delivery.space_mut(space).unmended = Some(now);
            self.out.push(Output::Incident(Incident::RepairChangedNothing { space }));
            self.out.push(Output::Delivery { space });
        }
    }
}

/// What `theirs` lacks of `mine` or has differently.
fn missing(mine: &[Listed], theirs: &[Listed]) -> Vec<DocumentId> {
    let theirs: BTreeMap<_, _> = theirs.iter().copied().collect();
    mine.iter().filter(|(document, term)| theirs.get(document) != Some(term)).map(|(document, _)| *document).collect()
}

fn bucket_of(document: &DocumentId) -> u8 {
    document.0[0]
}
