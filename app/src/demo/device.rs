//! A new computer of the demo becomes a device of somebody who has one: invitation, words, a yes.

use understory_sync::engine::view::PairingView;
use understory_sync::engine::{Command, Event};

use super::party::{Party, PartyError};

/// Adds a new computer, under this name, to the devices of a person; both are unlocked afterwards.
pub fn add_device(there: &mut Party, new: &mut Party, name: &str) -> Result<(), PartyError> {
    let invitation = invite_device(there)?;
    join(new, name, invitation)?;
    type_words(there, new)?;
    say_yes(there)?;
    new.until("the new vault", |event| matches!(event, Event::Unlocked { .. }).then_some(()))?;
    until_adding(there, "the new device's word", |view| matches!(view, PairingView::Added { .. }).then_some(()))
}

/// Opens an invitation for a new device and returns its text.
pub fn invite_device(there: &mut Party) -> Result<String, PartyError> {
    let passphrase = there.passphrase().try_clone();
    there.ask(Command::InviteDevice { passphrase })?;
    until_adding(there, "an invitation", |view| match view {
        PairingView::Inviting { invitation, .. } => Some(invitation.clone()),
        _ => None,
    })
}

/// Uses an invitation on a new computer.
pub fn join(new: &mut Party, name: &str, invitation: String) -> Result<(), PartyError> {
    let (folder, passphrase) = (new.folder().to_owned(), new.passphrase().try_clone());
    new.ask(Command::JoinAsDevice { folder, device_name: name.to_owned(), passphrase, invitation })
}

/// Types on each what the other shows.
pub fn type_words(there: &mut Party, new: &mut Party) -> Result<(), PartyError> {
    let (here, over_there) = (words(new)?, words(there)?);
    there.ask(Command::TypeWords(here))?;
    new.ask(Command::TypeWords(over_there))
}

/// Waits for the new device's name and says yes to it.
pub fn say_yes(there: &mut Party) -> Result<(), PartyError> {
    until_adding(there, "the new device's name", |view| matches!(view, PairingView::AddDevice { .. }).then_some(()))?;
    there.ask(Command::AddDevice)
}

/// Returns the two words a computer shows.
pub fn words(party: &mut Party) -> Result<[String; 2], PartyError> {
    until_adding(party, "the words", |view| match view {
        PairingView::Words { say, .. } => Some(say.clone()),
        _ => None,
    })
}

/// Waits until adding a device stands as wanted.
pub fn until_adding<T>(
    party: &mut Party,
    waiting_for: &'static str,
    wanted: impl Fn(&PairingView) -> Option<T>,
) -> Result<T, PartyError> {
    party.until(waiting_for, |event| match event {
        Event::AddingDevice(view) => match (wanted(view), view) {
            (Some(found), _) => Some(Ok(found)),
            (None, PairingView::Ended(_)) => Some(Err(PartyError::Unexpected("adding the device goes on"))),
            _ => None,
        },
        _ => None,
    })?
}
