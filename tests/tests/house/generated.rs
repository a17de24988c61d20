//! Files that are made from the code: they are compared, and rewritten with `BLESS=1`.

use std::fs;

use sekimori_model::{bases, config, dependencies, kept, pushed, ways, wire};
use serde_json::{Map, Value};

use crate::workspace::{read_text, root};

/// Compares a file with what it must be, or writes it where `BLESS` is set.
pub(crate) fn compare_or_bless(name: &str, expected: &str) {
    let found = read_text(name).unwrap_or_default();
    if found == expected {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        let path = root().join(name);
        let folder = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(&path, expected).expect("the file can be written");
        return;
    }
    let differing = found.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
    panic!(
        "\n{name} is not what it is made from (first difference: line {differing}).\n\
         Remedy: BLESS=1 cargo test -p sekimori-tests --test house, and look at the difference\n"
    );
}

/// The schema as a file. Keys are sorted here, because whether `serde_json` sorts them depends on the features that
/// other packages of a build ask for.
fn as_file(schema: &Value) -> String {
    let text = serde_json::to_string_pretty(&sorted(schema)).expect("a schema is JSON");
    format!("{text}\n")
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut keys: Vec<&String> = entries.keys().collect();
            keys.sort();
            keys.into_iter().map(|key| (key.clone(), sorted(&entries[key]))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(sorted).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

#[test]
fn the_schema_of_findings_is_published() {
    let schema = wire::findings_schema();
    compare_or_bless("docs/schemas/findings.v1.schema.json", &as_file(schema.as_value()));
}

#[test]
fn the_schema_of_the_configuration_is_published() {
    let schema = config::schema();
    compare_or_bless("docs/schemas/sekimori.v1.schema.json", &as_file(schema.as_value()));
}

#[test]
fn the_schemas_of_dependencies_are_published() {
    let list = dependencies::list_schema();
    compare_or_bless("docs/schemas/deps.v1.schema.json", &as_file(list.as_value()));
    let review = dependencies::review_schema();
    compare_or_bless("docs/schemas/deps-review.v1.schema.json", &as_file(review.as_value()));
    let tree = ways::schema();
    compare_or_bless("docs/schemas/deps-tree.v1.schema.json", &as_file(tree.as_value()));
}

#[test]
fn the_schemas_of_what_is_kept_are_published() {
    let match_ = kept::match_schema();
    compare_or_bless("docs/schemas/match.v1.schema.json", &as_file(match_.as_value()));
    let holders = kept::holders_schema();
    compare_or_bless("docs/schemas/holders.v1.schema.json", &as_file(holders.as_value()));
    let scan = kept::registry_scan_schema();
    compare_or_bless("docs/schemas/registry-scan.v1.schema.json", &as_file(scan.as_value()));
    let push = pushed::schema();
    compare_or_bless("docs/schemas/registry-push.v1.schema.json", &as_file(push.as_value()));
}

#[test]
fn the_schema_of_bases_is_published() {
    let schema = bases::schema();
    compare_or_bless("docs/schemas/base-images.v1.schema.json", &as_file(schema.as_value()));
}
