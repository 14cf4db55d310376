//! What exists only while a vault is open: its log, catalog, documents, people and connections.
//!
//! Invariant: dropping an `Open` forgets every key that reads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::agreeing::Agreeing;
use super::apply::Applying;
use super::backing_up::{BackingUp, BackupRecord};
use super::capturing::Catching;
use super::carrying::CarryAsked;
use super::compact::Compaction;
use super::contacts::{self, Known};
use super::documents::Documents;
use super::endings::Endings;
use super::event::Event;
use super::failure::Failure;
use super::from_backup::Restored;
use super::held::Held;
use super::importing::Importing;
use super::incidents::Incidents;
use super::introducing::Strangers;
use super::kit::{self, KitRecord, KitsSaid};
use super::last_words::LastWords;
use super::locking;
use super::nearby::Nearby;
use super::own::{self, OwnDevices};
use super::pairing_run::PairingRun;
use super::peers::Peers;
use super::quota::Quotas;
use super::receipts::Receipts;
use super::records::{self, DeviceRecord, ProfileRecord};
use super::relays::Relays;
use super::removing::Removals;
use super::sharing::PreparedShare;
use super::store::Unsaved;
use super::view::VaultNotice;
use crate::clock::{UnixMillis, World};
use crate::ids::{DeviceId, DocumentId, PersonId, Run, SpaceId};
use crate::people::{DeviceCard, Roster};
use crate::sealed::{SigningKey, SigningPublic};
use crate::vault::{Catalog, Search, Vault};
use zeroize::Zeroizing;

/// An open vault and all that lives on top of it.
pub(super) struct Open {
    pub vault: Vault,
    pub world: World,
    pub me: Me,
    pub profile: ProfileRecord,
    pub run: Run,
    pub catalog: Catalog,
    pub search: Search,
    pub documents: Documents,
    /// Chunks whose commit failed, oldest first; they are written before anything else.
    pub unsaved: VecDeque<Unsaved>,
    /// Words that were caught while the vault was locked.
    pub catching: Catching,
    /// Why what waits for a quiet moment could not be written the last time; told once.
    pub tidying_failed: Option<Failure>,
    pub contacts: BTreeMap<PersonId, Known>,
    /// What this person's devices keep for each other; none before there is a second one.
    pub own: Option<OwnDevices>,
    /// The network has not heard yet who may connect now.
    pub allowed_changed: bool,
    pub peers: Peers,
    /// What was stored and is not applied yet.
    pub applying: Applying,
    /// What contacts brought today.
    pub quotas: Quotas,
    /// What is held of each space, by the ids of offers.
    pub held: Held,
    /// The next value of the inbox to be taken in; none once it is empty.
    pub inbox_next: Option<u64>,
    /// The person wants to receive while the vault is locked.
    pub keeps_receiving: bool,
    /// What is folded while nothing else is to do.
    pub compaction: Compaction,
    /// Who is on the same networks.
    pub nearby: Nearby,
    pub relays: Relays,
    /// The spaces that were ended.
    pub endings: Endings,
    /// What is to be noted for those who wrote it, and what others noted.
    pub receipts: Receipts,
    /// Which recovery key opens this vault.
    pub kit: KitRecord,
    /// Which one each other own device said its file is sealed to.
    pub kits_said: KitsSaid,
    /// A backup under way.
    pub backing_up: Option<BackingUp>,
    /// The last backup.
    pub last_backup: Option<BackupRecord>,
    /// Whether this vault came from one.
    pub restored: Restored,
    /// Devices that left or wait for a yes.
    pub removals: Removals,
    /// Files to be carried by hand that were asked for and not made yet.
    pub carry_asked: Vec<CarryAsked>,
    /// Another vault whose entries are taken over.
    pub importing: Option<Importing>,
    /// What this person's devices agree on, and which of it connected ones have not heard.
    pub agreeing: Agreeing,
    /// Devices that knocked and were not known.
    pub strangers: Strangers,
    pub pairing: Option<PairingRun>,
    /// The new device of the pairing, once its keys are proved.
    pub new_device: Option<DeviceCard>,
    /// Who comes back by the invitation that is open, and the recovery key they have to prove; none where it is for
    /// somebody new or a device.
    pub returning: Option<(PersonId, SigningPublic)>,
    pub preview: Option<PreparedShare>,
    pub previews_made: u64,
    pub incidents: Incidents,
    /// What the screen is to be told, in order.
    pub events: Vec<Event>,
    /// What a removed device wrote last, until this person has decided.
    pub last_words: Option<LastWords>,
    /// The people page is out of date.
    pub people_changed: bool,
    /// Catalog pages and copies are to be written when idle.
    pub last_edit_mono_ms: Option<u64>,
    /// Documents whose readable copy is older than their log.
    pub stale: BTreeSet<DocumentId>,
    /// Entries that the search table does not hold yet.
    pub unsearched: Vec<DocumentId>,
    /// What was asked for before it held every entry, and is answered again when it does.
    pub searched: Option<(u64, String)>,
    /// The entry and the space the screen asked for last; told again when devices said something about them.
    pub shown: (Option<DocumentId>, Option<SpaceId>),
    /// Documents that ended while the screen had them open, and under which name they go on.
    pub moved: BTreeMap<DocumentId, DocumentId>,
    /// The notes in margins the screen was told last.
    pub margins_told: Vec<super::view::MarginView>,
    /// Something in the space the screen shows is other than it was told.
    pub shown_changed: bool,
    /// When it was last told so, on the clock that never goes back.
    pub shown_told_ms: u64,
}

