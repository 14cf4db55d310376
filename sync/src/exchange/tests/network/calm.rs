//! Stories of a few devices, without weather.

use super::super::Incident;
use super::super::sim::Dice;
use super::disk::{Doc, content};
use super::node::{SHARED, private};
use super::storm::{calm_down, resume};
use super::world::World;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Body;

fn document(space: SpaceId, writer: u8, number: u8) -> DocumentId {
    let mut id = [0; 32];
    (id[0], id[1], id[2], id[3]) = (number.wrapping_mul(37), writer, space.0[0], number);
    DocumentId(id)
}

fn write(world: &mut World, which: usize, space: SpaceId, number: u8, edit: u64) {
    let document = document(space, world.nodes[which].who.person, number);
    world.on(which, |node| node.append(space, document, Body::Changes(edit.to_le_bytes().to_vec())));
}

fn holds(world: &World, which: usize, space: SpaceId, document: DocumentId) -> Option<Doc> {
    world.nodes[which].disk.logs[&space].docs.get(&document).cloned()
}

fn incidents(world: &World, which: usize) -> &[Incident] {
    &world.nodes[which].incidents
}

#[test]
fn in_a_group_of_three_each_body_reaches_each_device_once() {
    for (seed, persons) in [(1, [1, 1, 1]), (2, [1, 2, 2]), (3, [1, 1, 2])] {
        let mut dice = Dice(seed);
        let mut world = World::new(&persons);
        world.connect_all();
        for number in 0..60 {
            let which = dice.roll(3) as usize;
            let space = if persons.contains(&2) { SHARED } else { private(1) };
            write(&mut world, which, space, number, u64::from(number));
            for _ in 0..dice.roll(60) {
                let (at, to) = world.pick_link(&mut dice).unwrap();
                world.deliver(at, to);
            }
            world.apply_all();
            world.now_ms += dice.roll(300);
            world.offer_what_waited();
        }
        world.settle();
        for node in &world.nodes {
            let mine = node.disk.logs.values().flat_map(|log| &log.chunks);
            let mine = mine.filter(|(_, chunk)| chunk.origin.device == node.who.id).count();
            let held: usize = node.disk.logs.values().map(|log| log.docs.len()).sum();
            assert_eq!((held, node.bodies.len()), (60, 60 - mine));
            assert!(node.bodies.values().all(|times| *times == 1), "{persons:?}: {:?}", node.bodies);
        }
    }
}

#[test]
fn a_device_that_has_nothing_is_sent_whole_documents() {
    let mut world = World::new(&[1, 1]);
    for edit in 0..50 {
        write(&mut world, 0, private(1), (edit % 2) as u8, edit);
    }
    calm_down(&mut world);
    assert_eq!(world.nodes[1].bodies.len(), 2, "one body for each document");
    assert_eq!(world.nodes[1].disk.logs[&private(1)].docs, world.nodes[0].disk.logs[&private(1)].docs);
}

#[test]
fn a_restored_device_gets_its_own_lost_words_back_from_its_other_device() {
    let mut world = World::new(&[1, 1]);
    let space = private(1);
    write(&mut world, 0, space, 1, 1);
    calm_down(&mut world);
    let copy = world.nodes[0].disk.clone();
    write(&mut world, 0, space, 2, 2);
    world.settle();
    world.cut_all();
    world.nodes[0].disk = copy;
    world.nodes[0].restart();
    for number in 3..6 {
        write(&mut world, 0, space, number, u64::from(number));
    }
    world.connect_all();
    world.settle();
    assert_eq!(world.nodes[0].paused, [(1, space)]);
    let lost = document(space, 1, 2);
    assert!(holds(&world, 0, space, lost).is_some(), "offered again, by id, before anybody looked");
    assert!(holds(&world, 1, space, document(space, 1, 3)).is_none(), "nothing was served");
    calm_down(&mut world);
    assert!(holds(&world, 1, space, document(space, 1, 3)).is_some());
    assert!(incidents(&world, 1).iter().all(|incident| !matches!(incident, Incident::Breach(_))));
}

