//! What this process holds in memory, as the system counts it.

/// Resident memory in MiB: the most so far, or as it is now. 0 where the system does not say.
fn status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

/// The most this process held since it started.
pub fn peak_mib() -> f64 {
    status("VmHWM:")
}

/// What it holds now.
pub fn now_mib() -> f64 {
    status("VmRSS:")
}

/// Begins the peak anew, where the system allows it.
pub fn forget_peak() {
    // A system that does not allow it reports the higher peak, never a lower one.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
