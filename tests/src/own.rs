//! One person with several devices on this computer, each with a vault of its own.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use understory::demo::party::{Party, PartyError, system_world};
use understory_sync::engine::second_device::make_second_device;
use understory_sync::engine::view::{DeviceView, Home};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::DocumentId;
use understory_sync::sealed::{Passphrase, RecoveryKey};

/// Makes a second device for a person whose first vault is closed, and returns both running.
pub fn second(first: Party, folder: &Path) -> Result<(Party, Party), PartyError> {
    let (first_folder, passphrase, recovery) = first.quit()?;
    let again = |key: &RecoveryKey| RecoveryKey::parse(&key.reveal()).map_err(|_| PartyError::Engine);
    let own: Passphrase = passphrase.try_clone();
    let here = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
    make_second_device(&first_folder, &passphrase, folder, &own, "Second", &here, &system_world())
        .map_err(|failure| PartyError::Failed { waiting_for: "a second device", failure })?;
    let second_recovery = again(&recovery)?;
    let mut first = Party::start(&first_folder, passphrase, recovery)?;
    first.unlock()?;
    let mut second = Party::start(folder, own, second_recovery)?;
    second.unlock()?;
    Ok((first, second))
}

/// A person alone with one device.
pub fn alone(folder: &Path) -> Result<Party, PartyError> {
    Party::create(folder, "Client", "First", Home::Journal)
}

/// Waits until the other own devices are as wanted.
pub fn until_own(
    party: &mut Party,
    waiting_for: &'static str,
    wanted: impl Fn(&[DeviceView]) -> bool,
) -> Result<(), PartyError> {
    party.until(waiting_for, |event| match event {
        Event::OwnDevices(devices) => wanted(devices).then_some(()),
        _ => None,
    })
}

/// Waits until a device lists this entry, under this title if one is given.
pub fn until_listed(party: &mut Party, entry: DocumentId, title: Option<&str>) {
    let is_right = |listed: &str| title.is_none_or(|title| listed == title);
    if party.titles.get(&entry).is_some_and(|listed| is_right(listed)) {
        return;
    }
    let found = party.until("the entry in the list", |event| match event {
        Event::Catalog { changed, .. } => {
            changed.iter().any(|row| row.document == entry && is_right(&row.title)).then_some(())
        }
        _ => None,
    });
    found.expect("it arrives");
}

/// Says yes to every own device that is not served.
pub fn serve_again(party: &mut Party) -> Result<(), PartyError> {
    let paused = party.own_devices.iter().filter(|device| device.paused).map(|device| device.device);
    for device in paused.collect::<Vec<_>>() {
        party.ask(Command::ServeAgain(device))?;
    }
    Ok(())
}

/// Copies a vault's folder, or one with several, as a person makes a backup by hand.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for file in std::fs::read_dir(from).expect("the folder is there") {
        let file = file.expect("a file");
        let (from, to) = (file.path(), to.join(file.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a copy");
        }
    }
}
