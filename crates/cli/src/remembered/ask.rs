//! Who is affected, from either side.

use std::collections::BTreeSet;

use sekimori_scan::Published;
use sekimori_store::{Asset, AssetId, AssetKind, Store, StoredPackage};

use super::rematch::AT_ONCE;
use crate::error::Error;

/// Digits of a digest that name an asset.
const DIGITS: usize = 8;

/// Tells whether an advisory is called so, by any of its names.
pub(crate) fn is_called(published: &Published, name: &str) -> bool {
    let advisory = &published.affected.advisory;
    let mut names = advisory.aliases.iter().chain(&advisory.bulletins).chain(&published.affected.records);
    advisory.id.eq_ignore_ascii_case(name) || names.any(|known| known.eq_ignore_ascii_case(name))
}

/// Tells whether an asset is meant: by its name, a tag, its digest or the beginning of it.
pub(crate) fn is_meant(asset: &Asset, tags: &[String], text: &str) -> bool {
    let (name, digest) = text.split_once('@').map_or(("", text), |(name, digest)| (name, digest));
    let bare = digest.strip_prefix("sha256:").unwrap_or(digest);
    let is_digest = bare.len() >= DIGITS
        && bare.bytes().all(|byte| byte.is_ascii_hexdigit())
        && asset.digest.split_once(':').is_some_and(|(_, own)| own.starts_with(bare));
    let (file, _) = asset.name.split_once('#').unwrap_or((&asset.name, ""));
    // A repository may be named without its host.
    let path = asset.name.split_once('/').map_or("", |(_, path)| path);
    asset.name == text
        || asset.kind == AssetKind::Bill && file == text
        || asset.kind == AssetKind::Image && path == text
        || is_digest && (name.is_empty() || asset.name == name)
        || tags.iter().any(|tag| tag == text)
}

/// The packages that are called so, and who has them. A name is a package URL, with or without version, or a name as its
/// ecosystem writes it, with or without `@VERSION`. The case of letters does not count: bills differ in it.
pub(crate) fn holders_of(
    store: &Store,
    text: &str,
) -> Result<Vec<(StoredPackage, BTreeSet<AssetId>)>, Error> {
    let text = text.to_ascii_lowercase();
    let is_called = |one: &StoredPackage| {
        let purl = &one.package.purl;
        let bare = purl.without_version();
        let name = purl.full_name();
        let is_it = |name: &str| text.eq_ignore_ascii_case(name);
        is_it(&purl.to_string())
            || [bare, name].iter().any(|name| is_it(name) || is_it(&format!("{name}@{}", purl.version)))
    };
    let mut found = Vec::new();
    for ids in store.package_ids(None).map_err(Error::State)?.chunks(AT_ONCE) {
        for one in store.packages_at(ids).map_err(Error::State)?.into_iter().filter(is_called) {
            let holders = store.holders(one.id).map_err(Error::State)?;
            let assets = holders.into_iter().map(|holder| holder.asset).collect();
            found.push((one, assets));
        }
    }
    Ok(found)
}
