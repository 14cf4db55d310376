//! `demo --headless`: the whole story through two real vaults and two real connections, without a window.
//!
//! Invariant: it exits with success only if every step held, the scans among them; vaults are removed unless asked for.

use std::path::{Path, PathBuf};

use understory_sync::document::Splice;
use understory_sync::engine::Command;
use understory_sync::engine::Event;
use understory_sync::engine::scan::{scan_folder, scan_values};
use understory_sync::engine::view::{Field, Home, ShareChoice, ShareState};
use understory_sync::ids::{DocumentId, SpaceId};
use understory_sync::sealed::{Passphrase, RecoveryKey};

use super::pair::pair;
use super::party::{Party, PartyError, system_world};
use super::report::Report;
use crate::i18n::t;

/// Options of `demo --headless`.
pub struct Headless {
    /// One JSON object a line.
    pub json: bool,
    /// Where both vaults are to be left, closed, with a note of their keys.
    pub keep: Option<PathBuf>,
}

/// Runs the story and returns whether all of it held.
pub fn run(options: &Headless) -> bool {
    let mut report = Report::new(options.json);
    let temporary;
    let folder: &Path = match &options.keep {
        Some(folder) => folder,
        None => match tempfile::tempdir() {
            Ok(made) => {
                temporary = made;
                temporary.path()
            }
            Err(_) => return false,
        },
    };
    let told = story(&mut report, folder, options.keep.is_some());
    told.is_ok() && report.held()
}

/// The words of the story; the deleted and the removed ones must reach nobody.
struct Words {
    title: String,
    kept_private: String,
    deleted: String,
    shared: String,
    updated: String,
    note: String,
    /// Written on the client's own two computers at once; the second is shared from there.
    first: String,
    second: String,
}

impl Words {
    fn sample() -> Self {
        Self {
            title: t("demo-sample-title"),
            kept_private: t("demo-sample-private"),
            deleted: t("demo-sample-deleted"),
            shared: t("demo-sample-shared"),
            updated: t("demo-sample-updated"),
            note: t("demo-sample-note"),
            first: t("demo-sample-first"),
            second: t("demo-sample-second"),
        }
    }

    fn all(&self) -> [&str; 8] {
        let Self { title, kept_private, deleted, shared, updated, note, first, second } = self;
        [title, kept_private, deleted, shared, updated, note, first, second]
    }
}

fn story(report: &mut Report, folder: &Path, keep: bool) -> Result<(), PartyError> {
    let words = Words::sample();
    let (client_folder, therapist_folder) = (folder.join("client"), folder.join("therapist"));
    let mut client = report.step("create-client", || {
        Party::create(&client_folder, &t("demo-client-name"), &t("demo-client-device"), Home::Journal)
    })?;
    let mut therapist = report.step("create-therapist", || {
        Party::create(&therapist_folder, &t("demo-therapist-name"), &t("demo-therapist-device"), Home::Clients)
    })?;

    let entry = report.step("write", || write(&mut client, &words))?;
    let space = report.step("pair", || pair(&mut client, &mut therapist))?;
    let first = report.step("share", || share(&mut client, entry, space, &words.shared, None))?;
    report.step("read", || read(&mut therapist, space, first, &words.shared))?;
    report.step("margin-note", || margin_note(&mut client, &mut therapist, entry, first, &words.note))?;
    let second = report.step("update", || update(&mut client, &mut therapist, entry, space, first, &words))?;
    report.step("withdraw", || withdraw(&mut client, &mut therapist, entry, space, second))?;
    let third = report.step("share-again", || share(&mut client, entry, space, &words.shared, None))?;
    report.step("read-again", || read(&mut therapist, space, third, &words.shared))?;
    let second_folder = folder.join("client-second");
    super::second::story(report, &mut client, &mut therapist, (entry, space), &second_folder)?;

    report.step("lock", || {
        client.lock()?;
        therapist.lock()
    })?;
    let (_, client_key, client_recovery) = client.quit()?;
    let (_, therapist_key, therapist_recovery) = therapist.quit()?;
    report.step("kill-and-reopen", || {
        let program = std::env::current_exe().map_err(|_| PartyError::Unexpected("this program can be found"))?;
        super::child::kill_while_writing(&program, &client_folder, &client_key)
    })?;
    report.step("scan-folders", || scan_folders(&[&client_folder, &second_folder, &therapist_folder], &words))?;
    report.step("scan-therapist", || scan_therapist(&therapist_folder, &therapist_key, &words))?;
    if keep {
        report.step("keep", || {
            let keys = [
                (&client_folder, &client_key, &client_recovery),
                (&therapist_folder, &therapist_key, &therapist_recovery),
            ];
            leave_note(folder, &keys)
        })?;
    }
    Ok(())
}

