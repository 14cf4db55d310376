//! The recovery kit: one page with the recovery key and how to use it, made in memory as PDF.
//!
//! The page is a key: its bytes are wiped when dropped, and nothing of it is written unless its owner saves it.
//! Only the 14 standard fonts are used, so nothing is embedded; their encoding holds the letters of western Europe.
//! Invariant: the key on the page, without its blanks, is the key; a test types it back.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};
use understory_sync::sealed::RecoveryKey;
use zeroize::Zeroizing;

use crate::i18n::{t, t_with};

mod encoding;

use encoding::width;
pub use encoding::win_ansi;

/// A4, in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 64.0;
/// Characters of the key between two blanks.
const GROUP: usize = 6;
const GROUPS_A_LINE: usize = 5;
/// How every recovery key begins.
const PREFIX: &str = "AGE-SECRET-KEY-1";

/// What stands on the page.
pub struct Kit<'a> {
    /// The key.
    pub key: &'a RecoveryKey,
    /// Whose it is; left blank to be written by hand if the standard fonts cannot write it.
    pub name: &'a str,
    /// When it was made, in words.
    pub date: &'a str,
}

/// One of the fonts that every reader has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Running text.
    Text,
    /// Titles.
    Strong,
    /// What is typed.
    Mono,
    /// The key.
    MonoStrong,
}

impl Face {
    const ALL: [Self; 4] = [Self::Text, Self::Strong, Self::Mono, Self::MonoStrong];

    fn names(self) -> (Name<'static>, Name<'static>) {
        match self {
            Self::Text => (Name(b"F1"), Name(b"Helvetica")),
            Self::Strong => (Name(b"F2"), Name(b"Helvetica-Bold")),
            Self::Mono => (Name(b"F3"), Name(b"Courier")),
            Self::MonoStrong => (Name(b"F4"), Name(b"Courier-Bold")),
        }
    }
}

/// Returns the page.
pub fn pdf(kit: &Kit<'_>) -> Zeroizing<Vec<u8>> {
    let mut sheet = Sheet::default();
    write(&mut sheet, kit);
    sheet.pdf()
}

impl Default for Sheet {
    fn default() -> Self {
        Self { content: Content::new(), top: PAGE.1 - MARGIN }
    }
}

impl Sheet {
    /// Returns the page as a file.
    pub fn pdf(self) -> Zeroizing<Vec<u8>> {
        let content = Zeroizing::new(self.content.finish().into_vec());
        file(&content)
    }
}

fn file(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let (catalog, pages, page, stream) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let font = |number: usize| Ref::new(5 + number as i32);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(pages).contents(stream);
    let mut resources = sheet.resources();
    let mut fonts = resources.fonts();
    for (number, face) in Face::ALL.into_iter().enumerate() {
        fonts.pair(face.names().0, font(number));
    }
    fonts.finish();
    resources.finish();
    sheet.finish();
    for (number, face) in Face::ALL.into_iter().enumerate() {
        pdf.type1_font(font(number)).base_font(face.names().1).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(stream, content);
    Zeroizing::new(pdf.finish())
}

/// Returns the lines of the key as they are printed: how it begins, then groups.
pub fn lines(key: &RecoveryKey) -> Vec<Zeroizing<String>> {
    let text = key.reveal();
    let Some(rest) = text.strip_prefix(PREFIX) else { return vec![text] };
    let mut lines = vec![Zeroizing::new(PREFIX.to_owned())];
    for (at, char) in rest.chars().enumerate() {
        if at % (GROUP * GROUPS_A_LINE) == 0 {
            lines.push(Zeroizing::new(String::with_capacity(2 * rest.len())));
        }
        let Some(line) = lines.last_mut() else { return lines };
        if at % GROUP == 0 && !line.is_empty() {
            line.push_str("  ");
        }
        line.push(char);
    }
    lines
}

fn write(sheet: &mut Sheet, kit: &Kit<'_>) {
    sheet.paragraph(Face::Strong, 22.0, &t("kit-title"));
    sheet.gap(4.0);
    match win_ansi(kit.name) {
        Some(_) => sheet.paragraph(Face::Text, 12.0, &t_with("kit-for", &[("name", kit.name.into())])),
        None => sheet.paragraph(Face::Text, 12.0, &t("kit-for-blank")),
    }
    sheet.paragraph(Face::Text, 12.0, &t_with("kit-made", &[("date", kit.date.into())]));
    sheet.gap(14.0);
    for line in lines(kit.key) {
        sheet.paragraph(Face::MonoStrong, 15.0, &line);
    }
    sheet.gap(12.0);
    for part in ["keep", "opens", "here", "age"] {
        sheet.paragraph(Face::Strong, 11.0, &t(&format!("kit-{part}-title")));
        sheet.paragraph(Face::Text, 10.5, &t(&format!("kit-{part}")));
        if part == "age" {
            sheet.paragraph(Face::Mono, 9.5, &t("kit-age-command"));
            sheet.paragraph(Face::Text, 10.5, &t("kit-age-then"));
        }
        sheet.gap(8.0);
    }
    sheet.paragraph(Face::Strong, 11.0, &t("kit-lost-title"));
    sheet.paragraph(Face::Text, 10.5, &t("kit-lost"));
}

/// One page, written from its top down.
pub struct Sheet {
    content: Content,
    /// Where the next line's upper edge is.
    top: f32,
}

impl Sheet {
    /// Leaves room.
    pub fn gap(&mut self, points: f32) {
        self.top -= points;
    }

    /// Writes some lines.
    pub fn paragraph(&mut self, face: Face, size: f32, text: &str) {
        // A sentence that these fonts cannot write is a translation that has to bring a font; a test refuses it.
        let Some(bytes) = win_ansi(text) else { return };
        let is_mono = matches!(face, Face::Mono | Face::MonoStrong);
        let wide = |word: &[u8]| word.iter().map(|byte| if is_mono { 0.6 } else { width(*byte) }).sum::<f32>() * size;
        // Lines of the key keep their blanks; they are short.
        let lines = if is_mono { vec![bytes.to_vec()] } else { wrap(&bytes, PAGE.0 - 2.0 * MARGIN, wide) };
        for line in lines {
            self.top -= size * 1.35;
            self.content.begin_text().set_font(face.names().0, size);
            self.content.next_line(MARGIN, self.top).show(Str(&line)).end_text();
        }
        self.top -= size * 0.2;
    }
}

/// Returns `text` in lines that are not wider than `most`.
fn wrap(text: &[u8], most: f32, wide: impl Fn(&[u8]) -> f32) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for word in text.split(|byte| *byte == b' ') {
        match lines.last_mut() {
            Some(line) if wide(line) + wide(b" ") + wide(word) <= most => {
                line.push(b' ');
                line.extend_from_slice(word);
            }
            _ => lines.push(word.to_vec()),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
