//! What stands in a chart beside its templates, and what is said of one: nothing of it is lost in silence.

use crate::folder::Folder;
use crate::manifest::SHARED;

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

const FINE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}, namespace: shop}\n";

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
    let declared = format!("{CHART}dependencies:\n- {{name: redis, version: 1.0.0, condition: redis.enabled}}\n");
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
