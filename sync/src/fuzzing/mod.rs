//! One function for each decoder, for the fuzzer and for the replay of what it found; in no build that is used.
//!
//! Each takes any bytes, says whether they were well formed, and panics if something that must hold does not.

/// What one target does with its input.
pub type Target = fn(&[u8]) -> bool;

/// Every target, by the name of its folders in `sync/fuzz/seeds` and `sync/fuzz/crashes`.
pub const TARGETS: [(&str, Target); 32] = [
    ("frame", crate::exchange::fuzzing::frame),
    ("delivery", crate::exchange::fuzzing::delivery),
    ("carried", crate::exchange::fuzzing::carried),
    ("changes", crate::document::fuzzing::changes),
    ("sealed_changes", crate::document::fuzzing::sealed_changes),
    ("shared_document", crate::document::fuzzing::shared_document),
    ("private_document", crate::document::fuzzing::private_document),
    ("snapshot", crate::document::fuzzing::snapshot),
    ("readable_copy", crate::document::fuzzing::readable_copy),
    ("markdown", crate::document::fuzzing::markdown),
    ("invitation_text", crate::people::fuzzing::invitation_text),
    ("invitation_payload", crate::people::fuzzing::invitation_payload),
    ("relay_url", crate::people::fuzzing::relay_url),
    ("beacon", crate::net::fuzzing::beacon),
    ("stream", crate::net::fuzzing::stream),
    ("pairing_frame", crate::people::fuzzing::pairing_frame),
    ("record", crate::people::fuzzing::record),
    ("roster", crate::people::fuzzing::roster),
    ("roster_story", crate::people::fuzzing::roster_story),
    ("introduction", crate::people::fuzzing::introduction),
    ("card", crate::people::fuzzing::card),
    ("contact", crate::people::fuzzing::contact),
    ("founding", crate::people::fuzzing::founding),
    ("chunk", crate::vault::fuzzing::chunk),
    ("catalog_page", crate::vault::fuzzing::catalog_page),
    ("catalog_cover", crate::vault::fuzzing::catalog_cover),
    ("log_state", crate::vault::fuzzing::log_state),
    ("covered", crate::vault::fuzzing::covered),
    ("directory", crate::vault::fuzzing::directory),
    ("keyed_body", crate::vault::fuzzing::keyed_body),
    ("engine_record", crate::engine::fuzzing::record),
    ("agreeing_note", crate::engine::fuzzing::agreeing_note),
];

/// Hands the input to the target of this name.
pub fn run(name: &str, input: &[u8]) -> bool {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of this name");
    target(input)
}

#[cfg(test)]
mod tests;
