#![no_main]

#[path = "../template.rs"]
mod template;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| template::exercise_template(bytes));
