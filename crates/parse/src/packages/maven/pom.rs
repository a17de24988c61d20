//! One project object model, with its own properties put in.

use std::collections::HashSet;

use sekimori_model::{Licence, Purl};

use super::Coordinates;
use crate::licence;
use crate::packages::xml::Element;

/// Levels of properties that mean properties.
const DEPTH: usize = 16;

/// The longest value, in bytes: what is put in may not grow without bound.
const LONGEST: usize = 500;

/// A project object model.
pub(in crate::packages) struct Pom<'e> {
    root: &'e Element,
    /// The parents that are known, the nearest first.
    parents: &'e [Element],
}

/// A dependency, as far as it is told.
pub(super) struct Dependency {
    group: String,
    artefact: String,
    version: String,
    kind: String,
    classifier: String,
    pub(super) scope: Option<String>,
    pub(super) is_optional: bool,
    pub(super) line: u32,
}

impl<'e> Pom<'e> {
    pub(in crate::packages) fn of(root: &'e Element) -> Self {
        Self { root, parents: &[] }
    }

    /// The same with parents, the nearest first: what they say of properties and of managed dependencies holds here, too.
    pub(super) fn below(self, parents: &'e [Element]) -> Self {
        Self { parents, ..self }
    }

    /// The model itself, then its parents.
    fn all(&self) -> impl Iterator<Item = &'e Element> {
        std::iter::once(self.root).chain(self.parents)
    }

    /// What the project itself is.
    pub(in crate::packages) fn coordinates(&self) -> Option<Coordinates> {
        let artefact = self.value(self.root.text_of("artifactId")?)?;
        let group = self.inherited("groupId").and_then(|group| self.value(group)).unwrap_or_default();
        let version = self.inherited("version").and_then(|version| self.value(version)).unwrap_or_default();
        Some(Coordinates { group, artefact, version })
    }

    /// Its licence; one may be chosen where there are several.
    pub(in crate::packages) fn licence(&self) -> Option<Licence> {
        let all = self.root.child("licenses")?.all("license");
        licence::any_of(all.filter_map(|one| {
            let (name, url) = (one.text_of("name"), one.text_of("url"));
            let by_name = name.and_then(licence::read);
            let by_url = url.and_then(licence::read);
            match (by_name, by_url) {
                (Some(Licence::Named(_)) | None, Some(by_url @ Licence::Expression(_))) => Some(by_url),
                (by_name, by_url) => by_name.or(by_url),
            }
        }))
    }

    pub(super) fn dependencies(&self) -> impl Iterator<Item = Dependency> {
        let all = self.root.child("dependencies").into_iter().flat_map(|all| all.all("dependency"));
        all.filter_map(|element| self.dependency(element))
    }

    /// What is said of dependencies for whoever has them, without what is imported from elsewhere.
    pub(super) fn managed(&self) -> impl Iterator<Item = Dependency> {
        let all = self.all().filter_map(|root| root.child("dependencyManagement")?.child("dependencies"));
        let all = all.flat_map(|all| all.all("dependency"));
        all.filter_map(|element| self.dependency(element))
            .filter(|one| one.scope.as_deref() != Some("import"))
    }

    fn dependency(&self, element: &Element) -> Option<Dependency> {
        let of = |name: &str| element.text_of(name).and_then(|text| self.value(text));
        Some(Dependency {
            group: of("groupId")?,
            artefact: of("artifactId")?,
            version: of("version").map(exact).unwrap_or_default(),
            kind: of("type").filter(|kind| kind != "jar").unwrap_or_default(),
            classifier: of("classifier").unwrap_or_default(),
            scope: of("scope"),
            is_optional: of("optional").as_deref() == Some("true"),
            line: element.line,
        })
    }

    /// A value of the project, or else of its parent.
    fn inherited(&self, name: &str) -> Option<&'e str> {
        self.root.text_of(name).or_else(|| self.root.child("parent")?.text_of(name))
    }

    /// A text with its properties put in; none where one is unknown.
    fn value(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for _ in 0..DEPTH {
            let Some((before, rest)) = text.split_once("${") else {
                return (!text.is_empty() && text.len() <= LONGEST).then_some(text);
            };
            let (name, after) = rest.split_once('}')?;
            let value = self.property(name)?;
            text = format!("{before}{value}{after}");
            if text.len() > LONGEST {
                return None;
            }
        }
        None
    }

    /// The properties that say what is used and are not here, each once, with the line that first names it.
    pub(super) fn unknown(&self) -> Vec<(String, u32)> {
        let of_project = ["groupId", "artifactId", "version"].map(|name| self.root.child(name));
        let dependencies = self.root.child("dependencies").into_iter().flat_map(|all| all.all("dependency"));
        let fields =
            dependencies.flat_map(|one| ["groupId", "artifactId", "version"].map(|name| one.child(name)));
        let mut all: Vec<(String, u32)> = Vec::new();
        let mut seen = HashSet::new();
        for field in of_project.into_iter().chain(fields).flatten() {
            if field.text.is_empty() || self.value(&field.text).is_some() {
                continue;
            }
            let names = field.text.split("${").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
            let name = names.into_iter().find(|name| self.value(&format!("${{{name}}}")).is_none());
            let name = name.unwrap_or_default();
            if seen.insert(name) {
                all.push((name.chars().take(100).collect(), field.line));
            }
        }
        all
    }

    fn property(&self, name: &str) -> Option<&'e str> {
        let of_parent = |name: &str| self.root.child("parent")?.text_of(name);
        let own = name.strip_prefix("project.").or_else(|| name.strip_prefix("pom."));
        match own.unwrap_or(name) {
            own @ ("groupId" | "version") => self.inherited(own),
            own @ "artifactId" => self.root.text_of(own),
            other => other
                .strip_prefix("parent.")
                .and_then(of_parent)
                .or_else(|| self.all().find_map(|root| root.child("properties")?.text_of(name))),
        }
    }
}

impl Dependency {
    /// What the same dependency has in common wherever it stands.
    pub(super) fn key(&self) -> String {
        format!("{}:{}:{}:{}", self.group, self.artefact, self.kind, self.classifier)
    }

    /// Takes from what is said elsewhere what is not said here.
    pub(super) fn fill(&mut self, managed: &Self) {
        if self.version.is_empty() {
            self.version.clone_from(&managed.version);
        }
        if self.scope.is_none() {
            self.scope.clone_from(&managed.scope);
        }
        self.is_optional |= managed.is_optional;
    }

    pub(super) fn purl(&self) -> Purl {
        super::purl(&self.group, &self.artefact, &self.version)
            .with("classifier", &*self.classifier)
            .with("type", &*self.kind)
    }
}

/// The one version that a requirement names; empty where it leaves the choice.
fn exact(version: String) -> String {
    let Some(inner) = version.strip_prefix(['[', '(']) else { return version };
    match inner.strip_suffix(']') {
        Some(one) if !one.contains(',') && version.starts_with('[') => one.trim().to_owned(),
        _ => String::new(),
    }
}
