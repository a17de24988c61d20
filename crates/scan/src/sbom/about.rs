//! Who brings a package and where more of it is found, in the fields of the two formats: see `sekimori_parse::sbom`.

use sekimori_model::{PackageAbout, PackageReference, Party, ReferenceKind};
use sekimori_parse::sbom::is_repository;
use serde::Serialize;

/// An organisation of `CycloneDX`; a person is its contact, and it has no name.
#[derive(Serialize)]
pub(super) struct Entity<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<[Contact<'a>; 1]>,
}

impl<'a> Entity<'a> {
    pub(super) fn of(party: &'a Party) -> Self {
        if party.is_person {
            return Self { name: None, contact: Some([Contact::of(party)]) };
        }
        let contact = party.email.as_deref().map(|email| [Contact { name: None, email: Some(email) }]);
        Self { name: Some(&party.name), contact }
    }
}

/// A person of `CycloneDX`.
#[derive(Serialize)]
pub(super) struct Contact<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

impl<'a> Contact<'a> {
    pub(super) fn of(party: &'a Party) -> Self {
        Self { name: Some(&party.name), email: party.email.as_deref() }
    }
}

/// A reference of `CycloneDX`.
#[derive(Serialize)]
pub(super) struct Reference<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

impl<'a> Reference<'a> {
    pub(super) fn all(about: &'a PackageAbout) -> Vec<Self> {
        let all = about.references.iter();
        all.map(|one| Self { kind: one.kind.as_str(), url: &one.url }).collect()
    }
}

/// `NAME (MAIL)`.
pub(super) fn named(party: &Party) -> String {
    match &party.email {
        Some(email) => format!("{} ({email})", party.name),
        None => party.name.to_string(),
    }
}

/// An agent of SPDX.
pub(super) fn agent(party: &Party) -> String {
    format!("{}: {}", if party.is_person { "Person" } else { "Organization" }, named(party))
}

/// References by the fields of SPDX that hold them.
#[derive(Default)]
pub(super) struct Places<'a> {
    pub(super) homepage: Option<&'a str>,
    pub(super) download: Option<&'a str>,
    pub(super) others: Vec<&'a PackageReference>,
}

impl<'a> Places<'a> {
    /// The first that a field can say goes there; the rest has references of its own.
    pub(super) fn of(about: &'a PackageAbout) -> Self {
        let mut places = Self::default();
        for one in &about.references {
            let is_fetched = is_repository(&one.url);
            let slot = match one.kind {
                ReferenceKind::WEBSITE if is_web(&one.url) => &mut places.homepage,
                ReferenceKind::DISTRIBUTION if is_web(&one.url) => &mut places.download,
                ReferenceKind::VCS if is_fetched => &mut places.download,
                _ => {
                    places.others.push(one);
                    continue;
                }
            };
            match slot {
                Some(_) => places.others.push(one),
                None => *slot = Some(&one.url),
            }
        }
        places
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
