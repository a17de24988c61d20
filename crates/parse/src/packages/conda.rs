//! Conda: what is installed, a file in `conda-meta` each.
//!
//! # Source
//! docs.conda.io: "Conda package specification"; CEP 34, the contents of `conda-meta`.

use sekimori_model::{Package, Purl};
use serde::Deserialize;

use super::lax::{Row, Word};
use super::{Bounds, Elsewhere, FileName, Found, Input, Reader, Sort, digest, document};
use crate::{Failure, decode, licence};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "conda-installed",
    sort: Sort::Installed,
    files: &[FileName::EndingIn { ending: ".json", folder_ending: "conda-meta" }],
    read,
}];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Installed<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    build: Word<'t>,
    #[serde(borrow)]
    channel: Word<'t>,
    #[serde(borrow)]
    subdir: Word<'t>,
    #[serde(borrow)]
    license: Word<'t>,
    #[serde(borrow)]
    md5: Word<'t>,
    #[serde(borrow)]
    sha256: Word<'t>,
    #[serde(borrow)]
    depends: Row<Word<'t>>,
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let installed: Installed<'_> = document::json(&text.text)?;
    let Some(name) = installed.name.filled() else { return Ok(()) };
    let subdir = installed.subdir.as_str();
    // The channel is an address, with the platform as its last folder or without.
    let channel = super::origin::without_credentials(installed.channel.as_str());
    let channel = channel.trim_end_matches('/');
    let channel = channel.strip_suffix(subdir).map_or(channel, |channel| channel.trim_end_matches('/'));
    let channel = channel.rsplit('/').next().unwrap_or_default();
    let url = Purl::new("conda", name, installed.version.as_str())
        .with("build", installed.build.as_str())
        .with("channel", channel)
        .with("subdir", subdir);
    let mut package = Package::new(url, input.path);
    package.licence = licence::read(installed.license.as_str());
    package.digests.extend(digest::of_hex("md5", installed.md5.as_str()));
    package.digests.extend(digest::of_hex("sha256", installed.sha256.as_str()));
    let place = found.push(package, bounds)?;
    let mut needs: Vec<&str> = installed
        .depends
        .0
        .iter()
        .filter_map(|need| need.as_str().split([' ', '=', '<', '>']).next())
        .collect();
    // What begins so stands for the system.
    needs.retain(|need| !need.is_empty() && !need.starts_with("__"));
    needs.sort_unstable();
    needs.dedup();
    needs.truncate(bounds.needs);
    found.elsewhere.extend(needs.into_iter().map(|name| Elsewhere { package: place, name: name.into() }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed, told};

    #[test]
    fn what_is_installed_is_read() {
        let text = r#"{"name": "openssl", "version": "3.1.2", "build": "hd590300_0", "channel": "https://conda.example/conda-forge/linux-64",
            "subdir": "linux-64", "license": "Apache-2.0", "md5": "d41d8cd98f00b204e9800998ecf8427e", "depends": ["ca-certificates", "libgcc-ng >=12", "__glibc"]}"#;
        let found = installed("opt/conda/conda-meta/openssl-3.1.2-hd590300_0.json", text);
        assert_eq!(
            told(&found),
            ["pkg:conda/openssl@3.1.2?build=hd590300_0&channel=conda-forge&subdir=linux-64"]
        );
        assert_eq!(found.elsewhere.len(), 2);
        assert_eq!(found.packages[0].digests.len(), 1);
    }
}
