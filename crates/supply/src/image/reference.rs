//! What the user names when an image is meant.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sekimori_model::ContentDigest;
use sekimori_parse::image::Reference;

use super::Error;

/// Where an image is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageRef {
    /// `oci:DIR[:TAG|@DIGEST]`: a folder in the layout of OCI.
    OciLayout(String),
    /// `oci-archive:TAR[:TAG|@DIGEST]`: a tar of such a folder.
    OciArchive(String),
    /// `docker-archive:TAR[:REF]`: a tar as `docker save` writes it.
    DockerArchive(String),
    /// `rootfs:DIR`: a root file system.
    RootFs(PathBuf),
    /// `-`: an archive on standard input.
    Stdin,
    /// A path, of which it is seen what it is.
    Path(PathBuf),
    /// `[registry:|docker://]REF`: an image in a registry.
    Registry(Reference),
}

/// Which image of several that are in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The only one.
    Only,
    /// The one of this name.
    Name(String),
    /// The one with this digest.
    Digest(ContentDigest),
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only => Ok(()),
            Self::Name(name) => write!(f, ":{name}"),
            Self::Digest(digest) => write!(f, "@{digest}"),
        }
    }
}

/// Makes a reference of what follows its prefix.
type Make = fn(&str) -> ImageRef;

impl ImageRef {
    /// Reads what the user wrote. Without a prefix it is a path where it begins like one (`/`, `./`, `../`), or names a
    /// file or a folder in the layout of OCI; else it is an image in a registry.
    ///
    /// # Errors
    /// [`Error::Empty`] where nothing follows a prefix, [`Error::Reference`] where it is meant for a registry and is no
    /// reference.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let kinds: [(&str, Make); 4] = [
            ("oci:", |rest| Self::OciLayout(rest.to_owned())),
            ("oci-archive:", |rest| Self::OciArchive(rest.to_owned())),
            ("docker-archive:", |rest| Self::DockerArchive(rest.to_owned())),
            ("rootfs:", |rest| Self::RootFs(PathBuf::from(rest))),
        ];
        for (prefix, make) in kinds {
            if let Some(rest) = text.strip_prefix(prefix) {
                return if rest.is_empty() { Err(Error::Empty { prefix }) } else { Ok(make(rest)) };
            }
        }
        if text == "-" {
            return Ok(Self::Stdin);
        }
        let remote = text.strip_prefix("registry:").or_else(|| text.strip_prefix("docker://"));
        if remote.is_none() && is_path(text) {
            return Ok(Self::Path(PathBuf::from(text)));
        }
        let reference = remote.unwrap_or(text);
        let cut = || without_user(reference).chars().take(200).collect();
        Reference::parse(reference)
            .map(Self::Registry)
            .map_err(|cause| Error::Reference { text: cut(), cause })
    }
}

