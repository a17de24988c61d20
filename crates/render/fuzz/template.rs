//! What the fuzzer does with a chart, and what the replay in `tests/charts_corpus.rs` does with what it kept.

use sekimori_model::Limits;
use sekimori_render::helm::{Chart, Options, Outcome, Setting, render};
use sekimori_render::{Bounds, Budget, Error, InMemory, Origin, Rendered};

/// The files of a chart, in the order of their parts; the part behind the first three is the settings.
const FILES: [&str; 9] = [
    "c/templates/a.yaml",
    "c/templates/_helpers.tpl",
    "c/values.yaml",
    "c/Chart.yaml",
    "c/values.schema.json",
    "c/charts/s/values.yaml",
    "c/charts/s/templates/s.yaml",
    "c/conf/x.txt",
    "c/.helmignore",
];
const CHART: &str = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const SUBCHART: &str = "apiVersion: v2\nname: s\nversion: 0.1.0\n";
const BOUNDS: Bounds = Bounds { steps: 200_000, bytes: 8 << 20, depth: 60 };

/// Renders a chart whose files stand one after the other, with a line `%%%` between: the template, its helpers, the
/// values, the settings (one a line: `set a=b`, `string`, `json`, `literal`, `file`, `values`, `kube`, `api`), and what
/// else [`FILES`] names; an empty part is no file. A panic, a hang or memory past the bounds is a defect.
pub fn exercise_template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts: Vec<&str> = text.split("%%%\n").collect();
    let settings = if parts.len() > 3 { parts.remove(3) } else { "" };
    let mut files: Vec<(&str, &str)> =
        FILES.into_iter().zip(parts).filter(|(_, text)| !text.is_empty()).collect();
    if !files.iter().any(|(path, _)| *path == "c/Chart.yaml") {
        files.push(("c/Chart.yaml", CHART));
    }
    if files.iter().any(|(path, _)| path.starts_with("c/charts/")) {
        files.push(("c/charts/s/Chart.yaml", SUBCHART));
    }
    let options = options(settings);
    let first = rendered(&files, &options);
    if let Ok(outcome) = &first {
        check(outcome, &files);
    }
    match (first, rendered(&files, &options)) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one.manifests, other.manifests, "the same chart gives the same");
            assert_eq!(one.failures, other.failures, "the same chart fails the same");
        }
        (one, other) => assert_eq!(one.err(), other.err(), "the same chart is refused the same"),
    }
}

fn rendered(files: &[(&str, &str)], options: &Options) -> Result<Outcome, Error> {
    let late = || false;
    let budget = Budget::new(BOUNDS, &late);
    let limits = Limits { documents: 50, nodes: 10_000, files: 50, ..Limits::default() };
    let files: InMemory = files.iter().map(|(path, text)| (*path, text.as_bytes().to_vec())).collect();
    Ok(render(&Chart::load(&files, "c", &limits, &budget)?, options, &budget))
}

fn options(text: &str) -> Options {
    let mut options = Options::default();
    for line in text.lines().take(20) {
        let (kind, text) = line.split_once(' ').unwrap_or((line, ""));
        let text = text.to_owned();
        options.settings.push(match kind {
            "set" => Setting::Set(text),
            "string" => Setting::SetString(text),
            "json" => Setting::SetJson(text),
            "literal" => Setting::SetLiteral(text),
            "file" => Setting::SetFile { key: text, text: "of a file".to_owned() },
            "values" => Setting::File { name: "v.yaml".to_owned(), text },
            "kube" => {
                options.kube_version = Some(text);
                continue;
            }
            "api" => {
                options.api_versions.push(text);
                continue;
            }
            _ => continue,
        });
    }
    options
}

fn check(outcome: &Outcome, files: &[(&str, &str)]) {
    let bytes: usize = outcome.manifests.iter().map(|manifest| manifest.text.len()).sum();
    assert!(bytes as u64 <= BOUNDS.bytes, "what is made stays in the bounds: {bytes} bytes");
    for manifest in &outcome.manifests {
        let Rendered { path, text, lines } = manifest;
        assert!(files.iter().any(|(file, _)| **path == **file), "a manifest is of a file: {path}");
        assert_eq!(lines.len(), text.split('\n').count(), "each line has its place: {text:?}");
        lines.iter().filter_map(|line| line.origin.as_ref()).for_each(|origin| check_origin(origin, files));
    }
    for error in &outcome.failures {
        let file = files.iter().find(|(file, _)| *error.path == **file);
        let lines = file.map_or(u32::MAX as usize, |(_, text)| text.split(['\n', '\r']).count());
        let is_placed = error.line >= 1 && error.line as usize <= lines && !error.path.is_empty();
        assert!(is_placed, "an error has a place: {error:?}");
    }
}

fn check_origin(Origin { path, span }: &Origin, files: &[(&str, &str)]) {
    let file = files.iter().find(|(file, _)| **path == **file);
    // A mark of the byte order is not counted.
    let text = file.map(|(_, text)| text.strip_prefix('\u{feff}').unwrap_or(text));
    let text = text.unwrap_or_else(|| panic!("an origin is in a file: {path}"));
    let (start, end) = (span.byte_start as usize, span.byte_end as usize);
    let stretch = text.get(start..end).unwrap_or_else(|| panic!("an origin lies in {path}: {span:?}"));
    let line = text[..start].matches('\n').count() + 1;
    assert!(!stretch.contains('\n') && span.line as usize == line, "an origin is a line of {path}: {span:?}");
    assert_eq!((span.column, span.end_line), (1, span.line), "an origin is one line: {span:?}");
    assert_eq!(span.end_column as usize, stretch.chars().count() + 1, "a line ends behind it: {span:?}");
}
