//! First run and unlocking: what is typed there, wiped when it is dropped.

use std::path::Path;

use understory_sync::engine::view::Home;
use understory_sync::sealed::{RecoveryKey, Strength};
use zeroize::Zeroizing;

use super::backup::RestoreForm;

/// One question at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Keep a journal, see clients, or open an existing vault.
    #[default]
    Welcome,
    /// By what a journal that was kept before comes back.
    Again,
    /// Name, device, folder.
    Name,
    /// The passphrase.
    Passphrase,
    /// The recovery key, and the proof that it was kept.
    Recovery,
    /// The folder of a vault that exists.
    Existing,
    /// The invitation of the device that is there.
    Join,
    /// The printed recovery key, of somebody who has nothing else.
    ReturnKey,
    /// A backup and what opens it.
    Restore,
    /// Whether the computer it was made on still runs.
    RestoreRuns,
    /// A new device, because it does.
    RestoreNew,
}

impl Step {
    /// Whether a vault is being made from a backup.
    pub fn restores(self) -> bool {
        matches!(self, Self::Restore | Self::RestoreRuns | Self::RestoreNew)
    }
}

/// First run.
#[derive(Default)]
pub struct Onboarding {
    /// Which question.
    pub step: Step,
    /// What was chosen first.
    pub home: Option<Home>,
    /// This computer becomes a device of somebody who has one.
    pub joins: bool,
    /// It becomes the first device of somebody who has nothing but the printed key.
    pub returns: bool,
    /// That key, as typed.
    pub typed_key: Zeroizing<String>,
    /// What was typed is no recovery key.
    pub not_a_key: bool,
    /// The person's name.
    pub name: String,
    /// This device's name.
    pub device_name: String,
    /// The name field had the keyboard once.
    pub name_focused: bool,
    /// Where the vault will be, as typed.
    pub folder: String,
    /// The folder can be seen and changed.
    pub shows_folder: bool,
    /// The passphrase.
    pub passphrase: Zeroizing<String>,
    /// The passphrase once more, when it was not generated.
    pub again: Zeroizing<String>,
    /// The passphrase is readable.
    pub shown: bool,
    /// How strong it is.
    pub strength: Option<Strength>,
    /// Six words made for this person.
    pub offered: Zeroizing<String>,
    /// The recovery key.
    pub recovery: Option<RecoveryKey>,
    /// The end of the recovery key, typed back.
    pub proof: String,
    /// The typed end was wrong.
    pub proof_wrong: bool,
    /// The key was copied.
    pub copied: bool,
    /// Where to save the key, as typed; none while nobody asked.
    pub save_to: Option<String>,
    /// How saving went.
    pub saved: Option<Result<(), ()>>,
    /// The system gave no random bytes.
    pub no_entropy: bool,
    /// A backup to be restored.
    pub restore: RestoreForm,
}

impl Onboarding {
    /// Returns the first question, with `folder` as the place for the vault.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.display().to_string(), ..Self::default() }
    }
}

/// The unlock screen.
#[derive(Default)]
pub struct UnlockView {
    /// What is typed.
    pub secret: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// The recovery key is asked for instead of the passphrase.
    pub by_recovery: bool,
    /// What was typed is no recovery key.
    pub not_a_key: bool,
    /// The field had the keyboard once.
    pub focused: bool,
}
