//! No failure holds a value, in whatever way a chart fails.

use sekimori_model::Limits;
use sekimori_render::helm::{Chart, Options, Setting, render};
use sekimori_render::{Bounds, Budget, InMemory};

const SECRET: &str = concat!("Hunter2", "Zx9QQ");
const SECRET_BASE64: &str = concat!("SHVudGVy", "Mlp4OVFR");
const URL: &str = concat!("http://user:", "Kx7wRt55mm@host/x");
const PIN: &str = "84729163";

/// Renders templates with the secret in the values, and returns the failures.
fn failures(templates: &[&str], settings: Vec<Setting>, more: &[(&str, &str)]) -> Vec<String> {
    let late = || false;
    let budget = Budget::new(Bounds::default(), &late);
    let mut files = InMemory::default();
    files.insert("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 0.1.0\n".to_vec());
    let values = format!(
        "chartSecret: Zq8{SECRET}\nplain: abc\nurl: {URL}\nkey: |\n  line1 a1b2c3d4\n  line2 e5f6g7h8\n"
    );
    files.insert("c/values.yaml", values.into_bytes());
    for (number, template) in templates.iter().enumerate() {
        files.insert(format!("c/templates/t{number}.yaml"), template.as_bytes());
    }
    for (path, text) in more {
        files.insert(*path, text.as_bytes());
    }
    let chart = Chart::load(&files, "c", &Limits::default(), &budget).expect("the chart is one");
    let options = Options { settings, ..Options::default() };
    render(&chart, &options, &budget).failures.iter().map(ToString::to_string).collect()
}

fn password() -> Vec<Setting> {
    let text = format!(
        "password: {SECRET}\npin: {PIN}\nwords: correct horse battery staple {SECRET} and some more of it\n"
    );
    let file = Setting::File { name: "v.yaml".to_owned(), text };
    vec![file, Setting::Set("token=Abcd1234Efgh".to_owned())]
}

fn assert_silent(failures: &[String]) {
    for failure in failures {
        for part in
            [SECRET, SECRET_BASE64, "Hunter2", "Kx7wRt", PIN, "8.47", "Abcd1234", "horse", "a1b2c3", "e5f6"]
        {
            assert!(!failure.contains(part), "{part}: {failure}");
        }
    }
}

#[test]
fn templates_cannot_tell_values_by_failing() {
    let templates = [
        r#"{{ fail (printf "bad %s" .Values.password) }}"#,
        "{{ required .Values.password .Values.x }}",
        "{{ fail (toYaml .Values) }}",
        "{{ fail (toJson .Values) }}",
        r#"{{ fail (printf "%v and %q" .Values .Values) }}"#,
        "{{ fail (.Values.password | b64enc) }}",
        r#"{{ fail (printf "%s" .Values.chartSecret) }}"#,
        r#"{{ fail (printf "%s" .Values.token) }}"#,
        r#"{{ fail (printf "%v %s" .Values.pin (.Values.pin | int | toString)) }}"#,
        r#"{{ semverCompare .Values.password "1.2.3" }}"#,
        "{{ semver .Values.password }}",
        r#"{{ mustToDate "2006-01-02" .Values.password }}"#,
        r#"{{ mustToDate (printf "%s" .Values.password) "x" }}"#,
        r#"{{ mustToDate "Hunter" .Values.password }}"#,
        "{{ mustDateModify .Values.password now }}",
        r#"{{ mustRegexMatch (printf "[%s" .Values.password) "x" }}"#,
        r#"{{ regexFind (printf "(%s" .Values.password) "x" }}"#,
        r#"{{ urlParse (printf "http://h:%s" .Values.password) }}"#,
        r#"{{ urlParse (printf "%s%%zz" .Values.url) }}"#,
        r#"{{ urlParse "http://user:Kx7wRt55mm/@host" }}"#,
        "{{ include .Values.password . }}",
        r#"{{ tpl (printf "{{ nofunc%s }}" .Values.password) . }}"#,
        r#"{{ tpl (printf "{{ $%s }}" .Values.password) . }}"#,
        r#"{{ tpl (printf "{{ fail \"%s\" }}" .Values.password) . }}"#,
        r#"{{ tpl (printf "{{ .Values.plain.%s }}" .Values.password) . }}"#,
        r#"{{ tpl (printf "{{ %s" .Values.url) . }}"#,
        "{{ index .Values.plain .Values.password }}",
        "{{ mustFromJson .Values.password }}",
        "{{ mustFromJson .Values.key }}",
        "{{ fail .Values.key }}",
    ];
    let failures = failures(&templates, password(), &[]);
    assert_eq!(failures.len(), templates.len(), "{failures:#?}");
    assert_silent(&failures);
    assert!(failures.contains(&"c/templates/t0.yaml:1: bad …".to_owned()), "{failures:#?}");
    assert!(
        failures
            .iter()
            .any(|failure| failure.contains("error calling semverCompare: improper constraint: \"…\""))
    );
}

