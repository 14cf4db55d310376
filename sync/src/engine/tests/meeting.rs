//! What other devices are fed, offered and given in a repair, and what comes back after a restore.

use tokio::sync::mpsc;

use super::super::net_runner::NetRunner;
use super::*;
use crate::document::Field;
use crate::engine::feeding::{FeedRequest, offer_of};
use crate::exchange::OfferId;
use crate::limits::FRESH_MS;
use crate::net::{ConnectionId, Preset};

impl Bench {
    fn feed(&mut self, whole: bool) -> Vec<crate::exchange::Fed> {
        let space = self.space;
        self.feed_of(self.them.device.device, space, whole)
    }

    fn feed_of(&mut self, device: DeviceId, space: SpaceId, whole: bool) -> Vec<crate::exchange::Fed> {
        let whole_upto = if whole { self.open.vault.newest(space) } else { 0 };
        let request = FeedRequest {
            space,
            after: 0,
            chunks_max: 256,
            bytes_max: 1 << 20,
            include_theirs: false,
            whole_upto,
            fresh_too: false,
        };
        let Input::Fed { chunks, .. } = self.open.feed(device, &request).unwrap() else { panic!("a feed is fed") };
        chunks
    }

    /// A connection with a device that has said nothing yet.
    fn connect(&mut self, device: DeviceId) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut runner = NetRunner::new(
            runtime.handle().clone(),
            Preset::Off,
            mpsc::channel(1).0,
            crate::engine::tally::Tally::default(),
        );
        self.open.connected(device, ConnectionId(7), &mut runner).unwrap();
    }

    fn chunks_of(input: Input) -> Vec<Chunk> {
        let Input::Mend { chunks, .. } = input else { panic!("a repair sends chunks") };
        chunks
    }
}

#[test]
fn another_person_is_fed_what_this_person_wrote_and_nothing_else() {
    let mut bench = Bench::new();
    let theirs = bench.theirs("their words");
    assert_eq!(bench.fate(bench.whole(&theirs)), Fate::Applied);
    let mine = bench.mine("my words");
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    let fed: Vec<DocumentId> = bench.feed(false).into_iter().filter_map(|fed| Some(fed.chunk?.document)).collect();
    assert_eq!(fed, [mine.document]);
    let private = bench.open.profile.private_space;
    assert!(bench.feed_of(bench.them.device.device, private, false).is_empty(), "{entry:?} stays here");
}

#[test]
fn what_somebody_else_wrote_is_offered_by_id_and_only_once_it_is_no_longer_fresh() {
    let mut bench = Bench::new();
    let theirs = bench.theirs("their words");
    assert_eq!(bench.fate(bench.whole(&theirs)), Fate::Applied);
    // Another device of this person's.
    let other = Person::new(9, Role::Client).device;
    bench.open.me.devices.push(other.clone());
    let space = bench.space;
    assert!(bench.feed_of(other.device, space, false).is_empty(), "its writer is sending it right now");
    bench.clock.advance(std::time::Duration::from_millis(FRESH_MS));
    bench.open.age_fresh();
    let fed = bench.feed_of(other.device, space, false);
    let id = offer_of(&bench.whole(&theirs));
    assert_eq!(fed.iter().map(|fed| fed.offer).collect::<Vec<_>>(), [id]);
    let offers = [(7, id.unwrap()), (8, OfferId([1; 16]))];
    let Input::Known { have, .. } = bench.open.offered(other.device, space, &offers) else {
        panic!("an offer is answered")
    };
    assert_eq!(have, [7], "this one is here, that one is not");
}

#[test]
fn what_is_held_is_still_known_by_its_id_after_the_next_opening() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    let space = bench.open.profile.private_space;
    let seqs = bench.open.catalog.get(entry).unwrap().seqs.clone();
    let first = bench.open.vault.chunk(space, seqs[0]).unwrap().unwrap();
    let id = offer_of(&first).unwrap();
    let mut bench = bench.killed();
    let Input::Known { have, .. } = bench.open.offered(DeviceId([9; 32]), space, &[(1, id)]) else {
        panic!("an offer is answered")
    };
    assert_eq!(have, [1]);
}

#[test]
fn whole_documents_that_were_read_and_not_sent_are_read_again() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.open.set_tags(entry, vec!["sleep".to_owned()]).unwrap();
    assert_eq!(bench.open.catalog.get(entry).unwrap().seqs.len(), 2);
    let other = Person::new(9, Role::Client).device;
    bench.open.me.devices.push(other.clone());
    let space = bench.open.profile.private_space;
    bench.open.peers.add(&bench.open.vault, other.device, [space].into()).unwrap();
    bench.connect(other.device);
    let mut first = bench.feed_of(other.device, space, true);
    assert!(matches!(first.remove(0).chunk, Some(Chunk { body: Body::Snapshot(_), .. })));
    assert!(first.is_empty(), "the later number is covered by the whole");
    // The conversation went back, as it does when the other vault turns out to be an older copy.
    assert_eq!(bench.feed_of(other.device, space, true).len(), 1);
}

