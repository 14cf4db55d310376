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
/// Longest text caught while the vault is locked, in bytes: an evening's words; longer writing belongs into the vault.
pub const CAPTURE_BYTES_MAX: usize = 64 << 10;
/// Largest file of a caught text, in bytes: the text, its padding and what age adds.
pub const CAPTURE_FILE_BYTES_MAX: usize = CAPTURE_BYTES_MAX + CAPTURE_BYTES_MAX / 8 + 4096;
/// Texts that may wait beside a locked vault, and in it for a decision.
pub const CAPTURE_FILES_MAX: usize = 64;
/// Longest `capture.pub`, in bytes; ours has 63.
pub const CAPTURE_PUBLIC_BYTES_MAX: usize = 128;
/// Longest name of a fact, in bytes of ASCII; ours are a few words and a random id.
pub const FACT_NAME_BYTES_MAX: usize = 64;
/// Longest words of a fact, in bytes: a paragraph; what is longer belongs into a text.
pub const FACT_TEXT_BYTES_MAX: usize = 4096;
/// Facts of one document; a session with every field and its checklist has about sixty.
pub const FACTS_MAX: usize = 256;

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
/// Largest `settings.toml` that goes along when a vault is sealed anew, in bytes: ours have four lines.
pub const SETTINGS_BYTES_MAX: u64 = 16 << 10;
/// Longest place of a backup that is remembered, in characters: longer paths are cut where they are shown.
pub const PLACE_CHARS_MAX: usize = 1024;
/// Smallest padded plaintext, in bytes: short words and long words look alike.
pub const SEALED_FLOOR_BYTES: usize = 1024;

/// scrypt work factor we write (2^17 iterations, 128 MiB): about 0.35 s on a laptop.
pub const SCRYPT_LOG_N: u8 = 17;
/// scrypt work factor we are willing to read: 2^20 is 1 GiB and 3 s.
pub const SCRYPT_LOG_N_MAX: u8 = 20;

/// Longest wait after wrong guesses at a passphrase, in seconds: a nuisance to a guesser, bearable for the owner.
pub const GUESS_WAIT_SECS_MAX: u64 = 30;

/// Operations one chunk may declare before Automerge sees it: ten times a full entry typed key by key in one batch.
pub const OPS_PER_CHUNK_MAX: u64 = 4 << 20;
/// Changes in one chunk.
pub const CHANGES_PER_CHUNK_MAX: usize = 4096;
/// Actors one chunk may name.
pub const ACTORS_PER_CHUNK_MAX: usize = 256;
/// Dependencies one change may name.
pub const DEPS_PER_CHANGE_MAX: usize = 256;
/// Bytes of one actor in a change: a run, with room for what Automerge puts before it when writing at older heads.
pub const ACTOR_BYTES_MAX: usize = 32;
/// Bytes of the first change of a shared document: ours have about 200.
pub const GENESIS_BYTES_MAX: usize = 1024;
/// Longest margin note, in bytes: some pages; longer answers are entries of their own.
pub const NOTE_BYTES_MAX: usize = 64 << 10;
/// Marks on one publication: one for every 64 bytes of the longest text.
pub const MARKS_MAX: usize = 16 << 10;
/// Receipts in one list: it is read whole, and stays under 32 MiB in memory.
pub const RECEIPTS_MAX: usize = 100_000;
/// Receipts written as one change: about 100 KiB, a small part of a batch of the feed.
pub const RECEIPTS_BATCH: usize = 1024;
/// How long nothing more must have come before receipts are written, in milliseconds: a first sync is one batch.
pub const RECEIPTS_REST_MS: u64 = 2000;
/// The longest that receipts wait while more keeps coming, in milliseconds.
pub const RECEIPTS_WAIT_MS_MAX: u64 = 30_000;
/// Ended spaces with one person whose withdrawals are still told: more than anybody pairs again.
pub const PAST_SPACES_MAX: usize = 16;
/// Documents withdrawn, or taken out of use, in one transaction when a space is ended: a moment's work.
pub const ENDING_BATCH: usize = 128;
/// Lines of "who has seen what" told to the screen at once: more than anybody scrolls through.
pub const RECEIPT_LINES_MAX: usize = 1000;
/// Longest first line in lists, in characters: more does not fit a row.
pub const FIRST_LINE_CHARS_MAX: usize = 160;
/// Inflated bytes of one snapshot: a full entry, and all that was typed and deleted on the way to it, several times.
pub const INFLATED_BYTES_MAX: usize = 16 << 20;
/// Inflated bytes for each byte of a snapshot: written words deflate to a third, their history to a tenth, so only the
/// same words again and again reach this; such a document stays as it was written.
pub const INFLATED_RATIO_MAX: usize = 64;
/// Changes in one snapshot: days of typing in one entry, a change every pause.
pub const CHANGES_PER_DOCUMENT_MAX: usize = 64 << 10;
/// Actors one snapshot may name: one for each program start that changed the entry, for years.
pub const ACTORS_PER_DOCUMENT_MAX: usize = 1024;

