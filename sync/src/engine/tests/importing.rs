//! Entries of another vault, taken over as the screen asks: listed first, copied in steps, the other vault untouched.

use std::collections::BTreeMap;

use super::secrets::{Desk, words};
use super::*;
use crate::document::{Field, Splice};
use crate::engine::actor::Input as ActorInput;
use crate::engine::command::Command;
use crate::engine::failure::Failure;
use crate::engine::importing::ImportWish;
use crate::engine::view::{ImportEntry, ImportView};

/// Writes an entry with a tag; returns its name.
fn written(desk: &mut Desk, title: &str, text: &str) -> DocumentId {
    let opened = desk.ask(Command::NewEntry(Default::default()));
    let document = opened.iter().find_map(|event| match event {
        Event::Opened(view) => Some(view.summary.document),
        _ => None,
    });
    let document = document.unwrap();
    for (field, insert) in [(Field::Title, title), (Field::Body, text)] {
        let splices = vec![Splice { at: 0, delete: 0, insert: insert.to_owned() }];
        desk.ask(Command::Edit { document, field, batch: 1, splices });
    }
    desk.ask(Command::SetTags { document, tags: vec!["kept there".to_owned()] });
    desk.wait(3600);
    document
}

/// Every file of a folder, with its bytes.
fn files(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(desk.folder()).unwrap().map(|entry| entry.unwrap());
    entries.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

fn views(events: Vec<Event>) -> Vec<ImportView> {
    events.into_iter().filter_map(|event| if let Event::Import(view) = event { Some(view) } else { None }).collect()
}

fn look(desk: &mut Desk, folder: PathBuf, passphrase: &str) -> Vec<ImportView> {
    let passphrase = words(passphrase);
    views(desk.ask(Command::Import(ImportWish::Look { folder, passphrase })))
}

/// Lets steps follow each other until the other vault is listed or closed; returns all that was told.
fn until_still(desk: &mut Desk, mut told: Vec<ImportView>) -> Vec<ImportView> {
    for _ in 0..1_000 {
        match told.last() {
            Some(ImportView::Reading { .. } | ImportView::Taking { .. }) => {
                told.extend(views(desk.actor.handle(ActorInput::Pause)));
            }
            _ => return told,
        }
    }
    panic!("it never comes to an end");
}

fn listed(desk: &mut Desk, folder: PathBuf) -> Vec<ImportEntry> {
    let told = look(desk, folder, "old words");
    match until_still(desk, told).pop() {
        Some(ImportView::Listed { entries, unreadable: 0 }) => entries,
        other => panic!("{other:?}"),
    }
}

/// Title, text, date and tags of every entry here.
fn entries(desk: &mut Desk) -> Vec<(String, String, u64, usize)> {
    let open = desk.actor.open.as_ref().unwrap();
    let rows = open.catalog.iter().filter(|row| row.kind == Kind::Entry);
    let docs = rows.map(|row| open.read_doc(row.document).unwrap().entry().unwrap());
    let mut found: Vec<_> = docs.map(|doc| (doc.title, doc.text, doc.created_ms, doc.tags.len())).collect();
    found.sort();
    found
}

#[test]
fn chosen_entries_become_new_ones_here_and_the_other_vault_stays_byte_for_byte() {
    let mut other = Desk::seeded(2);
    let kept = written(&mut other, "The lake", "Still *water*");
    let left = written(&mut other, "Not this", "stays there");
    let thrown = written(&mut other, "Thrown", "away");
    other.ask(Command::Trash { document: thrown, trashed: true });
    let began = other.actor.open.as_ref().unwrap().catalog.get(kept).unwrap().created_ms;
    other.relocked();
    let before = files(&other);

    let mut here = Desk::new();
    here.wait(1_000_000);
    let found = listed(&mut here, other.folder());
    assert_eq!(found.iter().map(|entry| entry.document).collect::<Vec<_>>(), [left, kept], "newest first, no trash");
    assert_eq!((found[1].title.as_str(), found[1].created_ms), ("The lake", began));
    assert!(!found[1].first_line.is_empty());
    assert!(entries(&mut here).is_empty(), "nothing is copied before somebody says so");
    let stranger = DocumentId([7; 32]);
    let told = views(here.ask(Command::Import(ImportWish::Take(vec![kept, thrown, stranger]))));
    let told = until_still(&mut here, told);
    assert_eq!(told.last(), Some(&ImportView::Ended { taken: 1, unreadable: 0 }));
    assert_eq!(entries(&mut here), [("The lake".to_owned(), "Still *water*".to_owned(), began, 0)]);
    let open = here.actor.open.as_ref().unwrap();
    assert!(open.catalog.get(kept).is_none(), "under a name of its own");
    assert!(files(&other) == before);
    assert!(super::secrets::unlocked(&other.unlock("old words")), "and it is closed again");
    here.relocked();
    assert!(super::secrets::unlocked(&here.unlock("old words")));
    assert_eq!(entries(&mut here).len(), 1, "on disk");
}

#[test]
fn a_large_vault_is_read_and_taken_over_in_steps_and_may_be_stopped_between_them() {
    let mut other = Desk::seeded(2);
    let open = other.actor.open.as_mut().unwrap();
    for number in 0..400_u64 {
        let title = format!("Entry {number}");
        open.new_private_at(Kind::Entry, number, |doc| doc.set_words(&title, "x").map_err(|_| Failure::Internal))
            .unwrap();
    }
    other.relocked();
    let mut here = Desk::new();
    let told = look(&mut here, other.folder(), "old words");
    let mut told = until_still(&mut here, told);
    let Some(ImportView::Listed { entries: found, .. }) = told.pop() else { panic!("a list") };
    assert_eq!(found.len(), 400);
    let shares: Vec<f64> = told
        .iter()
        .map(|view| match view {
            ImportView::Reading { done, of } => *done as f64 / *of as f64,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(shares.len() > 4 && shares.is_sorted() && shares.iter().all(|share| *share <= 1.0), "{shares:?}");
    // What is typed meanwhile is not held up.
    let all = found.iter().map(|entry| entry.document).collect();
    assert_eq!(views(here.ask(Command::Import(ImportWish::Take(all)))).len(), 2, "asked, and the first step");
    written(&mut here, "Meanwhile", "typed");
    let taken = views(here.ask(Command::Import(ImportWish::Stop)));
    let Some(ImportView::Ended { taken, unreadable: 0 }) = taken.first() else { panic!("{taken:?}") };
    assert!((64..400).contains(taken), "{taken}");
    assert_eq!(entries(&mut here).len(), taken + 1, "what was made stays");
    assert!(super::secrets::unlocked(&other.unlock("old words")), "the other vault is closed");
}

#[test]
fn a_vault_that_is_open_and_a_wrong_passphrase_are_told_apart_and_guesses_wait() {
    let mut other = Desk::seeded(2);
    let mut here = Desk::new();
    let failed = |failure| vec![ImportView::Failed { failure, taken: 0 }];
    assert_eq!(look(&mut here, other.folder(), "old words"), failed(Failure::AlreadyOpen));
    let mine = here.folder();
    assert_eq!(look(&mut here, mine, "old words"), failed(Failure::AlreadyOpen), "this very vault");
    assert_eq!(look(&mut here, other.folder().join("none"), "old words"), failed(Failure::NoVault));
    other.relocked();
    assert_eq!(look(&mut here, other.folder(), "guessed"), failed(Failure::WrongPassphrase));
    assert_eq!(look(&mut here, other.folder(), "old words"), failed(Failure::TooSoon));
    here.wait(1);
    assert!(listed(&mut here, other.folder()).is_empty());
    here.relocked();
    assert!(super::secrets::unlocked(&other.unlock("old words")), "locking here closes what was open there");
}
