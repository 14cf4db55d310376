//! Shows the reminder when it is due, on a thread of its own: also while the vault is locked and no frame is drawn.
//!
//! Invariant: a notification holds the app's name and one fixed line, never anything of a vault, and asks the system
//! not to keep it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use understory_sync::clock::{Clock, SystemClock};

use crate::care::reminder::Reminder;

/// How often the wall clock is looked at while a reminder is kept: a sleeping computer's timer does not go on.
const LOOK_SECS: u64 = 30;
/// A reminder that is later than this, because the computer slept, does not come any more, in seconds.
const LATE_SECS_MAX: i64 = 30 * 60;

/// The way to that thread.
pub struct Reminding(Sender<Option<(Reminder, String)>>);

impl Reminding {
    /// Starts the thread; it ends with this value.
    pub fn start() -> Self {
        let (tell, told) = channel();
        std::thread::spawn(move || remind(&told));
        Self(tell)
    }

    /// Keeps this reminder, with the line it shows, in the place of the one before.
    pub fn keep(&self, reminder: Option<(Reminder, String)>) {
        // The thread ends only with this value.
        let _ = self.0.send(reminder);
    }
}

/// Shows one line now; false where the system shows no notifications.
pub fn show(line: &str) -> bool {
    let mut note = notify_rust::Notification::new();
    note.appname("Understory").summary(line);
    #[cfg(all(unix, not(target_os = "macos")))]
    note.hint(notify_rust::Hint::Transient(true));
    note.show().is_ok()
}

fn remind(told: &Receiver<Option<(Reminder, String)>>) {
    let mut plan = Plan::default();
    loop {
        let wait = if plan.due.is_some() { LOOK_SECS } else { u64::from(u32::MAX) };
        match told.recv_timeout(Duration::from_secs(wait)) {
            Ok(kept) => plan.keep(kept, &now()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some(line) = plan.look(&now()) {
            show(line);
        }
    }
}

fn now() -> Zoned {
    let ms = i64::try_from(SystemClock::default().now_ms()).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX).to_zoned(TimeZone::system())
}

/// What is kept, and when it is due.
#[derive(Default)]
struct Plan {
    kept: Option<(Reminder, String)>,
    due: Option<Zoned>,
}

impl Plan {
    fn keep(&mut self, kept: Option<(Reminder, String)>, now: &Zoned) {
        let same = self.kept.as_ref().map(|(reminder, _)| *reminder) == kept.as_ref().map(|(reminder, _)| *reminder);
        self.kept = kept;
        if !same {
            self.due = self.kept.as_ref().and_then(|(reminder, _)| reminder.next_after(now));
        }
    }

    /// Returns the line to show, if it is due now.
    fn look(&mut self, now: &Zoned) -> Option<&str> {
        let (reminder, line) = self.kept.as_ref()?;
        let due = self.due.take_if(|due| *due <= *now)?;
        self.due = reminder.next_after(now);
        let late_secs = now.timestamp().as_second() - due.timestamp().as_second();
        (late_secs <= LATE_SECS_MAX).then_some(line.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::reminder::EVERY_DAY;

    fn at(time: &str) -> Zoned {
        format!("2026-11-28T{time}[Europe/Berlin]").parse().unwrap()
    }

    fn plan() -> Plan {
        let mut plan = Plan::default();
        plan.keep(
            Some((Reminder { minute: 19 * 60, days: EVERY_DAY }, "A moment for you".to_owned())),
            &at("12:00:00"),
        );
        plan
    }

    #[test]
    fn it_shows_once_when_it_is_due() {
        let mut plan = plan();
        assert_eq!(plan.look(&at("18:59:59")), None);
        assert_eq!(plan.look(&at("19:00:20")), Some("A moment for you"));
        assert_eq!(plan.look(&at("19:00:50")), None);
    }

    #[test]
    fn one_that_the_computer_slept_through_does_not_come_late() {
        let mut plan = plan();
        assert_eq!(plan.look(&at("22:10:00")), None);
        assert_eq!(plan.look(&"2026-11-29T19:00:00[Europe/Berlin]".parse().unwrap()), Some("A moment for you"));
    }

    #[test]
    fn hearing_of_the_same_choice_again_does_not_put_it_off() {
        let mut plan = plan();
        let kept = plan.kept.clone();
        plan.keep(kept, &at("19:00:10"));
        assert_eq!(plan.look(&at("19:00:20")), Some("A moment for you"));
        plan.keep(None, &at("19:01:00"));
        assert_eq!(plan.look(&"2026-11-29T19:00:10[Europe/Berlin]".parse().unwrap()), None);
    }
}
