//! How far a document goes, for the end of one that two devices know differently.

use crate::kind::Reach;

use super::doc::Doc;

impl Doc {
    /// Returns how far it goes.
    pub fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        for change in self.automerge().get_changes_meta(&[]) {
            reach.note(change.actor.to_bytes(), change.seq);
        }
        reach
    }
}

#[cfg(test)]
mod tests {
    use crate::ids::Run;
    use crate::kind::{Body, Kind};

    use super::*;

    #[test]
    fn what_another_device_wrote_since_goes_beyond_and_what_it_knew_does_not() {
        let mut here = Doc::private(Kind::Entry, Run([1; 8]), 5).unwrap();
        let begun = Body::Changes(here.new_changes());
        let mut there = Doc::load(&[&begun], Some(Run([2; 8]))).unwrap();
        here.set_words("", "more").unwrap();
        assert!(here.reach().covers(&there.reach()) && !there.reach().covers(&here.reach()));
        there.set_trashed(Some(9)).unwrap();
        assert!(!here.reach().covers(&there.reach()));
        let new = Body::Changes(there.new_changes());
        here.apply(&new).unwrap();
        assert!(here.reach().covers(&there.reach()));
    }
}
