//! Two parties of the demo pair: invitation, words, recognition.

use understory_sync::engine::view::{Link, PairingView, Recognised, Role};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::SpaceId;

use super::party::{Party, PartyError};

/// Pairs the two and returns their space once both devices have greeted each other.
pub fn pair(client: &mut Party, therapist: &mut Party) -> Result<SpaceId, PartyError> {
    let invitation = invite(therapist)?;
    client.ask(Command::Join { invitation, my_role: Role::Client })?;
    let client_says = words(client)?;
    let therapist_says = words(therapist)?;
    client.ask(Command::TypeWords(therapist_says))?;
    therapist.ask(Command::TypeWords(client_says))?;
    recognise(client)?;
    recognise(therapist)?;
    let (first, second) = (paired(client)?, paired(therapist)?);
    if first != second {
        return Err(PartyError::Unexpected("both sides open the same space"));
    }
    linked(client)?;
    linked(therapist)?;
    Ok(first)
}

/// Opens an invitation and returns its text.
pub fn invite(therapist: &mut Party) -> Result<String, PartyError> {
    therapist.ask(Command::Invite { my_role: Role::Therapist })?;
    until_pairing(therapist, "an invitation", |view| match view {
        PairingView::Inviting { invitation, .. } => Some(invitation.clone()),
        _ => None,
    })
}

/// Waits for the two words to say.
pub fn words(party: &mut Party) -> Result<[String; 2], PartyError> {
    until_pairing(party, "the words", |view| match view {
        PairingView::Words { say, .. } => Some(say.clone()),
        _ => None,
    })
}

/// Waits for the other's card and says how the person was recognised.
pub fn recognise(party: &mut Party) -> Result<(), PartyError> {
    until_pairing(party, "the other's card", |view| matches!(view, PairingView::Recognise { .. }).then_some(()))?;
    party.ask(Command::ConfirmPerson(Recognised::InTheRoom))
}

/// Waits until the other is a contact, and returns the space.
pub fn paired(party: &mut Party) -> Result<SpaceId, PartyError> {
    until_pairing(party, "paired", |view| match view {
        PairingView::Paired { space, .. } => Some(*space),
        _ => None,
    })
}

/// Waits until a device of the other has said hello.
pub fn linked(party: &mut Party) -> Result<(), PartyError> {
    party.until_people("the devices to greet each other", |people| {
        let mut links = people.iter().flat_map(|person| &person.devices).map(|device| device.link);
        links.any(|link| matches!(link, Link::Here { .. }))
    })
}

fn until_pairing<T>(
    party: &mut Party,
    waiting_for: &'static str,
    wanted: impl Fn(&PairingView) -> Option<T>,
) -> Result<T, PartyError> {
    party.until(waiting_for, |event| match event {
        Event::Pairing(PairingView::Ended(_)) => Some(Err(PartyError::Unexpected("the pairing goes on"))),
        Event::Pairing(view) => wanted(view).map(Ok),
        _ => None,
    })?
}
