#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| drop(understory_sync::fuzzing::run("agreeing_note", input)));
