//! Light Markdown: headings, emphasis, strong, quotes and items, as spans of characters.
//!
//! The screen styles with [`spans`]; [`plain`] gives what a publication holds. Whatever is not one of the five forms
//! is ordinary text. Invariants: linear in the length of the text, at most three open delimiters; no input panics.

use super::publication::{Mark, MarkName};

/// What a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpanName {
    /// The words of a heading, of level 1 to 3.
    Heading(u8),
    /// Emphasised words.
    Emphasis,
    /// Strongly emphasised words.
    Strong,
    /// The words of a quoted line.
    Quote,
    /// The words of a list item.
    Item,
    /// The punctuation itself.
    Markup,
}

/// Characters `start..end` of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What they are.
    pub name: SpanName,
}

/// Finds the spans of a text, by where they start.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        // Most lines are plain, and a long text is read anew at every key press.
        if !line.starts_with(['#', '>', '-']) && !line.contains(['*', '_']) {
            start += line.chars().count() + 1;
            continue;
        }
        let chars: Vec<char> = line.strip_suffix('\r').unwrap_or(line).chars().collect();
        line_spans(&chars, start, &mut spans);
        start += line.chars().count() + 1;
    }
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    spans
}

/// Takes the markup out of a text and returns what is left with its marks.
pub fn plain(text: &str) -> (String, Vec<Mark>) {
    let spans = spans(text);
    let mut left = String::with_capacity(text.len());
    // How many characters of markup lie before each character.
    let mut gone = 0;
    let mut gone_before = Vec::new();
    let mut markup = spans.iter().filter(|span| span.name == SpanName::Markup).peekable();
    for (index, char) in text.chars().enumerate() {
        gone_before.push(gone);
        while markup.next_if(|span| span.end <= index).is_some() {}
        if markup.peek().is_some_and(|span| span.start <= index) {
            gone += 1;
        } else {
            left.push(char);
        }
    }
    gone_before.push(gone);
    let place = |index: usize| index - gone_before.get(index).copied().unwrap_or(gone);
    let marks = spans
        .iter()
        .filter_map(|span| {
            let mark = Mark { start: place(span.start), end: place(span.end), name: mark_name(span.name)? };
            (mark.start < mark.end).then_some(mark)
        })
        .collect();
    (left, marks)
}

fn mark_name(name: SpanName) -> Option<MarkName> {
    match name {
        SpanName::Heading(_) => Some(MarkName::Heading),
        SpanName::Emphasis => Some(MarkName::Emphasis),
        SpanName::Strong => Some(MarkName::Strong),
        SpanName::Quote => Some(MarkName::Quote),
        SpanName::Item => Some(MarkName::Item),
        SpanName::Markup => None,
    }
}

fn line_spans(line: &[char], offset: usize, spans: &mut Vec<Span>) {
    let form = match line {
        ['#', ' ', _, ..] => Some((2, SpanName::Heading(1))),
        ['#', '#', ' ', _, ..] => Some((3, SpanName::Heading(2))),
        ['#', '#', '#', ' ', _, ..] => Some((4, SpanName::Heading(3))),
        ['>', ' ', _, ..] => Some((2, SpanName::Quote)),
        ['-', ' ', _, ..] => Some((2, SpanName::Item)),
        _ => None,
    };
    let words = match form {
        Some((markup, name)) => {
            spans.push(Span { start: offset, end: offset + markup, name: SpanName::Markup });
            spans.push(Span { start: offset + markup, end: offset + line.len(), name });
            markup
        }
        None => 0,
    };
    inline_spans(line, words, offset, spans);
}

/// A delimiter that may begin a span.
struct Open {
    letter: char,
    length: usize,
    /// Where its words begin, in the line.
    words: usize,
}

