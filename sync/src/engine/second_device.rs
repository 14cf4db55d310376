//! A vault for another device of the same person, made on this computer from an open one.
//!
//! The new vault has keys of its own and holds no word yet: the two devices send each other everything when they meet.
//! Invariant: the first vault is changed only once the second one is complete on disk.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use zeroize::Zeroizing;

use super::contacts;
use super::failure::Failure;
use super::grant::{self, Grant, NewDevice};
use super::own::OwnDevices;
use super::records::{self, DeviceRecord, ProfileRecord};
use crate::clock::World;
use crate::ids::DeviceId;
use crate::limits::INVITATION_ADDRESSES_MAX;
use crate::people::{RecordBody, Roster, Signer};
use crate::sealed::{Passphrase, SigningKey};
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
    let profile: ProfileRecord = read(&vault, records::PROFILE)?;
    let device: DeviceRecord = read(&vault, records::DEVICE)?;
    let roster = vault.record(records::ROSTER)?.ok_or(Failure::Damaged)?;
    let mut roster = Roster::decode(&roster).map_err(|_| Failure::Damaged)?;

    let new = NewDevice::draw(device_name, world)?;
    let first_device = DeviceId(SigningKey::from_secret(&Zeroizing::new(device.transport)).public().0);
    let signer = Signer::Device(first_device);
    let key = SigningKey::from_secret(&Zeroizing::new(device.signing));
    let body = RecordBody::Add { device: new.card.clone() };
    roster.sign_next(signer, body, &key).map_err(|_| Failure::Internal)?;
    let roster = roster.encode().map_err(|_| Failure::Internal)?;

    let mut own = grant::shared_by_devices(OwnDevices::load(&vault)?.as_ref(), world)?;
    let reached = profile.port.iter().flat_map(|port| first_at.iter().map(|ip| SocketAddr::new(*ip, *port)));
    own.addresses.insert(first_device, reached.take(INVITATION_ADDRESSES_MAX).collect());
    let shared = Zeroizing::new(records::encode(&own)?);
    let contacts = contacts::load(&vault, &BTreeSet::new())?.into_values().map(|known| known.contact.encode());
    let contacts: Result<Vec<_>, _> = contacts.map(|bytes| bytes.map(|bytes| bytes.to_vec())).collect();
    let contacts = contacts.map_err(|_| Failure::Internal)?;
    let relay = vault.record(records::RELAY)?.map(|bytes| bytes.to_vec());
    let grant = Grant { profile, roster: roster.clone(), own, contacts, relay };
    grant.make_vault(&new, folder, passphrase, world)?.close()?;

    let mut write = vault.write()?;
    write.put_record(records::ROSTER, &roster)?;
    write.put_record(records::OWN_DEVICES, &shared)?;
    write.commit()?;
    Ok(vault.close()?)
}

fn read<T: serde::de::DeserializeOwned>(vault: &Vault, name: &str) -> Result<T, Failure> {
    records::decode(&vault.record(name)?.ok_or(Failure::Damaged)?)
}