#[test]
fn what_was_withdrawn_before_a_restore_does_not_leave_again() {
    let mut world = World::new(&[1, 2, 2]);
    let gone = document(SHARED, 1, 1);
    // Two edits that travelled one by one: as a whole document they are nothing that anybody can say to have.
    write(&mut world, 0, SHARED, 1, 77);
    calm_down(&mut world);
    write(&mut world, 0, SHARED, 1, 78);
    calm_down(&mut world);
    let copy = world.nodes[0].disk.clone();
    world.on(0, |node| node.withdraw(SHARED, gone));
    world.settle();
    world.cut_all();
    world.nodes[0].disk = copy;
    world.nodes[0].restart();
    let before: Vec<_> = world.nodes.iter().map(|node| node.bodies.clone()).collect();
    world.connect_all();
    world.settle();
    for which in 0..3 {
        resume(&mut world, which);
    }
    world.settle();
    for (node, before) in world.nodes.iter().zip(before).skip(1) {
        let whole = Doc { edits: [77, 78].into(), ended: false }.whole();
        let (one, other) = (Body::Changes(77_u64.to_le_bytes().to_vec()), Body::Changes(78_u64.to_le_bytes().to_vec()));
        for words in [whole, one, other] {
            let id = content(gone, &words);
            assert_eq!(node.bodies.get(&id), before.get(&id), "the words left again");
        }
    }
    calm_down(&mut world);
    assert!((0..3).all(|which| holds(&world, which, SHARED, gone).is_some_and(|doc| doc.ended)));
}

#[test]
fn lost_publications_come_back_from_the_reader_and_nothing_else_does() {
    let mut world = World::new(&[1, 2]);
    for number in 0..9 {
        write(&mut world, 0, SHARED, number, u64::from(number));
        write(&mut world, 1, SHARED, number + 100, u64::from(number));
    }
    calm_down(&mut world);
    let whole = world.nodes[0].disk.logs[&SHARED].docs.clone();
    let log = world.nodes[0].disk.logs.get_mut(&SHARED).unwrap();
    for number in [3, 5] {
        log.docs.remove(&document(SHARED, 1, number));
    }
    calm_down(&mut world);
    assert_eq!(world.nodes[0].disk.logs[&SHARED].docs, whole);
}

#[test]
fn two_devices_of_one_person_mend_what_differs_and_say_so() {
    let mut world = World::new(&[1, 1]);
    let space = private(1);
    for number in 0..200 {
        write(&mut world, 0, space, number, u64::from(number));
    }
    calm_down(&mut world);
    let whole = world.nodes[0].disk.logs[&space].docs.clone();
    for which in 0..2 {
        let log = world.nodes[which].disk.logs.get_mut(&space).unwrap();
        for number in 0..7 {
            log.docs.remove(&document(space, 1, number * 2 + which as u8));
        }
    }
    world.connect_all();
    world.settle();
    for node in &world.nodes {
        assert_eq!(node.disk.logs[&space].docs, whole);
        assert_eq!(
            node.incidents,
            [Incident::FingerprintDiffers { space }, Incident::Repaired { space, documents: 14 }]
        );
    }
    calm_down(&mut world);
}

#[test]
fn a_repair_that_changes_nothing_is_remembered_and_not_repeated() {
    let mut world = World::new(&[1, 2]);
    write(&mut world, 0, SHARED, 1, 1);
    calm_down(&mut world);
    let strange = Doc { edits: [5].into(), ended: false };
    let log = world.nodes[1].disk.logs.get_mut(&SHARED).unwrap();
    log.docs.insert(document(SHARED, 3, 8), strange);
    for _ in 0..3 {
        world.connect_all();
        world.settle();
    }
    for node in &world.nodes {
        assert_eq!(
            node.incidents,
            [Incident::FingerprintDiffers { space: SHARED }, Incident::RepairChangedNothing { space: SHARED }]
        );
    }
    calm_down(&mut world);
}
