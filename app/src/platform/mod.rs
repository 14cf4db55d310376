//! What differs between systems or touches files: folders, settings, jobs, hardening, privacy.

pub mod carried;
pub mod files;
pub mod folders;
pub mod hardening;
pub mod jobs;
pub mod keychain;
pub mod lock_screen;
pub mod privacy;
pub mod reminding;
pub mod settings;
