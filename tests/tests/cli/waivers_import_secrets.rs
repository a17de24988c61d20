//! `waivers import` from scanners of secrets: paths, rules and findings are carried over, values and commits are told,
//! nothing widens in silence, and no value is shown.

use sekimori_catalog::find;
use sekimori_secrets::sample::{Dice, fill};

use crate::folder::Folder;
use crate::program::{Run, sekimori};
use crate::report::Found;

/// The rule that sees what gitleaks calls `github-pat`.
const GITHUB: &str = "credential/github-personal-access-token";

/// A value that the rule finds, made for this run.
fn token(seed: u64) -> String {
    let credential = find(GITHUB).and_then(sekimori_catalog::Rule::credential).expect("a pattern");
    let sample = credential.samples.first().expect("a sample");
    fill(sample.value, credential, &mut Dice::new(seed)).expect("a template")
}

fn import(folder: &Folder, args: &[&str]) -> Run {
    let call = sekimori(&["waivers", "import", "--owner", "team-a", "--expires", "2027-12-31"]);
    call.args(args).from(folder.path()).run()
}

/// Rule and path of each waiver, as they are written one below the other.
fn waivers(run: &Run) -> Vec<(String, String)> {
    let read: serde_json::Value = yaml_serde::from_str(&run.out).expect("the output is YAML");
    let all = read["waivers"].as_array().cloned().unwrap_or_default();
    let text = |waiver: &serde_json::Value, key: &str| waiver[key].as_str().unwrap_or("-").to_owned();
    all.iter().map(|waiver| (text(waiver, "rule"), text(waiver, "path"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(rule, path)| ((*rule).to_owned(), (*path).to_owned())).collect()
}

fn says(run: &Run, parts: &[&str]) {
    for part in parts {
        assert!(run.err.contains(part), "`{part}` is missing in\n{}", run.err);
    }
}

#[test]
fn paths_of_allow_lists_become_selectors_that_say_the_same() {
    let text = "[[allowlists]]\ndescription = \"made for tests\"\npaths = ['''^testdata/''', '''\\.(pem|crt)$''']\n\
                [[rules]]\nid = \"github-pat\"\n[[rules.allowlists]]\npaths = ['''(^|/)docs/''']\n";
    for name in [".gitleaks.toml", ".betterleaks.toml", "gitleaks.toml"] {
        let folder = Folder::new().and(name, text);
        let run = import(&folder, &[]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        let expected = [
            ("credential/*", "testdata/*"),
            ("credential/*", "*.pem"),
            ("credential/*", "*.crt"),
            (GITHUB, "docs/*"),
            (GITHUB, "*/docs/*"),
        ];
        assert_eq!(waivers(&run), pairs(&expected), "{name}");
        assert!(run.out.contains("leaks: made for tests"), "{}", run.out);
        let folder = folder.and("sekimori.yaml", &run.out);
        sekimori(&["config", "check"]).from(folder.path()).exits(0);
    }
}

#[test]
fn what_no_waiver_can_say_is_told_with_its_line() {
    let text = "[extend]\npath = \"base.toml\"\ndisabledRules = [\"github-pat\", \"no-such-rule\"]\n[allowlist]\n\
                paths = ['''[^/]+\\.go$''', '''.*''']\nregexes = ['''sample''']\ncommits = ['''abc''']\n\
                [[allowlists]]\ncondition = \"AND\"\npaths = ['''^a/''']\nstopwords = ['''sample''']\n";
    let folder =
        Folder::new().and("web/.gitleaks.toml", text).and(".betterleaks.toml", "prefilter = '''true'''\n");
    let run = import(&folder, &[]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert_eq!(
        waivers(&run),
        pairs(&[(GITHUB, "web/*"), ("credential/*", "web/*")]),
        "AND is not taken apart"
    );
    says(
        &run,
        &[
            "web/.gitleaks.toml:2: the configuration of gitleaks is built on another",
            "web/.gitleaks.toml:3: gitleaks has no check `no-such-rule` that is known here",
            "web/.gitleaks.toml:5: the pattern of paths for gitleaks cannot be written without accepting more",
            "web/.gitleaks.toml:6: gitleaks allows values",
            "web/.gitleaks.toml:7: gitleaks allows commits",
            "web/.gitleaks.toml:8: gitleaks allows only what several conditions hold for at once",
            ".betterleaks.toml:1: betterleaks is told by an expression",
        ],
    );
    let run = import(&folder, &["--lang", "ja"]);
    says(&run, &["gitleaks でコミットが許可されています", "web/.gitleaks.toml:8: gitleaks では複数の条件"]);
    let run = import(&Folder::new().and(".gitleaks.toml", "[allowlist]\npaths = ['''.*''']\n"), &[]);
    assert_eq!((run.code, waivers(&run)), (Some(4), Vec::new()), "all of everything is nobody's wish");
    says(&run, &[".gitleaks.toml:2: gitleaks is told to leave everything alone here"]);
}

#[test]
fn a_list_of_findings_waives_the_rule_in_the_file_and_says_so() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let text = format!(
        "# keys of the old demo\nsrc/a.go:github-pat:12\n{commit}:src/a.go:github-pat:40\n\nsrc/b.go:github-pat:3\nsrc/*.go:github-pat:1\nnonsense\n"
    );
    let run = import(&Folder::new().and(".gitleaksignore", text), &[]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert_eq!(waivers(&run), pairs(&[(GITHUB, "src/a.go"), (GITHUB, "src/b.go")]));
    assert!(run.out.contains("gitleaks: keys of the old demo"), "{}", run.out);
    let whole = ".gitleaksignore:2: the waiver accepts all that `credential/github-personal-access-token` finds in `src/a.go`, not only what is meant of line 12";
    says(
        &run,
        &[
            whole,
            ".gitleaksignore:6: the pattern of paths",
            ".gitleaksignore:7: gitleaks is told something that cannot be read",
        ],
    );
    let digests = Folder::new().and(".betterleaksignore", "0".repeat(64));
    let run = import(&digests, &[]);
    assert_eq!((run.code, waivers(&run)), (Some(4), Vec::new()));
    says(&run, &[".betterleaksignore:1: betterleaks allows values"]);
}

/// Rule, path and fingerprint of each waiver.
fn exact(run: &Run) -> Vec<(String, String, Option<String>)> {
    let read: serde_json::Value = yaml_serde::from_str(&run.out).expect("the output is YAML");
    let all = read["waivers"].as_array().cloned().unwrap_or_default();
    let prints = all.iter().map(|waiver| waiver["fingerprint"].as_str().map(str::to_owned));
    waivers(run).into_iter().zip(prints).map(|((rule, path), print)| (rule, path, print)).collect()
}

/// Path and line of each waived finding of a token; there are others.
fn waived(folder: &Folder) -> Vec<(String, u64)> {
    let report = folder.scan(&["--format", "json", "--exit-zero"]).by_default().reports(0);
    let all = report.findings.iter().filter(|found| found.rule() == GITHUB);
    let (waived, others): (Vec<_>, Vec<_>) = all.partition(|found| found.0["waived"] == true);
    assert!(!others.is_empty(), "nothing else is waived");
    let line = |found: &Found| found.0["locations"][0]["line"].as_u64().unwrap_or_default();
    waived.into_iter().map(|found| (found.path().to_owned(), line(found))).collect()
}

#[test]
fn a_comment_beside_a_value_waives_that_value_alone() {
    let (one, two, three) = (token(1), token(2), token(3));
    let text = format!(
        "first = \"{one}\" // gitleaks:allow\nsecond = \"{two}\"\nthird = \"{three}\" // betterleaks:allow\n// gitleaks:allow\n"
    );
    let folder = Folder::new()
        .and("src/main.go", &text)
        .and("src/other.go", text.replace(":allow", ""))
        .and(
            "conf/old.latin1",
            [b"\xE4\n# kingfisher:ignore\nkey = ".as_slice(), one.as_bytes(), b"\n"].concat(),
        )
        .and("data.bin", [b"\0\0gitleaks:allow ".as_slice(), one.as_bytes()].concat());
    let run = import(&folder, &[]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    let all = exact(&run);
    let of: Vec<_> = all.iter().map(|(rule, path, _)| (rule.as_str(), path.as_str())).collect();
    assert_eq!(of, [(GITHUB, "src/main.go"), (GITHUB, "src/main.go")], "{}", run.out);
    let prints: Vec<_> = all.iter().filter_map(|(_, _, print)| print.as_deref()).collect();
    assert!(matches!(prints.as_slice(), [a, b] if a != b && a.len() == 32), "{prints:?}");
    says(
        &run,
        &[
            "conf/old.latin1:2: a comment for kingfisher allows what stands around it",
            "src/main.go:4: a comment for gitleaks allows what stands on this line; nothing is found there",
        ],
    );
    assert!(!run.err.contains("data.bin"), "{}", run.err);
    let folder = folder.and("sekimori.yaml", &run.out);
    sekimori(&["config", "check"]).from(folder.path()).exits(0);
    assert_eq!(waived(&folder), [("src/main.go".to_owned(), 1), ("src/main.go".to_owned(), 3)]);
    let only = import(&Folder::new().and("src/main.go", &text), &["--from", "trivy"]);
    assert_eq!(only.code, Some(3), "who is not asked for is not read: {}", only.err);
}

#[test]
fn a_listed_finding_that_stands_where_it_is_listed_is_waived_alone() {
    let folder = Folder::new()
        .and("src/main.go", format!("first = \"{}\"\nsecond = \"{}\"\n", token(1), token(2)))
        .and(".gitleaksignore", "src/main.go:github-pat:2\n");
    let run = import(&folder, &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let all = exact(&run);
    assert!(matches!(all.as_slice(), [(_, path, Some(_))] if path == "src/main.go"), "{all:?}");
    assert!(!run.err.contains("accepts all"), "{}", run.err);
    let folder = folder.and("sekimori.yaml", &run.out);
    assert_eq!(waived(&folder), [("src/main.go".to_owned(), 2)]);
    // The same finding, whichever way it is said.
    let beside = Folder::new().and(
        "src/main.go",
        format!("first = \"{}\"\nsecond = \"{}\" # gitleaks:allow\n", token(1), token(2)),
    );
    assert_eq!(exact(&import(&beside, &[])), all);
    // A finding that is elsewhere by now is waived with its file, and this is told.
    let moved = folder.and(".gitleaksignore", "src/main.go:github-pat:9\n");
    let run = import(&moved, &[]);
    assert_eq!(exact(&run), [(GITHUB.to_owned(), "src/main.go".to_owned(), None)]);
    says(&run, &[".gitleaksignore:1: the waiver accepts all that"]);
}

#[test]
fn no_value_is_written() {
    let planted = token(4);
    let folder = Folder::new()
        .and("src/main.go", format!("key = \"{planted}\" // gitleaks:allow\n"))
        .and("conf/a.txt", format!("{planted} kingfisher:ignore\n"))
        .and(
            ".gitleaks.toml",
            format!("[allowlist]\nregexes = ['''{planted}''']\nstopwords = [\"{planted}\"]\n"),
        )
        .and("web/.gitleaks.toml", format!("[allowlist]\npaths = [ {planted}\n"))
        .and("deploy/.gitleaks.toml", format!("[allowlist]\npaths = ['''(?i){planted}''']\n"));
    for args in [&[][..], &["--lang", "ja"]] {
        let run = import(&folder, args);
        assert_eq!(run.code, Some(4), "{}", run.err);
        assert_eq!(exact(&run).len(), 2, "{}", run.out);
        assert!(!run.out.contains(&planted) && !run.err.contains(&planted), "a value is shown");
    }
}

#[test]
fn hostile_allow_lists_end_in_time() {
    let bomb = format!("[allowlist]\npaths = ['''{}''', '''(a+)+$''']\n", "(a|b)".repeat(500));
    let folder = Folder::new()
        .and(".gitleaks.toml", bomb)
        .and("deep/.gitleaks.toml", format!("a = {}", "[".repeat(1_000_000)))
        .and("large/.gitleaks.toml", format!("a = '{}'", "x".repeat(5 << 20)))
        .and("many/.gitleaksignore", "a.go:github-pat:1\n".repeat(100_000))
        .and("line.txt", format!("{}gitleaks:allow", "x".repeat(10 << 20)))
        .and_link("out.go", "/etc/passwd");
    let call = ["waivers", "import", "--owner", "a", "--expires", "2027-12-31"];
    let run = sekimori(&call).from(folder.path()).bounded().exits(4);
    assert_eq!(waivers(&run), pairs(&[(GITHUB, "many/a.go")]));
    says(
        &run,
        &[
            ".gitleaks.toml:2: the pattern of paths",
            "deep/.gitleaks.toml:1: cannot be read",
            "large/.gitleaks.toml:1: cannot be read: a configuration of more than",
            "many/.gitleaksignore:10001: more ignores than are read of one file",
            "line.txt:1: a comment for gitleaks allows what stands on this line; nothing is found there",
        ],
    );
}
