//! People and devices: what each device said, in words, in both themes.

use super::*;

fn device(number: u8, name: &str) -> DeviceView {
    DeviceView { device: DeviceId([number; 32]), name: name.to_owned(), ..contact().devices[0].clone() }
}

fn crowd() -> Vec<PersonView> {
    let away = |heard_ms| Link::Away { heard_ms };
    let silent = DeviceView { everything_since_ms: None, ..device(1, "Home desktop") };
    let devices = vec![
        device(0, "Office laptop"),
        DeviceView { waiting: 2, link: away(Some(1_799_600_000_000)), ..silent.clone() },
        DeviceView { device: DeviceId([2; 32]), unopened: 1, link: away(None), ..silent.clone() },
        DeviceView {
            device: DeviceId([3; 32]),
            refused: vec![RefusedWhy::TooLarge],
            link: Link::Here { direct: false, near: false, rtt_us: 41_000 },
            ..silent.clone()
        },
        DeviceView { device: DeviceId([4; 32]), paused: true, ..silent },
    ];
    vec![PersonView { devices, shared: 23, withdrawn: 1, recognised: Recognised::NotAtAll, ..contact() }]
}

fn at_people(theme: ThemeChoice) -> Desk {
    let mut desk = Desk::sized(true, theme);
    desk.unlock(Home::Journal);
    desk.hear(Event::People(crowd()));
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    desk
}

#[test]
fn every_state_of_a_device_has_its_words() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let desk = at_people(theme);
        for words in [
            "Dr. Birch · your therapist",
            "23 entries shared · 1 withdrawn",
            "You did not recognise them",
            "Direct, same network · 3 ms",
            "Says it has everything",
            "2 waiting",
            "Last heard from",
            "1 stored, not opened yet",
            "Not heard from yet",
            "1 refused: too large",
            "Through your relay · 41 ms",
            "Stopped: its memory of us does not fit",
            "This device",
            "Same network only",
        ] {
            assert!(desk.says(words), "{words}");
        }
        assert!(!desk.says("Worth a look"), "nothing was");
    }
}

#[test]
fn a_first_sync_shows_how_far_it_has_come() {
    let mut desk = at_people(ThemeChoice::Light);
    let of = |done| Some(Progress { done, of: 1204 });
    let desktop = DeviceView { everything_since_ms: None, receiving: of(312), ..device(5, "Desktop") };
    desk.hear(Event::OwnDevices(vec![desktop.clone()]));
    assert!(desk.says("Desktop") && desk.says("Receiving 312 of 1,204"));
    assert!(!desk.says("Sending"));
    let back = DeviceView { receiving: None, sending: of(1000), waiting: 204, ..desktop };
    desk.hear(Event::OwnDevices(vec![back]));
    assert!(desk.says("Sending 1,000 of 1,204") && !desk.says("204 waiting"));
}

#[test]
fn what_another_device_still_holds_comes_back_only_when_somebody_asks() {
    let mut desk = at_people(ThemeChoice::Light);
    // Nobody else on the page, so that the button can be reached without scrolling.
    desk.hear(Event::People(Vec::new()));
    desk.hear(Event::OwnDevices(vec![DeviceView { lost: 3, ..device(5, "Desktop") }]));
    desk.engine.take();
    assert!(desk.says("It holds 3 pages"));
    desk.click("Take back what is mine");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::TakeBack(device)] if device == DeviceId([5; 32])), "{asked:?}");
}

#[test]
fn a_paused_device_is_served_again_only_when_somebody_says_so() {
    let mut desk = at_people(ThemeChoice::Light);
    desk.engine.take();
    desk.click("Serve it again");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::ServeAgain(device)] if device == DeviceId([4; 32])), "{asked:?}");
}

#[test]
fn an_address_that_is_none_is_said_to_be_none() {
    let mut desk = at_people(ThemeChoice::Light);
    desk.engine.take();
    desk.click("Address…");
    desk.window.get_by_label("Address and port").type_text("office laptop");
    desk.window.run_ok();
    desk.click("Try this address");
    assert!(desk.says("This is no address with a port"));
    assert!(desk.engine.take().is_empty());
    desk.window.get_by_label("Address and port").set_text_value_accesskit("192.168.1.20:4433");
    desk.window.run_ok();
    desk.click("Try this address");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::AddAddress { .. }, Command::DialNow]), "{asked:?}");
}

#[test]
fn what_was_refused_is_listed_newest_first() {
    let mut desk = at_people(ThemeChoice::Light);
    let incident = |at_ms, kind, name: Option<&str>| Incident {
        at_ms,
        kind,
        person_name: name.map(str::to_owned),
        device_name: None,
    };
    desk.hear(Event::Incidents(vec![
        incident(1_799_000_000_000, IncidentKind::Stranger, None),
        incident(1_799_999_000_000, IncidentKind::Refused(RefusedWhy::NotTheWriter), Some("Dr. Birch")),
    ]));
    desk.window.get_by_label("Worth a look");
    let newer = desk.window.get_by_label_contains("Dr. Birch: Something was sent and not kept").rect().top();
    assert!(newer < desk.window.get_by_label_contains("nobody here knows").rect().top());
}

