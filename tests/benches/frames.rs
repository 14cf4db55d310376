//! How long a frame of the whole window takes with 2,000 entries: while scrolling the list, while typing in an entry.
//!
//! `cargo bench --workspace --bench frames`, or with `--profile release` what is shipped. A frame is
//! everything up to the triangles: the engine's events, the screens, the accessibility tree, the tessellation.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::{Event as Input, MouseWheelUnit, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use understory::UnderstoryApp;
use understory::action::{Action, JournalAction};
use understory::app::Options;
use understory::engine_handle::EngineHandle;
use understory_sync::engine::view::{EntrySummary, EntryView, Home, NetworkMode, Profile};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DocumentId, PersonId, SpaceId};

/// Entries in the list.
const ENTRIES: u32 = 2_000;
/// Frames measured for each of the two.
const FRAMES: usize = 400;
/// The longest a frame may take at sixty a second.
const FRAME_MILLIS_MAX: f64 = 16.0;

/// An engine that says what it is told to say and answers an edit with "saved".
#[derive(Clone, Default)]
struct Script(Arc<Mutex<VecDeque<Event>>>);

impl Script {
    fn say(&self, event: Event) {
        self.0.lock().expect("one thread").push_back(event);
    }
}

impl EngineHandle for Script {
    fn send(&mut self, command: Command) {
        if let Command::Edit { document, field, batch, .. } = command {
            self.say(Event::Saved { document, field, batch, at_ms: 1_800_000_000_000 });
        }
    }

    fn try_event(&mut self) -> Option<Event> {
        self.0.lock().expect("one thread").pop_front()
    }
}

fn summary(number: u32) -> EntrySummary {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    EntrySummary {
        document: DocumentId(id),
        title: format!("Entry {number}: the corridor"),
        first_line: format!("What stays of day {number} is the door that had no lock, and the kettle"),
        tags: vec![format!("after session {}", number / 50)],
        created_ms: 1_700_000_000_000 + u64::from(number) * 40_000_000,
        changed_ms: 1_799_999_000_000,
        trashed_ms: None,
        shared: number.is_multiple_of(7),
        facts: Default::default(),
    }
}

fn profile() -> Profile {
    Profile {
        person: PersonId([1; 32]),
        name: "Ada".to_owned(),
        device_name: "Laptop".to_owned(),
        home: Home::Journal,
        network: NetworkMode::Off,
        retention_days: None,
        private_space: SpaceId([2; 16]),
    }
}

struct Window {
    harness: Harness<'static, UnderstoryApp>,
    script: Script,
}

impl Window {
    fn new() -> Self {
        let script = Script::default();
        let engine = script.clone();
        let options = Options { vault_exists: true, ..Options::for_folder("/nowhere/understory/vault".into()) };
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_step_dt(1.0 / 60.0)
            .build_eframe(move |cc| UnderstoryApp::new(&cc.egui_ctx, Box::new(engine), options));
        let mut window = Self { harness, script };
        window.script.say(Event::Unlocked { profile: profile(), notices: vec![] });
        window.script.say(Event::Catalog { changed: (0..ENTRIES).map(summary).collect(), removed: vec![] });
        window.harness.run_steps(4);
        window
    }

    /// Opens an entry of some pages.
    fn write_in(&mut self, number: u32) {
        let line = "What stays is the corridor and the door that had no lock; *almost* nothing else.\n\n";
        let text = format!("# After the session\n\n{}", line.repeat(100));
        let summary = summary(number);
        self.harness.state_mut().act(Action::Journal(JournalAction::Open(summary.document)));
        self.script.say(Event::Opened(EntryView { summary, text, batches: (0, 0), shares: vec![] }));
        self.harness.run_steps(4);
        let opened = self.harness.state().model().views.journal.editor.is_some();
        assert!(opened, "an entry is open before typing in it is measured");
    }

    /// Draws one frame that gets this event, and says how long it took.
    fn frame(&mut self, event: Input) -> Duration {
        self.harness.event(event);
        let begun = Instant::now();
        self.harness.step();
        let output = self.harness.output();
        let _meshes = self.harness.ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        begun.elapsed()
    }
}

/// Prints what the frames took and returns whether all of them were in time.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let millis = |at: usize| times[at].as_secs_f64() * 1e3;
    let (median, late, worst) = (millis(times.len() / 2), millis(times.len() * 99 / 100), millis(times.len() - 1));
    println!("{what}: median {median:.2} ms, 99th percentile {late:.2} ms, worst {worst:.2} ms");
    let over = times.iter().filter(|time| time.as_secs_f64() * 1e3 > FRAME_MILLIS_MAX).count();
    match over {
        0 => println!("  Every frame is under {FRAME_MILLIS_MAX} ms."),
        _ => println!("  {over} of {} frames are over {FRAME_MILLIS_MAX} ms.", times.len()),
    }
}

fn main() {
    let mut window = Window::new();
    let place = pos2(400.0, 400.0);
    window.harness.hover_at(place);
    window.harness.run_steps(2);
    let scroll = || Input::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -120.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    };
    let times = (0..FRAMES).map(|_| window.frame(scroll())).collect();
    report(&format!("scrolling {ENTRIES} entries, {FRAMES} frames"), times);

    window.write_in(3);
    let letters = "the kettle ".chars().cycle();
    let times = letters.take(FRAMES).map(|letter| window.frame(Input::Text(letter.to_string()))).collect();
    let typed = window.harness.state().model().views.journal.editor.as_ref().map(|editor| editor.unsaved());
    report(&format!("typing in an open entry beside {ENTRIES} entries, {FRAMES} frames"), times);
    assert!(typed.is_some(), "the entry stayed open");
}
