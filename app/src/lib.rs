//! The desktop app: what is (`state`), what was asked (`action`), what follows (`update`), who draws (`app`).
//!
//! Dependencies point one way: `theme` <- `widgets` <- `state`, `action` <- `screens`, `update` <- `app`.
//! Invariant: screens get state and return actions; only `update` changes state and sends commands; nothing here
//! blocks, reads a file or derives a key on the thread that draws.

#![deny(rustdoc::broken_intra_doc_links)]

pub mod action;
pub mod app;
pub mod care;
pub mod cli;
pub mod demo;
pub mod engine_handle;
pub mod failure;
pub mod i18n;
pub mod kit;
pub mod lost_page;
pub mod platform;
pub mod screens;
pub mod state;
pub mod theme;
pub mod update;
pub mod when;
pub mod widgets;

pub use app::UnderstoryApp;
