//! Files carried by hand between vaults that never meet: what comes over, what is said of it, and what does no harm.

mod asked;
mod emptied;
mod foreign;
mod margins;
mod own;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::storm::birth::{Founder, pair};
use super::storm::watch::{Watch, copy_folder};
use crate::clock::World;
use crate::engine::event::Event;
use crate::engine::net_runner::NetRunner;
use crate::engine::open::Open;
use crate::engine::sharing::ShareRequest;
use crate::engine::tally::Tally;
use crate::engine::view::{CarriedFile, CarriedFound, CarriedMade, CarriedNews, CarryTo, Field, ShareChoice};
use crate::exchange::{Delivery, Purge, Standing};
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::Kind;
use crate::net::Preset;
use crate::people::{Contact, Role};
use crate::sealed::RecoveryKey;
use crate::vault::Vault;

/// One device with its vault open, and no network.
struct Desk {
    open: Open,
    runner: NetRunner,
    watch: Arc<Watch>,
    folder: PathBuf,
    key: RecoveryKey,
}

impl Desk {
    fn new(founder: &Founder, device: usize, root: &std::path::Path, contact: Option<&Contact>) -> Self {
        let seed = u64::from(founder.ids()[device].0[0]) + 7;
        let (watch, folder) = (Arc::new(Watch::new(seed)), root.join(format!("{seed}-{device}")));
        founder.settle(device, &folder, contact, &watch);
        let key = RecoveryKey::parse(&founder.key.reveal()).unwrap();
        Self::opened(folder, key, watch)
    }

    fn opened(folder: PathBuf, key: RecoveryKey, watch: Arc<Watch>) -> Self {
        let world = World { clock: watch.clone(), entropy: watch.clone() };
        let vault = Vault::unlock_with_recovery(&folder, &key, &world).unwrap();
        let (open, _) = Open::new(vault, world).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let runner = NetRunner::new(runtime.handle().clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        Self { open, runner, watch, folder, key }
    }

    /// The program was killed and is started again.
    fn again(self) -> Self {
        let Self { open, watch, folder, key, .. } = self;
        drop(open);
        Self::opened(folder, key, watch)
    }

    /// A copy of the vault as it is now, opened once this one is closed.
    fn copy(&self) -> PathBuf {
        let copy = self.folder.with_extension("copy");
        copy_folder(&self.folder, &copy);
        copy
    }

    fn me(&self) -> PersonId {
        self.open.me.person
    }

    fn device(&self) -> DeviceId {
        self.open.me.device
    }

    fn private(&self) -> SpaceId {
        self.open.profile.private_space
    }

    fn write(&mut self, title: &str, text: &str) -> DocumentId {
        let entry = self
            .open
            .new_private(Kind::Entry, |doc| doc.set_words(title, text).map_err(|_| crate::engine::Failure::Internal));
        let entry = entry.unwrap();
        self.open.refresh(entry).unwrap();
        entry
    }

    fn share(&mut self, space: SpaceId, text: &str) -> DocumentId {
        let (entry, choice) = (self.write("A title", text), ShareChoice::Whole);
        self.open
            .preview_share(ShareRequest { entry, space, choice, title: true, date: None, bring: false, replaces: None })
            .unwrap();
        let preview = self.last(|event| match event {
            Event::SharePreview(preview) => Some(preview.number),
            _ => None,
        });
        self.open.share(preview).unwrap();
        self.last(|event| match event {
            Event::Shared { publication, .. } => Some(*publication),
            _ => None,
        })
    }

    /// What was told last of this kind.
    fn last<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        self.open.events.iter().rev().find_map(wanted).expect("it was told")
    }

    fn made(&mut self, to: CarryTo) -> CarriedMade {
        self.watch.advance(1000);
        self.open.save_carried(to, &mut self.runner).unwrap();
        self.last(|event| match event {
            Event::CarriedMade(made) => Some(made.clone()),
            _ => None,
        })
    }

    fn save_for(&mut self, person: PersonId) -> CarriedFile {
        self.made(CarryTo::Person(person)).file
    }

    fn save_for_mine(&mut self) -> CarriedFile {
        self.made(CarryTo::MyDevices).file
    }