/// Documents another person may place in one shared space.
pub const DOCUMENTS_PER_SPACE_MAX: usize = 100_000;
/// Devices in one roster, and records one signer may write.
pub const DEVICES_MAX: usize = 64;
/// Bytes of one roster record.
pub const RECORD_BYTES_MAX: usize = 4096;
/// Records one roster may hold: every device and every recovery key its 64.
pub const RECORDS_MAX: usize = (DEVICES_MAX + RECOVERY_KEYS_MAX) * RECORDS_PER_SIGNER_MAX as usize;

/// Chunks in one batch of the feed: one fsync a batch on the receiving side.
pub const FEED_CHUNKS: usize = 256;
/// Bytes in one batch of the feed, unless a single chunk is larger.
pub const FEED_BYTES: usize = 1 << 20;
/// Sealed bytes read before their turn, to be opened together, and bytes of readable copies in one commit, unless a
/// single one is larger: a batch of the feed with its padding. What others wrote must not fill the memory.
pub const AHEAD_BYTES: usize = 2 * FEED_BYTES;
/// Common spaces one hello may name: a person's private space and one for each relationship.
pub const SPACES_MAX: usize = 1024;
/// Refusals and answers in one frame: about 48 KiB, so that other frames find their way between.
pub const ANSWERS_PER_FRAME: usize = 1024;
/// Chunks of one device that one space may refuse before the connection is closed instead: each is remembered.
pub const REFUSALS_MAX: usize = 4096;
/// How often one connection may ask for all answers of a space: once after the hello, once after a restart, and twice
/// for whatever we forgot.
pub const REPETITIONS_MAX: u32 = 4;
/// Documents in one frame of a list: 160 KiB, so that other frames find their way between.
pub const LISTED_PER_FRAME: usize = 4096;
/// Documents one side may list in a repair: twice what a shared space may hold, for a private one of many years.
pub const LISTED_MAX: usize = 2 * DOCUMENTS_PER_SPACE_MAX;
/// Documents in one question for one's own words: 32 KiB.
pub const ASKED_PER_FRAME: usize = 1024;
/// Documents the engine is asked for at a time in a repair: with small ones, one batch of the feed.
pub const MEND_DOCUMENTS: usize = 64;
/// Tombstones in one frame; their heads are held to `FEED_BYTES` too.
pub const TOMBSTONES_PER_FRAME: usize = 1024;
/// How often one connection may ask for the tombstones of a space: once a restore, with room for a second thought.
pub const TOMBSTONES_ASKED_MAX: u32 = 4;
/// Heads one tombstone may cover: one for each device of its writer, many times over.
pub const TOMBSTONE_HEADS_MAX: usize = 1024;
/// Entries whose texts are read in one answer: more than a screen shows.
pub const PAGES_MAX: usize = 16;
/// Versions of an entry that are listed: the newest; each is read to see whether its words differ.
pub const VERSIONS_MAX: usize = 200;
/// Notes in the margin that are told without their documents.
pub const MARGIN_LINES_MAX: usize = 20;
/// Days that what was thrown away stays in the trash, at the least.
pub const TRASH_DAYS: u64 = 30;
/// Actors that wrote in one document of the trash: one for each time the program was started to write in it, for
/// years. A document with more stays in the trash.
pub const TOMBSTONE_WRITERS_MAX: usize = 4096;
/// Answered cursors whose time is remembered for each device and space.
pub const ANSWER_TIMES_MAX: usize = 1024;
/// Frames waiting to be sent to one device before the feed pauses.
pub const SEND_QUEUE_FRAMES: usize = 64;
/// Frames that wait behind that queue: twice what two batches and their answers make, of one chunk each. A device that
/// asks and does not hear the answers is left.
pub const BACKLOG_FRAMES_MAX: usize = 4096;
/// Bytes that wait there: a repair's longest list, all tombstones and all answers of a full space.
pub const BACKLOG_BYTES_MAX: usize = 32 << 20;
/// Incidents kept for the People page.
pub const INCIDENTS_MAX: usize = 200;

