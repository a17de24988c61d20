//! What each field of a kustomization may hold.
//!
//! # Source
//! The types of Kustomize, which refuses a number where a text belongs, and a field that it does not know.

use self::Shape::{Any, Bool, Fields, List, Number, Text, Texts};
use super::tree::{Kind, Tree};
use super::wrong::Wrong;

/// What a value is. Nothing may stand everywhere.
#[derive(Clone, Copy)]
enum Shape {
    /// Whatever it is, somebody else looks at it.
    Any,
    Text,
    Bool,
    Number,
    /// A mapping of texts.
    Texts,
    List(&'static Shape),
    Fields(&'static [(&'static str, Shape)]),
}

const NAMES: Shape = List(&Text);

const FIELD_SPEC: Shape =
    Fields(&[("group", Text), ("version", Text), ("kind", Text), ("path", Text), ("create", Bool)]);

const SELECTOR: Shape = Fields(&[
    ("group", Text),
    ("version", Text),
    ("kind", Text),
    ("name", Text),
    ("namespace", Text),
    ("annotationSelector", Text),
    ("labelSelector", Text),
]);

const OPTIONS: Shape = Fields(&[("allowNameChange", Bool), ("allowKindChange", Bool)]);

const PATCHES: Shape =
    List(&Fields(&[("path", Text), ("patch", Text), ("target", SELECTOR), ("options", OPTIONS)]));

const IMAGES: Shape = List(&Fields(&[
    ("name", Text),
    ("newName", Text),
    ("tagSuffix", Text),
    ("newTag", Text),
    ("digest", Text),
]));

const FIELD_OPTIONS: Shape =
    Fields(&[("delimiter", Text), ("index", Number), ("encoding", Text), ("create", Bool)]);

const REPLACEMENTS: Shape = List(&Fields(&[
    ("path", Text),
    (
        "source",
        Fields(&[
            ("group", Text),
            ("version", Text),
            ("kind", Text),
            ("name", Text),
            ("namespace", Text),
            ("fieldPath", Text),
            ("options", FIELD_OPTIONS),
        ]),
    ),
    ("sourceValue", Text),
    (
        "targets",
        List(&Fields(&[
            ("select", SELECTOR),
            ("reject", List(&SELECTOR)),
            ("fieldPaths", NAMES),
            ("options", FIELD_OPTIONS),
        ])),
    ),
]));

const GENERATOR_OPTIONS: Shape = Fields(&[
    ("labels", Texts),
    ("annotations", Texts),
    ("disableNameSuffixHash", Bool),
    ("immutable", Bool),
]);

const CONFIG_MAPS: Shape = List(&Fields(&[
    ("name", Text),
    ("namespace", Text),
    ("behavior", Text),
    ("literals", NAMES),
    ("files", NAMES),
    ("envs", NAMES),
    ("env", Text),
    ("options", GENERATOR_OPTIONS),
]));

const SECRETS: Shape = List(&Fields(&[
    ("name", Text),
    ("namespace", Text),
    ("behavior", Text),
    ("literals", NAMES),
    ("files", NAMES),
    ("envs", NAMES),
    ("env", Text),
    ("options", GENERATOR_OPTIONS),
    ("type", Text),
]));

const VARS: Shape = List(&Fields(&[
    ("name", Text),
    (
        "objref",
        Fields(&[
            ("apiVersion", Text),
            ("group", Text),
            ("version", Text),
            ("kind", Text),
            ("name", Text),
            ("namespace", Text),
        ]),
    ),
    ("fieldref", Fields(&[("fieldPath", Text)])),
]));

