//! The icons: Lucide outlines, rasterised once a size and tinted when painted.

use std::collections::HashMap;

use egui::load::SizeHint;
use egui::{Color32, Context, Id, Rect, Response, Sense, TextureHandle, TextureOptions, Ui, vec2};

/// One icon of `assets/icons`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Check-ins.
    Activity,
    /// To be brought to a session.
    Bookmark,
    /// The course.
    Route,
    /// Something to do.
    Square,
    /// Something that was done.
    SquareCheck,
    /// Today.
    Sun,
    /// Going back.
    ArrowLeft,
    /// The journal.
    BookOpen,
    /// Done.
    Check,
    /// Back.
    ChevronLeft,
    /// Further.
    ChevronRight,
    /// Something failed.
    CircleAlert,
    /// As it should be.
    CircleCheck,
    /// Waiting.
    Clock,
    /// Copying.
    Copy,
    /// Arrived.
    Download,
    /// More.
    Ellipsis,
    /// Seen by nobody else.
    EyeOff,
    /// Seen by somebody.
    Eye,
    /// A folder.
    Folder,
    /// A remark.
    Info,
    /// A key.
    KeyRound,
    /// A laptop.
    Laptop,
    /// Safety.
    LifeBuoy,
    /// Connecting.
    Link,
    /// Clients.
    ListChecks,
    /// Locking.
    Lock,
    /// A note.
    MessageSquare,
    /// A desktop computer.
    Monitor,
    /// Writing.
    Pencil,
    /// A telephone.
    Phone,
    /// Something new.
    Plus,
    /// Trying again.
    RotateCcw,
    /// Keeping in a file.
    Save,
    /// Searching.
    Search,
    /// Settings.
    Settings,
    /// Sharing.
    Share,
    /// A tag.
    Tag,
    /// The trash.
    Trash,
    /// Something to know.
    TriangleAlert,
    /// Taking back.
    Undo,
    /// Ending.
    Unlink,
    /// People.
    Users,
    /// Not reachable.
    WifiOff,
    /// Closing.
    X,
}

impl Icon {
    /// Every icon.
    pub const ALL: &[Self] = &[
        Self::Activity,
        Self::Bookmark,
        Self::Route,
        Self::Square,
        Self::SquareCheck,
        Self::Sun,
        Self::ArrowLeft,
        Self::BookOpen,
        Self::Check,
        Self::ChevronLeft,
        Self::ChevronRight,
        Self::CircleAlert,
        Self::CircleCheck,
        Self::Clock,
        Self::Copy,
        Self::Download,
        Self::Ellipsis,
        Self::EyeOff,
        Self::Eye,
        Self::Folder,
        Self::Info,
        Self::KeyRound,
        Self::Laptop,
        Self::LifeBuoy,
        Self::Link,
        Self::ListChecks,
        Self::Lock,
        Self::MessageSquare,
        Self::Monitor,
        Self::Pencil,
        Self::Phone,
        Self::Plus,
        Self::RotateCcw,
        Self::Save,
        Self::Search,
        Self::Settings,
        Self::Share,
        Self::Tag,
        Self::Trash,
        Self::TriangleAlert,
        Self::Undo,
        Self::Unlink,
        Self::Users,
        Self::WifiOff,
        Self::X,
    ];