/// How long an invitation is open, in seconds.
pub const INVITATION_SECS: u64 = 600;
/// Failed proofs after a valid start that burn an invitation.
pub const INVITATION_FAILURES_MAX: u32 = 3;
/// Longest invitation text, in characters.
pub const INVITATION_CHARS_MAX: usize = 4096;

/// Longest address of a relay, in bytes: a host name has at most 253, and room for the rest.
pub const RELAY_URL_BYTES_MAX: usize = 280;
/// Longest token of a relay, in bytes: a random secret has 64, and some servers want signed ones.
pub const RELAY_TOKEN_BYTES_MAX: usize = 512;
/// Longest note by which a device names its relay, in bytes: an address and two lengths.
pub const RELAY_NOTE_BYTES_MAX: usize = RELAY_URL_BYTES_MAX + 8;
/// Notes about a relay that one connection may carry: nobody changes it more often in one sitting.
pub const RELAY_NOTES_MAX: u32 = 16;
/// Bytes of the record that keeps a relay: its address, two tokens, and what is between.
pub const RELAY_RECORD_BYTES_MAX: usize = RELAY_URL_BYTES_MAX + 2 * RELAY_TOKEN_BYTES_MAX + 16;
/// How long a relay may stay in "connecting" before the endpoint is built anew, in seconds (iroh issue 4476).
pub const RELAY_STUCK_SECS: u64 = 120;
/// The longest pause between two such rebuilds, in seconds: a relay that is switched off is asked once an hour.
pub const RELAY_STUCK_SECS_MAX: u64 = 3600;
/// How long a relay that is tested may take to answer, in seconds.
pub const RELAY_TEST_SECS: u64 = 10;

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
/// Size at which a catalog page is split, in bytes: a page is rewritten whole when one of its documents changes.
pub const PAGE_BYTES_MAX: usize = 512 << 10;
/// Automerge documents kept loaded.
pub const OPEN_DOCUMENTS: usize = 16;

/// Bytes waiting to be sent to one device before the feed pauses: two full frames.
pub const SEND_QUEUE_BYTES: usize = 2 * FRAME_BYTES_MAX;
/// Bytes received from one device that the engine has not taken yet, before its reader pauses: two full frames.
pub const RECEIVE_QUEUE_BYTES: usize = 2 * FRAME_BYTES_MAX;
/// Frame bytes made room for at a time: what a length promises is not allocated before it arrives.
pub const FRAME_STEP_BYTES: usize = 64 << 10;
/// Handshakes with callers not yet known, at one time: each holds keys and buffers.
pub const HANDSHAKES_MAX: usize = 16;
/// Addresses tried in one dial; a computer with more networks than this is rare.
pub const DIAL_ADDRESSES_MAX: usize = 16;
/// Interfaces bound at most: containers can make hundreds.
pub const INTERFACES_MAX: usize = 16;
/// Longest opaque protocol name, in bytes: TLS allows 255.
pub const ALPN_BYTES_MAX: usize = 255;
/// How long closing the network may take, in seconds: iroh waits up to 3 for the other sides to answer.
pub const NET_CLOSE_SECS: u64 = 3;
/// Silence after which a connection counts as lost, in seconds; a sign of life is sent every quarter of it.
pub const IDLE_SECS: u64 = 20;
/// The same within one machine, where a lost packet means a killed process, in seconds.
pub const LOOPBACK_IDLE_SECS: u64 = 6;
/// How often this machine's interfaces are compared with those bound, in seconds.
pub const INTERFACES_CHECK_SECS: u64 = 10;
/// Records of one signer that count: higher numbers are void, so that nobody can fill a roster against a removal.
pub const RECORDS_PER_SIGNER_MAX: u32 = 64;
/// Records one record may name as known, one a signer: all devices and a few recovery keys, within the record's bytes.
pub const KNEW_MAX: usize = 80;
/// Addresses in an invitation or a card: every interface of a laptop, twice.
pub const INVITATION_ADDRESSES_MAX: usize = 16;
/// Bytes of a person's card at the end of a pairing: it and its signatures fit one pairing frame.
pub const CARD_BYTES_MAX: usize = PAIRING_FRAME_BYTES_MAX - 1024;
/// Bytes of a roster on its own; larger ones are not written either.
pub const ROSTER_BYTES_MAX: usize = 4 << 20;
/// Recovery keys one roster may name over the years.
pub const RECOVERY_KEYS_MAX: usize = 8;
/// How long one pairing attempt may last once begun, in seconds: two people on a telephone, with a pause.
pub const PAIRING_ATTEMPT_SECS: u64 = 600;
/// Bytes a new device is given at most: the roster and every contact, with room to spare.
pub const GRANT_BYTES_MAX: usize = 8 << 20;
/// Bytes of it in one frame.
pub const GRANT_PART_BYTES: usize = PAIRING_FRAME_BYTES_MAX - 64;
/// Bytes of one contact as kept in the vault: its roster and some addresses.
pub const CONTACT_BYTES_MAX: usize = ROSTER_BYTES_MAX + (64 << 10);
/// Notes about what own devices agree on, on one connection: every contact many times over.
pub const AGREEING_NOTES_MAX: usize = 8 * SPACES_MAX;