fn inline_spans(line: &[char], words: usize, offset: usize, spans: &mut Vec<Span>) {
    let mut open: Vec<Open> = Vec::with_capacity(3);
    let mut at = words;
    while let Some(&letter) = line.get(at) {
        if letter != '*' && letter != '_' {
            at += 1;
            continue;
        }
        let run = line[at..].iter().take_while(|next| **next == letter).count();
        let before = line[words..at].last().copied();
        let after = line.get(at + run).copied();
        if run > 3 || (letter == '_' && run > 1) {
            at += run;
            continue;
        }
        let mut rest = run;
        let can_close = before.is_some_and(|c| !c.is_whitespace()) && (letter == '*' || !after.is_some_and(is_word));
        while can_close && rest > 0 {
            let closes = |open: &Open| open.letter == letter && open.length <= rest && open.words < at;
            let Some(index) = open.iter().rposition(closes) else { break };
            let opened = &open[index];
            close(opened, at + run - rest, offset, spans);
            rest -= opened.length;
            open.truncate(index);
        }
        let can_open = after.is_some_and(|c| !c.is_whitespace()) && (letter == '*' || !before.is_some_and(is_word));
        while can_open && rest > 0 {
            let length = rest.min(2);
            let words = at + run - rest + length;
            rest -= length;
            open.retain(|open| (open.letter, open.length) != (letter, length));
            open.push(Open { letter, length, words });
        }
        at += run;
    }
}

fn close(opened: &Open, at: usize, offset: usize, spans: &mut Vec<Span>) {
    let name = if opened.length == 2 { SpanName::Strong } else { SpanName::Emphasis };
    let (start, end) = (offset + opened.words, offset + at);
    spans.push(Span { start: start - opened.length, end: start, name: SpanName::Markup });
    spans.push(Span { start, end, name });
    spans.push(Span { start: end, end: end + opened.length, name: SpanName::Markup });
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(markdown: &str, text: &str, marks: &[(&str, MarkName)]) {
        let (plain_text, found) = plain(markdown);
        assert_eq!(plain_text, text, "of {markdown:?}");
        let found: Vec<(String, MarkName)> = found
            .iter()
            .map(|mark| (text.chars().skip(mark.start).take(mark.end - mark.start).collect(), mark.name))
            .collect();
        let expected: Vec<(String, MarkName)> =
            marks.iter().map(|(words, name)| ((*words).to_owned(), *name)).collect();
        assert_eq!(found, expected, "of {markdown:?}");
    }

    #[test]
    fn the_five_forms_are_found() {
        check("# Day one", "Day one", &[("Day one", MarkName::Heading)]);
        check("### Süß", "Süß", &[("Süß", MarkName::Heading)]);
        check("> said *she*", "said she", &[("said she", MarkName::Quote), ("she", MarkName::Emphasis)]);
        check("a\n- one\n- two", "a\none\ntwo", &[("one", MarkName::Item), ("two", MarkName::Item)]);
        check("so **very** _calm_ 🌊", "so very calm 🌊", &[("very", MarkName::Strong), ("calm", MarkName::Emphasis)]);
        check("***both***", "both", &[("both", MarkName::Strong), ("both", MarkName::Emphasis)]);
        check("**a *b* c**", "a b c", &[("a b c", MarkName::Strong), ("b", MarkName::Emphasis)]);
    }

    #[test]
    fn what_is_not_markup_stays_as_it_is() {
        for text in [
            "2 * 3 * 4",
            "snake_case_name",
            "**",
            "* not",
            "#no",
            "####  no",
            "-",
            "> ",
            "a ** b",
            "*open",
            "x****y****",
        ] {
            check(text, text, &[]);
        }
        check("*one\ntwo*", "*one\ntwo*", &[]);
        check("a *b **c* d**", "a b **c d**", &[("b **c", MarkName::Emphasis)]);
    }

    #[test]
    fn carriage_returns_stay_outside() {
        check("# a\r\nb", "a\r\nb", &[("a", MarkName::Heading)]);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_spans_are_in_range(text in "([#>\\-*_ \n\r]|[a-cé]|👩‍🦰|\u{301}){0,60}") {
            let length = text.chars().count();
            for span in spans(&text) {
                prop_assert!(span.start < span.end && span.end <= length);
            }
            let (plain, marks) = plain(&text);
            let length = plain.chars().count();
            for mark in marks {
                prop_assert!(mark.start < mark.end && mark.end <= length);
            }
        }
    }

    #[test]
    fn markup_everywhere_takes_linear_time() {
        let text = "*a **b _c ".repeat(100_000);
        assert!(plain(&text).0.len() <= text.len());
    }
}
