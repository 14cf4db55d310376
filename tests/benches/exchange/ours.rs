//! The measurements of Understory itself: real vaults on disk on both sides, real connections over loopback.
//!
//! Invariant: the clock starts when the second device is told to use the network, so binding, dialling and both
//! handshakes are inside; it stops at what the other device said, never at what was sent.

use std::path::Path;
use std::time::{Duration, Instant};

use understory_sync::document::Splice;
use understory_sync::engine::view::{Field, ShareChoice};
use understory_sync::engine::{Command, Event};

use crate::figures::{figure, percentile};
use crate::fill;
use crate::memory;
use crate::side::{Side, between, quiet, until};
use crate::stage::Stage;

/// Entries changed before the third meeting.
pub const CHANGED: usize = 10;
/// Silence after which nothing more is expected; offers follow after two seconds.
const QUIET_MS: u64 = 2_200;
/// Silence after an answer that nothing follows but what is on its way already.
const SETTLED_MS: u64 = 500;

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// First sync of two devices of one person; if they meet `again`, then nothing new, then ten changed.
pub fn two_devices(folder: &Path, entries: usize, again: bool) {
    let stage = Stage::at(folder);
    let before = memory::now_mib();
    let (mut first, mut second) = (stage.open("first"), stage.open("second"));
    quiet(&mut first, &mut second, SETTLED_MS);
    memory::forget_peak();

    let (sent_before, begun) = (first.traffic(), Instant::now());
    second.network(true);
    let (mut stored, mut listed) = (None, None);
    until("the first sync", &mut first, &mut second, |first, second| {
        if stored.is_none() && first.stored() {
            stored = Some(millis(begun));
        }
        if listed.is_none() && second.listed.len() >= entries {
            listed = Some(millis(begun));
        }
        (listed.is_some() && first.applied()).then_some(())
    });
    figure("first_sync.stored_ms", stored.expect("applied means stored"));
    figure("first_sync.listed_ms", listed.expect("waited for"));
    quiet(&mut first, &mut second, SETTLED_MS);
    let went = between(sent_before, first.traffic());
    figure("first_sync.payload_bytes", (went.bytes_sent + went.bytes_received) as f64);
    figure("first_sync.frames", (went.frames_sent + went.frames_received) as f64);
    figure("memory.peak_mib", memory::peak_mib());
    figure("memory.after_mib", memory::now_mib());
    figure("memory.before_mib", before);

    let space = first.profile.private_space;
    if again {
        nothing_new(&mut first, &mut second);
        some_changed(&mut first, &mut second);
    }
    second.quit();
    first.quit();
    if !again {
        return;
    }
    let vault = fill::open(&stage.vault("first"), &stage.key("first"));
    let bytes = fill::newest_bytes(&vault, space, CHANGED as u64);
    figure("changed.changes_bytes", bytes as f64);
    vault.close().expect("a vault closes");
}

/// Leaves the network with one device and waits until both know.
fn part(first: &mut Side, second: &mut Side) {
    second.network(false);
    until("the parting", first, second, |first, second| (first.away() && second.away()).then_some(()));
}

/// Both meet again and find that nothing is new.
fn nothing_new(first: &mut Side, second: &mut Side) {
    part(first, second);
    quiet(first, second, SETTLED_MS);
    let (sent_before, begun) = (first.traffic(), Instant::now());
    second.network(true);
    let took =
        until("the meeting", first, second, |first, second| (first.applied() && second.here()).then(|| millis(begun)));
    quiet(first, second, QUIET_MS);
    let went = between(sent_before, first.traffic());
    figure("nothing_new.ms", took);
    figure("nothing_new.bytes_out", went.bytes_sent as f64);
    figure("nothing_new.bytes_in", went.bytes_received as f64);
    figure("nothing_new.frames_out", went.frames_sent as f64);
    figure("nothing_new.frames_in", went.frames_received as f64);
}

/// Some entries are changed while the devices are apart.
fn some_changed(first: &mut Side, second: &mut Side) {
    part(first, second);
    let entries: Vec<_> = first.listed.iter().copied().take(CHANGED).collect();
    for entry in &entries {
        first.ask(Command::OpenEntry(*entry));
        let length = until("the entry", first, second, |first, _| {
            first.told.iter().find_map(|event| match event {
                Event::Opened(view) if view.summary.document == *entry => {
                    Some((view.text.chars().count(), view.batches.1))
                }
                _ => None,
            })
        });
        let splices = vec![Splice { at: length.0, delete: 0, insert: " One more thought, before sleep.".to_owned() }];
        let batch = length.1 + 1;
        first.ask(Command::Edit { document: *entry, field: Field::Body, batch, splices });
        until("saved", first, second, |first, _| {
            first.told.iter().any(|event| matches!(event, Event::Saved { .. })).then_some(())
        });
    }
    // Copies and catalog are written when idle; that is no part of meeting.
    quiet(first, second, QUIET_MS);
    let (sent_before, begun) = (first.traffic(), Instant::now());
    second.rows_told = 0;
    second.network(true);
    let stored = until("the changes", first, second, |first, _| first.stored().then(|| millis(begun)));
    until("the rows", first, second, |first, second| (first.applied() && second.rows_told >= CHANGED).then_some(()));
    figure("changed.stored_ms", stored);
    figure("changed.listed_ms", millis(begun));
    quiet(first, second, SETTLED_MS);
    let went = between(sent_before, first.traffic());
    figure("changed.bytes", (went.bytes_sent + went.bytes_received) as f64);
    figure("changed.frames", (went.frames_sent + went.frames_received) as f64);
}