/// Threads that put foreign changes into documents: a laptop has two cores to spare while somebody writes.
pub const APPLY_THREADS: usize = 2;
/// Jobs handed to those threads at one time.
pub const JOBS_MAX: usize = 64;
/// Documents whose changes are committed together once applied: one fsync for all of them.
pub const APPLIED_DOCUMENTS: usize = 64;
/// How long one document's changes may take, in seconds: the largest allowed ones take two on a slow laptop.
pub const APPLY_SECS_MAX: u64 = 20;
/// Bytes of chunks kept in memory while they wait to be applied; what is beyond is read from the log again.
pub const UNAPPLIED_BYTES_MAX: usize = 8 << 20;

/// Numbers of the log one answer to the exchange covers at most: most of them may have nothing to send.
pub const FEED_NUMBERS: u64 = 4096;
/// How long what another device wrote is left to that device to send, in milliseconds, before it is offered by id.
pub const FRESH_MS: u64 = 2000;
/// Contents remembered by id for each document: more than a device writes in it between two meetings of three devices.
pub const HELD_PER_DOCUMENT_MAX: usize = 256;

/// Bytes another person's devices may bring in a day: a hundred entries of the longest kind, twice over.
pub const CONTACT_DAY_BYTES: usize = 256 << 20;
/// Documents they may begin in a day: more than anybody shares, and twenty days to fill a space.
pub const CONTACT_DAY_DOCUMENTS: usize = 5_000;
/// Bytes they may bring beside that while they send what was there before the first meeting: ten thousand long entries.
pub const FIRST_SYNC_BYTES: usize = 1 << 30;
/// Bytes of all chunks of a document that is folded: loading more than this takes longer than an input may wait.
pub const FOLD_BYTES_MAX: usize = 256 << 10;
/// Bytes of all sealed values that wait while a vault is locked: a day of a busy practice many times over, and unlocking
/// takes them in within seconds. What is beyond is sent again when the vault is open.
pub const INBOX_BYTES_MAX: usize = 64 << 20;
/// Bytes of one folded chunk of a shared document: a batch of the feed.
pub const FOLD_SHARED_BYTES_MAX: usize = FEED_BYTES;
/// Documents folded in one transaction: a few milliseconds of sealing, and one fsync for all.
pub const FOLD_DOCUMENTS_MAX: usize = 8;
/// Days of which it is kept how far each log went: a month, and what came before it as one.
pub const DAYS_MAX: usize = 32;

