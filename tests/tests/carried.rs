//! Two real vaults without a network: what is shared, withdrawn and answered goes by files, and a network finds nothing
//! left to do.

use std::path::{Path, PathBuf};

use understory::demo::headless;
use understory::demo::party::Party;
use understory_sync::engine::view::{CarriedFile, CarriedFound, CarriedNews, CarryTo, NetworkMode, ShareState};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DocumentId, PersonId, SpaceId};
use understory_tests::pairs::{self, Pair};

/// A stick between two computers that know each other.
struct Stick {
    pair: Pair,
    folder: PathBuf,
    files: u32,
}

impl Stick {
    fn new() -> Self {
        let mut pair = Pair::new().expect("paired");
        for party in [&mut pair.client, &mut pair.therapist] {
            network(party, NetworkMode::Off);
        }
        let folder = pair.folder.path().join("stick");
        std::fs::create_dir(&folder).expect("a folder");
        Self { pair, folder, files: 0 }
    }

    fn for_therapist(&mut self) -> PathBuf {
        self.files += 1;
        save(&mut self.pair.client, &self.folder.join(format!("{}.age", self.files)))
    }

    fn for_client(&mut self) -> PathBuf {
        self.files += 1;
        save(&mut self.pair.therapist, &self.folder.join(format!("{}.age", self.files)))
    }

    /// Carries answers until the client knows this of the publication: the reader may still be opening it.
    fn answers_until(&mut self, entry: DocumentId, publication: DocumentId, wanted: impl Fn(ShareState) -> bool) {
        let begun = std::time::Instant::now();
        loop {
            let answer = self.for_client();
            take(&mut self.pair.client, &answer);
            let view = self.pair.client.open_entry(entry).expect("opens");
            let share = view.shares.iter().find(|share| share.publication == publication).expect("it was shared");
            if share.devices.iter().all(|device| wanted(device.state)) {
                return;
            }
            assert!(begun.elapsed() < std::time::Duration::from_secs(60), "the answer never came");
        }
    }

    /// Waits until the client knows this of the publication.
    fn says(&mut self, entry: DocumentId, publication: DocumentId, wanted: impl Fn(ShareState) -> bool) {
        headless::wait_for_share(&mut self.pair.client, entry, publication, wanted).expect("the answer is known");
    }
}

fn network(party: &mut Party, mode: NetworkMode) {
    party.ask(Command::SetNetwork(mode)).expect("asked");
    let set = |event: &Event| matches!(event, Event::Profile(profile) if profile.network == mode).then_some(());
    party.until("the mode", set).expect("the mode is set");
}

/// The only person this one knows.
fn other(party: &Party) -> PersonId {
    party.people[0].person
}

fn save(party: &mut Party, file: &Path) -> PathBuf {
    let to = CarryTo::Person(other(party));
    party.ask(Command::SaveCarried(to)).expect("asked");
    let made = party.until("a file", |event| match event {
        Event::CarriedMade(made) => Some(made.clone()),
        _ => None,
    });
    std::fs::write(file, made.expect("made").file.0).expect("written");
    file.to_owned()
}

fn open(party: &mut Party, file: &Path) -> CarriedFound {
    let bytes = std::fs::read(file).expect("read");
    party.ask(Command::OpenCarried(CarriedFile(bytes))).expect("asked");
    party
        .until("what the file was", |event| match event {
            Event::CarriedOpened(found) => Some(found.clone()),
            _ => None,
        })
        .expect("opened")
}

fn take(party: &mut Party, file: &Path) -> CarriedNews {
    match open(party, file) {
        CarriedFound::Taken(news) => news,
        found => panic!("{found:?}"),
    }
}

/// Waits until exactly this many publications can be read.
fn reads(party: &mut Party, space: SpaceId, count: usize) {
    let shown = party.until_answer("the publications", |party| {
        party.ask(Command::ReadPerson(space))?;
        party.until("the publications", |event| match event {
            Event::Publications { publications, .. } => Some((publications.len() == count).then_some(())),
            _ => None,
        })
    });
    shown.expect("they can be read");
}

