//! What the engine tells the screen: a closed list.
//!
//! Invariant: `Saved` leaves the engine only after the commit returned.

use std::time::Duration;

use crate::clock::UnixMillis;
use crate::document::Patch;
use crate::ids::DocumentId;

use super::failure::Failure;
use super::secrets::SecretsDone;
use super::view::{
    BackupView, EntrySummary, EntryView, Field, ImportView, KitView, NoteDraftView, PairingView, PersonView, Preview,
    Profile, Progress, PublicationView, ReceiptsView, RecordView, RelayCheck, RelayView, VaultNotice,
};

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A vault is open; everything known before the first answer.
    Unlocked {
        /// Who this is.
        profile: Profile,
        /// What the start noticed: damaged values, an unclean end.
        notices: Vec<VaultNotice>,
    },
    /// The vault is closed and no key that reads remains.
    Locked {
        /// Words that could not be written and stay sealed in memory.
        words_waiting: bool,
    },
    /// Whether this device goes on receiving when the vault is locked; told when it is opened and when that changes.
    KeepsReceiving(bool),
    /// The vault is locked, and whether the device receives meanwhile.
    Receiving(bool),
    /// The engine has ended.
    Stopped,
    /// The system asks the program to end: hand over what was typed, then send `Quit`.
    QuitAsked,
    /// Answer to `Secrets`.
    Secrets(Result<SecretsDone, Failure>),
    /// Which recovery key opens the vault; sent whole whenever it changes.
    Kit(KitView),
    /// What is known of backups; sent whole whenever it changes.
    Backup(BackupView),
    /// How many values of a backup were opened, and of how many.
    BackingUp(Progress),
    /// Answer to `BackUp`, when the file has its name or nothing of it is left.
    BackedUp(Result<(), Failure>),
    /// A wrong passphrase or key was tried: the next attempt is heard after this time.
    TryAgainAfter(Duration),
    /// A request failed; what the person can do is in the failure.
    Failed(Failure),
    /// Words are kept in memory because they could not be written.
    WordsWaiting(Failure),

    /// The profile changed.
    Profile(Profile),
    /// Entries that are new or changed, and entries that are gone.
    Catalog {
        /// New or changed.
        changed: Vec<EntrySummary>,
        /// Gone.
        removed: Vec<DocumentId>,
    },
    /// A document was removed for good on another device while it was open here; it goes on under another name.
    Moved {
        /// What it was.
        from: DocumentId,
        /// What it is.
        to: DocumentId,
    },
    /// Records of the private space that are new or changed, and records that are gone; all of them at unlock.
    Records {
        /// New or changed.
        changed: Vec<RecordView>,
        /// Gone.
        removed: Vec<DocumentId>,
    },
    /// Words that were written while the vault was locked and wait for a decision; sent whole whenever that changes.
    Caught(Vec<super::view::CaughtView>),
    /// Answer to `Catch`.
    CatchWritten {
        /// The number of the text as it stood.
        number: u64,
        /// When it was on disk, or why it is not.
        outcome: Result<UnixMillis, Failure>,
    },
    /// An entry, loaded for writing or changed by sharing.
    Opened(EntryView),
    /// The batch is on disk.
    Saved {
        /// The document.
        document: DocumentId,
        /// Which text.
        field: Field,
        /// The batch.
        batch: u64,
        /// When the commit returned.
        at_ms: UnixMillis,
    },
    /// The text changed by other means than typing; apply only if `after_batch` is the newest batch sent.
    Patched {
        /// The document.
        document: DocumentId,
        /// Which text.
        field: Field,
        /// The screen's newest batch the engine knew.
        after_batch: u64,
        /// Sequential edits.
        patches: Vec<Patch>,
    },
    /// Answer to `ReadPages`; entries that could not be read are left out.
    Pages(Vec<super::view::PageView>),
    /// Answer to `ReadVersions`.
    Versions(super::view::VersionsView),
    /// Answer to `ReadVersion`.
    Version(super::view::VersionView),
    /// Answer to `Search`.
    Found {
        /// The search's number.
        number: u64,
        /// Entries, the densest first.
        documents: Vec<DocumentId>,
        /// The words around what was found in the first of them, in their order.
        excerpts: Vec<String>,
    },

    /// What would leave.
    SharePreview(Preview),
    /// It left this entry for the space's log.
    Shared {
        /// The entry.
        entry: DocumentId,
        /// The new publication.
        publication: DocumentId,
    },
    /// What one person shared with this one, newest first.
    Publications {
        /// Whose.
        space: crate::ids::SpaceId,
        /// All that is readable here.
        publications: Vec<PublicationView>,
    },
    /// The newest notes that others left beside what this person shared; sent whole whenever they change.
    Margins(Vec<super::view::MarginView>),
    /// Who has seen what; sent again whenever there is more.
    Receipts(ReceiptsView),
    /// Whether this person was told that others see what they received, opened and removed.
    ReceiptsTold(bool),
    /// A private draft of a margin note.
    NoteDraft(NoteDraftView),
    /// The note left for the client's devices.
    NoteLeft {
        /// The publication it stands beside.
        publication: DocumentId,
    },

    /// People, devices and what each said; sent whole whenever something changes.
    People(Vec<PersonView>),
    /// This person's other devices and what each said; sent whole whenever something changes.
    OwnDevices(Vec<super::view::DeviceView>),
    /// What became of this person's devices, and which wait for a yes; sent whole whenever it changes.
    Devices {
        /// Devices that were removed.
        removed: Vec<super::view::RemovedDevice>,
        /// Devices that only a printed key added, this person's and others'.
        waiting: Vec<super::view::WaitingDevice>,
        /// This very device was removed by another one.
        me_removed: bool,
        /// This very device was added by a recovery key.
        me_by_recovery: bool,
        /// Removals contradict each other: contacts stop until another device or the printed key decides.
        contested: bool,
    },
    /// The person's relay, and whether it is reached.
    Relay(RelayView),
    /// Answer to `TestRelay`.
    RelayChecked {
        /// The number of the test.
        number: u64,
        /// What became of it.
        found: RelayCheck,
    },
    /// Where a pairing stands.
    Pairing(PairingView),
    /// Where adding a device stands, on the device that is there and on the new one.
    AddingDevice(PairingView),
    /// Where it stands that somebody returns who lost every device, on both sides.
    Returning(PairingView),
    /// Who is on the same network; sent whenever it changes while a pairing page looks or invites.
    Nearby(super::view::NearbyView),
    /// Answer to `SaveCarried`: the file is to be written where the person wants it.
    CarriedMade(super::view::CarriedMade),
    /// Answer to `OpenCarried`.
    CarriedOpened(super::view::CarriedFound),
    /// Answer to `KeepLastWords`.
    LastWordsSettled {
        /// So many entries were made of them.
        kept: usize,
    },
    /// Where taking over entries of another vault stands.
    Import(ImportView),
    /// Things a person should be able to look up: refused devices, refused chunks, damaged values.
    Incidents(Vec<super::view::Incident>),
}
