//! The table: each figure with its target beside it, met or missed and by how much.

use crate::figures::Figures;

/// Most bytes of frames each way when nothing is new in one space.
const NOTHING_NEW_BYTES_MAX: f64 = 150.0;
/// Most bytes an entry over its changes when some were changed.
const CHANGED_BYTES_MAX: f64 = 60.0;
/// First sync against the limit, and payload against `save()`.
const FIRST_SYNC_RATIO_MAX: f64 = 1.5;
const PAYLOAD_RATIO_MAX: f64 = 1.2;
/// Vault against `save()` after a year.
const YEAR_RATIO_MAX: f64 = 3.0;
/// What a live publication may take beside an echo and one commit, in milliseconds.
const LIVE_MS_MAX: f64 = 5.0;

/// One line of the table.
struct Row {
    what: String,
    ours: String,
    others: String,
    limit: String,
    target: String,
}

/// Returns the table as Markdown.
pub fn table(figures: &Figures, entries: &[usize]) -> String {
    let mut rows = Vec::new();
    for entries in entries {
        at(&mut rows, figures, *entries);
    }
    publications(&mut rows, figures);
    let mut text = String::from("| case | Understory | samod 0.16 | limit | target |\n|---|---|---|---|---|\n");
    for row in rows {
        let Row { what, ours, others, limit, target } = row;
        text.push_str(&format!("| {what} | {ours} | {others} | {limit} | {target} |\n"));
    }
    text
}

fn at(rows: &mut Vec<Row>, figures: &Figures, entries: usize) {
    let get = |name: &str| figures.get(&format!("{entries}.{name}"));
    let ratio = |over: Option<f64>, under: Option<f64>| Some(over? / under?);
    let stored = get("ours.first_sync.stored_ms");
    let (chunks, documents) = (get("limit_chunks.limit.ms"), get("limit_documents.limit.ms"));
    let limit = format!("{} by chunk, {} by document", millis(chunks), millis(documents));
    let mut row = |what: &str, ours: String, others: String, limit: String, target: String| {
        rows.push(Row { what: format!("{entries} entries: {what}"), ours, others, limit, target });
    };
    let held = verdict(ratio(stored, chunks), FIRST_SYNC_RATIO_MAX, "x of the limit by chunk");
    row("first sync, stored", millis(stored), millis(get("samod.first_sync.stored_ms")), limit, held);
    let folded = get("folded.first_sync.stored_ms");
    let held = verdict(ratio(folded, documents), FIRST_SYNC_RATIO_MAX, "x of the limit by document");
    let others = millis(get("samod.first_sync.stored_ms"));
    row("first sync of folded entries, stored", millis(folded), others, millis(documents), held);
    let listed = get("ours.first_sync.listed_ms");
    let others = millis(get("samod.first_sync.stored_ms"));
    row("first sync, listed", millis(listed), others, String::new(), String::new());
    let each = |total: Option<f64>| total.map_or("-".to_owned(), |ms| format!("{:.2} ms", ms / entries as f64));
    let others = each(get("samod.first_sync.stored_ms"));
    row("cost of one, stored", each(stored), others, each(chunks), "flat".to_owned());
    let payload = get("ours.first_sync.payload_bytes");
    let saved = get("saved_bytes");
    let held = verdict(ratio(payload, saved), PAYLOAD_RATIO_MAX, "x of save()");
    let others = bytes(get("samod.first_sync.payload_bytes"));
    row("first sync, payload", bytes(payload), others, format!("{} save()", bytes(saved)), held);
    let mib = |name: &str| get(name).map_or("-".to_owned(), |mib| format!("{mib:.0} MiB"));
    let (ours, others) = (mib("ours.memory.peak_mib"), mib("samod.memory.peak_mib"));
    row("memory of both devices, peak", ours, others, String::new(), String::new());
    if get("ours.nothing_new.ms").is_some() {
        again_at(rows, figures, entries);
    }
}

