//! Manifests by how many faults they have.

/// The fault of [`shared`].
pub(crate) const SHARED: &str = "pod-security/host-namespace-shared";

/// A pod without a fault, on nine lines.
pub(crate) fn clean(name: &str) -> String {
    pod(name, "")
}

/// A pod with exactly one fault: `hostNetwork: true` on line 5, column 3.
pub(crate) fn shared(name: &str) -> String {
    pod(name, "  hostNetwork: true\n")
}

/// A pod without a fault but what `lines` of its spec bring in.
pub(crate) fn pod(name: &str, lines: &str) -> String {
    format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
{lines}  securityContext: {{runAsNonRoot: true, seccompProfile: {{type: RuntimeDefault}}}}
  containers:
    - name: web
      image: registry.example/web:1
      securityContext: {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}}}
"
    )
}

/// A pod whose only fault has a safe repair: no profile of seccomp.
pub(crate) fn open_seccomp(name: &str) -> String {
    clean(name).replace(", seccompProfile: {type: RuntimeDefault}", "")
}

/// The pod of [`open_seccomp`] after its repair.
pub(crate) fn closed_seccomp(name: &str) -> String {
    let pod = open_seccomp(name);
    let containers = "capabilities: {drop: [ALL]}";
    pod.replace(containers, &format!("{containers}, seccompProfile: {{type: RuntimeDefault}}"))
}

/// The pod of [`shared`] with one annotation.
pub(crate) fn annotated(name: &str, key: &str, value: &str) -> String {
    let metadata = format!("namespace: shop, annotations: {{\"{key}\": \"{value}\"}}}}");
    shared(name).replace("namespace: shop}", &metadata)
}

/// `count` texts, one after the other, each made from its number.
pub(crate) fn many(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect::<Vec<_>>().concat()
}

/// Each line of `text` behind `indent`.
pub(crate) fn indented(text: &str, indent: &str) -> String {
    text.split_inclusive('\n').flat_map(|line| [indent, line]).collect()
}

/// Mappings in mappings, a level a line.
pub(crate) fn nested(levels: usize) -> String {
    many(levels, |level| format!("{}a:\n", " ".repeat(level)))
}

/// A Deployment whose pod template is `template`, a pod's text.
pub(crate) fn deployment(name: &str, pod: &str) -> String {
    let (_, spec) = pod.split_once("\nspec:\n").expect("a pod has a spec");
    let spec = indented(spec, "    ");
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
{spec}"
    )
}
