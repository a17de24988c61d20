//! References of container images, with what the short forms stand for filled in.
//!
//! # Source
//! github.com/distribution/reference v0.6, `reference.go` (grammar), `normalize.go` (what `nginx` stands for) and
//! opencontainers/go-digest (algorithms). Containerd and CRI-O read the image of a pod by it.

/// No reference is longer. 1,024: a path has at most 255 bytes, a tag 128, a digest 135, and a host 253.
const MAX_BYTES: usize = 1_024;

/// A reference of an image, such as `docker.io/library/nginx:1.29`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    registry: Box<str>,
    repository: Box<str>,
    tag: Option<Box<str>>,
    digest: Option<Box<str>>,
}

/// Why a text is no reference of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is empty.
    #[error("the reference is empty")]
    Empty,
    /// It is longer than any registry takes.
    #[error("the reference has more than {MAX_BYTES} bytes")]
    TooLong,
    /// The registry is not a host with an optional port.
    #[error("the registry is not a host")]
    Registry,
    /// The repository is not made of lower-case letters, digits and separators.
    #[error("the repository is not a path of lower-case letters, digits and separators")]
    Repository,
    /// The tag is not made of letters, digits, `_`, `.` and `-`.
    #[error("the tag is malformed")]
    Tag,
    /// The digest is not of a known algorithm and its length.
    #[error("the digest is malformed")]
    Digest,
}

impl Reference {
    /// Reads a reference as a container runtime does.
    ///
    /// # Errors
    /// The first part that is malformed, from the end to the start.
    ///
    /// # Examples
    /// ```
    /// let image = sekimori_parse::image::Reference::parse("nginx:1.29")?;
    /// assert_eq!((image.registry(), image.repository()), ("docker.io", "library/nginx"));
    /// # Ok::<(), sekimori_parse::image::Invalid>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(Invalid::TooLong);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        if digest.is_some_and(|digest| !is_digest(digest)) {
            return Err(Invalid::Digest);
        }
        // A colon before the last slash belongs to the registry's port.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(Invalid::Tag);
        }
        let (registry, path) = split_registry(name);
        if !is_host(registry) {
            return Err(Invalid::Registry);
        }
        // 64 hexadecimal digits are an image's id, which no registry knows.
        let is_id = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if path.len() > 255 || is_id || !path.split('/').all(is_path_component) {
            return Err(Invalid::Repository);
        }
        let is_official = registry == DOCKER_HUB && !path.contains('/');
        let repository = if is_official { format!("library/{path}").into() } else { path.into() };
        let digest = digest.map(Into::into);
        Ok(Self { registry: registry.into(), repository, tag: tag.map(Into::into), digest })
    }

    /// Returns the registry's host, with its port if one is given: `docker.io`, `localhost:5000`.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Returns the path in the registry: `library/nginx`.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// Returns the tag, if one is given.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Returns the digest with its algorithm, if one is given.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Returns the registry and the repository: `docker.io/library/nginx`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }

    /// Tells whether what is pulled may be another image tomorrow because no version is named: the tag is `latest` or
    /// absent, and there is no digest.
    pub fn is_latest(&self) -> bool {
        self.digest.is_none() && self.tag().is_none_or(|tag| tag == "latest")
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

const DOCKER_HUB: &str = "docker.io";

/// Splits a name into registry and path; what cannot be a host is the start of a path on Docker Hub.
fn split_registry(name: &str) -> (&str, &str) {
    let Some((first, rest)) = name.split_once('/') else { return (DOCKER_HUB, name) };
    let is_upper = first.chars().any(|c| c.is_ascii_uppercase());
    if !first.contains(['.', ':']) && first != "localhost" && !is_upper {
        return (DOCKER_HUB, name);
    }
    (if first == "index.docker.io" { DOCKER_HUB } else { first }, rest)
}

fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    }
    host.split('.').all(|part| {
        let is_name = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name && !part.is_empty() && !part.starts_with('-') && !part.ends_with('-')
    })
}

/// Lower-case letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_path_component(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends_in_words = text.starts_with(is_word) && text.ends_with(is_word);
    let mut separators = text.split(is_word).filter(|between| !between.is_empty());
    let is_separator =
        |between: &str| matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
    ends_in_words && separators.all(is_separator)
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, hash)) = text.split_once(':') else { return false };
    let digits = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hash.len() == digits && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn fills_in_what_short_forms_stand_for() {
        for (text, full) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.29", "docker.io/library/nginx:1.29"),
            ("grafana/grafana", "docker.io/grafana/grafana"),
            ("docker.io/nginx", "docker.io/library/nginx"),
            ("index.docker.io/library/nginx", "docker.io/library/nginx"),
            ("localhost/web", "localhost/web"),
            ("localhost:5000/web:v1", "localhost:5000/web:v1"),
            ("registry:5000/web", "registry:5000/web"),
            ("[2001:db8::1]:5000/web", "[2001:db8::1]:5000/web"),
            ("Registry/web", "Registry/web"),
            ("a/b/c-d__e.f", "docker.io/a/b/c-d__e.f"),
            ("ghcr.io/a/b:V1.0_x-y", "ghcr.io/a/b:V1.0_x-y"),
        ] {
            assert_eq!(Reference::parse(text).map(|one| one.to_string()), Ok(full.to_owned()), "{text}");
        }
    }

    #[test]
    fn takes_tag_and_digest_apart() {
        let text = format!("quay.io:443/org/app:2@{SHA}");
        let image = Reference::parse(&text).unwrap();
        assert_eq!((image.registry(), image.repository()), ("quay.io:443", "org/app"));
        assert_eq!((image.tag(), image.digest()), (Some("2"), Some(SHA)));
        assert!(!image.is_latest());
        assert!(Reference::parse("app").unwrap().is_latest());
        assert!(Reference::parse("app:latest").unwrap().is_latest());
        assert!(!Reference::parse(&format!("app:latest@{SHA}")).unwrap().is_latest());
    }

    #[test]
    fn refuses_and_says_which_part() {
        for (text, why) in [
            ("", Invalid::Empty),
            ("<image>", Invalid::Repository),
            ("App", Invalid::Repository),
            ("ghcr.io/Org/app", Invalid::Repository),
            ("nginx ", Invalid::Repository),
            (" nginx", Invalid::Repository),
            ("a//b", Invalid::Repository),
            ("a/b/", Invalid::Repository),
            ("a___b", Invalid::Repository),
            ("-a", Invalid::Repository),
            ("https://ghcr.io/org/app", Invalid::Registry),
            ("-x.io/app", Invalid::Registry),
            ("ghcr.io:/app", Invalid::Registry),
            ("nginx:", Invalid::Tag),
            ("nginx:.1", Invalid::Tag),
            ("nginx:a b", Invalid::Tag),
            ("nginx@", Invalid::Digest),
            ("nginx@sha256:abc", Invalid::Digest),
            ("nginx@md5:0123456789abcdef0123456789abcdef", Invalid::Digest),
            ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Invalid::Repository),
        ] {
            assert_eq!(Reference::parse(text), Err(why), "{text:?}");
        }
        assert_eq!(Reference::parse(&"a".repeat(256)), Err(Invalid::Repository));
        assert_eq!(Reference::parse(&"a".repeat(1_025)), Err(Invalid::TooLong));
        assert_eq!(Reference::parse(&format!("a:{}", "b".repeat(129))), Err(Invalid::Tag));
    }
}
