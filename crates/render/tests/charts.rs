//! What charts cost, what belongs to them, and what hostile ones may not do.

use std::io::Write;
use std::sync::Arc;

use sekimori_model::{Limits, NotAnalysed, Problem};
use sekimori_render::helm::{Chart, Options, Outcome, Setting, render};
use sekimori_render::{Bounds, Budget, Error, Fault, Files, InMemory};

const CHART: (&str, &str) = ("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\n");

fn with<T>(bounds: Bounds, run: impl FnOnce(&Budget<'_>) -> T) -> T {
    let late = || false;
    run(&Budget::new(bounds, &late))
}

fn load(files: &[(&str, &str)]) -> Result<Chart, Error> {
    let files: InMemory = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    with(Bounds::default(), |budget| Chart::load(&files, "app", &Limits::default(), budget))
}

fn rendered(files: &[(&str, &str)]) -> Outcome {
    let chart = load(files).expect("the chart can be loaded");
    with(Bounds::default(), |budget| render(&chart, &Options::default(), budget))
}

fn paths(outcome: &Outcome) -> Vec<&str> {
    outcome.manifests.iter().map(|manifest| &*manifest.path).collect()
}

fn messages(outcome: &Outcome) -> Vec<String> {
    outcome.failures.iter().map(ToString::to_string).collect()
}

/// Packs entries; a link where the content is none.
fn packed(entries: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        // Not through `set_path`, which refuses what is tested here.
        let name = &mut header.as_old_mut().name;
        name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_mode(0o644);
        header.set_size(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        if bytes.is_none() {
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_link_name("/etc/passwd").expect("it fits");
        }
        header.set_cksum();
        archive.append(&header, bytes.unwrap_or_default()).expect("memory takes all");
    }
    gzipped(&archive.into_inner().expect("memory takes all"))
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("memory takes all");
    gzip.finish().expect("memory takes all")
}

fn unpack(bytes: &[u8]) -> Result<Chart, Error> {
    with(Bounds::default(), |budget| Chart::from_archive(bytes, "a/app.tgz", &Limits::default(), budget))
}

fn refusal(bytes: &[u8]) -> String {
    unpack(bytes).expect_err("it is refused").to_string()
}

#[test]
fn what_was_loaded_belongs_to_a_chart_and_no_other_file() {
    let chart = load(&[
        CHART,
        ("app/templates/a.yaml", "a: 1"),
        ("app/charts/db/Chart.yaml", "name: db\nversion: 0.1.0"),
        ("app/charts/db/values.yaml", "a: 1"),
        ("app/charts/db/deploy.yaml", "a: 1"),
        ("app/charts/loose.yaml", "a: 1"),
        ("app/charts/none/x.yaml", "a: 1"),
        ("app/charts/none/templates/plain.yaml", "a: 1"),
        ("app/charts/none/templates/x.yaml", "a: {{ 1 }}"),
        ("app/ci/values.yaml", "x"),
        ("app/crds/a.yaml", "a: 1"),
        ("app/crds/README.md", "a"),
        ("app/.helmignore", "ignored.yaml"),
        ("app/templates/.hidden.yaml", "a: 1"),
        ("app/templates/sub/ignored.yaml", "a: 1"),
        ("app/requirements.yaml", "dependencies: []"),
        ("app/values.schema.json", "{}"),
        ("app/values.yaml", "{}"),
        ("application/x.yaml", "a: 1"),
        ("b.yaml", "a: 1"),
    ]);
    let chart = chart.expect("the chart can be loaded");
    let files: Vec<&str> = chart.files.iter().map(|path| &**path).collect();
    let own = [
        "app/Chart.yaml",
        "app/charts/db/Chart.yaml",
        "app/charts/db/values.yaml",
        "app/charts/none/templates/x.yaml",
        "app/crds/a.yaml",
        "app/requirements.yaml",
        "app/templates/a.yaml",
        "app/values.schema.json",
        "app/values.yaml",
    ];
    assert_eq!(files, own);
    assert_eq!((chart.name.as_str(), &*chart.path), ("app", "app"));
}

#[test]
fn a_path_says_which_archive_a_template_stands_in() {
    let chart: Option<&[u8]> = Some(b"name: app\nversion: 0.1.0");
    let inner = packed(&[
        ("db/Chart.yaml", Some(b"name: db\nversion: 0.1.0")),
        ("db/templates/x.yaml", Some(b"x: {{ .Chart.Name }}\n")),
    ]);
    let outer = packed(&[("app/Chart.yaml", chart), ("app/charts/db-0.1.0.tgz", Some(&inner))]);
    let chart = unpack(&outer).expect("the chart can be loaded");
    let outcome = with(Bounds::default(), |budget| render(&chart, &Options::default(), budget));
    assert_eq!(paths(&outcome), ["a/app.tgz/app/charts/db-0.1.0.tgz/db/templates/x.yaml"]);
    assert_eq!(chart.files.iter().map(|path| &**path).collect::<Vec<_>>(), ["a/app.tgz"]);
    let line = outcome.manifests[0].lines[0].origin.as_ref().expect("the line has an origin");
    assert_eq!((&*line.path, line.span.line), (paths(&outcome)[0], 1));
}

#[test]
fn a_dependency_beside_the_chart_is_taken_from_there() {
    let outcome = rendered(&[
        (
            "app/Chart.yaml",
            "apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies:\n- {name: kit, version: '*', repository: 'file://../libs/kit'}\n- {name: out, version: '*', repository: 'file://../../out'}\n",
        ),
        ("app/values.yaml", "kit: {a: 1}"),
        ("libs/kit/Chart.yaml", "apiVersion: v2\nname: kit\nversion: 0.1.0\n"),
        ("libs/kit/templates/a.yaml", "a: {{ .Values.a }}"),
    ]);
    assert_eq!(paths(&outcome), ["libs/kit/templates/a.yaml"]);
    assert_eq!(outcome.manifests[0].text, "a: 1");
    assert_eq!(messages(&outcome).len(), 1);
    assert!(messages(&outcome)[0].starts_with("app/Chart.yaml:6: the chart out is declared here"));
}

#[test]
fn charts_that_depend_on_each_other_end() {
    let error = load(&[
        (
            "app/Chart.yaml",
            "name: app\nversion: 0.1.0\ndependencies:\n- {name: kit, version: '*', repository: 'file://../kit'}\n",
        ),
        (
            "kit/Chart.yaml",
            "name: kit\nversion: 0.1.0\ndependencies:\n- {name: app, version: '*', repository: 'file://../app'}\n",
        ),
    ]);
    let message = error.expect_err("it is refused").to_string();
    assert!(message.contains("levels deep"), "{message}");
}

#[test]
fn aliases_of_aliases_end() {
    let mut files = Vec::new();
    let mut folder = "app".to_owned();
    for level in 0..12 {
        let dependency = |alias| format!("- {{name: c{}, version: '*', alias: a{alias}}}\n", level + 1);
        let dependencies = (0..10).map(dependency).collect::<Vec<_>>().concat();
        let text = format!("apiVersion: v2\nname: c{level}\nversion: 0.1.0\ndependencies:\n{dependencies}");
        files.push((format!("{folder}/Chart.yaml"), text));
        folder = format!("{folder}/charts/c{}", level + 1);
    }
    files.push((format!("{folder}/Chart.yaml"), "name: c12\nversion: 0.1.0\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let outcome = with(Bounds { steps: 200_000, ..Bounds::default() }, |budget| {
        let chart = load(&files).expect("the chart can be loaded");
        render(&chart, &Options::default(), budget)
    });
    assert!(messages(&outcome).iter().any(|message| message.contains("more than 200000 steps")));
}

#[test]
fn an_archive_may_not_lead_out_of_itself() {
    let chart: Option<&[u8]> = Some(b"name: app\nversion: 0.1.0");
    for path in ["app/../../x.yaml", "/etc/x.yaml", "app\\x.yaml", ".."] {
        let message = refusal(&packed(&[("app/Chart.yaml", chart), (path, Some(b"x"))]));
        assert!(message.starts_with("a/app.tgz:1: ") && message.contains("leads out of it"), "{message}");
    }
    let message = refusal(&packed(&[("Chart.yaml", chart)]));
    assert!(message.contains("beside the folder of the chart"), "{message}");
}

#[test]
fn links_in_an_archive_are_no_files() {
    let chart: Option<&[u8]> = Some(b"name: app\nversion: 0.1.0");
    let template: Option<&[u8]> = Some(b"{{ .Files.Get \"secret\" }}x: 1");
    let bytes =
        packed(&[("app/Chart.yaml", chart), ("app/secret", None), ("app/templates/a.yaml", template)]);
    let chart = unpack(&bytes).expect("the chart can be loaded");
    let outcome = with(Bounds::default(), |budget| render(&chart, &Options::default(), budget));
    assert_eq!(outcome.manifests[0].text, "x: 1");
}

#[test]
fn an_archive_that_explodes_is_refused() {
    let zeros = vec![0; 40 << 20];
    let chart: Option<&[u8]> = Some(b"name: app\nversion: 0.1.0");
    let message = refusal(&packed(&[("app/Chart.yaml", chart), ("app/zeros", Some(&zeros))]));
    assert!(message.contains("app/zeros has more than 33554432 bytes"), "{message}");
    let third = &zeros[..30 << 20];
    let parts = ["app/a", "app/b", "app/c", "app/d"].map(|path| (path, Some(third)));
    let message = refusal(&packed(&parts));
    assert!(message.contains("more than 104857600 bytes"), "{message}");
    let names: Vec<String> = (0..10_001).map(|number| format!("app/{number}")).collect();
    let many: Vec<(&str, Option<&[u8]>)> = names.iter().map(|name| (name.as_str(), Some(&b""[..]))).collect();
    let message = refusal(&packed(&many));
    assert!(message.contains("more than 10000 files"), "{message}");
}

#[test]
fn what_is_no_archive_is_refused() {
    for bytes in [&b""[..], b"PK", &gzipped(b"no tar"), &gzipped(&[0; 2048])] {
        let message = refusal(bytes);
        assert!(message.starts_with("a/app.tgz:1: the archive"), "{message}");
    }
}

#[test]
fn no_failure_tells_a_value() {
    let secret = "hunter2";
    let files = [
        CHART,
        (
            "app/values.schema.json",
            r#"{"properties": {"password": {"type": "integer", "enum": [1], "pattern": "^x$"}}}"#,
        ),
    ];
    let chart = load(&files).expect("the chart can be loaded");
    for setting in [
        Setting::Set(format!("password={secret}")),
        Setting::Set(format!("password={{{secret}")),
        Setting::SetJson(format!("password={secret}")),
        Setting::SetJson(format!("{{\"password\": {secret}}}")),
        Setting::Set(format!("password.x[{secret}]=1")),
        Setting::File { name: "values".to_owned(), text: format!("password: [{secret}") },
        Setting::File { name: "values".to_owned(), text: format!("- {secret}") },
    ] {
        let options = Options { settings: vec![setting.clone()], ..Options::default() };
        let outcome = with(Bounds::default(), |budget| render(&chart, &options, budget));
        let messages = messages(&outcome);
        assert!(!messages.is_empty(), "{setting:?} does not fail");
        assert!(!messages.iter().any(|message| message.contains(secret)), "{messages:?}");
    }
}

#[test]
fn a_reference_of_a_schema_to_elsewhere_is_not_followed() {
    let outcome = rendered(&[
        CHART,
        (
            "app/values.schema.json",
            r#"{"properties": {"a": {"$ref": "https://schemas.example/x.json"}, "b": {"$ref": "file:///etc/passwd"}}}"#,
        ),
        ("app/values.yaml", "a: 1\nb: 2"),
        ("app/templates/a.yaml", "a: {{ .Values.a }}"),
    ]);
    let named = ["file:///etc/passwd", "https://schemas.example/x.json"];
    assert_eq!(messages(&outcome), named.map(|address| format!("app/values.schema.json:1: {address}")));
    assert_eq!(outcome.manifests.len(), 1);
}

#[test]
fn schemas_in_circles_end() {
    for schema in [
        r##"{"allOf": [{"$ref": "#"}]}"##,
        r##"{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}}"##,
        r##"{"anyOf": [{"not": {"$ref": "#"}}, {"$ref": "#"}]}"##,
        r##"{"properties": {"a": {"oneOf": [{"$ref": "#/properties/a"}, {"$ref": "#/properties/a"}]}}}"##,
    ] {
        let outcome = rendered(&[CHART, ("app/values.schema.json", schema), ("app/values.yaml", "a: 1")]);
        let other = messages(&outcome).into_iter().find(|message| !message.contains("schema"));
        assert_eq!(other, None, "{schema}");
    }
}

#[test]
fn a_schema_that_visits_values_a_billion_times_is_refused() {
    let twice = |name: &str| {
        format!(r##"{{"allOf": [{{"$ref": "#/$defs/{name}"}}, {{"$ref": "#/$defs/{name}"}}]}}"##)
    };
    let definitions: Vec<String> =
        (0..40).map(|level| format!(r#""d{level}": {}"#, twice(&format!("d{}", level + 1)))).collect();
    let straight = format!(
        r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d40": {{"type": "object"}}}}}}"##,
        definitions.join(",")
    );
    // The same by going down in the values.
    let down = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$anchor": "a", "allOf": [
        {"properties": {"x": {"$ref": "#a"}}}, {"additionalProperties": {"$ref": "#/$defs/a"}}]}}}"##;
    let values = format!("{}1{}", "{x: ".repeat(60), "}".repeat(60));
    for schema in [straight.as_str(), down] {
        let outcome = rendered(&[CHART, ("app/values.schema.json", schema), ("app/values.yaml", &values)]);
        let messages = messages(&outcome);
        assert_eq!(messages, ["app/values.schema.json:1: the schema of the values takes too many steps"]);
    }
}

