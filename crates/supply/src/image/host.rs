//! The platform of this machine.

use sekimori_model::Platform;

/// Returns what images run on here: Linux, on this machine's architecture.
pub fn platform() -> Platform {
    // Rust's names on the left, Go's on the right.
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" => "ppc64le",
        "loongarch64" => "loong64",
        other => other,
    };
    Platform { os: "linux".to_owned(), architecture: architecture.to_owned(), variant: String::new() }
}
