//! A large image in the layout of OCI, written as a stream: nobody stores two gigabytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// An image of many bytes and many files.
#[derive(Debug, Clone, Copy)]
pub struct BigImage {
    /// Megabytes of zeros, in files of 100 MB.
    pub zeros: u32,
    /// Megabytes of words and noise, in files of 50 MB.
    pub mixed: u32,
    /// Files of 2 KB.
    pub small: u32,
}

impl BigImage {
    /// Two gigabytes in 100,028 files.
    pub const TWO_GIGABYTES: Self = Self { zeros: 800, mixed: 1000, small: 100_000 };

    /// The packages that its database of packages lists.
    pub const PACKAGES: u32 = 300;

    /// Writes it into a folder that is not there yet; returns the bytes of its layers when they are unpacked.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(self, folder: &Path) -> io::Result<u64> {
        fs::create_dir_all(folder.join("blobs/sha256"))?;
        let layers = [
            layer(folder, "system", system)?,
            layer(folder, "zeros", |tar| {
                (0..self.zeros.div_ceil(100)).try_for_each(|index| {
                    let size = u64::from((self.zeros - index * 100).min(100)) * 1_000_000;
                    add(tar, &format!("var/lib/blank/{index:03}.img"), size, io::repeat(0))
                })
            })?,
            layer(folder, "small", |tar| {
                (0..self.small).try_for_each(|index| {
                    let name = format!("usr/share/app/{:03}/{index:06}.txt", index / 1000);
                    add(tar, &name, 2000, Mixed { state: u64::from(index) + 1, is_noisy: false })
                })
            })?,
            layer(folder, "mixed", |tar| {
                (0..self.mixed.div_ceil(50)).try_for_each(|index| {
                    let size = u64::from((self.mixed - index * 50).min(50)) * 1_000_000;
                    let content = Mixed { state: u64::from(index) + 1, is_noisy: index % 2 == 1 };
                    add(tar, &format!("opt/data/{index:03}.bin"), size, content)
                })
            })?,
        ];
        let diff_ids: Vec<&str> = layers.iter().map(|layer| layer.diff_id.as_str()).collect();
        let history: Vec<Value> =
            layers.iter().map(|layer| json!({ "created_by": format!("ADD {} /", layer.name) })).collect();
        let config = json!({
            "architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z", "config": { "User": "1000" },
            "rootfs": { "type": "layers", "diff_ids": diff_ids }, "history": history,
        });
        let config = blob(folder, "application/vnd.oci.image.config.v1+json", config.to_string().as_bytes())?;
        let stored: Vec<&Value> = layers.iter().map(|layer| &layer.descriptor).collect();
        let manifest =
            json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": stored });
        let manifest = blob(folder, MANIFEST, manifest.to_string().as_bytes())?;
        let index = json!({ "schemaVersion": 2, "manifests": [manifest] });
        fs::write(folder.join("index.json"), index.to_string())?;
        fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#)?;
        Ok(layers.iter().map(|layer| layer.bytes).sum())
    }
}

struct Layer {
    name: &'static str,
    descriptor: Value,
    diff_id: String,
    bytes: u64,
}

type Tar = Builder<Digesting<GzEncoder<Digesting<BufWriter<File>>>>>;

fn layer(
    folder: &Path,
    name: &'static str,
    fill: impl FnOnce(&mut Tar) -> io::Result<()>,
) -> io::Result<Layer> {
    let part = folder.join("part");
    let stored = Digesting::new(BufWriter::new(File::create(&part)?));
    let mut tar = Builder::new(Digesting::new(GzEncoder::new(stored, Compression::default())));
    fill(&mut tar)?;
    let unpacked = tar.into_inner()?;
    let (diff_id, bytes) = (unpacked.digest(), unpacked.bytes);
    let mut stored = unpacked.inner.finish()?;
    stored.flush()?;
    let digest = stored.digest();
    fs::rename(part, folder.join("blobs").join(digest.replace(':', "/")))?;
    let descriptor = json!({ "mediaType": LAYER, "digest": digest, "size": stored.bytes });
    Ok(Layer { name, descriptor, diff_id, bytes })
}

fn system(tar: &mut Tar) -> io::Result<()> {
    use std::fmt::Write as _;
    let mut status = String::new();
    for index in 0..BigImage::PACKAGES {
        // Writing to a String cannot fail.
        let _ = write!(
            status,
            "Package: lib{index:04}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.{index}-1\n\n"
        );
    }
    let release = "ID=debian\nVERSION_ID=\"12\"\n";
    add(tar, "etc/os-release", release.len() as u64, release.as_bytes())?;
    add(tar, "var/lib/dpkg/status", status.len() as u64, status.as_bytes())
}

fn add(tar: &mut Tar, path: &str, size: u64, content: impl Read) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_mode(0o644);
    header.set_size(size);
    tar.append_data(&mut header, path, content.take(size))
}

fn blob(folder: &Path, media_type: &str, content: &[u8]) -> io::Result<Value> {
    let digest = format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(content)));
    fs::write(folder.join("blobs").join(digest.replace(':', "/")), content)?;
    Ok(json!({ "mediaType": media_type, "digest": digest, "size": content.len() }))
}

/// Passes on what is written, and keeps its digest.
struct Digesting<W> {
    inner: W,
    sha: Sha256,
    bytes: u64,
}

impl<W> Digesting<W> {
    fn new(inner: W) -> Self {
        Self { inner, sha: Sha256::new(), bytes: 0 }
    }

    fn digest(&self) -> String {
        format!("sha256:{}", HEXLOWER.encode(&self.sha.clone().finalize()))
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.sha.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Words as a program's files have them, or words and noise in turns, without end and always the same.
struct Mixed {
    state: u64,
    is_noisy: bool,
}

impl Read for Mixed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const WORDS: [&[u8; 8]; 8] = [
            b"request ",
            b"return;\n",
            b"    let ",
            b"update()",
            b"version\n",
            b"message ",
            b"\tindex =",
            b" handler",
        ];
        for piece in buffer.chunks_mut(8) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            let bytes = self.state.to_le_bytes();
            let is_noise = self.is_noisy && bytes[7] < 128;
            let word = WORDS[usize::from(bytes[0] & 7)];
            piece.copy_from_slice(&(if is_noise { &bytes } else { word })[..piece.len()]);
        }
        Ok(buffer.len())
    }
}
