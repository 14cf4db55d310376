//! The limit: the same parts with nothing of ours between them.
//!
//! Read from SQLite, open with age, one iroh stream over loopback, seal with age, commit to SQLite with fsync in
//! batches of 256, answer. Invariant: one thread on each side beside iroh's own, like the engine; same settings of
//! SQLite, same padded lengths.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Instant;

use iroh::endpoint::{Connection, PortmapperConfig, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, RelayMode, TransportAddr};
use rusqlite::{Connection as Database, params};
use tokio::sync::mpsc;

use crate::figures::{figure, percentile};
use crate::stage::Stage;

/// Values in one commit and in one hand-over between threads.
const BATCH: usize = 256;
/// Smallest padded value, and the bytes of place and length before each body.
const FLOOR: usize = 1024;
/// Bytes before the body in a sealed value of ours.
const HEADER: usize = 128;
const ALPN: &[u8] = b"limit";

/// The pipeline over as many values as the vault's log holds chunks, or over one for each document.
pub fn pipeline(folder: &Path, compacted: bool) {
    let stage = Stage::at(folder);
    let bodies = if compacted { stage.saved() } else { stage.bodies() };
    let key = age::x25519::Identity::generate();
    let from = folder.join(if compacted { "limit-compacted.db" } else { "limit.db" });
    let to = from.with_extension("to.db");
    let mut database = database(&from);
    for bodies in bodies.chunks(BATCH) {
        let rows: Vec<Vec<u8>> = bodies.iter().map(|body| seal(&key, &padded(body))).collect();
        insert(&mut database, &rows);
    }
    drop(database);
    let values = bodies.len();
    drop(bodies);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let took = runtime.block_on(run(&from, &to, key, values));
    figure("limit.ms", took);
    figure("limit.values", values as f64);
}

async fn run(from: &Path, to: &Path, key: age::x25519::Identity, values: usize) -> f64 {
    let (there, back) = (endpoint().await, endpoint().await);
    let address = address_of(&back);
    let receiver = tokio::spawn(receive(back, to.to_owned(), values));
    let reading = open_database(from);
    let begun = Instant::now();
    let connection = there.connect(address, ALPN).await.expect("loopback connects");
    let (mut send, mut recv) = connection.open_bi().await.expect("a stream");
    let (hand, mut opened) = mpsc::channel::<Vec<Vec<u8>>>(4);
    let reader = std::thread::spawn(move || read(&reading, &key, &hand));
    while let Some(batch) = opened.recv().await {
        for value in batch {
            send.write_all(&(value.len() as u32).to_be_bytes()).await.expect("the stream holds");
            send.write_all(&value).await.expect("the stream holds");
        }
    }
    let mut answer = [0; 1];
    recv.read_exact(&mut answer).await.expect("the answer comes");
    let took = begun.elapsed().as_secs_f64() * 1e3;
    reader.join().expect("the reader ends");
    send.finish().expect("the stream ends");
    connection.close(0_u32.into(), b"");
    receiver.abort();
    took
}

fn read(database: &Database, key: &age::x25519::Identity, hand: &mpsc::Sender<Vec<Vec<u8>>>) {
    let mut statement = database.prepare("SELECT sealed FROM value ORDER BY id").expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(row) = rows.next().expect("a row") {
        let sealed = row.get_ref(0).and_then(|value| Ok(value.as_blob()?)).expect("bytes");
        batch.push(open(key, sealed));
        if batch.len() == BATCH {
            hand.blocking_send(std::mem::take(&mut batch)).expect("the sender listens");
        }
    }
    hand.blocking_send(batch).expect("the sender listens");
}

async fn receive(endpoint: Endpoint, to: std::path::PathBuf, values: usize) {
    let (_connection, mut send, mut recv) = accept(&endpoint).await;
    let (hand, mut arrived) = mpsc::channel::<Vec<Vec<u8>>>(4);
    let key = age::x25519::Identity::generate();
    let writer = tokio::task::spawn_blocking(move || {
        let mut database = database(&to);
        while let Some(batch) = arrived.blocking_recv() {
            let rows: Vec<Vec<u8>> = batch.iter().map(|value| seal(&key, value)).collect();
            insert(&mut database, &rows);
        }
    });
    let mut batch = Vec::with_capacity(BATCH);
    for number in 1..=values {
        let mut length = [0; 4];
        recv.read_exact(&mut length).await.expect("the stream holds");
        let mut value = vec![0; u32::from_be_bytes(length) as usize];
        recv.read_exact(&mut value).await.expect("the stream holds");
        batch.push(value);
        if batch.len() == BATCH || number == values {
            hand.send(std::mem::take(&mut batch)).await.expect("the writer listens");
        }
    }
    drop(hand);
    writer.await.expect("the writer ends");
    send.write_all(&[1]).await.expect("the stream holds");
    std::future::pending::<()>().await;
}

