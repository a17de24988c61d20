//! Package URLs: what a package is called everywhere.
//!
//! # Source
//! ECMA-427 (Package-URL), and the types of github.com/package-url/purl-spec.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use packageurl::PackageUrl;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;

const SCHEME: &str = "pkg:";

/// Types whose names are told apart by case, although the specification of their URLs writes them in small letters: npm's
/// `JSONStream` is not `jsonstream`, and the advisories of Go call a module as its source does. Written as they are, as Syft
/// and Trivy do, nothing is lost, and whoever compares may still pass over the case.
///
/// # Source
/// npm, "package.json", `name` (old packages may have capitals); Go Modules Reference, "Module paths".
const KEEPING_CASE: [&str; 2] = ["golang", "npm"];

/// The type by which these are written and read: it has no rules of its own.
const AS_IT_IS: &str = "generic";

/// The URL of a package: its type, and what that type calls it.
///
/// Written and read as one text, such as `pkg:deb/debian/curl@7.88.1-10?arch=amd64`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Purl {
    /// The type: `deb`, `npm`, `golang`.
    pub kind: Cow<'static, str>,
    /// What the name lies in, with slashes between its parts; empty where there is none: `debian`, `@babel`.
    pub namespace: Arc<str>,
    /// The name.
    pub name: Arc<str>,
    /// The version; empty where none is known.
    pub version: Arc<str>,
    /// What else is needed to find it: `arch`, `distro`, `epoch`.
    pub qualifiers: BTreeMap<Cow<'static, str>, Arc<str>>,
    /// A path in the package; empty for the package as a whole.
    pub subpath: Arc<str>,
}

impl Purl {
    /// Names a package without a namespace.
    pub fn new(
        kind: impl Into<Cow<'static, str>>,
        name: impl Into<Arc<str>>,
        version: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            kind: kind.into(),
            namespace: "".into(),
            name: name.into(),
            version: version.into(),
            qualifiers: BTreeMap::new(),
            subpath: "".into(),
        }
    }

    /// Sets the namespace.
    #[must_use]
    pub fn in_namespace(mut self, namespace: impl Into<Arc<str>>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// Adds a qualifier; one without a value is none.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Arc<str>>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.qualifiers.insert(key.into(), value);
        }
        self
    }

    /// Returns the text without version, qualifiers and subpath: what a package is, whichever of it.
    pub fn without_version(&self) -> String {
        let mut bare = Self::new(self.kind.clone(), Arc::clone(&self.name), "");
        bare.namespace = Arc::clone(&self.namespace);
        bare.to_string()
    }

    /// Returns the name as people of its ecosystem write it: `@babel/core`, `org.slf4j:slf4j-api`, `curl`.
    pub fn full_name(&self) -> String {
        let separator = if self.kind == "maven" { ":" } else { "/" };
        match (self.kind.as_ref(), &*self.namespace) {
            // The namespace is the distribution, which is no part of the name.
            ("deb" | "apk" | "rpm" | "alpm", _) | (_, "") => self.name.to_string(),
            (_, namespace) => format!("{namespace}{separator}{}", self.name),
        }
    }

    fn build(&self) -> Result<String, packageurl::Error> {
        let keeps_case = KEEPING_CASE.contains(&self.kind.as_ref());
        let kind = if keeps_case { AS_IT_IS } else { self.kind.as_ref() };
        let mut url = PackageUrl::new(kind, self.name.as_ref())?;
        if !self.namespace.is_empty() {
            url.with_namespace(self.namespace.as_ref())?;
        }
        if !self.version.is_empty() {
            url.with_version(self.version.as_ref())?;
        }
        for (key, value) in &self.qualifiers {
            url.add_qualifier(key.as_ref(), value.as_ref())?;
        }
        if !self.subpath.is_empty() {
            url.with_subpath(self.subpath.as_ref())?;
        }
        let text = url.to_string();
        let rest = text.strip_prefix(SCHEME).and_then(|rest| rest.strip_prefix(AS_IT_IS));
        Ok(match rest {
            Some(rest) if keeps_case => format!("{SCHEME}{}{rest}", self.kind),
            _ => text,
        })
    }
}

