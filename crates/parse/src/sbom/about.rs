//! Who brings a package and where more of it is found: what both formats can say, each in its own fields.
//!
//! | model | CycloneDX | SPDX |
//! |---|---|---|
//! | supplier | `supplier` | `supplier` |
//! | originator | the first of `authors`, `author`, `publisher`, `manufacturer` | `originator` |
//! | website | `website` | `homepage` |
//! | distribution, vcs | `distribution`, `vcs` | `downloadLocation` |
//! | advisories | `advisories` | reference `SECURITY`, `advisory` |
//! | another reference | `externalReferences` | reference `OTHER` with the word of CycloneDX |

use std::sync::Arc;

use sekimori_model::{PackageAbout, PackageReference, Party, ReferenceKind};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::left_out::{Counts, says};
use crate::packages::origin::without_credentials;

/// References of one package that are kept. Npm's own bills have 4.
const MOST_REFERENCES: usize = 64;
/// Characters of a name that are kept.
const LONGEST_NAME: usize = 512;
/// Bytes of a URL that is kept.
const LONGEST_URL: usize = 2_048;

/// What a component of CycloneDX says.
pub(super) struct OfComponent<'a> {
    pub(super) supplier: &'a Lax<Entity>,
    pub(super) manufacturer: &'a Lax<Entity>,
    pub(super) authors: &'a Lax<Vec<Lax<Contact>>>,
    pub(super) author: &'a Lax<String>,
    pub(super) publisher: &'a Lax<String>,
    pub(super) references: &'a Lax<Vec<Lax<ExternalReference>>>,
}

/// What a package of SPDX says.
pub(super) struct OfListed<'a> {
    pub(super) supplier: &'a Lax<String>,
    pub(super) originator: &'a Lax<String>,
    pub(super) homepage: &'a Lax<String>,
    pub(super) download_location: &'a Lax<String>,
    pub(super) references: &'a [ExternalRef],
}

/// A value that costs no more than itself where it is of another type than the schema has.
#[derive(Default)]
pub(super) enum Lax<T> {
    #[default]
    Absent,
    Other,
    Is(T),
}

