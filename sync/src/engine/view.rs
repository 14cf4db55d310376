//! Plain data for screens: what they draw, already in the words of the model and without any key.
//!
//! Times are milliseconds since 1970 UTC; ranges are characters, first and one past the last.

use crate::clock::UnixMillis;
mod backup;
mod carried;
mod caught;
mod devices;
mod ended;
mod importing;
mod incident;
mod kit;
mod margin;
mod pairing;
mod receipts;
mod record;
mod relay;
mod version;

pub use crate::document::Field;
use crate::document::{Facts, Publication};
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
pub use crate::kind::RefusedWhy;
pub use crate::net::{RelayCheck, RelayState};
pub use crate::people::{Recognised, Role};
pub use crate::people::{RelayToken, RelayUrl, RelayUrlError};
pub use backup::{BackupView, LastBackup};
pub use carried::{CarriedFile, CarriedFound, CarriedMade, CarriedNews, CarryTo, LastPage};
pub use caught::CaughtView;
pub use devices::{RemovedDevice, WaitingDevice};
pub use ended::{EndedDevice, EndedState, EndedView};
pub use importing::{ImportEntry, ImportView};
pub use incident::{Incident, IncidentKind};
pub use kit::KitView;
pub use margin::MarginView;
pub use pairing::{NearbyView, PairingEnd, PairingView};
pub use receipts::{ReceiptLine, ReceiptWhat, ReceiptsView};
pub use record::RecordView;
pub use relay::RelayView;
use serde::{Deserialize, Serialize};
pub use version::{PageView, VersionView, VersionsView};

/// Which room opens first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// Somebody who keeps a journal.
    Journal,
    /// Somebody who sees clients.
    Clients,
}

/// How devices find each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkMode {
    /// No socket is open.
    Off,
    /// Only this network's addresses, those of the invitation and those remembered.
    #[default]
    Nearby,
    /// Through the person's relay only; no address of this device reaches anybody but the relay.
    RelayOnly,
    /// Through the relay, and directly where that works; the other side learns this device's addresses.
    Direct,
}

impl NetworkMode {
    /// Whether devices in other networks are reached, with the help of a relay.
    pub fn is_anywhere(self) -> bool {
        matches!(self, Self::RelayOnly | Self::Direct)
    }
}

/// Who this vault belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// This device's name.
    pub device_name: String,
    /// Which room opens first.
    pub home: Home,
    /// How devices find each other.
    pub network: NetworkMode,
    /// Days that withdrawn words are kept, hidden.
    pub retention_days: Option<u32>,
    /// The person's private space.
    pub private_space: SpaceId,
}

/// What opening a vault noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultNotice {
    /// Values that do not open or do not belong where they lie; set aside.
    Damaged {
        /// How many.
        values: usize,
    },
    /// Lists were rebuilt from the log.
    Rebuilt,
    /// The file that says to whom words are sealed while the vault is locked was not the one of this vault, and is again.
    CaptureChanged,
    /// Words were caught that do not open with this vault's key; their files were left as they are.
    CaughtForeign {
        /// How many.
        files: usize,
    },
}

/// One row of the journal list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySummary {
    /// The entry.
    pub document: DocumentId,
    /// Its title; may be empty.
    pub title: String,
    /// The start of its text.
    pub first_line: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was begun.
    pub created_ms: UnixMillis,
    /// When it last changed.
    pub changed_ms: UnixMillis,
    /// When it was thrown away; none if it was not.
    pub trashed_ms: Option<UnixMillis>,
    /// Something of it is with somebody now.
    pub shared: bool,
    /// Its facts: which session it belongs to, and the like.
    pub facts: Facts,
}

/// An entry open for writing.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// Its row.
    pub summary: EntrySummary,
    /// The whole text.
    pub text: String,
    /// Newest batch of title and text the engine has; 0 for a fresh opening.
    pub batches: (u64, u64),
    /// What was shared from it, oldest first, withdrawn ones included.
    pub shares: Vec<ShareView>,
}

/// One publication made from an entry, seen by its writer.
#[derive(Clone, Debug)]
pub struct ShareView {
    /// The publication.
    pub publication: DocumentId,
    /// The space it is in.
    pub space: SpaceId,
    /// With whom.
    pub person_name: String,
    /// What they can read; none once it was purged here.
    pub content: Option<Publication>,
    /// The whole entry, or a passage of it.
    pub whole: bool,
    /// When it was shared.
    pub shared_ms: UnixMillis,
    /// The publication that took its place.
    pub replaced_by: Option<DocumentId>,
    /// When it was withdrawn (or replaced).
    pub withdrawn_ms: Option<UnixMillis>,
    /// What each of their devices says of it.
    pub devices: Vec<ShareDevice>,
    /// When they opened it, as their receipts say.
    pub opened_ms: Option<UnixMillis>,
    /// Notes in its margin.
    pub notes: Vec<NoteView>,
}

/// One device of the other person, and one publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareDevice {
    /// The device.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// What it says.
    pub state: ShareState,
}