/// Reads the text of a package URL whose type keeps the case of letters; none where its type is another one.
fn read_keeping_case(text: &str) -> Option<(&'static str, PackageUrl<'static>)> {
    // As the specification has it, slashes behind the scheme are no part of it, and the type is written in any case.
    let rest = text.get(SCHEME.len()..)?.trim_start_matches('/');
    let (kind, rest) = rest.split_at_checked(rest.find('/')?)?;
    let kind = KEEPING_CASE.iter().find(|keeping| keeping.eq_ignore_ascii_case(kind))?;
    let url = PackageUrl::from_str(&format!("{SCHEME}{AS_IT_IS}{rest}")).ok()?;
    Some((kind, url))
}

impl fmt::Display for Purl {
    /// Writes the text. What no package URL can hold, such as an empty name, is left out rather than refused.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Ok(text) = self.build() {
            return f.write_str(&text);
        }
        let name = if self.name.is_empty() { "unknown" } else { &self.name };
        let bare = PackageUrl::new("generic", name).map_err(|_| fmt::Error)?;
        f.write_str(&bare.to_string())
    }
}

impl FromStr for Purl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = |_| Error::Purl { text: text.chars().take(200).collect() };
        let (kind, url) = if let Some((kind, url)) = read_keeping_case(text) {
            (Cow::Borrowed(kind), url)
        } else {
            let url = PackageUrl::from_str(text).map_err(refused)?;
            (Cow::Owned(url.ty().to_owned()), url)
        };
        let qualifiers =
            url.qualifiers().iter().map(|(key, value)| (key.to_string().into(), value.as_ref().into()));
        Ok(Self {
            kind,
            namespace: url.namespace().unwrap_or_default().into(),
            name: url.name().into(),
            version: url.version().unwrap_or_default().into(),
            qualifiers: qualifiers.collect(),
            subpath: url.subpath().unwrap_or_default().into(),
        })
    }
}

impl TryFrom<String> for Purl {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Purl> for String {
    fn from(purl: Purl) -> Self {
        purl.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Purl;

    #[test]
    fn a_package_url_is_read_as_it_was_written() {
        let curl = Purl::new("deb", "curl", "7.88.1-10+deb12u5")
            .in_namespace("debian")
            .with("distro", "debian-12")
            .with("arch", "amd64");
        assert_eq!(curl.to_string(), "pkg:deb/debian/curl@7.88.1-10%2Bdeb12u5?arch=amd64&distro=debian-12");
        assert_eq!(curl.to_string().parse::<Purl>().expect("it is one"), curl);
        assert_eq!(curl.without_version(), "pkg:deb/debian/curl");
        let core = Purl::new("npm", "core", "7.0.0").in_namespace("@babel");
        assert_eq!(core.to_string(), "pkg:npm/%40babel/core@7.0.0");
        assert_eq!(core.full_name(), "@babel/core");
        let go = Purl::new("golang", "mux", "v1.8.0").in_namespace("github.com/gorilla");
        assert_eq!(go.to_string(), "pkg:golang/github.com/gorilla/mux@v1.8.0");
    }

    #[test]
    fn a_name_whose_capitals_tell_it_apart_keeps_them() {
        for text in [
            "pkg:golang/github.com/Masterminds/goutils@v1.1.0",
            "pkg:golang/github.com/Azure/azure-sdk-for-go@v1.0.0?type=module#sdk/azidentity",
            "pkg:npm/JSONStream@1.0.0",
            "pkg:npm/%40Scope/Base64@1.0.0",
        ] {
            assert_eq!(text.parse::<Purl>().expect("it is one").to_string(), text);
        }
        let odd: Purl = "pkg://NPM/JSONStream@1.0.0".parse().expect("it is one");
        assert_eq!(odd.to_string(), "pkg:npm/JSONStream@1.0.0");
        let python: Purl = "pkg:pypi/Django@4.0".parse().expect("it is one");
        assert_eq!(&*python.name, "django", "what the index does not tell apart has one name");
    }

    #[test]
    fn what_is_no_package_url_is_refused_or_left_out() {
        assert!("curl@1".parse::<Purl>().is_err());
        assert_eq!(Purl::new("deb", "", "1").to_string(), "pkg:generic/unknown");
    }
}
