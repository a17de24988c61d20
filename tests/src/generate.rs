//! A deterministic generator of manifests: the n-th manifest is the same on every machine and for ever.
//!
//! The mix is that of a company's repository: half Deployments, the rest the other workloads and what stands beside
//! them. Every fourth workload is hardened, the others miss one thing or another, so that reports have work too.

use std::fmt::Write as _;

/// Returns manifests as one text of at least `bytes` bytes, separated as documents.
#[must_use]
pub fn text(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 4096);
    let mut index = 0;
    while out.len() < bytes {
        out.push_str("---\n");
        out.push_str(&manifest(index));
        index += 1;
    }
    out
}

/// Returns the manifest with that number: a workload with its Service and ConfigMap.
#[must_use]
pub fn manifest(index: u32) -> String {
    let mut numbers = Numbers(u64::from(index).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut out = String::new();
    workload(index, &mut numbers, &mut out);
    if index.is_multiple_of(2) {
        service(index, &mut out);
    }
    if index.is_multiple_of(3) {
        config_map(index, &mut numbers, &mut out);
    }
    out
}

fn workload(index: u32, numbers: &mut Numbers, out: &mut String) {
    let (kind, api) = match index % 8 {
        5 => ("StatefulSet", "apps/v1"),
        6 => ("DaemonSet", "apps/v1"),
        7 => ("CronJob", "batch/v1"),
        _ => ("Deployment", "apps/v1"),
    };
    put(out, format_args!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: app-{index}\n"));
    put(
        out,
        format_args!(
            "  namespace: team-{}\n  labels:\n    app.kubernetes.io/name: app-{index}\n",
            index / 50
        ),
    );
    put(out, format_args!("    app.kubernetes.io/part-of: shop # {}\nspec:\n", numbers.below(1000)));
    let indent = if kind == "CronJob" {
        put(
            out,
            format_args!("  schedule: \"*/{} * * * *\"\n  jobTemplate:\n    spec:\n", 1 + numbers.below(30)),
        );
        "    "
    } else {
        put(out, format_args!("  selector: {{matchLabels: {{app.kubernetes.io/name: app-{index}}}}}\n"));
        ""
    };
    let hardened = index.is_multiple_of(4);
    put(out, format_args!("{indent}  template:\n{indent}    metadata:\n{indent}      labels:\n"));
    put(out, format_args!("{indent}        app.kubernetes.io/name: app-{index}\n{indent}    spec:\n"));
    put(out, format_args!("{indent}      serviceAccountName: app-{index}\n"));
    put(
        out,
        format_args!("{indent}      automountServiceAccountToken: false\n{indent}      securityContext:\n"),
    );
    put(out, format_args!("{indent}        fsGroup: {}\n", 1000 + numbers.below(1000)));
    if hardened || numbers.below(2) == 0 {
        put(out, format_args!("{indent}        runAsNonRoot: true\n"));
        put(out, format_args!("{indent}        seccompProfile:\n{indent}          type: RuntimeDefault\n"));
    }
    put(out, format_args!("{indent}      containers:\n"));
    let containers = 1 + numbers.below(3);
    for number in 0..containers {
        container(index, number, hardened, indent, numbers, out);
    }
    put(
        out,
        format_args!(
            "{indent}      volumes:\n{indent}        - name: tmp\n{indent}          emptyDir: {{}}\n"
        ),
    );
    if !hardened && numbers.below(16) == 0 {
        put(
            out,
            format_args!("{indent}        - name: logs\n{indent}          hostPath: {{path: /var/log}}\n"),
        );
    }
}

fn container(index: u32, number: u64, hardened: bool, indent: &str, numbers: &mut Numbers, out: &mut String) {
    put(out, format_args!("{indent}        - name: c{number}\n"));
    put(
        out,
        format_args!(
            "{indent}          image: \"registry.example/team/app-{index}:{number}.{}\"\n",
            index % 97
        ),
    );
    put(out, format_args!("{indent}          args: [\"--listen=:8080\", '--log-format=json', --verbose]\n"));
    put(out, format_args!("{indent}          env:\n"));
    for variable in 0..numbers.below(6) {
        put(out, format_args!("{indent}            - name: SETTING_{variable}\n"));
        put(out, format_args!("{indent}              value: \"{}\"\n", numbers.below(1_000_000)));
    }
    put(out, format_args!("{indent}            - name: NODE\n{indent}              valueFrom:\n"));
    put(
        out,
        format_args!(
            "{indent}                fieldRef:\n{indent}                  fieldPath: spec.nodeName\n"
        ),
    );
    put(
        out,
        format_args!(
            "{indent}          ports:\n{indent}            - containerPort: {}\n",
            8000 + numbers.below(999)
        ),
    );
    put(
        out,
        format_args!(
            "{indent}          resources:\n{indent}            requests: {{cpu: 100m, memory: 128Mi}}\n"
        ),
    );
    put(
        out,
        format_args!(
            "{indent}            limits:\n{indent}              memory: {}Mi\n",
            128 + numbers.below(896)
        ),
    );
    put(
        out,
        format_args!(
            "{indent}          livenessProbe:\n{indent}            httpGet: {{path: /healthz, port: 8080}}\n"
        ),
    );
    put(
        out,
        format_args!(
            "{indent}          volumeMounts:\n{indent}            - {{name: tmp, mountPath: /tmp}}\n"
        ),
    );
    put(
        out,
        format_args!(
            "{indent}          securityContext:\n{indent}            readOnlyRootFilesystem: true\n"
        ),
    );
    if hardened || numbers.below(3) > 0 {
        put(out, format_args!("{indent}            allowPrivilegeEscalation: false\n"));
        put(
            out,
            format_args!(
                "{indent}            capabilities:\n{indent}              drop:\n{indent}                - ALL\n"
            ),
        );
    } else if numbers.below(8) == 0 {
        put(out, format_args!("{indent}            privileged: true\n"));
    }
}

fn service(index: u32, out: &mut String) {
    put(out, format_args!("---\napiVersion: v1\nkind: Service\nmetadata:\n  name: app-{index}\n"));
    put(out, format_args!("  namespace: team-{}\nspec:\n  selector:\n", index / 50));
    put(
        out,
        format_args!(
            "    app.kubernetes.io/name: app-{index}\n  ports:\n    - port: 80\n      targetPort: 8080\n"
        ),
    );
}

fn config_map(index: u32, numbers: &mut Numbers, out: &mut String) {
    put(out, format_args!("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-{index}\n"));
    put(out, format_args!("  namespace: team-{}\ndata:\n  app.properties: |\n", index / 50));
    for line in 0..(5 + numbers.below(25)) {
        put(out, format_args!("    feature.flag.{line}=value {} # 設定\n", numbers.below(1_000_000)));
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
}

/// Xorshift64: small, fast, and the same everywhere.
///
/// # Source
/// Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}
