//! Shared words on screen: the same drawing for the one who shares them and the one who reads them.
//!
//! Invariant: the text drawn is the text of the publication, character by character.

use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use egui::{Color32, FontId, Ui};
use understory_sync::document::{Mark, MarkName, Publication};

use crate::i18n::t;
use crate::state::State;
use crate::theme::{Palette, type_scale};
use crate::when;

/// Returns the line above shared words: title, date and session, as far as they were shared.
pub fn caption(content: &Publication, state: &State) -> Option<String> {
    let date = content
        .date
        .as_ref()
        .map(|date| when::written(date, state.now_ms, &state.zone).unwrap_or_else(|| date.clone()));
    let bring = content.bring.then(|| t("share-to-bring"));
    let parts: Vec<String> = [bring, content.title.clone(), date, content.session.clone()]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    heading: bool,
    emphasis: bool,
    strong: bool,
    quote: bool,
    item: bool,
    pointed: bool,
}

/// Returns how to lay out a publication's words; `pointed` characters lie on the selection's ground.
pub fn job(content: &Publication, palette: &Palette, width: f32, pointed: Option<(usize, usize)>) -> LayoutJob {
    let text = &content.text;
    let mut looks = vec![Look::default(); text.chars().count()];
    for Mark { start, end, name } in &content.marks {
        for look in clamped(&mut looks, *start, *end) {
            match name {
                MarkName::Heading => look.heading = true,
                MarkName::Emphasis => look.emphasis = true,
                MarkName::Strong => look.strong = true,
                MarkName::Quote => look.quote = true,
                MarkName::Item => look.item = true,
            }
        }
    }
    if let Some((start, end)) = pointed {
        clamped(&mut looks, start, end).iter_mut().for_each(|look| look.pointed = true);
    }
    let mut job = LayoutJob { text: text.clone(), keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.wrap.max_width = width;
    let (mut begin, mut line_start) = (0, true);
    let mut runs = text.char_indices().zip(looks).peekable();
    let mut space_before = indent(runs.peek().map(|(_, look)| *look).unwrap_or_default());
    while let Some(((at, character), look)) = runs.next() {
        if line_start {
            line_start = false;
            space_before = indent(look);
        }
        let next = runs.peek().map(|((at, _), look)| (*at, *look));
        line_start = character == '\n' || line_start;
        let end = at + character.len_utf8();
        // A new line may begin with its own indent, so a run ends with its line.
        if next.is_none_or(|(_, following)| following != look) || line_start {
            job.sections.push(LayoutSection {
                leading_space: space_before,
                byte_range: ByteIndex(begin)..ByteIndex(end),
                format: format(look, palette),
            });
            (begin, space_before) = (end, 0.0);
        }
    }
    if job.sections.is_empty() {
        let all = ByteIndex(0)..ByteIndex(text.len());
        job.sections.push(LayoutSection {
            leading_space: 0.0,
            byte_range: all,
            format: format(Look::default(), palette),
        });
    }
    job
}

fn clamped(looks: &mut [Look], start: usize, end: usize) -> &mut [Look] {
    let end = end.min(looks.len());
    &mut looks[start.min(end)..end]
}

fn indent(look: Look) -> f32 {
    if look.quote || look.item { 20.0 } else { 0.0 }
}

fn format(look: Look, palette: &Palette) -> TextFormat {
    let family = match look {
        Look { heading: true, .. } | Look { strong: true, .. } => type_scale::prose_strong_family(),
        Look { emphasis: true, .. } | Look { quote: true, .. } => type_scale::prose_italic_family(),
        _ => type_scale::prose_family(),
    };
    let size = if look.heading { 20.0 } else { type_scale::PROSE };
    TextFormat {
        font_id: FontId::new(size, family),
        line_height: Some(type_scale::PROSE_LINE.max(size * 1.4)),
        color: if look.quote && !look.pointed { palette.muted } else { palette.text },
        background: if look.pointed { palette.selection } else { Color32::TRANSPARENT },
        ..TextFormat::default()
    }
}

/// Returns the words somebody points at, shortened to a line.
pub fn pointed(text: &str, range: Option<(usize, usize)>) -> Option<String> {
    const CHARS_MAX: usize = 60;
    let (start, end) = range.filter(|(start, end)| start < end)?;
    let words: String = text.chars().skip(start).take(end - start).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let short: String = words.chars().take(CHARS_MAX).collect();
    Some(if short.len() < words.len() { format!("{}…", short.trim_end()) } else { short })
}

/// Draws the words a note points at, with a bar beside them.
pub fn pointed_line(ui: &mut Ui, text: &str, range: Option<(usize, usize)>, palette: &Palette) {
    if let Some(words) = pointed(text, range) {
        let quoted = crate::i18n::t_with("reading-quoted", &[("words", words.into())]);
        ui.add(egui::Label::new(type_scale::caption(quoted).color(palette.muted)).wrap());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::palette::LIGHT;

    fn covered(content: &Publication, pointed: Option<(usize, usize)>) -> usize {
        let job = job(content, &LIGHT, 500.0, pointed);
        assert_eq!(job.text, content.text);
        let mut at = 0;
        for section in &job.sections {
            assert_eq!(section.byte_range.start.0, at);
            at = section.byte_range.end.0;
        }
        assert_eq!(at, content.text.len());
        job.sections.len()
    }

    #[test]
    fn sections_cover_every_byte_in_order() {
        let mark = |start, end, name| Mark { start, end, name };
        let mut content = Publication { text: "Ünder\nthe stairs 🙂\n".to_owned(), ..Publication::default() };
        assert_eq!(covered(&content, None), 2);
        content.marks =
            vec![mark(0, 5, MarkName::Heading), mark(6, 9, MarkName::Quote), mark(8, 900, MarkName::Strong)];
        assert!(covered(&content, Some((2, 7))) > 4);
        assert_eq!(covered(&Publication::default(), Some((2, 7))), 1);
    }

    #[test]
    fn words_pointed_at_are_shortened_to_a_line() {
        assert_eq!(pointed("one two\nthree", Some((4, 13))).as_deref(), Some("two three"));
        assert_eq!(pointed("one", Some((0, 0))), None);
        assert!(pointed(&"long ".repeat(40), Some((0, 200))).unwrap().ends_with('…'));
    }
}
