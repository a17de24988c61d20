//! Where a package was fetched from, as far as its URL has to say it: repositories and archives that are no registry's.

/// Takes out of a URL what only its reader may know: user, password, query. The user `git` stays, who is no one.
pub(crate) fn without_credentials(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.rsplit_once('@').map_or(url, |(_, host)| host).to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some(("git", host)) => format!("{scheme}://git@{host}{path}"),
        Some((_, host)) => format!("{scheme}://{host}{path}"),
        None => url.to_owned(),
    }
}

/// The value of the qualifier `vcs_url` for a repository and what was taken of it: `git+https://host/path@commit`.
///
/// # Source
/// SPDX 2.3, section 7.7, which the specification of package URLs points to.
pub(super) fn of_git(url: &str, commit: &str) -> String {
    let url = without_credentials(url);
    let url = url.strip_prefix("git+").unwrap_or(&url);
    let at = if commit.is_empty() { "" } else { "@" };
    format!("git+{url}{at}{commit}")
}

/// Tells whether a URL is that of a repository of Git.
pub(super) fn is_git(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    ["git+", "git:", "git@"].iter().any(|start| url.starts_with(start)) || path.as_bytes().ends_with(b".git")
}

#[cfg(test)]
mod tests {
    use super::{is_git, of_git, without_credentials};

    #[test]
    fn nothing_of_a_url_stays_that_may_be_a_credential() {
        let clean = without_credentials("https://someone:word@git.example/a/b?key=word#word");
        assert_eq!(clean, "https://git.example/a/b");
        assert_eq!(without_credentials("someone:word@git.example"), "git.example");
        assert_eq!(
            of_git("git+ssh://git@git.example/a.git#c0ffee", "c0ffee"),
            "git+ssh://git@git.example/a.git@c0ffee"
        );
        assert!(is_git("https://git.example/a.git#v1") && !is_git("https://git.example/a.tgz"));
    }
}