/// The second and the third meeting.
fn again_at(rows: &mut Vec<Row>, figures: &Figures, entries: usize) {
    let get = |name: &str| figures.get(&format!("{entries}.{name}"));
    let mut row = |what: &str, ours: String, others: String, limit: String, target: String| {
        rows.push(Row { what: format!("{entries} entries: {what}"), ours, others, limit, target });
    };
    let way = |way: &str| get(&format!("ours.nothing_new.bytes_{way}"));
    let most = Some(way("out").unwrap_or(f64::NAN).max(way("in").unwrap_or(f64::NAN)));
    let frames = |way: &str| get(&format!("ours.nothing_new.frames_{way}")).unwrap_or(f64::NAN);
    let ours =
        format!("{} out, {} in; {} and {} frames", bytes(way("out")), bytes(way("in")), frames("out"), frames("in"));
    let held = verdict(most, NOTHING_NEW_BYTES_MAX, "bytes each way, one frame each way");
    row("nothing new, frames", ours, bytes(get("samod.nothing_new.bytes")), String::new(), held);
    let (ours, others) = (millis(get("ours.nothing_new.ms")), millis(get("samod.nothing_new.ms")));
    row("nothing new, time from dial", ours, others, String::new(), String::new());
    let over = |side: &str| {
        let over = get(&format!("{side}.changed.bytes"))? - get(&format!("{side}.changed.changes_bytes"))?;
        Some(over / crate::ours::CHANGED as f64)
    };
    let each = |bytes: Option<f64>| bytes.map_or("-".to_owned(), |bytes| format!("{bytes:.0} B an entry"));
    let held = verdict(over("ours"), CHANGED_BYTES_MAX, "B an entry");
    row("10 changed, over the changes", each(over("ours")), each(over("samod")), String::new(), held);
    let (ours, others) = (millis(get("ours.changed.stored_ms")), millis(get("samod.changed.stored_ms")));
    row("10 changed, time from dial", ours, others, String::new(), String::new());
}

fn publications(rows: &mut Vec<Row>, figures: &Figures) {
    let get = |name: &str| figures.get(name);
    let mut row = |what: &str, ours: String, limit: String, target: String| {
        rows.push(Row { what: what.to_owned(), ours, others: "-".to_owned(), limit, target });
    };
    let stored = millis(get("ours.publications.stored_ms"));
    let applied = millis(get("ours.publications.applied_ms"));
    row("100 publications, stored / applied", format!("{stored} / {applied}"), String::new(), String::new());
    let (payload, saved) = (get("ours.publications.payload_bytes"), get("publications.saved_bytes"));
    row("100 publications, payload", bytes(payload), format!("{} save()", bytes(saved)), String::new());
    let live = get("ours.live.p99_ms");
    let limit = get("limit.echo.p99_ms").zip(get("limit.fsync.p99_ms")).map(|(echo, fsync)| echo + fsync);
    let bound = limit.map_or(f64::NAN, |limit| limit + LIVE_MS_MAX);
    let ours = format!("{} / {}", millis(get("ours.live.median_ms")), millis(live));
    let held = verdict(live, bound, "ms: echo, one commit and 5 ms");
    row("a publication live, median / 99th percentile", ours, millis(limit), held);
    if let (Some(vault), Some(saved)) = (get("year.vault_bytes"), get("year.saved_bytes")) {
        let held = verdict(Some(vault / saved), YEAR_RATIO_MAX, "x of save()");
        row("vault.db after a year", bytes(Some(vault)), format!("{} save()", bytes(Some(saved))), held);
    }
}

/// Says what was reached against a bound, and whether it holds.
fn verdict(reached: Option<f64>, bound: f64, unit: &str) -> String {
    let Some(reached) = reached.filter(|reached| reached.is_finite()) else { return "not measured".to_owned() };
    let held = if reached <= bound { "met" } else { "missed" };
    format!("at most {bound:.1} {unit}: {held}, {reached:.2}")
}

fn millis(ms: Option<f64>) -> String {
    match ms {
        None => "-".to_owned(),
        Some(ms) if ms >= 10_000.0 => format!("{:.1} s", ms / 1e3),
        Some(ms) if ms >= 100.0 => format!("{ms:.0} ms"),
        Some(ms) => format!("{ms:.2} ms"),
    }
}

fn bytes(bytes: Option<f64>) -> String {
    match bytes {
        None => "-".to_owned(),
        Some(bytes) if bytes >= 1e6 => format!("{:.2} MB", bytes / 1e6),
        Some(bytes) if bytes >= 1e4 => format!("{:.1} kB", bytes / 1e3),
        Some(bytes) => format!("{bytes:.0} B"),
    }
}
