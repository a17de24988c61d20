//! The runtimes of an image that their makers, not a distribution, brought into it.

use std::collections::BTreeSet;

use sekimori_model::Package;

use crate::end_of_life::{Ended, Runtime};
use crate::{ImageSink, ImageView, Text};

/// A runtime, and where it shows.
pub(crate) struct Found<'a> {
    /// What it is.
    pub(crate) kind: Runtime,
    /// Its version, without what stands before the number.
    pub(crate) version: &'a str,
    shown_by: ShownBy<'a>,
}

enum ShownBy<'a> {
    Variable(&'a str),
    Package(&'a Package),
}

/// Variables by which official images name the version of what they hold.
///
/// # Source
/// The Dockerfiles of the official images golang, node, openjdk and eclipse-temurin, perl, php, python and ruby on
/// Docker Hub, and of Microsoft's images of .NET.
const VARIABLES: [(&str, Runtime); 9] = [
    ("ASPNET_VERSION", Runtime::Dotnet),
    ("DOTNET_VERSION", Runtime::Dotnet),
    ("GOLANG_VERSION", Runtime::Go),
    ("JAVA_VERSION", Runtime::Java),
    ("NODE_VERSION", Runtime::Node),
    ("PERL_VERSION", Runtime::Perl),
    ("PHP_VERSION", Runtime::Php),
    ("PYTHON_VERSION", Runtime::Python),
    ("RUBY_VERSION", Runtime::Ruby),
];

/// Returns the runtimes, each line of an image once where variables tell, and for each program that one is built into.
pub(crate) fn of<'a>(image: &ImageView<'a>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for (name, value) in image.config().into_iter().flat_map(|config| &config.env) {
        let Some((_, kind)) = VARIABLES.iter().find(|(variable, _)| variable == name) else { continue };
        let version = bare(value);
        if !version.is_empty() && known.insert((*kind, version)) {
            found.push(Found { kind: *kind, version, shown_by: ShownBy::Variable(name) });
        }
    }
    let has_database = image.packages.iter().any(is_of_distribution);
    for package in image.packages {
        // Who builds a distribution's programs repairs them.
        if has_database && is_in_folder_of_distribution(&package.found_in.path) {
            continue;
        }
        if let Some(kind) = kind(package) {
            let version = bare(&package.purl.version);
            found.push(Found { kind, version, shown_by: ShownBy::Package(package) });
        }
    }
    found
}

fn is_of_distribution(package: &Package) -> bool {
    matches!(&*package.purl.kind, "deb" | "apk" | "rpm" | "alpm")
}

/// Tells whether a program lies where packages of distributions put theirs, and nobody else should.
fn is_in_folder_of_distribution(path: &str) -> bool {
    const FOLDERS: [&str; 7] =
        ["bin/", "sbin/", "usr/bin/", "usr/sbin/", "usr/lib/", "usr/lib64/", "usr/libexec/"];
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// `jdk-17.0.9+9` and `v18.1` are versions too. What is no number, such as `8u392`, is one that the tables do not have.
fn bare(version: &str) -> &str {
    version.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-')
}

fn kind(package: &Package) -> Option<Runtime> {
    let purl = &package.purl;
    match (&*purl.kind, &*purl.name) {
        // What a binary of Go was built with.
        ("golang", "stdlib" | "std") => Some(Runtime::Go),
        // The maker's own package, which no distribution repairs.
        ("deb" | "rpm", "nodejs") if purl.version.contains("nodesource") => Some(Runtime::Node),
        ("deb" | "rpm", name) if name.starts_with("dotnet-runtime-") => Some(Runtime::Dotnet),
        _ => None,
    }
}

impl Found<'_> {
    /// Reports that it comes to its end.
    pub(crate) fn report(&self, ended: &Ended, wanted: Text, sink: &mut ImageSink<'_>) {
        let seen = format!("{}: {}", ended.what, ended.day);
        match self.shown_by {
            ShownBy::Variable(name) => sink.of_config("config.Env", wanted).value(name).seen(&seen),
            // Each program has one of its own built in.
            ShownBy::Package(package) => {
                sink.of_package(package, wanted).value(&package.found_in.path).seen(&seen)
            }
        };
    }
}
