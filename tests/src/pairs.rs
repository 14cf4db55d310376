//! Two people who are paired over loopback, as most end-to-end tests begin.

use understory::demo::pair::pair;
use understory::demo::party::{Party, PartyError};
use understory_sync::document::Splice;
use understory_sync::engine::view::{Field, Home, ShareChoice};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DocumentId, SpaceId};

/// A client and a therapist with real vaults and connections.
pub struct Pair {
    /// Where both vaults lie; removed when dropped.
    pub folder: tempfile::TempDir,
    /// Who keeps the journal.
    pub client: Party,
    /// Who reads.
    pub therapist: Party,
    /// Their common space.
    pub space: SpaceId,
}

impl Pair {
    /// Makes both vaults and pairs them.
    pub fn new() -> Result<Self, PartyError> {
        let folder = tempfile::tempdir().map_err(|_| PartyError::Unexpected("a temporary folder"))?;
        let mut client = Party::create(&folder.path().join("client"), "Client", "Laptop", Home::Journal)?;
        let mut therapist = Party::create(&folder.path().join("therapist"), "Therapist", "Office", Home::Clients)?;
        let space = pair(&mut client, &mut therapist)?;
        Ok(Self { folder, client, therapist, space })
    }
}

/// Writes an entry with this title and text.
pub fn write(party: &mut Party, title: &str, text: &str) -> Result<DocumentId, PartyError> {
    let entry = party.new_entry()?;
    party.edit(entry, Field::Title, Splice { at: 0, delete: 0, insert: title.to_owned() })?;
    party.edit(entry, Field::Body, Splice { at: 0, delete: 0, insert: text.to_owned() })?;
    Ok(entry)
}

/// Writes an entry and shares all of it, without waiting for anybody; returns entry and publication.
pub fn share_whole(
    party: &mut Party,
    space: SpaceId,
    title: &str,
    text: &str,
) -> Result<(DocumentId, DocumentId), PartyError> {
    let (entry, choice) = (write(party, title, text)?, ShareChoice::Whole);
    party.ask(Command::PreviewShare { entry, space, choice, title: true, date: None, bring: false, replaces: None })?;
    let preview = party.until("the preview", |event| match event {
        Event::SharePreview(preview) => Some(preview.number),
        _ => None,
    })?;
    party.ask(Command::Share { preview })?;
    let publication = party.until("shared", |event| match event {
        Event::Shared { publication, .. } => Some(*publication),
        _ => None,
    })?;
    Ok((entry, publication))
}
