//! What was asked about people, pairing, sharing and reading.

use understory_sync::engine::Command;
use understory_sync::engine::view::Recognised;
use understory_sync::ids::{DocumentId, PersonId, SpaceId};

use crate::action::CarryAction;
use crate::state::people::sharing::{Wish, Withdrawal};

/// People, sharing, reading.
#[derive(Debug)]
pub enum PeopleAction {
    /// Open the share sheet over the open entry, for these characters or all of it.
    OpenSheet {
        /// The selected characters.
        selection: Option<(usize, usize)>,
        /// The publication it would take the place of.
        replaces: Option<DocumentId>,
    },
    /// Close the share sheet; nothing leaves.
    CloseSheet,
    /// Ask the engine for exactly this.
    Ask(Command),
    /// Try the typed address for a person's devices.
    AddAddress(PersonId),
    /// Remove the device that was asked about, with the typed passphrase.
    RemoveDevice,
    /// Write the page about a removed device to the typed place.
    SaveLostPage,
    /// The share sheet and withdrawing.
    Sharing(SharingAction),
    /// Connecting with a new person.
    Pairing(PairingAction),
    /// Reading and answering.
    Reading(ReadingAction),
    /// Files carried by hand.
    Carry(CarryAction),
}

/// The share sheet and withdrawing.
#[derive(Debug)]
pub enum SharingAction {
    /// Other choices; the document is distilled anew.
    Choose(Wish),
    /// Let the document that is drawn leave.
    Share,
    /// Ask whether to take something back.
    AskToWithdraw(Withdrawal),
    /// Leave it shared.
    KeepShared,
    /// Take it back.
    Withdraw,
}

/// Connecting with a new person.
#[derive(Debug)]
pub enum PairingAction {
    /// Open the page, with nothing typed.
    Start,
    /// Open the page for adding a device, with nothing typed.
    StartDevice,
    /// Open the page by which a contact who lost every device comes back, with nothing typed.
    StartReturn(PersonId),
    /// Make an invitation.
    Invite,
    /// Make an invitation for a new device, with the typed passphrase.
    InviteDevice,
    /// Make an invitation for the contact who comes back.
    InviteBack(PersonId),
    /// Add the device that has the right words.
    AddDevice,
    /// Listen for invitations on the same network.
    Look,
    /// Stop listening.
    LookAway,
    /// Ask the inviter heard under this ephemeral endpoint.
    Ask([u8; 32]),
    /// Let the device that asks begin.
    LetTry,
    /// Use the typed invitation.
    Join,
    /// Whether to use the relay the invitation names.
    UseRelay(bool),
    /// Keep the relay this pairing went through.
    KeepRelay,
    /// Read the invitation from the typed file.
    OpenFile,
    /// Write the invitation into the typed file.
    SaveFile,
    /// Look whether a file was read or written.
    LookForFiles,
    /// Send the two typed words.
    TypeWords,
    /// How the person was recognised.
    Recognised(Recognised),
    /// Ask whether to end.
    AskToEnd,
    /// Go on.
    Stay,
    /// End it.
    End,
}

/// Reading and answering.
#[derive(Debug)]
pub enum ReadingAction {
    /// Ask for what this person shared.
    Fetch(SpaceId),
    /// A publication was opened before somebody's eyes.
    Seen(DocumentId),
    /// Open the note for a publication.
    Write(DocumentId),
    /// The note lost the keyboard.
    Left,
    /// Take back the newest change of a note.
    Undo(DocumentId),
    /// Bring it back.
    Redo(DocumentId),
    /// Leave the note for a publication in its margin.
    Leave(DocumentId),
}