    /// Opens a file, and applies what it brought as the running program does.
    fn open_file(&mut self, file: &CarriedFile) -> CarriedFound {
        self.watch.advance(1000);
        self.open.open_carried(file, &mut self.runner).unwrap();
        let answers = self.open.apply_now().unwrap();
        self.open.tell_exchanges(answers, &mut self.runner);
        self.last(|event| match event {
            Event::CarriedOpened(found) => Some(found.clone()),
            _ => None,
        })
    }

    /// Opens a file of somebody known.
    fn take(&mut self, file: &CarriedFile) -> CarriedNews {
        match self.open_file(file) {
            CarriedFound::Taken(news) => news,
            other => panic!("{other:?}"),
        }
    }

    /// What a person can read now of what was shared in a space.
    fn shown(&self, space: SpaceId) -> Vec<String> {
        let views = self.open.publication_views(space).unwrap();
        let mut words: Vec<String> = views.into_iter().map(|view| view.content.text).collect();
        words.sort();
        words
    }

    /// The texts of this person's entries.
    fn entries(&self) -> Vec<String> {
        let rows = self.open.catalog.iter().filter(|row| row.kind == Kind::Entry && row.tombstone.is_none());
        let text = |document| self.open.read_doc(document).unwrap().text(Field::Body);
        let mut words: Vec<String> = rows.map(|row| text(row.document)).collect();
        words.sort();
        words
    }

    fn delivery(&self, device: DeviceId) -> Delivery {
        self.open.peers.get(device).unwrap().delivery().clone()
    }

    fn standing(&self, device: DeviceId, space: SpaceId) -> Standing {
        self.delivery(device).standing(space, self.open.vault.newest(space))
    }
}

/// A client and a therapist with one device each, paired and never connected.
struct Two {
    client: Desk,
    therapist: Desk,
    space: SpaceId,
    /// How each founded their person, for other vaults of theirs.
    founders: [Founder; 2],
    contacts: [Contact; 2],
    root: tempfile::TempDir,
}

impl Two {
    fn new() -> Self {
        Self::with_devices(1)
    }

    /// The therapist has more devices, whose vaults are not made yet.
    fn with_devices(devices: usize) -> Self {
        let (root, watch) = (tempfile::tempdir().unwrap(), Watch::new(3));
        let founders = [Founder::new(Role::Client, 1, &watch), Founder::new(Role::Therapist, devices, &watch)];
        let (contacts, space) = pair(&founders[0], &founders[1]);
        let client = Desk::new(&founders[0], 0, root.path(), Some(&contacts[0]));
        let therapist = Desk::new(&founders[1], 0, root.path(), Some(&contacts[1]));
        Self { client, therapist, space, founders, contacts, root }
    }

    fn for_therapist(&mut self) -> CarriedFile {
        let reader = self.therapist.me();
        self.client.save_for(reader)
    }

    fn for_client(&mut self) -> CarriedFile {
        let reader = self.client.me();
        self.therapist.save_for(reader)
    }

    /// What the client knows of the therapist's device.
    fn said(&self) -> Standing {
        self.client.standing(self.therapist.device(), self.space)
    }
}

#[test]
fn words_go_by_file_and_everything_is_there_only_once_the_answer_came_by_file_too() {
    let mut two = Two::new();
    two.client.share(two.space, "the first");
    two.client.share(two.space, "the second");
    let before = two.client.delivery(two.therapist.device());
    let made = two.client.made(CarryTo::Person(two.therapist.me()));
    assert_eq!((made.pages, made.more), (2, false));
    assert_eq!(two.client.delivery(two.therapist.device()), before, "saving a file says nothing of anybody");

    let news = two.therapist.take(&made.file);
    assert_eq!((news.pages, news.refused, news.answers), (2, 0, false));
    assert_eq!(news.person.as_deref(), Some("Client"));
    assert_eq!(two.therapist.shown(two.space), ["the first", "the second"]);
    let said = two.said();
    assert_eq!((said.waiting, said.everything_since_ms), (2, None), "nobody has told the client");

    let written = two.therapist.open.now_ms() + 1000;
    let answer = two.for_client();
    two.client.watch.advance(3_600_000);
    let news = two.client.take(&answer);
    assert!(news.answers && news.pages == 0, "{news:?}");
    let said = two.said();
    assert_eq!((said.waiting, said.unopened), (0, 0));
    assert_eq!(said.everything_since_ms, Some(written), "as of when it was written, not of when it was read");
    // It is on disk, and the next file begins there.
    two.client = two.client.again();
    assert_eq!(two.said().everything_since_ms, Some(written));
    assert_eq!(two.client.made(CarryTo::Person(two.therapist.me())).pages, 0);
}