    fn svg(self) -> &'static [u8] {
        match self {
            Self::Activity => include_bytes!("../../../assets/icons/activity.svg"),
            Self::Bookmark => include_bytes!("../../../assets/icons/bookmark.svg"),
            Self::Route => include_bytes!("../../../assets/icons/route.svg"),
            Self::Square => include_bytes!("../../../assets/icons/square.svg"),
            Self::SquareCheck => include_bytes!("../../../assets/icons/square-check.svg"),
            Self::Sun => include_bytes!("../../../assets/icons/sun.svg"),
            Self::ArrowLeft => include_bytes!("../../../assets/icons/arrow-left.svg"),
            Self::BookOpen => include_bytes!("../../../assets/icons/book-open.svg"),
            Self::Check => include_bytes!("../../../assets/icons/check.svg"),
            Self::ChevronLeft => include_bytes!("../../../assets/icons/chevron-left.svg"),
            Self::ChevronRight => include_bytes!("../../../assets/icons/chevron-right.svg"),
            Self::CircleAlert => include_bytes!("../../../assets/icons/circle-alert.svg"),
            Self::CircleCheck => include_bytes!("../../../assets/icons/circle-check.svg"),
            Self::Clock => include_bytes!("../../../assets/icons/clock.svg"),
            Self::Copy => include_bytes!("../../../assets/icons/copy.svg"),
            Self::Download => include_bytes!("../../../assets/icons/download.svg"),
            Self::Ellipsis => include_bytes!("../../../assets/icons/ellipsis.svg"),
            Self::EyeOff => include_bytes!("../../../assets/icons/eye-off.svg"),
            Self::Eye => include_bytes!("../../../assets/icons/eye.svg"),
            Self::Folder => include_bytes!("../../../assets/icons/folder.svg"),
            Self::Info => include_bytes!("../../../assets/icons/info.svg"),
            Self::KeyRound => include_bytes!("../../../assets/icons/key-round.svg"),
            Self::Laptop => include_bytes!("../../../assets/icons/laptop.svg"),
            Self::LifeBuoy => include_bytes!("../../../assets/icons/life-buoy.svg"),
            Self::Link => include_bytes!("../../../assets/icons/link-2.svg"),
            Self::ListChecks => include_bytes!("../../../assets/icons/list-checks.svg"),
            Self::Lock => include_bytes!("../../../assets/icons/lock.svg"),
            Self::MessageSquare => include_bytes!("../../../assets/icons/message-square.svg"),
            Self::Monitor => include_bytes!("../../../assets/icons/monitor.svg"),
            Self::Pencil => include_bytes!("../../../assets/icons/pencil.svg"),
            Self::Phone => include_bytes!("../../../assets/icons/phone.svg"),
            Self::Plus => include_bytes!("../../../assets/icons/plus.svg"),
            Self::RotateCcw => include_bytes!("../../../assets/icons/rotate-ccw.svg"),
            Self::Save => include_bytes!("../../../assets/icons/save.svg"),
            Self::Search => include_bytes!("../../../assets/icons/search.svg"),
            Self::Settings => include_bytes!("../../../assets/icons/settings.svg"),
            Self::Share => include_bytes!("../../../assets/icons/share-2.svg"),
            Self::Tag => include_bytes!("../../../assets/icons/tag.svg"),
            Self::Trash => include_bytes!("../../../assets/icons/trash-2.svg"),
            Self::TriangleAlert => include_bytes!("../../../assets/icons/triangle-alert.svg"),
            Self::Undo => include_bytes!("../../../assets/icons/undo-2.svg"),
            Self::Unlink => include_bytes!("../../../assets/icons/unlink.svg"),
            Self::Users => include_bytes!("../../../assets/icons/users.svg"),
            Self::WifiOff => include_bytes!("../../../assets/icons/wifi-off.svg"),
            Self::X => include_bytes!("../../../assets/icons/x.svg"),
        }
    }

    /// Paints the icon into `rect`.
    pub fn paint(self, ui: &Ui, rect: Rect, colour: Color32) {
        let pixels = (rect.width() * ui.ctx().pixels_per_point()).round().max(1.0) as u32;
        if let Some(texture) = texture(ui.ctx(), self, pixels) {
            let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            ui.painter().image(texture.id(), rect, whole, colour);
        }
    }

    /// Shows the icon as an ornament of `side` points; the words beside it must say what it means.
    pub fn show(self, ui: &mut Ui, side: f32, colour: Color32) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
        self.paint(ui, rect, colour);
        response
    }
}

#[derive(Clone, Default)]
struct Textures(HashMap<(Icon, u32), TextureHandle>);

/// Returns the icon as white pixels; textures live in egui's memory and go when that is wiped.
fn texture(ctx: &Context, icon: Icon, pixels: u32) -> Option<TextureHandle> {
    let id = Id::unique("icon-textures");
    let known = ctx.data(|data| data.get_temp::<Textures>(id)?.0.get(&(icon, pixels)).cloned());
    if known.is_some() {
        return known;
    }
    let image = rasterise(icon, pixels)?;
    let handle = ctx.load_texture("icon", image, TextureOptions::LINEAR);
    ctx.data_mut(|data| {
        data.get_temp_mut_or_default::<Textures>(id).0.insert((icon, pixels), handle.clone());
    });
    Some(handle)
}

fn rasterise(icon: Icon, pixels: u32) -> Option<egui::ColorImage> {
    let hint = SizeHint::Size { width: pixels, height: pixels, maintain_aspect_ratio: true };
    egui_extras::image::load_svg_bytes_with_size(icon.svg(), hint, &Default::default()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_draws_something_white() {
        for icon in Icon::ALL {
            let image = rasterise(*icon, 18).unwrap();
            assert!(image.pixels.iter().any(|pixel| pixel.a() > 100 && pixel.r() == pixel.a()), "{icon:?}");
        }
    }
}