/// Bytes of one packet by which devices find each other: head and the longest name, with room for a newer version.
pub const BEACON_BYTES_MAX: usize = 64;
/// Names one device announces: one a contact and device of theirs that is not connected; a packet each.
pub const BEACON_NAMES_MAX: usize = 64;
/// Announcements a second apart, before they become rarer.
pub const ANNOUNCE_QUICK: u32 = 3;
/// Longest pause between two announcements, in seconds: as long as two dials of a remembered address are apart.
pub const ANNOUNCE_PAUSE_SECS_MAX: u64 = 60;
/// The same while an invitation is open, in seconds: somebody sits in front of it.
pub const INVITATION_PAUSE_SECS: u64 = 4;
/// How often packets about one device, or one invitation, are acted on, in seconds.
pub const BEACON_DEVICE_SECS: u64 = 10;
/// Addresses of one device told in that time: one true, and some that somebody made up.
pub const BEACON_DEVICE_TOLD_MAX: usize = 4;
/// Packets acted on in a minute: each may cause a dial.
pub const BEACON_TOLD_MAX: usize = 60;
/// Unknown aliases looked into in a minute: each is compared with many days of every contact.
pub const BEACON_UNKNOWN_TOLD_MAX: usize = 4;
/// Unknown aliases remembered as looked into: everybody else in a large practice.
pub const BEACON_UNKNOWN_MAX: usize = 256;
/// Invitations heard at one time that are shown: more than a waiting room holds.
pub const BEACON_INVITATIONS_MAX: usize = 8;
/// How long an invitation is shown after it was last heard, in seconds.
pub const INVITATION_HEARD_SECS: u64 = 20;
/// How many days a clock that is off is looked for, each way: a year, and a battery that was changed.
pub const CLOCK_DAYS_MAX: u64 = 400;
/// Devices without an invitation that may ask in a minute, at one time at most one.
pub const ASKS_PER_MINUTE: usize = 6;
/// Bytes of the frame by which a new device introduces itself: some twenty records.
pub const INTRODUCTION_BYTES_MAX: usize = 16 << 10;
/// Introductions read in a minute, of all strangers together; a person has few new devices in a year.
pub const INTRODUCTIONS_PER_MINUTE: usize = 3;
/// How often a device that is not known introduces itself to another at most, in seconds.
pub const INTRODUCTION_PAUSE_SECS: u64 = 60;
/// How long a stranger may take to introduce itself before it is listed as one, in seconds.
pub const STRANGER_SECS: u64 = 5;
/// Strangers waited for at one time; more are listed at once.
pub const STRANGERS_WAITING_MAX: usize = 16;
/// How long one of them waits to be let, in seconds.
pub const ASK_SECS: u64 = 60;
/// How long a connection must have stood for the next one to be dialled without delay, in seconds.
pub const STEADY_SECS: u64 = 30;
/// By how much the wall clock must run ahead of the steady one to mean that the computer slept, in seconds.
pub const SLEPT_SECS: u64 = 15;

/// Bytes of a sealed file for a USB stick, before sealing: years of words, and little enough to hold in memory thrice.
pub const CARRIED_BYTES_MAX: usize = 32 << 20;
/// Bytes of the file itself: what age adds for each 64 KiB, and a stanza for each of 64 devices.
pub const CARRIED_FILE_BYTES_MAX: usize = CARRIED_BYTES_MAX + (64 << 10);
/// Bytes of chunks in one such file, each counted with `CARRIED_CHUNK_HEAD_BYTES`; roster and answers need the rest.
pub const CARRIED_FEED_BYTES: usize = 20 << 20;
/// Bytes that document, origin and lengths of one chunk take there at most.
pub const CARRIED_CHUNK_HEAD_BYTES: usize = 128;
/// Chunks in one such file: as many of the smallest as its bytes allow.
pub const CARRIED_CHUNKS_MAX: usize = CARRIED_FEED_BYTES / CARRIED_CHUNK_HEAD_BYTES;
/// Program starts named in one such file: ten a day, for years.
pub const CARRIED_RUNS_MAX: usize = 64 << 10;
/// Refusals and ended documents answered in one such file: 3 MiB, and more than a practice withdraws in a decade.
pub const CARRIED_ANSWERS_MAX: usize = 64 << 10;
/// Documents of a removed device's last words that are held for its person to look at: they stay in memory meanwhile.
pub const LAST_WORDS_MAX: usize = 4096;
/// Bytes of text in them.
pub const LAST_WORDS_BYTES_MAX: usize = 32 << 20;
