//! Where the lines of what is built come from, and what is not built at all.

use std::sync::atomic::{AtomicU64, Ordering};

use sekimori_render::kustomize::{Bases, Built, build_on};
use sekimori_render::{Bounds, Budget, InMemory};

use sekimori_model::Limits;

fn build(files: &[(&str, &str)], bounds: Bounds) -> Result<Built, String> {
    let late = || false;
    let files: InMemory = files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    let built =
        sekimori_render::kustomize::build(&files, "over", &Limits::default(), &Budget::new(bounds, &late));
    built.map_err(|error| error.to_string())
}

fn origin(built: &Built, line: &str) -> String {
    let place = built.rendered.text.lines().position(|text| text.trim() == line);
    let place = place.unwrap_or_else(|| panic!("no line is {line:?}:\n{}", built.rendered.text));
    let origin = built.rendered.lines[place].origin.as_ref().expect("it has an origin");
    format!("{}:{}", origin.path, origin.span.line)
}

const BASE: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: nginx:1
";

#[test]
fn a_value_points_at_what_set_it() {
    let files = [
        ("base/kustomization.yaml", "resources:\n- web.yaml\n"),
        ("base/web.yaml", BASE),
        (
            "over/kustomization.yaml",
            "resources:
- ../base
namespace: team
patches:
- path: patch.yaml
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      paused: true
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/minReadySeconds
      value: 5
images:
- name: nginx
  newTag: '2'
configMapGenerator:
- name: made
  literals:
  - a=b
",
        ),
        (
            "over/patch.yaml",
            "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  template:
    spec:
      hostNetwork: true
",
        ),
    ];
    let built = build(&files, Bounds::default()).expect("it builds");
    assert_eq!(origin(&built, "kind: Deployment"), "base/web.yaml:2");
    assert_eq!(origin(&built, "containers:"), "base/web.yaml:9");
    assert_eq!(origin(&built, "replicas: 3"), "over/patch.yaml:5");
    assert_eq!(origin(&built, "hostNetwork: true"), "over/patch.yaml:8");
    assert_eq!(origin(&built, "paused: true"), "over/kustomization.yaml:11");
    assert_eq!(origin(&built, "minReadySeconds: 5"), "over/kustomization.yaml:16");
    assert_eq!(origin(&built, "image: nginx:2"), "over/kustomization.yaml:19");
    assert_eq!(origin(&built, "namespace: team"), "over/kustomization.yaml:3");
    assert_eq!(origin(&built, "a: b"), "over/kustomization.yaml:23");
    let files: Vec<&str> = built.files.iter().map(AsRef::as_ref).collect();
    let wanted = ["base/kustomization.yaml", "base/web.yaml", "over/kustomization.yaml", "over/patch.yaml"];
    assert_eq!(files, wanted);
}

#[test]
fn an_object_that_a_patch_names_stays_where_it_was_written() {
    let patch = "kind: Deployment
apiVersion: apps/v1
metadata:
  name: web
spec: {paused: true}
";
    let files = [
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", BASE),
        (
            "over/kustomization.yaml",
            "resources: [../base]\nnamePrefix: a-\npatches:\n- path: patch.yaml\n- {path: patch.yaml, target: {kind: Deployment}}\n",
        ),
        ("over/patch.yaml", patch),
    ];
    let built = build(&files, Bounds::default()).expect("it builds");
    let places = ["apiVersion: apps/v1", "kind: Deployment", "metadata:", "name: a-web", "spec:"];
    let places = places.map(|line| origin(&built, line));
    assert_eq!(places, [1, 2, 3, 4, 5].map(|line| format!("base/web.yaml:{line}")));
    assert_eq!(origin(&built, "paused: true"), "over/patch.yaml:5");
}

#[test]
fn a_file_of_a_secret_that_is_kept_away_costs_its_own_keys() {
    let kustomization = "secretGenerator:
- name: login
  envs: [login.env]
  env: other.env
  files: [key.pem, cert=cert.pem]
  literals: [user=web]
";
    let files = [("over/kustomization.yaml", kustomization), ("over/cert.pem", "-")];
    let built = build(&files, Bounds::default()).expect("it builds");
    let data: Vec<&str> = built.rendered.text.lines().filter(|line| line.starts_with("  ")).skip(1).collect();
    assert_eq!(data, ["  cert: LQ==", "  user: d2Vi"], "{}", built.rendered.text);
    let files = [("over/kustomization.yaml", kustomization.replace("secret", "configMap"))];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let message = build(&files, Bounds::default()).expect_err("a ConfigMap is no secret");
    assert_eq!(message, "over/kustomization.yaml:3: there is no file `login.env`");
}

#[test]
fn what_is_remote_is_named_and_the_rest_is_built() {
    let kustomization = "resources:
- https://user:secret@example.com/x.yaml
- github.com/owner/repo//path?ref=v1
- git@example.com:owner/repo.git
- web.yaml
components:
- https://example.com/owner/repo
transformers:
- function.yaml
helmCharts:
- name: absent
  repo: https://charts.example.com
";
    let function = "apiVersion: example.com/v1
kind: Mangle
metadata:
  name: it
  annotations:
    config.kubernetes.io/function: |
      container: {image: example.com/mangle:1}
";
    let files = [
        ("over/kustomization.yaml", kustomization),
        ("over/web.yaml", BASE),
        ("over/function.yaml", function),
    ];
    let built = build(&files, Bounds::default()).expect("it builds");
    assert!(built.rendered.text.contains("image: nginx:1"));
    let remote: Vec<String> = built
        .remote
        .iter()
        .map(|remote| format!("{}:{} {}", remote.path, remote.line, remote.address))
        .collect();
    let wanted = [
        "over/kustomization.yaml:2 https://example.com/x.yaml",
        "over/kustomization.yaml:3 github.com/owner/repo//path?ref=v1",
        "over/kustomization.yaml:4 git@example.com:owner/repo.git",
        "over/kustomization.yaml:11 chart absent https://charts.example.com",
        "over/kustomization.yaml:7 https://example.com/owner/repo",
        "over/function.yaml:1 example.com/v1 Mangle it",
    ];
    assert_eq!(remote, wanted);
}