#[test]
fn documents_are_fed_whole_and_in_order_however_many_and_a_damaged_chunk_stops_none_of_them() {
    let mut bench = Bench::new();
    let other = Person::new(9, Role::Client).device;
    bench.open.me.devices.push(other.clone());
    let space = bench.open.profile.private_space;
    let before = bench.open.vault.newest(space);
    let mut entries = Vec::new();
    for _ in 0..20 {
        let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
        bench.open.set_tags(entry, vec!["sleep".to_owned()]).unwrap();
        entries.push(entry);
    }
    let seqs = bench.open.catalog.get(entries[11]).unwrap().seqs.clone();
    bench.open.vault.spoil_for_tests(space, seqs[1]);
    bench.open.peers.add(&bench.open.vault, other.device, [space].into()).unwrap();
    bench.connect(other.device);
    let mut fed = bench.feed_of(other.device, space, true);
    fed.retain(|fed| fed.number > before);
    let sent: Vec<DocumentId> = fed.iter().map(|fed| fed.chunk.as_ref().unwrap().document).collect();
    assert_eq!(sent, entries);
    for (entry, fed) in entries.iter().zip(&fed) {
        let whole = matches!(fed.chunk, Some(Chunk { body: Body::Snapshot(_), .. }));
        assert_eq!(whole, *entry != entries[11], "of that one the sound chunk goes alone");
    }
}

#[test]
fn a_repair_of_what_came_from_elsewhere_and_is_at_a_worker_counts_as_one_that_changes_something() {
    let mut bench = Bench::new();
    let theirs = bench.theirs("their words");
    let (device, space, upto) = (bench.them.device.device, bench.space, Cursor { run: THEIR_RUN, seq: 1 });
    bench.open.keep(device, space, vec![(upto, bench.whole(&theirs))], upto).unwrap();
    let (workers, jobs) = crate::engine::workers::Workers::by_hand();
    assert!(bench.open.apply_some(&workers).unwrap().is_empty(), "it waits for the worker");
    let again = vec![bench.whole(&theirs)];
    let Input::Mended { changed, .. } = bench.open.mend(device, space, false, again.clone()).unwrap() else { panic!() };
    assert_eq!(changed, 1);
    let done = jobs.lock().unwrap().try_recv().unwrap().run();
    bench.open.worked(done);
    bench.open.apply_now().unwrap();
    let Input::Mended { changed, .. } = bench.open.mend(device, space, false, again).unwrap() else { panic!() };
    assert_eq!(changed, 0);
}

#[test]
fn what_ended_while_a_worker_had_it_is_written_nowhere() {
    let mut bench = Bench::new();
    let theirs = bench.theirs("their words");
    let (device, space, upto) = (bench.them.device.device, bench.space, Cursor { run: THEIR_RUN, seq: 1 });
    bench.open.keep(device, space, vec![(upto, bench.whole(&theirs))], upto).unwrap();
    let (workers, jobs) = crate::engine::workers::Workers::by_hand();
    bench.open.apply_some(&workers).unwrap();
    let person = bench.person();
    bench.open.note_new(theirs.document, space, Kind::Publication, person, 1);
    bench.open.note_tombstone(theirs.document, &Tombstone { heads: Vec::new(), end: End::Withdrawn }).unwrap();
    let done = jobs.lock().unwrap().try_recv().unwrap().run();
    bench.open.worked(done);
    bench.open.apply_now().unwrap();
    let row = bench.open.catalog.get(theirs.document).unwrap();
    assert!(row.first_line.is_empty() && row.seqs.is_empty());
    assert!(bench.open.vault.copy(space, theirs.document).unwrap().is_none());
    let newest = bench.open.vault.newest(space);
    assert!(bench.open.vault.chunk(space, newest).unwrap().unwrap().body == Body::Through);
}

#[test]
fn buckets_add_up_to_the_fingerprint_and_list_what_is_in_them() {
    let mut bench = Bench::new();
    for words in ["one", "two", "three"] {
        bench.mine(words);
    }
    let space = bench.space;
    let Input::Sums { sums, .. } = bench.open.sums(space) else { panic!("sums") };
    assert_eq!(sums.iter().fold(0_u64, |sum, part| sum.wrapping_add(*part)), bench.open.catalog.fingerprint(space));
    let buckets: Vec<u8> = (0..=255).collect();
    let Input::List { documents, .. } = bench.open.list(space, &buckets) else { panic!("a list") };
    assert_eq!(documents.len(), 3);
    let Input::List { documents, .. } = bench.open.list(space, &[]) else { panic!("a list") };
    assert!(documents.is_empty());
}

