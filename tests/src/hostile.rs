//! A contact's device that lies: the keys of a real pairing, an endpoint of its own, and whatever bytes it likes.
//!
//! Invariant: it has nothing that a contact's device does not have.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use iroh::endpoint::{Connection, ConnectionError, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, SecretKey, TransportAddr};
use understory::demo::party::system_world;
use understory_sync::exchange::{Frame, Hello, RosterDigests, ShortCursor, SpaceHello, SpaceName};
use understory_sync::ids::{DeviceId, PersonId, SpaceId};
use understory_sync::people::{Contact, Day, sync_alpn};
use understory_sync::sealed::Passphrase;
use understory_sync::vault::Vault;

/// Longest wait for anything of the other side.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a hello says of answers when there are none: the start of SHA-256 of nothing.
const NO_ANSWERS: [u8; 4] = [0xe3, 0xb0, 0xc4, 0x42];

/// What a device that was paired knows.
#[derive(Clone)]
pub struct Liar {
    transport: [u8; 32],
    alpn_secret: [u8; 32],
    /// Who is lied to.
    pub victim: DeviceId,
    at: Vec<SocketAddr>,
    /// The liar's own device.
    pub device: DeviceId,
    /// The liar's person.
    pub person: PersonId,
    /// The victim's person.
    pub victim_person: PersonId,
    /// The space both have.
    pub space: SpaceId,
}

impl Liar {
    /// Takes the keys out of a vault that is closed and has one contact.
    pub fn take_over(folder: &Path, passphrase: &Passphrase, space: SpaceId) -> Self {
        let vault = Vault::unlock(folder, passphrase, &system_world()).expect("the vault opens");
        let contacts = vault.records("contact/").expect("contacts");
        let contact = Contact::decode(&contacts[0].1).expect("a contact");
        let device = vault.record("device").expect("opens").expect("keys");
        let transport: [u8; 32] = device[1..33].try_into().expect("a version and a key");
        let person = vault.record("profile").expect("opens").expect("a profile");
        let person = PersonId::from_slice(&person[1..33]).expect("a version and a person");
        let (victim, at) = contact.addresses.iter().next().expect("they met");
        Self {
            transport,
            alpn_secret: *contact.alpn_secret,
            victim: *victim,
            at: at.clone(),
            device: DeviceId(*SecretKey::from_bytes(&transport).public().as_bytes()),
            person,
            victim_person: contact.person,
            space,
        }
    }

    /// The port at which the other device was met.
    pub fn port(&self) -> u16 {
        self.at.first().map_or(0, SocketAddr::port)
    }

    /// Connects as the device that was paired, and says the first byte.
    pub async fn connect(&self) -> Talk {
        let endpoint = Endpoint::builder(presets::Minimal)
            .secret_key(SecretKey::from_bytes(&self.transport))
            .relay_mode(RelayMode::Disabled)
            .clear_ip_transports()
            .bind_addr("127.0.0.1:0")
            .expect("an address")
            .bind()
            .await
            .expect("an endpoint");
        let id = EndpointId::from_bytes(&self.victim.0).expect("a key");
        let to = EndpointAddr::from_parts(id, self.at.iter().copied().map(TransportAddr::Ip));
        let alpn = sync_alpn(&self.alpn_secret, Day::of(system_world().clock.now_ms()));
        let connection = endpoint.connect(to, &alpn);
        let connection = tokio::time::timeout(PATIENCE, connection).await.expect("an answer").expect("a connection");
        let (mut send, recv) = connection.open_bi().await.expect("a stream");
        send.write_all(&[1]).await.expect("the first byte");
        Talk { endpoint, connection, send, recv, space: self.space }
    }

    /// Connects and says hello, changed by `lie`; returns the victim's own hello for the space.
    pub async fn greet(&self, lie: impl FnOnce(&mut SpaceHello)) -> (Talk, SpaceHello) {
        let mut talk = self.connect().await;
        let heard = talk.hear_hello().await;
        let mut mine = SpaceHello {
            space: SpaceName::of(self.space),
            mine: heard.yours,
            yours: heard.mine,
            unapplied: 0,
            answers: NO_ANSWERS,
            fingerprint: heard.fingerprint,
        };
        lie(&mut mine);
        talk.say(&Frame::Hello(Hello { rosters: RosterDigests::default(), spaces: vec![mine] })).await;
        (talk, heard)
    }
}

