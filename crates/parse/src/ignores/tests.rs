//! What is read of each scanner, and what hostile files make of it.

use sekimori_model::Limits;

use super::*;

fn told(path: &str, text: &str) -> Vec<Ignore> {
    let read = read(path, text.as_bytes(), &Scanner::ALL, &Limits::default());
    read.map(|read| read.ignores).unwrap_or_default()
}

/// Line, scanner and check of each.
fn checks(path: &str, text: &str) -> Vec<(u32, &'static str, String)> {
    let one = |ignore: Ignore| {
        let what = match ignore.what {
            What::Check(id) => id,
            other => format!("{other:?}"),
        };
        (ignore.line, ignore.scanner.name(), what)
    };
    told(path, text).into_iter().map(one).collect()
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: shop\n";

#[test]
fn reads_annotations() {
    let text = format!(
        "{POD}  annotations:\n    ignore-check.kube-linter.io/host-ipc: agreed\n    kube-score/ignore: pod-probes, label-values\n    \
         polaris.fairwinds.com/hostIPCSet-exempt: \"true\"\n    polaris.fairwinds.com/tagNotSpecified-exempt: \"false\"\n    \
         polaris.fairwinds.com/exempt: \"true\"\n    checkov.io/skip1: CKV_K8S_18=needs it\n    kube-score/enable: x\n"
    );
    let expected = [
        (7, "kube-linter", "host-ipc"),
        (8, "kube-score", "pod-probes"),
        (8, "kube-score", "label-values"),
        (9, "polaris", "hostIPCSet"),
        (11, "polaris", "Everything"),
        (12, "checkov", "CKV_K8S_18"),
    ];
    assert_eq!(checks("a.yaml", &text), expected.map(|(line, name, id)| (line, name, id.to_owned())));
    let all = told("k/a.yaml", &text);
    let first = all.first().cloned();
    let scope =
        Scope { subject: Some("object:core/Pod/shop/a/*".to_owned()), path: Some("k/a.yaml".to_owned()) };
    assert_eq!(first.map(|one| (one.scope, one.reason)), Some((scope, Some("agreed".to_owned()))));
}

#[test]
fn a_comment_speaks_of_the_object_that_it_stands_in() {
    let text = format!(
        "# checkov:skip=CKV_K8S_1:first\n{POD}---\n{}# a  trivy:ignore:KSV012\nspec: {{}} # trivy:ignore:AVD-KSV-0001:exp:2027-01-01\n",
        POD.replace("name: a", "name: b")
    );
    let all = told("a.yaml", &text);
    let subjects: Vec<_> =
        all.iter().map(|one| (one.line, one.scope.subject.clone().unwrap_or_default())).collect();
    let pod = |name: &str| format!("object:core/Pod/shop/{name}/*");
    assert_eq!(subjects, [(1, pod("a")), (13, pod("b")), (14, pod("b"))]);
    assert_eq!(all.first().and_then(|one| one.reason.clone()).as_deref(), Some("first"));
    assert_eq!(all.last().and_then(|one| one.expires), "2027-01-01".parse().ok());
}

#[test]
fn text_that_looks_like_a_comment_is_none() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    # checkov:skip=CKV_K8S_1:x\n    b\n  c: \"d # trivy:ignore:KSV001\"\n  e: f# trivy:ignore:KSV001\n";
    assert_eq!(checks("a.yaml", text), []);
    let after = format!("{text}# trivy:ignore:KSV001\n  # trivy:ignore:KSV002\n");
    assert_eq!(checks("a.yaml", &after).len(), 2, "behind a block scalar too");
}

#[test]
fn a_comment_in_no_object_is_told() {
    let text = format!("# trivy:ignore:KSV001\n---\n{POD}");
    assert_eq!(checks("a.yaml", &text), [(1, "trivy", "Unclear(NoObject)".to_owned())]);
}

