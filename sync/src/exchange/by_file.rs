//! What a sealed file says a device has, and what a file says for this one.
//!
//! Invariant: files come in any order and more than once, so they only ever add to what a device said; nothing written
//! before its own hello took something back counts again.

use std::collections::BTreeSet;

use super::carried::CarriedAnswers;
use super::delivery::{Delivery, SaidPurge};
use super::event::Purge;
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DeviceId, DocumentId, SpaceId};
use crate::limits::REFUSALS_MAX;

impl Delivery {
    /// Returns what I have of this device's log, for a file; `unapplied` are the numbers of my log that are not applied.
    pub fn for_file(&self, device: DeviceId, space: SpaceId, unapplied: &[u64]) -> CarriedAnswers {
        let mut now = self.clone();
        now.reconcile(space, unapplied);
        let kept = now.space(space).map(|known| known.kept.clone()).unwrap_or_default();
        CarriedAnswers {
            device,
            stored: kept.cursor,
            applied: kept.applied(),
            refused: kept.refused.iter().map(|(seq, why)| (*seq, *why)).collect(),
            purged: kept.purged.into_iter().collect(),
        }
    }

    /// Notes that a file of this device came, written at that time of its clock.
    pub fn met_by_file(&mut self, written_ms: UnixMillis, now_ms: UnixMillis) {
        let at_ms = written_ms.min(now_ms);
        self.heard_ms = Some(self.heard_ms.map_or(at_ms, |heard_ms| heard_ms.max(at_ms)));
    }

