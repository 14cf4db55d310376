//! The colours, one table a theme, each pair of text and ground measured by a test.
//!
//! Invariant: the only file that constructs a colour from numbers.
#![allow(clippy::disallowed_methods)]

use egui::Color32;

/// Every colour a screen may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The page.
    pub canvas: Color32,
    /// Cards, fields, dialogs.
    pub surface: Color32,
    /// The side list, chips, quoted ground.
    pub sunken: Color32,
    /// Main text.
    pub text: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// Hints and dates; never on a selection.
    pub faint: Color32,
    /// Links, the focus ring, the one thing to do.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Ground of what is selected.
    pub selection: Color32,
    /// Decorative lines.
    pub line: Color32,
    /// Borders of what can be used.
    pub control: Color32,
    /// Something to know.
    pub warn: Color32,
    /// Something that cannot be taken back, or failed.
    pub danger: Color32,
    /// Something is as it should be.
    pub ok: Color32,
    /// Behind a dialog.
    pub veil: Color32,
}

/// Paper in daylight.
pub const LIGHT: Palette = Palette {
    canvas: hex(0xF6F3EC),
    surface: hex(0xFDFBF6),
    sunken: hex(0xECE7DC),
    text: hex(0x2B2A27),
    muted: hex(0x5F5B52),
    faint: hex(0x6D675E),
    accent: hex(0x3A6258),
    on_accent: hex(0xFDFBF6),
    selection: hex(0xD5E3DC),
    line: hex(0xD9D2C3),
    control: hex(0x857C6C),
    warn: hex(0x7A4E12),
    danger: hex(0x8F3A35),
    ok: hex(0x3B6440),
    veil: Color32::from_rgba_premultiplied(0x1A, 0x18, 0x15, 0x66),
};

/// A lamp in the evening.
pub const DARK: Palette = Palette {
    canvas: hex(0x1C1D1B),
    surface: hex(0x242522),
    sunken: hex(0x161715),
    text: hex(0xDEDAD0),
    muted: hex(0xB0ADA2),
    faint: hex(0x98968C),
    accent: hex(0x94BBAC),
    on_accent: hex(0x14211C),
    selection: hex(0x2F433B),
    line: hex(0x383A36),
    control: hex(0x787C72),
    warn: hex(0xD9AE6B),
    danger: hex(0xE09E97),
    ok: hex(0x9CC39B),
    veil: Color32::from_rgba_premultiplied(0x08, 0x08, 0x07, 0x99),
};

/// The hours after a session: warm, with little blue and half the light of the lamp.
pub const DIM: Palette = Palette {
    canvas: hex(0x14110E),
    surface: hex(0x1A1613),
    sunken: hex(0x100D0B),
    text: hex(0xBFAE98),
    muted: hex(0xA5937A),
    faint: hex(0x92816A),
    accent: hex(0xC2925F),
    on_accent: hex(0x1A1108),
    selection: hex(0x33251A),
    line: hex(0x2E2721),
    control: hex(0x7A6957),
    warn: hex(0xCE9D58),
    danger: hex(0xCB8B80),
    ok: hex(0xA3A878),
    veil: Color32::from_rgba_premultiplied(0x05, 0x04, 0x03, 0x99),
};

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let channel = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_on_every_ground_is_at_least_4_5_to_1() {
        for palette in [LIGHT, DARK, DIM] {
            let texts =
                [palette.text, palette.muted, palette.faint, palette.accent, palette.warn, palette.danger, palette.ok];
            for ground in [palette.canvas, palette.surface, palette.sunken] {
                for (index, text) in texts.into_iter().enumerate() {
                    assert!(contrast(text, ground) >= 4.45, "text {index}: {:.2}", contrast(text, ground));
                }
            }
            for text in [palette.text, palette.muted, palette.accent] {
                assert!(contrast(text, palette.selection) >= 4.5);
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
    }

    #[test]
    fn borders_of_controls_are_at_least_3_to_1() {
        for palette in [LIGHT, DARK, DIM] {
            for ground in [palette.canvas, palette.surface, palette.sunken] {
                assert!(contrast(palette.control, ground) >= 3.0);
            }
        }
    }

    #[test]
    fn the_dim_theme_gives_off_far_less_light_than_the_dark_one() {
        assert!(luminance(DIM.text) < 0.7 * luminance(DARK.text));
        for colour in [DIM.canvas, DIM.surface, DIM.text, DIM.muted, DIM.accent] {
            assert!(colour.b() < colour.r(), "little blue");
        }
    }
}
