//! What screens show of an ending: who ended, what each device of the other person answered, what is kept by a rule.
//!
//! Invariant: an answer is what a device said; a device that said nothing is "not heard from", however long ago.

use super::contacts::Known;
use super::extra;
use super::open::Open;
use super::view::{EndedDevice, EndedState, EndedView};
use crate::exchange::Purge;
use crate::ids::{DeviceId, DocumentId, SpaceId};
use crate::kind::Kind;
use crate::vault::CatalogEntry;

impl Open {
    /// Returns what is to be shown of an ending with a contact, if there was one.
    pub fn ended_view(&self, known: &Known) -> Option<EndedView> {
        let space = known.space;
        let ended = self.ended(space)?;
        let theirs = |row: &&CatalogEntry| row.space == space && row.writer != self.me.person;
        let kept: Vec<u64> =
            self.catalog.iter().filter(theirs).filter_map(|row| extra::of(row).kept_until_ms).collect();
        let device = |card: &crate::people::DeviceCard| EndedDevice {
            device: card.device,
            name: card.name.clone(),
            state: self.end_state(space, card.device),
        };
        Some(EndedView {
            by_me: ended.by == self.me.person,
            at_ms: ended.at_ms,
            left: self.left_to_withdraw(space).count(),
            withdrawn: self.withdrawn_here(space).count(),
            kept: kept.len(),
            kept_until_ms: kept.into_iter().max(),
            devices: known.devices.iter().map(device).collect(),
            settled: !known.devices.is_empty() && known.devices.iter().all(|card| self.is_settled(card.device)),
        })
    }

    /// Returns what this person withdrew from a space.
    fn withdrawn_here(&self, space: SpaceId) -> impl Iterator<Item = DocumentId> {
        let mine = self.catalog.iter().filter(move |row| row.space == space && row.writer == self.me.person);
        let words = mine.filter(|row| matches!(row.kind, Kind::Publication | Kind::MarginNote));
        words.filter(|row| row.tombstone.is_some()).map(|row| row.document)
    }

    /// Returns what a device answered to everything that was withdrawn: the least it says of any of it.
    fn end_state(&self, space: SpaceId, device: DeviceId) -> EndedState {
        let Some(peer) = self.peers.get(device) else { return EndedState::NotHeard };
        let mut closings = self.catalog.iter().filter(|row| row.space == space && row.kind == Kind::Closing);
        let told = match closings.find(|row| row.writer == self.me.person) {
            Some(mine) => mine.seqs.last().and_then(|seq| peer.applied_since_ms(space, *seq)),
            // They ended it: nothing is to be told, and what was heard from this very device is all that is known.
            None => self.heard_since(space, device),
        };
        let Some(mut at_ms) = told else { return EndedState::NotHeard };
        let said = peer.delivery().space(space).map(|space| &space.said.purged);
        let (mut until_ms, mut any) = (None, false);
        for document in self.withdrawn_here(space) {
            any = true;
            let Some(answer) = said.and_then(|said| said.get(&document)) else { return EndedState::NotHeard };
            at_ms = at_ms.max(answer.at_ms);
            if let Purge::KeptUntil { until_ms: one } = answer.purge {
                until_ms = until_ms.max(Some(one));
            }
        }
        match (any, until_ms) {
            (_, Some(until_ms)) => EndedState::KeptUntil { until_ms },
            (true, None) => EndedState::Removed { at_ms },
            (false, None) => EndedState::Heard { at_ms },
        }
    }

    /// Returns when a device of the person who ended a space was heard since: it ended it, or was here afterwards.
    fn heard_since(&self, space: SpaceId, device: DeviceId) -> Option<u64> {
        let ended = self.ended(space)?;
        let mut closings = self.catalog.iter().filter(|row| row.space == space && row.kind == Kind::Closing);
        let by_it = closings.any(|row| {
            let first = row.seqs.first().and_then(|seq| self.vault.chunk(space, *seq).ok().flatten());
            first.is_some_and(|chunk| chunk.origin.device == device)
        });
        let heard_ms = self.peers.get(device).and_then(|peer| peer.delivery().heard_ms);
        if by_it { Some(ended.at_ms) } else { heard_ms.filter(|heard_ms| *heard_ms >= ended.at_ms) }
    }

    /// Whether nothing is left to tell a device of a person with whom sharing was ended, or to hear from it: it is not
    /// called any more, though it is still answered.
    pub fn is_settled(&self, device: DeviceId) -> bool {
        let Some(known) = self.contact_of(device) else { return false };
        if !self.endings.is_ended(known.space) || self.left_to_withdraw(known.space).next().is_some() {
            return false;
        }
        match self.end_state(known.space, device) {
            EndedState::NotHeard => false,
            // What is kept goes one day, and then it has something to say again.
            EndedState::KeptUntil { until_ms } => until_ms > self.now_ms(),
            EndedState::Removed { .. } | EndedState::Heard { .. } => true,
        }
    }
}
