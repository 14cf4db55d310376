//! Several chunks at once: read from the file here, opened on as many threads as there are processors.
//!
//! Opening is one multiplication on a curve a value, most of what reading a log costs. Invariant: what comes back is what
//! [`Vault::chunk`] would return one by one; whatever does not open is read again by it, which names the damage.
//! Invariant: what is read ahead of its turn is bounded in bytes.

use super::error::VaultError;
use super::store::{Vault, opened};
use crate::ids::SpaceId;
use crate::kind::Chunk;
use crate::limits::AHEAD_BYTES;
use crate::sealed::{Place, Table, VaultIdentity};

/// Below this a thread costs more than it saves.
const EACH_MIN: usize = 4;

/// A value as it lies in the file, with its place and its key; none where there is nothing to open.
type Lying = Option<(Place, [u8; 8], Vec<u8>)>;

impl Vault {
    /// Returns the chunks with these numbers, in this order; none for a number beyond the log's end.
    pub fn chunks(&self, space: SpaceId, seqs: &[u64]) -> Result<Vec<Option<Chunk>>, VaultError> {
        let lying = seqs.iter().map(|seq| self.lying(space, *seq)).collect::<Result<Vec<Lying>, VaultError>>()?;
        self.several(&lying, seqs, |seq| self.chunk(space, seq))
    }

    /// Returns the chunks with the first of these numbers to be passed on, at least one and as many as may be read ahead;
    /// none also for one that does not open.
    pub fn feed_several(&self, space: SpaceId, seqs: &[u64]) -> Result<Vec<Option<Chunk>>, VaultError> {
        let lying = self.lying_ahead(space, seqs.iter().map(core::slice::from_ref))?;
        let lying: Vec<Lying> = lying.into_iter().flatten().collect();
        self.several(&lying, seqs, |seq| self.feed_one(space, seq))
    }

    /// Opens the first of these groups of chunks, at least one and as many as may be read ahead, and hands each to
    /// `work`, on the thread that opened it; none for a group of which one does not open.
    pub fn each_group<T: Send>(
        &self,
        space: SpaceId,
        groups: &[&[u64]],
        work: impl Fn(Vec<Chunk>) -> T + Sync,
    ) -> Result<Vec<Option<T>>, VaultError> {
        let lying = self.lying_ahead(space, groups.iter().copied())?;
        let identity = &*self.identity;
        let each = |group: &Vec<Lying>| {
            let chunks: Option<Vec<Chunk>> = group.iter().map(|one| open_one(identity, one)).collect();
            chunks.map(&work)
        };
        Ok(spread(&lying, self.threads, each))
    }

    /// Reads groups of values until they are as much as may be read ahead, at least one group.
    fn lying_ahead<'a>(
        &self,
        space: SpaceId,
        groups: impl Iterator<Item = &'a [u64]>,
    ) -> Result<Vec<Vec<Lying>>, VaultError> {
        let (mut read, mut bytes) = (Vec::new(), 0);
        for group in groups {
            let lying = group.iter().map(|seq| self.lying(space, *seq)).collect::<Result<Vec<Lying>, VaultError>>()?;
            bytes += lying.iter().flatten().map(|(_, _, sealed)| sealed.len()).sum::<usize>();
            read.push(lying);
            if bytes >= AHEAD_BYTES {
                break;
            }
        }
        Ok(read)
    }

    fn several(
        &self,
        lying: &[Lying],
        seqs: &[u64],
        alone: impl Fn(u64) -> Result<Option<Chunk>, VaultError>,
    ) -> Result<Vec<Option<Chunk>>, VaultError> {
        let identity = &*self.identity;
        let threads = self.threads.min(lying.len() / EACH_MIN);
        let found = spread(lying, threads, |one| open_one(identity, one));
        seqs.iter().zip(found).map(|(seq, found)| found.map_or_else(|| alone(*seq), |chunk| Ok(Some(chunk)))).collect()
    }

    fn lying(&self, space: SpaceId, seq: u64) -> Result<Lying, VaultError> {
        if seq == 0 || seq > self.newest(space) || self.is_covered(space, seq) {
            return Ok(None);
        }
        let key = seq.to_be_bytes();
        let place = self.place(Table::Chunk, space, &key, seq);
        Ok(self.database.get(place.row)?.map(|sealed| (place, key, sealed)))
    }
}

