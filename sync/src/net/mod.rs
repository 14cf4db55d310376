//! The network: endpoint, presets, accepting, dialling, paths.
//!
//! Invariant: the only room that names iroh; what comes from outside is bounded before it is handed on.
