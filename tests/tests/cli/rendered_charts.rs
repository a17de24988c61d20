//! What stands in a chart beside its templates, and what is said of one: nothing of it is lost in silence.

use crate::folder::Folder;
use crate::manifest::SHARED;
use crate::program::sekimori;

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

/// A pod that shares a namespace of the host.
const SHARING: &str = "apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec:
  hostPID: true
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: web
      image: registry.example/web:1.0
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
";

const FINE: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}, namespace: shop}\n";

fn chart() -> Folder {
    Folder::new().and("web/Chart.yaml", CHART).and("web/templates/fine.yaml", FINE)
}

#[test]
fn what_no_rendering_uses_is_judged_as_a_plain_file() {
    let chart = chart()
        .and("web/charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n")
        .and("web/.helmignore", "ignored.yaml\n");
    let loose = [
        "web/charts/foo/x.yaml",
        "web/charts/loose.yaml",
        "web/charts/redis/deploy.yaml",
        "web/templates/.hidden.yaml",
        "web/templates/sub/ignored.yaml",
    ];
    let folder = loose.iter().fold(chart, |folder, path| folder.and(path, SHARING));
    let report = folder.report(&[]);
    assert_eq!(report.violations(), loose.map(|path| (path, SHARED)));
    // A folder in `charts/` without a chart is told of beside that.
    assert_eq!(report.not_analysed(), [("web/charts/foo", "render-failed")]);
}

#[test]
fn the_templates_of_a_disabled_chart_are_not_installed() {
    let declared =
        format!("{CHART}dependencies:\n- {{name: redis, version: 1.0.0, condition: redis.enabled}}\n");
    let folder = chart()
        .and("web/Chart.yaml", declared)
        .and("web/values.yaml", "redis: {enabled: false}\n")
        .and("web/charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n")
        .and("web/charts/redis/templates/a.yaml", SHARING);
    let report = folder.report(&[]);
    assert_eq!((report.violations(), report.not_analysed()), (vec![], vec![]));
    let report = folder.report(&["--set", "redis.enabled=true"]);
    assert_eq!(report.violations(), [("web/charts/redis/templates/a.yaml", SHARED)]);
}

#[test]
fn a_release_of_no_chart_is_told_and_decides() {
    let config =
        "version: 1\nhelm:\n  releases:\n    - {name: z, chart: nochart}\n    - {name: other, chart: web}\n";
    let folder = chart().and("sekimori.yaml", config);
    let run = folder.scan(&[]).exits(3);
    assert!(run.out.contains("no chart of this scan is in `nochart`"), "{}", run.out);
    assert!(run.out.contains("sekimori.yaml:4:7"), "{}", run.out);
    assert!(run.err.contains("not judged: a release"), "{}", run.err);
    assert!(!run.err.contains("--owner"), "{}", run.err);
    let ja = folder.scan(&["--lang", "ja"]).exits(3);
    assert!(ja.out.contains("`nochart`"), "{}", ja.out);
    // Where a part is scanned, the chart may lie in another.
    let part = sekimori(&["scan", "web"]).from(folder.path()).exits(0);
    assert!(!part.out.contains("nochart"), "{}", part.out);
    let files = sekimori(&["scan", "web/templates/fine.yaml", "web/Chart.yaml"]).from(folder.path()).run();
    assert!(!files.out.contains("nochart"), "{}", files.out);
}

#[test]
fn malformed_settings_are_refused_before_the_scan_without_the_value() {
    let folder = chart().and("v.yaml", "a: 1\nb:\n  c: 1\n d: 2\n");
    let refused = |args: &[&str], place: &str| {
        let run = sekimori(&["scan", "."]).args(args).from(folder.path()).exits(64);
        assert!(run.err.contains(place) && !run.err.contains("hunter2"), "{}", run.err);
    };
    refused(
        &["--set", "a[x]=hunter2"],
        "`--set` is malformed: an index is no number from 0 to 65536, at character",
    );
    refused(&["--set", "a=b,hunter2"], "and \\, for a comma within a value");
    refused(&["--set-json", "a={hunter2"], "`--set-json` is malformed");
    refused(&["--set-json", "a={hunter2", "--lang", "ja"], "`--set-json` の形式が正しくありません");
    refused(&["-f", "v.yaml"], "v.yaml:4: these values for charts cannot be used");
    refused(&["--kube-version", "one"], "`one` is not a version of Kubernetes");
    let config = "version: 1\nhelm:\n  releases:\n    - name: z\n      set: ['a=1', 'a[x]=hunter2']\n";
    let run = chart().and("sekimori.yaml", config).scan(&[]).exits(64);
    assert!(
        run.err.contains("sekimori.yaml:5:20: `--set` is malformed: an index is no number"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("hunter2"), "{}", run.err);
}
