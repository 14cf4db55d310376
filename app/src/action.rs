//! What was asked: a closed list a theme, pushed by screens, carried out by `update`.

pub mod backup;
pub mod care;
pub mod carry;
pub mod catching;
pub mod hours;
pub mod importing;
pub mod months;
pub mod people;
pub mod plan;
pub mod secrets;

use understory_sync::document::Field;
use understory_sync::engine::view::{Home, NetworkMode};
use understory_sync::ids::{DocumentId, Head};

use crate::i18n::Language;
use crate::state::Room;
use crate::state::filter::Filter;
use crate::theme::ThemeChoice;

pub use backup::{BackupAction, RestoreAction};
pub use care::CareAction;
pub use carry::CarryAction;
pub use catching::CatchAction;
pub use hours::HoursAction;
pub use importing::ImportAction;
pub use months::{CheckInAction, MonthsAction};
pub use people::{PairingAction, PeopleAction, ReadingAction, SharingAction};
pub use plan::PlanAction;
pub use secrets::SecretsAction;

/// One wish of the person.
#[derive(Debug)]
pub enum Action {
    /// Go to a room.
    Go(Room),
    /// Show the crisis lines over the unlock screen, or hide them.
    SafetyOverLock(bool),
    /// Put the failure line away.
    DismissFailure,
    /// First run, unlocking, locking, quitting.
    Vault(VaultAction),
    /// Writing.
    Journal(JournalAction),
    /// Courses, sessions, check-ins, plans.
    Care(CareAction),
    /// The first hours after a session.
    Hours(HoursAction),
    /// Words typed while the vault is locked.
    Catch(CatchAction),
    /// Course, day and check-ins.
    Months(MonthsAction),
    /// The safety plan.
    Plan(PlanAction),
    /// Show the list of keys, or put it away.
    Keys(bool),
    /// People, sharing, reading.
    People(PeopleAction),
    /// Choices.
    Settings(SettingsAction),
}

/// First run, unlocking, locking, quitting.
#[derive(Debug)]
pub enum VaultAction {
    /// Begin with a new vault.
    Begin(Home),
    /// Unlock with the key that the keychain of this computer keeps.
    UnlockQuick,
    /// Begin with a vault that exists.
    BeginExisting,
    /// Make a vault from a backup.
    Restore(RestoreAction),
    /// Begin as another device of somebody who has one.
    BeginJoin,
    /// Ask by what a journal that was kept before comes back.
    BeginAgain,
    /// Begin with nothing but the printed recovery key.
    BeginReturn,
    /// That key is typed.
    KeyGiven,
    /// Use the typed invitation, of the other device or of the person who lets this one back.
    JoinAsDevice,
    /// One question back.
    Back,
    /// The name is given.
    NameGiven,
    /// The passphrase changed.
    PassphraseTyped,
    /// Make six other words.
    OfferWords,
    /// Use the offered words.
    TakeWords,
    /// The passphrase is chosen.
    PassphraseChosen,
    /// The recovery key was copied.
    RecoveryCopied,
    /// Write the recovery key to the typed place.
    SaveRecovery,
    /// The end of the recovery key was typed; make the vault.
    Create,
    /// Use the typed folder.
    OpenExisting,
    /// Open with what was typed.
    Unlock,
    /// Ask for the recovery key instead of the passphrase, or the other way round.
    ByRecovery(bool),
    /// Save and lock.
    Lock,
    /// Save, lock and take the window off the screen, at once.
    Hide,
    /// Quit even if words wait.
    QuitAnyway,
    /// Do not quit after all.
    Stay,
}

/// Writing.
#[derive(Debug)]
pub enum JournalAction {
    /// Begin an entry.
    New,
    /// Open an entry.
    Open(DocumentId),
    /// The text changed.
    Typed,
    /// A text lost the keyboard.
    Left,
    /// Take back the newest change.
    Undo(Field),
    /// Bring it back.
    Redo(Field),
    /// Something was refused because the entry would become too long, or fits again.
    TooLong(bool),
    /// Set the tags.
    SetTags(Vec<String>),
    /// Throw an entry away, or restore it.
    Trash(DocumentId, bool),
    /// Show the trash, or the journal.
    ShowTrash(bool),
    /// Read the entries of the list one after the other, or write again.
    Read(bool),
    /// The texts of these come into sight.
    ReadOn(Vec<DocumentId>),
    /// Show the versions of the open entry, or put them away.
    Versions(bool),
    /// Show one of them.
    Version(Vec<Head>),
    /// Write the entry as the version that is shown had it.
    BringBack,
    /// Ask whether these entries of the trash are to go for good.
    AskToEnd(Vec<DocumentId>),
    /// Let them go, or keep them after all.
    End(bool),
    /// Search for what is typed.
    Search,
    /// Show these entries.
    Filter(Filter),
    /// Try again to write what waits.
    RetrySave,
}

/// How devices find each other, and the relay for it.
#[derive(Debug)]
pub enum RelayAction {
    /// Another mode; one that needs a relay waits for it.
    Mode(NetworkMode),
    /// Something was typed or chosen.
    Typed,
    /// Keep what is typed, and begin with the mode that waits for it.
    Save,
    /// Ask the relay that is typed.
    Test,
    /// Keep no relay.
    Forget,
    /// Go on receiving while the vault is locked, or not.
    KeepReceiving(bool),
}

/// Choices.
#[derive(Debug)]
pub enum SettingsAction {
    /// The theme.
    Theme(ThemeChoice),
    /// The zoom, in percent.
    ZoomPercent(u32),
    /// Whether changes are shown as they happen.
    Motion(bool),
    /// The language of the interface.
    Language(Language),
    /// The country of the crisis lines.
    Country(String),
    /// Minutes until the vault locks itself.
    IdleMinutes(u32),
    /// Show the reminder now, to see whether this computer can.
    ShowReminder,
    /// How devices find each other.
    Relay(RelayAction),
    /// What opens the vault.
    Secrets(SecretsAction),
    /// Backups.
    Backup(BackupAction),
    /// Entries of another vault.
    Import(ImportAction),
    /// Days that withdrawn words are kept.
    Retention(Option<u32>),
}
