#![no_main]
// Automerge panics on some inputs; the reader catches that, and the fuzzer must not end at it. A panic that is not caught
// ends it all the same.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |input: &[u8]| {
    drop(understory_sync::fuzzing::run("shared_document", input))
});
