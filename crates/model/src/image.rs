//! A container image, seen from the pure side: what it says of itself, and its layers as streams of members.

use std::fmt;
use std::io::Read;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Problem};

/// The digest of content: `sha256:...`.
///
/// # Source
/// OCI Image Format Specification 1.1, "Digests": the registered algorithms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ContentDigest(Arc<str>);

impl ContentDigest {
    /// Returns the text, algorithm first.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the algorithm: `sha256` or `sha512`.
    pub fn algorithm(&self) -> &str {
        self.0.split_once(':').map_or("", |(algorithm, _)| algorithm)
    }

    /// Returns the digits.
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, hex)| hex)
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ContentDigest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_hex = |hex: &str, digits: usize| {
            hex.len() == digits && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_one = match text.split_once(':') {
            Some(("sha256", hex)) => is_hex(hex, 64),
            Some(("sha512", hex)) => is_hex(hex, 128),
            _ => false,
        };
        if is_one {
            Ok(Self(text.into()))
        } else {
            Err(Error::Digest { text: text.chars().take(200).collect() })
        }
    }
}

impl TryFrom<String> for ContentDigest {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<ContentDigest> for String {
    fn from(digest: ContentDigest) -> Self {
        digest.0.to_string()
    }
}

/// What an image runs on.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Platform {
    /// As Go's GOOS has it: `linux`.
    pub os: String,
    /// As Go's GOARCH has it: `amd64`.
    pub architecture: String,
    /// Such as `v8`; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub variant: String,
}

impl fmt::Display for Platform {
    /// Writes `linux/arm64/v8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

/// Where an image comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImageOrigin {
    /// A registry.
    Registry,
    /// A folder in the layout of the OCI Image Format Specification.
    OciLayout,
    /// A tar of such a folder.
    OciArchive,
    /// A tar as `docker save` writes it.
    DockerArchive,
    /// A folder that is a root file system: one layer, and nothing that configures it.
    RootFs,
}

/// What is known of an image before any of its layers is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFacts {
    /// Where it comes from.
    pub origin: ImageOrigin,
    /// What the user called it.
    pub shown: String,
    /// The repository with its registry, tag and digest left out; the name of the file or folder where there is none.
    pub repository: String,
    /// The digest of its manifest, where it has one.
    pub digest: Option<ContentDigest>,
    /// The digest of its configuration, where it has one.
    pub config_digest: Option<ContentDigest>,
    /// What it runs on.
    pub platform: Platform,
    /// How it is run; none of a root file system.
    pub config: Option<ImageConfig>,
    /// Its layers, the lowest first.
    pub layers: Vec<LayerFacts>,
    /// Annotations of the manifest, sorted.
    pub annotations: Vec<(String, String)>,
}

/// What is known of a layer before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerFacts {
    /// The digest of the layer as it is stored; none of a root file system.
    pub digest: Option<ContentDigest>,
    /// The digest of what it unpacks to, as the configuration says.
    pub diff_id: Option<ContentDigest>,
    /// Bytes as it is stored.
    pub size: u64,
    /// What it is said to be; empty where nothing is.
    pub media_type: String,
    /// The step of the history that made it, by its place there, where their numbers agree.
    pub step: Option<usize>,
}

/// How an image is run, and how it came to be.
///
/// # Source
/// OCI Image Format Specification 1.1, `config.md`; Docker Image Specification 1.3 for `Healthcheck`, `Shell` and
/// `OnBuild`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// When it was built, as it says.
    pub created: Option<Timestamp>,
    /// Who built it.
    pub author: String,
    /// User, and group behind a colon; empty where none is set.
    pub user: String,
    /// Variables in their order; a value may be a secret, so it is never shown as it is.
    pub env: Vec<(String, String)>,
    /// What is started.
    pub entrypoint: Vec<String>,
    /// Its arguments, or what is started where there is no entrypoint.
    pub command: Vec<String>,
    /// The folder that it starts in.
    pub working_dir: String,
    /// The shell that runs the commands of its recipe; empty where none is set.
    pub shell: Vec<String>,
    /// Ports that it says it listens on, such as `8080/tcp`; sorted.
    pub exposed_ports: Vec<String>,
    /// Folders that it says are volumes; sorted.
    pub volumes: Vec<String>,
    /// Labels, sorted.
    pub labels: Vec<(String, String)>,
    /// The signal that stops it; empty where none is set.
    pub stop_signal: String,
    /// How it is asked whether it is well, where it says so.
    pub health_check: Option<HealthCheck>,
    /// Steps that an image built from this one runs.
    pub on_build: Vec<String>,
    /// The steps that made it, first to last.
    pub history: Vec<HistoryStep>,
}