fn nothing(news: &CarriedNews) -> bool {
    news.pages + news.ended + news.refused == 0 && !news.earlier_missing && !news.differs && !news.too_much_today
}

#[test]
fn shared_withdrawn_and_answered_by_files_and_the_network_finds_nothing_left() {
    let mut stick = Stick::new();
    let space = stick.pair.space;
    let (entry, publication) =
        pairs::share_whole(&mut stick.pair.client, space, "Corridor", "what goes by hand").expect("shared");
    let first = stick.for_therapist();
    let bytes = std::fs::read(&first).expect("read");
    assert!(!bytes.windows(7).any(|part| part == b"by hand"), "it is sealed");
    assert_eq!(take(&mut stick.pair.therapist, &first).pages, 1);
    headless::read(&mut stick.pair.therapist, space, publication, "what goes by hand").expect("is read");
    stick.says(entry, publication, |state| matches!(state, ShareState::Waiting));
    stick.answers_until(entry, publication, |state| matches!(state, ShareState::Arrived { .. }));
    let level = |party: &mut Party| {
        party.until_people("everything is said to be there", |people| {
            people[0].devices.iter().all(|device| device.waiting == 0 && device.everything_since_ms.is_some())
        })
    };
    level(&mut stick.pair.client).expect("level");
    assert_eq!(open(&mut stick.pair.client, &first), CarriedFound::NotForThisDevice);

    stick.pair.client.ask(Command::Withdraw { publication }).expect("asked");
    let second = stick.for_therapist();
    let news = take(&mut stick.pair.therapist, &second);
    assert_eq!(news.ended, 1, "{news:?}");
    reads(&mut stick.pair.therapist, space, 0);
    stick.answers_until(entry, publication, |state| matches!(state, ShareState::Removed { .. }));

    // Newer words by network: the files of before bring nothing, and nothing was in the way.
    for party in [&mut stick.pair.client, &mut stick.pair.therapist] {
        network(party, NetworkMode::Nearby);
    }
    let later = pairs::write(&mut stick.pair.client, "Later", "what goes by network").expect("an entry");
    let newer = headless::share(&mut stick.pair.client, later, space, "what goes by network", None).expect("arrives");
    headless::read(&mut stick.pair.therapist, space, newer, "what goes by network").expect("is read");
    for file in [&first, &second, &first] {
        let news = take(&mut stick.pair.therapist, file);
        assert!(nothing(&news) && !news.answers, "{news:?}");
    }
    reads(&mut stick.pair.therapist, space, 1);
    let again = pairs::write(&mut stick.pair.client, "Again", "and once more").expect("an entry");
    headless::share(&mut stick.pair.client, again, space, "and once more", None).expect("arrives");
    let Pair { client, therapist, .. } = stick.pair;
    assert!(client.incidents.is_empty() && therapist.incidents.is_empty(), "{:?}", client.incidents);
    client.quit().expect("quits");
    therapist.quit().expect("quits");
}

#[test]
fn a_file_opened_between_two_meetings_is_not_sent_again_and_its_answer_comes_by_network() {
    let mut stick = Stick::new();
    let space = stick.pair.space;
    let (entry, publication) =
        pairs::share_whole(&mut stick.pair.client, space, "Corridor", "by hand first").expect("shared");
    let file = stick.for_therapist();
    assert_eq!(take(&mut stick.pair.therapist, &file).pages, 1);
    reads(&mut stick.pair.therapist, space, 1);
    for party in [&mut stick.pair.therapist, &mut stick.pair.client] {
        network(party, NetworkMode::Nearby);
    }
    stick.says(entry, publication, |state| matches!(state, ShareState::Arrived { .. }));
    let Pair { client, therapist, .. } = stick.pair;
    assert!(client.incidents.is_empty() && therapist.incidents.is_empty(), "{:?}", therapist.incidents);
    client.quit().expect("quits");
    therapist.quit().expect("quits");
}
