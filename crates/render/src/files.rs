//! What charts and overlays are made of: files by path, wherever they come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekimori_model::Problem;

/// Files that can be asked for by path.
///
/// Paths are relative to one root, with forward slashes, without `.` or `..`, so that no path leads out of it.
pub trait Files {
    /// Returns the paths of all files below the folder `folder` (the whole root for an empty one), sorted.
    fn below(&self, folder: &str) -> Vec<Arc<str>>;

    /// Reads a file, whole; none where there is no such file.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read, or is larger than the limit.
    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, Problem>;

    /// Tells whether there is a file of that path.
    fn has(&self, path: &str) -> bool;
}

/// Files in memory: those of an archive.
#[derive(Debug, Clone, Default)]
pub struct InMemory(BTreeMap<Arc<str>, Arc<[u8]>>);

impl InMemory {
    /// Adds a file; the last one of a path counts.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(path.into(), bytes.into());
    }
}

impl<P: Into<Arc<str>>, B: Into<Arc<[u8]>>> FromIterator<(P, B)> for InMemory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        Self(files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect())
    }
}

impl Files for InMemory {
    fn below(&self, folder: &str) -> Vec<Arc<str>> {
        self.0.keys().filter(|path| is_below(path, folder)).cloned().collect()
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, Problem> {
        Ok(self.0.get(path).cloned())
    }

    fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

/// Tells whether a file stands below a folder, at whatever depth.
pub fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Follows `relative` from the folder `folder`; none where that leads out of the root, or is absolute.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') {
        return None;
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in relative.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            _ => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// Returns the folder that a path stands in; the root is empty.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_root() {
        assert_eq!(join("a/b", "../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(join("a", "./../a/./x").as_deref(), Some("a/x"));
        assert_eq!(join("a", "../.."), None);
        assert_eq!(join("", ".."), None);
        assert_eq!(join("a", "/etc/passwd"), None);
    }

    #[test]
    fn a_folder_holds_what_stands_below_it_alone() {
        assert!(is_below("chart/templates/a.yaml", "chart"));
        assert!(!is_below("charts/a.yaml", "chart"));
        assert!(is_below("a.yaml", ""));
    }
}
