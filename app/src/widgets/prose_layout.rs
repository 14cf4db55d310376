//! How prose looks while it is written: light Markdown, with the marks kept and dimmed.
//!
//! Invariant: the text drawn is the text given, character by character.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId};
use understory_sync::document::{SpanName, spans};

use crate::theme::{Palette, type_scale};

/// What the look depends on besides the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Colours.
    pub palette: &'static Palette,
    /// Wrap at this width.
    pub width: f32,
    /// Show the light Markdown; a title line has none.
    pub marks: bool,
    /// Size of plain text, in points.
    pub size: f32,
    /// Height of a line of plain text, in points.
    pub line: f32,
    /// Characters that keep the selection's ground while the keyboard is elsewhere.
    pub kept: Option<(usize, usize)>,
}

/// The newest layout, kept until text or look changes: most frames change neither.
#[derive(Default)]
pub struct LayoutCache(Option<(String, Look, LayoutJob)>);

impl LayoutCache {
    /// Returns how to lay out `text`.
    pub fn job(&mut self, text: &str, look: Look) -> LayoutJob {
        if let Some((known, with, job)) = &self.0
            && known == text
            && *with == look
        {
            return job.clone();
        }
        let job = lay_out(text, look);
        self.0 = Some((text.to_owned(), look, job.clone()));
        job
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    heading: u8,
    strong: bool,
    emphasis: bool,
    quote: bool,
    markup: bool,
    kept: bool,
}

fn lay_out(text: &str, look: Look) -> LayoutJob {
    let mut job = LayoutJob { text: text.to_owned(), keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.wrap.max_width = look.width;
    let spans = if look.marks { spans(text) } else { Vec::new() };
    if spans.is_empty() && look.kept.is_none() {
        push(&mut job, 0, text.len(), Style::default(), look);
        return job;
    }
    let mut styles = vec![Style::default(); text.chars().count()];
    let count = styles.len();
    let clamp = move |start: usize, end: usize| start.min(count)..end.min(count).max(start.min(count));
    for span in spans {
        for style in &mut styles[clamp(span.start, span.end)] {
            match span.name {
                SpanName::Heading(depth) => style.heading = depth,
                SpanName::Strong => style.strong = true,
                SpanName::Emphasis => style.emphasis = true,
                SpanName::Quote => style.quote = true,
                SpanName::Markup => style.markup = true,
                SpanName::Item => {}
            }
        }
    }
    if let Some((start, end)) = look.kept {
        styles[clamp(start, end)].iter_mut().for_each(|style| style.kept = true);
    }
    let mut run = (0, styles.first().copied().unwrap_or_default());
    for ((byte, _), style) in text.char_indices().zip(styles) {
        if style != run.1 {
            push(&mut job, run.0, byte, run.1, look);
            run = (byte, style);
        }
    }
    push(&mut job, run.0, text.len(), run.1, look);
    job
}

fn push(job: &mut LayoutJob, start: usize, end: usize, style: Style, look: Look) {
    if start == end && !job.text.is_empty() {
        return;
    }
    let palette = look.palette;
    let family = match style {
        Style { heading: 1.., .. } | Style { strong: true, .. } => type_scale::prose_strong_family(),
        Style { emphasis: true, .. } | Style { quote: true, .. } => type_scale::prose_italic_family(),
        _ => type_scale::prose_family(),
    };
    let size = match style.heading {
        1 => type_scale::TITLE,
        2 => 20.0,
        3 => 18.0,
        _ => look.size,
    };
    let color = match style {
        Style { markup: true, .. } => palette.faint,
        Style { quote: true, .. } => palette.muted,
        _ => palette.text,
    };
    let format = TextFormat {
        font_id: FontId::new(size, family),
        line_height: Some(look.line.max(size * 1.4)),
        color,
        background: if style.kept { palette.selection } else { Color32::TRANSPARENT },
        ..TextFormat::default()
    };
    job.sections.push(egui::text::LayoutSection {
        leading_space: 0.0,
        byte_range: egui::text::ByteIndex(start)..egui::text::ByteIndex(end),
        format,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::palette::LIGHT;

    fn look(kept: Option<(usize, usize)>) -> Look {
        Look { palette: &LIGHT, width: 600.0, marks: true, size: 17.0, line: 27.0, kept }
    }

    fn covered(text: &str, kept: Option<(usize, usize)>) -> usize {
        let job = lay_out(text, look(kept));
        assert_eq!(job.text, text);
        let mut at = 0;
        for section in &job.sections {
            assert_eq!(section.byte_range.start.0, at);
            at = section.byte_range.end.0;
        }
        assert_eq!(at, text.len());
        job.sections.len()
    }

    #[test]
    fn sections_cover_every_byte_in_order() {
        assert_eq!(covered("", None), 1);
        assert_eq!(covered("plain", None), 1);
        assert!(covered("# Ünder the stairs\n\n> a quote\n- an item 🙂\n", None) > 3);
        assert_eq!(covered("ein Läufer", Some((4, 7))), 3);
        assert_eq!(covered("short", Some((2, 900))), 2);
    }

    #[test]
    fn an_unchanged_text_is_laid_out_once() {
        let mut cache = LayoutCache::default();
        let first = cache.job("# One", look(None));
        assert_eq!(first.sections.len(), cache.job("# One", look(None)).sections.len());
        assert_eq!(cache.job("# Two", look(None)).text, "# Two");
    }
}
