//! From where the patterns of a configuration see files.

use std::borrow::Cow;

/// The folder that a configuration's paths count from, beside the scanned folder that all paths of a scan count from.
/// By default both are one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewpoint {
    /// The scanned folder as a path from the viewpoint; empty where it does not lie below it.
    below: String,
    /// The viewpoint as a path from the scanned folder; empty where it does not lie below it.
    inside: String,
}

impl Viewpoint {
    /// A viewpoint from which the scanned folder is seen at `folder`.
    pub fn above(folder: impl Into<String>) -> Self {
        Self { below: folder.into(), inside: String::new() }
    }

    /// A viewpoint that is itself seen at `folder` from the scanned folder.
    pub fn inside(folder: impl Into<String>) -> Self {
        Self { below: String::new(), inside: folder.into() }
    }

    /// Returns how a folder of the scan is seen from there; the scanned folder itself is `.`, and so is the viewpoint.
    pub fn folder(&self, folder: &str) -> String {
        let seen = self.path(if folder == "." { "" } else { folder });
        let seen = seen.trim_end_matches('/');
        if seen.is_empty() { ".".to_owned() } else { seen.to_owned() }
    }

    /// Returns the path in what surrounds the scanned folder, where that has `place`, of a path that counts from there;
    /// none where it leads out.
    pub fn surrounding(&self, place: &str, path: &str) -> Option<String> {
        let root = place.strip_suffix(&self.below).unwrap_or(place);
        let mut steps: Vec<&str> = Vec::new();
        for step in root.split('/').chain(self.inside.split('/')).chain(path.split('/')) {
            match step {
                "" | "." => {}
                ".." => drop(steps.pop()?),
                _ => steps.push(step),
            }
        }
        Some(steps.join("/"))
    }

    /// Tells whether files that are seen from there lie outside of the scanned folder.
    pub fn sees_more(&self) -> bool {
        !self.below.is_empty()
    }

    /// Returns how a file of the scan is seen from there.
    pub fn path<'a>(&self, path: &'a str) -> Cow<'a, str> {
        if !self.below.is_empty() {
            return Cow::Owned(format!("{}/{path}", self.below));
        }
        let mut rest = path;
        let mut folders = self.inside.split('/').filter(|name| !name.is_empty()).peekable();
        while let Some(inner) =
            folders.peek().and_then(|name| rest.strip_prefix(name)).and_then(|rest| rest.strip_prefix('/'))
        {
            rest = inner;
            folders.next();
        }
        match folders.count() {
            0 => Cow::Borrowed(rest),
            up => Cow::Owned(format!("{}{rest}", "../".repeat(up))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Viewpoint;

    #[test]
    fn sees_files_from_above_from_inside_and_from_the_folder_itself() {
        assert_eq!(Viewpoint::default().path("a/b.yaml"), "a/b.yaml");
        assert_eq!(Viewpoint::above("apps/web").path("a/b.yaml"), "apps/web/a/b.yaml");
        let inside = Viewpoint::inside("apps/web");
        assert_eq!(inside.path("apps/web/b.yaml"), "b.yaml");
        assert_eq!(inside.path("apps/website/b.yaml"), "../website/b.yaml");
        assert_eq!(inside.path("b.yaml"), "../../b.yaml");
        assert_eq!(Viewpoint::default().folder("."), ".");
        assert_eq!(Viewpoint::above("apps/web").folder("."), "apps/web");
    }

    #[test]
    fn finds_its_files_in_what_surrounds_the_scan() {
        let found = |viewpoint: Viewpoint, place: &str| viewpoint.surrounding(place, "../values.yaml");
        assert_eq!(found(Viewpoint::above("web"), "apps/web").as_deref(), Some("values.yaml"));
        assert_eq!(found(Viewpoint::inside("ci"), "apps/web").as_deref(), Some("apps/web/values.yaml"));
        assert_eq!(found(Viewpoint::default(), ""), None);
    }
}
