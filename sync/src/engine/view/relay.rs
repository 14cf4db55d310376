//! The relay as the settings page shows it.

use crate::net::RelayState;
use crate::people::RelayUrl;

/// The person's relay; its tokens never leave the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayView {
    /// Where it is; none if none is kept.
    pub url: Option<RelayUrl>,
    /// A token is kept for it.
    pub token_kept: bool,
    /// Another one is kept for invitations.
    pub invitation_token_kept: bool,
    /// Invitations carry the relay in every mode.
    pub invitations: bool,
    /// Whether it is reached now.
    pub state: RelayState,
}
