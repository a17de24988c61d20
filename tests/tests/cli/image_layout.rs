//! Images made for a test: a folder in the layout of OCI, its layers written by another hand than reads them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

/// A layer that is being filled.
pub(crate) struct LayerTar(Builder<Vec<u8>>);

impl LayerTar {
    pub(crate) fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.mode(path, 0o644, content)
    }

    pub(crate) fn mode(mut self, path: &str, mode: u32, content: impl AsRef<[u8]>) -> Self {
        let mut header = Header::new_gnu();
        header.set_mode(mode);
        header.set_size(content.as_ref().len() as u64);
        self.0.append_data(&mut header, path, content.as_ref()).expect("room");
        self
    }

    pub(crate) fn link(mut self, path: &str, to: &str) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Symlink);
        header.set_mode(0o777);
        header.set_size(0);
        self.0.append_link(&mut header, path, to).expect("room");
        self
    }

    /// A member of this very name, also one that no tool would write.
    pub(crate) fn raw(mut self, name: &str, content: &[u8]) -> Self {
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        self.0.append(&header, content).expect("room");
        self
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("it is in memory")
    }
}

/// Writes a layout with one image into `folder`.
pub(crate) fn layout(folder: &Path, config: &Value, steps: &[&str], layers: Vec<LayerTar>) {
    let tars: Vec<Vec<u8>> = layers.into_iter().map(LayerTar::bytes).collect();
    let stored = tars.iter().map(|tar| gzip(tar)).collect::<Vec<_>>();
    let diff_ids: Vec<String> = tars.iter().map(|tar| digest(tar)).collect();
    let history: Vec<Value> = steps
        .iter()
        .map(|step| {
            let makes_none = step.split(' ').any(|word| matches!(word, "ENV" | "CMD" | "USER" | "LABEL"));
            json!({ "created_by": step, "empty_layer": makes_none })
        })
        .collect();
    let config = json!({
        "architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z",
        "config": config, "rootfs": { "type": "layers", "diff_ids": diff_ids }, "history": history,
    });
    let descriptors: Vec<Value> = stored
        .iter()
        .map(|layer| blob(folder, "application/vnd.oci.image.layer.v1.tar+gzip", layer))
        .collect();
    let config = blob(folder, "application/vnd.oci.image.config.v1+json", config.to_string().as_bytes());
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({ "schemaVersion": 2, "mediaType": kind, "config": config, "layers": descriptors });
    let manifest = blob(folder, kind, manifest.to_string().as_bytes());
    write(
        folder,
        "index.json",
        json!({ "schemaVersion": 2, "manifests": [manifest] }).to_string().as_bytes(),
    );
    write(folder, "oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#);
}

/// Changes the configuration of the image of a layout, and all that names it by its digest.
pub(crate) fn rewrite_config(folder: &Path, change: impl FnOnce(&mut Value)) {
    let read = |digest: &Value| -> Value {
        let path = format!("blobs/{}", digest.as_str().expect("a digest").replace(':', "/"));
        serde_json::from_slice(&fs::read(folder.join(path)).expect("a blob")).expect("JSON")
    };
    let mut index: Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).expect("an index")).expect("JSON");
    let mut manifest = read(&index["manifests"][0]["digest"]);
    let mut config = read(&manifest["config"]["digest"]);
    change(&mut config);
    let of = |old: &Value, new: &Value| {
        blob(folder, old["mediaType"].as_str().expect("a type"), new.to_string().as_bytes())
    };
    manifest["config"] = of(&manifest["config"], &config);
    index["manifests"][0] = of(&index["manifests"][0], &manifest);
    write(folder, "index.json", index.to_string().as_bytes());
}

/// Writes annotations on the image of a layout.
pub(crate) fn annotate(folder: &Path, annotations: &Value) {
    let index = fs::read(folder.join("index.json")).expect("an index");
    let mut index: Value = serde_json::from_slice(&index).expect("JSON");
    let digest = index["manifests"][0]["digest"].as_str().expect("a digest").replace(':', "/");
    let manifest = fs::read(folder.join("blobs").join(digest)).expect("a blob");
    let mut manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    manifest["annotations"] = annotations.clone();
    let kind = manifest["mediaType"].as_str().expect("a type").to_owned();
    index["manifests"][0] = blob(folder, &kind, manifest.to_string().as_bytes());
    write(folder, "index.json", index.to_string().as_bytes());
}

/// Returns the digest of content, as a descriptor has it.
pub(crate) fn digest(content: &[u8]) -> String {
    let hex: Vec<String> = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", hex.concat())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("it is in memory");
    encoder.finish().expect("it is in memory")
}

fn blob(folder: &Path, media_type: &str, content: &[u8]) -> Value {
    let digest = digest(content);
    write(folder, &format!("blobs/{}", digest.replace(':', "/")), content);
    json!({ "mediaType": media_type, "digest": digest, "size": content.len() })
}

fn write(folder: &Path, path: &str, content: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
    fs::write(path, content).expect("room");
}
