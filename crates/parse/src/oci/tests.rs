use serde_json::{Value, json};

use super::{Document, Invalid, config, document, media, saved};

fn digest(of: u8) -> String {
    format!("sha256:{}", format!("{of:02x}").repeat(32))
}

fn entry(of: u8) -> Value {
    json!({ "mediaType": media::MANIFEST, "digest": digest(of), "size": 7 })
}

fn read(value: &Value, served: Option<&str>) -> Result<Document, Invalid> {
    document(value.to_string().as_bytes(), served)
}

#[test]
fn manifests_and_indexes_are_told_apart() {
    let manifest = json!({ "schemaVersion": 2, "config": entry(1), "layers": [entry(2), entry(3)] });
    let Ok(Document::Manifest(found)) = read(&manifest, None) else { panic!("it is a manifest") };
    assert_eq!(
        found.layers.iter().map(|layer| layer.digest.to_string()).collect::<Vec<_>>(),
        [digest(2), digest(3)]
    );
    let index = json!({ "schemaVersion": 2, "mediaType": media::INDEX, "manifests": [entry(1)] });
    assert!(matches!(read(&index, Some(media::INDEX)), Ok(Document::Index(_))));
    let both = json!({ "config": entry(1), "layers": [], "manifests": [entry(1)] });
    assert_eq!(read(&both, None), Err(Invalid::Both));
    assert_eq!(read(&json!({ "schemaVersion": 1 }), None), Err(Invalid::Schema1));
    assert_eq!(read(&json!({ "mediaType": media::SCHEMA_1[1] }), None), Err(Invalid::Schema1));
    assert!(matches!(read(&index, Some(media::MANIFEST)), Err(Invalid::MediaType { .. })));
    for neither in [json!([]), json!({}), json!(null), json!({ "layers": [] })] {
        assert_eq!(read(&neither, None), Err(Invalid::Neither), "{neither}");
    }
    assert!(matches!(document(b"{", None), Err(Invalid::Json(_))));
    for (key, wrong) in
        [("digest", json!("sha256:../../etc/passwd")), ("size", json!(-1)), ("size", json!("7"))]
    {
        let mut layer = entry(1);
        layer[key] = wrong;
        let manifest = json!({ "config": entry(1), "layers": [layer] });
        assert_eq!(read(&manifest, None), Err(Invalid::Descriptor("layers")));
    }
}

#[test]
fn keys_count_in_any_case() {
    let text = json!({
        "os": "linux", "Architecture": "arm64", "variant": "v8",
        "Config": { "env": ["A=b=c", "D"], "user": "0", "Cmd": null, "exposedPorts": { "80/tcp": {} } },
        "rootfs": { "diff_ids": [digest(1)] },
        "history": [{ "created_by": "a" }, { "created_by": "b", "empty_layer": true }],
    });
    let found = config(text.to_string().as_bytes()).expect("a configuration");
    assert_eq!(found.image.env, [("A".into(), "b=c".into()), ("D".into(), String::new())]);
    assert_eq!(
        (found.image.user.as_str(), found.image.exposed_ports.as_slice()),
        ("0", &["80/tcp".to_owned()][..])
    );
    assert_eq!(found.platform.to_string(), "linux/arm64/v8");
    assert_eq!((found.steps(1), found.steps(2)), (vec![Some(0)], vec![None, None]));
    assert!(config(b"[]").is_err() && config(br#"{"rootfs":{"diff_ids":["x"]}}"#).is_err());
}

#[test]
fn archives_list_their_images() {
    let list = json!([{ "Config": "a.json", "RepoTags": null, "Layers": ["b/layer.tar"] }]);
    let found = saved(list.to_string().as_bytes()).expect("a list");
    assert_eq!(
        (found[0].config.as_str(), found[0].layers.as_slice()),
        ("a.json", &["b/layer.tar".to_owned()][..])
    );
    assert!(saved(b"{}").is_err() && saved(b"[{}]").is_err());
}
