//! Files carried by hand: made and opened by the engine, written and read by jobs.
//!
//! Invariant: a file is made of what was typed before; its name says nothing.

use understory_sync::clock::{Entropy, random};
use understory_sync::engine::view::{CarriedFile, CarriedFound, CarryTo};
use understory_sync::engine::{Command, Event};

use crate::action::CarryAction;
use crate::platform::carried::in_home;
use crate::platform::folders;
use crate::state::Phase;
use crate::state::people::carry::{CarryOutcome, NotWritten, SaveForm};

use super::super::{Update, journal};

/// Letters in the name of a file: enough that no two on one stick are alike.
const NAME_LETTERS: usize = 8;

/// Carries out one wish about files carried by hand.
pub fn act(update: &mut Update<'_>, action: CarryAction) {
    match action {
        CarryAction::StartSave => {
            let to = update.model.state.people.carry_to().first().map(|(to, _)| *to);
            let path = in_home(&new_name(&**update.entropy));
            update.model.views.people.carry.save = to.map(|to| SaveForm { to, path });
            update.model.state.people.carry.outcome = None;
        }
        CarryAction::Save => save(update),
        CarryAction::StartOpen => {
            update.model.views.people.carry.open = Some(in_home(""));
            update.model.state.people.carry.outcome = None;
        }
        CarryAction::Open => {
            let Some(path) = update.model.views.people.carry.open.take() else { return };
            update.model.state.people.carry.busy = true;
            update.jobs.read_carried(folders::typed(&path));
        }
        CarryAction::KeepLastWords(keep) => {
            update.model.state.people.carry.last_words = None;
            update.send(Command::KeepLastWords(keep));
        }
    }
}

fn save(update: &mut Update<'_>) {
    let Some(SaveForm { to, path }) = update.model.views.people.carry.save.take() else { return };
    // What is still being typed goes along.
    journal::flush(update);
    let carry = &mut update.model.state.people.carry;
    (carry.busy, carry.place) = (true, Some(folders::typed(&path)));
    update.model.state.failure = None;
    update.send(Command::SaveCarried(to));
}

/// Takes in what the engine said about files carried by hand; gives back anything else.
pub fn hear(update: &mut Update<'_>, event: Event) -> Option<Event> {
    let carry = &mut update.model.state.people.carry;
    match event {
        Event::CarriedMade(made) => {
            carry.made = (made.pages, made.more);
            match carry.place.take() {
                Some(place) => update.jobs.write_carried(place, made.file.0),
                None => carry.busy = false,
            }
        }
        Event::CarriedOpened(found) => {
            carry.busy = false;
            carry.last_words = match &found {
                CarriedFound::LastWords { device, pages } => Some((device.clone(), pages.clone())),
                _ => None,
            };
            carry.outcome = Some(CarryOutcome::Opened(found));
        }
        Event::LastWordsSettled { kept } => carry.outcome = Some(CarryOutcome::Settled { kept }),
        other => return Some(other),
    }
    None
}

/// Notes that a file was written, or why not.
pub fn written(update: &mut Update<'_>, result: Result<(), NotWritten>) {
    let carry = &mut update.model.state.people.carry;
    let (pages, more) = carry.made;
    carry.busy = false;
    carry.outcome = Some(match result {
        Ok(()) => CarryOutcome::Saved { pages, more },
        Err(why) => CarryOutcome::NotWritten(why),
    });
}

/// Hands a file that was read to the engine.
pub fn read(update: &mut Update<'_>, bytes: Option<Vec<u8>>) {
    // Whoever locked meanwhile no longer waits for it.
    if update.model.state.phase != Phase::Open {
        return;
    }
    let carry = &mut update.model.state.people.carry;
    match bytes {
        Some(bytes) => update.send(Command::OpenCarried(CarriedFile(bytes))),
        None => (carry.busy, carry.outcome) = (false, Some(CarryOutcome::NotRead)),
    }
}

fn new_name(entropy: &dyn Entropy) -> String {
    let letters = random::<NAME_LETTERS>(entropy).unwrap_or_default();
    let letters: String = letters.iter().map(|byte| char::from(b'a' + byte % 26)).collect();
    format!("sealed-{letters}.age")
}

impl crate::state::people::People {
    /// Returns for whom a file can be saved, and what each is called.
    pub fn carry_to(&self) -> Vec<(CarryTo, String)> {
        let reachable = self.contacts.iter().filter(|contact| !contact.devices.is_empty());
        let mut to: Vec<_> = reachable.map(|contact| (CarryTo::Person(contact.person), contact.name.clone())).collect();
        if !self.own_devices.is_empty() {
            to.push((CarryTo::MyDevices, crate::i18n::t("carry-my-devices")));
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use understory_sync::clock::SeededEntropy;

    #[test]
    fn a_name_says_nothing_and_is_another_each_time() {
        let entropy = SeededEntropy::new(1);
        let names = [new_name(&entropy), new_name(&entropy)];
        assert_ne!(names[0], names[1]);
        for name in names {
            let letters = name.strip_prefix("sealed-").and_then(|rest| rest.strip_suffix(".age")).unwrap();
            assert!(letters.len() == NAME_LETTERS && letters.chars().all(|letter| letter.is_ascii_lowercase()));
        }
    }
}