#[test]
fn reads_files_of_their_own() {
    let text =
        "checks:\n  doNotAutoAddDefaults: true\n  exclude:\n    - host-ipc\n  ignorePaths: [vendor/**]\n";
    let lines: Vec<_> =
        checks("x/.kube-linter.yaml", text).into_iter().map(|(line, _, what)| (line, what)).collect();
    let expected = [(2, "Unclear(Defaults)"), (4, "host-ipc"), (5, "Everything")];
    assert_eq!(lines, expected.map(|(line, what)| (line, what.to_owned())));
    assert_eq!(
        told("x/.kube-linter.yaml", text).first().and_then(|one| one.scope.path.clone()).as_deref(),
        Some("x/*")
    );

    let text = "skip-check:\n  - CKV_K8S_18\n  - CKV_AWS_1\nskip-path: [vendor]\n";
    let whats: Vec<_> = checks(".checkov.yaml", text).into_iter().map(|(_, _, what)| what).collect();
    assert_eq!(whats, ["CKV_K8S_18", "Other", "Everything"]);

    let text = "# why\nKSV-0012 exp:2027-02-01 # agreed\nCVE-2020-1\nKSV001 exp:soon\n";
    let whats: Vec<_> =
        checks(".trivyignore", text).into_iter().map(|(line, _, what)| (line, what)).collect();
    let expected = [(2, "AVD-KSV-0012"), (3, "Other"), (4, "Unclear(Day)")];
    assert_eq!(whats, expected.map(|(line, what)| (line, what.to_owned())));

    let text = "misconfigurations:\n  - id: AVD-KSV-0012\n    paths: [k8s/a.yaml, \"*.yaml\"]\n    expired_at: 2027-02-01\n    statement: agreed\nsecrets: [{id: x}]\n";
    let all = told("deep/.trivyignore.yaml", text);
    let paths: Vec<_> = all.iter().map(|one| (one.what.clone(), one.scope.path.clone())).collect();
    let deep = |path: &str| Some(format!("deep/{path}"));
    let expected = [
        (What::Check("AVD-KSV-0012".to_owned()), deep("k8s/a.yaml")),
        (What::Unclear(Unclear::Paths), deep("*")),
        (What::Other, deep("*")),
    ];
    assert_eq!(paths, expected);
    let first = all.first().map(|one| (one.reason.clone(), one.expires));
    assert_eq!(first, Some((Some("agreed".to_owned()), "2027-02-01".parse().ok())));

    let text = "{\"failed_checks\": [{\"file\": \"/k8s/a.yaml\", \"findings\": [{\"resource\": \"Pod.default.a.b\", \"check_ids\": [\"CKV_K8S_18\"]}]}]}";
    let scope = told(".checkov.baseline", text).first().map(|one| one.scope.clone());
    let path = Some("k8s/a.yaml".to_owned());
    assert_eq!(scope, Some(Scope { subject: Some("object:*/Pod/*/a.b/*".to_owned()), path }));
}

#[test]
fn reads_exemptions_of_polaris() {
    let text = "checks:\n  tagNotSpecified: ignore\n  hostIPCSet: danger\nexemptions:\n  - namespace: kube-system\n    controllerNames: [dns]\n    rules: [hostNetworkSet]\n  - containerNames: [side]\n";
    let all = told("config.yaml", text);
    let subjects: Vec<_> =
        all.iter().map(|one| (one.line, one.scope.subject.as_deref().unwrap_or("-"))).collect();
    assert_eq!(
        subjects,
        [(2, "-"), (7, "object:*/*/kube-system/dns*"), (8, "object:*/*/*/*/*ontainers[side*")]
    );
    assert_eq!(
        checks("values.yaml", "checks: {tagNotSpecified: ignore}\n# exemptions\n"),
        [],
        "not Polaris's"
    );
}

#[test]
fn a_hostile_name_selects_nothing_but_its_like() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: \"*\", namespace: \"*\", annotations: {kube-score/ignore: pod-probes}}\n";
    let subject = told("*.yaml", text).first().map(|one| one.scope.clone());
    let expected =
        Scope { subject: Some("object:core/Pod/?/?/*".to_owned()), path: Some("?.yaml".to_owned()) };
    assert_eq!(subject, Some(expected));
}

