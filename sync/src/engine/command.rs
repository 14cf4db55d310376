//! What the screen may ask of the engine: a closed list, each with its effect and the event that answers it.
//!
//! Invariant: secrets travel by move and are wiped when the command is dropped; no command is `Clone`.

use std::net::SocketAddr;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::document::{FactChanges, Facts, Splice};
use crate::ids::{DeviceId, DocumentId, Head, PersonId, SpaceId};
use crate::kind::Kind;
use crate::people::{RelayToken, RelayUrl};
use crate::sealed::{Passphrase, QuickKey, RecoveryKey};

use super::from_backup::RestoreWish;
use super::importing::ImportWish;
use super::secrets::SecretsWish;
use super::view::{CarriedFile, CarryTo, Field, Home, NetworkMode, Recognised, ShareChoice};

/// A relay as the person wants it kept.
#[derive(Debug)]
pub struct RelayWish {
    /// Where it is.
    pub url: RelayUrl,
    /// Its token; none keeps the one there is for this very relay.
    pub token: Option<RelayToken>,
    /// Another token for invitations; none keeps the one there is.
    pub invitation_token: Option<RelayToken>,
    /// Invitations carry the relay in every mode.
    pub invitations: bool,
}

/// What a new entry begins with; the default is an empty page.
#[derive(Debug, Default)]
pub struct EntryStart {
    /// Its title.
    pub title: String,
    /// Its first words, such as the question it answers.
    pub text: String,
    /// Its facts.
    pub facts: Facts,
}

/// One request of the screen.
#[derive(Debug)]
pub enum Command {
    /// Builds a vault in `folder` and unlocks it. Answered by `Unlocked` or `Failed`.
    Create {
        /// Where the vault will be; must not exist or be empty.
        folder: PathBuf,
        /// The person's name, as contacts will see it.
        name: String,
        /// This device's name, as contacts will see it.
        device_name: String,
        /// Which room opens first.
        home: Home,
        /// What opens the vault every day.
        passphrase: Passphrase,
        /// What opens it when the passphrase is lost; shown and proved before.
        recovery: RecoveryKey,
    },
    /// Opens the vault in `folder`. Answered by `Unlocked` or `Failed`.
    Unlock {
        /// The vault folder.
        folder: PathBuf,
        /// The passphrase.
        passphrase: Passphrase,
    },
    /// Opens the vault with the recovery key. Answered by `Unlocked` or `Failed`.
    UnlockWithRecovery {
        /// The vault folder.
        folder: PathBuf,
        /// The key from the recovery page.
        recovery: RecoveryKey,
    },
    /// Changes what opens the vault. Answered by `Secrets`.
    Secrets(SecretsWish),
    /// Makes a vault from a backup and opens it. Answered by `Unlocked` or `Failed`.
    Restore(RestoreWish),
    /// Writes a backup of the open vault. Answered by `BackingUp` until `BackedUp`, and by `Backup`.
    BackUp {
        /// The file.
        file: PathBuf,
        /// A backup of that name may be replaced; nothing else ever is.
        replace: bool,
    },
    /// Takes over entries of another vault on this computer. Answered by `Import`.
    Import(ImportWish),
    /// Saves everything, forgets every key, closes the endpoint. Answered by `Locked`.
    Lock,
    /// Locks and stops. Answered by `Stopped`, or by `WordsWaiting` when the disk is full and `force` is false.
    Quit {
        /// Stop even if words wait for room.
        force: bool,
    },
    /// Tries again to write the words that wait for room. Answered by `Saved` or `WordsWaiting`.
    RetrySave,

