//! People: contacts and their devices, pairing, sharing, and reading what others shared.

pub mod carry;
pub mod pairing;
pub mod reading;
pub mod sharing;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use understory_sync::engine::view::{
    DeviceView, Incident, MarginView, NearbyView, PairingView, PersonView, PublicationView, ReceiptsView,
    RemovedDevice, Role, WaitingDevice,
};
use understory_sync::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use understory_sync::people::Flow;
use zeroize::Zeroizing;

use crate::platform::files::Files;

use super::Room;
use carry::{Carry, CarryForm};
use pairing::PairingForm;
use reading::{ClientsView, ReadingView};
pub use sharing::ShareSheet;
use sharing::Withdrawal;

/// People as the engine told them.
pub struct People {
    /// The newest notes that others left beside what was shared, newest first.
    pub margins: Vec<MarginView>,
    /// Contacts.
    pub contacts: Vec<PersonView>,
    /// Where a pairing stands.
    pub pairing: PairingView,
    /// Whether that is with a person, or with a device of this person's.
    pub flow: Flow,
    /// Who is on the same network, while that is of use.
    pub nearby: NearbyView,
    /// The engine was asked to listen for invitations.
    pub looking: bool,
    /// When that was heard, since the start.
    pub pairing_heard: Duration,
    /// The room to go to when the person says that the pairing may end; the question is on screen.
    pub leaving_pairing: Option<Room>,
    /// Invitations being read from or written to files.
    pub files: Files,
    /// Files carried by hand.
    pub carry: Carry,
    /// Things worth looking up.
    pub incidents: Vec<Incident>,
    /// This person's other devices.
    pub own_devices: Vec<DeviceView>,
    /// Devices that were removed.
    pub removed: Vec<RemovedDevice>,
    /// Devices that only a printed key added, and that wait for a yes.
    pub waiting: Vec<WaitingDevice>,
    /// Another device of this person's removed this one.
    pub me_removed: bool,
    /// A printed key added this one: others ask for a yes before it hears from them.
    pub me_by_recovery: bool,
    /// Removals contradict each other.
    pub contested: bool,
    /// What each contact shared, newest first.
    pub publications: BTreeMap<SpaceId, Vec<PublicationView>>,
    /// How much each contact had shared when their publications were last asked for.
    pub fetched: BTreeMap<SpaceId, (usize, usize)>,
    /// Publications whose opening was told to the engine.
    pub seen: BTreeSet<DocumentId>,
    /// Who has seen what; none before the engine answered.
    pub receipts: Option<ReceiptsView>,
    /// This person was told that others see what they received, opened and removed.
    pub receipts_told: bool,
    /// The share sheet, while it is open.
    pub sheet: Option<ShareSheet>,
    /// What to take back, while that is asked.
    pub withdrawal: Option<Withdrawal>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            margins: Vec::new(),
            contacts: Vec::new(),
            pairing: PairingView::Idle,
            flow: Flow::Person,
            nearby: NearbyView::default(),
            looking: false,
            pairing_heard: Duration::ZERO,
            leaving_pairing: None,
            files: Files::default(),
            carry: Carry::default(),
            incidents: Vec::new(),
            own_devices: Vec::new(),
            removed: Vec::new(),
            waiting: Vec::new(),
            me_removed: false,
            me_by_recovery: false,
            contested: false,
            publications: BTreeMap::new(),
            fetched: BTreeMap::new(),
            seen: BTreeSet::new(),
            receipts: None,
            receipts_told: true,
            sheet: None,
            withdrawal: None,
        }
    }
}

impl People {
    /// Returns the contact of a space.
    pub fn contact(&self, space: &SpaceId) -> Option<&PersonView> {
        self.contacts.iter().find(|contact| contact.space == *space)
    }

    /// Returns those this person may share with.
    pub fn readers(&self) -> impl Iterator<Item = &PersonView> {
        self.contacts.iter().filter(|contact| contact.role == Role::Therapist && contact.ended.is_none())
    }

    /// Returns those who share with this person, by name.
    pub fn clients(&self) -> Vec<&PersonView> {
        let share = |contact: &&PersonView| contact.role == Role::Client && contact.ended.is_none();
        let mut clients: Vec<_> = self.contacts.iter().filter(share).collect();
        clients.sort_by_key(|client| (client.name.to_lowercase(), client.person));
        clients
    }

    /// Whether what a person shared must be asked for: never asked, or there is more or less of it since.
    pub fn must_fetch(&self, contact: &PersonView) -> bool {
        self.fetched.get(&contact.space) != Some(&(contact.received, contact.unread))
    }

    /// Whether a pairing would be lost by going elsewhere.
    pub fn pairing_active(&self) -> bool {
        matches!(
            self.pairing,
            PairingView::Inviting { .. }
                | PairingView::AskRelay { .. }
                | PairingView::Joining
                | PairingView::Asking
                | PairingView::Words { .. }
                | PairingView::Recognise { .. }
                | PairingView::WaitingForThem
                | PairingView::AddDevice { .. }
                | PairingView::WaitingForGrant { .. }
                | PairingView::Granting
        )
    }
}

/// What the people's screens hold themselves.
#[derive(Default)]
pub struct PeopleView {
    /// An address being typed; none while nobody asked.
    pub address: Option<AddressForm>,
    /// A device about to be removed; none while nobody asked.
    pub removing: Option<RemoveForm>,
    /// A page about a removed device, about to be saved; none while nobody asked.
    pub lost: Option<LostForm>,
    /// The whole list of incidents is shown.
    pub all_incidents: bool,
    /// How many lines of who has seen what the engine was asked for.
    pub receipts_asked: usize,
    /// Whose lines are shown; everybody's if none.
    pub receipts_of: Option<PersonId>,
    /// Files carried by hand.
    pub carry: CarryForm,
    /// Connecting.
    pub pairing: PairingForm,
    /// The list of clients.
    pub clients: ClientsView,
    /// Reading and the notes being written.
    pub reading: ReadingView,
}

impl PeopleView {
    /// When the next batch of a note is due, if any is pending.
    pub fn due(&self) -> Option<Duration> {
        self.reading.notes.values().filter_map(|note| note.field.due()).min()
    }

    /// Whether anything typed into a note is not on disk yet.
    pub fn unsaved(&self) -> bool {
        self.reading.notes.values().any(|note| note.field.unsaved())
    }
}

/// A device about to be removed.
pub struct RemoveForm {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// The passphrase, proved anew.
    pub passphrase: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// It was sent and not answered yet.
    pub sent: bool,
}

impl RemoveForm {
    /// Asks about this device; nothing is typed yet.
    pub fn of(device: DeviceId, name: &str) -> Self {
        Self { device, name: name.to_owned(), passphrase: Zeroizing::default(), shown: false, sent: false }
    }
}

/// A page about a removed device.
pub struct LostForm {
    /// Which.
    pub device: DeviceId,
    /// Where to save it, as typed.
    pub place: String,
    /// How saving went.
    pub saved: Option<Result<(), ()>>,
}

/// An address typed by hand.
pub struct AddressForm {
    /// Whose devices.
    pub person: PersonId,
    /// What is typed.
    pub typed: String,
    /// It is no address.
    pub wrong: bool,
}