/// This device and its person.
pub(super) struct Me {
    pub person: PersonId,
    pub device: DeviceId,
    pub roster: Roster,
    /// This person's devices that count, this one included.
    pub devices: Vec<DeviceCard>,
    pub transport: Zeroizing<[u8; 32]>,
    pub signing: SigningKey,
}

impl Open {
    /// Returns the opened state over `vault`, with everything read that unlocking shows first.
    pub fn new(vault: Vault, world: World) -> Result<(Self, Vec<VaultNotice>), Failure> {
        let profile: ProfileRecord = read_record(&vault, records::PROFILE)?;
        let device: DeviceRecord = read_record(&vault, records::DEVICE)?;
        let roster = vault.record(records::ROSTER)?.ok_or(Failure::Damaged)?;
        let roster = Roster::decode(&roster).map_err(|_| Failure::Damaged)?;
        let transport_key = SigningKey::from_secret(&Zeroizing::new(device.transport));
        let device_id = DeviceId(transport_key.public().0);
        let removals = Removals::load(&vault)?;
        let me = Me {
            person: profile.person,
            device: device_id,
            devices: own::counted(&roster, &removals.welcomed, device_id),
            roster,
            transport: Zeroizing::new(device.transport),
            signing: SigningKey::from_secret(&Zeroizing::new(device.signing)),
        };
        let run = Run(crate::clock::random(&*world.entropy).map_err(|_| Failure::Internal)?);
        let contacts = contacts::load(&vault, &removals.welcomed)?;
        let kit = KitRecord::load(&vault, &me.roster)?;
        let kits_said = kit::said(&vault)?;
        let (last_backup, restored) = (BackupRecord::load(&vault)?, Restored::load(&vault)?);
        let incidents = Incidents::load(&vault)?;
        let own = OwnDevices::load(&vault)?;
        let others: Vec<DeviceId> =
            me.devices.iter().map(|card| card.device).filter(|device| *device != me.device).collect();
        let peers = Peers::load(&vault, &contacts, &others, profile.private_space)?;
        let relays = Relays::load(&vault)?;
        let keeps_receiving = locking::keeps_receiving(&vault)?;
        let agreeing = Agreeing::load(&vault)?;
        let catalog = Catalog::load(&vault)?;
        let endings = Endings::of(&catalog);
        let search = Search::new()?;
        let receipts = Receipts::load(&vault, world.clock.mono().as_millis() as u64)?;
        let mut open = Self {
            vault,
            world,
            me,
            profile,
            run,
            catalog,
            search,
            documents: Documents::default(),
            unsaved: VecDeque::new(),
            catching: Catching::default(),
            tidying_failed: None,
            contacts,
            own,
            allowed_changed: false,
            peers,
            applying: Applying::default(),
            held: Held::default(),
            inbox_next: None,
            keeps_receiving,
            quotas: Quotas::default(),
            compaction: Compaction::default(),
            nearby: Nearby::default(),
            relays,
            endings,
            receipts,
            kit,
            kits_said,
            backing_up: None,
            last_backup,
            restored,
            removals,
            carry_asked: Vec::new(),
            importing: None,
            agreeing,
            strangers: Strangers::default(),
            pairing: None,
            new_device: None,
            returning: None,
            preview: None,
            previews_made: 0,
            incidents,
            events: Vec::new(),
            last_words: None,
            people_changed: true,
            last_edit_mono_ms: None,
            stale: BTreeSet::new(),
            unsearched: Vec::new(),
            searched: None,
            shown: (None, None),
            moved: BTreeMap::new(),
            margins_told: Vec::new(),
            shown_changed: false,
            shown_told_ms: 0,
        };
        let mut notices = open.catch_up()?;
        open.begin_search();
        open.apply_leftovers()?;
        open.inbox_next = Some(1);
        // A full disk is no reason to keep somebody out: what found no room waits, and is tried again.
        let _ = open.take_inbox();
        // The same holds for what was caught: it lies where it lay.
        notices.extend(open.take_caught().unwrap_or_default());
        Ok((open, notices))
    }

    /// Returns wall-clock time.
    pub fn now_ms(&self) -> UnixMillis {
        self.world.clock.now_ms()
    }
}

fn read_record<T: serde::de::DeserializeOwned>(vault: &Vault, name: &str) -> Result<T, Failure> {
    let bytes = vault.record(name)?.ok_or(Failure::Damaged)?;
    records::decode(&bytes)
}
