//! A case: the files of an overlay, and what comes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sekimori_model::Limits;
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, Scalar, documents};
use sekimori_render::kustomize::{Built, build};
use sekimori_render::{Bounds, Budget, Error, InMemory};
use serde_json::{Map, Value};

/// What comes of an overlay: objects, or a refusal.
pub(crate) type Gives = Result<Vec<Value>, String>;

pub(crate) struct Case {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) folder: String,
    /// Words of the message, where it is refused.
    refused: Option<String>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kustomize/cases")
}

pub(crate) fn all() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("the cases are there") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            cases.insert(name, Case::parse(&std::fs::read_to_string(&path).expect("the case can be read")));
        }
    }
    cases
}

impl Case {
    fn parse(text: &str) -> Self {
        let case = trees(text).expect("a case is well-formed").remove(0);
        let files = case["files"].as_object().expect("a case has files");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            files: files.iter().map(|(path, content)| (path.clone(), text(content))).collect(),
            folder: text(&case["build"]),
            refused: case.get("refused").map(text),
        }
    }

    pub(crate) fn built(&self) -> Result<Built, Error> {
        let late = || false;
        let files: InMemory =
            self.files.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes())).collect();
        build(&files, &self.folder, &Limits::default(), &Budget::new(Bounds::default(), &late))
    }

    pub(crate) fn build(&self) -> Gives {
        let built = self.built().map_err(|error| error.to_string());
        let wanted = self.refused.as_deref().unwrap_or_default();
        if let Err(message) = &built {
            assert!(message.contains(wanted), "it is refused with {message:?} instead of {wanted:?}");
        }
        let built = built?;
        assert_eq!(
            built.rendered.text.lines().count(),
            built.rendered.lines.len(),
            "each line has its place"
        );
        Ok(trees(&built.rendered.text).expect("what is built is YAML"))
    }
}

/// Tells how what is built here differs from what Kustomize gives.
pub(crate) fn difference(ours: &Gives, theirs: &Gives) -> Option<String> {
    match (ours, theirs) {
        (Err(_), Err(_)) => None,
        (Ok(_), Err(message)) => Some(format!("Kustomize refuses it: {message}")),
        (Err(message), Ok(_)) => Some(format!("it is refused: {message}")),
        (Ok(ours), Ok(theirs)) if ours == theirs => None,
        (Ok(ours), Ok(theirs)) => {
            let shown = |trees: &[Value]| {
                let lines: Vec<String> = trees.iter().map(|tree| format!("    {tree}")).collect();
                lines.join("\n") + "\n"
            };
            Some(format!("  ours:\n{}  theirs:\n{}", shown(ours), shown(theirs)))
        }
    }
}

/// Reads all documents of a text; keys are sorted.
pub(crate) fn trees(text: &str) -> Option<Vec<Value>> {
    let text = decode(text.as_bytes()).ok()?;
    let limits = Limits::default();
    let all: Option<Vec<Value>> =
        documents(&text, &limits).map(|document| Some(tree(document.ok()?.root()))).collect();
    Some(all?.into_iter().filter(|tree| !tree.is_null()).collect())
}

fn tree(node: Node<'_>) -> Value {
    if node.is_mapping() {
        let entries = node.entries();
        let sorted: BTreeMap<String, Value> = entries
            .map(|entry| (entry.key.text().unwrap_or_default().to_owned(), tree(entry.value)))
            .collect();
        return Value::Object(sorted.into_iter().collect::<Map<_, _>>());
    }
    if node.is_sequence() {
        return node.items().map(tree).collect();
    }
    match node.scalar() {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(value)) => value.into(),
        Some(Scalar::Int(number)) => number.into(),
        Some(Scalar::Float(number)) => number.into(),
        Some(Scalar::Str(text)) => text.into(),
    }
}
