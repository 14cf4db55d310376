//! How much another person's devices may bring in a day; a first sync of theirs has an allowance of its own.
//!
//! Invariant: what is over is not refused for good: the connection ends, and it is sent again another day. This
//! person's own devices are never held up.

use std::collections::BTreeMap;

use crate::clock::UnixMillis;
use crate::ids::PersonId;
use crate::limits::{CONTACT_DAY_BYTES, CONTACT_DAY_DOCUMENTS, FIRST_SYNC_BYTES};

const DAY_MS: u64 = 24 * 3600 * 1000;

/// What each contact brought today, in memory: a start of the program begins a new day.
#[derive(Default)]
pub(super) struct Quotas {
    day: u64,
    today: BTreeMap<PersonId, Brought>,
    /// Bytes that came as part of a first sync, since the program started.
    first: BTreeMap<PersonId, usize>,
}

#[derive(Clone, Copy, Default)]
struct Brought {
    bytes: usize,
    documents: usize,
}

impl Quotas {
    /// Counts what a contact brings now; false if it is more than fits today, and then nothing of it counts.
    pub fn take(
        &mut self,
        person: PersonId,
        first_sync: bool,
        bytes: usize,
        documents: usize,
        now_ms: UnixMillis,
    ) -> bool {
        let day = now_ms / DAY_MS;
        if day != self.day {
            self.day = day;
            self.today.clear();
        }
        if first_sync {
            let first = self.first.entry(person).or_default();
            if first.saturating_add(bytes) <= FIRST_SYNC_BYTES {
                *first += bytes;
                return true;
            }
        }
        let today = self.today.entry(person).or_default();
        let fits = today.bytes.saturating_add(bytes) <= CONTACT_DAY_BYTES
            && today.documents.saturating_add(documents) <= CONTACT_DAY_DOCUMENTS;
        if fits {
            today.bytes += bytes;
            today.documents += documents;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PersonId = PersonId([1; 32]);
    const BERT: PersonId = PersonId([2; 32]);

    #[test]
    fn a_day_is_full_for_one_contact_only_and_ends_at_midnight() {
        let mut quotas = Quotas::default();
        assert!(quotas.take(ANN, false, CONTACT_DAY_BYTES, 1, 5));
        assert!(!quotas.take(ANN, false, 1, 0, 6));
        assert!(quotas.take(BERT, false, 1, 1, 6));
        assert!(quotas.take(ANN, false, 1, 0, DAY_MS));
    }

    #[test]
    fn documents_count_as_bytes_do_and_what_did_not_fit_does_not_count() {
        let mut quotas = Quotas::default();
        assert!(!quotas.take(ANN, false, 1, CONTACT_DAY_DOCUMENTS + 1, 5));
        assert!(quotas.take(ANN, false, 1, CONTACT_DAY_DOCUMENTS, 5));
        assert!(!quotas.take(ANN, false, 1, 1, 5));
        assert!(quotas.take(ANN, false, 1, 0, 5));
    }

    #[test]
    fn a_first_sync_leaves_the_day_untouched_until_its_own_allowance_is_used_up() {
        let mut quotas = Quotas::default();
        assert!(quotas.take(ANN, true, FIRST_SYNC_BYTES, CONTACT_DAY_DOCUMENTS * 5, 5));
        assert!(quotas.take(ANN, true, CONTACT_DAY_BYTES, 1, 5), "counted as today's");
        assert!(!quotas.take(ANN, true, 1, 1, 5));
    }
}
