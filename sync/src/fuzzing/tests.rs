//! Replays the seeds and everything the fuzzer ever found, and makes the seeds from real values.

use std::path::{Path, PathBuf};

use super::{TARGETS, run};

fn folder(of: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(of).join(target)
}

fn inputs(of: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder(of, target)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

/// Real values: target, name and bytes.
fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    [
        crate::document::fuzzing::seeds::seeds(),
        crate::people::fuzzing::seeds(),
        crate::net::fuzzing::seeds(),
        crate::vault::fuzzing::seeds(),
        crate::exchange::fuzzing::seeds(),
        crate::engine::fuzzing::seeds(),
    ]
    .concat()
}

/// With `UNDERSTORY_WRITE_SEEDS=1` writes them anew, after a format has changed.
#[test]
fn every_seed_is_a_value_its_target_reads() {
    if std::env::var_os("UNDERSTORY_WRITE_SEEDS").is_some() {
        for (target, name, bytes) in seeds() {
            std::fs::create_dir_all(folder("seeds", target)).unwrap();
            std::fs::write(folder("seeds", target).join(name), bytes).unwrap();
        }
    }
    for (target, _) in TARGETS {
        let seeds = inputs("seeds", target);
        assert!(!seeds.is_empty(), "{target} has no seed");
        for (path, bytes) in seeds {
            assert!(run(target, &bytes), "no longer read, write it anew: {path}");
        }
    }
}

#[test]
fn the_values_behind_the_seeds_are_read() {
    for (target, name, bytes) in seeds() {
        assert!(run(target, &bytes), "{target}: {name}");
    }
}

#[test]
fn what_once_broke_a_reader_breaks_it_no_more() {
    for (target, _) in TARGETS {
        for (path, bytes) in inputs("crashes", target) {
            println!("{path}");
            run(target, &bytes);
        }
    }
}

#[test]
fn every_target_has_a_fuzzer_of_its_name() {
    let manifest = std::fs::read_to_string(folder("", "Cargo.toml")).unwrap();
    for (target, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{target}\"\n")), "{target} is not in fuzz/Cargo.toml");
        let source = std::fs::read_to_string(folder("targets", &format!("{target}.rs"))).unwrap();
        assert!(source.contains(&format!("\"{target}\"")), "targets/{target}.rs runs another target");
    }
}

#[test]
fn seeds_cut_and_flipped_anywhere_break_nothing() {
    for (target, _, bytes) in seeds() {
        let step = bytes.len() / 24 + 1;
        for at in (0..bytes.len()).step_by(step) {
            run(target, &bytes[..at]);
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            run(target, &flipped);
        }
    }
}
