//! What a person may ask about their own safety plan.

/// One wish.
#[derive(Debug)]
pub enum PlanAction {
    /// Keeps the line that is typed.
    AddLine,
    /// Takes a line away.
    RemoveLine(String),
    /// Keeps the contact that is typed.
    AddContact,
    /// Takes a contact away, from the lock screen too.
    RemoveContact(String),
    /// Shows a contact while the vault is locked, or no longer.
    OnLockScreen(String, bool),
}
