//! One person's devices over real connections: everything of theirs arrives on each, and both may be written on.

use understory_sync::document::Splice;
use understory_sync::engine::Event;
use understory_sync::engine::view::Field;
use understory_sync::ids::DocumentId;
use understory_tests::{own, pairs};

/// Waits until a device lists this entry under this title.
fn listed(party: &mut understory::demo::party::Party, entry: DocumentId, title: &str) {
    let found = party.until("the entry in the list", |event| match event {
        Event::Catalog { changed, .. } => {
            changed.iter().any(|row| row.document == entry && row.title == title).then_some(())
        }
        _ => None,
    });
    found.expect("it arrives");
}

#[test]
fn a_second_device_receives_what_was_written_before_and_while_connected_and_both_write_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = own::alone(&folder.path().join("first")).expect("a vault");
    let early = pairs::write(&mut first, "Before", "written before there was a second device").expect("an entry");
    let (mut first, mut second) = own::second(first, &folder.path().join("second")).expect("a second device");
    listed(&mut second, early, "Before");
    own::until_own(&mut first, "the second device to say it has everything", |devices| {
        devices.iter().any(|device| device.everything_since_ms.is_some() && device.waiting == 0)
    })
    .expect("it says so");

    let late = pairs::write(&mut second, "Later", "written on the second device").expect("an entry");
    listed(&mut first, late, "Later");
    let insert = |at: usize, words: &str| Splice { at, delete: 0, insert: words.to_owned() };
    first.open_entry(early).expect("opens");
    second.open_entry(early).expect("opens");
    first.forget_batches();
    second.forget_batches();
    second.edit(early, Field::Body, insert(0, "Second: ")).expect("typed");
    let patched = first.until("the other's words in the open text", |event| match event {
        Event::Patched { document, patches, .. } if *document == early => Some(patches.clone()),
        _ => None,
    });
    assert_eq!(patched.expect("patched")[0].insert, "Second: ");
    let text = first.open_entry(early).expect("opens").text;
    assert_eq!(text, "Second: written before there was a second device");
    first.quit().expect("quits");
    second.quit().expect("quits");
}
