//! The operating system: `os-release`, and what older ones have in its place.
//!
//! # Source
//! os-release(5) and the quoting of sh(1) that it allows.

use std::borrow::Cow;
use std::sync::Arc;

use sekimori_model::Distribution;

use super::{FileName, Found, Input, Reader, Sort};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "os-release",
        sort: Sort::Installed,
        files: &[FileName::At("etc/os-release"), FileName::At("usr/lib/os-release")],
        read: |input, _, found| {
            read_os_release(input, found);
            Ok(())
        },
    },
    Reader {
        id: "release-file",
        sort: Sort::Installed,
        files: &[
            FileName::At("etc/alpine-release"),
            FileName::At("etc/debian_version"),
            FileName::At("etc/redhat-release"),
            FileName::At("etc/centos-release"),
            FileName::At("etc/rocky-release"),
            FileName::At("etc/almalinux-release"),
            FileName::At("etc/fedora-release"),
            FileName::At("etc/oracle-release"),
            FileName::At("etc/system-release"),
            FileName::At("etc/lsb-release"),
        ],
        read: |input, _, found| {
            read_release_file(input, found);
            Ok(())
        },
    },
];

/// Keeps the better of two statements about one operating system: `etc/os-release`, then the distribution's own in
/// `usr/lib`, then the files of older ones by their names. Of two alike, the later one stays.
pub fn prefer(kept: &mut Option<Distribution>, other: Distribution) {
    let rank = |distribution: &Distribution| {
        let path = distribution.found_in.as_deref().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        // A derivative keeps the files of what it derives from: the general ones say the least.
        let order = ["debian_version", "system-release", "redhat-release", "lsb-release"];
        match name {
            "os-release" if path.starts_with("usr/") => 20,
            "os-release" => 21,
            _ => order.iter().position(|one| *one == name).unwrap_or(10),
        }
    };
    if kept.as_ref().is_none_or(|kept| rank(kept) <= rank(&other)) {
        *kept = Some(other);
    }
}

/// Bytes that are read: these files have a few hundred.
const LONGEST: usize = 64 << 10;

/// Letters of one value.
const LONGEST_VALUE: usize = 200;

fn text_of<'a>(input: &Input<'a>) -> Cow<'a, str> {
    String::from_utf8_lossy(input.bytes.get(..LONGEST).unwrap_or(input.bytes))
}

fn read_os_release(input: &Input<'_>, found: &mut Found) {
    let mut distribution = Distribution { found_in: Some(input.path.into()), ..Distribution::default() };
    let (mut own_name, mut own_version) = (String::new(), String::new());
    for line in text_of(input).lines() {
        let Some((name, value)) = assignment(line) else { continue };
        match name {
            "NAME" => own_name.clone_from(&value),
            "VERSION" => own_version.clone_from(&value),
            _ => {}
        }
        let value: Arc<str> = value.into();
        match name {
            "ID" => distribution.id = value.to_lowercase().into(),
            "VERSION_ID" => distribution.version = value,
            "VERSION_CODENAME" => distribution.codename = value,
            "PRETTY_NAME" => distribution.pretty = value,
            "ID_LIKE" => {
                distribution.like =
                    value.split_whitespace().take(10).map(|id| id.to_lowercase().into()).collect();
            }
            _ => {}
        }
    }
    if distribution.id.is_empty() {
        // What os-release(5) says holds where the field is missing.
        distribution.id = "linux".into();
    }
    if distribution.pretty.trim().is_empty() {
        // It is shown, and so made of what is there.
        let name = if own_name.is_empty() { &*distribution.id } else { own_name.as_str() };
        let version = if own_version.is_empty() { &*distribution.version } else { own_version.as_str() };
        distribution.pretty = format!("{name} {version}").trim().into();
    }
    found.distribution = Some(distribution);
}

/// Reads `NAME=value`; quotes and backslashes as in a shell, without what a shell would put in.
fn assignment(line: &str) -> Option<(&str, String)> {
    let line = line.trim();
    let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    let mut text = String::new();
    let mut quote = None;
    let mut letters = value.chars();
    while let Some(letter) = letters.next().filter(|_| text.len() < LONGEST_VALUE) {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None | Some('"'), '\\') => text.extend(letters.next()),
            // Behind an unquoted space a shell reads the next word.
            (None, ' ' | '\t') => break,
            (_, letter) if letter.is_control() => {}
            (_, letter) => text.push(letter),
        }
    }
    Some((name.trim(), text))
}

fn read_release_file(input: &Input<'_>, found: &mut Found) {
    let text = text_of(input);
    let line: String = text.lines().next().unwrap_or_default().trim().chars().take(LONGEST_VALUE).collect();
    let name = input.path.rsplit('/').next().unwrap_or_default();
    let made = match name {
        "alpine-release" => named("alpine", &line, "", format!("Alpine Linux {line}")),
        "debian_version" => debian(&line),
        "lsb-release" => lsb(&text),
        _ => red_hat(&line),
    };
    found.distribution =
        made.map(|distribution| Distribution { found_in: Some(input.path.into()), ..distribution });
}

fn named(id: &str, version: &str, codename: &str, pretty: String) -> Option<Distribution> {
    (!version.is_empty() || !codename.is_empty()).then(|| Distribution {
        id: id.into(),
        version: version.into(),
        codename: codename.into(),
        pretty: pretty.into(),
        ..Distribution::default()
    })
}