/// Does the same with each item, in even parts on so many threads; what one that ended early had comes back as none.
fn spread<I: Sync, T: Send>(items: &[I], threads: usize, work: impl Fn(&I) -> Option<T> + Sync) -> Vec<Option<T>> {
    if threads < 2 || items.len() < 2 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let mut parts = items.chunks(items.len().div_ceil(threads));
        let mine = parts.next().unwrap_or_default();
        let others: Vec<_> =
            parts.map(|part| (part.len(), scope.spawn(move || part.iter().map(work).collect::<Vec<_>>()))).collect();
        let mut found: Vec<Option<T>> = mine.iter().map(work).collect();
        for (count, other) in others {
            found.extend(other.join().unwrap_or_else(|_| core::iter::repeat_with(|| None).take(count).collect()));
        }
        found
    })
}

fn open_one(identity: &VaultIdentity, lying: &Lying) -> Option<Chunk> {
    let (place, key, sealed) = lying.as_ref()?;
    let plain = opened(identity, place, key, sealed).ok()?;
    postcard::from_bytes(&plain).ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Bench, SPACE, append, chunk};
    use super::*;

    #[test]
    fn several_chunks_come_in_the_order_asked_for_as_each_would_alone() {
        let bench = Bench::new();
        let mut vault = bench.create();
        let written: Vec<Chunk> = (0..40).map(|number| chunk(number, &[number; 50])).collect();
        append(&mut vault, &written);
        let asked: Vec<u64> = (0..45).rev().collect();
        let alone: Vec<Option<Chunk>> = asked.iter().map(|seq| vault.chunk(SPACE, *seq).unwrap()).collect();
        assert_eq!(alone.iter().flatten().count(), 40);
        assert_eq!(vault.chunks(SPACE, &asked).unwrap(), alone);
        assert_eq!(vault.chunks(SPACE, &asked[..3]).unwrap(), alone[..3], "too few for a second thread");
    }

    #[test]
    fn groups_are_worked_on_in_their_order() {
        let bench = Bench::new();
        let mut vault = bench.create();
        append(&mut vault, &(0..9).map(|number| chunk(number, &[number])).collect::<Vec<_>>());
        let first = |chunks: Vec<Chunk>| (chunks[0].document, chunks.len());
        let groups: [&[u64]; 4] = [&[5, 9], &[1], &[2, 77], &[3, 4, 6]];
        let found = vault.each_group(SPACE, &groups, first).unwrap();
        let of = |number: u8, count| Some((chunk(number, b"").document, count));
        assert_eq!(found, [of(4, 2), of(0, 1), None, of(2, 3)]);
    }

    #[test]
    fn what_is_read_ahead_ends_where_it_is_enough_and_is_never_nothing() {
        let bench = Bench::new();
        let mut vault = bench.create();
        append(&mut vault, &(0..6).map(|number| chunk(number, &[number; AHEAD_BYTES / 2])).collect::<Vec<_>>());
        let asked: Vec<u64> = (1..=6).collect();
        assert_eq!(vault.feed_several(SPACE, &asked).unwrap().len(), 2);
        assert_eq!(vault.chunks(SPACE, &asked).unwrap().len(), 6, "what is needed is read whole");
        let groups: [&[u64]; 3] = [&[1, 2, 3], &[4], &[5]];
        assert_eq!(vault.each_group(SPACE, &groups, |chunks| chunks.len()).unwrap(), [Some(3)]);
    }

    #[test]
    fn one_that_does_not_open_is_named_and_the_others_pass() {
        let bench = Bench::new();
        let mut vault = bench.create();
        append(&mut vault, &(0..20).map(|number| chunk(number, b"words")).collect::<Vec<_>>());
        vault.spoil_for_tests(SPACE, 13);
        let asked: Vec<u64> = (1..=20).collect();
        let passed = vault.feed_several(SPACE, &asked).unwrap();
        for (seq, found) in asked.iter().zip(&passed) {
            assert_eq!(found.is_some(), *seq != 13, "{seq}");
        }
        assert_eq!(vault.log(SPACE).damaged, [13]);
        assert!(matches!(vault.chunks(SPACE, &asked), Err(VaultError::Damaged(_))));
    }
}
