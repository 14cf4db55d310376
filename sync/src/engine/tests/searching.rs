//! Searching, through the engine: what is found right after opening, and what fills the table meanwhile.

use super::secrets::Desk;
use super::*;
use crate::engine::actor::Input as ActorInput;
use crate::engine::command::{Command, EntryStart};

impl Desk {
    fn finds(&mut self, query: &str) -> usize {
        let found =
            self.ask(Command::Search { number: 1, query: query.to_owned() }).into_iter().find_map(
                |event| match event {
                    Event::Found { documents, .. } => Some(documents.len()),
                    _ => None,
                },
            );
        found.unwrap()
    }

    fn unsearched(&self) -> usize {
        self.actor.open.as_ref().unwrap().unsearched.len()
    }
}

fn written(entries: usize) -> Desk {
    let mut desk = Desk::new();
    for number in 0..entries {
        let start = EntryStart { text: format!("the door number{number} was never locked"), ..EntryStart::default() };
        desk.ask(Command::NewEntry(start));
    }
    desk.relocked();
    desk.unlock("old words");
    desk
}

#[test]
fn the_table_fills_by_itself_after_opening() {
    let mut desk = written(20);
    assert_eq!(desk.unsearched(), 20);
    assert!(desk.actor.has_news(), "there is something to do when nothing else is");
    desk.actor.handle(ActorInput::Pause);
    assert_eq!(desk.unsearched(), 0);
    assert_eq!(desk.finds("door"), 20);
}

#[test]
fn who_asks_at_once_gets_the_whole_answer() {
    let mut desk = written(20);
    assert_eq!(desk.finds("door"), 20);
    assert_eq!(desk.finds("number7"), 1);
    assert_eq!(desk.unsearched(), 0);
}

#[test]
fn an_entry_thrown_away_while_the_table_fills_is_found_where_it_is_and_new_words_too() {
    let mut desk = written(20);
    desk.ask(Command::NewEntry(EntryStart { text: "another corridor".to_owned(), ..EntryStart::default() }));
    desk.actor.handle(ActorInput::Pause);
    assert_eq!(desk.finds("corridor"), 1);
}

#[test]
fn who_asks_before_the_table_is_full_is_answered_from_the_newest_and_again_when_it_is() {
    let mut desk = written(230);
    let first = desk.finds("door");
    assert!((1..230).contains(&first), "{first}");
    assert_eq!(desk.finds("number229"), 1, "the newest are in it first");
    desk.finds("door");
    let again = desk.actor.handle(ActorInput::Pause).into_iter().find_map(|event| match event {
        Event::Found { number, documents, .. } => Some((number, documents.len())),
        _ => None,
    });
    assert!(again.is_none_or(|again| again == (1, 230)));
    assert_eq!(desk.finds("door"), 230);
}