/// How a container is asked whether it is well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HealthCheck {
    /// The command; `NONE` alone switches the one of the base off.
    pub test: Vec<String>,
}

/// A step that made an image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryStep {
    /// When.
    pub created: Option<Timestamp>,
    /// The command, as the builder wrote it; may hold a secret.
    pub created_by: String,
    /// Who made it, as it says; may hold a secret.
    pub author: String,
    /// What the builder said of it.
    pub comment: String,
    /// Whether it made no layer.
    pub is_empty_layer: bool,
}

/// A member of a layer, met once, in the order of the layer.
pub struct Member<'a> {
    /// Its path, without a leading slash, without `.` and `..`; valid UTF-8, other bytes replaced.
    pub path: &'a str,
    /// What it is.
    pub kind: MemberKind<'a>,
    /// Permissions, and the bits for setuid, setgid and sticky.
    pub mode: u32,
    /// Number of the owner.
    pub user: u64,
    /// Number of the owner's group.
    pub group: u64,
    /// Bytes of content.
    pub size: u64,
    /// The content, of a file alone; what is not read of it is passed over.
    pub content: &'a mut dyn Read,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind<'a> {
    /// A file with its content.
    File,
    /// Another name of a file of the same image, by its path there.
    HardLink(&'a str),
    /// A name that leads to another, as it is written.
    SymbolicLink(&'a str),
    /// A folder.
    Directory,
    /// A device, a pipe or a socket.
    Special,
    /// The path of a lower layer is gone, and all below it.
    Whiteout,
    /// What lower layers have below this folder is gone.
    Opaque,
    /// The file of a whiteout itself, where it has content, by its path in the archive: no runtime shows it, and who pulls
    /// the image can read it.
    Marker,
}

/// An image that can be read, one layer at a time.
pub trait Image: Sync {
    /// Returns what is known before any layer is read.
    fn facts(&self) -> &ImageFacts;

    /// Reads a layer once, from its first member to its last, by its place from 0, the lowest. `visit` is called for each
    /// member. Returns what could not be taken, such as a member whose path leads out; what was visited before stays.
    ///
    /// # Errors
    /// A [`Problem`] where the layer cannot be read to its end: it is missing, damaged, not what its digest says, or past
    /// a limit.
    fn walk_layer(
        &self,
        layer: usize,
        limits: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem>;
}

/// What was found in layers before, so that the next image with the same base costs less. A cache may forget whatever it
/// wants, and what it returns was put there under the same key.
pub trait LayerCache: Sync {
    /// Returns what was put for a layer by an analyser; `analyser` names it, its version and what it was asked for.
    fn get(&self, layer: &ContentDigest, analyser: &str) -> Option<Vec<u8>>;

    /// Keeps what an analyser found in a layer that was read to its end. Nothing that may be a secret is put here.
    fn put(&self, layer: &ContentDigest, analyser: &str, found: &[u8]);
}

/// How much of an image is taken in before a bound says stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageLimits {
    /// Layers. 1,000: overlayfs mounts 500, and builders stop at 127.
    pub layers: usize,
    /// Members of one layer. 5,000,000: the largest image of a monorepo seen has 3,000,000 files in all.
    pub members: u64,
    /// Bytes that one layer unpacks to. 64 GiB: models of machine learning come in layers of 40.
    pub layer_bytes: u64,
    /// How many bytes may come of one stored byte, beyond the first 64 MiB. 1,032 is the most that deflate can do; a
    /// layer of zeros in zstd is past it, and is nothing that anybody ships.
    pub ratio: u64,
    /// Bytes of one file that is read whole, such as the database of a package manager. 256 MiB.
    pub file_bytes: u64,
    /// Bytes of a manifest or a configuration. 4 MiB, which registries must take.
    pub manifest_bytes: u64,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self {
            layers: 1_000,
            members: 5_000_000,
            layer_bytes: 64 << 30,
            ratio: 1_032,
            file_bytes: 256 << 20,
            manifest_bytes: 4 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ContentDigest;

    #[test]
    fn a_digest_has_a_known_algorithm_and_its_length() {
        let hex = "0123456789abcdef".repeat(4);
        assert_eq!(format!("sha256:{hex}").parse::<ContentDigest>().expect("it is one").hex(), hex);
        for wrong in
            ["", "sha256:", "md5:0123", &format!("sha256:{}", hex.to_uppercase()), &format!("sha512:{hex}")]
        {
            assert!(wrong.parse::<ContentDigest>().is_err(), "{wrong}");
        }
    }
}
