//! `Chart.yaml`, and `requirements.yaml` of charts of version 1.

use std::collections::BTreeSet;

use sekimori_model::Limits;
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, Scalar, documents};

use crate::helm::engine::general;
use crate::helm::functions;
use crate::helm::value::{Map, Value};
use crate::{Budget, Fault};

/// What a chart says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata {
    pub(super) api_version: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) kube_version: String,
    /// The line of `kubeVersion`, for messages.
    pub(super) kube_version_line: u32,
    /// The other texts, by the name of their field in Go.
    texts: Vec<(&'static str, String)>,
    deprecated: bool,
    annotations: Vec<(String, String)>,
    keywords: Vec<String>,
    sources: Vec<String>,
    maintainers: Vec<[String; 3]>,
    pub(super) dependencies: Vec<Dependency>,
}

/// A chart that a chart depends on, as it is declared.
#[derive(Debug, Clone, Default)]
pub(super) struct Dependency {
    /// Its name; from the moment that the alias counts, the alias.
    pub(super) name: String,
    pub(super) version: String,
    pub(super) repository: String,
    pub(super) condition: String,
    pub(super) tags: Vec<String>,
    pub(super) alias: String,
    pub(super) imports: Vec<Import>,
    pub(super) enabled: bool,
    /// True where it was named in `requirements.yaml`.
    pub(super) of_requirements: bool,
    /// The line that it is declared on.
    pub(super) line: u32,
}

/// An item of `import-values`: what is taken from the child, and where the parent gets it.
#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) child: String,
    pub(super) parent: String,
}

/// The texts of `Chart.yaml` that only templates look at, and the names of their fields in Go.
const TEXTS: [(&str, &str); 6] = [
    ("appVersion", "AppVersion"),
    ("condition", "Condition"),
    ("description", "Description"),
    ("home", "Home"),
    ("icon", "Icon"),
    ("tags", "Tags"),
];

impl Metadata {
    /// Reads `Chart.yaml`.
    ///
    /// # Errors
    /// [`Fault::Refused`] with the line where it is not well-formed or a field has the wrong type.
    pub(super) fn parse(bytes: &[u8], budget: &Budget<'_>) -> Result<Self, (u32, Fault)> {
        in_document(bytes, budget, |root| {
            let mut metadata = Self {
                api_version: text(root, "apiVersion")?,
                name: text(root, "name")?,
                version: text(root, "version")?,
                kind: text(root, "type")?,
                kube_version: text(root, "kubeVersion")?,
                kube_version_line: root.entry("kubeVersion").map_or(1, |entry| entry.key.span().line),
                keywords: texts(root, "keywords")?,
                sources: texts(root, "sources")?,
                deprecated: root
                    .get("deprecated")
                    .is_some_and(|node| node.scalar() == Some(Scalar::Bool(true))),
                dependencies: dependencies(root, budget, false)?,
                ..Self::default()
            };
            for (key, field) in TEXTS {
                metadata.texts.push((field, text(root, key)?));
            }
            for entry in root.get("annotations").into_iter().flat_map(Node::entries) {
                let key = entry.key.text().unwrap_or_default().to_owned();
                metadata.annotations.push((key, scalar_text(entry.value)?));
            }
            for item in root.get("maintainers").into_iter().flat_map(Node::items) {
                metadata.maintainers.push([text(item, "name")?, text(item, "email")?, text(item, "url")?]);
            }
            if metadata.api_version.is_empty() {
                "v1".clone_into(&mut metadata.api_version);
            }
            Ok(metadata)
        })
    }

    /// Reads what `requirements.yaml` declares.
    ///
    /// # Errors
    /// [`Fault::Refused`] with the line.
    pub(super) fn require(&mut self, bytes: &[u8], budget: &Budget<'_>) -> Result<(), (u32, Fault)> {
        let declared = in_document(bytes, budget, |root| dependencies(root, budget, true))?;
        if !declared.is_empty() {
            self.dependencies = declared;
        }
        Ok(())
    }