#[test]
fn a_withdrawal_travels_and_removed_is_known_only_from_the_answer() {
    let mut two = Two::new();
    let publication = two.client.share(two.space, "said too soon");
    let file = two.for_therapist();
    two.therapist.take(&file);
    let answer = two.for_client();
    two.client.take(&answer);
    two.client.open.withdraw(publication).unwrap();
    let file = two.for_therapist();
    let news = two.therapist.take(&file);
    assert_eq!((news.pages, news.ended), (0, 1));
    assert!(two.therapist.shown(two.space).is_empty());
    let purged = |two: &Two| {
        let known = two.client.delivery(two.therapist.device());
        known.space(two.space).and_then(|known| known.said.purged.get(&publication).map(|said| said.purge))
    };
    assert_eq!(purged(&two), None);
    let answer = two.for_client();
    assert!(two.client.take(&answer).answers);
    assert_eq!(purged(&two), Some(Purge::Removed));
    let news = two.client.take(&answer);
    assert_eq!(news, CarriedNews { person: news.person.clone(), device: news.device.clone(), ..Default::default() });
}

#[test]
fn what_was_withdrawn_before_the_file_was_made_is_in_no_file() {
    let mut two = Two::new();
    let publication = two.client.share(two.space, "never to leave");
    two.client.open.withdraw(publication).unwrap();
    two.client.share(two.space, "may leave");
    let file = two.for_therapist();
    two.therapist.take(&file);
    assert_eq!(two.therapist.shown(two.space), ["may leave"]);
    let newest = two.therapist.open.vault.newest(two.space);
    for number in 1..=newest {
        let chunk = two.therapist.open.vault.chunk(two.space, number).unwrap().unwrap();
        let held = matches!(chunk.body, crate::kind::Body::Changes(_)) && chunk.document == publication;
        assert!(!held);
    }
}

#[test]
fn an_older_file_and_one_opened_twice_bring_nothing_and_take_nothing_back() {
    let mut two = Two::new();
    two.client.share(two.space, "one");
    let first = two.for_therapist();
    let publication = two.client.share(two.space, "two");
    let second = two.for_therapist();
    two.therapist.watch.advance(60_000);
    assert_eq!(two.therapist.take(&second).pages, 2);
    let (newest, held) = (two.therapist.open.vault.newest(two.space), two.therapist.delivery(two.client.device()));
    for file in [&first, &second, &first] {
        let news = two.therapist.take(file);
        assert_eq!((news.pages, news.ended, news.refused), (0, 0, 0));
        assert!(!news.earlier_missing && !news.differs && !news.answers);
    }
    assert_eq!(two.therapist.open.vault.newest(two.space), newest);
    let now = two.therapist.delivery(two.client.device());
    assert_eq!(now.space(two.space), held.space(two.space));

    // What was withdrawn since does not come back with an old file either.
    two.client.open.withdraw(publication).unwrap();
    let third = two.for_therapist();
    two.therapist.take(&third);
    assert_eq!(two.therapist.take(&second).pages, 0);
    assert_eq!(two.therapist.shown(two.space), ["one"]);
}

#[test]
fn an_older_answer_takes_nothing_back_that_was_said_since() {
    let mut two = Two::new();
    two.client.share(two.space, "one");
    let file = two.for_therapist();
    two.therapist.take(&file);
    let old = two.for_client();
    two.client.share(two.space, "two");
    let file = two.for_therapist();
    two.therapist.take(&file);
    let new = two.for_client();
    assert!(two.client.take(&new).answers);
    let said = two.said();
    assert!(said.everything_since_ms.is_some());
    assert!(!two.client.take(&old).answers);
    assert_eq!(two.said(), said);
}

#[test]
fn a_reader_and_a_writer_answer_each_other_by_file_for_as_long_as_they_like() {
    let mut two = Two::new();
    for round in 0..4 {
        two.client.share(two.space, &format!("round {round}"));
        let there = two.for_therapist();
        assert_eq!(two.therapist.take(&there).pages, 1);
        let back = two.for_client();
        assert!(two.client.take(&back).answers);
        assert_eq!(two.said().waiting, 0);
    }
    assert_eq!(two.therapist.shown(two.space).len(), 4);
    assert!(two.therapist.open.peers.get(two.client.device()).is_some());
}
