//! A vault for another device of the same person, made on this computer from an open one.
//!
//! The new vault has keys of its own and holds no word yet: the two devices send each other everything when they meet.
//! Invariant: the first vault is changed only once the second one is complete on disk.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use zeroize::Zeroizing;

use super::contacts;
use super::failure::Failure;
use super::own::OwnDevices;
use super::records::{self, DeviceRecord, ProfileRecord};
use super::unlock::bounded;
use crate::clock::{World, random};
use crate::ids::DeviceId;
use crate::limits::INVITATION_ADDRESSES_MAX;
use crate::people::{DeviceCard, RecordBody, Roster, Signer};
use crate::sealed::{DeviceIdentity, Passphrase, SigningKey};
use crate::vault::Vault;

/// Makes the vault of a second device in `folder` and adds the device to the person's roster.
///
/// `first` and its passphrase open the vault that exists; it must not be open elsewhere. `first_at` is where that
/// device's computer can be called; without an address the new one waits until it hears of it. Contacts learn of the new
/// device from the roster when the first one next speaks to them. A crash between the two commits leaves a second
/// vault that nobody lets in, and that can be thrown away.
pub fn make_second_device(
    first: &Path,
    first_passphrase: &Passphrase,
    folder: &Path,
    passphrase: &Passphrase,
    device_name: &str,
    first_at: &[IpAddr],
    world: &World,
) -> Result<(), Failure> {
    let mut vault = Vault::unlock(first, first_passphrase, world)?;
    let entropy = &*world.entropy;
    let profile: ProfileRecord = read(&vault, records::PROFILE)?;
    let device: DeviceRecord = read(&vault, records::DEVICE)?;
    let roster = vault.record(records::ROSTER)?.ok_or(Failure::Damaged)?;
    let mut roster = Roster::decode(&roster).map_err(|_| Failure::Damaged)?;
    let recovery = roster.meaning().recovery.ok_or(Failure::NotFound)?;

    let transport = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
    let signing = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
    let age = DeviceIdentity::generate();
    let device_name = bounded(device_name);
    let card = DeviceCard::new(&transport, signing.public(), age.recipient(), device_name.clone())
        .map_err(|_| Failure::Internal)?;
    let first_device = DeviceId(SigningKey::from_secret(&Zeroizing::new(device.transport)).public().0);
    let signer = Signer::Device(first_device);
    let key = SigningKey::from_secret(&Zeroizing::new(device.signing));
    roster.sign_next(signer, RecordBody::Add { device: card }, &key).map_err(|_| Failure::Internal)?;

    let mut own = match OwnDevices::load(&vault)? {
        Some(own) => own,
        None => OwnDevices { alpn_secret: random(entropy).map_err(|_| Failure::Internal)?, addresses: BTreeMap::new() },
    };
    let reached = profile.port.iter().flat_map(|port| first_at.iter().map(|ip| SocketAddr::new(*ip, *port)));
    own.addresses.insert(first_device, reached.take(INVITATION_ADDRESSES_MAX).collect());
    let own = Zeroizing::new(records::encode(&own)?);
    let roster = roster.encode().map_err(|_| Failure::Internal)?;
    let device =
        DeviceRecord { transport: *transport.secret(), signing: *signing.secret(), age: age.secret().to_string() };
    let device = Zeroizing::new(records::encode(&device)?);
    let profile = ProfileRecord { device_name, port: None, ..profile };
    let mut second = vec![
        (records::PROFILE.to_owned(), records::encode(&profile)?),
        (records::DEVICE.to_owned(), device.to_vec()),
        (records::ROSTER.to_owned(), roster.clone()),
        (records::OWN_DEVICES.to_owned(), own.to_vec()),
    ];
    for known in contacts::load(&vault)?.into_values() {
        let body = known.contact.encode().map_err(|_| Failure::Internal)?;
        second.push((records::contact_name(&known.contact.person), body.to_vec()));
    }
    let named: Vec<(&str, Vec<u8>)> = second.iter().map(|(name, body)| (name.as_str(), body.clone())).collect();
    Vault::create(folder, passphrase, &recovery, &named, world)?.close()?;

    let mut write = vault.write()?;
    write.put_record(records::ROSTER, &roster)?;
    write.put_record(records::OWN_DEVICES, &own)?;
    write.commit()?;
    Ok(vault.close()?)
}

fn read<T: serde::de::DeserializeOwned>(vault: &Vault, name: &str) -> Result<T, Failure> {
    records::decode(&vault.record(name)?.ok_or(Failure::Damaged)?)
}