/// A raw echo over one stream, and one commit: what a live publication cannot be faster than.
pub fn echo(folder: &Path) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let mut times = runtime.block_on(async {
        let (there, back) = (endpoint().await, endpoint().await);
        let address = address_of(&back);
        let echoing = tokio::spawn(async move {
            let (_connection, mut send, mut recv) = accept(&back).await;
            let mut bytes = [0; 600];
            while recv.read_exact(&mut bytes).await.is_ok() {
                send.write_all(&bytes).await.expect("the stream holds");
            }
        });
        let connection = there.connect(address, ALPN).await.expect("loopback connects");
        let (mut send, mut recv) = connection.open_bi().await.expect("a stream");
        let (mut bytes, mut times) = ([7; 600], Vec::new());
        for _ in 0..1_000 {
            let begun = Instant::now();
            send.write_all(&bytes).await.expect("the stream holds");
            recv.read_exact(&mut bytes).await.expect("the stream holds");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        echoing.abort();
        times
    });
    figure("echo.median_ms", percentile(&mut times, 50));
    figure("echo.p99_ms", percentile(&mut times, 99));
    let key = age::x25519::Identity::generate();
    let sealed = seal(&key, &[7; 1500]);
    let mut database = database(&folder.join("fsync.db"));
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            insert(&mut database, std::slice::from_ref(&sealed));
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    figure("fsync.median_ms", percentile(&mut times, 50));
    figure("fsync.p99_ms", percentile(&mut times, 99));
}

async fn endpoint() -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .alpns(vec![ALPN.to_vec()])
        .clear_ip_transports()
        .bind_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .expect("an address")
        .bind()
        .await
        .expect("a socket")
}

fn address_of(endpoint: &Endpoint) -> EndpointAddr {
    EndpointAddr::from_parts(endpoint.id(), endpoint.bound_sockets().into_iter().map(TransportAddr::Ip))
}

async fn accept(endpoint: &Endpoint) -> (Connection, SendStream, RecvStream) {
    let incoming = endpoint.accept().await.expect("somebody calls");
    let connection = incoming.accept().expect("it is let in").await.expect("and stays");
    let (send, recv) = connection.accept_bi().await.expect("a stream");
    (connection, send, recv)
}

fn padded(body: &[u8]) -> Vec<u8> {
    let bytes = (body.len() + HEADER).max(FLOOR);
    // Padmé, as the vault pads.
    let exponent = bytes.ilog2();
    let mask = (1_usize << (exponent - (exponent.ilog2() + 1))) - 1;
    let mut plain = body.to_vec();
    plain.resize((bytes + mask) & !mask, 0);
    plain
}

fn seal(key: &age::x25519::Identity, plain: &[u8]) -> Vec<u8> {
    let to = key.to_public();
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&to as &dyn age::Recipient)).expect("a recipient");
    let mut sealed = Vec::with_capacity(plain.len() + 512);
    let mut writer = encryptor.wrap_output(&mut sealed).expect("memory takes it");
    writer.write_all(plain).expect("memory takes it");
    writer.finish().expect("memory takes it");
    sealed
}

fn open(key: &age::x25519::Identity, sealed: &[u8]) -> Vec<u8> {
    let decryptor = age::Decryptor::new_buffered(sealed).expect("an age file");
    let mut reader = decryptor.decrypt(std::iter::once(key as &dyn age::Identity)).expect("our key opens it");
    let mut plain = Vec::with_capacity(sealed.len());
    reader.read_to_end(&mut plain).expect("it is whole");
    plain
}

fn open_database(path: &Path) -> Database {
    let database = Database::open(path).expect("a database");
    let wal = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;";
    database.execute_batch(wal).expect("settings");
    database
}

fn database(path: &Path) -> Database {
    let database = open_database(path);
    database
        .execute_batch("CREATE TABLE value (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT")
        .expect("a table");
    database
}

fn insert(database: &mut Database, rows: &[Vec<u8>]) {
    let transaction = database.transaction().expect("a transaction");
    let mut statement = transaction.prepare_cached("INSERT INTO value (sealed) VALUES (?1)").expect("a statement");
    for row in rows {
        statement.execute(params![row]).expect("a row");
    }
    drop(statement);
    transaction.commit().expect("the disk keeps it");
}