/// Writes an entry offline: a sentence that stays private, one that is deleted again, one that will be shared.
fn write(client: &mut Party, words: &Words) -> Result<DocumentId, PartyError> {
    let entry = client.new_entry()?;
    client.edit(entry, Field::Title, Splice { at: 0, delete: 0, insert: words.title.clone() })?;
    let start = format!("{} ", words.kept_private);
    let at = start.chars().count();
    client.edit(entry, Field::Body, Splice { at: 0, delete: 0, insert: start })?;
    client.edit(entry, Field::Body, Splice { at, delete: 0, insert: words.deleted.clone() })?;
    client.edit(entry, Field::Body, Splice { at, delete: words.deleted.chars().count(), insert: String::new() })?;
    client.edit(entry, Field::Body, Splice { at, delete: 0, insert: words.shared.clone() })?;
    Ok(entry)
}

/// Shares the passage that says `passage`, and waits until the other device says it has it.
pub fn share(
    client: &mut Party,
    entry: DocumentId,
    space: SpaceId,
    passage: &str,
    replaces: Option<DocumentId>,
) -> Result<DocumentId, PartyError> {
    let text = client.open_entry(entry)?.text;
    let byte = text.find(passage).ok_or(PartyError::Unexpected("the passage stands in the entry"))?;
    let start = text[..byte].chars().count();
    let choice = ShareChoice::Passage(start, start + passage.chars().count());
    client.ask(Command::PreviewShare { entry, space, choice, title: true, date: None, bring: false, replaces })?;
    let (preview, shown) = client.until("the preview", |event| match event {
        Event::SharePreview(preview) => Some((preview.number, preview.content.text.clone())),
        _ => None,
    })?;
    if shown != passage {
        return Err(PartyError::Unexpected("the sheet shows the passage and nothing else"));
    }
    client.ask(Command::Share { preview })?;
    let publication = client.until("shared", |event| match event {
        Event::Shared { publication, .. } => Some(*publication),
        _ => None,
    })?;
    wait_for_share(client, entry, publication, |state| matches!(state, ShareState::Arrived { .. }))?;
    Ok(publication)
}

/// Waits until the only other device says what is wanted of a publication.
pub fn wait_for_share(
    client: &mut Party,
    entry: DocumentId,
    publication: DocumentId,
    wanted: impl Fn(ShareState) -> bool,
) -> Result<(), PartyError> {
    client.until_answer("word from the other device", |client| {
        let view = client.open_entry(entry)?;
        let share = view.shares.iter().find(|share| share.publication == publication);
        let devices = share.map(|share| share.devices.as_slice()).unwrap_or_default();
        Ok((!devices.is_empty() && devices.iter().all(|device| wanted(device.state))).then_some(()))
    })
}

/// Waits until a publication is readable, and opens it.
pub fn read(therapist: &mut Party, space: SpaceId, publication: DocumentId, passage: &str) -> Result<(), PartyError> {
    let text = therapist.until_answer("a publication", |therapist| {
        therapist.ask(Command::ReadPerson(space))?;
        therapist.until("what was shared", |event| match event {
            Event::Publications { space: of, publications } if *of == space => {
                let found = publications.iter().find(|view| view.document == publication);
                Some(found.map(|view| view.content.text.clone()))
            }
            _ => None,
        })
    })?;
    if text != passage {
        return Err(PartyError::Unexpected("the reader sees what the sheet showed"));
    }
    therapist.ask(Command::MarkOpened(publication))?;
    therapist.until("opened", |event| match event {
        Event::Publications { publications, .. } => {
            let seen = publications.iter().find(|view| view.document == publication);
            seen.is_some_and(|view| view.opened).then_some(())
        }
        _ => None,
    })
}

