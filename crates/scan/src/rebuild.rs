//! What is rebuilt after what when a base changes, and which of several images another one is built on.

use std::collections::{BTreeMap, BTreeSet};

/// The order of rebuilding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// Every image after all that it is built on; where that leaves a choice, by name.
    pub order: Vec<String>,
    /// Images that have no place in it: each is built on itself in the end, or on one that is. Sorted.
    pub stuck: Vec<String>,
    /// One circle among them, each built on the next one and the last on the first; empty where there is none.
    pub circle: Vec<String>,
}

/// Puts images in the order in which they are rebuilt, by what each is built on. Bases that are not among the images
/// count for nothing: somebody else rebuilds them.
#[must_use]
pub fn order(bases: &BTreeMap<String, BTreeSet<String>>) -> Order {
    let mut dependents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for (image, on) in bases {
        let known = on.iter().filter(|base| bases.contains_key(*base));
        missing.insert(image, known.clone().count());
        for base in known {
            dependents.entry(base).or_default().push(image);
        }
    }
    let mut ready: BTreeSet<&str> =
        missing.iter().filter(|(_, count)| **count == 0).map(|(image, _)| *image).collect();
    let mut order = Vec::new();
    while let Some(image) = ready.pop_first() {
        missing.remove(image);
        order.push(image.to_owned());
        for dependent in dependents.get(image).into_iter().flatten() {
            if let Some(count) = missing.get_mut(dependent) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(dependent);
                }
            }
        }
    }
    let stuck: BTreeSet<&str> = missing.into_keys().collect();
    let circle = circle(bases, &stuck);
    Order { order, stuck: stuck.into_iter().map(str::to_owned).collect(), circle }
}

/// Each image that is stuck is built on one that is, so that whoever follows them comes back to where they were.
fn circle(bases: &BTreeMap<String, BTreeSet<String>>, stuck: &BTreeSet<&str>) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut at = stuck.first().copied();
    while let Some(image) = at {
        if let Some(start) = places.insert(image, path.len()) {
            return path.split_off(start);
        }
        path.push(image.to_owned());
        let on = bases.get(image).into_iter().flatten();
        at = on.map(String::as_str).find(|base| stuck.contains(base));
    }
    Vec::new()
}

/// Returns which candidate an image is built on, by the digests of what its layers unpack to, the lowest first: the
/// longest whose layers are its lowest ones. None where there is none; several where they have the same layers, so that
/// they cannot be told apart. An image is no base of itself: at least one layer is its own.
#[must_use]
pub fn by_layers<D: PartialEq>(image: &[D], candidates: &[&[D]]) -> Vec<usize> {
    let is_base =
        |layers: &[D]| !layers.is_empty() && layers.len() < image.len() && image.starts_with(layers);
    let fitting = candidates.iter().enumerate().filter(|(_, layers)| is_base(layers));
    let longest = fitting.clone().map(|(_, layers)| layers.len()).max();
    fitting.filter(|(_, layers)| Some(layers.len()) == longest).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::{Order, by_layers, order};

    fn of(pairs: &[(&str, &[&str])]) -> Order {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        order(&pairs.iter().map(|(image, on)| ((*image).to_owned(), own(on))).collect())
    }

    #[test]
    fn an_image_comes_after_all_that_it_is_built_on() {
        let all = of(&[("a", &["m", "z"]), ("m", &["z", "debian"]), ("z", &[]), ("b", &[])]);
        assert_eq!(all.order, ["b", "z", "m", "a"]);
        assert!(all.stuck.is_empty() && all.circle.is_empty());
    }

    #[test]
    fn circles_are_named_and_the_rest_is_ordered() {
        let all = of(&[("a", &["c"]), ("b", &["d"]), ("c", &["b"]), ("d", &["c"]), ("e", &[])]);
        assert_eq!(all.order, ["e"]);
        assert_eq!(all.stuck, ["a", "b", "c", "d"], "`a` waits for the circle");
        assert_eq!(all.circle, ["c", "b", "d"], "`a` is not part of it");
        assert_eq!(of(&[("a", &["a"])]).circle, ["a"]);
    }

    #[test]
    fn the_longest_prefix_is_the_base() {
        let candidates: [&[u8]; 6] = [&[1], &[1, 2], &[2], &[], &[1, 2, 3], &[1, 2]];
        assert_eq!(by_layers(&[1, 2, 3], &candidates), [1, 5], "not the image itself");
        assert!(by_layers(&[9, 1], &candidates).is_empty());
    }
}
