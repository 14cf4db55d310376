//! A trend: totals over days, the lines of bands, and the days of sessions.
//!
//! Invariant: nothing is in the picture only; whoever draws it gives the same in words.

use egui::{Align2, Role, Ui, WidgetInfo};
use egui_plot::{HLine, Line, LineStyle, MarkerShape, Plot, PlotPoint, PlotPoints, Points, Text, VLine};

use crate::theme::{self, type_scale};

/// What is drawn; days count from any day, as whole numbers.
pub struct Trend<'a> {
    /// Day and value, oldest first.
    pub points: &'a [(i64, u32)],
    /// The highest value there is.
    pub max: u32,
    /// Lines with what they say.
    pub lines: &'a [(u32, String)],
    /// Days of sessions, with their names.
    pub sessions: &'a [(i64, String)],
    /// The first and the last day, as words.
    pub ends: (String, String),
    /// All of it in words, for those who listen.
    pub words: &'a str,
}

/// Height of the picture.
const HEIGHT: f32 = 320.0;

/// Draws the trend.
pub fn trend(ui: &mut Ui, id: &str, trend: &Trend<'_>) {
    let palette = theme::palette(ui);
    let days = trend.points.iter().map(|(day, _)| *day).chain(trend.sessions.iter().map(|(day, _)| *day));
    let (first, last) = days.fold((i64::MAX, i64::MIN), |(first, last), day| (first.min(day), last.max(day)));
    if first > last {
        return;
    }
    let span = (last - first).max(1) as f64;
    let (left, right) = (first as f64 - span * 0.04, last as f64 + span * 0.2);
    let top = f64::from(trend.max) * 1.12;
    let plot = Plot::new(id)
        .height(HEIGHT)
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .set_margin_fraction(egui::Vec2::ZERO)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .label_formatter(|_| None)
        .sense(egui::Sense::hover());
    let small = |words: &str, ink| egui::RichText::new(words).size(type_scale::CAPTION - 1.0).color(ink);
    let shown = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(left..=right);
        plot.set_plot_bounds_y(-f64::from(trend.max) * 0.1..=top);
        for (value, words) in trend.lines {
            plot.hline(HLine::new("", f64::from(*value)).color(palette.line).width(1.0).allow_hover(false));
            let at = PlotPoint::new(right, f64::from(*value) + f64::from(trend.max) * 0.025);
            plot.text(Text::new("", at, small(words, palette.muted)).anchor(Align2::RIGHT_CENTER).allow_hover(false));
        }
        for (day, name) in trend.sessions {
            let line = VLine::new("", *day as f64).color(palette.muted).width(1.0).allow_hover(false);
            plot.vline(line.style(LineStyle::dotted_loose()));
            let at = PlotPoint::new(*day as f64, top * 0.96);
            plot.text(Text::new("", at, small(name, palette.text)).anchor(Align2::CENTER_CENTER).allow_hover(false));
        }
        let points =
            || -> PlotPoints<'_> { trend.points.iter().map(|(day, value)| [*day as f64, f64::from(*value)]).collect() };
        plot.line(Line::new("", points()).color(palette.accent).width(2.0).allow_hover(false));
        let marks = Points::new("", points()).shape(MarkerShape::Circle).radius(5.0).allow_hover(false);
        plot.points(marks.color(palette.accent).filled(true));
        let ends: &[_] = match first == last {
            true => &[(&trend.ends.0, first, Align2::LEFT_CENTER)],
            false => &[(&trend.ends.0, first, Align2::LEFT_CENTER), (&trend.ends.1, last, Align2::RIGHT_CENTER)],
        };
        for (words, day, anchor) in ends.iter().copied() {
            let at = PlotPoint::new(day as f64, -f64::from(trend.max) * 0.06);
            plot.text(Text::new("", at, small(words, palette.muted)).anchor(anchor).allow_hover(false));
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, trend.words));
}
