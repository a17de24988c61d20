#![no_main]

#[path = "../exercise_layer.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exercise::exercise_layer(bytes));
