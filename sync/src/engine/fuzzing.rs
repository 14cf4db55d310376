//! The engine's own records under any bytes.

use super::days::Days;
#[cfg(test)]
use super::extra::Extra;
use super::own::OwnDevices;
use super::records::{self, DeviceRecord, IncidentRecord, ProfileRecord};

use crate::ids::SpaceId;

/// The input as one of the records: the first byte says which.
pub fn record(input: &[u8]) -> bool {
    let Some((which, bytes)) = input.split_first() else { return false };
    match which % 7 {
        0 => records::decode::<ProfileRecord>(bytes).is_ok(),
        1 => records::decode::<DeviceRecord>(bytes).is_ok(),
        2 => records::decode::<Vec<IncidentRecord>>(bytes).is_ok(),
        4 => records::decode::<Days>(bytes).is_ok_and(|days| days.old(SpaceId([2; 16]), u64::MAX) < u64::MAX),
        5 => records::decode::<OwnDevices>(bytes).is_ok(),
        6 => super::relays::fuzz(bytes),
        _ => super::extra::decode(bytes).is_some(),
    }
}

/// The input as a note by which own devices agree.
pub fn agreeing_note(input: &[u8]) -> bool {
    super::agreeing::fuzz(input)
}

/// Real values, the same bytes every time: target, name and bytes.
#[cfg(test)]
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    use super::view::{Home, IncidentKind, NetworkMode};
    use crate::ids::{DeviceId, DocumentId, PersonId};

    let profile = ProfileRecord {
        person: PersonId([1; 32]),
        name: "Anna".to_owned(),
        device_name: "Laptop".to_owned(),
        home: Home::Journal,
        network: NetworkMode::Nearby,
        retention_days: Some(30),
        private_space: SpaceId([2; 16]),
        port: Some(40_000),
        recovery_proved: true,
    };
    let device = DeviceRecord { transport: [1; 32], signing: [2; 32], age: "AGE-SECRET-KEY-1".to_owned() };
    let incident = IncidentRecord { at_ms: 5, kind: IncidentKind::Stranger, device: Some(DeviceId([3; 32])) };
    let extra = Extra { target: Some(DocumentId([4; 32])), received_ms: Some(6), ..Extra::default() };
    let mut days = Days::default();
    days.note(1 << 40, &[(SpaceId([2; 16]), 7)].into());
    let address = "192.168.1.5:4000".parse().unwrap();
    let own = OwnDevices { alpn_secret: [7; 32], addresses: [(DeviceId([3; 32]), vec![address])].into() };
    let with = |which: u8, bytes: Vec<u8>| [&[which], &bytes[..]].concat();
    let mut seeds = vec![
        ("engine_record", "profile", with(0, records::encode(&profile).unwrap())),
        ("engine_record", "device", with(1, records::encode(&device).unwrap())),
        ("engine_record", "incidents", with(2, records::encode(&vec![incident]).unwrap())),
        ("engine_record", "days", with(4, records::encode(&days).unwrap())),
        ("engine_record", "own-devices", with(5, records::encode(&own).unwrap())),
        ("engine_record", "relay", with(6, super::relays::seeds()[0].clone())),
        ("engine_record", "relay-note", with(6, super::relays::seeds()[1].clone())),
        ("engine_record", "extra", with(3, postcard::to_allocvec(&extra).unwrap())),
    ];
    seeds.extend(super::agreeing::seeds().map(|(name, bytes)| ("agreeing_note", name, bytes)));
    seeds
}
