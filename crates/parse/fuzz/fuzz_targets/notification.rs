#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = sekimori_parse::notification::pushes(bytes);
});