#[test]
fn hostile_files_are_bounded() {
    let many = format!("{POD}  annotations: {{kube-score/ignore: \"{}\"}}\n", "a,".repeat(100_000));
    let all = told("a.yaml", &many);
    assert_eq!(all.len(), MAX_OF_A_FILE.saturating_add(1));
    assert_eq!(all.last().map(|one| one.what.clone()), Some(What::Unclear(Unclear::TooMany)));
    let long = format!("# trivy:ignore:{}\n{POD}", "K".repeat(1_000_000));
    assert!(checks("a.yaml", &long).iter().all(|(_, _, what)| what.len() <= MAX_ID));
    let comments = "# checkov:skip=CKV_K8S_1\n".repeat(100_000);
    assert_eq!(told("a.yaml", &format!("{comments}{POD}")).len(), MAX_OF_A_FILE.saturating_add(1));
    for broken in ["", "exemptions: [", "exemptions: 1\n", "checkov: *a\n", "\u{0}trivy:ignore:"] {
        assert_eq!(checks("a.yaml", broken).len(), 0, "{broken:?}");
        for own in [".kube-linter.yaml", ".checkov.yaml", ".checkov.baseline", ".trivyignore.yaml"] {
            assert_eq!(checks(own, broken).len(), 0, "{own} {broken:?}");
        }
    }
}

/// Each of these ended in hours or in no memory: a product of lists, and aliases of long texts.
#[test]
fn what_a_file_names_a_million_times_over_is_told_ten_thousand_times() {
    let numbers = |count: usize| (0..count).map(|n| format!("n{n}")).collect::<Vec<_>>().join(",");
    let long = "x".repeat(1 << 20);
    let product = format!(
        "exemptions:\n- controllerNames: [{}]\n  containerNames: [{}]\n  rules: \"{}\"\n",
        numbers(200),
        numbers(200),
        numbers(400_000)
    );
    let paths = format!("misconfigurations:\n- {{id: KSV001, paths: &p \"{}\"}}\n", numbers(400_000))
        + &"- {id: KSV001, paths: *p}\n".repeat(11_000);
    let names = format!(
        "failed_checks:\n- file: &f {long}\n  findings:\n  - resource: &r a.b.{long}\n    check_ids: [a]\n"
    ) + &"  - {resource: *r, check_ids: [a]}\n".repeat(11_000);
    let pods = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod, metadata: &m {{name: a, annotations: {{kube-score/ignore: \"{}\"}}}}}}\n",
        numbers(40_000)
    ) + &"- {apiVersion: v1, kind: Pod, metadata: *m}\n".repeat(11_000);
    for (path, text) in
        [("a.yaml", product), (".trivyignore.yaml", paths), (".checkov.baseline", names), ("b.yaml", pods)]
    {
        let told = told(path, &text);
        assert_eq!(told.len(), MAX_OF_A_FILE + 1, "{path}");
        assert_eq!(told.last().map(|one| &one.what), Some(&What::Unclear(Unclear::TooMany)), "{path}");
        let longest = told.iter().filter_map(|one| one.scope.path.as_ref().or(one.scope.subject.as_ref()));
        assert!(longest.map(String::len).max().unwrap_or(0) <= MAX_SELECTOR, "{path}");
        // Who is not asked for takes no time either.
        let others = read(path, text.as_bytes(), &[], &Limits::default());
        assert_eq!(others.map(|read| read.ignores.len()), Ok(0), "{path}");
    }
}

#[test]
fn a_selector_that_is_too_long_is_not_cut() {
    let long = "x".repeat(MAX_SELECTOR);
    let text = format!(
        "misconfigurations:\n- {{id: KSV001, paths: [{long}]}}\n- {{id: KSV001, paths: [{long}x]}}\n"
    );
    let whats: Vec<What> = told(".trivyignore.yaml", &text).into_iter().map(|one| one.what).collect();
    assert_eq!(whats, [What::Check("AVD-KSV-0001".to_owned()), What::Unclear(Unclear::Form)]);
}
