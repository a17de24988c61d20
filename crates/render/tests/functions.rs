//! Each function with many arguments, compared byte for byte with what Helm's own engine gave when
//! `tests/functions/record` asked it.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "cases are files")]

use std::path::Path;

use sekimori_model::Limits;
use sekimori_render::helm::{Chart, Options, Setting, render};
use sekimori_render::{Bounds, Budget, InMemory};

/// An expression, and what the engine gave: a text, or the error.
struct Case {
    expression: String,
    given: Result<String, String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    while let Some(expression) = lines.next() {
        let given = lines.next().expect("each expression is recorded");
        let given = match given.strip_prefix("= ") {
            Some(text) => Ok(serde_json::from_str(text).expect("the text is JSON")),
            None => Err(given.strip_prefix("! ").expect("it is an error").to_owned()),
        };
        cases.push(Case { expression: expression.to_owned(), given });
    }
    cases
}

/// Renders all expressions as templates of one chart, in brackets so that none gives nothing.
fn rendered(cases: &[Case], values: &str) -> Vec<Result<String, String>> {
    let budget = Budget::new(Bounds::default(), &|| false);
    let mut files = InMemory::default();
    files.insert("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n".to_vec());
    let path = |number: usize| format!("c/templates/{number:04}.txt");
    for (number, case) in cases.iter().enumerate() {
        files.insert(path(number), format!("[{}]", case.expression).into_bytes());
    }
    let chart = Chart::load(&files, "c", &Limits::default(), &budget).expect("the chart is one");
    let file = Setting::File { name: "values.yaml".to_owned(), text: values.to_owned() };
    let options = Options { settings: vec![file], release: "r".to_owned(), ..Options::default() };
    let outcome = render(&chart, &options, &budget);
    let given = |number: usize| {
        let path = path(number);
        let failure = outcome.failures.iter().find(|failure| *failure.path == *path);
        let manifest = outcome.manifests.iter().find(|manifest| *manifest.path == *path);
        match (failure, manifest) {
            (Some(failure), _) => Err(failure.fault.to_string()),
            (None, Some(manifest)) => {
                let text = manifest.text.trim_end_matches('\n');
                Ok(text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).to_owned())
            }
            (None, None) => Err("it gave nothing".to_owned()),
        }
    };
    (0..cases.len()).map(given).collect()
}

#[test]
fn every_function_gives_what_helm_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions");
    let values = std::fs::read_to_string(folder.join("values.yaml")).expect("the values can be read");
    let (mut count, mut faults) = (0, Vec::new());
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).expect("there are cases").map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let cases = cases(&std::fs::read_to_string(path).expect("the cases can be read"));
        count += cases.len();
        for (case, ours) in cases.iter().zip(rendered(&cases, &values)) {
            // Errors are compared as such: their words are ours.
            let is_same = match (&case.given, &ours) {
                // So are those that are put into a map.
                (Ok(theirs), Ok(ours)) if theirs.starts_with("map[Error:") => ours.starts_with("map[Error:"),
                (Ok(theirs), Ok(ours)) => theirs == ours,
                (theirs, ours) => theirs.is_err() && ours.is_err(),
            };
            if !is_same {
                faults.push(format!("{}\n  theirs {:?}\n  ours   {ours:?}", case.expression, case.given));
            }
        }
    }
    assert!(count >= 700, "there are only {count} cases");
    assert!(faults.is_empty(), "{} of {count} differ:\n{}", faults.len(), faults.join("\n"));
}

/// Renders one expression.
fn one(expression: &str) -> Result<sekimori_render::Rendered, String> {
    one_within(expression, Bounds::default())
}

fn one_within(expression: &str, bounds: Bounds) -> Result<sekimori_render::Rendered, String> {
    let budget = Budget::new(bounds, &|| false);
    let mut files = InMemory::default();
    files.insert("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n".to_vec());
    files.insert("c/templates/a.yaml", expression.as_bytes().to_vec());
    files.insert("c/conf/x.txt", vec![b'x'; 100_000]);
    let chart = Chart::load(&files, "c", &Limits::default(), &budget).expect("the chart is one");
    let mut outcome = render(&chart, &Options::default(), &budget);
    match outcome.failures.first() {
        Some(failure) => Err(failure.fault.to_string()),
        None => Ok(outcome.manifests.pop().expect("it gives something")),
    }
}

#[test]
fn what_only_a_clock_or_chance_knows_is_unknown() {
    let shapes = [
        ("{{ now | date \"2006\" }}", "2000"),
        ("{{ now }}", "2000-01-01 00:00:00 +0000 UTC"),
        ("{{ randAlphaNum 3 }}", "aaa"),
        ("{{ randNumeric 2 | b64enc | quote }}", "\"MDA=\""),
        ("{{ randInt 30000 32767 }}", "30000"),
        ("{{ uuidv4 }}", "00000000-0000-4000-8000-000000000000"),
        ("{{ htpasswd \"u\" \"p\" | trunc 9 }}", "u:$2a$10$"),
        ("{{ bcrypt \"p\" | trunc 7 }}", "$2a$10$"),
        ("{{ (genCA \"a\" 1).Cert | trunc 27 }}", "-----BEGIN CERTIFICATE-----"),
        (
            "{{ (genSelfSignedCert \"a\" nil (list \"b\") 1).Key | trunc 31 }}",
            "-----BEGIN RSA PRIVATE KEY-----",
        ),
        ("{{ $ca := genCA \"a\" 1 }}{{ (genSignedCert \"a\" nil nil 1 $ca).Cert | len }}", "119"),
        ("{{ genPrivateKey \"ed25519\" | trunc 27 }}", "-----BEGIN PRIVATE KEY-----"),
        ("{{ derivePassword 1 \"pin\" \"p\" \"u\" \"s\" }}", "0000"),
        ("{{ encryptAES \"k\" \"p\" | trunc 2 }}", "AA"),
        ("{{ decryptAES \"k\" \"p\" }}", "decrypted"),
        ("{{ randBytes 3 }}", "AAAA"),
        ("{{ shuffle \"abc\" }}", "abc"),
        ("{{ ago now }}", "0s"),
        ("{{ list \"a\" (randAlpha 1) | join \"-\" }}", "a-a"),
        ("{{ dict \"k\" (randAscii 1) | toJson }}", "{\"k\":\"a\"}"),
    ];
    for (expression, shape) in shapes {
        let rendered = one(expression).unwrap();
        assert_eq!(rendered.text.trim_end(), shape, "{expression}");
        // A length is a number, which cannot be marked.
        let is_marked = rendered.lines.iter().any(|line| line.unknown);
        assert_eq!(is_marked, !expression.contains("len"), "{expression}");
    }
}

