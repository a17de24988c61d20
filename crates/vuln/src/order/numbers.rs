//! Orders that know numbers alone.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, take};

/// R's `numeric_version` (<https://stat.ethz.ch/R-manual/R-devel/library/base/html/numeric_version.html>): numbers between
/// dots and hyphens, which mean the same; of two that begin alike the longer one is newer.
pub(super) struct Cran<'a>(&'a [u8]);

impl<'a> Version<'a> for Cran<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let version = Self(text.as_bytes());
        version.numbers().all(|number| Digits::parse(number).is_some()).then_some(version)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.numbers().map(Digits::new).cmp(other.numbers().map(Digits::new))
    }
}

impl<'a> Cran<'a> {
    fn numbers(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.0.split(|byte| matches!(byte, b'.' | b'-'))
    }
}

/// Haskell's versions (<https://hackage.haskell.org/package/base/docs/Data-Version.html>, <https://pvp.haskell.org>): numbers
/// between dots; of two that begin alike the longer one is newer. Tags after a hyphen are deprecated and do not count.
pub(super) struct Hackage<'a>(&'a [u8]);

impl<'a> Version<'a> for Hackage<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (version, tags) = take(text.as_bytes(), |byte| byte != b'-');
        let version = Self(version);
        let is_known = version.numbers().all(|number| Digits::parse(number).is_some());
        (is_known && tags.iter().all(u8::is_ascii_graphic)).then_some(version)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.numbers().map(Digits::new).cmp(other.numbers().map(Digits::new))
    }
}

impl<'a> Hackage<'a> {
    fn numbers(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.0.split(|&byte| byte == b'.')
    }
}
