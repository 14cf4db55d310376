//! The others: the same documents with samod over loopback TCP, both repositories on disk.
//!
//! Invariant: it is asked what it offers to be asked: the clock stops when every document's other side said that it
//! has our changes. Its storage does not promise to be durable by then; ours does.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use automerge::transaction::Transactable as _;
use automerge::{Automerge, ObjType, ROOT, ReadDoc as _, Value};
use samod::storage::TokioFilesystemStorage;
use samod::{AcceptorHandle, BackoffConfig, ConnectionId, DialerHandle, DocHandle, Repo, Url};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::figures::figure;
use crate::memory;
use crate::ours::CHANGED;
use crate::side::SECS_MAX;
use crate::stage::Stage;

/// Bytes that went each way.
#[derive(Default)]
struct Wire {
    there: AtomicU64,
    back: AtomicU64,
}

impl Wire {
    fn bytes(&self) -> (u64, u64) {
        (self.there.load(Ordering::Relaxed), self.back.load(Ordering::Relaxed))
    }
}

/// The listening end of the TCP connection, counted.
struct Counted {
    stream: TcpStream,
    wire: Arc<Wire>,
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.wire.there.fetch_add((buf.filled().len() - before) as u64, Ordering::Relaxed);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        if let Poll::Ready(Ok(bytes)) = &polled {
            self.wire.back.fetch_add(*bytes as u64, Ordering::Relaxed);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Two repositories and what lies between them.
struct Pair {
    ours: Repo,
    documents: Vec<DocHandle>,
    listener: TcpListener,
    acceptor: AcceptorHandle,
    wire: Arc<Wire>,
    url: Url,
}

/// First sync; if they meet `again`, nothing new and ten changed.
pub fn measure(folder: &Path, again: bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let stage = Stage::at(folder);
    let saved = stage.saved();
    let before = memory::now_mib();
    runtime.block_on(async {
        let mut pair = Pair::open(folder, &saved).await;
        drop(saved);
        memory::forget_peak();
        let (took, bytes, dialler) = pair.meet().await;
        figure("first_sync.stored_ms", took);
        figure("first_sync.payload_bytes", bytes as f64);
        figure("memory.peak_mib", memory::peak_mib());
        figure("memory.after_mib", memory::now_mib());
        figure("memory.before_mib", before);
        if !again {
            return;
        }
        pair.part(dialler).await;
        let (took, bytes, dialler) = pair.meet().await;
        figure("nothing_new.ms", took);
        figure("nothing_new.bytes", bytes as f64);
        pair.part(dialler).await;
        let changes: usize = pair.documents.iter().take(CHANGED).map(append).sum();
        let (took, bytes, _dialler) = pair.meet().await;
        figure("changed.stored_ms", took);
        figure("changed.bytes", bytes as f64);
        figure("changed.changes_bytes", changes as f64);
    });
    // Its tasks have nothing to save that matters here.
    runtime.shutdown_background();
}

impl Pair {
    async fn open(folder: &Path, saved: &[Vec<u8>]) -> Self {
        let storage = |name: &str| TokioFilesystemStorage::new(folder.join(name));
        let ours = Repo::build_tokio().with_storage(storage("samod-first")).load().await;
        let theirs = Repo::build_tokio().with_storage(storage("samod-second")).load().await;
        let mut documents = Vec::with_capacity(saved.len());
        for bytes in saved {
            let am = Automerge::load(bytes).expect("Automerge loads what it saved");
            documents.push(ours.create(am).await.expect("the repository runs"));
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let url = Url::parse(&format!("tcp://127.0.0.1:{port}")).expect("an address");
        let acceptor = theirs.make_acceptor(url.clone()).expect("the repository runs");
        Self { ours, documents, listener, acceptor, wire: Arc::default(), url }
    }

    /// Connects, waits until every document is there, and returns milliseconds and bytes both ways.
    async fn meet(&mut self) -> (f64, u64, DialerHandle<std::convert::Infallible>) {
        self.wire = Arc::default();
        let begun = Instant::now();
        let dialler = self.ours.dial_tcp(self.url.clone(), BackoffConfig::default()).expect("it dials");
        let (stream, _) = self.listener.accept().await.expect("a connection");
        let counted = Counted { stream, wire: self.wire.clone() };
        let _connection = self.acceptor.accept_tokio_io(counted).expect("the repository runs");
        let limit = Duration::from_secs(SECS_MAX);
        let all = async {
            dialler.established().await.expect("a connection");
            let connection: ConnectionId = dialler.connection_id().expect("a connection");
            for document in &self.documents {
                document.they_have_our_changes(connection).await;
            }
        };
        tokio::time::timeout(limit, all).await.expect("samod came to an end in time");
        let took = begun.elapsed().as_secs_f64() * 1e3;
        self.quiet().await;
        let (there, back) = self.wire.bytes();
        (took, there + back, dialler)
    }

    /// Waits until no byte has moved for half a second.
    async fn quiet(&self) {
        let (mut last, mut still) = (self.wire.bytes(), 0);
        while still < 5 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.wire.bytes();
            still = if now == last { still + 1 } else { 0 };
            last = now;
        }
    }

    async fn part(&self, dialler: DialerHandle<std::convert::Infallible>) {
        dialler.close();
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.acceptor.connection_count() > 0 && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Writes one more sentence; returns the bytes of the change.
fn append(document: &DocHandle) -> usize {
    document.with_document(|am| {
        let Ok(Some((Value::Object(ObjType::Text), text))) = am.get(ROOT, "body") else {
            panic!("an entry has a body")
        };
        let mut tx = am.transaction();
        let end = tx.length(&text);
        tx.splice_text(&text, end, 0, " One more thought, before sleep.").expect("an edit");
        tx.commit();
        am.get_last_local_change().map_or(0, |change| change.raw_bytes().len())
    })
}
