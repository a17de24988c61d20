//! Which release of a distribution a package is of, and whether a record speaks of it.

use sekimori_model::{Distribution, Purl};

use super::Ecosystem;

/// How the releases of a family are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReleaseRule {
    /// No distribution: what stands behind the colon is a repository, and the usual one has no name.
    Repository,
    /// There are none.
    Rolling,
    /// By the number before the first dot.
    Major,
    /// By the whole version.
    Version,
    /// As [`Self::Major`]; codenames are known.
    Debian,
    /// `22.04:LTS`; codenames are known, and `Pro:` is what its customers get.
    Ubuntu,
    /// `v3.19`.
    Alpine,
    /// `enterprise_linux:9::appstream`; longer support is another product.
    RedHat,
    /// `Linux Enterprise Server 15 SP5`, `Linux Enterprise Server 16.0`, `Linux Micro 6.0`.
    Suse,
    /// `Leap 15.5`, `Leap Micro 5.5`, `Tumbleweed`.
    OpenSuse,
    /// `22.03-LTS-SP1`.
    OpenEuler,
}

/// # Source
/// debian.org/releases
const DEBIAN: &[(&str, &str)] = &[
    ("squeeze", "6"),
    ("wheezy", "7"),
    ("jessie", "8"),
    ("stretch", "9"),
    ("buster", "10"),
    ("bullseye", "11"),
    ("bookworm", "12"),
    ("trixie", "13"),
    ("forky", "14"),
    ("duke", "15"),
];

/// # Source
/// wiki.ubuntu.com/Releases
const UBUNTU: &[(&str, &str)] = &[
    ("trusty", "14.04"),
    ("xenial", "16.04"),
    ("bionic", "18.04"),
    ("focal", "20.04"),
    ("jammy", "22.04"),
    ("noble", "24.04"),
    ("oracular", "24.10"),
    ("plucky", "25.04"),
    ("questing", "25.10"),
    ("resolute", "26.04"),
];

/// What stands before the releases of Ubuntu that are of paying customers.
const PRO: &str = "Pro:";

/// The release that a package is of, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Release {
    /// `ID` of os-release(5); may be empty.
    id: String,
    /// `VERSION_ID`; may be empty.
    version: String,
    /// `VERSION_CODENAME`; may be empty.
    codename: String,
    /// Whether the package is one of those that only paying customers of Ubuntu get.
    pub(crate) is_extended: bool,
    /// `repository_url` of the package.
    repository: String,
}

impl Release {
    /// Takes what the package says itself, else what its image says.
    pub(crate) fn of(purl: &Purl, distribution: Option<&Distribution>) -> Self {
        let qualifier = |key| purl.qualifiers.get(key).map_or("", |value| value);
        let mut release = match (qualifier("distro"), distribution) {
            ("", Some(distribution)) => Self::of_distribution(distribution),
            (told, _) => Self::of_qualifier(told),
        };
        release.is_extended = purl.version.contains("esm");
        qualifier("repository_url").trim_end_matches('/').clone_into(&mut release.repository);
        release
    }

    fn of_distribution(distribution: &Distribution) -> Self {
        // openEuler tells its service pack there alone: `openEuler 22.03 (LTS-SP1)`.
        let pack = distribution.pretty.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
        let version = match (&*distribution.id, pack) {
            ("openEuler", Some((pack, _))) => format!("{}-{pack}", distribution.version),
            _ => distribution.version.to_string(),
        };
        Self {
            id: distribution.id.to_string(),
            version,
            codename: distribution.codename.to_string(),
            ..Self::default()
        }
    }

    /// Reads `debian-12`, `opensuse-leap-15.5`, `3.19.1`, `bookworm`, `opensuse-tumbleweed`.
    fn of_qualifier(text: &str) -> Self {
        let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let hyphens = text.match_indices('-').map(|(at, _)| at);
        let part = |at: usize| text.get(at.saturating_add(1)..).filter(|rest| begins(rest));
        let found = hyphens.clone().find_map(|at| Some((text.get(..at)?, part(at)?)));
        match found {
            _ if begins(text) => Self { version: text.to_owned(), ..Self::default() },
            Some((id, version)) => Self { id: id.to_owned(), version: version.to_owned(), ..Self::default() },
            None => {
                let last = text.rsplit(['-', '/']).next().unwrap_or_default();
                Self { id: text.to_owned(), codename: last.to_owned(), ..Self::default() }
            }
        }
    }

