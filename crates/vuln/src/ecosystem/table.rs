//! The families of ecosystems that packages of ours come from: a table of facts.

use super::name::Naming;
use super::release::ReleaseRule;
use crate::Order;

/// A family of ecosystems.
#[derive(Debug)]
pub(crate) struct Family {
    /// What records call it, before the colon.
    pub(crate) name: &'static str,
    /// How its versions are ordered.
    pub(crate) order: Order,
    /// The type of package URLs.
    pub(crate) kind: &'static str,
    /// The namespaces of those, where the namespace is a distribution; the first is the canonical one. The `ID` of
    /// os-release(5) is among them.
    pub(crate) namespaces: &'static [&'static str],
    /// When two names are one.
    pub(crate) naming: Naming,
    /// Which name advisories speak of.
    pub(crate) lookup: Lookup,
    /// How releases are told apart.
    pub(crate) release: ReleaseRule,
}

impl Family {
    /// Tells whether it is a distribution, whose packages were built from sources of another name.
    pub(crate) fn is_distribution(&self) -> bool {
        !self.namespaces.is_empty()
    }
}

/// Which name advisories speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// The package's own.
    Name,
    /// That of its source.
    Source,
    /// Either.
    Both,
}

const fn language(name: &'static str, kind: &'static str, order: Order, naming: Naming) -> Family {
    Family {
        name,
        order,
        kind,
        namespaces: &[],
        naming,
        lookup: Lookup::Name,
        release: ReleaseRule::Repository,
    }
}

const fn distribution(
    name: &'static str,
    kind: &'static str,
    namespaces: &'static [&'static str],
    lookup: Lookup,
    release: ReleaseRule,
) -> Family {
    let order = match kind.as_bytes() {
        b"deb" => Order::Debian,
        b"apk" => Order::Alpine,
        _ => Order::Rpm,
    };
    Family { name, order, kind, namespaces, naming: Naming::Exact, lookup, release }
}

/// All families, distributions first.
pub(crate) static FAMILIES: &[Family] = &[
    distribution("Debian", "deb", &["debian"], Lookup::Source, ReleaseRule::Debian),
    distribution("Ubuntu", "deb", &["ubuntu"], Lookup::Source, ReleaseRule::Ubuntu),
    distribution("Echo", "deb", &["echo"], Lookup::Source, ReleaseRule::Rolling),
    distribution("Alpine", "apk", &["alpine"], Lookup::Source, ReleaseRule::Alpine),
    distribution("Wolfi", "apk", &["wolfi"], Lookup::Source, ReleaseRule::Rolling),
    distribution("Chainguard", "apk", &["chainguard"], Lookup::Source, ReleaseRule::Rolling),
    distribution("MinimOS", "apk", &["minimos"], Lookup::Source, ReleaseRule::Rolling),
    distribution("Alpaquita", "apk", &["alpaquita"], Lookup::Source, ReleaseRule::Major),
    distribution(
        "BellSoft Hardened Containers",
        "apk",
        &["bellsoft-hardened-containers"],
        Lookup::Source,
        ReleaseRule::Major,
    ),
    // Errata of Red Hat and AlmaLinux list binary packages, the others sources or both.
    distribution("Red Hat", "rpm", &["redhat", "rhel", "centos"], Lookup::Name, ReleaseRule::RedHat),
    distribution("AlmaLinux", "rpm", &["almalinux", "alma"], Lookup::Name, ReleaseRule::Major),
    distribution("Rocky Linux", "rpm", &["rocky-linux", "rocky"], Lookup::Both, ReleaseRule::Major),
    distribution(
        "SUSE",
        "rpm",
        &["suse", "sles", "sled", "sle-micro", "sl-micro", "sles_sap", "sle_hpc"],
        Lookup::Both,
        ReleaseRule::Suse,
    ),
    distribution(
        "openSUSE",
        "rpm",
        &["opensuse", "opensuse-leap", "opensuse-leap-micro", "opensuse-tumbleweed"],
        Lookup::Both,
        ReleaseRule::OpenSuse,
    ),
    distribution("Mageia", "rpm", &["mageia"], Lookup::Both, ReleaseRule::Major),
    distribution("openEuler", "rpm", &["openeuler"], Lookup::Both, ReleaseRule::OpenEuler),
    distribution("Azure Linux", "rpm", &["azurelinux", "mariner"], Lookup::Both, ReleaseRule::Major),
    distribution("Photon OS", "rpm", &["photon"], Lookup::Both, ReleaseRule::Version),
    language("Bitnami", "bitnami", Order::SemVer, Naming::Lower),
    // Bills of other tools have modules in small letters, and two modules whose names differ in case alone would be one to
    // the file systems of many.
    language("Go", "golang", Order::Go, Naming::Lower),
    language("npm", "npm", Order::Npm, Naming::Exact),
    language("PyPI", "pypi", Order::Python, Naming::Python),
    language("Maven", "maven", Order::Maven, Naming::Exact),
    // In two parts, as it is the host of a registry, too: none is named here.
    language(concat!("crates", ".io"), "cargo", Order::SemVer, Naming::Exact),
    language("NuGet", "nuget", Order::NuGet, Naming::Lower),
    language("Packagist", "composer", Order::Packagist, Naming::Lower),
    language("RubyGems", "gem", Order::RubyGems, Naming::Exact),
    language("Pub", "pub", Order::Pub, Naming::Lower),
    language("Hex", "hex", Order::SemVer, Naming::Lower),
    language("CRAN", "cran", Order::Cran, Naming::Exact),
    language("Hackage", "hackage", Order::Hackage, Naming::Exact),
    language("SwiftURL", "swift", Order::SemVer, Naming::Address),
    language("ConanCenter", "conan", Order::SemVer, Naming::Lower),
    language("GitHub Actions", "github", Order::SemVer, Naming::Lower),
    // Not of the schema's list: the feed of the project, by the path of the component.
    language("Kubernetes", "k8s", Order::SemVer, Naming::Exact),
];