#[test]
fn a_chart_is_inflated_and_points_at_its_template() {
    let files = [
        (
            "over/kustomization.yaml",
            "namespace: team
helmCharts:
- name: shop
  releaseName: r
  valuesInline:
    tag: '7'
patches:
- target: {kind: Deployment}
  patch: |-
    - {op: replace, path: /spec/replicas, value: 4}
",
        ),
        ("over/charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
        ("over/charts/shop/values.yaml", "tag: '1'\n"),
        (
            "over/charts/shop/templates/web.yaml",
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: 1
  image: shop:{{ .Values.tag }}
",
        ),
    ];
    let built = build(&files, Bounds::default()).expect("it builds");
    assert_eq!(origin(&built, "image: shop:7"), "over/charts/shop/templates/web.yaml:7");
    assert_eq!(origin(&built, "replicas: 4"), "over/kustomization.yaml:10");
    assert!(built.rendered.text.contains("name: r-web"));
}

#[test]
fn what_grows_without_end_is_stopped() {
    let mut kustomization = "resources: [a.yaml]\nreplacements:\n".to_owned();
    for _ in 0..40 {
        kustomization.push_str(
            "- source: {kind: ConfigMap, fieldPath: data}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.x, data.y], options: {create: true}}]\n",
        );
    }
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";
    let files = [("over/kustomization.yaml", kustomization.as_str()), ("over/a.yaml", object)];
    let message = build(&files, Bounds::default()).expect_err("it grows without end");
    assert!(message.starts_with("over/kustomization.yaml:") && message.contains("more than"), "{message}");
}

#[test]
fn bases_that_double_on_every_level_are_stopped_once_for_all() {
    let mut files = vec![
        ("0m/kustomization.yaml".to_owned(), "resources: [a.yaml]\n".to_owned()),
        ("0m/a.yaml".to_owned(), BASE.to_owned()),
    ];
    for level in 1..=24 {
        for half in ["a", "b"] {
            let text = format!("resources: [../{}m]\nnameSuffix: {half}\n", level - 1);
            files.push((format!("{level}{half}/kustomization.yaml"), text));
        }
        let text = format!("resources: [../{level}a, ../{level}b]\n");
        files.push((format!("{level}m/kustomization.yaml"), text));
    }
    let files: InMemory =
        files.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes())).collect();
    let bases = Bases::shared((0..24).map(|level| format!("{level}m")).collect());
    let asked = AtomicU64::new(0);
    let late = || asked.fetch_add(1, Ordering::Relaxed) > 10_000;
    let build = |folder: &str| {
        let budget = Budget::new(Bounds::default(), &late);
        let built = build_on(&bases, &files, folder, &Limits::default(), &budget);
        built.map(|built| built.files.len()).map_err(|error| error.to_string())
    };
    let message = build("24m").expect_err("there are 16 million objects");
    assert!(message.ends_with("more than 10000 objects in one overlay"), "{message}");
    let before = asked.load(Ordering::Relaxed);
    assert_eq!(build("24a").expect_err("it is built on the same"), message);
    assert_eq!(build("15b").expect_err("it is built on the same"), message);
    assert_eq!(asked.load(Ordering::Relaxed), before, "nothing is built again");
    assert_eq!(build("3m"), Ok(11), "what is built on a base that was kept has all its files");
}

#[test]
fn a_base_that_is_kept_is_the_same_for_all_that_name_it() {
    let files = [
        ("base/kustomization.yaml", "namePrefix: p-\nresources: [web.yaml, https://example.com/x.yaml]\n"),
        ("base/web.yaml", BASE),
        ("one/kustomization.yaml", "resources: [../base]\nnameSuffix: -x\n"),
        ("two/kustomization.yaml", "resources: [../base]\nnameSuffix: -y\n"),
        ("three/kustomization.yaml", "resources: [../base]\nbuildMetadata: [originAnnotations]\n"),
    ];
    let files: InMemory = files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    let bases = Bases::shared(["base".to_owned()].into());
    for folder in ["one", "two", "three", "base"] {
        let late = || false;
        let budget = || Budget::new(Bounds::default(), &late);
        let shared = build_on(&bases, &files, folder, &Limits::default(), &budget()).expect("it builds");
        let alone = sekimori_render::kustomize::build(&files, folder, &Limits::default(), &budget());
        let alone = alone.expect("it builds");
        assert_eq!(shared.rendered, alone.rendered, "{folder}");
        assert_eq!((shared.files, shared.remote), (alone.files, alone.remote), "{folder}");
    }
}

#[test]
fn a_message_names_the_place_and_no_value() {
    let files = [("over/kustomization.yaml", "secretGenerator:\n- name: a\n  literals:\n  - hunter2\n")];
    let message = build(&files, Bounds::default()).expect_err("it is no literal");
    assert_eq!(message, "over/kustomization.yaml:4: a literal source is `key=value`");
}
