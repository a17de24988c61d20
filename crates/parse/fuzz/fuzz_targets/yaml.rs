#![no_main]

#[expect(dead_code, reason = "the other target uses the rest")]
#[path = "../exercise.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exercise::exercise(bytes));