#[test]
fn without_a_network_the_page_says_so() {
    let mut desk = at_people(ThemeChoice::Light);
    let profile = desk.window.state().model().state.profile.clone().unwrap();
    desk.hear(Event::Profile(Profile { network: NetworkMode::Off, ..profile }));
    assert!(desk.says("Networking is off") && !desk.says("Same network only"));
}

#[test]
fn a_removed_device_has_a_page_to_print_that_is_written_where_its_owner_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lost.pdf");
    let mut desk = at_people(ThemeChoice::Light);
    desk.window.set_size(egui::vec2(1280.0, 2400.0));
    let gone = RemovedDevice {
        device: DeviceId([7; 32]),
        name: "Old laptop".to_owned(),
        heard: 1,
        of: 2,
        removed_ms: Some(1_799_999_000_000),
        last_heard_ms: None,
        entries: 0,
        told: vec!["Home desktop".to_owned()],
        untold: vec!["Office laptop (Dr. Birch)".to_owned()],
    };
    desk.hear(Event::Devices {
        removed: vec![gone],
        waiting: vec![],
        me_removed: false,
        me_by_recovery: false,
        contested: false,
    });
    desk.click("A page to print…");
    assert!(desk.says("no key and no written word"));
    desk.window.state_mut().model.views.people.lost.as_mut().unwrap().place = file.display().to_string();
    desk.window.run_ok();
    desk.click("Save");
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while desk.window.state().model.views.people.lost.as_ref().unwrap().saved.is_none() {
        assert!(std::time::Instant::now() < deadline, "the page was not written");
        std::thread::sleep(Duration::from_millis(5));
        desk.window.run_ok();
    }
    assert!(desk.says("The page is saved"));
    let page = std::fs::read(&file).unwrap();
    let text = String::from_utf8_lossy(&page);
    assert!(text.contains("Old laptop") && text.contains("Home desktop") && text.contains("Dr. Birch"));
}

fn devices(waiting: Vec<WaitingDevice>, me_by_recovery: bool) -> Event {
    Event::Devices { removed: vec![], waiting, me_removed: false, me_by_recovery, contested: false }
}

#[test]
fn a_device_of_the_printed_key_that_is_not_mine_is_removed_without_a_yes_to_it() {
    let mut desk = at_people(ThemeChoice::Light);
    let id = DeviceId([9; 32]);
    let waiting = |person_name| WaitingDevice { device: id, name: "Stranger".to_owned(), person_name };
    desk.hear(devices(vec![waiting(Some("Dr. Birch".to_owned()))], false));
    assert!(!desk.says("Not mine"), "another person's device is theirs to remove");
    desk.hear(devices(vec![waiting(None)], false));
    desk.engine.take();
    desk.click("Not mine, remove it…");
    assert!(desk.says("Remove “Stranger”?"));
    desk.fill("Passphrase", "the old words");
    desk.click("Remove this device");
    let asked = desk.engine.take();
    assert!(matches!(&asked[..], [Command::RemoveDevice { device, .. }] if *device == id), "{asked:?}");
}

#[test]
fn a_computer_that_a_printed_key_added_says_that_others_are_asked_until_they_were_heard() {
    let mut desk = at_people(ThemeChoice::Light);
    let away = DeviceView { link: Link::Away { heard_ms: None }, ..device(5, "Desktop") };
    desk.hear(Event::OwnDevices(vec![away.clone()]));
    desk.hear(devices(vec![], false));
    assert!(!desk.says("added with your recovery key"));
    desk.hear(devices(vec![], true));
    assert!(desk.says("added with your recovery key"));
    desk.hear(Event::People(Vec::new()));
    desk.hear(Event::OwnDevices(vec![DeviceView { link: Link::Away { heard_ms: Some(5) }, ..away }]));
    assert!(!desk.says("added with your recovery key"));
}

#[test]
fn a_stopped_device_that_left_is_still_said_to_be_stopped_and_has_nothing_to_press() {
    let mut desk = at_people(ThemeChoice::Light);
    desk.hear(Event::People(Vec::new()));
    let link = Link::Away { heard_ms: Some(5) };
    desk.hear(Event::OwnDevices(vec![DeviceView { paused: true, link, ..device(5, "Tablet") }]));
    assert!(desk.says("its memory of us does not fit") && desk.says("stop using one of the two"));
    assert!(!desk.says("Serve it again"));
}

#[test]
fn an_incident_names_the_own_device_it_came_from() {
    let mut desk = at_people(ThemeChoice::Light);
    let (at_ms, kind, device_name) = (1_799_000_000_000, IncidentKind::WentBack, Some("Tablet".to_owned()));
    desk.hear(Event::Incidents(vec![Incident { at_ms, kind, person_name: None, device_name }]));
    assert!(desk.says("Tablet: It has less of its own than it sent here before"));
}

#[test]
fn a_computer_that_was_removed_says_so_above_everything_and_what_stays() {
    let mut desk = at_people(ThemeChoice::Light);
    let told = Incident {
        at_ms: 1_799_000_000_000,
        kind: IncidentKind::ToldRemoved,
        person_name: None,
        device_name: Some("Tablet".to_owned()),
    };
    desk.hear(Event::Incidents(vec![told]));
    assert!(desk.says("Tablet says that this computer was removed"));
    assert!(desk.says("can be carried by hand as a sealed file"));
}
