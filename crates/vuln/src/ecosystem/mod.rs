//! What advisories call the places that packages come from, and what package URLs call them.
//!
//! # Source
//! ossf.github.io/osv-schema, "Defined ecosystems"; the types of github.com/package-url/purl-spec.

mod asked;
mod name;
mod release;
mod table;

pub(crate) use asked::{Asked, asked_of};
pub(crate) use table::Family;

use sekimori_model::Purl;

use crate::Order;
use name::Naming;
use table::{FAMILIES, Lookup};

/// An ecosystem of advisories: a family, and the release behind the colon.
#[derive(Debug, Clone, Copy)]
pub struct Ecosystem<'t> {
    pub(crate) family: &'static Family,
    pub(crate) release: &'t str,
}

impl<'t> Ecosystem<'t> {
    /// Reads the text of a record: `Debian:12`, `npm`. None where no package of ours comes from there. The case of
    /// letters does not count, as databases write it in more than one way.
    pub fn parse(text: &'t str) -> Option<Self> {
        let (name, release) = text.split_once(':').unwrap_or((text, ""));
        let family = FAMILIES.iter().find(|family| family.name.eq_ignore_ascii_case(name))?;
        Some(Self { family, release })
    }

    /// Returns the name in its canonical spelling, without the release.
    pub fn name(&self) -> &'static str {
        self.family.name
    }

    /// Returns the release, as the record has it; empty where there is none.
    pub fn release(&self) -> &'t str {
        self.release
    }

    /// Returns how its versions are ordered.
    pub fn order(&self) -> Order {
        self.family.order
    }

    /// Makes the URL of a package of it, by the name that advisories call it by.
    pub fn purl(&self, name: &str, version: &str) -> Purl {
        let namespace = self.family.namespaces.first().copied().unwrap_or_default();
        let name = match self.family.naming {
            Naming::Address => &*self.family.naming.normal(name),
            _ => name,
        };
        let mut purl = match (self.family.lookup, self.family.kind, name.rsplit_once(['/', ':'])) {
            (
                Lookup::Name,
                "npm" | "golang" | "composer" | "swift" | "github" | "maven",
                Some((before, last)),
            ) => Purl::new(self.family.kind, last, version).in_namespace(before),
            _ => Purl::new(self.family.kind, name, version).in_namespace(namespace),
        };
        if self.family.is_distribution() {
            purl = purl.with("distro", release::qualifier(self));
            if self.family.kind == "rpm"
                && let Some((epoch, rest)) = version.split_once(':')
            {
                purl.version = rest.into();
                purl = purl.with("epoch", epoch);
            }
        }
        purl
    }
}
