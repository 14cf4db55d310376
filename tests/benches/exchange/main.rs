//! What the exchange costs, beside samod and beside the limit of the same parts, in one run.
//!
//! `cargo bench -p understory-tests --bench exchange` measures 100, 1,000 and 2,000 entries; with `-- --quick` the
//! first two, and only ours and the second meeting again; with `-- --full` 10,000 as well, for samod too, which takes it minutes.
//! Every measurement runs in a process of its own, so that memory counts and nothing warms up for another.

mod documents;
mod figures;
mod fill;
mod limit;
mod memory;
mod ours;
mod samod_side;
mod side;
mod stage;
mod table;
mod words;
mod year;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use figures::Figures;
use stage::Stage;

/// The seed of every text; another one gives other words of the same lengths.
const SEED: u64 = 20_261_125;
/// Publications measured live.
const LIVE: usize = 100;

/// How much is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Quick,
    Ordinary,
    Full,
}

impl Extent {
    fn asked() -> Self {
        let asked = |flag: &str| std::env::args().any(|argument| argument == flag);
        if asked("--quick") {
            Self::Quick
        } else if asked("--full") {
            Self::Full
        } else {
            Self::Ordinary
        }
    }

    fn entries(self) -> &'static [usize] {
        match self {
            Self::Quick => &[100, 1_000],
            Self::Ordinary => &[100, 1_000, 2_000],
            Self::Full => &[100, 1_000, 2_000, 10_000],
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, what, folder, number] = &arguments[..]
        && flag == "--measure"
    {
        measure(what, Path::new(folder), number.parse().expect("a number"));
        return;
    }
    let extent = Extent::asked();
    let begun = Instant::now();
    let mut figures = Figures::default();
    with_folder(|folder| {
        // Empty vaults, to be copied: their keys take seconds to derive.
        let (own, shared) = (folder.join("own"), folder.join("shared"));
        let (devices, pair) = std::thread::scope(|scope| {
            let devices = scope.spawn(|| Stage::two_devices(&own));
            let pair = Stage::client_and_therapist(&shared);
            (devices.join().expect("two devices"), pair)
        });
        for entries in extent.entries() {
            // Meeting again takes its silences; that nothing in it grows with the number is no news for every day.
            let again = extent != Extent::Quick || Some(entries) == extent.entries().last();
            at(&mut figures, &devices, *entries, (again, extent != Extent::Quick));
        }
        publications(&mut figures, &pair, 100, if extent == Extent::Quick { 20 } else { LIVE });
        if extent != Extent::Quick {
            with_folder(|folder| {
                year::fill(&devices.copied_to(folder));
                run(&mut figures, "year", folder, 0, "year");
            });
        }
    });
    figures.add("run.secs", begun.elapsed().as_secs_f64());
    println!("\n{}", table::table(&figures, extent.entries()));
}

/// One measurement, in a process of its own.
fn measure(what: &str, folder: &Path, number: usize) {
    match what {
        "ours" => ours::two_devices(folder, number, true),
        "ours-once" => ours::two_devices(folder, number, false),
        "samod" => samod_side::measure(folder, true),
        "samod-once" => samod_side::measure(folder, false),
        "limit" => limit::pipeline(folder, false),
        "limit-compacted" => limit::pipeline(folder, true),
        "echo" => limit::echo(folder),
        "publications" => ours::client_and_therapist(folder, number, 0),
        "live" => ours::client_and_therapist(folder, 0, number),
        "year" => year::measure(folder),
        _ => panic!("unknown measurement: {what}"),
    }
}

/// Starts one measurement and reads its figures, each under `prefix`.
fn run(figures: &mut Figures, what: &str, folder: &Path, number: usize, prefix: &str) {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .args(["--measure", what])
        .arg(folder)
        .arg(number.to_string())
        .stderr(std::process::Stdio::inherit())
        .output()
        .expect("a process starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    figures.read(&printed.replace("figure ", &format!("figure {prefix}.")));
    if !output.status.success() {
        eprintln!("{what} with {number}: {}", output.status);
    }
}

fn with_folder(work: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    work(folder.path());
}

/// Everything that is measured with so many entries.
fn at(figures: &mut Figures, devices: &Stage, entries: usize, (again, samod_again): (bool, bool)) {
    let ours = if again { "ours" } else { "ours-once" };
    let samod = if samod_again { "samod" } else { "samod-once" };
    let begun = Instant::now();
    let written = stage::entries_of(SEED, entries);
    with_folder(|folder| {
        let stage = devices.copied_to(folder);
        std::thread::scope(|scope| {
            scope.spawn(|| stage.note_documents(&written));
            stage.fill_with_entries(&written, false);
        });
        let saved: usize = stage.saved().iter().map(Vec::len).sum();
        let changes: usize = stage.bodies().iter().map(Vec::len).sum();
        eprintln!("{entries} entries laid out in {:.1} s", begun.elapsed().as_secs_f64());
        figures.add(&format!("{entries}.saved_bytes"), saved as f64);
        figures.add(&format!("{entries}.changes_bytes"), changes as f64);
        run(figures, "limit", folder, entries, &format!("{entries}.limit_chunks"));
        run(figures, "limit-compacted", folder, entries, &format!("{entries}.limit_documents"));
        run(figures, ours, folder, entries, &format!("{entries}.ours"));
        run(figures, samod, folder, entries, &format!("{entries}.samod"));
    });
    with_folder(|folder| {
        devices.copied_to(folder).fill_with_entries(&written, true);
        run(figures, "ours-once", folder, entries, &format!("{entries}.folded"));
    });
}

/// Publications with another person's device, at once and live.
fn publications(figures: &mut Figures, pair: &Stage, publications: usize, live: usize) {
    with_folder(|folder| {
        let stage = pair.copied_to(folder);
        stage.fill_with_publications(SEED, publications);
        let saved: usize = stage.saved().iter().map(Vec::len).sum();
        figures.add("publications.saved_bytes", saved as f64);
        run(figures, "publications", folder, publications, "ours");
    });
    with_folder(|folder| {
        pair.copied_to(folder);
        run(figures, "live", folder, live, "ours");
        run(figures, "echo", folder, 0, "limit");
    });
}
