//! What members are called, and where links lead: texts like any other, in which somebody may have put a secret.

use sekimori_secrets::{Hit, Step};

use crate::hush::may_hold_a_token;

/// Which text of a member is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Its own path.
    Member,
    /// Where it leads.
    Target,
}

/// The names of a layer's members while they are met.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The folder of the last member, which was searched with that one.
    folder: String,
}

impl Names {
    /// Searches a path: its last part, and the folders above it unless the last member lay in them too.
    pub(super) fn search(
        &mut self,
        of: Of,
        path: &str,
        mut search: impl FnMut(&str) -> Vec<Hit>,
    ) -> Vec<Hit> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut parts: Vec<&str> = vec![name];
        if of == Of::Target {
            // An address with a password is one as a whole; its parts say nothing.
            parts = if path.contains("://") { vec![path] } else { path.split('/').collect() };
        } else if self.folder != folder {
            let known = |part: usize| {
                let end = folder.match_indices('/').nth(part).map_or(folder.len(), |(at, _)| at);
                is_within(&self.folder, folder.get(..end).unwrap_or_default())
            };
            let above = folder.split('/').enumerate().filter(|(part, _)| !known(*part)).map(|(_, part)| part);
            parts.extend(above);
            folder.clone_into(&mut self.folder);
        }
        // A folder is a member too: what lies in it next does not tell its name again.
        if of == Of::Member && may_hold(name) {
            path.clone_into(&mut self.folder);
        }
        let step = match of {
            Of::Member => "file-name",
            Of::Target => "link-target",
        };
        let mut hits: Vec<Hit> =
            parts.into_iter().filter(|part| may_hold(part)).flat_map(&mut search).collect();
        for hit in &mut hits {
            hit.through.insert(0, Step::Decoded(step));
        }
        hits
    }
}

/// Most names are none, and are not searched.
fn may_hold(text: &str) -> bool {
    may_hold_a_token(text) || text.contains("://") || text.contains('=')
}

fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{Names, Of};

    #[test]
    fn a_part_that_many_members_have_is_searched_once() {
        let token = |letter: &str| format!("{}7", letter.repeat(24));
        let (a, b, c) = (token("a"), token("b"), token("c"));
        let mut names = Names::default();
        let mut seen: Vec<String> = Vec::new();
        let paths =
            [a.clone(), format!("{a}/x"), format!("{a}/{b}/y"), format!("{a}/{b}/z"), format!("opt/{c}")];
        for path in &paths {
            names.search(Of::Member, path, |text| {
                seen.push(text.to_owned());
                Vec::new()
            });
        }
        assert_eq!(seen, [a, b, c]);
    }
}
