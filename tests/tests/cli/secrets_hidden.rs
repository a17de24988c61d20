//! Secrets that lie in something in something else, and what is said of those that lie too deep.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use sekimori_tests::zip;
use serde_json::json;

use crate::folder::{Folder, TODAY};
use crate::image_layout::{LayerTar, layout};
use crate::planted::{GITHUB, token};
use crate::program::sekimori;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(content).expect("memory");
    writer.finish().expect("memory")
}

#[test]
fn a_secret_in_a_jar_in_a_layer_is_told_with_the_way_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner =
        zip("BOOT-INF/classes/application.properties", format!("deploy.token={}\n", token(1)).as_bytes());
    let jar = zip("lib/inner.jar", &inner);
    layout(folder.path(), &json!({}), &["COPY . ."], vec![LayerTar::new().file("app/shop.jar", jar)]);
    let target = format!("oci:{}", folder.path().display());
    let args = ["--now", TODAY, "--pack", "secrets", "--format", "json", "--exit-zero"];
    let report = sekimori(&["image", &target]).args(&args).reports(0);
    let found = report.only();
    assert_eq!(found.rule(), GITHUB);
    assert_eq!(found.0["location"]["path"], "app/shop.jar");
    let through = &found.0["evidence"][0]["through"];
    assert_eq!(*through, json!(["lib/inner.jar", "BOOT-INF/classes/application.properties"]));
}

#[test]
fn a_secret_in_a_zip_in_a_packed_tar_is_found_and_beyond_the_depth_it_is_not_called_clean() {
    let packed = |depth: usize| {
        let zip = zip("t.txt", token(2).as_bytes());
        (0..depth)
            .fold(zip, |inner, number| gzip(&LayerTar::new().file(&format!("{number}.bin"), inner).bytes()))
    };
    let run = |depth: usize| {
        let folder = Folder::new().and("a.tgz", packed(depth));
        sekimori(&["secrets", "--now", TODAY, "--format", "json"]).from(folder.path()).run()
    };
    let found = run(1);
    assert_eq!(found.code, Some(1), "{}", found.err);
    assert!(found.out.contains(GITHUB), "{}", found.out);
    let deep = run(40);
    assert_eq!(deep.code, Some(4), "{}{}", deep.out, deep.err);
    assert!(deep.out.contains("not-analysed") && deep.err.contains("incomplete"), "{}", deep.err);
}

#[test]
fn a_short_password_is_shown_by_no_rule_in_no_format() {
    let password = ["Zu7k", "Rt9Q"].concat();
    let address = format!("postgres://shop:{password}@db.example/shop");
    let image = format!("https://shop:{password}@registry.example/shop");
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: web, namespace: shop, labels: {{ db: \"{address}\" }} }}\n\
         spec:\n  containers:\n    - {{ name: \"x{password}\", image: \"{image}\" }}\n"
    );
    let folder = Folder::new().and("pod.yaml", pod);
    for format in ["terminal", "table", "json", "sarif", "html", "markdown", "junit", "gitlab", "github"] {
        let run = sekimori(&["scan", "--now", TODAY, "--format", format, "--exit-zero"]).from(folder.path());
        let run = run.by_default().exits(0);
        assert!(!run.out.contains(&password) && !run.err.contains(&password), "{format}: {}", run.out);
    }
    for args in [
        vec!["image", &image],
        vec!["scan", &image],
        vec!["sbom", &image],
        vec!["secrets", &address],
        vec!["base-images", &image],
        vec!["deps", &image],
        vec!["registry", "check", &image],
    ] {
        let run = sekimori(&args).from(folder.path()).run();
        assert!(!run.err.contains(&password) && !run.out.contains(&password), "{args:?}: {}", run.err);
    }
}
