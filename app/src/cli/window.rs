//! Opens the window.

use std::path::PathBuf;
use std::sync::Arc;

use understory_sync::clock::World;
use understory_sync::engine::Engine;
use understory_sync::net::Preset;
use understory_sync::sealed::Passphrase;

use crate::app::{Options, UnderstoryApp};
use crate::engine_handle::Running;
use crate::i18n::t;

/// How the window starts.
pub struct Window {
    /// The vault folder.
    pub folder: PathBuf,
    /// What stands behind "same network".
    pub nearby: Preset,
    /// Opens the vault at once; for the demo only.
    pub passphrase: Option<Passphrase>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The system has no graphics for it.
    #[error(transparent)]
    Graphics(#[from] eframe::Error),
}

/// Opens the window and returns when it is closed.
pub fn run(window: Window) -> Result<(), WindowError> {
    let options = Options { passphrase: window.passphrase, ..Options::for_folder(window.folder) };
    // The title never names a vault, a person or an entry: other programs can read it.
    let viewport = egui::ViewportBuilder::default()
        .with_title(t("app-name"))
        .with_app_id("understory")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([900.0, 600.0]);
    let native = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..Default::default() };
    let nearby = window.nearby;
    eframe::run_native(
        "understory",
        native,
        Box::new(move |cc| {
            let ctx = cc.egui_ctx.clone();
            let world = World { clock: options.clock.clone(), entropy: options.entropy.clone() };
            let engine = Engine::start(world, nearby, Arc::new(move || ctx.request_repaint()))?;
            Ok(Box::new(UnderstoryApp::new(&cc.egui_ctx, Box::new(Running::new(engine)), options)))
        }),
    )?;
    Ok(())
}