    fn major(&self) -> &str {
        self.version.split(['.', '-', '_']).next().unwrap_or_default()
    }

    fn named<'r>(&'r self, names: &[(&str, &'r str)]) -> &'r str {
        if !self.version.is_empty() {
            return &self.version;
        }
        let codename = self.codename.split('/').next().unwrap_or_default();
        names.iter().find(|(name, _)| *name == codename).map_or("", |(_, version)| version)
    }
}

impl ReleaseRule {
    /// Tells whether a release must be known to tell anything.
    pub(crate) fn is_known(self, release: &Release) -> bool {
        match self {
            Self::Repository | Self::Rolling => true,
            Self::Debian => !release.named(DEBIAN).is_empty(),
            Self::Ubuntu => !release.named(UBUNTU).is_empty(),
            Self::OpenSuse => !release.version.is_empty() || release.id.ends_with("tumbleweed"),
            _ => !release.version.is_empty(),
        }
    }

    /// Tells whether a record of an ecosystem speaks of a release. `told` is what stands behind the first colon.
    pub(crate) fn speaks_of(self, told: &str, release: &Release) -> bool {
        if told.is_empty() {
            return true;
        }
        let (version, major) = (release.version.as_str(), release.major());
        match self {
            Self::Repository => told.trim_end_matches('/') == release.repository,
            Self::Rolling => true,
            Self::Major => is_word(told, major),
            Self::Version | Self::OpenEuler => is_word(told, version),
            Self::Debian => {
                let version = release.named(DEBIAN);
                is_word(told, version) || is_word(told, version.split('.').next().unwrap_or_default())
            }
            Self::Ubuntu => {
                let version = release.named(UBUNTU);
                let bare = told.strip_prefix(PRO).unwrap_or(told);
                is_word(bare.strip_suffix(":LTS").unwrap_or(bare), version)
            }
            Self::Alpine => alpine(version).is_some_and(|version| told == version),
            Self::RedHat => {
                let mut parts = told.split(':');
                let product = parts.next().unwrap_or_default();
                let of = parts.next().unwrap_or_default();
                product == "enterprise_linux" && !major.is_empty() && of.split('.').next() == Some(major)
            }
            Self::Suse => {
                // `15 SP5` is 15.5 to itself; what came later, and what is not the server, is told as it is.
                let is_product = told.starts_with("Linux Enterprise") || told.starts_with("Linux Micro");
                let of = last_of(told);
                is_product && (is_word(of, &service_pack(version)) || is_word(of, version))
            }
            Self::OpenSuse if release.id.ends_with("tumbleweed") => told == "Tumbleweed",
            Self::OpenSuse => told.starts_with("Leap ") && is_word(last_of(told), version),
        }
    }

    /// Tells whether what a record calls a fix is given to paying customers alone, and the package is not one of theirs:
    /// the fault is there, and no version that anybody can go to is without it.
    pub(crate) fn withholds(self, told: &str, release: &Release) -> bool {
        self == Self::Ubuntu && told.starts_with(PRO) && !release.is_extended
    }
}

fn is_word(told: &str, version: &str) -> bool {
    !version.is_empty() && told == version
}

/// `v3.19` of `3.19.1`; what is between releases is `edge`.
fn alpine(version: &str) -> Option<String> {
    if version.contains("_alpha") || version == "edge" {
        return Some("edge".to_owned());
    }
    let mut parts = version.trim_start_matches('v').split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    Some(format!("v{major}.{minor}"))
}

/// `15 SP5` of `15.5`.
fn service_pack(version: &str) -> String {
    match version.split_once('.') {
        Some((major, "0")) => major.to_owned(),
        Some((major, pack)) => format!("{major} SP{pack}"),
        None => version.to_owned(),
    }
}

/// `15 SP5` of `Linux Enterprise Server 15 SP5`, or `15`.
fn last_of(told: &str) -> &str {
    told.find(|c: char| c.is_ascii_digit()).and_then(|at| told.get(at..)).unwrap_or_default()
}

/// Returns the qualifier `distro` of a release, the other way round.
pub(super) fn qualifier(ecosystem: &Ecosystem<'_>) -> String {
    let id = ecosystem.family.namespaces.first().copied().unwrap_or_default();
    let told = ecosystem.release;
    let version = match ecosystem.family.release {
        ReleaseRule::Repository | ReleaseRule::Rolling => "",
        ReleaseRule::Ubuntu => {
            let bare = told.strip_prefix(PRO).unwrap_or(told);
            bare.strip_suffix(":LTS").unwrap_or(bare)
        }
        ReleaseRule::Alpine => told.trim_start_matches('v'),
        ReleaseRule::RedHat => told.split(':').nth(1).unwrap_or_default(),
        ReleaseRule::OpenSuse if told == "Tumbleweed" => return "opensuse-tumbleweed".to_owned(),
        ReleaseRule::OpenSuse => return format!("opensuse-leap-{}", last_of(told)),
        ReleaseRule::Suse => {
            let last = last_of(told).replace(" SP", ".");
            return format!("sles-{last}");
        }
        _ => told,
    };
    if version.is_empty() { id.to_owned() } else { format!("{id}-{version}") }
}

#[cfg(test)]
mod tests {
    use super::{Release, ReleaseRule};

    #[test]
    fn a_release_is_read_however_it_is_written() {
        let debian = |text: &str| ReleaseRule::Debian.speaks_of("12", &Release::of_qualifier(text));
        for text in ["debian-12", "debian-12.5", "12", "bookworm", "debian-bookworm"] {
            assert!(debian(text), "{text}");
        }
        assert!(!debian("debian-1") && !debian("debian-120") && !debian("sid") && !debian(""));
        assert!(!ReleaseRule::Debian.is_known(&Release::of_qualifier("debian-sid")));
    }

    #[test]
    fn records_speak_of_one_release() {
        let cases = [
            (ReleaseRule::Ubuntu, "22.04:LTS", "ubuntu-22.04", true),
            (ReleaseRule::Ubuntu, "22.04", "jammy", true),
            (ReleaseRule::Ubuntu, "Pro:22.04:LTS", "ubuntu-22.04", true),
            (ReleaseRule::Ubuntu, "Pro:FIPS:22.04:LTS", "ubuntu-22.04", false),
            (ReleaseRule::Alpine, "v3.19", "alpine-3.19.1", true),
            (ReleaseRule::Alpine, "v3.1", "alpine-3.19.1", false),
            (ReleaseRule::RedHat, "enterprise_linux:9::appstream", "rhel-9.3", true),
            (ReleaseRule::RedHat, "rhel_eus:9.2::appstream", "rhel-9.2", false),
            (ReleaseRule::Suse, "Linux Enterprise Server 15 SP5", "sles-15.5", true),
            (ReleaseRule::Suse, "Linux Enterprise Server 15 SP5-LTSS", "sles-15.5", false),
            (ReleaseRule::Suse, "Linux Enterprise Server 16.0", "sles-16.0", true),
            (ReleaseRule::Suse, "Linux Enterprise Server 15 SP6", "sles-16.0", false),
            (ReleaseRule::Suse, "Linux Enterprise Micro 5.5", "sle-micro-5.5", true),
            (ReleaseRule::Suse, "Linux Enterprise Server 15 SP5", "sle-micro-5.5", false),
            (ReleaseRule::Suse, "Linux Micro 6.0", "sl-micro-6.0", true),
            (ReleaseRule::OpenSuse, "Leap Micro 5.5", "opensuse-leap-micro-5.5", true),
            (ReleaseRule::OpenSuse, "Leap 15.5", "opensuse-leap-micro-5.5", false),
            (ReleaseRule::OpenSuse, "Leap 15.5", "opensuse-leap-15.5", true),
            (ReleaseRule::OpenSuse, "Tumbleweed", "opensuse-tumbleweed", true),
            (ReleaseRule::OpenEuler, "22.03-LTS-SP1", "openEuler-22.03-LTS-SP1", true),
            (ReleaseRule::Repository, "https://maven.example/", "", false),
        ];
        for (rule, told, qualifier, is_so) in cases {
            assert_eq!(rule.speaks_of(told, &Release::of_qualifier(qualifier)), is_so, "{told} {qualifier}");
        }
    }
}