#[test]
fn only_the_lines_with_a_placeholder_are_unknown() {
    let rendered =
        one("a:\n  {{- dict \"x\" 1 \"y\" (randAlpha 2) \"z\" 3 | toYaml | nindent 2 }}\n").unwrap();
    assert_eq!(rendered.text.trim_end(), "a:\n  x: 1\n  \"y\": aa\n  z: 3");
    let unknown: Vec<bool> = rendered.lines.iter().map(|line| line.unknown).collect();
    assert_eq!(unknown.get(..4), Some([false, false, true, false].as_slice()));
}

#[test]
fn what_would_cost_too_much_is_refused_before_it_is_made() {
    let bombs = [
        "{{ repeat 1000000000 \"xxxxxxxxxx\" }}",
        "{{ until 1000000000 | len }}",
        "{{ untilStep 0 9223372036854775807 1 | len }}",
        "{{ seq 9223372036854775807 }}",
        "{{ seq -9223372036854775807 }}",
        "{{ nindent 1000000000 \"a\" }}",
        "{{ randAlpha 1000000000 }}",
        "{{ randBytes 1000000000 }}",
        "{{ $a := repeat 1000000 \"a\" }}{{ replace \"a\" $a $a }}",
        "{{ $a := repeat 1000000 \"a\" }}{{ regexReplaceAll \"a\" $a $a }}",
        "{{ $a := repeat 1000000 \"a\" }}{{ regexReplaceAllLiteral \"a\" $a $a }}",
        "{{ $a := repeat 1000000 \"a \" }}{{ wrapWith 1 $a $a }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ toYaml $m }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ toJson $m }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ toToml $m }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ deepCopy $m }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ $n := dict }}{{ $_ := set $n \"m\" $n }}{{ deepEqual $m $n }}",
        "{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ $n := dict }}{{ $_ := set $n \"m\" $n }}{{ merge $m $n }}",
    ];
    for bomb in bombs {
        let why = one(bomb).expect_err(bomb);
        assert!(why.contains("more than "), "{bomb}: {why}");
    }
}

#[test]
fn a_small_value_with_a_large_text_is_bounded_by_steps() {
    let prints = [
        "$m",
        "print $m",
        "println $m",
        "printf \"%v\" $m",
        "quote $m",
        "squote $m",
        "toString $m",
        "cat $m",
        "html $m",
        "list $m | join \"-\"",
        "toYaml $m",
        "toJson $m",
        "toStrings (list $m)",
    ];
    for print in prints {
        let bomb = format!(
            "{{{{ $m := list 1 }}}}{{{{ range until 50 }}}}{{{{ $m = list $m $m }}}}{{{{ end }}}}{{{{ {print} }}}}"
        );
        let why = one_within(&bomb, Bounds { steps: 20_000, ..Bounds::default() }).expect_err(print);
        assert_eq!(why.split(": ").last(), Some("more than 20000 steps"), "{print}");
    }
}

#[test]
fn methods_take_steps_and_bytes() {
    let bounds = Bounds { steps: 30_000, bytes: 1 << 20, ..Bounds::default() };
    let globs = "{{ range until 100 }}{{ $.Files.Glob \"**/??????????\" }}{{ end }}";
    assert_eq!(one_within(globs, bounds).unwrap_err(), "more than 30000 steps");
    let lines = "{{ range until 100 }}{{ $x := $.Files.Lines \"conf/x.txt\" }}{{ end }}";
    assert_eq!(one_within(lines, bounds).unwrap_err(), "more than 1048576 bytes of text");
    let patterns = "{{ range until 100 }}{{ regexMatch (printf \"(a{100}){%d}\" .) \"a\" }}{{ end }}";
    assert_eq!(one_within(patterns, bounds).unwrap_err(), "more than 30000 steps");
}

#[test]
fn values_in_values_are_dropped_without_recursion() {
    let deep = [
        "{{ $d := dict }}{{ range until 50000 }}{{ $d = dict \"x\" $d }}{{ end }}{{ len $d }}",
        "{{ $d := list }}{{ range until 50000 }}{{ $d = list $d }}{{ end }}{{ len $d }}",
        "{{ $d := dict }}{{ $e := $d }}{{ range until 50000 }}{{ $n := dict }}{{ $_ := set $e \"x\" $n }}{{ $e = $n }}{{ end }}{{ len $d }}",
    ];
    for expression in deep {
        assert_eq!(
            one(expression).map(|rendered| rendered.text.trim_end().to_owned()),
            Ok("1".to_owned()),
            "{expression}"
        );
    }
}