/// What a chart takes out of its values before it fails is still one.
#[test]
fn values_that_a_template_moves_are_masked() {
    let template = r#"{{ $_ := set .Values "p2" .Values.password }}{{ $_ := unset .Values "password" }}{{ fail .Values.p2 }}"#;
    assert_eq!(failures(&[template], password(), &[]), ["c/templates/t0.yaml:1: …"]);
}

#[test]
fn settings_are_named_by_their_place() {
    for (setting, expected) in [
        (format!("password=abc,{SECRET}"), "what stands behind a comma is malformed"),
        (format!("password=abc,{SECRET}[x]=1"), "an index is no number from 0 to 65536, at character 28"),
        (format!("password=abc,{SECRET}[0]x=1"), "there is something behind an index, at character 30"),
        (format!("{SECRET}=1,{SECRET}.a=2"), "what has a key below it is no table, at character 28"),
        (format!("{SECRET}=1,{SECRET}[0]=2"), "what has an index is no list, at character 30"),
        (format!("a.{SECRET}"), "a key has no value: a comma in a value is written \\,, at character 14"),
    ] {
        let failures = failures(&[], vec![Setting::Set(setting.clone())], &[]);
        let [failure] = failures.as_slice() else { panic!("{setting}: {failures:?}") };
        assert!(failure.starts_with("c/Chart.yaml:1: --set: "), "{failure}");
        // Behind a comma may stand the rest of a value, of which not even the kind of mistake is told.
        let behind = "what stands behind a comma is malformed";
        let is_told = failure.contains(if setting.contains(',') { behind } else { expected });
        assert!(is_told || failure.contains(expected), "{setting}: {failure}");
        assert_silent(&failures);
    }
    for broken in [
        format!("a: *{SECRET}"),
        format!("a: {SECRET}\n b: [{SECRET}"),
        format!("%{SECRET}\n{SECRET}"),
        format!("a: !{SECRET} b"),
        format!("{SECRET}: 1\n{SECRET}: 2\n- a"),
    ] {
        let file = Setting::File { name: "v.yaml".to_owned(), text: broken.clone() };
        let of_file = failures(&[], vec![file], &[]);
        assert_silent(&of_file);
        let json = Setting::SetJson(format!("a={broken}"));
        assert_silent(&failures(&[], vec![json], &[]));
        assert_silent(&failures(&[], Vec::new(), &[("c/values.yaml", &broken)]));
    }
}

#[test]
fn schemas_do_not_tell_values() {
    let schema = r#"{"properties": {"named": {"propertyNames": {"pattern": "^a"}}, "password": {"pattern": "^a", "minLength": 99, "const": "x", "enum": ["y"]}, "words": {"type": "number"}}}"#;
    let mut settings = password();
    settings.push(Setting::Set(format!("named.{SECRET}=1")));
    let failures = failures(&[], settings, &[("c/values.schema.json", schema)]);
    assert!(failures.len() >= 6, "{failures:#?}");
    assert!(
        failures.iter().any(|failure| failure.ends_with("at /named: a name is not allowed")),
        "{failures:#?}"
    );
    assert_silent(&failures);
}
