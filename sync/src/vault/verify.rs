//! Walking every row: to verify a vault, and to rebuild what is lost from what each value says of itself.

use std::collections::{BTreeMap, BTreeSet};

use super::covered::Covered;
use super::database::FIRST_ROW;
use super::directory::Directory;
use super::error::{Damage, DamageWhy, VaultError};
use super::keyed;
use super::log_state::LogState;
use super::store::{NO_SPACE, Vault};
use crate::ids::{Run, SpaceId};
use crate::sealed::{Place, RowId, Table, open_anywhere};

/// What a walk over every row counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Sound values by kind.
    pub sound: BTreeMap<Table, u64>,
    /// Bytes of all sealed values.
    pub sealed_bytes: u64,
    /// Everything that does not open, lies in the wrong row or is missing.
    pub damaged: Vec<Damage>,
}

impl Census {
    /// Returns whether everything is in order.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty()
    }

    /// Returns how many values are sound.
    pub fn values(&self) -> u64 {
        self.sound.values().sum()
    }
}

/// A walk over every value that has not come to its end.
pub(super) struct Walk {
    /// What must be there and was not seen yet.
    missing: BTreeMap<RowId, Damage>,
    census: Census,
    /// Where it goes on; none at the end.
    next: Option<i64>,
}

impl Walk {
    /// How many values were opened, sound or not.
    pub(super) fn seen(&self) -> u64 {
        self.census.values() + self.census.damaged.len() as u64
    }
}

/// A visitor of [`Vault::each_value`]: the row, and its value's place and body (with its key in front) or what is wrong.
pub type Visit<'f> = dyn FnMut(RowId, Result<(Place, &[u8]), Damage>) + 'f;

impl Vault {
    /// Opens every value of every kind, checks that it lies in the row its content asks for and that no number of a
    /// log, no state and no record is missing. Every value that opens is shown to `visit`.
    pub fn each_value(&self, visit: &mut Visit<'_>) -> Result<Census, VaultError> {
        let mut walk = self.begin_walk();
        while self.walk_on(&mut walk, usize::MAX, visit)? {}
        Ok(self.end_walk(walk))
    }

    /// Begins a walk over every value, to be taken in steps.
    pub(super) fn begin_walk(&self) -> Walk {
        Walk { missing: self.expected(), census: Census::default(), next: Some(FIRST_ROW) }
    }

    /// Opens so many more values; says whether any are left.
    pub(super) fn walk_on(&self, walk: &mut Walk, rows_max: usize, visit: &mut Visit<'_>) -> Result<bool, VaultError> {
        let Some(from) = walk.next else { return Ok(false) };
        let Walk { missing, census, .. } = walk;
        walk.next = self.database.some(from, rows_max, &mut |row, sealed| {
            census.sealed_bytes += sealed.len() as u64;
            let expected = missing.remove(&row);
            match self.checked(row, sealed) {
                Ok((place, body)) => {
                    *census.sound.entry(place.table).or_default() += 1;
                    visit(row, Ok((place, &body)));
                }
                Err(why) => {
                    let damage = expected.map_or(Damage::file(why), |expected| Damage { why, ..expected });
                    census.damaged.push(damage);
                    visit(row, Err(damage));
                }
            }
        })?;
        Ok(walk.next.is_some())
    }

    /// Returns what a walk that came to its end counted.
    pub(super) fn end_walk(&self, walk: Walk) -> Census {
        let Walk { missing, mut census, .. } = walk;
        census.damaged.extend(missing.into_values());
        for damage in &census.damaged {
            if let Some(table @ Table::Chunk) = damage.table {
                let key = damage.seq.to_be_bytes();
                self.set_aside(table, damage.space.unwrap_or(NO_SPACE), &key, damage.seq, damage.why);
            }
        }
        census
    }

    fn checked(&self, row: RowId, sealed: &[u8]) -> Result<(Place, crate::sealed::Plain), DamageWhy> {
        let (place, body) = open_anywhere(&self.identity, sealed)?;
        let (_, key) = keyed::split(&body)?;
        let newest = self.states.get(&place.space).map_or(0, |state| state.newest);
        // What was folded away and is there again was put there by somebody else.
        let beyond = place.table == Table::Chunk && (place.seq > newest || self.is_covered(place.space, place.seq));
        let numbered = matches!(place.table, Table::Chunk | Table::Inbox);
        let key_fits = !numbered || key == place.seq.to_be_bytes();
        let derived = self.rows.row(place.table, place.space, key);
        if place.vault == self.id && place.row == row && derived == row && key_fits && !beyond {
            Ok((place, body))
        } else {
            Err(DamageWhy::Misplaced)
        }
    }

