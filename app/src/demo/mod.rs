//! The demo: the whole story on one computer, with invented content, in two windows or without any.

pub mod child;
pub mod device;
pub mod headless;
pub mod pair;
pub mod party;
pub mod report;
mod second;
pub mod windows;