    /// Refuses what Helm refuses.
    ///
    /// # Errors
    /// [`Fault::Refused`] that says which field is wrong.
    pub(super) fn validate(&self, budget: &Budget<'_>) -> Result<(), (u32, Fault)> {
        let wrong = |line: u32, detail: String| Err((line, Fault::refused(detail)));
        if self.name.is_empty() {
            return wrong(1, "Chart.yaml has no name".to_owned());
        }
        if self.name.contains('/') || matches!(self.name.as_str(), "." | "..") {
            return wrong(1, format!("the name of the chart is a path: {}", self.name));
        }
        if self.version.is_empty() {
            return wrong(1, "Chart.yaml has no version".to_owned());
        }
        if !is_version(&self.version, budget) {
            return wrong(1, format!("the version of the chart is not a semantic version: {}", self.version));
        }
        if !matches!(self.kind.as_str(), "" | "application" | "library") {
            return wrong(
                1,
                format!("the type of the chart is neither application nor library: {}", self.kind),
            );
        }
        let mut names = BTreeSet::new();
        for dependency in &self.dependencies {
            let alias = &dependency.alias;
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            if !alias.bytes().all(is_plain) {
                return wrong(
                    dependency.line,
                    format!(
                        "the alias of a dependency has a character other than a-z, 0-9, _ and -: {alias}"
                    ),
                );
            }
            let name = if alias.is_empty() { &dependency.name } else { alias };
            if !names.insert(name) {
                return wrong(
                    dependency.line,
                    format!("more than one dependency has the name or alias {name}"),
                );
            }
        }
        Ok(())
    }

    /// Tells whether the chart only defines templates for others.
    pub(super) fn is_library(&self) -> bool {
        self.kind.eq_ignore_ascii_case("library")
    }

    /// Makes the value of `.Chart`.
    pub(super) fn value(&self, is_root: bool) -> Map {
        let map = Map::default();
        for (field, text) in [
            ("APIVersion", &self.api_version),
            ("KubeVersion", &self.kube_version),
            ("Name", &self.name),
            ("Type", &self.kind),
            ("Version", &self.version),
        ] {
            map.set(field, Value::text(text.as_str()));
        }
        for (field, text) in &self.texts {
            map.set(*field, Value::text(text.as_str()));
        }
        let annotations =
            self.annotations.iter().map(|(key, text)| (key.as_str(), Value::text(text.as_str())));
        map.set("Annotations", Value::Map(annotations.collect()));
        map.set("Deprecated", Value::Bool(self.deprecated));
        map.set("IsRoot", Value::Bool(is_root));
        map.set("Keywords", list(&self.keywords));
        map.set("Sources", list(&self.sources));
        let maintainers = self
            .maintainers
            .iter()
            .map(|[name, email, url]| record(&[("Name", name), ("Email", email), ("URL", url)]));
        map.set("Maintainers", Value::list(maintainers.map(Value::Map).collect()));
        let dependencies = self.dependencies.iter().map(Dependency::value);
        map.set("Dependencies", Value::list(dependencies.collect()));
        map
    }
}

impl Dependency {
    fn value(&self) -> Value {
        let map = record(&[
            ("Name", &self.name),
            ("Version", &self.version),
            ("Repository", &self.repository),
            ("Condition", &self.condition),
            ("Alias", &self.alias),
        ]);
        map.set("Tags", list(&self.tags));
        map.set("Enabled", Value::Bool(self.enabled));
        let imports = self
            .imports
            .iter()
            .map(|import| Value::Map(record(&[("child", &import.child), ("parent", &import.parent)])));
        map.set("ImportValues", Value::list(imports.collect()));
        Value::Map(map)
    }
}

