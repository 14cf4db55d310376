//! A person with two devices, a contact who means well and one who does not: what every attack is measured on.
//!
//! The attacked device is a process of its own, so that its memory is read by itself.

use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use understory::demo::pair::pair;
use understory::demo::party::Party;
use understory_sync::engine::view::{DeviceView, Home, IncidentKind, ShareState};
use understory_sync::ids::{DocumentId, SpaceId};

use crate::hostile::Liar;
use crate::led::Led;
use crate::wait::until;
use crate::{own, pairs};

/// Memory the attacked process may take beyond what it had before.
const MEMORY_KIB_MAX: u64 = 64 << 10;

/// Everybody.
pub struct Siege {
    /// The attacked device.
    pub victim: Led,
    /// Another device of the same person.
    pub sibling: Party,
    /// The contact who means well.
    honest: Party,
    honest_space: SpaceId,
    /// The contact who does not.
    pub liar: Liar,
    runtime: Runtime,
    idle_kib: u64,
    _folder: tempfile::TempDir,
}

impl Siege {
    /// Pairs everybody; `program` is the victim's.
    pub fn lay(program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let new = |name: &str, home| Party::create(&path(name), name, "Device", home).expect("a vault");
        let mut victim = new("victim", Home::Clients);
        let mut honest = new("honest", Home::Journal);
        let mut liar = new("liar", Home::Journal);
        let honest_space = pair(&mut honest, &mut victim).expect("paired");
        let liar_space = pair(&mut liar, &mut victim).expect("paired");
        let (liar_folder, key, _) = liar.quit().expect("quits");
        let liar = Liar::take_over(&liar_folder, &key, liar_space);
        let (victim, sibling) = own::second(victim, &path("sibling")).expect("a second device");
        let (victim_folder, key, _) = victim.quit().expect("quits");
        let victim = Led::here(program, &[&victim_folder.to_string_lossy()], key.reveal());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("threads");
        let mut siege = Self { victim, sibling, honest, honest_space, liar, runtime, idle_kib: 0, _folder: folder };
        siege.serves_others("before");
        siege.parts_from_nobody("before");
        siege.idle_kib = siege.memory_kib("VmRSS:");
        siege
    }

    /// Lies while the honest contact shares something, and holds the victim to its memory.
    pub fn attack<T: Send + 'static>(&mut self, what: &str, lies: impl Future<Output = T> + Send + 'static) -> T {
        let began = Instant::now();
        // Begins a new peak.
        std::fs::write(self.proc("clear_refs"), "5").expect("the peak can be reset");
        let running = self.runtime.spawn(lies);
        self.serves_others(what);
        let served_ms = began.elapsed().as_millis();
        let told = self.runtime.block_on(running).unwrap_or_else(|error| panic!("{what}: {error}"));
        self.victim.step("incidents");
        let more_kib = self.memory_kib("VmHWM:").saturating_sub(self.idle_kib);
        println!(
            "{what}: {} ms, others served after {served_ms} ms, {more_kib} KiB beyond {} KiB",
            began.elapsed().as_millis(),
            self.idle_kib
        );
        assert!(more_kib <= MEMORY_KIB_MAX, "{what}: {more_kib} KiB more than before");
        told
    }

    /// Lies and returns what came of it.
    pub fn run<T>(&self, lies: impl Future<Output = T>) -> T {
        self.runtime.block_on(lies)
    }

    fn proc(&self, name: &str) -> std::path::PathBuf {
        Path::new("/proc").join(self.victim.process().to_string()).join(name)
    }

    fn memory_kib(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(self.proc("status")).expect("the victim lives");
        let found = status.lines().find_map(|found| found.strip_prefix(line)).expect("a figure");
        found.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// The honest contact shares something, and a device of the victim says that it has it.
    pub fn serves_others(&mut self, what: &str) -> DocumentId {
        let honest = &mut self.honest;
        let (entry, publication) =
            pairs::share_whole(honest, self.honest_space, what, "for somebody else").expect("shared");
        let arrived = honest.until_answer("word from the attacked device", |honest| {
            let view = honest.open_entry(entry)?;
            let share = view.shares.iter().find(|share| share.publication == publication);
            let mut devices = share.into_iter().flat_map(|share| &share.devices);
            // The one that was known first is the attacked one.
            Ok(devices.next().is_some_and(|one| matches!(one.state, ShareState::Arrived { .. })).then_some(()))
        });
        arrived.unwrap_or_else(|error| panic!("{what}: the honest contact is held up: {error}"));
        self.sibling.hear(Duration::ZERO);
        publication
    }

    /// What is written on one of the victim's devices arrives on the other, both are level, and neither had to mend.
    pub fn parts_from_nobody(&mut self, what: &str) {
        let title = format!("Own-{}", what.replace(' ', "-"));
        self.victim.step(&format!("write {title}"));
        let sibling = &mut self.sibling;
        until(&format!("the other own device after {what}"), 30, || {
            sibling.hear(Duration::from_millis(20));
            let level = |device: &DeviceView| device.everything_since_ms.is_some() && device.waiting == 0;
            let there = sibling.titles.values().any(|known| *known == title);
            (there && !sibling.own_devices.is_empty() && sibling.own_devices.iter().all(level)).then_some(())
        });
        let mended = |kind: &IncidentKind| matches!(kind, IncidentKind::Repaired | IncidentKind::NotRepaired);
        assert!(!sibling.incidents.iter().any(|incident| mended(&incident.kind)), "{what}: {:?}", sibling.incidents);
        let said = self.victim.step("incidents");
        assert!(!said.contains("epaired"), "{what}: {said}");
    }

    /// Waits until the victim lists an incident.
    pub fn says(&mut self, incident: &str) {
        let victim = &mut self.victim;
        until(&format!("the incident {incident}"), 10, || victim.step("incidents").contains(incident).then_some(()));
    }
}