const KUSTOMIZATION: Shape = Fields(&[
    ("apiVersion", Text),
    ("kind", Text),
    ("metadata", Fields(&[("name", Text), ("namespace", Text), ("labels", Texts), ("annotations", Texts)])),
    ("openapi", Texts),
    ("namePrefix", Text),
    ("nameSuffix", Text),
    ("namespace", Text),
    ("commonLabels", Texts),
    (
        "labels",
        List(&Fields(&[
            ("pairs", Texts),
            ("includeSelectors", Bool),
            ("includeTemplates", Bool),
            ("fields", List(&FIELD_SPEC)),
        ])),
    ),
    ("commonAnnotations", Texts),
    ("patchesStrategicMerge", NAMES),
    ("patchesJson6902", PATCHES),
    ("patches", PATCHES),
    ("images", IMAGES),
    ("imageTags", IMAGES),
    ("replacements", REPLACEMENTS),
    ("replicas", List(&Fields(&[("name", Text), ("count", Number)]))),
    ("vars", VARS),
    (
        "sortOptions",
        Fields(&[
            ("order", Text),
            ("legacySortOptions", Fields(&[("orderFirst", NAMES), ("orderLast", NAMES)])),
        ]),
    ),
    ("resources", NAMES),
    ("components", NAMES),
    ("crds", NAMES),
    ("bases", NAMES),
    ("configMapGenerator", CONFIG_MAPS),
    ("secretGenerator", SECRETS),
    ("helmGlobals", Fields(&[("chartHome", Text), ("configHome", Text)])),
    ("helmCharts", Any),
    ("helmChartInflationGenerator", Any),
    ("generatorOptions", GENERATOR_OPTIONS),
    ("configurations", NAMES),
    ("generators", NAMES),
    ("transformers", NAMES),
    ("validators", NAMES),
    ("buildMetadata", NAMES),
    ("inventory", Any),
    ("tags", Any),
    ("creationTimestamp", Any),
    ("status", Any),
]);

/// Checks the fields of a kustomization, at any depth.
///
/// # Errors
/// A [`Wrong`] where there is a field that no kustomization has, or a value that is not of its type.
pub(super) fn check(kustomization: &Tree) -> Result<(), Wrong> {
    is_shaped(kustomization, KUSTOMIZATION, "")
}

/// `path` names the value in messages.
fn is_shaped(tree: &Tree, shape: Shape, path: &str) -> Result<(), Wrong> {
    let refuse = |wanted: &str| {
        let name = if path.is_empty() { "a kustomization".to_owned() } else { format!("`{path}`") };
        Err(Wrong::refused(&tree.at, format!("{name} is {wanted}")))
    };
    if tree.is_null() {
        return Ok(());
    }
    match shape {
        Any => Ok(()),
        Text if is_text(tree) => Ok(()),
        Text if tree.is_scalar() => refuse("a text, and this is a number or a truth value: put it in quotes"),
        Text => refuse("a text"),
        Bool if tree.as_bool().is_some() => Ok(()),
        Bool => refuse("`true` or `false`, without quotes"),
        Number if matches!(tree.kind, Kind::Typed { .. }) && !is_text(tree) => Ok(()),
        Number => refuse("a number, without quotes"),
        Texts => {
            let Some(map) = tree.as_map() else { return refuse("a mapping") };
            map.0.iter().try_for_each(|entry| is_shaped(&entry.value, Text, &format!("{path}.{}", entry.key)))
        }
        List(inner) => {
            let Some(items) = tree.as_list() else { return refuse("a list") };
            items.iter().try_for_each(|item| is_shaped(item, *inner, path))
        }
        Fields(fields) => {
            let Some(map) = tree.as_map() else { return refuse("a mapping") };
            for entry in &map.0 {
                let known = fields.iter().find(|(name, _)| is_called(name, &entry.key, path));
                let Some((name, inner)) = known else {
                    let place =
                        if path.is_empty() { "a kustomization".to_owned() } else { format!("`{path}`") };
                    let detail = format!("{place} has no field `{}`: correct or remove it", entry.key);
                    return Err(Wrong::refused(&entry.at, detail));
                };
                let path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
                is_shaped(&entry.value, *inner, &path)?;
            }
            Ok(())
        }
    }
}

/// Go reads `fieldpath` as `fieldPath`, and kustomizations are written so.
fn is_called(name: &str, key: &str, path: &str) -> bool {
    if path.is_empty() { name == key } else { name.eq_ignore_ascii_case(key) }
}

fn is_text(tree: &Tree) -> bool {
    match &tree.kind {
        // A date that stands there without quotes is read as a text.
        Kind::Typed { shown, .. } => shown.starts_with('"'),
        _ => tree.as_text().is_some(),
    }
}
