#![no_main]

#[expect(dead_code, reason = "other targets use the rest")]
#[path = "../exercise.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exercise::exercise_records(bytes));