/// Tells whether a version is in a range, as Helm's library of versions has it; no where one of them is malformed.
pub(super) fn is_in_range(range: &str, version: &str, budget: &Budget<'_>) -> bool {
    let found = call("semverCompare", &[Value::text(range), Value::text(version)], budget);
    found.is_some_and(|value| value.is_true())
}

fn is_version(version: &str, budget: &Budget<'_>) -> bool {
    call("semver", &[Value::text(version)], budget).is_some()
}

fn call(name: &str, args: &[Value], budget: &Budget<'_>) -> Option<Value> {
    functions::find(name)?(&functions::Call { name, budget }, args).ok()
}

fn record(fields: &[(&str, &String)]) -> Map {
    fields.iter().map(|(field, text)| (*field, Value::text(text.as_str()))).collect()
}

fn list(texts: &[String]) -> Value {
    Value::list(texts.iter().map(|text| Value::text(text.as_str())).collect())
}

fn in_document<T>(
    bytes: &[u8],
    budget: &Budget<'_>,
    make: impl FnOnce(Node<'_>) -> Result<T, (u32, Fault)>,
) -> Result<T, (u32, Fault)> {
    budget.step(bytes.len() as u64 >> 6).map_err(|fault| (1, fault))?;
    let limits = Limits { depth: budget.depth_limit(), ..Limits::default() };
    let text = decode(bytes).map_err(|failure| (1, Fault::refused(failure.detail)))?;
    let document = match documents(&text, &limits).next() {
        Some(Ok(document)) => document,
        Some(Err(failure)) => {
            return Err((1, Fault::refused(format!("it is not well-formed YAML: {}", failure.detail))));
        }
        None => return Err((1, Fault::refused("it is empty"))),
    };
    if !document.root().is_mapping() {
        return Err((1, Fault::refused("it is not a mapping")));
    }
    make(document.root())
}

fn text(node: Node<'_>, key: &str) -> Result<String, (u32, Fault)> {
    node.get(key).map_or(Ok(String::new()), scalar_text)
}

/// The text that Go's JSON gives a field of type `string`: numbers and truth values are written out.
fn scalar_text(node: Node<'_>) -> Result<String, (u32, Fault)> {
    let line = node.span().line;
    match node.scalar() {
        Some(Scalar::Null) => Ok(String::new()),
        Some(Scalar::Bool(value)) => Ok(value.to_string()),
        Some(Scalar::Int(number)) => Ok(number.to_string()),
        Some(Scalar::Float(number)) => Ok(general(number, None)),
        Some(Scalar::Str(text)) => Ok(text.to_owned()),
        None => Err((line, Fault::refused("it should be a text, and is a list or a mapping"))),
    }
}

fn texts(node: Node<'_>, key: &str) -> Result<Vec<String>, (u32, Fault)> {
    node.get(key).into_iter().flat_map(Node::items).map(scalar_text).collect()
}

fn dependencies(
    root: Node<'_>,
    budget: &Budget<'_>,
    of_requirements: bool,
) -> Result<Vec<Dependency>, (u32, Fault)> {
    let mut all = Vec::new();
    for item in root.get("dependencies").into_iter().flat_map(Node::items) {
        let line = item.span().line;
        budget.step(1).map_err(|fault| (line, fault))?;
        let mut imports = Vec::new();
        for import in item.get("import-values").into_iter().flat_map(Node::items) {
            let part = |key: &str| {
                text(import, key).map(|text| if text.is_empty() { "<nil>".to_owned() } else { text })
            };
            imports.push(if import.is_mapping() {
                Import { child: part("child")?, parent: part("parent")? }
            } else {
                Import { child: format!("exports.{}", scalar_text(import)?), parent: ".".to_owned() }
            });
        }
        all.push(Dependency {
            name: text(item, "name")?,
            version: text(item, "version")?,
            repository: text(item, "repository")?,
            condition: text(item, "condition")?,
            tags: texts(item, "tags")?,
            alias: text(item, "alias")?,
            imports,
            enabled: true,
            of_requirements,
            line,
        });
    }
    Ok(all)
}
