//! Kustomize itself, as kubectl has it, and what was recorded of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::case::{self, Case, Gives, trees};

/// The Kustomize that everything here is compared with.
const VERSION: &str = "Kustomize Version: v5.8.";

/// Finds kubectl: `SEKIMORI_KUBECTL`, that of `make oracle`, or one on the path that has the same Kustomize.
pub(crate) fn kubectl() -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("SEKIMORI_KUBECTL") {
        return Some(given.into());
    }
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/oracle/bin/kubectl");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join("kubectl"));
    if installed.is_file() {
        return Some(installed);
    }
    on_path.filter(|file| file.is_file()).find(|file| {
        let output = Command::new(file).args(["version", "--client"]).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION))
    })
}

/// Builds a case with kubectl.
pub(crate) fn ask(kubectl: &Path, name: &str, case: &Case) -> Gives {
    let (text, message) = run(kubectl, name, case);
    text.map(|text| trees(&text).expect("kubectl gives YAML")).ok_or(message)
}

fn run(kubectl: &Path, name: &str, case: &Case) -> (Option<String>, String) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("kustomize-{}-{:?}", std::process::id(), std::thread::current().id()))
        .join(name);
    for (path, text) in &case.files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    let output = Command::new(kubectl).arg("kustomize").arg(root.join(&case.folder)).output();
    let output = output.expect("kubectl starts");
    std::fs::remove_dir_all(&root).expect("the folder can be removed");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let message = text(&output.stderr).replace(&*root.to_string_lossy(), "");
    (output.status.success().then(|| text(&output.stdout)), message)
}

/// Writes what kubectl gives for every case beside it.
pub(crate) fn record() {
    let kubectl = kubectl().expect("kubectl is installed: run `make oracle`");
    for (name, case) in case::all() {
        let recorded = match run(&kubectl, &name, &case) {
            (Some(text), _) => json!({ "built": text }),
            (None, _) => json!({ "refused": true }),
        };
        let text = serde_json::to_string_pretty(&recorded).expect("it is JSON");
        std::fs::write(file(&name), text + "\n").expect("the record can be written");
    }
}

/// Reads what was recorded of a case.
pub(crate) fn recorded(name: &str) -> Gives {
    let text = std::fs::read_to_string(file(name))
        .unwrap_or_else(|_| panic!("{name} is not recorded: run crates/render/tests/kustomize/record"));
    let recorded: Value = serde_json::from_str(&text).expect("what is recorded is JSON");
    match recorded["built"].as_str() {
        Some(text) => Ok(trees(text).expect("what is recorded is YAML")),
        None => Err("it was refused".to_owned()),
    }
}

fn file(name: &str) -> PathBuf {
    case::folder().join(format!("{name}.json"))
}