    /// Makes an entry and opens it. Answered by `Opened`.
    NewEntry(EntryStart),
    /// Loads an entry for writing. Answered by `Opened`.
    OpenEntry(DocumentId),
    /// Writes these edits as one change. Answered by `Saved` after the commit returned.
    Edit {
        /// The open document.
        document: DocumentId,
        /// Which text of it.
        field: Field,
        /// Counts this field's batches from 1; patches name the batch they were made after.
        batch: u64,
        /// Edits since the last batch, in order, in characters.
        splices: Vec<Splice>,
    },
    /// Takes back the newest batch of this field. Answered by `Patched`.
    Undo {
        /// The open document.
        document: DocumentId,
        /// Which text of it.
        field: Field,
    },
    /// Brings back what was taken back. Answered by `Patched`.
    Redo {
        /// The open document.
        document: DocumentId,
        /// Which text of it.
        field: Field,
    },
    /// Sets the tags of an entry. Answered by `Saved`.
    SetTags {
        /// The entry.
        document: DocumentId,
        /// All its tags, in order.
        tags: Vec<String>,
    },
    /// Sets facts of an entry or a record; a record of an unknown name is begun. Answered by `Catalog` or `Records`.
    SetFacts {
        /// The document; of a new record, a name the screen drew at random, or [`Kind::only_one`].
        document: DocumentId,
        /// What it is.
        kind: Kind,
        /// Facts to set, and to take away.
        set: FactChanges,
    },
    /// Seals words that are typed while the vault is locked. Answered by `CatchWritten`.
    Catch {
        /// The vault folder.
        folder: PathBuf,
        /// Counts texts; another one begins another.
        page: u64,
        /// Counts how the text stood.
        number: u64,
        /// All of it, as it stands.
        text: Zeroizing<String>,
    },
    /// Makes an entry of words that were caught, in the journal or in the trash. Answered by `Catalog` and `Caught`.
    SettleCaught {
        /// Which.
        id: String,
        /// The title of the entry.
        title: String,
        /// What else it is, such as the session of that day.
        facts: FactChanges,
        /// Into the journal, not into the trash.
        keep: bool,
    },
    /// Marks an entry or a record as thrown away, or takes the mark off. Answered by `Catalog` or `Records`.
    Trash {
        /// The entry or record.
        document: DocumentId,
        /// True to throw away, false to restore.
        trashed: bool,
    },
    /// Reads the texts of entries, not more than `PAGES_MAX` at a time. Answered by `Pages`.
    ReadPages(Vec<DocumentId>),
    /// Lists the versions of an entry. Answered by `Versions`.
    ReadVersions(DocumentId),
    /// Compares a version with how the entry is now. Answered by `Version`.
    ReadVersion {
        /// The entry.
        document: DocumentId,
        /// The heads of the version.
        heads: Vec<Head>,
    },
    /// Writes an entry as a version had it. Answered by `Patched`.
    RestoreVersion {
        /// The entry.
        document: DocumentId,
        /// The heads of the version.
        heads: Vec<Head>,
    },
    /// Removes for good, of these, what is in the trash and not with somebody. Answered by `Catalog` and `Records`.
    EmptyTrash(Vec<DocumentId>),
    /// Searches titles and texts. Answered by `Found`, and again if the table was not full yet.
    Search {
        /// Counts searches; an answer to an older one is ignored.
        number: u64,
        /// What was typed.
        query: String,
    },

    /// Distils what would leave, without letting it leave. Answered by `SharePreview`.
    PreviewShare {
        /// The entry.
        entry: DocumentId,
        /// With whom.
        space: SpaceId,
        /// What of it.
        choice: ShareChoice,
        /// Whether the title leaves too.
        title: bool,
        /// The date that leaves too, `YYYY-MM-DD`, as the screen shows it; the engine knows no time zone.
        date: Option<String>,
        /// Whether it says that the person wants to speak about it in the next session.
        bring: bool,
        /// The publication it would take the place of.
        replaces: Option<DocumentId>,
    },
    /// Lets the previewed document leave, exactly as it was drawn. Answered by `Shared`.
    Share {
        /// The number of the preview.
        preview: u64,
    },
    /// Takes a publication back. Answered by `Opened` of its entry and later by what each device says.
    Withdraw {
        /// The publication.
        publication: DocumentId,
    },

    /// Ends sharing with the person of a space, for good; what this person shared there is withdrawn. Answered by
    /// `People`, and later by what each device says.
    EndSharing(SpaceId),

    /// Lists what a person shared. Answered by `Publications`.
    ReadPerson(SpaceId),
    /// Notes that this device opened a publication.
    MarkOpened(DocumentId),
    /// Tells who has seen what of this person's: the newest so many lines, now and whenever there are more. Answered by
    /// `Receipts`.
    ReadReceipts {
        /// How many lines.
        newest: usize,
    },
    /// This person was told that others see what they received, opened and removed. Answered by `ReceiptsTold`.
    ReceiptsUnderstood,
    /// Opens a private draft of a margin note for this publication. Answered by `NoteDraft`.
    DraftNote {
        /// The publication.
        publication: DocumentId,
        /// First and one past the last character it points at; the whole text if none.
        range: Option<(usize, usize)>,
    },
    /// Distils the draft into the shared space and empties the draft. Answered by `NoteLeft`.
    LeaveNote {
        /// The draft.
        draft: DocumentId,
    },
    /// Takes a margin note back. Answered by `Publications`.
    WithdrawNote(DocumentId),

