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
use understory_sync::sealed::RecoveryKey;

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

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
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
        Side::open(&self.vault(name), &self.key(name))
    }

    fn leave(&self, name: &str, party: Party) -> (PathBuf, understory_sync::sealed::Passphrase) {
        let (folder, passphrase, recovery) = party.quit().expect("a vault closes");
        std::fs::write(self.0.join(name).with_extension("key"), recovery.reveal().as_str()).expect("a key is noted");
        (folder, passphrase)
    }

    /// Makes two vaults of one person, the first filled, as written or `folded`, the second empty and off the network.
    pub fn two_devices(folder: &Path, seed: u64, entries: usize, folded: bool) -> Self {
        let stage = Self::at(folder);
        let first = Party::create(&stage.vault("first"), "Ada", "Laptop", Home::Journal).expect("a vault is made");
        let (first_folder, passphrase) = stage.leave("first", first);
        let device = stage.device("first");
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let second = stage.vault("second");
        make_second_device(&first_folder, &passphrase, &second, &passphrase, "Desk", &here, &system_world())
            .expect("a second device is made");
        std::fs::copy(stage.0.join("first.key"), stage.0.join("second.key")).expect("one person has one recovery key");
        stage.switch_off("second");

        let written = entries_of(seed, entries);
        stage.note_documents(&written);
        // The private space stands in the profile, which only the engine reads.
        let side = stage.open("first");
        let space = side.profile.private_space;
        side.quit();
        let mut vault = fill::open(&first_folder, &stage.key("first"));
        fill::fill(&mut vault, space, device, RUN, &written, folded);
        vault.close().expect("a vault closes");
        // Opened once, so that copies and catalog are there, as after any day of writing.
        stage.open("first").quit();
        stage
    }

    /// Makes a client and a therapist, paired, with so many publications that the therapist has not got yet.
    pub fn client_and_therapist(folder: &Path, seed: u64, publications: usize) -> Self {
        let stage = Self::at(folder);
        let mut client = Party::create(&stage.vault("first"), "Ada", "Laptop", Home::Journal).expect("a vault is made");
        let mut therapist =
            Party::create(&stage.vault("second"), "Ben", "Office", Home::Clients).expect("a vault is made");
        let space = pair(&mut client, &mut therapist).expect("they pair");
        stage.leave("first", client);
        stage.leave("second", therapist);
        stage.switch_off("second");
        if publications > 0 {
            let person = stage.person("first");
            let mut words = Words::new(seed);
            let written: Vec<Written> =
                (0..publications).map(|_| documents::publication(&mut words, space, person)).collect();
            stage.note_documents(&written);
            let device = stage.device("first");
            let mut vault = fill::open(&stage.vault("first"), &stage.key("first"));
            fill::fill(&mut vault, space, device, RUN, &written, false);
            vault.close().expect("a vault closes");
            stage.open("first").quit();
        }
        std::fs::write(stage.0.join("space"), space.as_bytes()).expect("the space is noted");
        stage
    }

    /// The space the two have in common, where they are two persons.
    pub fn space(&self) -> SpaceId {
        let bytes = std::fs::read(self.0.join("space")).expect("the stage is laid out");
        SpaceId::from_slice(&bytes).expect("an id has its length")
    }

    fn person(&self, name: &str) -> PersonId {
        let side = self.open(name);
        let person = side.profile.person;
        side.quit();
        person
    }

    /// The only device of a vault's person.
    fn device(&self, name: &str) -> DeviceId {
        let vault = fill::open(&self.vault(name), &self.key(name));
        let device = fill::first_device(&vault);
        vault.close().expect("a vault closes");
        device
    }

    fn switch_off(&self, name: &str) {
        let side = self.open(name);
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
    fn note_documents(&self, written: &[Written]) {
        let saved: Vec<Vec<u8>> = written.iter().map(|written| written.automerge().save()).collect();
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

/// Writes so many entries, a day apart.
pub fn entries_of(seed: u64, entries: usize) -> Vec<Written> {
    let mut words = Words::new(seed);
    let day_ms = 24 * 3600 * 1000;
    (0..entries).map(|day| documents::entry(&mut words, RUN, 1_700_000_000_000 + day as u64 * day_ms)).collect()
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
