//! The second computer of the headless demo: added, filled, written on, shared from, and removed again.
//!
//! Invariant: what the therapist holds afterwards is what was shared on purpose, on whichever computer.

use std::path::Path;

use understory_sync::clock::SystemEntropy;
use understory_sync::document::Splice;
use understory_sync::engine::view::{EntrySummary, Field};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DeviceId, DocumentId, SpaceId};
use understory_sync::sealed::{Passphrase, RecoveryKey};

use super::device::add_device;
use super::headless::{read, share};
use super::party::{Party, PartyError};
use super::report::Report;
use crate::i18n::t;

/// Plays the client's second computer through, from the invitation to the removal.
pub(super) fn story(
    report: &mut Report,
    client: &mut Party,
    therapist: &mut Party,
    (entry, space): (DocumentId, SpaceId),
    folder: &Path,
) -> Result<(), PartyError> {
    let mut second = report.step("add-device", || add(client, folder))?;
    report.step("receive-everything", || receive(client, &mut second, entry))?;
    report.step("write-on-both", || write_on_both(client, &mut second, entry))?;
    report.step("share-from-second", || {
        let passage = t("demo-sample-second");
        let publication = share(&mut second, entry, space, &passage, None)?;
        read(therapist, space, publication, &passage)
    })?;
    report.step("remove-device", || remove(client, therapist))?;
    second.quit()?;
    Ok(())
}

/// Adds a computer without a vault to the client's devices.
fn add(client: &mut Party, folder: &Path) -> Result<Party, PartyError> {
    let passphrase = Passphrase::generate(&SystemEntropy).map_err(|_| PartyError::Engine)?;
    let recovery = RecoveryKey::parse(&client.recovery().reveal()).map_err(|_| PartyError::Engine)?;
    let mut second = Party::start(folder, passphrase, recovery)?;
    add_device(client, &mut second, &t("demo-client-second"))?;
    Ok(second)
}

/// Waits until the new computer lists the entry, and compares the words.
fn receive(client: &mut Party, second: &mut Party, entry: DocumentId) -> Result<(), PartyError> {
    let listed = |changed: &[EntrySummary]| changed.iter().any(|row| row.document == entry);
    if !second.titles.contains_key(&entry) {
        second.until("the entry on the new computer", |event| match event {
            Event::Catalog { changed, .. } => listed(changed).then_some(()),
            _ => None,
        })?;
    }
    let (here, there) = (client.open_entry(entry)?.text, second.open_entry(entry)?.text);
    if here == there { Ok(()) } else { Err(PartyError::Unexpected("the new computer has the entry as it is")) }
}

/// Writes into one paragraph on both computers at once; both end with both.
fn write_on_both(client: &mut Party, second: &mut Party, entry: DocumentId) -> Result<(), PartyError> {
    let text = client.open_entry(entry)?.text;
    let first = format!("{} ", t("demo-sample-first"));
    let last = format!(" {}", t("demo-sample-second"));
    let merged = format!("{first}{text}{last}");
    let at = text.chars().count();
    client.edit(entry, Field::Body, Splice { at: 0, delete: 0, insert: first })?;
    second.edit(entry, Field::Body, Splice { at, delete: 0, insert: last })?;
    client.until_text(entry, &merged)?;
    second.until_text(entry, &merged)
}

/// Removes the second computer, and waits until the therapist's says that it heard.
fn remove(client: &mut Party, therapist: &mut Party) -> Result<(), PartyError> {
    let device: DeviceId =
        client.own_devices.first().map(|device| device.device).ok_or(PartyError::Unexpected("it is listed"))?;
    let passphrase = client.passphrase().try_clone();
    client.ask(Command::RemoveDevice { device, passphrase })?;
    client.until("the therapist's device to have heard", |event| match event {
        Event::Devices { removed, .. } => {
            removed.iter().any(|gone| gone.device == device && gone.heard == gone.of).then_some(())
        }
        _ => None,
    })?;
    therapist.until_people("one device of the client", |people| people.iter().any(|person| person.devices.len() == 1))
}
