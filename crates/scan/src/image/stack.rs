//! What of a layer is still there under those above it.

use sha2::{Digest as _, Sha256};

use super::layer::{Layer, PathDigest, digest, shortened};

/// A path, and a layer that says something of it. Bytes and no number, so that it takes 18 of them and no 32.
type Entry = ([u8; 16], u16);

/// The layers of an image on one another: for each path, the layers that have, remove or empty it.
///
/// Who looks for what became of a path asks for the path and for each folder above it, by halving. Neither the number of
/// layers nor that of their whiteouts makes it dearer, whatever an image has of them.
pub(super) struct Stack {
    /// Everything but folders.
    files: Vec<Entry>,
    folders: Vec<Entry>,
    whiteouts: Vec<Entry>,
    opaque: Vec<Entry>,
    file_count: u64,
}

impl Stack {
    /// Takes from the layers what they say of paths.
    pub(super) fn of(layers: &mut [Layer]) -> Self {
        let files = collect(layers, |layer| &mut layer.files);
        let mut file_count = 0;
        let mut last = None;
        for (path, _) in &files {
            if last.replace(path) != Some(path) {
                file_count += 1;
            }
        }
        Self {
            files,
            folders: collect(layers, |layer| &mut layer.folders),
            whiteouts: collect(layers, |layer| &mut layer.whiteouts),
            opaque: collect(layers, |layer| &mut layer.opaque),
            file_count,
        }
    }

    /// Tells whether what the layer at `index` has at `path` is still there in the end.
    pub(super) fn is_there(&self, path: &str, index: usize) -> bool {
        self.gone_by(path, index).is_none()
    }

    /// Returns the first layer above the one at `index` that replaces or removes what that one has at `path`.
    pub(super) fn gone_by(&self, path: &str, index: usize) -> Option<usize> {
        let mut first: Option<u16> = None;
        let mut ask = |of: &[Entry], path: PathDigest| {
            first = [first, first_above(of, path, index)].into_iter().flatten().min();
        };
        let own = digest(path);
        ask(&self.files, own);
        ask(&self.folders, own);
        ask(&self.whiteouts, own);
        ask(&self.opaque, digest(""));
        for_each_above(path, |folder| {
            // A file in place of a folder takes away all that was in it.
            ask(&self.files, folder);
            ask(&self.whiteouts, folder);
            ask(&self.opaque, folder);
        });
        first.map(usize::from)
    }

    /// Returns the number of files that the layers have, each path once.
    pub(super) fn file_count(&self) -> u64 {
        self.file_count
    }
}

/// Joins what all layers have of one sort, sorted by path, then by layer.
fn collect(layers: &mut [Layer], of: impl Fn(&mut Layer) -> &mut Vec<PathDigest>) -> Vec<Entry> {
    let count = layers.iter_mut().map(|layer| of(layer).len()).sum();
    let mut all = Vec::with_capacity(count);
    for (index, layer) in layers.iter_mut().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        all.extend(std::mem::take(of(layer)).into_iter().map(|path| (path.to_be_bytes(), index)));
    }
    all.sort_unstable();
    all
}

/// Returns the first layer above the one at `index` that says this of a path.
fn first_above(all: &[Entry], path: PathDigest, index: usize) -> Option<u16> {
    let path = path.to_be_bytes();
    let least = (path, u16::try_from(index).ok()?.checked_add(1)?);
    let place = all.partition_point(|entry| *entry < least);
    all.get(place).filter(|(of, _)| *of == path).map(|(_, layer)| *layer)
}

/// Calls `visit` with the digest of each folder that a path lies in, outermost first. The path is hashed once, however
/// many folders it has.
fn for_each_above(path: &str, mut visit: impl FnMut(PathDigest)) {
    let mut hash = Sha256::new();
    let mut from = 0;
    for (at, _) in path.match_indices('/') {
        hash.update(path.as_bytes().get(from..at).unwrap_or_default());
        visit(shortened(&hash.clone().finalize()));
        from = at;
    }
}

#[cfg(test)]
mod tests {
    use super::super::layer::{Layer, digest};
    use super::{Stack, for_each_above};

    fn layer(files: &[&str], whiteouts: &[&str], opaque: &[&str]) -> Layer {
        let digests = |paths: &[&str]| paths.iter().map(|path| digest(path)).collect();
        Layer {
            files: digests(files),
            whiteouts: digests(whiteouts),
            opaque: digests(opaque),
            ..Layer::default()
        }
    }

    #[test]
    fn a_later_layer_replaces_and_removes() {
        let mut layers = [
            layer(&["etc/a", "etc/b", "opt/x/y", "srv/z/1", "usr/lib/k"], &[], &[]),
            layer(&["etc/a"], &["opt/x"], &[]),
            layer(&["usr"], &["etc/a"], &["srv"]),
        ];
        let stack = Stack::of(&mut layers);
        for (path, layer, gone_by) in [
            ("etc/a", 0, Some(1)),
            ("etc/a", 1, Some(2)),
            ("etc/a", 2, None),
            ("etc/b", 0, None),
            ("opt/x", 0, Some(1)),
            ("opt/x/y", 0, Some(1)),
            ("opt/xy", 0, None),
            ("srv/z/1", 0, Some(2)),
            // An opaque folder is there itself.
            ("srv", 0, None),
            // A folder that became a file.
            ("usr/lib/k", 0, Some(2)),
        ] {
            assert_eq!(stack.gone_by(path, layer), gone_by, "{path}");
        }
        assert_eq!(stack.file_count(), 6);
    }

    #[test]
    fn what_a_layer_removes_it_can_bring_anew() {
        let mut layers = [layer(&["app/old"], &[], &[]), layer(&["app/new"], &["app/old"], &["app"])];
        let stack = Stack::of(&mut layers);
        assert!(stack.is_there("app/new", 1));
        assert!(!stack.is_there("app/old", 0));
    }

    #[test]
    fn an_opaque_root_takes_all_of_the_lower_layers() {
        let mut layers = [layer(&["a", "b/c"], &[], &[]), layer(&["d"], &[], &[""])];
        let stack = Stack::of(&mut layers);
        let left: Vec<_> = ["a", "b/c"].map(|path| stack.gone_by(path, 0)).into();
        assert_eq!(left, [Some(1), Some(1)]);
        assert!(stack.is_there("d", 1));
    }

    #[test]
    fn folders_are_hashed_like_paths() {
        let mut above = Vec::new();
        for_each_above("usr/lib/関所/x", |folder| above.push(folder));
        assert_eq!(above, ["usr", "usr/lib", "usr/lib/関所"].map(digest));
    }

    /// Were each path compared with each whiteout, this would be 40,000,000,000 comparisons: minutes.
    #[test]
    fn millions_of_whiteouts_do_not_make_a_path_dear() {
        let many = |seed: u128| -> Vec<u128> {
            (0..1_000_000_u128).map(|n| (n + 1).wrapping_mul(seed | 1)).collect()
        };
        let base = Layer { files: vec![digest("opt/a/1")], ..Layer::default() };
        let mut layers = vec![base];
        layers.extend((0..100).map(|_| Layer::default()));
        layers.push(Layer {
            whiteouts: many(u128::MAX / 3),
            opaque: many(u128::MAX / 7),
            ..Layer::default()
        });
        let stack = Stack::of(&mut layers);
        let there = (0..20_000).filter(|_| stack.is_there("opt/a/1", 0)).count();
        assert_eq!(there, 20_000);
    }
}
