//! Whether walked changes can follow from a document, decided before Automerge sees them.
//!
//! Automerge takes for granted that a change names only actors and numbers that come before it, and panics where that
//! is not so. Invariants: every change that passes follows its dependencies, its actor's last change and every actor
//! it names; its operations are numbered after all of theirs. What honest writers make always passes.

use std::collections::{HashMap, HashSet, VecDeque};

use automerge::Automerge;

use super::error::DocumentError;
use super::walker::WalkedChange;
use crate::ids::Head;

/// What is known of an actor: the number of its last change, and of its last operation.
#[derive(Clone, Copy, Default)]
struct Last {
    seq: u64,
    op: u64,
}

struct Known {
    /// The last operation of every change.
    changes: HashMap<Head, u64>,
    actors: HashMap<Vec<u8>, Last>,
}

/// Refuses changes that cannot follow from `base`; those it has already are nothing new.
pub(super) fn check(base: &Automerge, changes: &[&WalkedChange]) -> Result<(), DocumentError> {
    let mut known = Known::of(base);
    let mut seen = HashSet::new();
    let new: Vec<&WalkedChange> = changes
        .iter()
        .copied()
        .filter(|change| !known.changes.contains_key(&change.hash) && seen.insert(change.hash))
        .collect();
    for change in in_order(&known, &new)? {
        known.take(change)?;
    }
    Ok(())
}

/// The changes in the order in which Automerge takes them: those whose dependencies are there, first come first.
fn in_order<'a>(known: &Known, changes: &[&'a WalkedChange]) -> Result<Vec<&'a WalkedChange>, DocumentError> {
    let mut waiting: HashMap<Head, Vec<usize>> = HashMap::new();
    let mut missing = vec![0usize; changes.len()];
    for (index, change) in changes.iter().enumerate() {
        for dep in change.deps.iter().filter(|dep| !known.changes.contains_key(*dep)) {
            missing[index] += 1;
            waiting.entry(*dep).or_default().push(index);
        }
    }
    let mut ready: VecDeque<usize> = (0..changes.len()).filter(|index| missing[*index] == 0).collect();
    let mut order = Vec::with_capacity(changes.len());
    while let Some(index) = ready.pop_front() {
        order.push(changes[index]);
        for dependent in waiting.remove(&changes[index].hash).unwrap_or_default() {
            missing[dependent] -= 1;
            if missing[dependent] == 0 {
                ready.push_back(dependent);
            }
        }
    }
    if order.len() == changes.len() { Ok(order) } else { Err(DocumentError::Incomplete) }
}

impl Known {
    fn of(base: &Automerge) -> Self {
        let mut known = Self { changes: HashMap::new(), actors: HashMap::new() };
        for change in base.get_changes_meta(&[]) {
            known.changes.insert(Head(change.hash.0), change.max_op);
            let last = known.actors.entry(change.actor.to_bytes().to_vec()).or_default();
            *last = Last { seq: last.seq.max(change.seq), op: last.op.max(change.max_op) };
        }
        known
    }

    fn take(&mut self, change: &WalkedChange) -> Result<(), DocumentError> {
        let follows = |condition: bool| if condition { Ok(()) } else { Err(DocumentError::NotApplicable) };
        let mut named = HashSet::new();
        for dep in &change.deps {
            let op = self.changes.get(dep).ok_or(DocumentError::Incomplete)?;
            follows(named.insert(dep) && *op < change.start_op)?;
        }
        let last = self.actors.get(&change.actor).copied().unwrap_or_default();
        // The walker saw that neither is at the end of its numbers.
        follows(change.seq == last.seq + 1 && last.op < change.start_op)?;
        let mut actors = HashSet::from([change.actor.as_slice()]);
        for actor in &change.others {
            follows(self.actors.contains_key(actor) && actors.insert(actor))?;
        }
        let op = change.start_op + change.ops - 1;
        self.changes.insert(change.hash, op);
        self.actors.insert(change.actor.clone(), Last { seq: change.seq, op });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
