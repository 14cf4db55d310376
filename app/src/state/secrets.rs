//! What opens the vault, as the page about it holds it: typed words, wiped when they are dropped.

use std::time::Duration;

use understory_sync::clock::UnixMillis;
use understory_sync::engine::Failure;
use understory_sync::engine::secrets::SecretsDone;
use understory_sync::engine::view::KitView;
use understory_sync::sealed::{QuickKey, RecoveryKey, Strength};
use zeroize::Zeroizing;

/// What the engine said about it.
#[derive(Default)]
pub struct Secrets {
    /// A wish is under way.
    pub busy: bool,
    /// What became of the newest one.
    pub outcome: Option<Result<SecretsDone, Failure>>,
    /// Which recovery key opens the vault.
    pub kit: Option<KitView>,
    /// A key of the keychain may open the vault in this folder.
    pub quick: bool,
    /// The key for the keychain whose recipient was sent to the engine.
    pub quick_sent: Option<QuickKey>,
    /// The keychain of this computer kept no key.
    pub no_keychain: bool,
    /// When somebody may try again after wrong guesses, on the clock of the frames.
    pub try_again: Option<Duration>,
}

impl Secrets {
    /// Returns the seconds to wait before the next guess; none if it may be made now.
    pub fn wait_secs(&self, mono: Duration) -> Option<u64> {
        let left = self.try_again?.checked_sub(mono).filter(|left| !left.is_zero())?;
        Some(left.as_millis().div_ceil(1000) as u64)
    }
}

/// A year and a day between two times somebody may like to look whether the page is still there.
const DRILL_MS: UnixMillis = 366 * 86_400_000;

impl Secrets {
    /// Whether a year has passed since somebody last had the page at hand, or nobody knows of such a time.
    pub fn drill_is_due(&self, now_ms: UnixMillis) -> bool {
        let since = |kit: &KitView| kit.proved_ms.is_none_or(|at_ms| now_ms.saturating_sub(at_ms) >= DRILL_MS);
        self.kit.as_ref().is_some_and(since)
    }
}

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Choose another passphrase.
    Change,
    /// Choose another one and seal everything anew.
    Anew,
    /// Let the keychain of this computer keep a key.
    Quick,
    /// Try the printed key.
    Try,
    /// Make a new recovery key.
    NewKit,
}

/// The page's own fields.
#[derive(Default)]
pub struct SecretsForm {
    /// What is unfolded.
    pub task: Option<Task>,
    /// What became of the newest wish was brought into view.
    pub outcome_seen: bool,
    /// The vault was opened with the recovery key a moment ago, and a new passphrase is offered for that.
    pub just_opened: bool,
    /// What opens the vault now.
    pub proof: ProofForm,
    /// What opens it from then on.
    pub words: NewWords,
    /// A key that is to take the present one's place.
    pub kit: KitForm,
    /// A key for the keychain, until it is kept there.
    pub quick: Option<QuickKey>,
}

/// A new recovery key before it counts.
#[derive(Default)]
pub struct KitForm {
    /// The key.
    pub key: Option<RecoveryKey>,
    /// It was copied.
    pub copied: bool,
    /// Where to save its page, as typed; none while nobody asked.
    pub save_to: Option<String>,
    /// How saving went.
    pub saved: Option<Result<(), ()>>,
    /// Its end, typed back.
    pub end: String,
    /// The typed end was wrong.
    pub end_wrong: bool,
}

/// What opens the vault now, typed once more.
#[derive(Default)]
pub struct ProofForm {
    /// The recovery key instead of the passphrase.
    pub by_recovery: bool,
    /// What is typed.
    pub secret: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// What was typed is no recovery key.
    pub not_a_key: bool,
}

/// A new passphrase: six words offered, or one typed twice.
#[derive(Default)]
pub struct NewWords {
    /// Six words made for this person.
    pub offered: Zeroizing<String>,
    /// What is typed.
    pub typed: Zeroizing<String>,
    /// The same once more.
    pub again: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// How strong it is.
    pub strength: Option<Strength>,
    /// The system gave no random bytes.
    pub no_entropy: bool,
}

impl NewWords {
    /// Whether a vault may be locked with it.
    pub fn ready(&self) -> bool {
        self.strength.as_ref().is_some_and(|strength| strength.accepted) && *self.again == *self.typed
    }
}
