//! The charts that are rendered: which of those inside are wanted, under which name, and with which values.

use super::coalesce::{self, Nulls, copy_map, table_at};
use super::load::{File, Part};
use super::metadata::{Dependency, Metadata, is_in_range};
use crate::helm::read;
use crate::helm::value::{Map, Value};
use crate::{Budget, Error, Fault};

/// A chart in the making.
pub(super) struct Live<'p> {
    pub(super) part: &'p Part,
    /// What it says of itself, with the name that it has here.
    pub(super) metadata: Metadata,
    /// Its own values; later with those that it imported.
    pub(super) values: Map,
    pub(super) inner: Vec<Live<'p>>,
}

impl<'p> Live<'p> {
    /// Reads the values of a chart and of all inside it.
    ///
    /// # Errors
    /// An [`Error`] where values are not well-formed.
    pub(super) fn new(part: &'p Part, budget: &Budget<'_>) -> Result<Self, Error> {
        let values = match &part.values {
            Some(file) => values(&file.text(), budget).map_err(|(line, fault)| file.error(line, fault))?,
            None => Map::default(),
        };
        let inner: Result<Vec<Self>, Error> = part.parts.iter().map(|part| Self::new(part, budget)).collect();
        Ok(Self { part, metadata: part.metadata.clone(), values, inner: inner? })
    }

    fn copy(&self, budget: &Budget<'_>) -> Result<Self, Fault> {
        let files = self.part.templates.len().saturating_add(self.part.others.len());
        budget.step(files as u64)?;
        let _level = budget.deeper()?;
        let inner: Result<Vec<Self>, Fault> = self.inner.iter().map(|inner| inner.copy(budget)).collect();
        Ok(Self {
            part: self.part,
            metadata: self.metadata.clone(),
            values: copy_map(&self.values, budget)?,
            inner: inner?,
        })
    }

    /// Leaves out the charts inside that nobody wants, and gives the others the names that they have here.
    ///
    /// `values` are those of the user, and below the root all values of the root; `path` leads there to this chart.
    ///
    /// # Errors
    /// [`Fault`] where values do not fit, or a bound is passed.
    pub(super) fn choose(&mut self, values: &Map, path: &str, budget: &Budget<'_>) -> Result<(), Fault> {
        let _level = budget.deeper()?;
        if self.metadata.dependencies.is_empty() {
            return Ok(());
        }
        let mut inner = Vec::new();
        let fits = |dependency: &Dependency, live: &Live<'_>| {
            live.metadata.name == dependency.name
                && is_in_range(&dependency.version, &live.metadata.version, budget)
        };
        for live in &self.inner {
            if !self.metadata.dependencies.iter().any(|dependency| fits(dependency, live)) {
                inner.push(live.copy(budget)?);
            }
        }
        for dependency in &mut self.metadata.dependencies {
            budget.step(1)?;
            if let Some(live) = self.inner.iter().find(|live| fits(dependency, live)) {
                let mut live = live.copy(budget)?;
                if !dependency.alias.is_empty() {
                    live.metadata.name.clone_from(&dependency.alias);
                }
                inner.push(live);
            }
            if !dependency.alias.is_empty() {
                dependency.name.clone_from(&dependency.alias);
            }
            dependency.enabled = true;
        }
        self.inner = inner;
        let all = coalesce::values(self, values, Nulls::Remove, budget)?;
        for dependency in &mut self.metadata.dependencies {
            by_tags(dependency, &all);
            by_condition(dependency, &all, path);
        }
        let (wanted, unwanted): (Vec<_>, Vec<_>) = std::mem::take(&mut self.metadata.dependencies)
            .into_iter()
            .partition(|dependency| dependency.enabled);
        self.metadata.dependencies = wanted;
        self.inner.retain(|live| !unwanted.iter().any(|dependency| dependency.name == live.metadata.name));
        for live in &mut self.inner {
            let path = format!("{path}{}.", live.metadata.name);
            live.choose(&all, &path, budget)?;
        }
        Ok(())
    }

    /// Gives each chart what it imports from those inside it.
    ///
    /// # Errors
    /// [`Fault`] where values do not fit, or a bound is passed.
    pub(super) fn import(&mut self, budget: &Budget<'_>) -> Result<(), Fault> {
        let _level = budget.deeper()?;
        for live in &mut self.inner {
            live.import(budget)?;
        }
        if self.metadata.dependencies.is_empty() {
            return Ok(());
        }
        let all = coalesce::values(self, &Map::default(), Nulls::Keep, budget)?;
        let imported = Map::default();
        for dependency in &self.metadata.dependencies {
            for import in &dependency.imports {
                budget.step(1)?;
                let Some(table) = table_at(&all, &format!("{}.{}", dependency.name, import.child)) else {
                    continue;
                };
                let mut placed = table;
                if import.parent != "." {
                    for key in import.parent.rsplit('.') {
                        placed = [(key, Value::Map(placed))].into_iter().collect();
                    }
                }
                coalesce::tables(&imported, &placed, Nulls::Keep, budget)?;
            }
        }
        // What is imported may share tables with what it is laid under.
        let all = copy_map(&all, budget)?;
        coalesce::tables(&all, &imported, Nulls::Keep, budget)?;
        self.values = all;
        Ok(())
    }

    /// Adds the definitions of all charts, with the file that each stands in; those of charts inside first.
    pub(super) fn definitions(&self, found: &mut Vec<&'p File>) {
        found.extend(self.part.others.iter().filter(|file| file.is_definition()));
        for live in &self.inner {
            live.definitions(found);
        }
    }
}

fn by_tags(dependency: &mut Dependency, values: &Map) {
    let Some(Value::Map(tags)) = values.get("tags") else { return };
    let mut set = dependency.tags.iter().filter_map(|tag| match tags.get(tag) {
        Some(Value::Bool(value)) => Some(value),
        _ => None,
    });
    if let Some(first) = set.next() {
        dependency.enabled = first || set.any(|value| value);
    }
}

fn by_condition(dependency: &mut Dependency, values: &Map, path: &str) {
    for condition in dependency.condition.trim().split(',').filter(|condition| !condition.is_empty()) {
        let path = format!("{path}{condition}");
        let value = match path.rsplit_once('.') {
            Some((table, key)) => table_at(values, table).and_then(|table| table.get(key)),
            None => values.get(&path),
        };
        if let Some(Value::Bool(value)) = value {
            dependency.enabled = value;
            return;
        }
    }
}

/// Reads a file of values: of several documents each lies over the ones before.
///
/// # Errors
/// With the line: [`Fault::Refused`] where one is not well-formed or no table.
pub(super) fn values(text: &str, budget: &Budget<'_>) -> Result<Map, (u32, Fault)> {
    let merged = Map::default();
    for (line, value) in read::all_yaml(text, budget)? {
        match value {
            Value::Map(map) => merge(&merged, &map, budget).map_err(|fault| (line, fault))?,
            Value::Nil => {}
            _ => return Err((line, Fault::refused("the values are no table"))),
        }
    }
    Ok(merged)
}

/// Lays `over` over `under`, in `under`; nulls are values like any other.
///
/// # Errors
/// [`Fault::Bound`] where a bound is passed.
pub(super) fn merge(under: &Map, over: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
    let _level = budget.deeper()?;
    for (key, value) in over.entries() {
        budget.step(1)?;
        match (under.get(&key), value) {
            (Some(Value::Map(below)), Value::Map(above)) => merge(&below, &above, budget)?,
            (_, value) => {
                budget.hold(0)?;
                under.set(key, value);
            }
        }
    }
    Ok(())
}
