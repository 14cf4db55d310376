//! The look: palettes, type scale, spacing, icons, and how they become egui's style.
//!
//! Invariant: depends on nothing else of ours.

pub mod icons;
pub mod palette;
pub mod space;
pub mod type_scale;

use std::collections::BTreeMap;

use egui::style::{ScrollAnimation, Selection, WidgetVisuals, Widgets};
use egui::{
    Context, CornerRadius, FontFamily, FontId, Shadow, Stroke, Style, TextStyle, Theme, ThemePreference, Visuals,
};
use egui::{Ui, vec2};
use serde::{Deserialize, Serialize};

pub use icons::Icon;
pub use palette::Palette;

/// Which palette a person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// Always dim, as in the hours after a session.
    Dim,
}

/// Returns the colours of the theme this `ui` is drawn in.
pub fn palette(ui: &Ui) -> &'static Palette {
    let visuals = ui.visuals();
    match visuals.dark_mode {
        true if visuals.panel_fill == palette::DIM.canvas => &palette::DIM,
        true => &palette::DARK,
        false => &palette::LIGHT,
    }
}

/// How long a change of colour or place takes.
const MOTION_SECS: f32 = 0.12;

/// Gives `ctx` our fonts and both styles.
pub fn install(ctx: &Context) {
    ctx.set_fonts(type_scale::fonts());
    ctx.set_style_of(Theme::Light, style(&palette::LIGHT));
    ctx.set_style_of(Theme::Dark, style(&palette::DARK));
    // A desktop that names no preference gets paper, not lamp.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
}

/// Switches to the chosen theme; without `motion` whatever changes has changed at once.
pub fn choose(ctx: &Context, choice: ThemeChoice, motion: bool) {
    // There are two places for styles; the dim one takes the dark one's.
    let dark = if choice == ThemeChoice::Dim { &palette::DIM } else { &palette::DARK };
    ctx.set_style_of(Theme::Dark, style(dark));
    ctx.all_styles_mut(|style| style.animation_time = if motion { MOTION_SECS } else { 0.0 });
    ctx.set_theme(match choice {
        ThemeChoice::Auto => ThemePreference::System,
        ThemeChoice::Light => ThemePreference::Light,
        ThemeChoice::Dark | ThemeChoice::Dim => ThemePreference::Dark,
    });
}

fn style(palette: &Palette) -> Style {
    let mut style = Style { visuals: visuals(palette), animation_time: MOTION_SECS, ..Style::default() };
    style.text_styles = BTreeMap::from([
        (TextStyle::Small, FontId::new(type_scale::CAPTION, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(type_scale::UI, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(type_scale::UI, type_scale::strong_family())),
        (TextStyle::Heading, FontId::new(type_scale::TITLE, type_scale::prose_family())),
        (TextStyle::Monospace, FontId::new(type_scale::UI, FontFamily::Monospace)),
    ]);
    style.spacing.item_spacing = vec2(space::S, space::S);
    style.spacing.button_padding = vec2(space::M, 6.0);
    style.spacing.interact_size.y = 32.0;
    style.spacing.scroll = egui::style::ScrollStyle { bar_width: 8.0, ..egui::style::ScrollStyle::thin() };
    style.scroll_animation = ScrollAnimation::none();
    style.interaction.selectable_labels = false;
    style
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if *palette == palette::LIGHT { Visuals::light() } else { Visuals::dark() };
    visuals.panel_fill = palette.canvas;
    visuals.window_fill = palette.surface;
    visuals.text_edit_bg_color = Some(palette.surface);
    visuals.extreme_bg_color = palette.sunken;
    visuals.faint_bg_color = palette.sunken;
    visuals.code_bg_color = palette.sunken;
    visuals.weak_text_color = Some(palette.muted);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.danger;
    visuals.selection = Selection { bg_fill: palette.selection, stroke: Stroke::new(1.0, palette.accent) };
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(space::RADIUS_CARD);
    visuals.menu_corner_radius = CornerRadius::same(space::RADIUS);
    visuals.window_shadow = Shadow::NONE;
    visuals.popup_shadow = Shadow::NONE;
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, palette.text);
    visuals.indent_has_left_vline = false;
    visuals.striped = false;
    visuals.slider_trailing_fill = true;
    visuals.image_loading_spinners = false;
    visuals.widgets = widgets(palette);
    visuals
}

fn widgets(palette: &Palette) -> Widgets {
    let widget = |fill, border, ink| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(space::RADIUS),
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: widget(palette.canvas, palette.line, palette.text),
        inactive: widget(palette.sunken, palette.control, palette.text),
        hovered: widget(palette.sunken, palette.accent, palette.text),
        active: widget(palette.sunken, palette.accent, palette.text),
        open: widget(palette.sunken, palette.accent, palette.text),
    }
}
