//! Lists that come in pages: tags, repositories, referrers.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::answer::json;
use super::client::{Access, Call, Registry};
use super::fetch::pull;
use crate::image::Error;
use crate::web::{Refused, header};

/// Bytes of one page.
const PAGE_BYTES: u64 = 4 << 20;

/// Pages of one list.
const PAGES: usize = 1_000;

/// How long all pages of one list may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// Entries of one list. 200,000: the largest repositories of Docker Hub have 40,000 tags.
const ENTRIES: usize = 200_000;

impl Registry {
    /// Lists the tags of a repository, sorted.
    ///
    /// # Errors
    /// [`Error::Registry`] where they are not given.
    pub fn tags(&self, repository: &str) -> Result<Vec<String>, Error> {
        let what = format!("the tags of `{}/{repository}`", self.host);
        let scope = pull(repository);
        let access = Access { repository, scope: &scope };
        self.names(&format!("{repository}/tags/list?n=1000"), "tags", access)
            .map_err(|cause| self.refused(&what, cause))
    }

    /// Lists the repositories of the registry, sorted. Public registries do not say.
    ///
    /// # Errors
    /// [`Error::Registry`] where they are not given.
    pub fn repositories(&self) -> Result<Vec<String>, Error> {
        let access = Access { repository: "", scope: "registry:catalog:*" };
        self.names("_catalog?n=1000", "repositories", access)
            .map_err(|cause| self.refused("the list of repositories", cause))
    }

    fn names(&self, path: &str, key: &str, access: Access<'_>) -> Result<Vec<String>, Refused> {
        let name = |value: &Value| value.as_str().map(str::to_owned);
        let listed: Option<Vec<String>> = self
            .pages(path, access, &[], |page| match page.get(key) {
                // What has none may say so.
                Some(Value::Null) => Vec::new(),
                Some(Value::Array(all)) => all.iter().map(name).collect(),
                _ => vec![None],
            })?
            .into_iter()
            .collect();
        let mut names = listed.ok_or_else(|| Refused::Answer(format!("it has no list of {key}")))?;
        // It becomes part of an address: what leads elsewhere is not asked for.
        if let Some(wrong) = names.iter().find(|name| !is_name(name)) {
            let shown: String = wrong.chars().take(100).collect();
            return Err(Refused::Answer(format!("the list has a name that is none: {shown:?}")));
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Fetches page after page.
    pub(super) fn pages<T>(
        &self,
        path: &str,
        access: Access<'_>,
        headers: &[(&'static str, String)],
        read: impl Fn(&Value) -> Vec<T>,
    ) -> Result<Vec<T>, Refused> {
        let mut all = Vec::new();
        let mut address = self.at(path)?;
        let began = Instant::now();
        for _ in 0..PAGES {
            if began.elapsed() > PATIENCE {
                return Err(Refused::Answer("the list takes more than ten minutes".to_owned()));
            }
            let (here, headers) = (address.clone(), headers.to_vec());
            let call = Call { method: "GET", address: here, access, headers, body: None, is_stream: false };
            let mut answer = self.send(&call)?;
            let next = next(header(&answer, "link")).map(|next| address.join(next)).transpose()?;
            all.extend(read(&json(&mut answer, PAGE_BYTES)?));
            if all.len() > ENTRIES {
                return Err(Refused::Answer(format!("the list has more than {ENTRIES} entries")));
            }
            match next {
                None => return Ok(all),
                Some(next) if next == address => break,
                // The list of one server goes on there.
                Some(next) if next.is_same_server(&address) => address = next,
                Some(_) => return Err(Refused::Redirect("the list goes on at another server".to_owned())),
            }
        }
        Err(Refused::Answer("the list has no end".to_owned()))
    }
}

/// Tells whether a repository or a tag may be called so: parts of letters, digits and marks that begin with neither a dot nor a
/// dash.
///
/// # Source
/// OCI Distribution Specification 1.1, "Pulling manifests", more leniently.
fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    text.len() <= 1_024 && text.split('/').all(is_part)
}

/// The address of the next page.
///
/// # Source
/// RFC 8288, section 3.
fn next(link: &str) -> Option<&str> {
    link.split(',').find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = |one: &str| {
            let one = one.trim().to_ascii_lowercase();
            one.strip_prefix("rel=").is_some_and(|rel| rel.trim_matches('"') == "next")
        };
        parameters.split(';').any(is_next).then_some(target)
    })
}