/// Reads `12.5` or, before a release, `trixie/sid`. `VERSION_ID` has the first number alone.
fn debian(line: &str) -> Option<Distribution> {
    let pretty = format!("Debian GNU/Linux {line}");
    if line.starts_with(|first: char| first.is_ascii_digit()) {
        return named("debian", line.split('.').next()?, "", pretty);
    }
    named("debian", "", line.split('/').next()?, pretty)
}

/// Reads `DISTRIB_ID=Ubuntu` and its like.
fn lsb(text: &str) -> Option<Distribution> {
    let value = |wanted: &str| {
        let mut all = text.lines().filter_map(assignment);
        all.find(|(name, _)| *name == wanted).map(|(_, value)| value).unwrap_or_default()
    };
    let id = value("DISTRIB_ID").to_lowercase();
    let id = (!id.is_empty()).then_some(id)?;
    named(&id, &value("DISTRIB_RELEASE"), &value("DISTRIB_CODENAME"), value("DISTRIB_DESCRIPTION"))
}

/// Reads `CentOS Linux release 7.9.2009 (Core)`.
fn red_hat(line: &str) -> Option<Distribution> {
    let (name, rest) = line.split_once(" release ")?;
    let id = match name.to_ascii_lowercase() {
        name if name.starts_with("red hat") => "rhel".to_owned(),
        name if name.starts_with("oracle") => "ol".to_owned(),
        name if name.starts_with("amazon") => "amzn".to_owned(),
        name => name.split([' ', '-']).next()?.to_owned(),
    };
    let version = rest.split_whitespace().next()?;
    let codename =
        rest.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(name, _)| name);
    named(&id, version, codename, line.to_owned())
}

#[cfg(test)]
mod tests {
    use sekimori_model::Distribution;

    use super::prefer;
    use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

    fn found(path: &str, text: &str) -> Option<Distribution> {
        let mut found = Found::default();
        let input = Input { path, bytes: text.as_bytes(), beside: &|_| None };
        for reader in readers_of(path, Sort::Installed) {
            read(reader, &input, &Bounds::default(), &mut found);
        }
        found.distribution
    }

    fn told(path: &str, text: &str) -> String {
        let one = found(path, text).unwrap_or_default();
        format!("{} {} {} {}", one.id, one.version, one.codename, one.pretty)
    }

    #[test]
    fn os_release_is_read_with_the_quotes_of_a_shell() {
        let text = "# a comment\nID=Debian\nVERSION_ID='12'\nPRETTY_NAME=\"Debian \\\"12\\\" $HOME\"\nID_LIKE=\"a b\"\n\
                    VERSION_CODENAME=book\"worm\" rest\n#ID=x\nnonsense\n";
        let one = found("etc/os-release", text).unwrap_or_default();
        assert_eq!(told("etc/os-release", text), "debian 12 bookworm Debian \"12\" $HOME");
        assert_eq!(one.like.iter().map(|id| &**id).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(one.found_in.as_deref(), Some("etc/os-release"));
        assert_eq!(told("usr/lib/os-release", ""), "linux   linux", "it is shown, and so has a name");
        assert_eq!(told("etc/os-release", "ID=own\nVERSION_ID=3\n"), "own 3  own 3");
        assert_eq!(
            told("etc/os-release", "ID=own\nNAME=\"Own OS\"\nVERSION=\"3 (x)\"\n"),
            "own   Own OS 3 (x)"
        );
        assert!(found("srv/etc/os-release", "ID=a").is_none(), "it is the root's alone");
    }

    #[test]
    fn older_files_are_read() {
        for (path, text, wanted) in [
            ("etc/alpine-release", "3.20.1\n", "alpine 3.20.1  Alpine Linux 3.20.1"),
            ("etc/debian_version", "12.5\n", "debian 12  Debian GNU/Linux 12.5"),
            ("etc/debian_version", "trixie/sid\n", "debian  trixie Debian GNU/Linux trixie/sid"),
            (
                "etc/centos-release",
                "CentOS Linux release 7.9.2009 (Core)",
                "centos 7.9.2009 Core CentOS Linux release 7.9.2009 (Core)",
            ),
            (
                "etc/redhat-release",
                "Red Hat Enterprise Linux release 9.3 (Plow)",
                "rhel 9.3 Plow Red Hat Enterprise Linux release 9.3 (Plow)",
            ),
            (
                "etc/system-release",
                "Amazon Linux release 2 (Karoo)",
                "amzn 2 Karoo Amazon Linux release 2 (Karoo)",
            ),
            (
                "etc/lsb-release",
                "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\nDISTRIB_CODENAME=trusty\nDISTRIB_DESCRIPTION=\"Ubuntu 14.04\"",
                "ubuntu 14.04 trusty Ubuntu 14.04",
            ),
            ("etc/redhat-release", "no release", "   "),
            ("etc/alpine-release", "", "   "),
        ] {
            assert_eq!(told(path, text), wanted, "{path}");
        }
    }

    #[test]
    fn the_better_statement_wins_in_any_order() {
        let all = ["debian_version", "lsb-release", "os-release"];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut kept = None;
            for place in order {
                let path = format!("etc/{}", all.get(place).copied().unwrap_or_default());
                prefer(&mut kept, Distribution { found_in: Some(path.into()), ..Distribution::default() });
            }
            let path = kept.and_then(|kept| kept.found_in);
            assert_eq!(path.as_deref(), Some("etc/os-release"));
        }
    }
}