/// The therapist leaves a note; the client sees it beside the passage.
fn margin_note(
    client: &mut Party,
    therapist: &mut Party,
    entry: DocumentId,
    publication: DocumentId,
    note: &str,
) -> Result<(), PartyError> {
    therapist.ask(Command::DraftNote { publication, range: Some((0, 8)) })?;
    let draft = therapist.until("a draft", |event| match event {
        Event::NoteDraft(draft) => Some(draft.draft),
        _ => None,
    })?;
    therapist.edit(draft, Field::Body, Splice { at: 0, delete: 0, insert: note.to_owned() })?;
    therapist.ask(Command::LeaveNote { draft })?;
    therapist.until("the note left", |event| matches!(event, Event::NoteLeft { .. }).then_some(()))?;
    client.until_answer("the note", |client| {
        let view = client.open_entry(entry)?;
        let mut notes = view.shares.iter().flat_map(|share| &share.notes);
        Ok(notes.any(|seen| seen.text == note && seen.range == Some((0, 8))).then_some(()))
    })
}

/// The client rewrites the passage and updates what the therapist sees; the old words go.
fn update(
    client: &mut Party,
    therapist: &mut Party,
    entry: DocumentId,
    space: SpaceId,
    first: DocumentId,
    words: &Words,
) -> Result<DocumentId, PartyError> {
    let text = client.open_entry(entry)?.text;
    let at = text.chars().count();
    client.edit(entry, Field::Body, Splice { at, delete: 0, insert: format!(" {}", words.updated) })?;
    let second = share(client, entry, space, &words.updated, Some(first))?;
    read(therapist, space, second, &words.updated)?;
    wait_for_share(client, entry, first, |state| matches!(state, ShareState::Removed { .. }))?;
    Ok(second)
}

/// The client withdraws, and the device of the therapist says that it removed it.
pub fn withdraw(
    client: &mut Party,
    therapist: &mut Party,
    entry: DocumentId,
    space: SpaceId,
    publication: DocumentId,
) -> Result<(), PartyError> {
    client.ask(Command::Withdraw { publication })?;
    wait_for_share(client, entry, publication, |state| matches!(state, ShareState::Removed { .. }))?;
    therapist.until_answer("the publication gone from the reader's list", |therapist| {
        therapist.ask(Command::ReadPerson(space))?;
        therapist.until("what is left", |event| match event {
            Event::Publications { publications, .. } => Some(publications.is_empty().then_some(())),
            _ => None,
        })
    })
}

fn scan_folders(folders: &[&Path], words: &Words) -> Result<(), PartyError> {
    for folder in folders {
        let found =
            scan_folder(folder, &words.all()).map_err(|_| PartyError::Unexpected("the folder can be scanned"))?;
        if !found.is_empty() {
            return Err(PartyError::Unexpected("nothing readable lies in the vault folders"));
        }
    }
    Ok(())
}

fn scan_therapist(folder: &Path, key: &Passphrase, words: &Words) -> Result<(), PartyError> {
    let needles = [words.deleted.as_str(), &words.updated, &words.kept_private, &words.first, &words.shared];
    let found = scan_values(folder, key, &system_world(), &needles)
        .map_err(|_| PartyError::Unexpected("the therapist's values can be opened"))?;
    let hit = |needle: usize| found.iter().any(|finding| finding.needle == needle);
    if (0..4).any(hit) {
        return Err(PartyError::Unexpected(
            "deleted, withdrawn and private words are in no value of the therapist's vault",
        ));
    }
    if hit(4) { Ok(()) } else { Err(PartyError::Unexpected("the same scan finds the shared words")) }
}

fn leave_note(folder: &Path, keys: &[(&PathBuf, &Passphrase, &RecoveryKey)]) -> Result<(), PartyError> {
    let mut note = t("demo-note-head");
    for (vault, passphrase, recovery) in keys {
        let name = vault.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        note.push_str(&format!("\n\n{name}\n  {}\n  {}", passphrase.reveal(), recovery.reveal().as_str()));
    }
    note.push('\n');
    std::fs::write(folder.join("NOTE.txt"), note).map_err(|_| PartyError::Unexpected("the note can be written"))
}