/// A cursor before the first number.
pub fn nothing() -> ShortCursor {
    ShortCursor { run: [0; 6], seq: 0 }
}

/// One connection of the liar.
pub struct Talk {
    endpoint: Endpoint,
    /// What it goes over.
    pub connection: Connection,
    send: SendStream,
    recv: RecvStream,
    space: SpaceId,
}

impl Talk {
    /// Sends bytes as they are; false once the other side has closed.
    pub async fn raw(&mut self, bytes: &[u8]) -> bool {
        self.send.write_all(bytes).await.is_ok()
    }

    /// Sends one frame's bytes with their length; false once the other side has closed.
    pub async fn bytes(&mut self, bytes: &[u8]) -> bool {
        let length = u32::try_from(bytes.len()).expect("a length");
        self.raw(&length.to_be_bytes()).await && self.raw(bytes).await
    }

    /// Sends one frame; false once the other side has closed.
    pub async fn say(&mut self, frame: &Frame) -> bool {
        self.bytes(&frame.encode().expect("within the bounds")).await
    }

    /// Sends frames glued together as often as asked, or until the other side closes or the time is over.
    pub async fn pour(&mut self, bytes: &[u8], secs: u64) {
        let pouring = async { while self.raw(bytes).await {} };
        // An end by time is an end: the other side neither closed nor read on.
        let _ = tokio::time::timeout(Duration::from_secs(secs), pouring).await;
    }

    /// Hears the next frame; none once the connection is over.
    pub async fn hear(&mut self) -> Option<Frame> {
        let hearing = async {
            let mut length = [0; 4];
            self.recv.read_exact(&mut length).await.ok()?;
            let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
            self.recv.read_exact(&mut bytes).await.ok()?;
            Frame::decode(&bytes).ok()
        };
        tokio::time::timeout(PATIENCE, hearing).await.expect("a frame or the end in time")
    }

    /// Hears frames until one is what is looked for.
    pub async fn hear_until<T>(&mut self, what: &str, mut wanted: impl FnMut(Frame) -> Option<T>) -> T {
        while let Some(frame) = self.hear().await {
            if let Some(found) = wanted(frame) {
                return found;
            }
        }
        panic!("the connection ended before {what}: {:?}", self.connection.close_reason())
    }

    async fn hear_hello(&mut self) -> SpaceHello {
        let name = SpaceName::of(self.space);
        self.hear_until("the hello", |frame| match frame {
            Frame::Hello(hello) => hello.spaces.into_iter().find(|space| space.space == name),
            _ => None,
        })
        .await
    }

    /// Waits until everything up to a number of the liar's log is answered.
    pub async fn answered(&mut self, seq: u64) {
        self.hear_until("an answer", |frame| match frame {
            Frame::Ack { applied, .. } => (applied >= seq).then_some(()),
            _ => None,
        })
        .await;
    }

    /// Waits for the end, and returns the code the other side closed with.
    pub async fn closed(&self) -> u64 {
        self.ended().await.unwrap_or_else(|why| panic!("not closed by the other side: {why}"))
    }

    /// Waits for the end: the code the other side closed with, or why QUIC itself gave up.
    ///
    /// It does where a flood is not read: too many gaps among what arrived out of order end the connection there.
    pub async fn ended(&self) -> Result<u64, ConnectionError> {
        match tokio::time::timeout(PATIENCE, self.connection.closed()).await.expect("an end in time") {
            ConnectionError::ApplicationClosed(close) => Ok(close.error_code.into_inner()),
            other => Err(other),
        }
    }

    /// Goes away.
    pub async fn leave(self) {
        self.connection.close(0_u32.into(), b"");
        self.endpoint.close().await;
    }
}

/// One frame with its length in front, as often as asked, for [`Talk::pour`].
pub fn glued(frame: &Frame, times: usize) -> Vec<u8> {
    let bytes = frame.encode().expect("within the bounds");
    let mut one = u32::try_from(bytes.len()).expect("a length").to_be_bytes().to_vec();
    one.extend(bytes);
    one.repeat(times)
}
