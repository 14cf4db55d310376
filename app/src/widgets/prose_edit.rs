//! The prose editor: a text field whose every edit is an exact splice.
//!
//! Invariants: egui keeps no copy of the text for undoing; what would make the text too long is taken from the input
//! before the field sees it; no batch is taken in the middle of an input method's composition, unless forced.

use std::any::TypeId;
use std::ops::Range;
use std::time::Duration;

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::TextEditState;
use egui::{Event, Id, ImeEvent, Key, KeyboardShortcut, Modifiers, TextBuffer, TextEdit, Ui};
use understory_sync::document::{Patch, Splice, TextBinding, map_caret};
use understory_sync::limits::{SAVE_LATEST_MS, SAVE_PAUSE_MS};

use crate::theme::{self, type_scale};

use super::field::forget_undo;
use super::prose_layout::{LayoutCache, Look};

/// One text being written, and what of it the disk does not have yet.
pub struct ProseField {
    /// The text.
    pub binding: TextBinding,
    /// The characters selected last, if any.
    pub selection: Option<(usize, usize)>,
    composing: bool,
    first_unsaved: Option<Duration>,
    last_key: Option<Duration>,
    ready: Vec<(u64, Vec<Splice>)>,
    in_flight: Option<u64>,
    moves: Vec<Patch>,
    cache: LayoutCache,
}

impl ProseField {
    /// Returns a field over `binding`.
    pub fn new(binding: TextBinding) -> Self {
        Self {
            binding,
            selection: None,
            composing: false,
            first_unsaved: None,
            last_key: None,
            ready: Vec::new(),
            in_flight: None,
            moves: Vec::new(),
            cache: LayoutCache::default(),
        }
    }

    /// Whether anything typed is not on disk yet.
    pub fn unsaved(&self) -> bool {
        self.binding.has_pending() || !self.ready.is_empty() || self.in_flight.is_some()
    }

    /// When the next batch is due, if one is pending.
    pub fn due(&self) -> Option<Duration> {
        if !self.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        if !self.binding.has_pending() || self.composing {
            return None;
        }
        let pause = self.last_key.unwrap_or_default() + Duration::from_millis(SAVE_PAUSE_MS);
        let latest = self.first_unsaved.unwrap_or_default() + Duration::from_millis(SAVE_LATEST_MS);
        Some(pause.min(latest))
    }

    /// Takes what is to be sent: always, or only what is due.
    pub fn take_batches(&mut self, now: Duration, force: bool) -> Vec<(u64, Vec<Splice>)> {
        if force || self.due().is_some_and(|due| due <= now) {
            self.cut();
        }
        let batches = std::mem::take(&mut self.ready);
        self.in_flight = batches.last().map(|(number, _)| *number).or(self.in_flight);
        batches
    }

    /// Takes in that a batch is on disk, and returns whether it was the newest one.
    pub fn saved(&mut self, batch: u64) -> bool {
        if self.in_flight.is_some_and(|newest| batch >= newest) {
            self.in_flight = None;
        }
        !self.unsaved()
    }

    /// Applies edits from elsewhere and moves the caret with them; false: send your batch first.
    pub fn receive(&mut self, after_batch: u64, patches: &[Patch]) -> bool {
        let applied = self.binding.receive(after_batch, patches);
        if applied {
            self.moves.extend_from_slice(patches);
            self.selection = None;
        }
        applied
    }

    /// Whether an input method is in the middle of something.
    pub fn composing(&self) -> bool {
        self.composing
    }

    /// Puts words at the end of the text, as if they were typed.
    pub fn append(&mut self, words: &str, now: Duration) {
        let end = self.binding.text().chars().count();
        self.binding.insert(end, words);
        self.touched(now);
    }

    fn cut(&mut self) {
        self.ready.extend(self.binding.take_batch());
        (self.first_unsaved, self.last_key) = (None, None);
    }

    fn touched(&mut self, now: Duration) {
        self.last_key = Some(now);
        self.first_unsaved.get_or_insert(now);
    }
}

/// How one prose field is shown.
pub struct ProseOptions {
    /// Its id, stable over frames and documents.
    pub id: Id,
    /// What it is, for those who listen.
    pub label: String,
    /// What stands there while it is empty.
    pub hint: String,
    /// One line in title size.
    pub title: bool,
    /// Longest text, in bytes.
    pub bytes_max: usize,
    /// Longest text, in characters.
    pub chars_max: usize,
    /// Rows it takes when empty.
    pub rows: usize,
}

/// What happened in the field.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProseOutput {
    /// The text changed.
    pub changed: bool,
    /// The keyboard went elsewhere.
    pub left: bool,
    /// Taking back was asked for.
    pub undo: bool,
    /// Bringing back was asked for.
    pub redo: bool,
    /// Something was refused because the text would become too long.
    pub refused: bool,
}

