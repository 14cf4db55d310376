//! Receiving while the vault is locked: what arrives is bounded, walked, sealed for the vault and answered as stored.
//!
//! Invariant: nothing here opens a value or signs a record: the inbox seals, the transport key proves who this is, and
//! the rest is who may connect and how far they have come. Nothing is served.
//! Invariant: what is acknowledged is in the inbox, on disk; what found no room ends the receiving.

use std::collections::{BTreeMap, VecDeque};

use zeroize::Zeroizing;

use super::exchanges::holds;
use super::inbox::{Arrived, Held};
use super::locked_people::Circles;
use super::net_runner::NetRunner;
use super::notes::NoteKind;
use super::open::Open;
use super::quota::Quotas;
use super::view::NetworkMode;
use super::wake::Wakes;
use crate::clock::World;
use crate::exchange::{self, Delivery, Exchange, Input, Kept, KeptBatch, Output, RosterDigests, SpaceSetup};
use crate::ids::{Cursor, DeviceId, SpaceId};
use crate::kind::Chunk;
use crate::net::{Beacons, CloseCode, ConnectionId, Heard, NetEvent};
use crate::people::{Day, RelayAccess};
use crate::vault::{self, Inbox, Waiting};

/// Numbers from here on stand for chunks that wait and have none in the log yet.
const WAITING_FROM: u64 = 1 << 62;

/// Nothing more can be taken in.
pub(super) struct Ended;

/// A locked vault that receives.
pub(super) struct Receiving {
    inbox: Inbox,
    ears: Ears,
}

/// The same, while somebody tries to open the vault.
pub(super) struct Resting {
    inbox: vault::Resting,
    ears: Ears,
}

/// Everything but the way into the vault.
struct Ears {
    world: World,
    me: DeviceId,
    mode: NetworkMode,
    relay: Option<RelayAccess>,
    transport: Zeroizing<[u8; 32]>,
    port: Option<u16>,
    circles: Circles,
    peers: BTreeMap<DeviceId, Peer>,
    quotas: Quotas,
    /// How many chunks have a number that stands for none.
    waiting: u64,
    day: Day,
    wakes: Wakes,
    asked: Option<Beacons>,
}

/// A device that may connect.
struct Peer {
    /// What the vault knew of its spaces when it was locked.
    spaces: Vec<SpaceSetup>,
    rosters: RosterDigests,
    delivery: Delivery,
    connected: Option<Connected>,
}

struct Connected {
    id: ConnectionId,
    exchange: Exchange,
    backlog: VecDeque<Vec<u8>>,
}

impl Receiving {
    /// Locks a vault and keeps what receiving needs; nothing of it if the vault cannot be closed as it should.
    pub fn begin(mut open: Open) -> (Option<Waiting>, Option<Self>) {
        let waiting = open.write_all();
        let circles = Circles::of(&open);
        let mut peers = BTreeMap::new();
        for device in circles.list.iter().flat_map(|circle| circle.devices.iter().copied()) {
            let Some(peer) = open.peers.get(device) else { continue };
            let (spaces, delivery): (Vec<SpaceId>, _) =
                (peer.spaces.iter().copied().collect(), peer.delivery().clone());
            let spaces = spaces.into_iter().map(|space| SpaceSetup {
                // Answers about withdrawn documents are heard again by the open vault.
                withdrawn: Default::default(),
                ..open.space_setup(device, space)
            });
            let (spaces, rosters) = (spaces.collect(), open.roster_digests(device));
            peers.insert(device, Peer { spaces, rosters, delivery, connected: None });
        }
        let ears = Ears {
            world: open.world.clone(),
            me: open.me.device,
            mode: open.profile.network,
            relay: open.relay_in_use().map(RelayAccess::again),
            transport: open.me.transport.clone(),
            port: open.profile.port,
            circles,
            peers,
            quotas: core::mem::take(&mut open.quotas),
            waiting: 0,
            day: Day::of(open.now_ms()),
            wakes: Wakes::default(),
            asked: None,
        };
        let inbox = open.vault.into_inbox();
        (waiting, inbox.ok().map(|inbox| Self { inbox, ears }))
    }

    /// The connection with a device, for tests to look at.
    #[cfg(test)]
    pub fn connection_for_tests(&self, device: DeviceId) -> Option<ConnectionId> {
        self.ears.peers.get(&device)?.connected.as_ref().map(|connected| connected.id)
    }

    /// Lets go of the folder.
    pub fn rest(self) -> Resting {
        Resting { inbox: self.inbox.rest(), ears: self.ears }
    }

