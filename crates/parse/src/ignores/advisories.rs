//! Advisories and packages that scanners of vulnerabilities are told to leave alone, as selectors.

use sekimori_model::{Purl, Subject};

use super::scope::literal;
use super::{Unclear, What};

/// How databases begin their ids.
const DATABASES: [&str; 24] = [
    "CVE-",
    "GHSA-",
    "RUSTSEC-",
    "PYSEC-",
    "GO-",
    "MAL-",
    "OSV-",
    "DSA-",
    "DLA-",
    "DTSA-",
    "TEMP-",
    "USN-",
    "UBUNTU-",
    "DEBIAN-",
    "RHSA-",
    "RHBA-",
    "RLSA-",
    "ALSA-",
    "ALAS",
    "ELSA-",
    "SUSE-",
    "OPENSUSE-",
    "GLSA-",
    "HSEC-",
];

/// The advisory of this id; none where it is the id of something else.
pub(super) fn advisory(id: &str) -> Option<What> {
    let id = id.trim();
    let upper = id.to_ascii_uppercase();
    let is_id = upper.len() <= MAX_ADVISORY
        && DATABASES.iter().any(|start| upper.starts_with(start))
        && upper.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:_".contains(&byte));
    is_id.then(|| What::Advisory(id.to_owned()))
}

/// Real ids have 40 characters at most.
const MAX_ADVISORY: usize = 100;

/// The selector over all that carries a package, in whichever version, by the type of its URL and its name as its ecosystem
/// writes it.
///
/// # Errors
/// [`Unclear::Together`] where the selector would take other packages, too: what lies below a Go module is another one.
pub(super) fn of_package(kind: &str, name: &str) -> Result<String, Unclear> {
    let (namespace, last) = match kind {
        "maven" => name.split_once(':').unwrap_or(("", name)),
        _ => name.rsplit_once('/').unwrap_or(("", name)),
    };
    if last.is_empty() || matches!(kind, "golang" | "swift" | "") {
        return Err(Unclear::Together);
    }
    let purl = Purl::new(kind.to_owned(), last, "").in_namespace(namespace).to_string();
    let subject = Subject::Package { purl, carrier: String::new() }.identity();
    Ok(format!("{}*", literal(&subject)))
}

/// The selector over all that carries the package of this URL.
///
/// # Errors
/// [`Unclear::Form`] where it is none; [`Unclear::Together`] where it means one version, or a selector would take others.
pub(super) fn of_purl(text: &str) -> Result<String, Unclear> {
    let purl: Purl = text.parse().map_err(|_| Unclear::Form)?;
    if !purl.version.is_empty() || !purl.qualifiers.is_empty() || !purl.subpath.is_empty() {
        return Err(Unclear::Together);
    }
    let name = match (purl.kind.as_ref(), &*purl.namespace) {
        (_, "") => purl.name.to_string(),
        ("maven", namespace) => format!("{namespace}:{}", purl.name),
        (_, namespace) => format!("{namespace}/{}", purl.name),
    };
    of_package(&purl.kind, &name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_advisories_from_checks() {
        for id in
            ["CVE-2026-0001", "ghsa-aaaa-bbbb-cccc", "ALAS2-2026-1", "DSA-5000-1", "SUSE-SU-2026:0001-1"]
        {
            assert_eq!(advisory(id), Some(What::Advisory(id.to_owned())));
        }
        for id in ["AVD-KSV-0012", "KSV012", "aws-access-key-id", "CVE-*", "CVE-2026-0001 more", ""] {
            assert_eq!(advisory(id), None, "{id}");
        }
    }

    #[test]
    fn selects_one_package() {
        let of = |kind, name| of_package(kind, name);
        assert_eq!(of("npm", "@babel/core").as_deref(), Ok("package:pkg:npm/%40babel/core/*"));
        assert_eq!(
            of("maven", "org.slf4j:slf4j-api").as_deref(),
            Ok("package:pkg:maven/org.slf4j/slf4j-api/*")
        );
        assert_eq!(of("golang", "golang.org/x/net"), Err(Unclear::Together));
        assert_eq!(of_purl("pkg:npm/left-pad").as_deref(), Ok("package:pkg:npm/left-pad/*"));
        assert_eq!(of_purl("pkg:npm/left-pad@1.0.0"), Err(Unclear::Together));
        assert_eq!(of_purl("left-pad"), Err(Unclear::Form));
    }
}
