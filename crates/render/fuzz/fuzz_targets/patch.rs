#![no_main]

#[path = "../patch.rs"]
mod patch;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| patch::exercise_patch(bytes));