    /// Opens an invitation for ten minutes. Answered by `Pairing`.
    Invite {
        /// What I am to them.
        my_role: crate::people::Role,
    },
    /// Joins by a pasted invitation. Answered by `Pairing`.
    Join {
        /// The text as pasted.
        invitation: String,
        /// What I am to them.
        my_role: crate::people::Role,
    },
    /// Listens for open invitations on the same network, or no longer. Answered by `Nearby` when one is heard.
    LookNearby(bool),
    /// Asks an inviter on the same network without the invitation's secret. Answered by `Pairing`.
    AskNearby {
        /// The ephemeral endpoint that was heard.
        endpoint: [u8; 32],
        /// What I am to them.
        my_role: crate::people::Role,
    },
    /// Lets the device that asks begin; the words still stand between. Answered by `Pairing`.
    LetTry,
    /// The two words the person heard and typed. Answered by `Pairing`.
    TypeWords([String; 2]),
    /// How the persons recognised each other; ends the pairing well. Answered by `Pairing` and `People`.
    ConfirmPerson(Recognised),
    /// Opens an invitation for a new device of this person's, for ten minutes. Answered by `AddingDevice`, or by
    /// `Failed` when the passphrase is another one.
    InviteDevice {
        /// The passphrase, proved anew.
        passphrase: Passphrase,
    },
    /// Adds the device that has the right words. Answered by `AddingDevice` and `OwnDevices`.
    AddDevice,
    /// Makes this computer a device of the person whose invitation this is. Answered by `AddingDevice`, in the end by
    /// `Unlocked`.
    JoinAsDevice {
        /// Where the vault will be; must not exist or be empty.
        folder: PathBuf,
        /// This device's name.
        device_name: String,
        /// What will open the vault on this computer.
        passphrase: Passphrase,
        /// The text as pasted.
        invitation: String,
    },
    /// Opens the vault with the key that the keychain of this computer keeps. Answered by `Unlocked` or `Failed`.
    UnlockQuick {
        /// The vault folder.
        folder: PathBuf,
        /// The key.
        key: QuickKey,
    },
    /// Opens an invitation for a contact who lost every device, for ten minutes. Answered by `Returning`; what follows
    /// is `TypeWords`, and `AddDevice` once they proved their recovery key.
    InviteBack(PersonId),
    /// Makes this computer the first device of somebody who has nothing but the printed key, through somebody they
    /// shared with. Answered by `Returning`, in the end by `Unlocked`.
    Return {
        /// Where the vault will be; must not exist or be empty.
        folder: PathBuf,
        /// This device's name.
        device_name: String,
        /// What will open the vault.
        passphrase: Passphrase,
        /// The printed key.
        recovery: RecoveryKey,
        /// The text as pasted.
        invitation: String,
    },
    /// Removes a device of this person's. Answered by `Devices` and `OwnDevices`, or by `Failed` when the passphrase is
    /// another one.
    RemoveDevice {
        /// The device.
        device: DeviceId,
        /// The passphrase, proved anew.
        passphrase: Passphrase,
    },
    /// Says yes to a device that only a printed key added. Answered by `Devices`.
    WelcomeDevice(DeviceId),
    /// Ends the pairing.
    CancelPairing,

    /// Whether to go on receiving while the vault is locked. Answered by `KeepsReceiving`.
    KeepReceiving(bool),
    /// Chooses how devices find each other. Answered by `People`.
    SetNetwork(NetworkMode),
    /// Keeps this relay, or none. Answered by `Relay`.
    SetRelay(Option<RelayWish>),
    /// Asks a relay whether it lets this program in. Answered by `RelayChecked`.
    TestRelay {
        /// Counts tests; an answer to an older one is ignored.
        number: u64,
        /// The relay.
        url: RelayUrl,
        /// Its token; none takes the one that is kept for this very relay.
        token: Option<RelayToken>,
    },
    /// Whether to use the relay the invitation names. Answered by `Pairing`.
    UseInvitedRelay(bool),
    /// Keeps the relay of the pairing that just ended well, and meets others there. Answered by `Profile` and `Relay`.
    KeepInvitedRelay,
    /// Keeps withdrawn words, hidden, this many days; none removes at once. Answered by `Profile`.
    SetRetention(Option<u32>),
    /// Another address of a person's devices, typed by hand.
    AddAddress {
        /// Whose devices.
        person: PersonId,
        /// Where one of them may be reached.
        address: SocketAddr,
    },
    /// Tries every known device now.
    DialNow,
    /// Takes back what a device holds of this person's and this device has lost.
    TakeBack(DeviceId),
    /// Makes a sealed file of what devices have not said they have. Answered by `CarriedMade`.
    SaveCarried(CarryTo),
    /// Opens a sealed file. Answered by `CarriedOpened`.
    OpenCarried(CarriedFile),
    /// Makes entries of the last words of a removed device, or leaves them aside. Answered by `LastWordsSettled`.
    KeepLastWords(bool),
    /// Serves a device again whose memory of this vault did not fit; the person has looked at the list.
    ServeAgain(DeviceId),
}
