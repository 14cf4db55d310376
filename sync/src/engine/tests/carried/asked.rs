//! A file that was asked for while something in the log was not applied yet.

use super::*;

/// Two who carried one page there; the answer of the reader lies in the client's log, not applied.
fn answer_not_applied() -> (Two, DocumentId) {
    let mut two = Two::new();
    let publication = two.client.share(two.space, "said too soon");
    let file = two.for_therapist();
    two.therapist.take(&file);
    two.therapist.share(two.space, "an answer");
    let answer = two.for_client();
    two.client.open.open_carried(&answer, &mut two.client.runner).unwrap();
    assert!(two.client.open.vault.unapplied_after(two.space, 0).is_some(), "it waits");
    two.client.open.events.clear();
    (two, publication)
}

fn files(desk: &Desk) -> Vec<CarriedMade> {
    let made = |event: &Event| match event {
        Event::CarriedMade(made) => Some(made.clone()),
        _ => None,
    };
    desk.open.events.iter().filter_map(made).collect()
}

#[test]
fn a_withdrawal_behind_an_answer_that_is_not_applied_yet_is_in_the_file() {
    let (mut two, publication) = answer_not_applied();
    let Desk { open, runner, .. } = &mut two.client;
    open.withdraw(publication).unwrap();
    open.ask_carried(CarryTo::Person(two.contacts[0].person)).unwrap();
    open.carry_some(false, runner);
    assert!(files(&two.client).is_empty(), "it waits");

    let Desk { open, runner, .. } = &mut two.client;
    open.apply_now().unwrap();
    open.carry_some(false, runner);
    open.carry_some(false, runner);
    let made = files(&two.client);
    assert_eq!(made.len(), 1, "it is made once");
    assert!(!made[0].more);
    assert_eq!(two.therapist.take(&made[0].file).ended, 1);
    assert!(two.therapist.shown(two.space).is_empty());
}

#[test]
fn a_file_that_leaves_without_what_could_not_be_applied_says_that_there_is_more() {
    let (mut two, publication) = answer_not_applied();
    let Desk { open, runner, .. } = &mut two.client;
    open.withdraw(publication).unwrap();
    open.ask_carried(CarryTo::Person(two.contacts[0].person)).unwrap();
    open.carry_some(true, runner);
    let made = files(&two.client);
    assert!(made.len() == 1 && made[0].more, "{made:?}");
}

#[test]
fn a_chunk_that_can_never_be_applied_keeps_nobody_waiting_for_a_file() {
    let (mut two, _) = answer_not_applied();
    let space = two.space;
    let open = &mut two.client.open;
    let number = open.vault.unapplied_after(space, 0).unwrap();
    open.vault.spoil_for_tests(space, number);
    two.client = two.client.again();
    let Desk { open, runner, .. } = &mut two.client;
    open.apply_leftovers().unwrap();
    assert_eq!(open.vault.unapplied_after(space, 0), Some(number), "it is not there any more");
    open.ask_carried(CarryTo::Person(two.contacts[0].person)).unwrap();
    open.carry_some(false, runner);
    let made = files(&two.client);
    assert!(made.len() == 1 && made[0].more, "{made:?}");
}
