//! Replacements: a field of one object, copied to fields of others.

use super::config::gvk;
use super::id::{Gvk, Id};
use super::objects::{Objects, count};
use super::selector::{Selector, compile};
use super::tree::{Kind, Map, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// Applies one replacement.
///
/// # Errors
/// A [`Wrong`] where the source is not one field of one object, or a target is not there.
pub(super) fn apply(objects: &mut Objects, item: &Tree, budget: &Budget<'_>) -> Result<(), Wrong> {
    let targets = item.items_of("targets");
    let given = item.get("sourceValue");
    let source = item.get("source");
    if (source.is_none() && given.is_none()) || targets.is_empty() {
        return Err(Wrong::refused(&item.at, "a replacement needs a `source` and `targets`"));
    }
    let value = match (source, given) {
        (Some(source), _) => source_value(objects, source, budget)?,
        (None, Some(given)) => given.copied(budget)?,
        (None, None) => return Ok(()),
    };
    for target in targets {
        let select = target.get("select");
        let select = select.ok_or_else(|| Wrong::refused(&target.at, "a target needs a `select`"))?;
        let selector = Selector::read(select)?;
        let rejects = target.items_of("reject").iter().map(Selector::read).collect::<Result<Vec<_>, _>>()?;
        budget.step(count(objects.0.len()))?;
        for object in &mut objects.0 {
            let ids = object.ids();
            let is_rejected = rejects.iter().any(|reject| ids.iter().any(|id| reject.matches_id(id)));
            if is_rejected
                || !selector.matches_metadata(object)
                || !ids.iter().any(|id| selector.matches_id(id))
            {
                continue;
            }
            copy(&mut object.tree, target, &value, budget)?;
        }
    }
    Ok(())
}

fn source_value(objects: &Objects, source: &Tree, budget: &Budget<'_>) -> Result<Tree, Wrong> {
    let named = gvk(source);
    let gvk = match source.text_of("apiVersion") {
        "" => named,
        version => Gvk::new(version, &named.kind),
    };
    let id = Id {
        gvk,
        name: source.text_of("name").to_owned(),
        namespace: source.text_of("namespace").to_owned(),
    };
    let found = objects.find_any(budget, |other| other.is_selected_by(&id))?;
    let [place] = found.as_slice() else {
        let why = if found.is_empty() { "nothing is" } else { "several objects are" };
        return Err(Wrong::refused(&source.at, format!("{why} what the source of the replacement selects")));
    };
    let path = source.text_of("fieldPath");
    let path = split(if path.is_empty() { "metadata.name" } else { path });
    let value = objects.0.get(*place).and_then(|object| lookup(&object.tree, &path));
    let value =
        value.ok_or_else(|| Wrong::refused(&source.at, "the source of the replacement has no such field"))?;
    let options = source.get("options");
    let delimiter = options.map(|options| options.text_of("delimiter")).unwrap_or_default();
    if delimiter.is_empty() {
        return Ok(value.copied(budget)?);
    }
    let only = || Wrong::refused(&source.at, "only a scalar can be split by a delimiter");
    let text = value.raw().filter(|_| value.is_scalar()).ok_or_else(only)?;
    let part = usize::try_from(index(options)).ok().and_then(|at| text.split(delimiter).nth(at));
    let part = part.ok_or_else(|| Wrong::refused(&source.at, "the source has no part of that index"))?;
    let kind = match &value.kind {
        Kind::Text(_) => Kind::Text(part.into()),
        _ => Kind::Plain(part.into()),
    };
    Ok(Tree { kind, at: value.at.clone() })
}

fn index(options: Option<&Tree>) -> i64 {
    options.and_then(|options| options.get("index")?.raw()?.parse().ok()).unwrap_or(0)
}

fn copy(object: &mut Tree, target: &Tree, value: &Tree, budget: &Budget<'_>) -> Result<(), Wrong> {
    let options = target.get("options");
    let creates = options.and_then(|options| options.get("create")).and_then(Tree::as_bool).unwrap_or(false);
    let default = [Tree::text("metadata.name", target.at.clone())];
    let paths = match target.items_of("fieldPaths") {
        [] => default.as_slice(),
        paths => paths,
    };
    for path in paths {
        let steps = split(path.raw().unwrap_or_default());
        let mut found = 0_usize;
        let make = creates.then_some(value);
        let mut set = |field: &mut Tree| -> Result<(), Wrong> {
            found = found.saturating_add(1);
            set(field, options, value, budget)
        };
        each(object, &steps, make, budget, path, &mut set)?;
        if found == 0 {
            let detail = format!(
                "an object has nothing at `{}`: correct the path, select fewer objects, or use `create: true`",
                path.raw().unwrap_or_default()
            );
            return Err(Wrong::refused(&path.at, detail));
        }
    }
    Ok(())
}

fn set(field: &mut Tree, options: Option<&Tree>, value: &Tree, budget: &Budget<'_>) -> Result<(), Wrong> {
    let mut value = value.copied(budget)?;
    let delimiter = options.map(|options| options.text_of("delimiter")).unwrap_or_default();
    if !delimiter.is_empty() {
        let only = || Wrong::refused(&field.at, "only a scalar can be split by a delimiter");
        let text = if field.is_null() { "" } else { field.raw().ok_or_else(only)? };
        let own = value.raw().unwrap_or_default();
        let mut parts: Vec<&str> = text.split(delimiter).collect();
        let place = index(options);
        match usize::try_from(place) {
            Err(_) => parts.insert(0, own),
            Ok(place) => match parts.get_mut(place) {
                Some(part) => *part = own,
                None => parts.push(own),
            },
        }
        let joined = parts.join(delimiter);
        budget.make(joined.len())?;
        value = Tree { kind: Kind::Text(joined.into()), at: value.at };
    }
    // Only the text of a scalar is copied: its type stays.
    let kind = match (&field.kind, value.raw()) {
        (Kind::Text(_), Some(text)) if value.is_scalar() => Kind::Text(text.into()),
        (Kind::Map(_) | Kind::List(_), _) => value.kind,
        (_, Some(text)) => Kind::Plain(text.into()),
        _ => value.kind,
    };
    *field = Tree { kind, at: value.at };
    Ok(())
}

/// Gives every field that a path leads to to `visit`; what is missing is made like `make`.
fn each(
    tree: &mut Tree,
    path: &[String],
    make: Option<&Tree>,
    budget: &Budget<'_>,
    written: &Tree,
    visit: &mut dyn FnMut(&mut Tree) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    let Some((step, rest)) = path.split_first() else { return visit(tree) };
    let at = written.at.clone();
    if step == "*" {
        let items =
            tree.as_list_mut().ok_or_else(|| Wrong::refused(&at, "`*` stands for the items of a list"))?;
        return items.iter_mut().try_for_each(|item| each(item, rest, make, budget, written, visit));
    }
    if let Some((key, wanted)) = item_step(step) {
        // To compile costs as much as to walk this far.
        budget.step(200)?;
        let pattern = compile(wanted, written)?;
        let items = tree
            .as_list_mut()
            .ok_or_else(|| Wrong::refused(&at, "the path wants a list where there is none"))?;
        let fits = |item: &Tree| {
            let value = if key.is_empty() { Some(item) } else { item.get(key) };
            value.and_then(Tree::raw).is_some_and(|value| pattern.is_match(value))
        };
        budget.step(count(items.len()))?;
        if make.is_some() && !items.iter().any(fits) {
            let value = Tree { kind: Kind::Plain(wanted.into()), at: at.clone() };
            items.push(if key.is_empty() {
                value
            } else {
                let mut map = Map::default();
                map.set(key, value);
                Tree::map(map, at)
            });
        }
        let found = items.iter_mut().filter(|item| fits(item));
        let rest = if key.is_empty() { &[] } else { rest };
        return found.into_iter().try_for_each(|item| each(item, rest, make, budget, written, visit));
    }
    if let Ok(place) = step.parse::<usize>()
        && let Kind::List(items) = &mut tree.kind
    {
        if place == items.len()
            && let Some(make) = make
        {
            items.push(made(rest, make));
        }
        let detail = "the list has no item of that index";
        let item = items.get_mut(place).ok_or_else(|| Wrong::refused(&at, detail))?;
        return each(item, rest, make, budget, written, visit);
    }
    if tree.is_null() {
        return Ok(());
    }
    let own = tree.at.clone();
    let map = tree.as_map_mut();
    let map = map.ok_or_else(|| {
        Wrong::refused(&at, format!("there is no mapping that could have `{step}`: {}", place(&own)))
    })?;
    if map.get(step).is_none()
        && let Some(make) = make
    {
        map.set(step, made(rest, make));
    }
    match map.get_mut(step) {
        Some(value) => each(value, rest, make, budget, written, visit),
        None => Ok(()),
    }
}

fn place(at: &super::tree::At) -> String {
    at.as_ref().map(|at| format!("{}:{}", at.path, at.span.line)).unwrap_or_default()
}

/// Makes what the rest of a path needs.
fn made(rest: &[String], like: &Tree) -> Tree {
    let kind = match rest.first() {
        None => match like.kind {
            Kind::Map(_) => Kind::Map(Map::default()),
            Kind::List(_) => Kind::List(Vec::new()),
            _ => Kind::Null { explicit: false },
        },
        Some(step) if item_step(step).is_some() || step.parse::<usize>().is_ok() => Kind::List(Vec::new()),
        Some(_) => Kind::Map(Map::default()),
    };
    Tree { kind, at: like.at.clone() }
}

fn item_step(step: &str) -> Option<(&str, &str)> {
    step.strip_prefix('[')?.strip_suffix(']')?.split_once('=')
}

/// Finds the field that a path leads to.
pub(super) fn lookup<'t>(tree: &'t Tree, path: &[String]) -> Option<&'t Tree> {
    let mut tree = tree;
    for step in path {
        tree = match &tree.kind {
            Kind::Map(map) => map.get(step)?,
            Kind::List(items) if step == "-" => items.last()?,
            Kind::List(items) => match item_step(step) {
                Some((key, wanted)) => items.iter().find(|item| {
                    let value = if key.is_empty() { Some(*item) } else { item.get(key) };
                    value.and_then(Tree::raw) == Some(wanted)
                })?,
                None => items.get(step.parse::<usize>().ok()?)?,
            },
            _ => return None,
        };
    }
    Some(tree).filter(|tree| !tree.is_null())
}

/// Takes a path apart at its dots: not at `\.`, nor within brackets.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let mut open = false;
    for part in path.split('.') {
        let (text, escaped) = part.strip_suffix('\\').map_or((part, false), |text| (text, true));
        match steps.last_mut() {
            Some(last) if open || (last.starts_with('[') && !last.ends_with(']')) => {
                last.push('.');
                last.push_str(text);
            }
            _ => steps.push(text.to_owned()),
        }
        open = escaped;
    }
    steps
}
