//! What templates may cost: bytes are asked for before they are made, values count as texts do, and reading takes steps.

use sekimori_model::Limits;
use sekimori_render::helm::{Chart, Options, render};
use sekimori_render::{Bounds, Budget, InMemory};

const CHART: (&str, &[u8]) = ("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n");

/// Renders one template, and returns how it fails.
fn failure(template: &str, bounds: Bounds) -> String {
    let late = || false;
    let budget = Budget::new(bounds, &late);
    let mut files: InMemory = [CHART].into_iter().collect();
    files.insert("c/templates/a.yaml", template.as_bytes());
    files.insert("c/conf/big.txt", vec![b'x'; 1 << 20]);
    let chart = Chart::load(&files, "c", &Limits::default(), &budget).expect("the chart is one");
    let outcome = render(&chart, &Options::default(), &budget);
    let failure = outcome.failures.first().map(ToString::to_string);
    failure.unwrap_or_else(|| "nothing failed".to_owned())
}

/// What grows out of little: each of these would take more than the machine has, or many times the bound.
#[test]
fn bytes_are_asked_for_before_they_are_made() {
    let bounds = Bounds { bytes: 8 << 20, ..Bounds::default() };
    let big = r#"{{ $x := repeat 1000000 "x" }}"#;
    for expression in [
        r#"join (repeat 100000 "x") (until 100000)"#,
        "join $x (until 100000) | len",
        "print $x $x $x $x $x $x $x $x $x",
        "println $x $x $x $x $x $x $x $x $x",
        r#"html (repeat 2000000 "<")"#,
        r#"js (repeat 2000000 "<")"#,
        r#"urlquery (repeat 3000000 "/")"#,
        r#"printf "%0999999d%0999999d%0999999d%0999999d%0999999d%0999999d%0999999d%0999999d%0999999d" 1 1 1 1 1 1 1 1 1"#,
        "cat $x $x $x $x $x $x $x $x $x",
        r#"quote (repeat 2000000 "\x01")"#,
        r#"replace "x" "yyyyyyyyyyyy" $x"#,
        r#"regexReplaceAll "x" $x "$0$0$0$0$0$0$0$0$0$0""#,
        r#"regexReplaceAllLiteral "x" $x "yyyyyyyyyyyyy""#,
        r#"toJson (repeat 2000000 "\x01")"#,
        r#"toYaml (repeat 2000000 "\x01")"#,
        r#"wrapWith 1 "0123456789" $x"#,
        "indent 1 (repeat 8000000 \"\\n\")",
        "splitList \"\" $x",
        "until 1000000",
        "seq 1 1000000",
        "regexFindAll \".\" $x -1",
        "regexSplit \"\" $x -1",
        "chunk 1 (until 50000)",
        "split \"\" $x",
        "list $x | toStrings | join (repeat 8000000 \"x\")",
        r#"fromJson (printf "{\"a\":[%s0]}" (repeat 200000 "0,"))"#,
        "randAlpha 10000000",
        r#"repeat 200000 "{{.a}}" | printf "%s" | b64enc | b32enc | b32enc | b32enc | b32enc | len"#,
    ] {
        let failure = failure(&format!("{big}a: {{{{ {expression} }}}}"), bounds);
        assert_eq!(failure, "c/templates/a.yaml:1: more than 8388608 bytes of text", "{expression}");
    }
}

/// A map takes hundreds of bytes, whatever is in it.
#[test]
fn values_count_as_texts_do() {
    let tree = "{{ $x := dict \"a\" 1 }}{{ range until 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}";
    let few = Bounds { bytes: 16 << 20, ..Bounds::default() };
    for expression in ["deepCopy $x", "mergeOverwrite (deepCopy $x) (deepCopy $x)"] {
        let failure = failure(&format!("{tree}{{{{ $z := {expression} }}}}a: 1"), few);
        assert_eq!(failure, "c/templates/a.yaml:1: more than 16777216 bytes of text", "{expression}");
    }
    for expression in
        ["dict", "list", "deepCopy (dict)", "fromYaml \"{}\"", "fromJson \"{}\"", "omit (dict) \"a\""]
    {
        let template = format!(
            "{{{{ $x := dict }}}}{{{{ range $i := until 30000 }}}}{{{{ $_ := set $x (toString $i) ({expression}) }}}}{{{{ end }}}}"
        );
        let failure = failure(&template, Bounds { bytes: 5 << 20, ..Bounds::default() });
        assert_eq!(failure, "c/templates/a.yaml:1: more than 5242880 bytes of text", "{expression}");
    }
}

/// A step reads no more than a little, so that the bound of steps, and with it the question for the time, bounds time.
#[test]
fn reading_takes_steps() {
    let big = r#"{{ $x := repeat 10000000 "x" }}{{ $y := repeat 10000000 "x" }}{{ $l := until 20000 }}"#;
    let bounds = Bounds { steps: 2_000_000, ..Bounds::default() };
    for expression in [
        r#"contains "y" $x"#,
        "hasSuffix $y $x",
        "hasPrefix $y $x",
        "eq $x $y",
        "ne $x $y",
        "lt $x $y",
        "deepEqual $x $y",
        "has $x (list $y)",
        "regexMatch \"y\" $x",
        "sha256sum $x",
        "adler32sum $x",
        "has 70000 $l",
        "uniq $l",
        "without $l 70000",
        "sortAlpha $l",
        "max 1 (int64 (atoi $x))",
        "trimAll $y $x",
        "tpl $x .",
        "$.Files.Get $x",
        "$.Files.AsConfig",
        "$.Files.Lines \"conf/big.txt\"",
        "regexMatch \"(a?){900}(x?){900}y\" (trunc 100000 $x)",
    ] {
        let template = format!("{big}{{{{ range until 100000 }}}}{{{{ $y := {expression} }}}}{{{{ end }}}}");
        let failure = failure(&template, bounds);
        assert!(failure.starts_with("c/templates/a.yaml:1: more than "), "{expression}: {failure}");
    }
}

#[test]
fn the_length_of_a_text_is_free() {
    let template = r#"{{ $x := repeat 10000000 "x" }}{{ range until 20000 }}{{ $y := len $x }}{{ end }}"#;
    assert_eq!(failure(template, Bounds::default()), "nothing failed");
}