    /// Notes what a file says this device has of my log; `known` tells whether my log has a place, `withdrawn` are the
    /// documents it ended. Says whether anything was news.
    pub fn said_by_file(
        &mut self,
        space: SpaceId,
        answers: &CarriedAnswers,
        (written_ms, now_ms): (UnixMillis, UnixMillis),
        known: impl Fn(Cursor) -> bool,
        withdrawn: &BTreeSet<DocumentId>,
    ) -> bool {
        let taken_back = self.lowered.get(&space).is_some_and(|lowered_ms| written_ms <= *lowered_ms);
        if taken_back || !known(answers.stored) {
            return false;
        }
        // It was said then, not now; a clock that runs ahead says nothing about the future.
        let at_ms = written_ms.min(now_ms);
        let said = &mut self.space_mut(space).said;
        let (stored, applied) = (said.stored.max(answers.stored.seq), said.applied.max(answers.applied));
        let mut news = (stored, applied) != (said.stored, said.applied);
        // Refusals of what is applied came with the answer that said so, and may be settled since.
        for (number, why) in answers.refused.iter().filter(|(number, _)| *number > said.applied) {
            if said.refused.len() < REFUSALS_MAX {
                news |= said.refused.insert(*number, *why) != Some(*why);
            }
        }
        for (document, purge) in answers.purged.iter().filter(|(document, _)| withdrawn.contains(document)) {
            let before = said.purged.get(document).map(|said| said.purge);
            // "Removed" comes after "kept until", never before.
            if before.is_none() || (before != Some(Purge::Removed) && *purge == Purge::Removed) {
                let at_seq = answers.stored.seq;
                said.purged.insert(*document, SaidPurge { purge: *purge, at_ms, at_seq });
                news = true;
            }
        }
        let level = said.level_ms;
        if news || (answers.stored.seq, answers.applied) == (stored, applied) {
            said.answered(stored, applied, at_ms);
            // A later word of the same device stays the later one.
            said.level_ms = said.level_ms.map(|level_ms| level.map_or(level_ms, |before| before.max(level_ms)));
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kept, KeptBatch};
    use super::*;
    use crate::ids::Run;
    use crate::kind::RefusedWhy;

    const SPACE: SpaceId = SpaceId([1; 16]);
    const GONE: DocumentId = DocumentId([2; 32]);
    const RUN: Run = Run([3; 8]);

    fn answers(stored: u64, applied: u64) -> CarriedAnswers {
        CarriedAnswers {
            device: DeviceId([9; 32]),
            stored: Cursor { run: RUN, seq: stored },
            applied,
            refused: Vec::new(),
            purged: Vec::new(),
        }
    }

    /// Hands over what a file of that time says; my log has 20 numbers.
    fn say(delivery: &mut Delivery, answers: &CarriedAnswers, written_ms: UnixMillis) -> bool {
        let known = |cursor: Cursor| cursor.run == RUN && cursor.seq <= 20;
        delivery.said_by_file(SPACE, answers, (written_ms, 1000), known, &[GONE].into())
    }

    #[test]
    fn what_a_file_says_is_what_another_says_for_itself() {
        let mut theirs = Delivery::default();
        let outcomes = vec![(1, Kept::Stored { number: 4 }), (2, Kept::Refused(RefusedWhy::Full)), (3, Kept::Skipped)];
        theirs.kept(&KeptBatch { space: SPACE, upto: Cursor { run: RUN, seq: 3 }, outcomes });
        let said = theirs.for_file(DeviceId([9; 32]), SPACE, &[4]);
        assert_eq!((said.stored.seq, said.applied), (3, 0));
        theirs.purged(SPACE, GONE, Purge::Removed);
        let said = theirs.for_file(DeviceId([9; 32]), SPACE, &[]);
        assert_eq!((said.applied, said.refused.len()), (3, 1), "applied since, though nobody was connected");

        let mut mine = Delivery::default();
        assert!(say(&mut mine, &said, 900));
        let standing = mine.standing(SPACE, 3);
        assert_eq!(
            (standing.waiting, standing.unopened, standing.everything_since_ms),
            (0, 0, None),
            "one was refused"
        );
        let purged = mine.space(SPACE).unwrap().said.purged[&GONE];
        assert_eq!((purged.purge, purged.at_ms), (Purge::Removed, 900));
        assert!(!say(&mut mine, &said, 900), "a second time it is no news");
    }

    #[test]
    fn everything_is_said_as_of_the_day_the_file_was_written_and_never_of_tomorrow() {
        let mut mine = Delivery::default();
        assert!(say(&mut mine, &answers(5, 5), 700));
        assert_eq!(mine.standing(SPACE, 5).everything_since_ms, Some(700));
        assert!(!say(&mut mine, &answers(5, 5), 600));
        assert_eq!(mine.standing(SPACE, 5).everything_since_ms, Some(700), "an older file makes it no older");
        assert!(!say(&mut mine, &answers(5, 5), 5000));
        assert_eq!(mine.standing(SPACE, 5).everything_since_ms, Some(1000));
    }

    #[test]
    fn an_older_file_takes_nothing_back() {
        let mut mine = Delivery::default();
        let mut newer = answers(9, 9);
        newer.purged.push((GONE, Purge::Removed));
        assert!(say(&mut mine, &newer, 900));
        let before = mine.clone();
        let mut older = answers(4, 2);
        older.refused.push((3, RefusedWhy::Incomplete));
        older.purged.push((GONE, Purge::KeptUntil { until_ms: 5 }));
        assert!(!say(&mut mine, &older, 800));
        assert_eq!(mine, before);
    }

    #[test]
    fn a_place_my_log_never_had_and_a_document_i_did_not_withdraw_are_not_believed() {
        let mut mine = Delivery::default();
        assert!(!say(&mut mine, &answers(21, 21), 900));
        let mut other = answers(4, 4);
        other.stored.run = Run([4; 8]);
        assert!(!say(&mut mine, &other, 900));
        let mut unasked = answers(0, 0);
        unasked.stored = Cursor { run: RUN, seq: 0 };
        unasked.purged.push((DocumentId([7; 32]), Purge::Removed));
        say(&mut mine, &unasked, 900);
        assert!(mine.space(SPACE).is_none_or(|known| known.said.purged.is_empty()));
    }

    #[test]
    fn what_a_hello_took_back_no_older_file_gives_again_even_after_a_restart() {
        let mut mine = Delivery::default();
        assert!(say(&mut mine, &answers(9, 9), 500));
        mine.space_mut(SPACE).said.taken_back(2);
        mine.lowered.insert(SPACE, 600);
        let mut mine = Delivery::decode(&mine.encode().unwrap()).unwrap();
        assert!(!say(&mut mine, &answers(9, 9), 500));
        assert_eq!(mine.standing(SPACE, 9).waiting, 7);
        assert!(say(&mut mine, &answers(9, 9), 700), "it said so after it had gone back");
        assert_eq!(mine.standing(SPACE, 9).waiting, 0);
    }
}
