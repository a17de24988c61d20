//! What can be executed in an image, so that something else that runs in its containers can be told apart.

use std::sync::Arc;

use crate::{ContentDigest, PackageDigest, Purl};

/// A file that can be executed: it has a bit that says so, or it begins as a program or a script does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Executable {
    /// Path from the root, without a leading slash.
    pub path: Arc<str>,
    /// SHA-256 of the content.
    pub digest: ContentDigest,
    /// Digests of the content that formats of bills demand beside it.
    pub other_digests: Vec<PackageDigest>,
    /// Bytes.
    pub size: u64,
    /// The layer that brought it, by its place in the image, from 0; none of a root file system.
    pub layer: Option<u32>,
    /// The path that the content was stored under, where this is another name of the same file.
    pub hard_link_to: Option<Arc<str>>,
    /// The package of the operating system that brought it, where one did.
    pub owned_by: Option<Purl>,
}

/// The files of an image that can be executed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Executables {
    /// Sorted by path.
    all: Vec<Executable>,
    /// Places in `all`, sorted by digest.
    by_digest: Vec<u32>,
}

impl Executables {
    /// Takes them in any order. Of a path, the first is kept.
    pub fn new(mut all: Vec<Executable>) -> Self {
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all.dedup_by(|later, first| later.path == first.path);
        all.truncate(u32::MAX as usize);
        let mut by_digest: Vec<u32> = (0..).take(all.len()).collect();
        by_digest.sort_by_key(|place| all.get(*place as usize).map(|one| &one.digest));
        Self { all, by_digest }
    }

    /// Returns them, sorted by path.
    pub fn all(&self) -> &[Executable] {
        &self.all
    }

    /// Returns the one at a path.
    pub fn at(&self, path: &str) -> Option<&Executable> {
        let place = self.all.binary_search_by(|one| (*one.path).cmp(path)).ok()?;
        self.all.get(place)
    }

    /// Returns those with this content, sorted by path: none, where what runs did not come with the image.
    pub fn with_digest<'a>(
        &'a self,
        digest: &ContentDigest,
    ) -> impl Iterator<Item = &'a Executable> + use<'a> {
        let of = |place: &u32| self.all.get(*place as usize);
        let first = self.by_digest.partition_point(|place| of(place).is_some_and(|one| one.digest < *digest));
        let end = self.by_digest.partition_point(|place| of(place).is_some_and(|one| one.digest <= *digest));
        self.by_digest
            .get(first..end)
            .unwrap_or_default()
            .iter()
            .filter_map(move |place| self.all.get(*place as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::{Executable, Executables};
    use crate::ContentDigest;

    fn digest(n: u8) -> ContentDigest {
        format!("sha256:{}", format!("{n:02x}").repeat(32)).parse().expect("a digest")
    }

    fn one(path: &str, n: u8) -> Executable {
        Executable {
            path: path.into(),
            digest: digest(n),
            other_digests: Vec::new(),
            size: 1,
            layer: None,
            hard_link_to: None,
            owned_by: None,
        }
    }

    #[test]
    fn a_digest_is_in_the_image_or_not() {
        let all = [one("bin/sh", 2), one("bin/a", 9), one("bin/busybox", 2), one("bin/a", 1)];
        let all = Executables::new(all.into());
        let paths =
            |n: u8| -> Vec<String> { all.with_digest(&digest(n)).map(|one| one.path.to_string()).collect() };
        assert_eq!((paths(2), paths(9)), (vec!["bin/busybox".into(), "bin/sh".into()], vec!["bin/a".into()]));
        assert!(paths(1).is_empty() && paths(0).is_empty() && paths(10).is_empty());
        assert_eq!(all.at("bin/sh").map(|one| &one.digest), Some(&digest(2)));
        assert!(all.at("bin/bash").is_none());
    }
}
