//! Threads that put foreign changes into documents, away from the engine's own thread.
//!
//! Invariant: a job is a pure function of what it holds; a thread that hangs is left behind and replaced, and its answer
//! counts no more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc as std_mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;

use super::extra::{self, FromDoc};
use crate::clock::UnixMillis;
use crate::document::{CopyHeader, Doc, DocumentError, Summary, copy, summary};
use crate::ids::{DocumentId, Head, PersonId, SpaceId};
use crate::kind::{Body, Kind, RefusedWhy};
use crate::limits::{APPLY_SECS_MAX, APPLY_THREADS, JOBS_MAX};

/// Chunks of one document to be put into it.
pub(super) struct Job {
    /// Names the job; never used twice while the program runs.
    pub id: u64,
    pub document: DocumentId,
    /// The shared space it must belong to; none in the private space.
    pub shared: Option<SpaceId>,
    /// What the log already holds of it.
    pub prior: Vec<Body>,
    /// What is new, oldest first.
    pub new: Vec<Body>,
    pub created_ms: UnixMillis,
    pub changed_ms: UnixMillis,
}

/// What came of a job.
pub(super) struct Done {
    pub job: Job,
    /// For each new chunk: taken in, or why not.
    pub fates: Vec<Result<(), RefusedWhy>>,
    /// What the document is now; none if nothing was taken in, or if this version does not know its kind.
    pub found: Option<Found>,
    /// The thread panicked.
    pub panicked: bool,
}

/// A document as lists and copies show it.
pub(super) struct Found {
    pub kind: Kind,
    /// Who writes it, as its genesis says; none in the private space.
    pub writer: Option<PersonId>,
    pub heads: Vec<Head>,
    pub summary: Summary,
    pub extra: FromDoc,
    /// Its readable copy.
    pub copy: String,
}

impl Job {
    /// Does the job.
    pub fn run(self) -> Done {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.apply()));
        let panicked = outcome.is_err();
        let (fates, found) = outcome.unwrap_or_else(|_| (vec![Err(RefusedWhy::Malformed); self.new.len()], None));
        Done { job: self, fates, found, panicked }
    }

    fn apply(&self) -> (Vec<Result<(), RefusedWhy>>, Option<Found>) {
        if let Ok(doc) = self.doc_with(&self.new.iter().collect::<Vec<_>>()) {
            return (vec![Ok(()); self.new.len()], self.found(&doc));
        }
        // One bad chunk must not keep the others out.
        let (mut good, mut fates, mut found) = (Vec::new(), Vec::new(), None);
        for body in &self.new {
            good.push(body);
            match self.doc_with(&good) {
                Ok(doc) => {
                    fates.push(Ok(()));
                    found = Some(doc);
                }
                Err(why) => {
                    good.pop();
                    fates.push(Err(why));
                }
            }
        }
        (fates, found.and_then(|doc| self.found(&doc)))
    }

    /// Returns the document with these chunks, if it is then what its kind allows.
    fn doc_with(&self, new: &[&Body]) -> Result<Doc, RefusedWhy> {
        let bodies: Vec<&Body> = self.prior.iter().chain(new.iter().copied()).collect();
        let Some(space) = self.shared else {
            return Doc::load(&bodies, None).map_err(DocumentError::refused_why);
        };
        let doc = Doc::load_shared(self.document, &bodies, None).map_err(DocumentError::refused_why)?;
        let genesis = doc.genesis().ok_or(RefusedWhy::Misplaced)?;
        let whole = match genesis.kind {
            Kind::Publication => doc.publication().is_some(),
            Kind::MarginNote => doc.margin_note().is_some(),
            Kind::Receipts | Kind::Closing => true,
            _ => false,
        };
        if genesis.space == space && whole { Ok(doc) } else { Err(RefusedWhy::Malformed) }
    }

    fn found(&self, doc: &Doc) -> Option<Found> {
        let kind = doc.kind().filter(|kind| kind.is_private() == self.shared.is_none())?;
        let summary = summary(doc);
        let created_ms = if summary.created_ms == 0 { self.created_ms } else { summary.created_ms };
        let (document, changed_ms, heads) = (self.document, self.changed_ms, doc.heads());
        let header = CopyHeader { document, kind, created_ms, changed_ms, heads: heads.clone() };
        let writer = doc.genesis().map(|genesis| genesis.writer);
        Some(Found { kind, writer, heads, extra: extra::from_doc(doc), copy: copy(doc, &header), summary })
    }
}

/// The threads and what they are doing.
pub(super) struct Workers {
    done: mpsc::Sender<Done>,
    jobs: std_mpsc::SyncSender<Job>,
    queue: Arc<Mutex<std_mpsc::Receiver<Job>>>,
}

impl Workers {
    /// Starts the threads; what they finish arrives at `done`.
    pub fn start(done: mpsc::Sender<Done>) -> Self {
        let (jobs, queue) = std_mpsc::sync_channel(JOBS_MAX);
        let workers = Self { done, jobs, queue: Arc::new(Mutex::new(queue)) };
        for _ in 0..APPLY_THREADS {
            workers.add_thread();
        }
        workers
    }

    /// No threads: whoever holds the other end decides when each job is done.
    #[cfg(test)]
    pub fn by_hand() -> (Self, Arc<Mutex<std_mpsc::Receiver<Job>>>) {
        let (jobs, queue) = std_mpsc::sync_channel(JOBS_MAX);
        let queue = Arc::new(Mutex::new(queue));
        (Self { done: mpsc::channel(1).0, jobs, queue: Arc::clone(&queue) }, queue)
    }

    /// Hands a job over; it comes back if all are busy.
    pub fn give(&self, job: Job) -> Result<(), Box<Job>> {
        self.jobs.try_send(job).map_err(|error| match error {
            std_mpsc::TrySendError::Full(job) | std_mpsc::TrySendError::Disconnected(job) => Box::new(job),
        })
    }

    /// Puts a fresh thread beside one that hangs.
    pub fn add_thread(&self) {
        let (queue, done) = (Arc::clone(&self.queue), self.done.clone());
        let work = move || {
            loop {
                let next = queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).recv();
                let Ok(job) = next else { return };
                if done.blocking_send(job.run()).is_err() {
                    return;
                }
            }
        };
        // Without a thread the jobs wait until their time is up and are counted as failed.
        let _ = std::thread::Builder::new().name("apply".to_owned()).spawn(work);
    }
}

/// How long a job may take before its thread is left behind.
pub(super) const PATIENCE: Duration = Duration::from_secs(APPLY_SECS_MAX);

impl core::fmt::Debug for Job {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Job({}, {:?}, {} new chunks)", self.id, self.document, self.new.len())
    }
}
