//! A case: the files of a chart, and how it is rendered.

use std::collections::BTreeMap;
use std::io::Write;

use sekimori_model::Limits;
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, Scalar, documents};
use sekimori_render::helm::{Chart, Options, Outcome, Setting, render};
use sekimori_render::{Bounds, Budget, InMemory};
use serde_json::{Map, Number, Value};

/// A case as it is written.
pub(crate) struct Case {
    text: Value,
}

impl Case {
    pub(crate) fn parse(text: &str) -> Self {
        Self { text: trees(text).expect("a case is well-formed").remove(0) }
    }

    /// Returns the texts that stand in a list.
    pub(crate) fn list(&self, key: &str) -> Vec<&str> {
        let items = self.text.get(key).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn word(&self, key: &str, default: &str) -> String {
        self.text.get(key).and_then(Value::as_str).unwrap_or(default).to_owned()
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = self.text["files"].as_object().expect("a case has files");
        let texts = files
            .iter()
            .map(|(path, text)| (path.clone(), text.as_str().unwrap_or_default().as_bytes().to_vec()));
        pack(texts.collect())
    }

    pub(crate) fn options(&self) -> Options {
        let settings = self.text.get("settings").and_then(Value::as_array);
        let settings = settings.into_iter().flatten().filter_map(Value::as_object).flatten();
        let settings = settings.map(|(kind, value)| {
            let text = value.as_str().unwrap_or_default().to_owned();
            let part = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            match kind.as_str() {
                "file" => Setting::File { name: "values of the case".to_owned(), text },
                "set" => Setting::Set(text),
                "setString" => Setting::SetString(text),
                "setJson" => Setting::SetJson(text),
                "setLiteral" => Setting::SetLiteral(text),
                "setFile" => Setting::SetFile { key: part("key"), text: part("text") },
                other => panic!("{other} is no setting"),
            }
        });
        Options {
            settings: settings.collect(),
            release: self.word("release", "release-name"),
            namespace: Some(self.word("namespace", "default")),
            kube_version: self.text.get("kubeVersion").and_then(Value::as_str).map(str::to_owned),
            api_versions: self.list("apiVersions").into_iter().map(str::to_owned).collect(),
            upgrade: self.text.get("upgrade") == Some(&Value::Bool(true)),
        }
    }

    /// Loads and renders the chart; the message where it cannot be loaded.
    pub(crate) fn render(&self) -> Result<Outcome, String> {
        let late = || false;
        let budget = Budget::new(Bounds::default(), &late);
        let limits = Limits::default();
        let files = self.files();
        let place = self.word("chart", "");
        let chart = if place.rsplit_once('.').is_some_and(|(_, ending)| ending == "tgz") {
            Chart::from_archive(&files[&place], &place, &limits, &budget)
        } else {
            let files: InMemory = files.into_iter().collect();
            Chart::load(&files, &place, &limits, &budget)
        };
        Ok(render(&chart.map_err(|error| error.to_string())?, &self.options(), &budget))
    }
}

/// Packs what stands below `x.tgz/`, innermost first.
fn pack(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut plain = BTreeMap::new();
    let mut packed: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for (path, bytes) in files {
        match path.split_once(".tgz/") {
            Some((archive, rest)) => {
                packed.entry(format!("{archive}.tgz")).or_default().insert(rest.to_owned(), bytes);
            }
            None => {
                plain.insert(path, bytes);
            }
        }
    }
    for (path, inner) in packed {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, bytes) in pack(inner) {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, path, bytes.as_slice()).expect("a name fits");
        }
        let tar = archive.into_inner().expect("memory takes all");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&tar).expect("memory takes all");
        plain.insert(path, gzip.finish().expect("memory takes all"));
    }
    plain
}

/// Reads all documents of a text as trees; those that hold nothing are left out. None where it is not well-formed.
pub(crate) fn trees(text: &str) -> Option<Vec<Value>> {
    let text = decode(text.as_bytes()).ok()?;
    let mut trees = Vec::new();
    for document in documents(&text, &Limits::default()) {
        let tree = tree(document.ok()?.root());
        if !tree.is_null() {
            trees.push(tree);
        }
    }
    Some(trees)
}

fn tree(node: Node<'_>) -> Value {
    if node.is_mapping() {
        let entries =
            node.entries().map(|entry| (entry.key.text().unwrap_or_default().to_owned(), tree(entry.value)));
        return Value::Object(entries.collect::<Map<_, _>>());
    }
    if node.is_sequence() {
        return node.items().map(tree).collect();
    }
    match node.scalar() {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(value)) => Value::Bool(value),
        Some(Scalar::Int(number)) => Value::from(number),
        Some(Scalar::Float(number)) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Some(Scalar::Str(text)) => Value::String(text.to_owned()),
    }
}
