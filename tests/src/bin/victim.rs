//! One person in a process of their own, on loopback, whose contact means harm; its memory can be read from outside.
//!
//! The first line on standard input is the passphrase, each further one a step, answered by one line. It hears its
//! engine all the time, as a screen does.

use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{self, TryRecvError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use understory::demo::party::{Party, PartyError};
use understory_sync::ids::{DocumentId, SpaceId};
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::pairs;

/// How long it hears its engine before it looks for the next step.
const HEARING: Duration = Duration::from_millis(20);

fn main() {
    let folder = std::env::args().nth(1).expect("usage: victim FOLDER");
    let (steps, asked) = mpsc::channel();
    std::thread::spawn(move || std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| steps.send(line)));
    let passphrase = Passphrase::new(asked.recv().expect("a passphrase"));
    let mut party = Party::start(Path::new(&folder), passphrase, RecoveryKey::generate()).expect("starts");
    party.unlock().expect("unlocks");
    answer("ok");
    loop {
        party.hear(HEARING);
        match asked.try_recv() {
            Ok(line) if line == "quit" => {
                party.quit().expect("quits");
                return answer("ok");
            }
            Ok(line) => match step(&mut party, &line) {
                Ok(said) => answer(&format!("ok {said}")),
                Err(error) => answer(&format!("failed {error}")),
            },
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return,
        }
    }
}

fn answer(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("somebody listens");
}

fn step(party: &mut Party, line: &str) -> Result<String, PartyError> {
    let words: Vec<&str> = line.split(' ').collect();
    match words[..] {
        ["incidents"] => {
            let said: Vec<String> = party.incidents.iter().map(|incident| format!("{:?}", incident.kind)).collect();
            Ok(said.join(" "))
        }
        // A private entry, which only own devices may have.
        ["write", title] => pairs::write(party, title, "words of one's own").map(|_| String::new()),
        // Shares without waiting for anybody; returns entry and publication.
        ["share", space] => {
            let space = SpaceId::from_slice(&bytes(space)).ok_or(PartyError::Unexpected("a space"))?;
            let (entry, publication) = pairs::share_whole(party, space, "Shared", "words for one person")?;
            Ok(format!("{} {}", HEXLOWER.encode(&entry.0), HEXLOWER.encode(&publication.0)))
        }
        // What the other person's devices say of all that was shared from an entry.
        ["said", entry] => {
            let entry = DocumentId::from_slice(&bytes(entry)).ok_or(PartyError::Unexpected("an entry"))?;
            let view = party.open_entry(entry)?;
            let states = view.shares.iter().flat_map(|share| &share.devices).map(|device| device.state);
            Ok(states.map(|state| format!("{state:?}").replace(' ', "")).collect::<Vec<_>>().join(" "))
        }
        // How many documents of the other person are readable in each space.
        ["received"] => {
            let people = party.people.iter();
            Ok(people
                .map(|person| format!("{}={}", HEXLOWER.encode(&person.space.0), person.received))
                .collect::<Vec<_>>()
                .join(" "))
        }
        _ => Err(PartyError::Unexpected("a step that is known")),
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    HEXLOWER.decode(hex.as_bytes()).unwrap_or_default()
}
