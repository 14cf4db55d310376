//! The fonts and the few sizes text may have.
//!
//! Inter speaks for the app, Literata for the person; Literata falls back to Inter and the other way round.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, RichText};

/// Dates, hints, small labels.
pub const CAPTION: f32 = 12.0;
/// Everything the app says.
pub const UI: f32 = 14.0;
/// What the person writes and reads.
pub const PROSE: f32 = 17.0;
/// A line height of 1.6 for prose.
pub const PROSE_LINE: f32 = 27.0;
/// A line height of 1.4 for the app's own text.
pub const UI_LINE: f32 = 20.0;
/// Page and entry titles.
pub const TITLE: f32 = 22.0;
/// The one large line of a page.
pub const DISPLAY: f32 = 28.0;

const STRONG: &str = "strong";
const SEMIBOLD: &str = "semibold";
const PROSE_FAMILY: &str = "prose";
const PROSE_STRONG: &str = "prose-strong";
const PROSE_ITALIC: &str = "prose-italic";

/// Inter Medium, for buttons and labels that lead.
pub fn strong_family() -> FontFamily {
    FontFamily::Name(STRONG.into())
}

/// Inter SemiBold, for the few words that must be found.
pub fn semibold_family() -> FontFamily {
    FontFamily::Name(SEMIBOLD.into())
}

/// Literata, for prose and titles.
pub fn prose_family() -> FontFamily {
    FontFamily::Name(PROSE_FAMILY.into())
}

/// Literata SemiBold.
pub fn prose_strong_family() -> FontFamily {
    FontFamily::Name(PROSE_STRONG.into())
}

/// Literata Italic.
pub fn prose_italic_family() -> FontFamily {
    FontFamily::Name(PROSE_ITALIC.into())
}

/// Small text.
pub fn caption(text: impl Into<String>) -> RichText {
    RichText::new(text).size(CAPTION).line_height(Some(17.0))
}

/// The app's own text.
pub fn ui(text: impl Into<String>) -> RichText {
    RichText::new(text).size(UI).line_height(Some(UI_LINE))
}

/// The app's own text, leading a group.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(FontId::new(UI, strong_family())).line_height(Some(UI_LINE))
}

/// A person's words.
pub fn prose(text: impl Into<String>) -> RichText {
    RichText::new(text).font(FontId::new(PROSE, prose_family())).line_height(Some(PROSE_LINE))
}

/// A title.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).font(FontId::new(TITLE, prose_family())).line_height(Some(31.0))
}

/// The one large line of a page.
pub fn display(text: impl Into<String>) -> RichText {
    RichText::new(text).font(FontId::new(DISPLAY, prose_family())).line_height(Some(38.0))
}

/// The fonts of the program.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 6] = [
        ("Inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
        ("Inter Medium", include_bytes!("../../../assets/fonts/Inter-Medium.otf")),
        ("Inter SemiBold", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
        ("Literata", include_bytes!("../../../assets/fonts/Literata-Regular.ttf")),
        ("Literata SemiBold", include_bytes!("../../../assets/fonts/Literata-SemiBold.ttf")),
        ("Literata Italic", include_bytes!("../../../assets/fonts/Literata-Italic.ttf")),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let families = [
        (FontFamily::Proportional, ["Inter", "Literata"]),
        (FontFamily::Monospace, ["Inter", "Literata"]),
        (strong_family(), ["Inter Medium", "Literata"]),
        (semibold_family(), ["Inter SemiBold", "Literata SemiBold"]),
        (prose_family(), ["Literata", "Inter"]),
        (prose_strong_family(), ["Literata SemiBold", "Inter SemiBold"]),
        (prose_italic_family(), ["Literata Italic", "Inter"]),
    ];
    for (family, names) in families {
        fonts.families.insert(family, names.map(str::to_owned).to_vec());
    }
    fonts
}
