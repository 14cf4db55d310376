//! A key press in a 100,000-character entry: our prose editor next to egui's bare text field, in the same run.
//!
//! `cargo bench --workspace --bench typing`, or with `--profile release` what is shipped.

use std::time::{Duration, Instant};

use egui::{Context, Event, FontId, Id, RawInput, Rect, ScrollArea, TextEdit, Ui, pos2, vec2};
use understory::theme::{self, type_scale};
use understory::widgets::prose_edit::{ProseField, ProseOptions, prose_edit};
use understory_sync::document::TextBinding;
use understory_sync::limits::ENTRY_BYTES_MAX;

/// Characters in the entry.
const CHARS: usize = 100_000;
/// Key presses measured.
const KEYS: usize = 200;
/// The bound of the design: our field may take this many times as long as the bare one.
const RATIO_MAX: f64 = 1.5;

/// Paragraphs as people write them, here and there with light Markdown.
fn sample() -> String {
    let plain = "What stays is the corridor and the door that had no lock, and the kettle louder than the news. ";
    let mut text = String::new();
    let mut paragraph = 0;
    while text.chars().count() < CHARS {
        paragraph += 1;
        match paragraph % 12 {
            0 => text.push_str("## After the session\n\n"),
            5 => text.push_str("> what she said on the stairs\n\n"),
            8 => text.push_str("- walked *without* the phone, **once**\n- called back\n\n"),
            _ => text.push_str(&format!("{}\n\n", plain.repeat(4).trim_end())),
        }
    }
    text.chars().take(CHARS).collect()
}

/// A window of its own, with one text field that has the keyboard.
struct Bench<F> {
    ctx: Context,
    draw: F,
    frames: u32,
}

impl<F: FnMut(&mut Ui)> Bench<F> {
    fn new(draw: F) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        let mut bench = Self { ctx, draw, frames: 0 };
        bench.ctx.memory_mut(|memory| memory.request_focus(Id::unique("text")));
        for _ in 0..4 {
            bench.frame(Vec::new());
        }
        bench
    }

    /// Draws one frame that gets these events, and says how long it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.frames += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0))),
            time: Some(f64::from(self.frames) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| {
            ScrollArea::vertical().show(ui, |ui| (self.draw)(ui));
        });
        let _meshes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = begun.elapsed();
        // No screen takes the textures here.
        output.textures_delta.clear();
        took
    }

    fn press(&mut self, key: &str) -> Duration {
        self.frame(vec![Event::Text(key.to_owned())])
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn main() {
    let text = sample();
    let mut field = ProseField::new(TextBinding::new(text.clone(), 0));
    let options = ProseOptions {
        id: Id::unique("text"),
        label: "Text".to_owned(),
        hint: String::new(),
        title: false,
        bytes_max: ENTRY_BYTES_MAX,
        chars_max: usize::MAX,
        rows: 12,
    };
    let mut now = Duration::ZERO;
    let mut ours = Bench::new(move |ui: &mut Ui| {
        now += Duration::from_millis(16);
        prose_edit(ui, &mut field, &options, now);
    });
    let mut bare_text = text;
    let mut bare = Bench::new(move |ui: &mut Ui| {
        let font = FontId::new(type_scale::PROSE, type_scale::prose_family());
        let width = ui.available_width();
        TextEdit::multiline(&mut bare_text).id(Id::unique("text")).font(font).desired_width(width).show(ui);
    });

    let (mut our_times, mut bare_times) = (Vec::new(), Vec::new());
    for _ in 0..KEYS {
        our_times.push(ours.press("a"));
        bare_times.push(bare.press("a"));
    }
    let (our_median, bare_median) = (median(our_times), median(bare_times));
    let ratio = our_median / bare_median;
    let held = if ratio <= RATIO_MAX { "within" } else { "beyond" };
    println!("a key press in {CHARS} characters, median of {KEYS}:");
    println!("  our prose editor   {our_median:8.2} ms");
    println!("  bare egui field    {bare_median:8.2} ms");
    println!("  ratio              {ratio:8.2}    {held} the bound of {RATIO_MAX}");
}
