//! How prose looks while it is written: light Markdown, with the marks kept and dimmed.
//!
//! Invariant: the text drawn is the text given, character by character.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId};
use understory_sync::document::{Span, SpanName, spans};

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
    // From one place where something begins or ends to the next: a style for every character would cost more than the
    // layout itself in a long text.
    let count = text.chars().count();
    let kept = look.kept.map(|(start, end)| start.min(count)..end.min(count));
    let ends =
        spans.iter().flat_map(|span| [span.start, span.end]).chain(kept.iter().flat_map(|at| [at.start, at.end]));
    let mut places: Vec<usize> = ends.map(|place| place.min(count)).chain([0, count]).collect();
    places.sort_unstable();
    places.dedup();
    let mut rest = spans.iter().peekable();
    let mut open: Vec<&Span> = Vec::new();
    let mut chars = text.chars();
    let mut run = (0, None);
    for pair in places.windows(2) {
        open.retain(|span| span.end > pair[0]);
        while let Some(span) = rest.next_if(|span| span.start <= pair[0]) {
            open.extend((span.end > pair[0]).then_some(span));
        }
        let is_kept = kept.as_ref().is_some_and(|kept| kept.contains(&pair[0]));
        let style = style_of(&open, is_kept);
        let byte = text.len() - chars.as_str().len();
        if let Some(before) = run.1.filter(|before| *before != style) {
            push(&mut job, run.0, byte, before, look);
            run.0 = byte;
        }
        run.1 = Some(style);
        chars.nth(pair[1] - pair[0] - 1);
    }
    push(&mut job, run.0, text.len(), run.1.unwrap_or_default(), look);
    job
}

fn style_of(open: &[&Span], kept: bool) -> Style {
    let mut style = Style { kept, ..Style::default() };
    for span in open {
        match span.name {
            SpanName::Heading(depth) => style.heading = depth,
            SpanName::Strong => style.strong = true,
            SpanName::Emphasis => style.emphasis = true,
            SpanName::Quote => style.quote = true,
            SpanName::Markup => style.markup = true,
            SpanName::Item => {}
        }
    }
    style
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

    /// Where sections begin if every character is looked at alone, and how each looks.
    fn by_characters(text: &str, kept: Option<(usize, usize)>) -> Vec<(usize, Style)> {
        let spans = spans(text);
        let mut runs: Vec<(usize, Style)> = Vec::new();
        for (index, (byte, _)) in text.char_indices().enumerate() {
            let open: Vec<&Span> = spans.iter().filter(|span| (span.start..span.end).contains(&index)).collect();
            let style = style_of(&open, kept.is_some_and(|(start, end)| (start..end).contains(&index)));
            if runs.last().is_none_or(|(_, last)| *last != style) {
                runs.push((byte, style));
            }
        }
        runs
    }

    proptest::proptest! {
        #[test]
        fn sections_are_those_of_looking_at_every_character(
            text in "([#>-]{0,2} )?[a-cü🙂*_ \n#>-]{0,60}",
            kept in proptest::option::of((0_usize..70, 0_usize..70)),
        ) {
            let kept = kept.map(|(a, b)| (a.min(b), a.max(b)));
            let job = lay_out(&text, look(kept));
            let mut expected = LayoutJob { text: text.clone(), ..LayoutJob::default() };
            let runs = by_characters(&text, kept);
            let ends = runs.iter().skip(1).map(|(byte, _)| *byte).chain([text.len()]);
            for ((byte, style), end) in runs.iter().zip(ends) {
                push(&mut expected, *byte, end, *style, look(kept));
            }
            if !text.is_empty() {
                proptest::prop_assert_eq!(&job.sections, &expected.sections);
            }
        }
    }

    #[test]
    fn an_unchanged_text_is_laid_out_once() {
        let mut cache = LayoutCache::default();
        let first = cache.job("# One", look(None));
        assert_eq!(first.sections.len(), cache.job("# One", look(None)).sections.len());
        assert_eq!(cache.job("# Two", look(None)).text, "# Two");
    }
}
