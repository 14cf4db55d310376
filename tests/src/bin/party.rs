//! One person in a process of their own, led line by line: for tests that need network namespaces.
//!
//! Each line on standard input is one step; each is answered by one line, `ok …` or `failed …`.

use std::io::{BufRead as _, Write as _};
use std::net::UdpSocket;
use std::path::Path;
use std::time::Duration;

use data_encoding::HEXLOWER;
use understory::demo::party::{Party, PartyError};
use understory::demo::{device, headless, pair};
use understory_sync::engine::view::{Home, NetworkMode, PairingView, Role};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::SpaceId;
use understory_sync::net::Preset;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::pairs;
use understory_tests::wait::until;

/// What the person knows between two lines.
struct Stage {
    party: Party,
    space: Option<SpaceId>,
    /// Ports taken from the engine.
    held: Vec<UdpSocket>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, home] = &arguments[..] else { panic!("usage: party FOLDER journal|clients|open") };
    let party = match home.as_str() {
        "open" => open(Path::new(folder)),
        "clients" => Party::create_on(Preset::Nearby, Path::new(folder), "Person", "Device", Home::Clients),
        _ => Party::create_on(Preset::Nearby, Path::new(folder), "Person", "Device", Home::Journal),
    };
    let party = party.expect("a vault");
    let mut stage = Stage { party, space: None, held: Vec::new() };
    answer("ok");
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        if line == "quit" {
            stage.party.quit().expect("quits");
            answer("ok");
            return;
        }
        match stage.step(&line) {
            Ok(said) => answer(&format!("ok {said}")),
            Err(error) => answer(&format!("failed {error}")),
        }
    }
}

/// Opens a vault that is there; the first line is its passphrase.
fn open(folder: &Path) -> Result<Party, PartyError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|_| PartyError::Engine)?;
    let passphrase = Passphrase::new(line.trim_end_matches('\n').to_owned());
    let mut party = Party::start_on(Preset::Nearby, folder, passphrase, RecoveryKey::generate())?;
    party.unlock()?;
    Ok(party)
}

fn answer(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("somebody listens");
}

impl Stage {
    fn step(&mut self, line: &str) -> Result<String, PartyError> {
        let words: Vec<&str> = line.split(' ').collect();
        let party = &mut self.party;
        match words[..] {
            ["invite"] => pair::invite(party),
            ["join", invitation] => {
                party.ask(Command::Join { invitation: invitation.to_owned(), my_role: Role::Client })?;
                Ok(String::new())
            }
            ["words"] => Ok(pair::words(party)?.join(" ")),
            ["type", first, second] => {
                party.ask(Command::TypeWords([first.to_owned(), second.to_owned()]))?;
                Ok(String::new())
            }
            ["invite-device"] => device::invite_device(party),
            ["device-words"] => Ok(device::words(party)?.join(" ")),
            ["add-device"] => {
                device::say_yes(party)?;
                let added = |view: &PairingView| matches!(view, PairingView::Added { .. }).then_some(());
                device::until_adding(party, "the new device's word", added).map(|()| String::new())
            }
            ["write", word] => pairs::write(party, word, word).map(|_| String::new()),
            ["own-has-everything"] => {
                until("the own device to say that it has everything", 60, || {
                    party.hear(Duration::from_millis(50));
                    let one = party.own_devices.first()?;
                    (one.everything_since_ms.is_some() && one.waiting == 0 && one.unopened == 0).then_some(())
                });
                Ok(String::new())
            }
            ["recognise"] => pair::recognise(party).map(|()| String::new()),
            ["paired"] => {
                self.space = Some(pair::paired(party)?);
                Ok(String::new())
            }
            ["look"] => {
                party.ask(Command::LookNearby(true))?;
                let endpoint = party.until("an invitation nearby", |event| match event {
                    Event::Nearby(view) => view.inviting.first().copied(),
                    _ => None,
                })?;
                party.ask(Command::AskNearby { endpoint, my_role: Role::Client })?;
                Ok(String::new())
            }
            ["let"] => {
                let asks = |event: &Event| matches!(event, Event::Nearby(view) if view.asking).then_some(());
                party.until("a device that asks", asks)?;
                party.ask(Command::LetTry)?;
                Ok(String::new())
            }
            ["device"] => {
                let devices = party.people.iter().flat_map(|person| &person.devices);
                let named: Vec<String> = devices.map(|device| HEXLOWER.encode(&device.device.0)).collect();
                Ok(named.join(" "))
            }
            ["off"] => {
                party.ask(Command::SetNetwork(NetworkMode::Off))?;
                party.until("the profile", |event| matches!(event, Event::Profile(_)).then_some(()))?;
                Ok(String::new())
            }
            ["lock"] => {
                party.ask(Command::Lock)?;
                party.until("locked", |event| matches!(event, Event::Locked { .. }).then_some(()))?;
                party.people.clear();
                Ok(String::new())
            }
            ["unlock"] => party.unlock().map(|()| String::new()),
            ["hold", port] => {
                let port: u16 = port.parse().map_err(|_| PartyError::Unexpected("a port"))?;
                // A vault that was locked lets go of its sockets a moment later.
                let held = until("a free port", 10, || UdpSocket::bind(("0.0.0.0", port)).ok());
                self.held.push(held);
                Ok(String::new())
            }
            ["linked"] => pair::linked(party).map(|()| String::new()),
            ["address", address] => {
                let address = address.parse().map_err(|_| PartyError::Unexpected("an address"))?;
                party.until_people("the people", |people| !people.is_empty())?;
                let person = party.people[0].person;
                party.ask(Command::AddAddress { person, address })?;
                Ok(String::new())
            }
            ["publish", count] => {
                let count: usize = count.parse().map_err(|_| PartyError::Unexpected("a number"))?;
                let space = party.people.first().ok_or(PartyError::Unexpected("a person"))?.space;
                for number in 0..count {
                    pairs::share_whole(party, space, "Title", &format!("words of day {number}"))?;
                }
                Ok(String::new())
            }
            ["applied", count] => {
                let count: usize = count.parse().map_err(|_| PartyError::Unexpected("a number"))?;
                until("the other device to say that it has everything", 120, || {
                    party.hear(Duration::from_millis(50));
                    let person = party.people.first().filter(|person| person.shared == count)?;
                    let mut devices = person.devices.iter();
                    devices.all(|device| device.everything_since_ms.is_some() && device.waiting == 0).then_some(())
                });
                Ok(String::new())
            }
            ["received", count] => {
                let count: usize = count.parse().map_err(|_| PartyError::Unexpected("a number"))?;
                party
                    .until_people("everything to be listed", |people| people.iter().any(|one| one.received == count))?;
                Ok(String::new())
            }
            ["share"] => {
                let space = self.space.ok_or(PartyError::Unexpected("paired before sharing"))?;
                let entry = pairs::write(party, "Title", "a passage to share")?;
                headless::share(party, entry, space, "a passage to share", None).map(|_| String::new())
            }
            _ => Err(PartyError::Unexpected("a step that is known")),
        }
    }
}