/// First sync of publications with another person's device, then one publication after the other, live.
pub fn client_and_therapist(folder: &Path, publications: usize, live: usize) {
    let stage = Stage::at(folder);
    let (mut client, mut therapist) = (stage.open("first"), stage.open("second"));
    quiet(&mut client, &mut therapist, SETTLED_MS);
    let (sent_before, begun) = (client.traffic(), Instant::now());
    therapist.network(true);
    until("the meeting", &mut client, &mut therapist, |client, therapist| {
        (client.here() && therapist.here()).then_some(())
    });
    if publications > 0 {
        let stored = until("stored", &mut client, &mut therapist, |client, _| client.stored().then(|| millis(begun)));
        until("applied", &mut client, &mut therapist, |client, _| client.applied().then_some(()));
        figure("publications.stored_ms", stored);
        figure("publications.applied_ms", millis(begun));
        quiet(&mut client, &mut therapist, SETTLED_MS);
        let went = between(sent_before, client.traffic());
        figure("publications.payload_bytes", (went.bytes_sent + went.bytes_received) as f64);
    }
    if live > 0 {
        live_publications(&mut client, &mut therapist, &stage, live);
    }
    therapist.quit();
    client.quit();
}

/// From the moment a publication is saved here to the first frame with which the other device answers it.
///
/// Nothing else is under way, so that frame is the word "stored"; that it was is checked by what the engine tells.
fn live_publications(client: &mut Side, therapist: &mut Side, stage: &Stage, live: usize) {
    let mut words = crate::words::Words::new(99);
    let mut times = Vec::with_capacity(live);
    for number in 0..live {
        let entry = new_entry(client, therapist);
        let length = words.length();
        let splices = vec![Splice { at: 0, delete: 0, insert: words.text(length) }];
        client.ask(Command::Edit { document: entry, field: Field::Body, batch: 1, splices });
        until("saved", client, therapist, |client, _| {
            client.told.iter().any(|event| matches!(event, Event::Saved { .. })).then_some(())
        });
        let (choice, space) = (ShareChoice::Whole, stage.space());
        client.ask(Command::PreviewShare {
            entry,
            space,
            choice,
            title: false,
            date: None,
            bring: false,
            replaces: None,
        });
        let preview = until("the preview", client, therapist, |client, _| {
            client.told.iter().find_map(|event| match event {
                Event::SharePreview(preview) => Some(preview.number),
                _ => None,
            })
        });
        quiet(client, therapist, 30);
        let answers = client.traffic().frames_received;
        client.ask(Command::Share { preview });
        let saved = wait_for_shared(client);
        let deadline = saved + Duration::from_secs(30);
        while client.traffic().frames_received == answers {
            assert!(Instant::now() < deadline, "publication {number} was not answered");
            // Not a spin: that would take one of two processors from those who are measured.
            std::thread::sleep(Duration::from_micros(20));
        }
        times.push(millis(saved));
        until("applied", client, therapist, |client, _| client.applied().then_some(()));
    }
    figure("live.median_ms", percentile(&mut times, 50));
    figure("live.p99_ms", percentile(&mut times, 99));
}

fn wait_for_shared(client: &Side) -> Instant {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match client.engine.wait_event(deadline.saturating_duration_since(Instant::now())) {
            Some(Event::Shared { .. }) => return Instant::now(),
            Some(Event::Failed(failure)) => panic!("not shared: {failure}"),
            Some(_) => {}
            None => panic!("not shared in time"),
        }
    }
}

fn new_entry(client: &mut Side, therapist: &mut Side) -> understory_sync::ids::DocumentId {
    let known = client.listed.clone();
    client.ask(Command::NewEntry(Default::default()));
    until("a new entry", client, therapist, |client, _| {
        client.told.iter().find_map(|event| match event {
            Event::Opened(view) if view.text.is_empty() && !known.contains(&view.summary.document) => {
                Some(view.summary.document)
            }
            _ => None,
        })
    })
}
