//! How the tests of readers read.

use super::{Bounds, Found, Input, Sort, program_readers, read, readers_of};

/// Reads what a project asks for.
pub(super) fn declared(path: &str, text: &str) -> Found {
    beside(path, text, &[])
}

/// Reads what is installed.
pub(super) fn installed(path: &str, text: &str) -> Found {
    sorted(path, text.as_bytes(), &[], Sort::Installed)
}

/// Reads what a project asks for, with files in the same folder.
pub(super) fn beside(path: &str, text: &str, others: &[(&str, &str)]) -> Found {
    sorted(path, text.as_bytes(), others, Sort::Declared)
}

/// Reads a program.
pub(super) fn program(path: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let input = Input { path, bytes, beside: &|_| None };
    for reader in program_readers() {
        read(reader, &input, &Bounds::default(), &mut found);
    }
    found
}

fn sorted(path: &str, bytes: &[u8], others: &[(&str, &str)], sort: Sort) -> Found {
    let mut found = Found::default();
    let beside = |name: &str| {
        others.iter().find(|(other, _)| *other == name).map(|(_, text)| text.as_bytes().to_vec())
    };
    let input = Input { path, bytes, beside: &beside };
    for reader in readers_of(path, sort) {
        read(reader, &input, &Bounds::default(), &mut found);
    }
    found
}

/// The packages in words: URL, what is known of it, and the names of what it needs.
pub(super) fn told(found: &Found) -> Vec<String> {
    let mut all = Vec::new();
    for package in &found.packages {
        let direct = match package.is_direct {
            Some(true) => " direct",
            Some(false) => " indirect",
            None => "",
        };
        let scope = match package.scope {
            sekimori_model::Scope::Runtime => "",
            sekimori_model::Scope::Optional => " optional",
            sekimori_model::Scope::Development => " development",
        };
        let line = package.found_in.line.map_or(String::new(), |line| format!(" :{line}"));
        let needs: Vec<String> =
            package.needs.iter().map(|place| found.packages[*place as usize].purl.full_name()).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(" > {}", needs.join(", ")) };
        // The slashes of qualifiers are escaped, which reads badly.
        let url = package.purl.to_string().replace("%2F", "/");
        all.push(format!("{url}{scope}{direct}{line}{needs}"));
    }
    all
}
