//! The window: hears the engine, draws the screens, carries out what they ask for.
//!
//! Invariant: `logic` and `ui` wait for nothing; the window closes only after the engine has stopped, or was given up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Event as Input, Key, Modifiers, Ui, ViewportCommand};
use jiff::tz::TimeZone;
use understory_sync::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use understory_sync::limits::ENTRY_BYTES_MAX;
use understory_sync::sealed::Passphrase;

use crate::action::{Action, CatchAction, HoursAction, JournalAction, VaultAction};
use crate::engine_handle::EngineHandle;
use crate::i18n::{self, Language};
use crate::platform::jobs::Jobs;
use crate::platform::lock_screen::{self, LockContact};
use crate::platform::privacy::{self, Privacy};
use crate::platform::settings::Settings;
use crate::screens;
use crate::state::{Model, Phase, Quit};
use crate::theme::{self, ThemeChoice};
use crate::update::{Update, catching, vault};

/// How long the window waits for an engine that does not answer before a second wish to close is granted.
const ENGINE_SILENT: Duration = Duration::from_secs(15);

/// Minutes without a key after which the page of the first hours is locked, at the least.
const HOURS_IDLE_MINUTES: u32 = 30;
/// How much larger everything is drawn there, in percent of the chosen size, which counts as at least 100.
const HOURS_ZOOM_PERCENT: u32 = 135;

/// Returns how everything is drawn; `calm` on the page of the first hours.
fn look_of(settings: &Settings, calm: bool) -> Look {
    let (theme, zoom_percent) = match calm {
        true => (ThemeChoice::Dim, settings.zoom_percent.max(100) * HOURS_ZOOM_PERCENT / 100),
        false => (settings.theme, settings.zoom_percent),
    };
    Look { theme, zoom_percent, motion: settings.motion }
}

/// What the program knows before a vault is open.
pub struct Options {
    /// The vault folder.
    pub folder: PathBuf,
    /// A vault lies there.
    pub vault_exists: bool,
    /// Its settings.
    pub settings: Settings,
    /// Reads the time.
    pub clock: Arc<dyn Clock>,
    /// Draws random words.
    pub entropy: Arc<dyn Entropy>,
    /// Contacts on the lock screen.
    pub lock_contacts: Vec<LockContact>,
    /// The time zone of this computer.
    pub zone: TimeZone,
    /// Opens the vault at once; for the demo only.
    pub passphrase: Option<Passphrase>,
}

impl Options {
    /// Returns the options of a program started for `folder`; reads the folder, so not for the drawing thread.
    pub fn for_folder(folder: PathBuf) -> Self {
        let vault_exists = crate::platform::folders::holds_vault(&folder);
        Self {
            vault_exists,
            settings: if vault_exists { Settings::load(&folder) } else { Settings::first() },
            lock_contacts: lock_screen::load(&folder),
            folder,
            clock: Arc::new(SystemClock::default()),
            entropy: Arc::new(SystemEntropy),
            zone: TimeZone::system(),
            passphrase: None,
        }
    }
}

/// The app.
pub struct UnderstoryApp {
    model: Model,
    engine: Box<dyn EngineHandle>,
    jobs: Jobs,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    last_touch: Duration,
    applied: Option<Look>,
}

/// How everything is drawn: the theme, the zoom in percent, and whether changes are shown as they happen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    theme: ThemeChoice,
    zoom_percent: u32,
    motion: bool,
}

impl UnderstoryApp {
    /// Returns the app over an engine; gives `ctx` our look and takes words out of its output.
    pub fn new(ctx: &Context, engine: Box<dyn EngineHandle>, options: Options) -> Self {
        theme::install(ctx);
        ctx.add_plugin(Privacy);
        let waking = ctx.clone();
        let jobs = Jobs::start(move || waking.request_repaint());
        let last_touch = options.clock.mono();
        let mut app = Self {
            model: Model::new(options.folder, options.vault_exists, options.settings, options.zone),
            engine,
            jobs,
            clock: options.clock,
            entropy: options.entropy,
            last_touch,
            applied: None,
        };
        app.model.state.lock_contacts = options.lock_contacts;
        if options.vault_exists {
            app.jobs.look_for_quick(&app.model.state.folder);
        }
        if let Some(passphrase) = options.passphrase {
            vault::unlock_with(&mut app.update(), passphrase);
        }
        app
    }

    /// What is, and what the screens hold.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Carries out one wish, as a screen would.
    pub fn act(&mut self, action: Action) {
        self.update().act(action);
    }