    /// Takes one event of the network.
    pub fn net_event(&mut self, event: NetEvent, runner: &mut NetRunner) -> Result<(), Ended> {
        match event {
            NetEvent::Connected { connection, device, .. } => return self.connected(device, connection, runner),
            NetEvent::Frame { connection, bytes } => {
                // What notes say is said again to the open vault.
                if let Some(device) = self.ears.on(connection).filter(|_| NoteKind::of(&bytes).is_none()) {
                    return self.exchange_input(device, Input::Frame(bytes.into_vec()), runner);
                }
            }
            NetEvent::Drained { connection } => self.ears.drained(connection, runner),
            NetEvent::Closed { connection, device, .. } => self.ears.disconnected(device, connection),
            NetEvent::InterfacesChanged => self.ears.restart(runner),
            NetEvent::NetworkChanged => runner.network_change(),
            NetEvent::Heard(Heard::Device { device, address }) if self.ears.is_away(device) => {
                runner.dial(device, vec![address], false);
            }
            // Nobody is called, and nobody is here who could be told.
            _ => {}
        }
        Ok(())
    }

    /// Lets a second pass.
    pub fn tick(&mut self, runner: &mut NetRunner) -> Result<(), Ended> {
        let now = self.ears.world.clock.mono();
        let devices: Vec<DeviceId> = self.ears.peers.keys().copied().collect();
        for device in devices {
            self.exchange_input(device, Input::Tick(now), runner)?;
        }
        self.ears.tick(runner);
        Ok(())
    }

    fn connected(&mut self, device: DeviceId, id: ConnectionId, runner: &mut NetRunner) -> Result<(), Ended> {
        let allowed = self.ears.circles.with(device).is_some();
        let Some(peer) = self.ears.peers.get_mut(&device).filter(|_| allowed) else {
            runner.close(id, CloseCode::Forbidden);
            return Ok(());
        };
        peer.leave();
        let setup = exchange::Setup {
            my_device: self.ears.me,
            peer_device: device,
            rosters: peer.rosters,
            spaces: peer.spaces.clone(),
            delivery: peer.delivery.clone(),
        };
        peer.connected = Some(Connected { id, exchange: Exchange::new(setup), backlog: VecDeque::new() });
        self.exchange_input(device, Input::Start, runner)
    }

    /// Hands one input to a device's exchange and carries out what comes of it.
    fn exchange_input(&mut self, device: DeviceId, input: Input, runner: &mut NetRunner) -> Result<(), Ended> {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now_ms = self.ears.world.clock.now_ms();
            let Some(connected) = self.ears.connected(device) else { return Ok(()) };
            let id = connected.id;
            for output in connected.exchange.handle(now_ms, input) {
                inputs.extend(self.carry_out(device, output, runner)?);
                if self.ears.connected(device).is_none_or(|connected| connected.id != id) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, device: DeviceId, output: Output, runner: &mut NetRunner) -> Result<Option<Input>, Ended> {
        match output {
            Output::Send(bytes) => self.ears.send(device, bytes, runner),
            Output::Keep { space, chunks, upto } => return self.keep(device, space, chunks, upto, runner),
            // Nothing of the log can be opened.
            Output::Feed { space, after, .. } => {
                return Ok(Some(Input::Fed { space, after, upto: after, chunks: Vec::new() }));
            }
            // What is here already is known to the open vault alone, which passes it over.
            Output::Offered { space, .. } => return Ok(Some(Input::Known { space, have: Vec::new() })),
            Output::Roster(records) => {
                for gone in self.ears.circles.heard(device, &records) {
                    self.ears.close(gone, CloseCode::Forbidden, runner);
                }
                runner.allow(self.ears.circles.allowed(self.ears.day));
            }
            // A log that begins anew is begun with an open vault, which can write down that it does.
            Output::Rewound { .. } => self.ears.shut_out(device, runner),
            Output::Close(why) => {
                let code = if why == exchange::CloseWhy::Version { CloseCode::Version } else { CloseCode::Misbehaved };
                self.ears.close(device, code, runner);
            }
            // Questions about what is in the vault wait until it is open; what they say of it they say again then.
            _ => {}
        }
        Ok(None)
    }

    /// Seals a batch into the inbox and answers it.
    fn keep(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        chunks: Vec<(Cursor, Chunk)>,
        upto: Cursor,
        runner: &mut NetRunner,
    ) -> Result<Option<Input>, Ended> {
        let Some(connected) = self.ears.connected(device) else { return Ok(None) };
        let known = connected.exchange.delivery().space(space);
        let after = known.map_or(Cursor::START, |known| known.kept.cursor);
        if !self.ears.has_room_today(device, &chunks) {
            self.ears.shut_out(device, runner);
            return Ok(None);
        }
        let chunks: Vec<(Cursor, Held)> = chunks.into_iter().map(|(cursor, chunk)| (cursor, Held::of(chunk))).collect();
        let outcomes = chunks.iter().map(|(cursor, held)| (cursor.seq, self.ears.outcome(device, space, held)));
        let batch = KeptBatch { space, upto, outcomes: outcomes.collect() };
        let parts = Arrived { device, space, after, upto, chunks }.parts();
        let bodies: Option<Vec<_>> = parts.iter().map(Arrived::encode).collect();
        self.inbox.put(&bodies.ok_or(Ended)?).map_err(|_| Ended)?;
        Ok(Some(Input::Kept(batch)))
    }
}

impl Resting {
    /// Takes the folder again, if nobody else has it open.
    pub fn resume(self) -> Option<Receiving> {
        Some(Receiving { inbox: self.inbox.resume().ok()?, ears: self.ears })
    }
}

impl Peer {
    fn leave(&mut self) {
        if let Some(connected) = self.connected.take() {
            self.delivery = connected.exchange.delivery().clone();
        }
    }
}

impl Ears {
    fn on(&self, connection: ConnectionId) -> Option<DeviceId> {
        let holds = |peer: &Peer| peer.connected.as_ref().is_some_and(|connected| connected.id == connection);
        self.peers.iter().find(|(_, peer)| holds(peer)).map(|(device, _)| *device)
    }

