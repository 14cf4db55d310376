//! A device without a window: added in the terminal, takes part, ends when the system asks, and names nobody.
#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use understory::demo::party::Party;
use understory::i18n::t;
use understory_sync::engine::Event;
use understory_sync::engine::view::Home;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::led::Led;
use understory_tests::namespaces::{Namespaces, ip};
use understory_tests::wait::until;
use understory_tests::{skip, write_secret};

const PARTY: &str = env!("CARGO_BIN_EXE_party");
const PROGRAM: &str = env!("CARGO_BIN_EXE_understory-under-test");
const PASSPHRASE: &str = "walnut gravel sextant plover dimity quorum";
/// A word that stands in an entry and must be in no line.
const WRITTEN: &str = "heron";

/// The program in a terminal: what it says, line by line, and what is typed.
struct Terminal {
    process: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    /// Everything it said so far.
    said: Vec<String>,
}

impl Terminal {
    fn open(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().expect("it speaks")).lines();
        Self { process, input, output, said: Vec::new() }
    }

    /// Reads until a line begins like this, and returns the rest of it.
    fn until(&mut self, start: &str) -> String {
        loop {
            let line = self.output.next();
            let line = line.unwrap_or_else(|| panic!("ended before “{start}”: {:?}", self.said)).expect("text");
            self.said.push(line.clone());
            if let Some(rest) = line.strip_prefix(start) {
                return rest.trim().to_owned();
            }
        }
    }

    fn write(&mut self, line: &str) {
        writeln!(self.input.as_mut().expect("it listens"), "{line}").expect("it hears");
    }

    fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(process, signal).expect("it can be told to end");
    }

    /// Reads what it still says, and returns how it ended.
    fn end(&mut self) -> ExitStatus {
        for line in self.output.by_ref() {
            self.said.push(line.expect("text"));
        }
        until("the program to end", 30, || self.process.try_wait().expect("a child"))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Only a test that failed leaves a program behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program in a network namespace, with a home folder of its own.
fn program_in(namespace: &str, home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace, PROGRAM]).args(arguments);
    command.env("HOME", home).env("XDG_DATA_HOME", home.join("data"));
    command
}

#[test]
fn a_computer_without_a_screen_is_added_takes_part_and_ends_cleanly() {
    let Some(ends) = Namespaces::make("run", ["a", "b"]) else {
        return skip("this system makes no network namespaces");
    };
    let [a, b] = &ends.names;
    let mut lines = vec![format!("link add c0 netns {a} type veth peer name c0 netns {b}")];
    for (name, address) in [(a, "10.77.0.1/24"), (b, "10.77.0.2/24")] {
        lines.push(format!("-n {name} addr add {address} dev c0"));
        lines.push(format!("-n {name} link set c0 up"));
    }
    assert!(lines.iter().all(|line| ip(line)), "the cable is laid");

    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let mut person = Led::person(PARTY, a, &place.path().join("first"), "journal");
    person.step(&format!("write {WRITTEN}"));
    std::fs::write(at("invitation"), person.step("invite-device")).expect("a file");
    write_secret(&place.path().join("words"), &format!("{PASSPHRASE}\n"));

    let (vault, words, invitation) = (at("second"), at("words"), at("invitation"));
    let add = ["add-device", "--vault", &vault, "--invitation", &invitation, "--name", "Cellar"];
    let mut adding = Terminal::open(program_in(b, place.path(), &add).args(["--passphrase-file", &words]));
    let here = adding.until("Type these on the other computer:");
    let there = person.step("device-words");
    adding.write("one");
    adding.until(&t("add-two-words"));
    adding.write(&there);
    person.step(&format!("type {here}"));
    person.step("add-device");
    adding.until(&t("add-done"));
    assert!(adding.end().success(), "{:?}", adding.said);

    let run = ["run", "--vault", &vault, "--passphrase-file", &words];
    let mut running = Terminal::open(&mut program_in(b, place.path(), &run));
    running.until(&t("run-unlocked"));
    running.until(&t("run-network-nearby"));
    running.until("Devices connected: 1 of 1.");
    person.step("write later");
    person.step("own-has-everything");
    // A second one is told that the vault is open, in the way that a system tries again.
    let mut second = Terminal::open(&mut program_in(b, place.path(), &run));
    assert_eq!(second.end().code(), Some(1), "{:?}", second.said);
    running.signal(Signal::TERM);
    assert_eq!(running.end().code(), Some(0), "{:?}", running.said);
    assert_eq!(running.said.last(), Some(&t("run-ended")));
    for name in [WRITTEN, "later", "Cellar", "Person", "second"] {
        assert!(!running.said.iter().any(|line| line.contains(name)), "{name}: {:?}", running.said);
    }

    // Everything is there, as in the vault of any other device.
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let mut party = Party::start(Path::new(&vault), passphrase, RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks");
    party
        .until("both entries in the list", |event| match event {
            Event::Catalog { changed, .. } => {
                [WRITTEN, "later"].iter().all(|title| changed.iter().any(|row| row.title == *title)).then_some(())
            }
            _ => None,
        })
        .expect("they are listed");
    party.quit().expect("quits");
}

#[test]
fn what_cannot_be_opened_ends_at_once_in_a_way_that_nobody_starts_again() {
    let place = tempfile::tempdir().expect("a folder");
    let party = Party::create(&place.path().join("vault"), "Client", "Laptop", Home::Journal).expect("a vault");
    let (vault, passphrase, _) = party.quit().expect("quits");
    let words = place.path().join("words");
    let run = |file: &Path| {
        let mut command = Command::new(PROGRAM);
        command.arg("run").arg("--vault").arg(&vault).arg("--passphrase-file").arg(file);
        command.stdin(Stdio::null()).output().expect("it runs")
    };
    // Right words in a file for everybody.
    std::fs::write(&words, passphrase.reveal()).expect("written");
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(&words, readable).expect("changed");
    let told = run(&words);
    assert_eq!(told.status.code(), Some(2));
    let complaint = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(complaint.contains("chmod 600"), "{complaint}");
    assert!(!complaint.contains(&*place.path().to_string_lossy()), "no path is named: {complaint}");
    // Wrong words.
    std::fs::remove_file(&words).expect("removed");
    write_secret(&words, "not these words at all");
    let told = run(&words);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&told.stderr).contains(&t("err-wrong-passphrase")));
    assert!(told.stdout.is_empty(), "nothing was opened");
}

#[test]
fn words_on_the_standard_input_open_it_and_being_interrupted_ends_it() {
    let place = tempfile::tempdir().expect("a folder");
    let party = Party::create(&place.path().join("vault"), "Client", "Laptop", Home::Journal).expect("a vault");
    let (vault, passphrase, _) = party.quit().expect("quits");
    let mut command = Command::new(PROGRAM);
    command.arg("run").arg("--vault").arg(&vault).args(["--passphrase-file", "-"]);
    let mut running = Terminal::open(&mut command);
    running.write(passphrase.reveal());
    running.until(&t("run-unlocked"));
    running.signal(Signal::INT);
    assert_eq!(running.end().code(), Some(0), "{:?}", running.said);
}
