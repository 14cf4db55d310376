//! What devices said, in words: how they are reached, what they have, when it was heard.

use jiff::Timestamp;
use understory_sync::clock::UnixMillis;
use understory_sync::engine::view::{
    DeviceView, IncidentKind, Link, PersonView, Progress, Recognised, RefusedWhy, Role,
};

use crate::i18n::{t, t_with};
use crate::state::State;
use crate::when;
use crate::widgets::Tone;

/// Returns a moment: "10:32", "Yesterday 16:40", "Friday 17:20", "12 May".
pub fn moment(ms: UnixMillis, state: &State) -> String {
    let zoned = |ms: UnixMillis| {
        let at = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        at.unwrap_or(Timestamp::MAX).to_zoned(state.zone.clone())
    };
    let (at, now) = (zoned(ms).date(), zoned(state.now_ms).date());
    let days = at.until(now).map_or(0, |span| span.get_days());
    match days {
        0 => when::time(ms, &state.zone),
        2..=6 => {
            let day = t(&format!("weekday-{}", at.weekday().to_monday_one_offset()));
            t_with("when-weekday", &[("day", day.into()), ("time", when::time(ms, &state.zone).into())])
        }
        _ => when::day(ms, state.now_ms, &state.zone),
    }
}

/// Says what a person is to this one.
pub fn role(role: Role) -> String {
    match role {
        Role::Client => t("people-role-client"),
        Role::Therapist => t("people-role-therapist"),
    }
}

/// Says how much stands between this person and that one.
pub fn shared(person: &PersonView) -> String {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match person.role {
        Role::Therapist => {
            t_with("people-shared", &[("n", count(person.shared).into()), ("m", count(person.withdrawn).into())])
        }
        Role::Client => {
            t_with("people-received", &[("n", count(person.received).into()), ("m", count(person.unread).into())])
        }
    }
}

/// Says how a person was recognised.
pub fn recognised(how: Recognised) -> String {
    match how {
        Recognised::InTheRoom => t("people-recognised-room"),
        Recognised::OnVideo => t("people-recognised-video"),
        Recognised::ByPhone => t("people-recognised-phone"),
        Recognised::NotAtAll => t("people-recognised-not"),
    }
}

/// Says how a device is reached.
pub fn link(link: Link, state: &State) -> String {
    match link {
        Link::Here { direct, near, rtt_us } => {
            let rtt = if rtt_us < 1000 {
                t("people-rtt-under")
            } else {
                let ms = i64::try_from((rtt_us + 500) / 1000).unwrap_or(i64::MAX);
                t_with("people-rtt", &[("ms", ms.into())])
            };
            let words = match (direct, near) {
                (true, true) => "people-link-direct",
                (true, false) => "people-link-direct-far",
                (false, _) => "people-link-relay",
            };
            t_with(words, &[("rtt", rtt.into())])
        }
        Link::Away { heard_ms: Some(ms) } => t_with("people-link-heard", &[("when", moment(ms, state).into())]),
        Link::Away { heard_ms: None } => t("people-link-never"),
    }
}

/// Says when a person's devices were last heard.
pub fn last_heard(person: &PersonView, state: &State) -> String {
    if person.devices.iter().any(|device| matches!(device.link, Link::Here { .. })) {
        return t("people-here-now");
    }
    let heard = person.devices.iter().filter_map(|device| match device.link {
        Link::Away { heard_ms } => heard_ms,
        Link::Here { .. } => None,
    });
    heard.max().map_or_else(|| t("people-never"), |ms| moment(ms, state))
}

