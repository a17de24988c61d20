//! What rules see of a package, and where they put what they find.

use jiff::civil::Date;
use sekimori_model::{NotObservable, Package};

use crate::sink::shown;
use crate::{Parameters, Text};

/// A package. What its file does not tell is none, and no rule may take that for good.
#[derive(Debug, Clone, Copy)]
pub struct PackageView<'a> {
    /// The package.
    pub package: &'a Package,
    /// The day from which ages count.
    pub today: Date,
}

/// Takes what one rule finds of one package.
#[derive(Debug)]
pub struct PackageSink<'a> {
    parameters: &'a Parameters,
    found: Option<PackageViolation>,
}

/// A broken rule at a package, or that it cannot be seen whether it is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageViolation {
    /// It is broken.
    Broken {
        /// What of the package it is that breaks it.
        what: &'static str,
        /// The value seen.
        seen: String,
        /// What was wanted.
        wanted: Text,
    },
    /// It cannot be seen.
    Unseen(NotObservable),
}

impl<'a> PackageSink<'a> {
    /// Opens a sink.
    pub fn new(parameters: &'a Parameters) -> Self {
        Self { parameters, found: None }
    }

    /// Returns a parameter that is a number.
    pub fn number(&self, name: &str) -> i64 {
        self.parameters.number(name)
    }

    /// Returns a parameter that is a list.
    pub fn texts(&self, name: &str) -> &'a [String] {
        self.parameters.texts(name)
    }

    /// Reports the package: of `what` it has `seen`.
    pub fn broken(&mut self, what: &'static str, seen: &str, wanted: Text) {
        self.found = Some(PackageViolation::Broken { what, seen: shown(seen), wanted });
    }

    /// Says that it cannot be seen whether the package keeps the rule.
    pub fn unseen(&mut self, why: NotObservable) {
        self.found = Some(PackageViolation::Unseen(why));
    }

    /// Returns what was put in.
    pub fn into_violation(self) -> Option<PackageViolation> {
        self.found
    }
}
