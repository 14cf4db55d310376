//! The spacing scale: every gap, margin, radius and fixed size, in points.

/// Between things that belong together.
pub const XS: f32 = 4.0;
/// Between lines of one thing.
pub const S: f32 = 8.0;
/// Between controls.
pub const M: f32 = 12.0;
/// Between groups.
pub const L: f32 = 16.0;
/// Around a card's content.
pub const XL: f32 = 24.0;
/// Around a page.
pub const XXL: f32 = 40.0;

/// Corners of controls.
pub const RADIUS: u8 = 6;
/// Corners of cards.
pub const RADIUS_CARD: u8 = 10;
/// Height of a button or field.
pub const CONTROL_HEIGHT: f32 = 38.0;
/// Height of a row that can be clicked.
pub const ROW_HEIGHT: f32 = 36.0;
/// Side of an icon.
pub const ICON: f32 = 18.0;
/// Width of the list of rooms.
pub const SIDE_WIDTH: f32 = 212.0;
/// Width of a list beside a page.
pub const LIST_WIDTH: f32 = 272.0;
/// Widest column of prose: 66 characters.
pub const MEASURE: f32 = 640.0;
/// Widest column of a form.
pub const FORM_WIDTH: f32 = 360.0;
/// Widest dialog.
pub const DIALOG_WIDTH: f32 = 480.0;
