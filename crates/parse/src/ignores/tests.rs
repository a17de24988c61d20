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
    let expected = [(2, "AVD-KSV-0012"), (3, "Advisory(\"CVE-2020-1\")"), (4, "Unclear(Day)")];
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
fn reads_what_scanners_of_vulnerabilities_leave_alone() {
    let grype = "ignore:\n  - vulnerability: CVE-2026-1\n    reason: not loaded\n  - vulnerability: GHSA-a\n    package: {name: left-pad, type: npm}\n  - package: {name: curl, type: deb}\n  - package: {name: 'le.*', type: npm}\n  - vulnerability: CVE-2026-2\n    fix-state: wont-fix\n  - reason: all\n";
    let all = told("sub/.grype.yaml", grype);
    let of = |id: &str| What::Advisory(id.to_owned());
    let subject = |text: &str| Some(text.to_owned());
    let seen: Vec<_> = all.iter().map(|one| (one.what.clone(), one.scope.subject.clone())).collect();
    let expected = [
        (of("CVE-2026-1"), None),
        (of("GHSA-a"), subject("package:pkg:npm/left-pad/*")),
        (What::AnyAdvisory, subject("package:pkg:deb/debian/curl/*")),
        (What::Unclear(Unclear::Together), None),
        (What::Unclear(Unclear::Together), None),
        (What::Unclear(Unclear::Form), None),
    ];
    assert_eq!(seen, expected);
    assert_eq!(all.first().and_then(|one| one.reason.as_deref()), Some("not loaded"));
    assert_eq!(told(".grype/config.yaml", grype).len(), 6);

    let osv = "[[IgnoredVulns]]\nid = \"GO-2026-1\"\nignoreUntil = 2027-02-01\nreason = \"not called\"\n\n[[IgnoredVulns]]\nid = \"x y\"\n\n[[PackageOverrides]]\nname = \"left-pad\"\necosystem = \"npm\"\nvulnerability.ignore = true\neffectiveUntil = 2027-03-01T00:00:00Z\n\n[[PackageOverrides]]\nname = \"left-pad\"\necosystem = \"npm\"\nversion = \"1.0.0\"\nignore = true\n\n[[PackageOverrides]]\nname = \"b\"\necosystem = \"npm\"\nlicense.override = [\"MIT\"]\n";
    let all = told("osv-scanner.toml", osv);
    let seen: Vec<_> =
        all.iter().map(|one| (one.line, one.what.clone(), one.scope.subject.clone())).collect();
    let expected = [
        (1, of("GO-2026-1"), None),
        (6, What::Unclear(Unclear::Form), None),
        (9, What::AnyAdvisory, subject("package:pkg:npm/left-pad/*")),
        (15, What::Unclear(Unclear::Together), None),
        (21, What::Other, None),
    ];
    assert_eq!(seen, expected);
    let days: Vec<_> = all.iter().filter_map(|one| one.expires).map(|day| day.to_string()).collect();
    assert_eq!(days, ["2027-02-01", "2027-03-01"]);

    let trivy = "vulnerabilities:\n  - id: CVE-2026-1\n    purls: [\"pkg:npm/left-pad\", \"pkg:npm/left-pad@1.0.0\"]\n    statement: agreed\n  - id: CVE-2026-2\n    paths: [app/package-lock.json]\n    expired_at: 2027-02-01\n";
    let all = told(".trivyignore.yaml", trivy);
    let seen: Vec<_> =
        all.iter().map(|one| (one.what.clone(), one.scope.subject.clone(), one.scope.path.clone())).collect();
    let expected = [
        (of("CVE-2026-1"), subject("package:pkg:npm/left-pad/*"), None),
        (What::Unclear(Unclear::Together), None, None),
        (of("CVE-2026-2"), None, subject("app/package-lock.json")),
    ];
    assert_eq!(seen, expected);
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

/// Line and what is said of each, with the path that is selected.
fn selected(path: &str, text: &str) -> Vec<(u32, String)> {
    let one = |ignore: Ignore| {
        let what = match ignore.what {
            What::Check(id) => id,
            other => format!("{other:?}"),
        };
        (ignore.line, ignore.scope.path.map_or(what.clone(), |path| format!("{what} in {path}")))
    };
    told(path, text).into_iter().map(one).collect()
}

fn lines(expected: &[(u32, &str)]) -> Vec<(u32, String)> {
    expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
}

#[test]
fn allow_lists_are_read_by_what_a_waiver_can_say() {
    let text = r#"title = "ours"
[extend]
useDefault = true
path = "base.toml"
disabledRules = ["generic-api-key"]

[[allowlists]]
description = "fixtures"
paths = [
  '''^testdata/''',
  '''[^/]+\.go$''',
]
regexes = ['''placeholder''']
stopWords = ["example"]
commits = ["abc"]

[[allowlists]]
targetRules = ["github-pat", "jwt"]
paths = ['''\.md$''']

[[allowlists]]
condition = "AND"
paths = ['''docs/''']
regexes = ['''sample''']

[[rules]]
id = "stripe-access-token"
    [[rules.allowlists]]
    regexTarget = "line"
    regexes = ['''x''']
    [[rules.allowlists]]
    condition = "AND"
    paths = ['''^a$''']

[[rules]]
id = "old"
[rules.allowlist]
paths = ['''b$''']
"#;
    let expected = lines(&[
        (4, "Unclear(Extends)"),
        (5, "generic-api-key"),
        (10, "Everything in testdata/*"),
        (11, "Unclear(Paths)"),
        (13, "Unclear(Values)"),
        (14, "Unclear(Values)"),
        (15, "Unclear(Commits)"),
        (19, "github-pat in *.md"),
        (19, "jwt in *.md"),
        (21, "Unclear(Together)"),
        (30, "Unclear(Values)"),
        (33, "stripe-access-token in a"),
        (38, "old in *b"),
    ]);
    assert_eq!(selected(".gitleaks.toml", text), expected);
    assert_eq!(
        told(".gitleaks.toml", text).get(2).and_then(|one| one.reason.clone()).as_deref(),
        Some("fixtures")
    );
    let below =
        selected("web/.gitleaks.toml", "[allowlist]\npaths = ['''^a/''']\n[extend]\ndisabledRules = ['b']\n");
    assert_eq!(below, lines(&[(2, "Everything in web/a/*"), (4, "b in web/*")]), "of its folder alone");
    let of =
        checks(".betterleaks.toml", "filter = '''true'''\n[[rules]]\nid = 'a'\nregex = 'b'\nfilter = 'c'\n");
    assert_eq!(of, [(1, "betterleaks", "Unclear(Expression)".to_owned())]);
}

#[test]
fn a_list_of_findings_is_read_as_rules_in_files() {
    let text = "# from the\n# audit\nsrc/a.go:github-pat:12\n\n5ed010c944ccc715cb9245abafd4e97d98d75e9f:b.go:jwt:3\r\n.\\c\\d.go:jwt:4\n#x\n";
    let all = told("web/.gitleaksignore", text);
    let of: Vec<_> = all
        .iter()
        .map(|one| (one.line, one.only_line, one.scope.path.as_deref().unwrap_or("-"), one.reason.as_deref()))
        .collect();
    let expected = [
        (3, Some(12), "web/src/a.go", Some("from the audit")),
        (5, Some(3), "web/b.go", None),
        (6, Some(4), "web/c/d.go", None),
    ];
    assert_eq!(of, expected);
    let digest = "0".repeat(64);
    for (line, why) in [
        (digest.as_str(), "Unclear(Values)"),
        ("a.go", "Unclear(Form)"),
        ("a.go:jwt:x", "Unclear(Form)"),
        ("a:b:c:jwt:1", "Unclear(Form)"),
        ("a.go::1", "Unclear(Form)"),
        ("*.go:jwt:1", "Unclear(Paths)"),
        ("../a.go:jwt:1", "Unclear(Paths)"),
        ("/etc/passwd:jwt:1", "Unclear(Paths)"),
        (":jwt:1", "Unclear(Paths)"),
    ] {
        assert_eq!(checks(".betterleaksignore", line), [(1, "betterleaks", why.to_owned())], "{line}");
    }
}

#[test]
fn a_comment_beside_a_value_is_told_by_its_line() {
    let at = |path: &str, bytes: &[u8]| -> Vec<(u32, &'static str, String)> {
        let all = beside(path, bytes, &Scanner::ALL);
        all.into_iter().map(|one| (one.line, one.scanner.name(), format!("{:?}", one.what))).collect()
    };
    let text =
        b"a = 1 // gitleaks:allow\nb\nc = 2 # betterleaks:allow gitleaks:allow\n<!-- kingfisher:ignore -->\n";
    let expected = [(1, "gitleaks"), (3, "gitleaks"), (3, "betterleaks"), (4, "kingfisher")];
    let beside_it = |(line, name)| (line, name, "Beside".to_owned());
    assert_eq!(at("src/a.go", text), expected.map(beside_it));
    assert_eq!(at("a.latin1", b"\xE4\n'x' # gitleaks:allow"), [(2, "gitleaks")].map(beside_it));
    let wide: Vec<u8> = "x\n# gitleaks:allow".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(at("a.txt", &[&[0xFF, 0xFE], &wide[..]].concat()), [(2, "gitleaks")].map(beside_it));
    assert_eq!(at("a.bin", b"\x00\xFF# gitleaks:allow"), [], "a binary file");
    assert_eq!(at(".gitleaks.toml", b"# gitleaks:allow"), [], "its own file");
    assert_eq!(at("*.go", b"# gitleaks:allow"), [(1, "gitleaks", "Unclear(Paths)".to_owned())]);
    let scope = beside("a.go", text, &[Scanner::Kingfisher]);
    assert_eq!(scope.len(), 1, "only who is asked for");
    let many = "# gitleaks:allow\n".repeat(100_000);
    assert_eq!(beside("a", many.as_bytes(), &Scanner::ALL).len(), MAX_OF_A_FILE.saturating_add(1));
}

#[test]
fn hostile_allow_lists_are_bounded_and_show_nothing_of_themselves() {
    let deep = format!("a = {}", "[".repeat(100_000));
    let keys = format!("{}b = 1", "a.".repeat(100_000));
    let heads = format!("[[{}b]]\n", "a.".repeat(1_000)).repeat(100);
    let long = format!("[allowlist]\npaths = ['{}']\n", "(a|".repeat(100_000));
    let large = format!("# {}", "x".repeat(5 << 20));
    for text in [deep, keys, heads, large] {
        let read = read(".gitleaks.toml", text.as_bytes(), &Scanner::ALL, &Limits::default());
        assert!(read.is_ok_and(|read| read.ignores.is_empty() && read.failures.len() == 1), "{text:.40}");
    }
    assert_eq!(selected(".gitleaks.toml", &long), lines(&[(2, "Unclear(Paths)")]));
    let rules: Vec<String> = (0..3_000).map(|n| format!("'r{n}'")).collect();
    let paths = ["'(a|b|c|d)(e|f|g|h)'"; 500].join(",");
    let product = format!("[[allowlists]]\ntargetRules = [{}]\npaths = [{paths}]\n", rules.join(","));
    assert_eq!(told(".gitleaks.toml", &product).len(), MAX_OF_A_FILE.saturating_add(1));
    let planted = ["hidden", "value"].concat();
    for text in [
        format!("[allowlist]\nregexes = ['{planted}']\nstopwords = ['{planted}']\n"),
        format!("regexes = ['{planted}'\n[x"),
        format!("[allowlist]\npaths = ['(?i){planted}']\n"),
    ] {
        let read = read(".gitleaks.toml", text.as_bytes(), &Scanner::ALL, &Limits::default());
        assert!(!format!("{read:?}").contains(&planted), "{read:?}");
    }
}