/// Returns what should be a reference without what should be a user and a password: those come from the keychain.
pub fn without_user(text: &str) -> String {
    let is_digest = |text: &str| {
        let (algorithm, hex) = text.split_once(':').unwrap_or_default();
        algorithm.starts_with("sha") && !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let hidden = |text: &str| match text.rsplit_once('@') {
        // A password may have anything in it, a slash and a colon as well.
        Some((before, rest)) => {
            let scheme = before.split_once("://").map_or(String::new(), |(scheme, _)| format!("{scheme}://"));
            format!("{scheme}***@{rest}")
        }
        None => text.to_owned(),
    };
    match text.rsplit_once('@').filter(|(_, digest)| is_digest(digest)) {
        Some((name, digest)) => format!("{}@{digest}", hidden(name)),
        None => hidden(text),
    }
}

/// A folder that happens to be called like an image is not meant by its name alone.
fn is_path(text: &str) -> bool {
    let path = Path::new(text);
    let is_spelled_so = ["./", "../", "~/"].iter().any(|start| text.starts_with(start))
        || matches!(text, "." | "..")
        || path.is_absolute();
    is_spelled_so
        || fs::metadata(path).is_ok_and(|meta| meta.is_file() || meta.is_dir() && super::layout::is_one(path))
}

/// Splits a path from what names an image in it: at `@DIGEST`, else at the first colon behind which there is no more of
/// the path.
pub(super) fn split(text: &str) -> (PathBuf, Wanted) {
    if let Some((path, digest)) = text.rsplit_once('@')
        && let Ok(digest) = ContentDigest::from_str(digest)
    {
        return (PathBuf::from(path), Wanted::Digest(digest));
    }
    // A drive of Windows has a colon, too.
    let from = if cfg!(windows) { 2.min(text.len()) } else { 0 };
    let colons = text.match_indices(':').map(|(at, _)| at).filter(|at| *at >= from);
    let mut splits = colons.filter_map(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    let first = splits.clone().next();
    let there = splits.find(|(path, _)| !path.is_empty() && fs::symlink_metadata(path).is_ok());
    match there.or(first) {
        Some((path, name)) if !name.is_empty() => (PathBuf::from(path), Wanted::Name(name.to_owned())),
        Some((path, _)) => (PathBuf::from(path), Wanted::Only),
        None => (PathBuf::from(text), Wanted::Only),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Error, ImageRef, Wanted, split};

    #[test]
    fn what_is_meant_is_told_by_its_prefix() {
        let dir = |rest: &str| rest.to_owned();
        for (text, wanted) in [
            ("oci:a/b:c", ImageRef::OciLayout(dir("a/b:c"))),
            ("oci-archive:a.tar", ImageRef::OciArchive(dir("a.tar"))),
            ("docker-archive:a.tar:nginx:1", ImageRef::DockerArchive(dir("a.tar:nginx:1"))),
            ("rootfs:/", ImageRef::RootFs(PathBuf::from("/"))),
            ("-", ImageRef::Stdin),
            ("./nginx", ImageRef::Path(PathBuf::from("./nginx"))),
        ] {
            assert_eq!(ImageRef::parse(text).expect("it is a reference"), wanted, "{text}");
        }
        for text in ["nginx", "docker://nginx", "registry:docker.io/library/nginx"] {
            let ImageRef::Registry(found) = ImageRef::parse(text).expect("it is one") else {
                panic!("{text} is in a registry")
            };
            assert_eq!(found.name(), "docker.io/library/nginx");
        }
    }

    #[test]
    fn what_is_no_reference_is_refused_with_its_reason() {
        assert!(matches!(ImageRef::parse("oci:"), Err(Error::Empty { prefix: "oci:" })));
        let Err(Error::Reference { text, cause }) = ImageRef::parse("shop/UPPER") else {
            panic!("upper case is refused")
        };
        assert_eq!(text, "shop/UPPER");
        assert_eq!(cause, sekimori_parse::image::Invalid::Repository);
        assert!(matches!(ImageRef::parse(""), Err(Error::Reference { .. })));
    }

    #[test]
    fn a_password_is_never_shown() {
        let digest = format!("web@sha256:{}", "0".repeat(64));
        let user = ["user", "hunter2@pass"].join(":");
        for (text, shown) in [
            (format!("{user}@registry.example/shop/web:1"), "***@registry.example/shop/web:1"),
            (format!("https://{user}@registry.example/web"), "https://***@registry.example/web"),
            ("user:pa/ss@registry.example/web".to_owned(), "***@registry.example/web"),
            ("token@registry.example/web".to_owned(), "***@registry.example/web"),
            ("user:word@sha256:xyz/web".to_owned(), "***@sha256:xyz/web"),
            ("user:pa/ss@registry.example/web@sha256:0".to_owned(), "***@registry.example/web@sha256:0"),
            ("registry.example:5000/web:1@sha256:0".to_owned(), "registry.example:5000/web:1@sha256:0"),
            (digest.clone(), &digest),
        ] {
            assert_eq!(super::without_user(&text), shown);
        }
        let error = ImageRef::parse(&format!("{user}@registry.example/shop/web:1")).expect_err("it is none");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_name_follows_the_first_colon_and_a_digest_the_last_at() {
        let name = |name: &str| Wanted::Name(name.to_owned());
        assert_eq!(split("none/x.tar"), (PathBuf::from("none/x.tar"), Wanted::Only));
        assert_eq!(split("none/x.tar:a.io:5000/b:1"), (PathBuf::from("none/x.tar"), name("a.io:5000/b:1")));
        let digest = format!("sha256:{}", "0".repeat(64));
        let (path, wanted) = split(&format!("none@1/x@{digest}"));
        assert_eq!((path, wanted.to_string()), (PathBuf::from("none@1/x"), format!("@{digest}")));
    }
}
