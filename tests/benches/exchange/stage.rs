//! Lays out what a measurement needs on disk: two vaults of one person, the same documents for the others.
//!
//! Invariant: nothing here is measured. Keys are derived here, so that no measured process derives any.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use understory::demo::pair::pair;
use understory::demo::party::{Party, system_world};
use understory_sync::engine::second_device::make_second_device;
use understory_sync::engine::view::{Home, NetworkMode};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DeviceId, PersonId, Run, SpaceId};
use understory_sync::kind::Body;
use understory_sync::net::Preset;
use understory_sync::sealed::RecoveryKey;
use understory_tests::own;

use crate::documents::{self, Written};
use crate::fill;
use crate::side::Side;
use crate::words::Words;

/// The folder of one measurement.
pub struct Stage(PathBuf);

impl Stage {
    /// The stage in this folder.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Where one of the two vaults lies.
    pub fn vault(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The recovery key of one vault.
    pub fn key(&self, name: &str) -> RecoveryKey {
        let text = std::fs::read_to_string(self.0.join(name).with_extension("key")).expect("the stage is laid out");
        RecoveryKey::parse(&text).expect("a key reads itself")
    }

    /// Opens one of the two vaults.
    pub fn open(&self, name: &str) -> Side {
        Side::open(&self.vault(name), &self.key(name), Preset::Loopback)
    }

    /// Opens one of the two vaults without a network, so that nobody is called who is not there.
    fn tend(&self, name: &str) -> Side {
        Side::open(&self.vault(name), &self.key(name), Preset::Off)
    }

    fn leave(&self, name: &str, party: Party) -> (PathBuf, understory_sync::sealed::Passphrase) {
        let (folder, passphrase, recovery) = party.quit().expect("a vault closes");
        std::fs::write(self.0.join(name).with_extension("key"), recovery.reveal().as_str()).expect("a key is noted");
        (folder, passphrase)
    }

    /// Makes two empty vaults of one person, the second off the network.
    pub fn two_devices(folder: &Path) -> Self {
        let stage = Self::at(folder);
        let first = Party::create(&stage.vault("first"), "Ada", "Laptop", Home::Journal).expect("a vault is made");
        let (first_folder, passphrase) = stage.leave("first", first);
        stage.note_device();
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let second = stage.vault("second");
        make_second_device(&first_folder, &passphrase, &second, &passphrase, "Desk", &here, &system_world())
            .expect("a second device is made");
        std::fs::copy(stage.0.join("first.key"), stage.0.join("second.key")).expect("one person has one recovery key");
        stage.switch_off("second");
        stage
    }

    /// Makes a client and a therapist, paired, the therapist off the network.
    pub fn client_and_therapist(folder: &Path) -> Self {
        let stage = Self::at(folder);
        let mut client = Party::create(&stage.vault("first"), "Ada", "Laptop", Home::Journal).expect("a vault is made");
        let mut therapist =
            Party::create(&stage.vault("second"), "Ben", "Office", Home::Clients).expect("a vault is made");
        let space = pair(&mut client, &mut therapist).expect("they pair");
        stage.leave("first", client);
        stage.note_device();
        stage.leave("second", therapist);
        stage.switch_off("second");
        std::fs::write(stage.0.join("space"), space.as_bytes()).expect("the space is noted");
        stage
    }

    /// Copies the closed vaults: a copy is made in a moment, new keys are not.
    pub fn copied_to(&self, folder: &Path) -> Self {
        own::copy(&self.0, folder);
        Self::at(folder)
    }

    /// Fills the first vault with entries, as written or `folded`.
    pub fn fill_with_entries(&self, written: &[Written], folded: bool) {
        // The private space stands in the profile, which only the engine reads.
        let side = self.tend("first");
        let space = side.profile.private_space;
        side.quit();
        self.fill(space, written, folded);
    }

    /// Fills the first vault with so many publications that the therapist has not got yet.
    pub fn fill_with_publications(&self, seed: u64, publications: usize) {
        let (person, space, mut words) = (self.person("first"), self.space(), Words::new(seed));
        let written: Vec<Written> =
            (0..publications).map(|_| documents::publication(&mut words, space, person)).collect();
        self.note_documents(&written);
        self.fill(space, &written, false);
    }

    fn fill(&self, space: SpaceId, written: &[Written], folded: bool) {
        let mut vault = fill::open(&self.vault("first"), &self.key("first"));
        // Another device's chunks would count as there already.
        let device = std::fs::read(self.0.join("device")).expect("the device is noted");
        let device = DeviceId(device.try_into().expect("an id has its length"));
        fill::fill(&mut vault, space, device, RUN, written, folded);
        vault.close().expect("a vault closes");
        // Opened once, so that copies and catalog are there, as after any day of writing.
        self.tend("first").quit();
    }

    /// The space the two have in common, where they are two persons.
    pub fn space(&self) -> SpaceId {
        let bytes = std::fs::read(self.0.join("space")).expect("the stage is laid out");
        SpaceId::from_slice(&bytes).expect("an id has its length")
    }

    fn person(&self, name: &str) -> PersonId {
        let side = self.tend(name);
        let person = side.profile.person;
        side.quit();
        person
    }

    /// Notes the only device the person of the first vault has so far.
    fn note_device(&self) {
        let vault = fill::open(&self.vault("first"), &self.key("first"));
        std::fs::write(self.0.join("device"), fill::first_device(&vault).0).expect("the device is noted");
        vault.close().expect("a vault closes");
    }

    fn switch_off(&self, name: &str) {
        let side = self.tend(name);
        side.ask(Command::SetNetwork(NetworkMode::Off));
        loop {
            let told = side.engine.wait_event(std::time::Duration::from_secs(30));
            match told.expect("the network is switched off") {
                Event::Profile(profile) if profile.network == NetworkMode::Off => break,
                _ => {}
            }
        }
        side.quit();
    }

    /// Keeps the documents for the other measurements: what `save()` makes of them, and the bodies of all chunks.
    pub fn note_documents(&self, written: &[Written]) {
        let (one, two) = written.split_at(written.len() / 2);
        let save = |part: &[Written]| part.iter().map(|written| written.automerge().save()).collect::<Vec<_>>();
        let saved = std::thread::scope(|scope| {
            let second = scope.spawn(|| save(two));
            let mut saved = save(one);
            saved.extend(second.join().expect("documents are saved"));
            saved
        });
        write_list(&self.0.join("saved"), saved.iter().map(Vec::as_slice));
        let bodies = written.iter().flat_map(|written| &written.bodies).filter_map(|body| match body {
            Body::Changes(bytes) => Some(bytes.as_slice()),
            _ => None,
        });
        write_list(&self.0.join("bodies"), bodies);
    }

    /// What `save()` makes of each document.
    pub fn saved(&self) -> Vec<Vec<u8>> {
        read_list(&self.0.join("saved"))
    }

    /// The bodies of all chunks.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        read_list(&self.0.join("bodies"))
    }
}