    fn update(&mut self) -> Update<'_> {
        Update { model: &mut self.model, engine: &mut *self.engine, jobs: &mut self.jobs, entropy: &self.entropy }
    }

    fn hear(&mut self, ctx: &Context) {
        while let Some(event) = self.engine.try_event() {
            let locked = matches!(event, understory_sync::engine::Event::Locked { .. });
            self.update().hear(event);
            if locked {
                privacy::forget(ctx);
            }
        }
        while let Some(done) = self.jobs.try_done() {
            self.update().done(done);
        }
    }

    fn apply_settings(&mut self, ctx: &Context) {
        let settings = &mut self.model.state.settings;
        if let Some(applied) = self.applied {
            // Ctrl+Plus and Ctrl+Minus change the zoom behind our back; that is the same wish.
            let now = (ctx.zoom_factor() * 100.0).round() as u32;
            if now != applied.zoom_percent && settings.zoom_percent == applied.zoom_percent {
                settings.zoom_percent = now.clamp(80, 200);
            }
        }
        let calm = self.model.state.is_calm();
        let settings = &self.model.state.settings;
        i18n::speak(Language::of(&settings.language));
        let wanted = look_of(settings, calm);
        if self.applied != Some(wanted) {
            theme::choose(ctx, wanted.theme, wanted.motion);
            ctx.set_zoom_factor(wanted.zoom_percent as f32 / 100.0);
            self.applied = Some(wanted);
        }
    }

    fn watch_idle(&mut self, ctx: &Context, now: Duration) {
        if ctx.input(|input| !input.events.is_empty() || input.pointer.is_moving()) {
            self.last_touch = now;
        }
        if self.model.state.phase != Phase::Open && !self.model.state.catching {
            return;
        }
        // Who looks for words in these hours is not to be hurried; nothing is lost by a lock in any case.
        let minutes = self.model.state.idle_minutes;
        let minutes = if self.model.state.is_calm() { minutes.max(HOURS_IDLE_MINUTES) } else { minutes };
        let idle = Duration::from_secs(u64::from(minutes) * 60);
        let left = (self.last_touch + idle).saturating_sub(now);
        if left.is_zero() {
            // Of a locked vault only the page for words can be open: it is sealed and taken off the screen.
            catching::leave(&mut self.update());
            vault::lock(&mut self.update());
        } else {
            ctx.request_repaint_after(left);
        }
    }

    fn watch_close(&mut self, ctx: &Context, now: Duration) {
        if self.model.state.quit == Quit::Stopped {
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        let given_up = matches!(self.model.state.quit, Quit::Asked(since) if now.saturating_sub(since) > ENGINE_SILENT);
        if !given_up {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            vault::want_to_quit(&mut self.update());
        }
    }

    fn quit_if_wanted(&mut self) {
        if self.model.state.quit == Quit::Wanted {
            vault::quit(&mut self.update());
        }
    }

    fn keys(&mut self, ui: &Ui) -> Vec<Action> {
        let open = self.model.state.phase == Phase::Open;
        ui.input_mut(|input| {
            // No field takes more than an entry holds; the prose editor refuses what does not fit into the rest.
            let before = input.events.len();
            input.events.retain(|event| !matches!(event, Input::Paste(text) if text.len() > ENTRY_BYTES_MAX));
            let mut actions = Vec::new();
            if input.events.len() < before {
                actions.push(Action::Journal(JournalAction::TooLong(true)));
            }
            if input.consume_key(Modifiers::COMMAND | Modifiers::SHIFT, Key::H) {
                actions.push(Action::Vault(VaultAction::Hide));
            }
            if input.consume_key(Modifiers::NONE, Key::F1) {
                actions.push(Action::Keys(!self.model.state.shows_keys));
            }
            if input.consume_key(Modifiers::NONE, Key::F2) {
                actions.push(if open { Action::Hours(HoursAction::Enter) } else { Action::Catch(CatchAction::Open) });
            }
            if open && input.consume_key(Modifiers::COMMAND, Key::L) {
                actions.push(Action::Vault(VaultAction::Lock));
            }
            if open && input.consume_key(Modifiers::COMMAND, Key::N) {
                actions.push(Action::Journal(JournalAction::New));
            }
            actions
        })
    }
}

impl eframe::App for UnderstoryApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        let now = self.clock.mono();
        self.model.state.mono = now;
        self.model.state.now_ms = self.clock.now_ms();
        // A window that is hidden draws nothing, and so comes to no end of its frame.
        self.quit_if_wanted();
        self.hear(ctx);
        self.update().tick();
        self.apply_settings(ctx);
        self.watch_idle(ctx, now);
        self.watch_close(ctx, now);
        if self.model.state.quit == Quit::Wanted {
            ctx.request_repaint();
        }
        let due = self.model.views.journal.editor.as_ref().and_then(crate::state::Editor::due);
        let views = &self.model.views;
        let others = [views.people.due(), views.catching.due(), views.months.form.due()];
        if let Some(due) = due.into_iter().chain(others.into_iter().flatten()).min() {
            ctx.request_repaint_after(due.saturating_sub(now) + Duration::from_millis(1));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let mut actions = self.keys(ui);
        screens::draw(ui, &self.model.state, &mut self.model.views, &mut actions);
        for action in actions {
            if matches!(action, Action::Vault(VaultAction::Hide)) {
                ui.ctx().send_viewport_cmd(ViewportCommand::Minimized(true));
            }
            self.update().act(action);
        }
        self.quit_if_wanted();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

#[cfg(test)]
mod tests;
