//! How each ecosystem orders its versions.
//!
//! Each order is a file that names the document it follows. All of them are total preorders over the texts that they take:
//! whether a text is taken depends on that text alone. None allocates, each reads both versions a bounded number of times,
//! and numbers are compared as digits, so that none is too long.

mod alpine;
mod debian;
mod maven;
mod numbers;
mod packagist;
mod pacman;
mod python;
mod rpm;
mod rubygems;
mod semver;
mod tokens;

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::Error;

/// The longest version that is compared, in bytes. The longest of the real ones that we know has about 100.
pub const MAX_VERSION_BYTES: usize = 1_024;

/// An order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Alpine's `apk version`.
    Alpine,
    /// R's `numeric_version`.
    Cran,
    /// Debian and what derives from it: `dpkg --compare-versions`.
    Debian,
    /// Go's modules and toolchains.
    Go,
    /// Haskell's package versioning policy.
    Hackage,
    /// Maven's `ComparableVersion`.
    Maven,
    /// npm: Semantic Versioning, read loosely.
    Npm,
    /// `NuGet`: four numbers, and labels without regard to case.
    NuGet,
    /// Composer: PHP's `version_compare`.
    Packagist,
    /// Arch Linux's `vercmp`.
    Pacman,
    /// Dart's pub: Semantic Versioning, in which builds count.
    Pub,
    /// PEP 440, and what stood on its index before that.
    Python,
    /// `rpmvercmp` on epoch, version and release.
    Rpm,
    /// Ruby's `Gem::Version`.
    RubyGems,
    /// Semantic Versioning 2.0.0, read loosely: Cargo, Hex, Swift, Kubernetes, Bitnami, actions of GitHub.
    SemVer,
}

impl Order {
    /// All orders, by name.
    pub const ALL: [Self; 15] = [
        Self::Alpine,
        Self::Cran,
        Self::Debian,
        Self::Go,
        Self::Hackage,
        Self::Maven,
        Self::Npm,
        Self::NuGet,
        Self::Packagist,
        Self::Pacman,
        Self::Pub,
        Self::Python,
        Self::Rpm,
        Self::RubyGems,
        Self::SemVer,
    ];

    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpine => "Alpine",
            Self::Cran => "CRAN",
            Self::Debian => "Debian",
            Self::Go => "Go",
            Self::Hackage => "Hackage",
            Self::Maven => "Maven",
            Self::Npm => "npm",
            Self::NuGet => "NuGet",
            Self::Packagist => "Packagist",
            Self::Pacman => "Pacman",
            Self::Pub => "Pub",
            Self::Python => "Python",
            Self::Rpm => "RPM",
            Self::RubyGems => "RubyGems",
            Self::SemVer => "SemVer",
        }
    }

    /// Compares two versions. Space around them does not count.
    ///
    /// # Errors
    ///
    /// [`Error::Version`] with the first text that is no version of this order, [`Error::VersionLength`] for one above
    /// [`MAX_VERSION_BYTES`].
    pub fn compare(self, left: &str, right: &str) -> Result<Ordering, Error> {
        match self {
            Self::Alpine => self.judge::<alpine::Alpine<'_>>(left, right),
            Self::Cran => self.judge::<numbers::Cran<'_>>(left, right),
            Self::Debian => self.judge::<debian::Debian<'_>>(left, right),
            Self::Go => self.judge::<semver::Go<'_>>(left, right),
            Self::Hackage => self.judge::<numbers::Hackage<'_>>(left, right),
            Self::Maven => self.judge::<maven::Maven<'_>>(left, right),
            Self::Npm | Self::SemVer => self.judge::<semver::SemVer<'_>>(left, right),
            Self::NuGet => self.judge::<semver::NuGet<'_>>(left, right),
            Self::Packagist => self.judge::<packagist::Packagist<'_>>(left, right),
            Self::Pacman => self.judge::<pacman::Pacman<'_>>(left, right),
            Self::Pub => self.judge::<semver::Pub<'_>>(left, right),
            Self::Python => self.judge::<python::Python<'_>>(left, right),
            Self::Rpm => self.judge::<rpm::Rpm<'_>>(left, right),
            Self::RubyGems => self.judge::<rubygems::RubyGems<'_>>(left, right),
        }
    }

    /// Returns a version of a package as ranges have it; none where it stands in no order.
    pub(crate) fn in_ranges(self, version: &str) -> Option<Cow<'_, str>> {
        let version =
            if self == Self::Packagist { packagist::in_ranges(version) } else { Some(version.into()) };
        version.filter(|version| self.compare(version, version).is_ok())
    }

    fn judge<'a, V: Version<'a>>(self, left: &'a str, right: &'a str) -> Result<Ordering, Error> {
        Ok(self.read::<V>(left)?.compare(&self.read::<V>(right)?))
    }

    fn read<'a, V: Version<'a>>(self, text: &'a str) -> Result<V, Error> {
        let version = text.trim_ascii();
        if version.len() > MAX_VERSION_BYTES {
            return Err(Error::VersionLength { order: self.name(), bytes: version.len() });
        }
        let read = if version.is_empty() { None } else { V::parse(version) };
        read.ok_or_else(|| Error::Version {
            order: self.name(),
            text: version.chars().take(SHOWN_CHARS).collect(),
        })
    }
}

/// How much of a text that is no version an error tells.
const SHOWN_CHARS: usize = 100;

/// A version as one order reads it.
trait Version<'a>: Sized {
    /// Reads a text that is not empty; none if it is no version of this order.
    fn parse(text: &'a str) -> Option<Self>;

    /// Compares it with another: for all versions that were read, a total order in which some may be equal.
    fn compare(&self, other: &Self) -> Ordering;
}
