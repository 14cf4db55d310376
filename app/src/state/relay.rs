//! The relay: what is kept, whether it is reached, and the form by which it is changed.

use understory_sync::engine::view::{NetworkMode, RelayCheck, RelayUrlError, RelayView};
use zeroize::Zeroizing;

/// The relay as the engine told it.
#[derive(Default)]
pub struct Relay {
    /// What is kept; none before the vault is open.
    pub kept: Option<RelayView>,
    /// The newest test.
    pub check: Check,
    /// Tests asked for so far.
    pub checks: u64,
}

/// How the newest test of a relay stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// None, or something was typed since.
    #[default]
    None,
    /// Under way.
    Asking,
    /// Answered.
    Found(RelayCheck),
}

/// The form on the settings page.
pub struct RelayForm {
    /// A mode that waits for the relay it needs.
    pub wanted: Option<NetworkMode>,
    /// The address.
    pub url: String,
    /// What is wrong with it.
    pub url_wrong: Option<RelayUrlError>,
    /// Its token; empty keeps the one there is.
    pub token: Zeroizing<String>,
    /// The token cannot be one.
    pub token_wrong: bool,
    /// Another token for invitations.
    pub invitation_token: Zeroizing<String>,
    /// That one cannot be one.
    pub invitation_token_wrong: bool,
    /// The tokens are readable.
    pub shown: bool,
    /// The second token is readable.
    pub invitation_shown: bool,
    /// Invitations go through it too.
    pub invitations: bool,
    /// Something was typed or chosen and is not kept yet.
    pub edited: bool,
}

impl Default for RelayForm {
    fn default() -> Self {
        Self {
            wanted: None,
            url: String::new(),
            url_wrong: None,
            token: Zeroizing::default(),
            token_wrong: false,
            invitation_token: Zeroizing::default(),
            invitation_token_wrong: false,
            shown: false,
            invitation_shown: false,
            invitations: true,
            edited: false,
        }
    }
}

impl RelayForm {
    /// Returns the form that shows what is kept.
    pub fn of(kept: &RelayView) -> Self {
        let url = kept.url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()).unwrap_or_default();
        Self { url, invitations: kept.invitations, ..Self::default() }
    }
}