/// The run under which the filled vaults were written.
pub const RUN: Run = Run([7; 8]);

/// Writes so many entries, a day apart, on two threads.
pub fn entries_of(seed: u64, entries: usize) -> Vec<Written> {
    let day_ms = 24 * 3600 * 1000;
    let entry = move |day: usize| {
        let mut words = Words::new(seed.wrapping_mul(1 << 20).wrapping_add(day as u64));
        documents::entry(&mut words, RUN, 1_700_000_000_000 + day as u64 * day_ms)
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| (entries / 2..entries).map(entry).collect::<Vec<_>>());
        let mut written: Vec<Written> = (0..entries / 2).map(entry).collect();
        written.extend(second.join().expect("entries are written"));
        written
    })
}

fn write_list<'a>(path: &Path, list: impl Iterator<Item = &'a [u8]>) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file is made"));
    for bytes in list {
        file.write_all(&(bytes.len() as u32).to_le_bytes()).expect("the disk has room");
        file.write_all(bytes).expect("the disk has room");
    }
    file.flush().expect("the disk has room");
}

fn read_list(path: &Path) -> Vec<Vec<u8>> {
    let mut file = std::io::BufReader::new(std::fs::File::open(path).expect("the stage is laid out"));
    let mut list = Vec::new();
    let mut length = [0; 4];
    while file.read_exact(&mut length).is_ok() {
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        file.read_exact(&mut bytes).expect("the list is whole");
        list.push(bytes);
    }
    list
}
