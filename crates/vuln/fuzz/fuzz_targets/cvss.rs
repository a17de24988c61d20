#![no_main]

use sekimori_vuln::Cvss;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(score) = Cvss::parse_vector(text) {
        assert!(score.tenths() <= 100);
    }
});
