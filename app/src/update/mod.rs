//! What follows: actions and engine events become state and commands, here and nowhere else.
//!
//! Invariant: draws nothing, waits for nothing; files are touched by `platform::jobs` on threads of their own.

pub mod backup;
pub mod care;
pub mod catching;
pub mod check_ins;
pub mod hours;
pub mod importing;
pub mod journal;
pub mod months;
pub mod people;
pub mod plan;
pub mod relay;
pub mod secrets;
pub mod vault;
pub mod versions;

use std::sync::Arc;
use std::time::Duration;

use understory_sync::clock::Entropy;
use understory_sync::engine::{Command, Event};

use crate::action::{Action, SettingsAction};
use crate::engine_handle::EngineHandle;
use crate::i18n::t;
use crate::platform::jobs::{Done, Jobs};
use crate::state::{Model, Phase};

/// What `update` works on.
pub struct Update<'a> {
    /// What is.
    pub model: &'a mut Model,
    /// Where commands go.
    pub engine: &'a mut dyn EngineHandle,
    /// Where files are written.
    pub jobs: &'a mut Jobs,
    /// Where random words come from.
    pub entropy: &'a Arc<dyn Entropy>,
}

impl Update<'_> {
    /// Carries out one wish.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Go(room) => {
                journal::flush(self);
                if people::pairing::holds(self, room) {
                    return;
                }
                secrets::leave(self);
                importing::leave(self);
                self.model.state.room = room;
                self.model.state.failure = None;
            }
            Action::SafetyOverLock(shown) => self.model.state.safety_over_lock = shown,
            Action::DismissFailure => self.model.state.failure = None,
            Action::Vault(action) => vault::act(self, action),
            Action::Journal(action) => journal::act(self, action),
            Action::Care(action) => care::act(self, action),
            Action::Hours(action) => hours::act(self, action),
            Action::Catch(action) => catching::act(self, action),
            Action::Months(action) => months::act(self, action),
            Action::Plan(action) => plan::act(self, action),
            Action::Keys(shown) => self.model.state.shows_keys = shown,
            Action::People(action) => people::act(self, action),
            Action::Settings(action) => self.choose(action),
        }
    }

    /// Takes in one thing the engine said.
    pub fn hear(&mut self, event: Event) {
        people::reading::hear_text(self, &event);
        match event {
            event @ (Event::Unlocked { .. }
            | Event::Locked { .. }
            | Event::KeepsReceiving(_)
            | Event::Receiving(_)
            | Event::Stopped
            | Event::QuitAsked
            | Event::Failed(_)
            | Event::WordsWaiting(_)
            | Event::Profile(_)) => vault::hear(self, event),
            event @ (Event::Catalog { .. }
            | Event::Moved { .. }
            | Event::Pages(_)
            | Event::Opened(_)
            | Event::Saved { .. }
            | Event::Patched { .. }
            | Event::Found { .. }) => journal::hear(self, event),
            event @ (Event::Versions(_) | Event::Version(_)) => versions::hear(self, event),
            event @ (Event::Caught(_) | Event::CatchWritten { .. }) => catching::hear(self, event),
            event @ Event::Records { .. } => care::hear(self, event),
            event @ (Event::Secrets(_) | Event::Kit(_) | Event::TryAgainAfter(_)) => secrets::hear(self, event),
            event @ (Event::Backup(_) | Event::BackingUp(_) | Event::BackedUp(_)) => backup::hear(self, event),
            event @ (Event::Relay(_) | Event::RelayChecked { .. }) => relay::hear(self, event),
            Event::Import(view) => importing::hear(self, view),
            event => people::hear(self, event),
        }
    }

    /// Takes in what a job has to say.
    pub fn done(&mut self, done: Done) {
        match done {
            Done::RecoverySaved(result) => {
                // Only one of the two shows a key at a time.
                self.model.views.onboarding.saved = Some(result);
                self.model.views.secrets.kit.saved = Some(result);
            }
            Done::LostPageSaved(result) => {
                if let Some(form) = &mut self.model.views.people.lost {
                    form.saved = Some(result);
                }
            }
            Done::QuickThere(there) => self.model.state.secrets.quick = there,
            Done::QuickKept(kept) => secrets::quick_kept(self, kept),
            Done::QuickFound(key) => secrets::quick_found(self, key),
            Done::ReminderShown(shown) => self.model.views.months.reminder.shown = Some(shown),
            Done::LockScreen(contacts) => {
                self.model.state.lock_contacts = contacts;
                plan::follow(self);
            }
            Done::CarriedWritten(result) => people::carry::written(self, result),
            Done::CarriedRead(bytes) => people::carry::read(self, bytes),
        }
    }

    /// Sends what is due.
    pub fn tick(&mut self) {
        journal::send_due(self);
        catching::send(self, false);
    }

    /// Hands a command to the engine.
    pub fn send(&mut self, command: Command) {
        self.engine.send(command);
    }

    /// Time since the start, of this frame.
    pub fn now(&self) -> Duration {
        self.model.state.mono
    }

    fn choose(&mut self, action: SettingsAction) {
        let state = &mut self.model.state;
        match action {
            SettingsAction::Theme(theme) => state.settings.theme = theme,
            SettingsAction::ZoomPercent(percent) => state.settings.zoom_percent = percent.clamp(80, 200),
            SettingsAction::Motion(motion) => state.settings.motion = motion,
            SettingsAction::Language(language) => {
                state.settings.language = language.tag().to_owned();
                months::remind(self);
            }
            SettingsAction::Country(country) => state.settings.country = country,
            SettingsAction::IdleMinutes(minutes) => {
                state.idle_minutes = minutes;
                return;
            }
            SettingsAction::ShowReminder => return self.jobs.show_reminder(t("reminder-line")),
            SettingsAction::Relay(action) => return relay::act(self, action),
            SettingsAction::Secrets(action) => return secrets::act(self, action),
            SettingsAction::Backup(action) => return backup::act(self, action),
            SettingsAction::Import(action) => return importing::act(self, action),
            SettingsAction::Retention(days) => return self.send(Command::SetRetention(days)),
        }
        let state = &self.model.state;
        if state.phase != Phase::Welcome {
            self.jobs.save_settings(&state.folder, &state.settings);
        }
    }
}

#[cfg(test)]
mod tests;
