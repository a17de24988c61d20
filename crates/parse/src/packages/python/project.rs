//! What a project asks for: `pyproject.toml`.

use sekimori_model::Scope;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::split_requirement;
use crate::decode;
use crate::packages::lax::{Row, Table, Word};
use crate::packages::{Input, document};

/// The names that the `pyproject.toml` beside asks for, each with what for; none where there is no such file.
///
/// # Source
/// packaging.python.org, "pyproject.toml specification" and "Dependency Groups"; python-poetry.org, "The pyproject.toml
/// file"; pdm-project.org, "Manage dependencies".
pub(super) fn asked(input: &Input<'_>) -> Vec<(String, Scope)> {
    let Some(bytes) = (input.beside)("pyproject.toml") else { return Vec::new() };
    let Ok(text) = decode(&bytes) else { return Vec::new() };
    let Ok(file) = document::toml::<File<'_>>(&text.text) else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |names: &mut dyn Iterator<Item = &str>, scope: Scope| {
        all.extend(names.filter(|name| *name != "python").take(MOST).map(|name| (name.to_owned(), scope)));
    };
    add(&mut required(&file.project.dependencies), Scope::Runtime);
    for (_, extra) in file.project.optional_dependencies.iter() {
        add(&mut required(extra), Scope::Optional);
    }
    for (_, group) in file.dependency_groups.iter().chain(file.tool.pdm.dev_dependencies.iter()) {
        add(&mut required(group), Scope::Development);
    }
    add(&mut file.tool.poetry.dependencies.keys(), Scope::Runtime);
    add(&mut file.tool.poetry.dev_dependencies.keys(), Scope::Development);
    for (_, group) in file.tool.poetry.group.iter() {
        add(&mut group.dependencies.keys(), Scope::Development);
    }
    all
}

/// Names of one list.
const MOST: usize = 10_000;

fn required<'a>(all: &'a Row<Word<'_>>) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    Box::new(all.0.iter().filter_map(|one| split_requirement(one.as_str())).map(|(name, _)| name))
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct File<'t> {
    #[serde(borrow)]
    project: Project<'t>,
    #[serde(borrow)]
    dependency_groups: Table<'t, Row<Word<'t>>>,
    #[serde(borrow)]
    tool: Tool<'t>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project<'t> {
    #[serde(borrow)]
    dependencies: Row<Word<'t>>,
    #[serde(borrow)]
    optional_dependencies: Table<'t, Row<Word<'t>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tool<'t> {
    #[serde(borrow)]
    poetry: Poetry<'t>,
    #[serde(borrow)]
    pdm: Pdm<'t>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Poetry<'t> {
    #[serde(borrow)]
    dependencies: Table<'t, IgnoredAny>,
    #[serde(borrow)]
    dev_dependencies: Table<'t, IgnoredAny>,
    #[serde(borrow)]
    group: Table<'t, Group<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Group<'t> {
    #[serde(borrow)]
    dependencies: Table<'t, IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Pdm<'t> {
    #[serde(borrow)]
    dev_dependencies: Table<'t, Row<Word<'t>>>,
}
