//! Days, clocks that are off, and devices heard nearby.

use super::*;
use crate::people::{Day, alias, sync_alpn};

impl Bench {
    fn secret(&self) -> [u8; 32] {
        *self.open.contacts[&self.person()].contact.alpn_secret
    }

    fn clocks_named(&mut self) -> Vec<i16> {
        let told = core::mem::take(&mut self.open.events);
        let newest = told.into_iter().rev().find_map(|event| match event {
            Event::Incidents(list) => Some(list),
            _ => None,
        });
        let days = newest.unwrap_or_default().into_iter().filter_map(|incident| match incident.kind {
            IncidentKind::ClockOff { days } => Some(days),
            _ => None,
        });
        days.collect()
    }
}

#[test]
fn a_device_is_called_under_todays_name_and_let_in_under_its_neighbours() {
    let bench = Bench::new();
    let names = |bench: &Bench| {
        let theirs = bench.open.allowed().into_iter().filter(|one| one.device == bench.them.device.device);
        theirs.map(|one| one.alpn).collect::<Vec<_>>()
    };
    let today = Day::of(bench.open.now_ms());
    let expected = [today.0, today.0 - 1, today.0 + 1].map(|day| sync_alpn(&bench.secret(), Day(day)));
    assert_eq!(names(&bench), expected);
    bench.clock.advance(std::time::Duration::from_secs(24 * 60 * 60));
    assert_eq!(names(&bench)[0], sync_alpn(&bench.secret(), Day(today.0 + 1)));
}

#[test]
fn a_clock_that_is_off_is_named_once_with_its_person() {
    let mut bench = Bench::new();
    bench.open.events.clear();
    let today = Day::of(bench.open.now_ms());
    let device = bench.them.device.device;
    for days in [-3, -3, -4] {
        let day = Day(today.0.checked_add_signed(days).unwrap());
        bench.open.name_clock(&alias(&bench.secret(), day, device));
    }
    assert_eq!(bench.clocks_named(), [-3]);
    bench.open.name_clock(&[9; 16]);
    assert_eq!(bench.clocks_named(), Vec::<i16>::new(), "somebody else's alias");
}

#[test]
fn what_a_device_said_itself_is_tried_before_what_is_remembered() {
    let mut bench = Bench::new();
    let device = bench.them.device.device;
    let (remembered, heard) = ("10.0.0.9:5".parse().unwrap(), "10.0.0.7:6".parse().unwrap());
    bench.open.remember_address(device, remembered).unwrap();
    bench.open.heard_device(device, heard);
    assert_eq!(bench.open.places_of(device)[..2], [heard, remembered]);
    let kept = bench.open.addresses_of(device);
    assert!(!kept.contains(&heard), "what nobody proved is not kept: {kept:?}");
    bench.open.heard_device(DeviceId([99; 32]), heard);
    assert!(bench.open.places_of(DeviceId([99; 32])).is_empty(), "a device nobody knows");
}
