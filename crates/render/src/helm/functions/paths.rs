//! Paths with forward slashes, as Go's `path` has them; those of the system are the same here.

use super::args::text;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    made!("base", base),
    made!("clean", clean),
    made!("dir", dir),
    made!("ext", ext),
    made!("osBase", base),
    made!("osClean", clean),
    made!("osDir", dir),
    made!("osExt", ext),
    ("isAbs", is_absolute),
    ("osIsAbs", is_absolute),
];

fn base(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [path] = call.exactly(args)?;
    call.text(match text(path)? {
        "" => ".".to_owned(),
        path => match path.trim_end_matches('/') {
            "" => "/".to_owned(),
            path => path.rsplit_once('/').map_or(path, |(_, base)| base).to_owned(),
        },
    })
}

fn dir(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [path] = call.exactly(args)?;
    let path = text(path)?;
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    call.at_most(steps(folder), || cleaned(folder))
}

fn clean(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [path] = call.exactly(args)?;
    let path = text(path)?;
    call.at_most(steps(path), || cleaned(path))
}

/// Returns what cleaning a path takes: itself twice, and a reference for each step.
fn steps(path: &str) -> usize {
    let count = path.bytes().filter(|byte| *byte == b'/').count().saturating_add(1);
    path.len().saturating_mul(2).saturating_add(count.saturating_mul(size_of::<&str>()))
}

/// Leaves no `.`, no `..` that can be followed, and no slash twice.
fn cleaned(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match (step, steps.last()) {
            ("" | ".", _) => {}
            ("..", Some(&last)) if last != ".." => {
                steps.pop();
            }
            ("..", _) if is_rooted => {}
            (step, _) => steps.push(step),
        }
    }
    match (is_rooted, steps.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

fn ext(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [path] = call.exactly(args)?;
    let path = text(path)?;
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    call.text(name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default().to_owned())
}

fn is_absolute(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [path] = call.exactly(args)?;
    Ok(Value::Bool(text(path)?.starts_with('/')))
}