    /// Every row that must be there, as the damage its absence would be.
    fn expected(&self) -> BTreeMap<RowId, Damage> {
        let mut rows = BTreeMap::new();
        let mut expect = |table, space: SpaceId, key: &[u8], seq| {
            let space_named = (space != NO_SPACE).then_some(space);
            let damage = Damage { table: Some(table), space: space_named, seq, why: DamageWhy::Missing };
            rows.insert(self.rows.row(table, space, key), damage);
        };
        expect(Table::Record, NO_SPACE, Directory::KEY, 0);
        for name in &self.directory.names {
            expect(Table::Record, NO_SPACE, name.as_bytes(), 0);
        }
        for (space, state) in &self.states {
            expect(Table::State, *space, b"", 0);
            let covered = self.covered.get(space).filter(|covered| !covered.is_empty());
            if covered.is_some() {
                expect(Table::State, *space, Covered::KEY, 0);
            }
            let is_kept = |seq: &u64| !covered.is_some_and(|covered| covered.contains(*seq));
            for seq in (1..=state.newest).filter(is_kept) {
                expect(Table::Chunk, *space, &seq.to_be_bytes(), seq);
            }
        }
        rows
    }

    /// Returns the directory as the values themselves tell it; slow, for a vault whose directory is damaged.
    pub(super) fn rebuilt_directory(&self) -> Result<Directory, VaultError> {
        // Purges may have been noted in what was lost.
        let mut directory = Directory { purged: true, ..Directory::default() };
        self.set_aside(Table::Record, NO_SPACE, Directory::KEY, 0, DamageWhy::DoesNotOpen);
        self.database.each(&mut |row, sealed| {
            let Ok((place, body)) = open_anywhere(&self.identity, sealed) else { return };
            let Ok((_, key)) = keyed::split(&body) else { return };
            if place.vault != self.id || place.row != row || self.rows.row(place.table, place.space, key) != row {
                return;
            }
            match place.table {
                Table::Chunk | Table::State => {
                    directory.spaces.insert(place.space);
                }
                Table::Record => match std::str::from_utf8(key) {
                    Ok(name) if !name.is_empty() => {
                        directory.names.insert(name.to_owned());
                    }
                    _ => {}
                },
                Table::Copy | Table::Page | Table::Delivery | Table::Inbox => {}
            }
        })?;
        Ok(directory)
    }

    /// Returns a log's state as its chunks tell it, for a space whose state is damaged.
    ///
    /// Which run wrote a number is known only where the chunk is this device's own; other numbers go to the run
    /// before them, or to no run that ever was. A device that asks about such a run is not served until a person
    /// looked, which is what a damaged vault deserves. Nothing counts as applied: applying twice changes nothing.
    pub(super) fn rebuilt_state(&self, space: SpaceId) -> Result<LogState, VaultError> {
        self.set_aside(Table::State, space, b"", 0, DamageWhy::DoesNotOpen);
        let mut present = BTreeSet::new();
        let mut runs = BTreeMap::new();
        self.database.each(&mut |row, sealed| {
            let Ok((place, body)) = open_anywhere(&self.identity, sealed) else { return };
            let own_row = self.rows.row(Table::Chunk, space, &place.seq.to_be_bytes()) == row && place.row == row;
            if place.table != Table::Chunk || place.space != space || !own_row {
                return;
            }
            present.insert(place.seq);
            let chunk = keyed::split(&body).ok().and_then(|(start, _)| postcard::from_bytes(&body[start..]).ok());
            if let Some(crate::kind::Chunk { origin, .. }) = chunk
                && origin.seq == place.seq
            {
                runs.insert(place.seq, origin.run);
            }
        })?;
        let covered = match self.value(Table::State, space, Covered::KEY, 0) {
            Ok(found) => found.and_then(|plain| Covered::decode(&plain, u64::MAX)).unwrap_or_default(),
            Err(VaultError::Damaged(_)) => Covered::default(),
            Err(error) => return Err(error),
        };
        let mut state = LogState::default();
        let mut run = Run([0; 8]);
        for seq in 1..=present.last().copied().unwrap_or(0) {
            run = runs.get(&seq).copied().unwrap_or(run);
            state.next(run);
            match (present.contains(&seq), covered.contains(seq)) {
                (true, _) => state.unapplied.push(seq),
                (false, true) => {}
                (false, false) => state.damaged.push(seq),
            }
        }
        Ok(state)
    }

    /// Returns which numbers were folded away.
    pub(super) fn read_covered(&self, space: SpaceId, newest: u64) -> Result<Covered, VaultError> {
        match self.value(Table::State, space, Covered::KEY, 0) {
            Ok(None) => Ok(Covered::default()),
            Ok(Some(plain)) => match Covered::decode(&plain, newest) {
                Some(covered) => Ok(covered),
                None => {
                    self.set_aside(Table::State, space, Covered::KEY, 0, DamageWhy::Malformed);
                    self.rebuilt_covered(space, newest)
                }
            },
            Err(VaultError::Damaged(Damage { table: Some(_), .. })) => self.rebuilt_covered(space, newest),
            Err(error) => Err(error),
        }
    }

    /// Returns which numbers were folded away as the rows tell it, for a space that lost the list of them: folding
    /// leaves no row, damage leaves one that does not open. The lost list itself is counted as damaged.
    fn rebuilt_covered(&self, space: SpaceId, newest: u64) -> Result<Covered, VaultError> {
        let mut covered = Covered::default();
        for seq in 1..newest {
            let row = self.rows.row(Table::Chunk, space, &seq.to_be_bytes());
            if self.database.get(row)?.is_none() {
                covered.insert(seq);
            }
        }
        Ok(covered)
    }
}