/// What a device says of one publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareState {
    /// Not heard from since it was shared.
    Waiting,
    /// Stored there and not opened yet, as on a device that is locked.
    Stored,
    /// Stored and readable there.
    Arrived {
        /// When its answer arrived here.
        at_ms: UnixMillis,
    },
    /// Withdrawn; not heard from yet.
    WithdrawalNotHeard,
    /// Withdrawn; it says that the words are gone.
    Removed {
        /// When its answer arrived here.
        at_ms: UnixMillis,
    },
    /// Withdrawn; kept there, hidden, by policy.
    KeptUntil {
        /// Until when.
        until_ms: UnixMillis,
    },
    /// Refused there.
    Refused(RefusedWhy),
}

/// One margin note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// The note.
    pub note: DocumentId,
    /// Who left it.
    pub author: String,
    /// Whether this person left it.
    pub mine: bool,
    /// Its words.
    pub text: String,
    /// When it arrived or was left here.
    pub at_ms: UnixMillis,
    /// What it points at in the publication; none if that was rewritten, or it is about all of it.
    pub range: Option<(usize, usize)>,
    /// It is about all of it.
    pub whole: bool,
    /// Whether the other side's device has said that it has it.
    pub arrived: bool,
}

/// Something another person shared.
#[derive(Clone, Debug)]
pub struct PublicationView {
    /// The publication.
    pub document: DocumentId,
    /// What it says.
    pub content: Publication,
    /// When it arrived here.
    pub received_ms: UnixMillis,
    /// Whether it was opened here.
    pub opened: bool,
    /// Withdrawn, kept until then by the practice's rule, hidden from daily use.
    pub kept_until_ms: Option<UnixMillis>,
    /// When that was carried out here.
    pub withdrawn_ms: Option<UnixMillis>,
    /// Notes in its margin.
    pub notes: Vec<NoteView>,
}

/// A margin note being written.
#[derive(Clone, Debug)]
pub struct NoteDraftView {
    /// The draft (a private document).
    pub draft: DocumentId,
    /// The publication it is for.
    pub publication: DocumentId,
    /// What it points at.
    pub range: Option<(usize, usize)>,
    /// Its words so far.
    pub text: String,
}

/// What of an entry is to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareChoice {
    /// All of it, with title and date.
    Whole,
    /// These characters, with title and date.
    Passage(usize, usize),
}

/// The document that would leave, and nothing else.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Names this preview in `Command::Share`.
    pub number: u64,
    /// The entry.
    pub entry: DocumentId,
    /// With whom.
    pub space: SpaceId,
    /// Their name.
    pub person_name: String,
    /// What of the entry.
    pub choice: ShareChoice,
    /// The publication it would take the place of.
    pub replaces: Option<DocumentId>,
    /// Read back from the distilled document itself.
    pub content: Publication,
    /// Everything else that leaves with it, as stored: field name and value in plain words.
    pub other_fields: Vec<(String, String)>,
}

/// A contact and what their devices say.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// Who.
    pub person: PersonId,
    /// The name on their card.
    pub name: String,
    /// What they are to this person.
    pub role: Role,
    /// The space shared with them.
    pub space: SpaceId,
    /// How they were recognised.
    pub recognised: Recognised,
    /// Publications of this person's in the space, withdrawn ones aside.
    pub shared: usize,
    /// Withdrawn ones.
    pub withdrawn: usize,
    /// New publications of theirs, not opened here yet.
    pub unread: usize,
    /// All publications of theirs that are readable here.
    pub received: usize,
    /// Sharing with them was ended.
    pub ended: Option<EndedView>,
    /// Their devices.
    pub devices: Vec<DeviceView>,
}

/// One device of a contact.
#[derive(Clone, Debug)]
pub struct DeviceView {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// Whether it is connected.
    pub link: Link,
    /// Chunks of ours it has not said it stored.
    pub waiting: u64,
    /// Stored there, not applied yet.
    pub unopened: u64,
    /// Refused there, with the reasons.
    pub refused: Vec<RefusedWhy>,
    /// When it said that it has everything; none while anything waits, is unopened or refused.
    pub everything_since_ms: Option<UnixMillis>,
    /// Serving stopped until a person looks: its memory of us does not fit ours.
    pub paused: bool,
    /// Documents it holds that this device does not know; those of this person's can be taken back.
    pub lost: usize,
    /// What is on its way from it, while more than a moment's worth is.
    pub receiving: Option<Progress>,
    /// What is on its way to it, likewise.
    pub sending: Option<Progress>,
}

/// How far something has come whose end is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So much is there.
    pub done: u64,
    /// Of so much.
    pub of: u64,
}

/// How a device is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// No connection.
    Away {
        /// When it last answered, if ever.
        heard_ms: Option<UnixMillis>,
    },
    /// Connected and greeted.
    Here {
        /// Direct or through a relay.
        direct: bool,
        /// Direct, at an address of a local network.
        near: bool,
        /// Round trip, in microseconds.
        rtt_us: u64,
    },
}