#[test]
fn a_repair_brings_their_documents_and_never_mine_unless_i_asked() {
    let mut bench = Bench::new();
    let device = bench.them.device.device;
    let (theirs, me) = (bench.theirs("their words"), bench.open.me.person);
    let mine = bench.written_by(me, bench.space, "what I had lost");
    let space = bench.space;
    let mut lost = bench.whole(&mine);
    lost.origin.device = bench.open.me.device;
    let sent = vec![bench.whole(&theirs), lost.clone()];
    let Input::Mended { changed, .. } = bench.open.mend(device, space, false, sent).unwrap() else { panic!() };
    assert_eq!((changed, bench.shown()), (1, vec!["their words".to_owned()]));
    assert!(bench.open.catalog.get(mine.document).is_none(), "nobody asked");

    let Input::Mended { changed, .. } = bench.open.mend(device, space, true, vec![lost]).unwrap() else { panic!() };
    assert_eq!(changed, 1);
    assert_eq!(bench.open.catalog.get(mine.document).unwrap().writer, me);
    let (entry, record) = bench.open.find_share(mine.document).expect("it can be seen and withdrawn");
    assert_eq!((record.space, record.withdrawn_ms), (space, None));
    let doc = bench.open.read_doc(entry).unwrap();
    assert_eq!(doc.text(Field::Body), "what I had lost");
    assert_eq!(doc.entry().unwrap().tags, [bench.them.device.name.clone()]);
}

#[test]
fn a_repair_gives_a_person_their_own_and_mine_and_nothing_of_another_space() {
    let mut bench = Bench::new();
    let device = bench.them.device.device;
    let theirs = bench.theirs("their words");
    assert_eq!(bench.fate(bench.whole(&theirs)), Fate::Applied);
    let mine = bench.mine("my words");
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    let wanted = [theirs.document, mine.document, entry, DocumentId([3; 32])];
    let given = Bench::chunks_of(bench.open.mend_for(device, bench.space, &wanted, 1 << 20).unwrap());
    let given: Vec<DocumentId> = given.iter().map(|chunk| chunk.document).collect();
    assert_eq!(given, [theirs.document, mine.document]);
    let stranger = DeviceId([77; 32]);
    assert!(Bench::chunks_of(bench.open.mend_for(stranger, bench.space, &wanted, 1 << 20).unwrap()).is_empty());
}

#[test]
fn what_was_withdrawn_and_forgotten_is_withdrawn_again_and_what_others_wrote_stays() {
    let mut bench = Bench::new();
    let mine = bench.mine("withdrawn before the restore");
    let theirs = bench.theirs("theirs");
    assert_eq!(bench.fate(bench.whole(&theirs)), Fate::Applied);
    let end = || Tombstone { heads: Vec::new(), end: End::Withdrawn };
    let space = bench.space;
    let told = vec![(mine.document, end()), (theirs.document, end()), (DocumentId([3; 32]), end())];
    assert!(bench.open.end_again(space, told, false).unwrap().is_empty(), "more is to come");
    let answer = bench.open.end_again(space, Vec::new(), true).unwrap();
    assert!(matches!(answer[..], [Input::TombstonesApplied { .. }]));
    assert!(bench.open.catalog.get(mine.document).unwrap().tombstone.is_some());
    assert_eq!(bench.shown(), ["theirs"]);
    let fed: Vec<Chunk> = bench.feed(false).into_iter().filter_map(|fed| fed.chunk).collect();
    assert!(matches!(fed[..], [Chunk { body: Body::Tombstone(_), .. }]), "only the ending leaves");
}

#[test]
fn a_contact_that_sends_more_than_fits_in_a_day_is_sent_away_and_nothing_is_stored() {
    let mut bench = Bench::new();
    let (person, now_ms) = (bench.person(), bench.open.now_ms());
    assert!(bench.open.quotas.take(person, false, crate::limits::CONTACT_DAY_BYTES - 10, 1, now_ms));
    let said = bench.theirs("more than ten bytes");
    let (device, space, newest) = (bench.them.device.device, bench.space, bench.open.vault.newest(bench.space));
    let upto = Cursor { run: THEIR_RUN, seq: 1 };
    let refused = bench.open.keep(device, space, vec![(upto, bench.whole(&said))], upto);
    assert_eq!(refused.err(), Some(crate::engine::Failure::TooMuchToday));
    assert_eq!(bench.open.vault.newest(space), newest);
    assert!(bench.incidents().contains(&IncidentKind::TooMuchToday));
    bench.clock.advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(bench.fate(bench.whole(&said)), Fate::Applied, "the next day it fits");
}