/// Says what a device has of ours: every line that is true, the worst first.
pub fn delivery(device: &DeviceView, state: &State) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if device.paused {
        let restored = state.backup.known.as_ref().is_some_and(|known| known.restored_ms.is_some());
        lines.push(match restored {
            true => (Tone::Waiting, t("people-held-back")),
            false => (Tone::Failed, t("people-paused")),
        });
    }
    let mut whys: Vec<RefusedWhy> = Vec::new();
    for why in &device.refused {
        if !whys.contains(why) {
            whys.push(*why);
            let n = device.refused.iter().filter(|other| *other == why).count() as u64;
            let args = [("n", count(n).into()), ("why", refused(*why).into())];
            lines.push((Tone::Failed, t_with("people-refused", &args)));
        }
    }
    if let Some(receiving) = device.receiving {
        lines.push((Tone::Waiting, t_with("people-receiving", &progress_words(receiving))));
    }
    if let Some(sending) = device.sending {
        lines.push((Tone::Waiting, t_with("people-sending", &progress_words(sending))));
    } else if device.waiting > 0 {
        lines.push((Tone::Waiting, t_with("people-waiting", &[("n", count(device.waiting).into())])));
    }
    if device.unopened > 0 {
        lines.push((Tone::Waiting, t_with("people-unopened", &[("n", count(device.unopened).into())])));
    }
    if lines.is_empty() {
        lines.push(match device.everything_since_ms {
            Some(ms) => (Tone::Ok, t_with("people-everything", &[("when", moment(ms, state).into())])),
            None => (Tone::Quiet, t("people-unknown")),
        });
    }
    lines
}

/// Returns the bars of a device, each with the words that say the same.
pub fn progress(device: &DeviceView) -> Vec<(Progress, String)> {
    let bars = [(device.receiving, "people-receiving"), (device.sending, "people-sending")];
    let words = |(progress, key): (Option<Progress>, &str)| {
        progress.map(|progress| (progress, t_with(key, &progress_words(progress))))
    };
    bars.into_iter().filter_map(words).collect()
}

fn progress_words(progress: Progress) -> [(&'static str, fluent_bundle::FluentValue<'static>); 2] {
    [("done", grouped(progress.done).into()), ("of", grouped(progress.of).into())]
}

/// Writes a number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    parts.join(&t("number-group"))
}

/// Says why something was refused.
pub fn refused(why: RefusedWhy) -> String {
    match why {
        RefusedWhy::TooLarge => t("refused-too-large"),
        RefusedWhy::Malformed => t("refused-malformed"),
        RefusedWhy::NotTheWriter => t("refused-not-the-writer"),
        RefusedWhy::Misplaced => t("refused-misplaced"),
        RefusedWhy::Incomplete => t("refused-incomplete"),
        RefusedWhy::Gone => t("refused-gone"),
        RefusedWhy::Unknown => t("refused-unknown"),
        RefusedWhy::Full => t("refused-full"),
    }
}

/// Says what happened.
pub fn incident(kind: IncidentKind) -> String {
    match kind {
        IncidentKind::Stranger => t("incident-stranger"),
        IncidentKind::BadFrame => t("incident-bad-frame"),
        IncidentKind::Refused(why) => t_with("incident-refused", &[("why", refused(why).into())]),
        IncidentKind::Damaged => t("incident-damaged"),
        IncidentKind::CursorMismatch => t("incident-cursor-mismatch"),
        IncidentKind::WentBack => t("incident-went-back"),
        IncidentKind::FailedInvitation => t("incident-failed-invitation"),
        IncidentKind::ApplyFailed => t("incident-apply-failed"),
        IncidentKind::Repaired => t("incident-repaired"),
        IncidentKind::NotRepaired => t("incident-not-repaired"),
        IncidentKind::ToldRemoved => t("incident-told-removed"),
        IncidentKind::CameBack => t("incident-came-back"),
        IncidentKind::TooMuchToday => t("incident-too-much-today"),
        IncidentKind::ClockOff { days } => {
            let word = if days < 0 { "incident-clock-behind" } else { "incident-clock-ahead" };
            t_with(word, &[("n", i64::from(days.unsigned_abs()).into())])
        }
    }
}