#[test]
fn a_schema_that_refers_a_billion_times_is_read_once() {
    let twice = |name: &str| {
        format!(r##"{{"allOf": [{{"$ref": "#/$defs/{name}"}}, {{"$ref": "#/$defs/{name}"}}]}}"##)
    };
    let definitions: Vec<String> =
        (0..40).map(|level| format!(r#""d{level}": {}"#, twice(&format!("d{}", level + 1)))).collect();
    let schema = format!(
        r##"{{"properties": {{"x": {{"$ref": "#/$defs/d0"}}}}, "$defs": {{{}, "d40": {{"type": "object"}}}}}}"##,
        definitions.join(",")
    );
    let outcome = rendered(&[CHART, ("app/values.schema.json", &schema), ("app/values.yaml", "y: 1")]);
    assert_eq!(messages(&outcome), [""; 0]);
}

/// Files of which some cannot be read.
struct Locked(InMemory);

impl Files for Locked {
    fn below(&self, folder: &str) -> Vec<Arc<str>> {
        self.0.below(folder)
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, Problem> {
        if path.contains("locked") {
            return Err(Problem {
                path: path.into(),
                reason: NotAnalysed::TooLarge,
                detail: "it is too large".to_owned(),
            });
        }
        self.0.read(path)
    }

    fn has(&self, path: &str) -> bool {
        self.0.has(path)
    }
}

#[test]
fn a_template_that_cannot_be_read_is_told_of_and_a_picture_is_not() {
    let files =
        [CHART, ("app/locked.png", ""), ("app/templates/locked.yaml", ""), ("app/templates/a.yaml", "a: 1")];
    let files = Locked(files.iter().map(|(path, text)| (*path, text.as_bytes())).collect());
    let outcome = with(Bounds::default(), |budget| {
        let chart = Chart::load(&files, "app", &Limits::default(), budget).expect("the chart can be loaded");
        render(&chart, &Options::default(), budget)
    });
    assert_eq!(messages(&outcome), ["app/templates/locked.yaml:1: it is too large"]);
    assert_eq!(paths(&outcome), ["app/templates/a.yaml"]);
}

/// The failures of a chart with values and a schema for them.
fn unfit(values: &str, schema: &str) -> Vec<String> {
    messages(&rendered(&[
        CHART,
        ("app/templates/a.yaml", "a: 1"),
        ("app/values.schema.json", schema),
        ("app/values.yaml", values),
    ]))
}

#[test]
fn a_failure_of_values_is_at_its_line() {
    let told = unfit("a: 1\nb:\n  c: 1\n d: 2\n", "{}");
    assert!(told.len() == 1 && told[0].starts_with("app/values.yaml:4: "), "{told:?}");
    let told =
        unfit("a: 1\nb:\n  c: hunter2\n", r#"{"properties":{"b":{"properties":{"c":{"type":"number"}}}}}"#);
    let expected = "app/values.yaml:3: the values do not fit the schema at /b/c: ";
    assert!(told.len() == 1 && told[0].starts_with(expected) && !told[0].contains("hunter2"), "{told:?}");
    let told = unfit("a: 1\n", "{\n  \"properties\": {},\n  \"required\": [\"z\"]\n}\n");
    assert!(told.len() == 1 && told[0].starts_with("app/values.schema.json:3: "), "{told:?}");
}

#[test]
fn a_key_that_a_schema_does_not_allow_is_named() {
    for schema in
        [r#"{"additionalProperties":false}"#, r#"{"properties":{"a":{}},"additionalProperties":false}"#]
    {
        let told = unfit("a: hunter2\nb: hunter2\n", schema).join("\n");
        assert!(told.contains("it does not know the keys") && told.contains('b'), "{told}");
        assert!(told.starts_with("app/values.yaml:") && !told.contains("hunter2"), "{told}");
    }
}

#[test]
fn a_remote_schema_is_named_and_the_rest_is_checked() {
    let schema = "{\n\"properties\": {\n\"a\": {\"$ref\": \"http://u:secret@example.com/x.json#/a\"},
\"b\": {\"$ref\": \"file:///etc/passwd\"},\n\"c\": {\"type\": \"number\"}}}";
    let files = [CHART, ("app/templates/a.yaml", "a: 1"), ("app/values.schema.json", schema)];
    let outcome = rendered(&files);
    assert_eq!(paths(&outcome), ["app/templates/a.yaml"]);
    let faults: Vec<&Fault> = outcome.failures.iter().map(|error| &error.fault).collect();
    let remote = |address: &str| Fault::Remote(address.to_owned());
    assert_eq!(faults, [&remote("file:///etc/passwd"), &remote("http://example.com/x.json")]);
    assert_eq!(outcome.failures[0].line, 4);
    let told = unfit("c: x\n", schema);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[2].starts_with("app/values.yaml:1: the values do not fit the schema at /c"), "{told:?}");
}

#[test]
fn a_setting_that_gives_a_chart_no_table_is_named() {
    let files = [
        CHART,
        ("app/charts/db/Chart.yaml", "name: db\nversion: 0.1.0"),
        ("app/values.yaml", "a: 1\ndb: {}\n"),
    ];
    let chart = load(&files).expect("the chart can be loaded");
    let settings = vec![Setting::Set("db=hunter2".to_owned())];
    let options = Options { settings, ..Options::default() };
    let told = messages(&with(Bounds::default(), |budget| render(&chart, &options, budget)));
    assert_eq!(told, ["app/Chart.yaml:1: the values of a chart are no table: --set sets db"]);
    let told = messages(&rendered(&[CHART, files[1], ("app/values.yaml", "a: 1\ndb: x\n")]));
    assert_eq!(told, ["app/values.yaml:2: the values of a chart are no table: values.yaml sets db"]);
}

#[test]
fn a_link_in_an_archive_is_named() {
    let chart: Option<&[u8]> = Some(b"name: app\nversion: 0.1.0");
    let chart = unpack(&packed(&[("app/Chart.yaml", chart), ("app/templates/x.yaml", None)]));
    let chart = chart.expect("the rest can be loaded");
    let told = messages(&with(Bounds::default(), |budget| render(&chart, &Options::default(), budget)));
    assert!(
        told.len() == 1 && told[0].starts_with("a/app.tgz/app/templates/x.yaml:1: it is a link"),
        "{told:?}"
    );
}
