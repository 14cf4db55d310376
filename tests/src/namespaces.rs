//! Network namespaces of a test, and the one command that makes and joins them.
//!
//! Invariant: what was made is removed when dropped, also when only part of it could be made.

use crate::output_of;

/// Namespaces that this test alone uses.
pub struct Namespaces<const COUNT: usize> {
    /// Their names, as `ip netns` knows them.
    pub names: [String; COUNT],
}

impl<const COUNT: usize> Namespaces<COUNT> {
    /// Makes one for each end, with its loopback up; `word` tells tests apart. None where the system refuses.
    pub fn make(word: &str, ends: [&str; COUNT]) -> Option<Self> {
        let id = std::process::id();
        let made = Self { names: ends.map(|end| format!("us-{word}{end}-{id}")) };
        let up = |name: &String| ip(&format!("netns add {name}")) && ip(&format!("-n {name} link set lo up"));
        made.names.iter().all(up).then_some(made)
    }
}

impl<const COUNT: usize> Drop for Namespaces<COUNT> {
    fn drop(&mut self) {
        for name in &self.names {
            ip(&format!("netns del {name}"));
        }
    }
}

/// Runs `ip` with the words of a line; returns whether it did as told.
pub fn ip(line: &str) -> bool {
    output_of("ip", &line.split_whitespace().collect::<Vec<_>>()).is_some()
}
