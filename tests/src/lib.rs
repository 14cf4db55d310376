//! The kit of the end-to-end tests: skipping honestly, small disks, programs of this machine.
//!
//! Invariant: with `CI=true` a skipped test fails; elsewhere it says why it was skipped.

pub mod disk;
pub mod forwarder;
pub mod hostile;
pub mod led;
pub mod namespaces;
pub mod own;
pub mod pairs;
#[cfg(feature = "relay")]
pub mod relay_server;
#[cfg(target_os = "linux")]
pub mod screen;
#[cfg(target_os = "linux")]
pub mod siege;
pub mod wait;

/// Says why a test cannot run here; where it must run, that is a failure.
pub fn skip(why: &str) {
    println!("skipped: {why}");
    let must_run = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(!must_run, "skipped where it must run: {why}");
}

/// Runs a program to its end and returns its standard output, or none if it is missing or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = std::process::Command::new(program).args(arguments).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Writes a file that only its owner can read.
pub fn write_secret(file: &std::path::Path, text: &str) {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.expect("written");
}