    fn connected(&mut self, device: DeviceId) -> Option<&mut Connected> {
        self.peers.get_mut(&device)?.connected.as_mut()
    }

    fn is_away(&self, device: DeviceId) -> bool {
        self.peers.get(&device).is_some_and(|peer| peer.connected.is_none())
    }

    fn send(&mut self, device: DeviceId, bytes: Vec<u8>, runner: &NetRunner) {
        let Some(connected) = self.connected(device) else { return };
        connected.backlog.push_back(bytes);
        runner.send_backlog(connected.id, &mut connected.backlog);
        if !holds(&connected.backlog) {
            self.close(device, CloseCode::Misbehaved, runner);
        }
    }

    fn drained(&mut self, connection: ConnectionId, runner: &NetRunner) {
        let connected = self.on(connection).and_then(|device| self.connected(device));
        if let Some(connected) = connected {
            runner.send_backlog(connection, &mut connected.backlog);
        }
    }

    fn disconnected(&mut self, device: DeviceId, connection: ConnectionId) {
        let stands = |peer: &&mut Peer| peer.connected.as_ref().is_some_and(|connected| connected.id == connection);
        if let Some(peer) = self.peers.get_mut(&device).filter(stands) {
            peer.leave();
        }
    }

    fn close(&mut self, device: DeviceId, code: CloseCode, runner: &NetRunner) {
        let Some(id) = self.connected(device).map(|connected| connected.id) else { return };
        runner.close(id, code);
        self.disconnected(device, id);
    }

    /// Hears a device no more until the vault is open.
    fn shut_out(&mut self, device: DeviceId, runner: &NetRunner) {
        self.close(device, CloseCode::Done, runner);
        self.circles.shut_out(device);
        runner.allow(self.circles.allowed(self.day));
    }

    /// Holds another person's devices to what fits in a day; every document counts as one they begin.
    fn has_room_today(&mut self, device: DeviceId, chunks: &[(Cursor, Chunk)]) -> bool {
        let Some(person) = self.circles.with(device).and_then(|circle| circle.contact) else { return true };
        let bytes = chunks.iter().map(|(_, chunk)| chunk.body_bytes()).sum();
        let documents: std::collections::BTreeSet<_> = chunks.iter().map(|(_, chunk)| chunk.document).collect();
        self.quotas.take(person, false, bytes, documents.len(), self.world.clock.now_ms())
    }

    /// What is answered to one chunk; it counts as not applied.
    fn outcome(&mut self, device: DeviceId, space: SpaceId, held: &Held) -> Kept {
        match held {
            Held::Refused(why) => Kept::Refused(*why),
            Held::Chunk(_) => {
                let number = WAITING_FROM + self.waiting;
                self.waiting += 1;
                let spaces = self.peers.get_mut(&device).map(|peer| &mut peer.spaces);
                let setup = spaces.and_then(|spaces| spaces.iter_mut().find(|setup| setup.space == space));
                if let Some(setup) = setup {
                    setup.unapplied.push(number);
                }
                Kept::Stored { number }
            }
        }
    }

    fn tick(&mut self, runner: &mut NetRunner) {
        let now_ms = self.world.clock.now_ms();
        let today = Day::of(now_ms);
        if core::mem::replace(&mut self.day, today) != today {
            runner.allow(self.circles.allowed(today));
        }
        if self.wakes.tick(now_ms, self.world.clock.mono()) {
            runner.network_change();
            self.asked = None;
        }
        self.announce(runner);
    }

    fn announce(&mut self, runner: &NetRunner) {
        let beacons = self.circles.beacons(self.day, runner.port(), |device| self.is_away(device));
        if runner.is_running() && self.asked.as_ref() != Some(&beacons) {
            runner.set_beacons(beacons.clone());
            self.asked = Some(beacons);
        }
    }

    /// Starts the network anew, on other interfaces.
    fn restart(&mut self, runner: &mut NetRunner) {
        self.peers.values_mut().for_each(Peer::leave);
        let (relay, allowed) = (self.relay.as_ref().map(RelayAccess::again), self.circles.allowed(self.day));
        // What could not be started is tried again when the interfaces change once more.
        let _ = runner.start(self.mode, relay, &self.transport, self.port, allowed);
        self.asked = None;
        self.announce(runner);
    }
}
