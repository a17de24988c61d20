//! Who gave a chart inside another one values that are no table.

use super::load::File;
use super::places;
use super::settings::Setting;
use super::tree::Live;
use crate::helm::value::{Map, Value};
use crate::{Budget, Error, Fault};

/// Returns the failure that names the setting, or the line of the values, that is no table where a chart wants one.
pub(super) fn misfit(live: &Live<'_>, settings: &[Setting], budget: &Budget<'_>) -> Option<Error> {
    let mut alone = Vec::new();
    for setting in settings {
        let map = Map::default();
        setting.apply(&map, budget).ok()?;
        alone.push((setting, map));
    }
    search(live, &mut vec![live], &mut Vec::new(), &alone, budget)
}

fn search<'l>(
    live: &'l Live<'_>,
    above: &mut Vec<&'l Live<'l>>,
    path: &mut Vec<&'l str>,
    settings: &[(&Setting, Map)],
    budget: &Budget<'_>,
) -> Option<Error> {
    let _level = budget.deeper().ok()?;
    for inner in &live.inner {
        path.push(inner.metadata.name.as_str());
        let dotted = path.join(".");
        let detail =
            |by: &str| Fault::refused(format!("the values of a chart are no table: {by} sets {dotted}"));
        let set = settings.iter().find(|(_, map)| is_no_table(map, path));
        if let (Some((setting, _)), Some(root)) = (set, above.first()) {
            let mut by = setting.source().to_string();
            if let Setting::File { text, .. } = setting
                && let Some(place) = places::find(text, path)
            {
                by = format!("{by}:{}", place.line);
            }
            return Some(Error { path: root.part.path.clone(), line: 1, fault: detail(&by) });
        }
        for (index, parent) in above.iter().enumerate() {
            let place = |file: &File| places::find(&file.text(), path.get(index..).unwrap_or_default());
            let file = parent.part.values.as_ref();
            if let (Some(file), Some(place)) = (file, file.and_then(place))
                && place.is_whole
                && !place.is_table
            {
                return Some(file.error(place.line, detail("values.yaml")));
            }
        }
        above.push(inner);
        let found = search(inner, above, path, settings, budget);
        above.pop();
        path.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}

fn is_no_table(map: &Map, path: &[&str]) -> bool {
    let mut map = map.clone();
    for key in path {
        match map.get(key) {
            Some(Value::Map(inner)) => map = inner,
            Some(_) => return true,
            None => return false,
        }
    }
    false
}