impl<T> Lax<T> {
    pub(super) fn get(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Other => None,
        }
    }

    pub(super) fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either<T> {
            Absent(()),
            Is(T),
            Other(IgnoredAny),
        }
        Ok(match Either::deserialize(from)? {
            Either::Is(value) => Self::Is(value),
            Either::Absent(()) => Self::Absent,
            Either::Other(_) => Self::Other,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Entity {
    #[serde(default)]
    name: Lax<String>,
    #[serde(default)]
    address: Lax<IgnoredAny>,
    #[serde(default)]
    url: Lax<Vec<IgnoredAny>>,
    #[serde(default)]
    contact: Lax<Vec<Lax<Contact>>>,
}

#[derive(Deserialize)]
pub(super) struct Contact {
    #[serde(default)]
    name: Lax<String>,
    #[serde(default)]
    email: Lax<String>,
    #[serde(default)]
    phone: Lax<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct ExternalReference {
    #[serde(default, rename = "type")]
    kind: Lax<String>,
    #[serde(default)]
    url: Lax<String>,
    #[serde(default)]
    comment: Lax<IgnoredAny>,
    #[serde(default)]
    hashes: Lax<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalRef {
    #[serde(default)]
    pub(super) reference_type: String,
    #[serde(default)]
    pub(super) reference_locator: String,
    #[serde(default)]
    comment: Lax<IgnoredAny>,
}

/// What is kept, and a count of what is not.
#[derive(Default)]
pub(super) struct Kept {
    about: PackageAbout,
    lost: Counts,
}

impl Kept {
    /// Counts what is not kept, and the rest as well where there is nothing to keep it with.
    pub(super) fn count(self, has_place: bool, counts: &mut Counts) {
        if !has_place {
            counts.add("suppliers", usize::from(self.about.supplier.is_some()));
            counts.add("authors", usize::from(self.about.originator.is_some()));
            counts.add("references", self.about.references.len());
        }
        counts.add_all(self.lost);
    }

    /// What the package has to say; none where it says nothing.
    pub(super) fn about(self) -> Option<Box<PackageAbout>> {
        (self.about != PackageAbout::default()).then(|| Box::new(self.about))
    }

    pub(super) fn of_component(said: &OfComponent<'_>) -> Self {
        let mut kept = Self::default();
        kept.about.supplier = kept.entity(said.supplier, "suppliers");
        let authors = said.authors.get().map(Vec::as_slice).unwrap_or_default();
        let mut makers = Vec::new();
        for author in authors {
            makers.push(author.get().and_then(|author| kept.person(author)));
        }
        for (text, is_person) in [(said.author, true), (said.publisher, false)] {
            if let Some(text) = text.get().filter(|text| !text.trim().is_empty()) {
                makers.push(party(text, is_person));
            }
        }
        if said.manufacturer.is_there() {
            makers.push(kept.entity(said.manufacturer, ""));
        }
        // The format of the other side has room for one.
        let count = makers.len();
        kept.about.originator = makers.into_iter().flatten().next();
        kept.lose("authors", count.saturating_sub(usize::from(kept.about.originator.is_some())));
        for reference in said.references.get().into_iter().flatten() {
            let Some(reference) = reference.get() else {
                kept.lose("references", 1);
                continue;
            };
            let kind = reference.kind.get().and_then(|kind| ReferenceKind::of(kind));
            let url = reference.url.get().map(String::as_str).unwrap_or_default();
            let has_details = reference.comment.is_there() || reference.hashes.is_there();
            kept.refer(kind.unwrap_or(ReferenceKind::OTHER), url, has_details);
        }
        kept.sorted()
    }

    pub(super) fn of_listed(said: &OfListed<'_>) -> Self {
        let mut kept = Self::default();
        kept.about.supplier = kept.agent(said.supplier, "suppliers");
        kept.about.originator = kept.agent(said.originator, "authors");
        if let Some(url) = said.homepage.get().filter(|url| says(url)) {
            kept.refer(ReferenceKind::WEBSITE, url, false);
        }
        if let Some(url) = said.download_location.get().filter(|url| says(url)) {
            let kind = if is_repository(url) { ReferenceKind::VCS } else { ReferenceKind::DISTRIBUTION };
            kept.refer(kind, url, false);
        }
        let mut has_purl = false;
        for reference in said.references {
            let word = reference.reference_type.as_str();
            let kind =
                if word == "advisory" { Some(ReferenceKind::ADVISORIES) } else { ReferenceKind::of(word) };
            match kind {
                Some(kind) => {
                    kept.refer(kind, &reference.reference_locator, reference.comment.is_there());
                }
                None if word == "purl" && !has_purl => has_purl = true,
                None => kept.lose("identifiers", 1),
            }
        }
        kept.sorted()
    }

    fn lose(&mut self, word: &'static str, count: usize) {
        self.lost.add(word, count);
    }

    /// An organisation with one address of mail, or the person who stands in for one. What is lost is counted by this word,
    /// unless that is empty.
    fn entity(&mut self, said: &Lax<Entity>, word: &'static str) -> Option<Party> {
        let entity = said.get();
        let contacts = entity.and_then(|entity| entity.contact.get()).map(Vec::as_slice).unwrap_or_default();
        let contact = contacts.first().and_then(Lax::get);
        let name = entity.and_then(|entity| entity.name.get()).and_then(|name| party(name, false));
        let found = match (name, contact) {
            (Some(mut organisation), Some(contact)) => {
                let has_more = contact.name.is_there() || contact.phone.is_there();
                self.lose("supplier-details", usize::from(has_more));
                organisation.email = email_of(contact).or(organisation.email);
                Some(organisation)
            }
            (Some(organisation), None) => Some(organisation),
            (None, Some(contact)) => self.person(contact),
            (None, None) => None,
        };
        if found.is_none() && said.is_there() && !word.is_empty() {
            self.lose(word, 1);
        } else if let Some(entity) = entity {
            let urls = entity.url.get().map_or(0, Vec::len);
            let more = urls > 0 || entity.address.is_there() || contacts.len() > 1;
            self.lose("supplier-details", usize::from(more));
        }
        found
    }

    fn person(&mut self, contact: &Contact) -> Option<Party> {
        let mut person = party(contact.name.get()?, true)?;
        person.email = email_of(contact).or(person.email);
        self.lose("supplier-details", usize::from(contact.phone.is_there()));
        Some(person)
    }

    /// `Person: NAME (MAIL)` or `Organization: NAME (MAIL)`.
    fn agent(&mut self, said: &Lax<String>, word: &'static str) -> Option<Party> {
        let text = said.get().map(|text| text.trim()).filter(|text| says(text))?;
        let found = match text.split_once(':') {
            Some(("Person", name)) => party(name, true),
            Some(("Organization", name)) => party(name, false),
            _ => None,
        };
        self.lose(word, usize::from(found.is_none()));
        found
    }

    fn refer(&mut self, kind: ReferenceKind, url: &str, has_details: bool) {
        let kept = reference_url(url).filter(|_| self.about.references.len() < MOST_REFERENCES);
        let Some(kept) = kept else { return self.lose("references", 1) };
        self.lose("reference-details", usize::from(has_details || *kept != *url));
        self.about.references.push(PackageReference { kind, url: kept });
    }

    fn sorted(mut self) -> Self {
        self.about.references.sort_unstable();
        self.about.references.dedup();
        self
    }
}

/// Tells whether a URL says itself that it is a repository's.
///
/// # Source
/// SPDX 2.3, 7.7: the schemes of `downloadLocation`.
pub fn is_repository(url: &str) -> bool {
    ["git+", "hg+", "svn+", "bzr+", "git:"].iter().any(|scheme| url.starts_with(scheme))
}

/// A name with an address of mail behind it, in brackets of either kind.
fn party(text: &str, is_person: bool) -> Option<Party> {
    let text = text.trim();
    let behind = |open: char, close: char| {
        let (name, mail) = text.strip_suffix(close)?.rsplit_once(open)?;
        Some((name.trim(), email(mail)?))
    };
    let (name, email) = match behind('(', ')').or_else(|| behind('<', '>')) {
        Some((name, email)) => (name, Some(email)),
        None => (text, None),
    };
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    (!name.is_empty()).then(|| Party { is_person, name: name.into(), email })
}

fn email_of(contact: &Contact) -> Option<Arc<str>> {
    email(contact.email.get()?.trim())
}

/// RFC 5321, 4.5.3.1.3 has 256 bytes at most.
fn email(text: &str) -> Option<Arc<str>> {
    let is_part = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>:@".contains(c);
    let (before, host) = text.split_once('@')?;
    let is_one = |part: &str| !part.is_empty() && part.chars().all(is_part);
    (text.len() <= 256 && is_one(before) && is_one(host)).then(|| text.into())
}

/// A URL that both formats can hold, without what only its reader may know.
fn reference_url(url: &str) -> Option<Arc<str>> {
    let is_wrong = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    if !says(url) || url.len() > LONGEST_URL || url.chars().any(is_wrong) {
        return None;
    }
    let is_name = ["mailto:", "urn:", "tel:"].iter().any(|scheme| url.starts_with(scheme));
    // `git` is no one, and the address would be another without.
    let kept = if is_name || (url.starts_with("git@") && !url.contains(['?', '#'])) {
        url.split('?').next().unwrap_or_default().to_owned()
    } else {
        without_credentials(url)
    };
    (!kept.is_empty()).then(|| kept.into())
}

#[cfg(test)]
mod tests {
    use super::{Counts, Kept, LONGEST_URL, Lax, OfListed, email, party, reference_url};

    fn listed(supplier: &str, homepage: &str) -> Kept {
        Kept::of_listed(&OfListed {
            supplier: &Lax::Is(supplier.to_owned()),
            originator: &Lax::Absent,
            homepage: &Lax::Is(homepage.to_owned()),
            download_location: &Lax::Other,
            references: &[],
        })
    }

    #[test]
    fn names_are_read_with_their_mail() {
        let read = |text| {
            party(text, true).map(|one| (one.name.to_string(), one.email.map(|mail| mail.to_string())))
        };
        assert_eq!(read("A (a@b.example)"), Some(("A".to_owned(), Some("a@b.example".to_owned()))));
        assert_eq!(read("A <a@b.example>"), Some(("A".to_owned(), Some("a@b.example".to_owned()))));
        assert_eq!(read("Acme (EU)"), Some(("Acme (EU)".to_owned(), None)));
        assert_eq!(read(" ()  "), Some(("()".to_owned(), None)));
        assert_eq!(read("\u{1b}"), None);
        assert_eq!(email("a@b@c"), None);
    }

    #[test]
    fn urls_lose_what_is_secret_and_are_bounded() {
        let kept = |url: &str| reference_url(url).map(|url| url.to_string());
        assert_eq!(kept("https://a:b@c.example/d?token=e#f").as_deref(), Some("https://c.example/d"));
        assert_eq!(kept("someone:word@git.example:a/b").as_deref(), Some("git.example:a/b"));
        assert_eq!(kept("git@git.example:a/b.git").as_deref(), Some("git@git.example:a/b.git"));
        assert_eq!(kept("mailto:a@b.example").as_deref(), Some("mailto:a@b.example"));
        assert_eq!(kept("https://a b"), None);
        assert_eq!(kept(&"a".repeat(LONGEST_URL + 1)), None);
    }

    #[test]
    fn what_is_not_kept_is_counted() {
        let counts = |kept: Kept, has_place| {
            let mut counts = Counts::default();
            kept.count(has_place, &mut counts);
            counts.0.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(counts(listed("Organization: A", "https://a.example"), true), []);
        assert_eq!(counts(listed("Organization: A", "NOASSERTION"), false), [("suppliers", 1)]);
        assert_eq!(counts(listed("A", "a b"), true), [("references", 1), ("suppliers", 1)]);
    }
}
