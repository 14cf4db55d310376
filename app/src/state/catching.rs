//! Words typed while the vault is locked, until they are sealed.

use std::time::Duration;

use understory_sync::clock::UnixMillis;
use understory_sync::engine::Failure;
use understory_sync::limits::{SAVE_LATEST_MS, SAVE_PAUSE_MS};
use zeroize::Zeroizing;

/// The page over the unlock screen.
#[derive(Default)]
pub struct CatchView {
    /// Counts texts: each time the page is opened is another one.
    pub page: u64,
    /// What is typed; wiped when dropped.
    pub text: Zeroizing<String>,
    /// The field took the keyboard once.
    pub focused: bool,
    /// What became of the newest text that was sealed.
    pub outcome: Option<Result<UnixMillis, Failure>>,
    /// How the text stood when it was sent last, by its number.
    pub sent: u64,
    /// The number that was answered last.
    pub answered: u64,
    first_unsent: Option<Duration>,
    last_key: Option<Duration>,
}

impl CatchView {
    /// Begins another text; what was typed before is wiped.
    pub fn begin(&mut self) {
        let page = self.page + 1;
        let (sent, answered) = (self.sent, self.answered);
        *self = Self { page, sent, answered, ..Self::default() };
    }

    /// The text changed.
    pub fn touched(&mut self, now: Duration) {
        self.last_key = Some(now);
        self.first_unsent.get_or_insert(now);
    }

    /// When it is to be sealed again: after a pause, at the latest some seconds after the first key; none if it is.
    pub fn due(&self) -> Option<Duration> {
        let (first, last) = (self.first_unsent?, self.last_key?);
        Some((last + Duration::from_millis(SAVE_PAUSE_MS)).min(first + Duration::from_millis(SAVE_LATEST_MS)))
    }

    /// The text as it stands is on its way.
    pub fn sent(&mut self) -> u64 {
        (self.first_unsent, self.last_key) = (None, None);
        self.sent += 1;
        self.sent
    }

    /// Whether something typed is not on disk.
    pub fn unsaved(&self) -> bool {
        self.first_unsent.is_some() || self.answered < self.sent
    }
}