/// Draws the field.
pub fn prose_edit(ui: &mut Ui, field: &mut ProseField, options: &ProseOptions, now: Duration) -> ProseOutput {
    let mut output = ProseOutput::default();
    let focused = ui.memory(|memory| memory.has_focus(options.id));
    if focused {
        (output.undo, output.redo) = take_undo_keys(ui);
        follow_composition(ui, field);
    } else {
        field.composing = false;
    }
    output.refused = refuse_too_long(ui, field, options, focused);
    move_caret(ui, field, options.id);

    let look = Look {
        palette: theme::palette(ui),
        width: 0.0,
        marks: !options.title,
        size: if options.title { type_scale::DISPLAY } else { type_scale::PROSE },
        line: if options.title { 38.0 } else { type_scale::PROSE_LINE },
        kept: field.selection.filter(|_| !focused),
    };
    let cache = &mut field.cache;
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        let job = cache.job(text.as_str(), Look { width, ..look });
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let mut buffer = ProseBuffer { binding: &mut field.binding, bytes_max: options.bytes_max, refused: false };
    let edit = if options.title { TextEdit::singleline(&mut buffer) } else { TextEdit::multiline(&mut buffer) };
    let font = egui::FontId::new(look.size, type_scale::prose_family());
    let hint = egui::RichText::new(options.hint.clone()).font(font.clone()).color(look.palette.faint);
    let shown = edit
        .id(options.id)
        .frame(egui::Frame::NONE)
        .font(font)
        .char_limit(options.chars_max)
        .desired_rows(options.rows)
        .desired_width(ui.available_width())
        .hint_text(hint)
        .layouter(&mut layouter)
        .show(ui);
    output.refused |= buffer.refused;
    let response = shown.response.response.accessible_name(options.label.clone());
    forget_undo(ui, options.id);

    output.changed = response.changed();
    output.left = response.lost_focus();
    if output.changed {
        field.touched(now);
    }
    // Not `has_focus` of the response: that is false in a window the system gives no keyboard, where a mouse still
    // selects; a passage forgotten there would be offered as the whole entry.
    if ui.memory(|memory| memory.has_focus(options.id))
        && let Some(range) = shown.cursor_range
    {
        let chars = range.as_sorted_char_range();
        field.selection = (!range.is_empty()).then_some((chars.start.0, chars.end.0));
    }
    output
}

fn take_undo_keys(ui: &Ui) -> (bool, bool) {
    ui.input_mut(|input| {
        let with_shift = KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
        let redo = input.consume_shortcut(&with_shift) | input.consume_key(Modifiers::COMMAND, Key::Y);
        let undo = input.consume_key(Modifiers::COMMAND, Key::Z);
        (undo, redo)
    })
}

/// Notices when an input method begins and ends; what was typed before it begins is cut off as a batch of its own,
/// because a composition may last longer than words may stay unwritten.
fn follow_composition(ui: &Ui, field: &mut ProseField) {
    let events: Vec<bool> = ui.input(|input| {
        let composing = |event: &Event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => Some(!text.is_empty()),
            Event::Ime(ImeEvent::Commit(_)) => Some(false),
            _ => None,
        };
        input.events.iter().filter_map(composing).collect()
    });
    for composing in events {
        if composing && !field.composing && field.binding.has_pending() {
            field.cut();
        }
        field.composing = composing;
    }
}

/// Takes pastes that do not fit out of the input, so that they neither freeze a frame nor delete what is selected.
fn refuse_too_long(ui: &Ui, field: &ProseField, options: &ProseOptions, focused: bool) -> bool {
    let text = field.binding.text();
    let selected = field
        .selection
        .filter(|_| focused)
        .map_or(0, |(start, end)| text.chars().skip(start).take(end - start).map(char::len_utf8).sum());
    let room = options.bytes_max.saturating_sub(text.len() - selected);
    let target = options.id.accesskit_id();
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| match event {
            Event::Paste(pasted) => !focused || pasted.len() <= room,
            Event::MiddleClickPaste { text: pasted, .. } => pasted.len() <= room,
            Event::AccessKitActionRequest(request) if request.target_node == target => match &request.data {
                Some(egui::accesskit::ActionData::Value(value)) => {
                    let whole = request.action == egui::accesskit::Action::SetValue;
                    value.len() <= if whole { options.bytes_max } else { room }
                }
                _ => true,
            },
            _ => true,
        });
        input.events.len() < before
    })
}

fn move_caret(ui: &Ui, field: &mut ProseField, id: Id) {
    if field.moves.is_empty() {
        return;
    }
    let patches = std::mem::take(&mut field.moves);
    if let Some(mut state) = TextEditState::load(ui.ctx(), id)
        && let Some(range) = state.cursor.char_range()
    {
        let moved = |cursor: CCursor| CCursor::new(CharIndex(map_caret(cursor.index.0, &patches)));
        state.cursor.set_char_range(Some(CCursorRange::two(moved(range.secondary), moved(range.primary))));
        state.store(ui.ctx(), id);
    }
}

struct ProseBuffer<'a> {
    binding: &'a mut TextBinding,
    bytes_max: usize,
    refused: bool,
}

impl TextBuffer for ProseBuffer<'_> {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        self.binding.text()
    }

    fn insert_text(&mut self, text: &str, char_index: CharIndex) -> usize {
        if self.binding.text().len() + text.len() > self.bytes_max {
            self.refused = true;
            return 0;
        }
        self.binding.insert(char_index.0, text)
    }

    fn delete_char_range(&mut self, char_range: Range<CharIndex>) {
        self.binding.delete(char_range.start.0..char_range.end.0);
    }

    fn replace_with(&mut self, text: &str) {
        self.binding.replace_all(text);
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<ProseBuffer<'static>>()
    }
}
