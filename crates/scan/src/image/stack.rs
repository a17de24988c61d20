//! What of a layer is still there under those above it.

use super::layer::{Layer, digest};

/// The layers of an image on one another.
pub(super) struct Stack<'a> {
    layers: &'a [Layer],
}

impl<'a> Stack<'a> {
    pub(super) fn of(layers: &'a [Layer]) -> Self {
        Self { layers }
    }

    /// Tells whether what the layer at `index` has at `path` is still there in the end.
    pub(super) fn is_there(&self, path: &str, index: usize) -> bool {
        self.gone_by(path, index).is_none()
    }

    /// Returns the first layer above the one at `index` that replaces or removes what that one has at `path`.
    pub(super) fn gone_by(&self, path: &str, index: usize) -> Option<usize> {
        let above = self.layers.iter().enumerate().skip(index.saturating_add(1));
        let own = digest(path);
        let mut folders: Option<Vec<_>> = None;
        for (place, layer) in above {
            let has = |digests: &[u128], digest: &u128| digests.binary_search(digest).is_ok();
            if has(&layer.files, &own) || has(&layer.folders, &own) {
                return Some(place);
            }
            if layer.whiteouts.iter().any(|gone| is_at_or_below(path, gone))
                || layer.opaque.iter().any(|folder| is_below(path, folder))
            {
                return Some(place);
            }
            // A file in place of a folder takes away all that was in it.
            let folders = folders.get_or_insert_with(|| above_of(path).map(digest).collect());
            if folders.iter().any(|folder| has(&layer.files, folder)) {
                return Some(place);
            }
        }
        None
    }

    /// Returns the number of files that the layers have, each path once.
    pub(super) fn file_count(&self) -> u64 {
        let mut all: Vec<u128> = self.layers.iter().flat_map(|layer| layer.files.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all.len() as u64
    }
}

/// The folders that a path lies in, outermost first.
fn above_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path == folder || is_below(path, folder)
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::layer::{Layer, digest};
    use super::Stack;

    fn layer(files: &[&str], whiteouts: &[&str], opaque: &[&str]) -> Layer {
        let mut digests: Vec<_> = files.iter().map(|path| digest(path)).collect();
        digests.sort_unstable();
        Layer {
            files: digests,
            whiteouts: whiteouts.iter().map(|path| (*path).into()).collect(),
            opaque: opaque.iter().map(|path| (*path).into()).collect(),
            ..Layer::default()
        }
    }

    #[test]
    fn a_later_layer_replaces_and_removes() {
        let layers = [
            layer(&["etc/a", "etc/b", "opt/x/y", "srv/z/1", "usr/lib/k"], &[], &[]),
            layer(&["etc/a"], &["opt/x"], &[]),
            layer(&["usr"], &[], &["srv"]),
        ];
        let stack = Stack::of(&layers);
        for (path, layer, gone_by) in [
            ("etc/a", 0, Some(1)),
            ("etc/a", 1, None),
            ("etc/b", 0, None),
            ("opt/x/y", 0, Some(1)),
            ("opt/xy", 0, None),
            ("srv/z/1", 0, Some(2)),
            // A folder that became a file.
            ("usr/lib/k", 0, Some(2)),
        ] {
            assert_eq!(stack.gone_by(path, layer), gone_by, "{path}");
        }
    }

    #[test]
    fn what_a_layer_removes_it_can_bring_anew() {
        let layers = [layer(&["app/old"], &[], &[]), layer(&["app/new"], &["app/old"], &["app"])];
        let stack = Stack::of(&layers);
        assert!(stack.is_there("app/new", 1));
        assert!(!stack.is_there("app/old", 0));
    }
}
