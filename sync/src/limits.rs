//! Every bound in one place, each with its reason; writers are held to them as much as readers.

/// Longest text of one entry, in bytes: beyond it a text field copies too much a frame to stay under 16 ms.
pub const ENTRY_BYTES_MAX: usize = 1 << 20;
/// Longest title, in characters: it must fit a list row and a window.
pub const TITLE_CHARS_MAX: usize = 200;
/// Most tags on one entry, and characters in one tag.
pub const TAGS_MAX: usize = 32;
/// Longest tag, in characters.
pub const TAG_CHARS_MAX: usize = 40;
/// Longest name of a person or device, in characters.
pub const NAME_CHARS_MAX: usize = 80;

/// Largest chunk body in a log, in bytes: a full entry with its marks, twice over.
pub const CHUNK_BYTES_MAX: usize = 4 << 20;
/// Largest frame on the wire, in bytes: one chunk and its header.
pub const FRAME_BYTES_MAX: usize = CHUNK_BYTES_MAX + 1024;
/// Largest frame before both sides are known to each other (pairing), in bytes.
pub const PAIRING_FRAME_BYTES_MAX: usize = 16 << 10;
/// Largest sealed value read from disk, in bytes: a padded chunk with age's overhead.
pub const SEALED_BYTES_MAX: usize = 6 << 20;
/// Largest `key.age` or `recovery.age`, in bytes: both are under 1 KiB when we wrote them.
pub const KEY_FILE_BYTES_MAX: usize = 16 << 10;
/// Smallest padded plaintext, in bytes: short words and long words look alike.
pub const SEALED_FLOOR_BYTES: usize = 1024;

/// scrypt work factor we write (2^17 iterations, 128 MiB): about 0.35 s on a laptop.
pub const SCRYPT_LOG_N: u8 = 17;
/// scrypt work factor we are willing to read: 2^20 is 1 GiB and 3 s.
pub const SCRYPT_LOG_N_MAX: u8 = 20;

/// Operations one chunk may declare before Automerge sees it: ten times a full entry typed key by key in one batch.
pub const OPS_PER_CHUNK_MAX: u64 = 4 << 20;
/// Changes in one chunk.
pub const CHANGES_PER_CHUNK_MAX: usize = 4096;
/// Actors one chunk may name.
pub const ACTORS_PER_CHUNK_MAX: usize = 256;
/// Dependencies one change may name.
pub const DEPS_PER_CHANGE_MAX: usize = 256;
/// Inflated bytes of one snapshot.
pub const INFLATED_BYTES_MAX: usize = 16 << 20;

/// Documents another person may place in one shared space.
pub const DOCUMENTS_PER_SPACE_MAX: usize = 100_000;
/// Devices in one roster, and records one signer may write.
pub const DEVICES_MAX: usize = 64;
/// Bytes of one roster record.
pub const RECORD_BYTES_MAX: usize = 4096;
/// Records one roster may hold: every device its 64, and the recovery keys theirs.
pub const RECORDS_MAX: usize = DEVICES_MAX * 64 + 64;

/// Chunks in one batch of the feed: one fsync a batch on the receiving side.
pub const FEED_CHUNKS: usize = 256;
/// Bytes in one batch of the feed, unless a single chunk is larger.
pub const FEED_BYTES: usize = 1 << 20;
/// Frames waiting to be sent to one device before the feed pauses.
pub const SEND_QUEUE_FRAMES: usize = 64;
/// Incidents kept for the People page.
pub const INCIDENTS_MAX: usize = 200;

/// How long an invitation is open, in seconds.
pub const INVITATION_SECS: u64 = 600;
/// Failed proofs after a valid start that burn an invitation.
pub const INVITATION_FAILURES_MAX: u32 = 3;
/// Longest invitation text, in characters.
pub const INVITATION_CHARS_MAX: usize = 4096;

/// Pause after the last key before a change is written, in milliseconds.
pub const SAVE_PAUSE_MS: u64 = 800;
/// Longest time typed words stay unwritten, in milliseconds. The promise is 5 s; the rest is for sealing and fsync.
pub const SAVE_LATEST_MS: u64 = 4000;
/// Undo steps kept for one open text.
pub const UNDO_STEPS_MAX: usize = 200;
/// Edits closer than this join one undo step, in milliseconds.
pub const UNDO_JOIN_MS: u64 = 1000;

/// How long a dial may take, in seconds: iroh itself gives up after 30.
pub const DIAL_SECS: u64 = 10;
/// How long the other side may take to say hello, in seconds.
pub const HELLO_SECS: u64 = 10;
/// First and longest pause between two dials of one device, in seconds.
pub const BACKOFF_SECS_MIN: u64 = 1;
/// See [`BACKOFF_SECS_MIN`].
pub const BACKOFF_SECS_MAX: u64 = 60;

/// Size of the file given up when the disk is full, in bytes.
pub const RESERVE_BYTES: usize = 1 << 20;
/// Documents in one catalog page: opening any age file costs 65 µs, so pages keep unlocking quick.
pub const PAGE_DOCUMENTS: usize = 256;
/// Automerge documents kept loaded.
pub const OPEN_DOCUMENTS: usize = 16;
