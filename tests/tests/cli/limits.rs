//! Each limit is a flag that lowers and raises its bound, and a key of the file.

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, many, nested, shared};
use crate::program::sekimori;
use crate::report::Report;

fn documents(count: usize) -> String {
    many(count, |n| format!("---\n{}", clean(&format!("p{n}"))))
}

/// Reasons with the flag at `low`, at `high`, and with the key of the file at `low`.
fn reasons(folder: &Folder, flag: &str, key: &str, low: &str, high: &str) -> [Vec<String>; 3] {
    let reasons =
        |report: Report| report.not_analysed().into_iter().map(|(_, reason)| reason.to_owned()).collect();
    let config = Folder::with(format!("version: 1\nlimits: {{{key}: {low}}}\n"));
    let config = config.join("app.yaml");
    let config = config.to_str().expect("a path of ours");
    [
        reasons(folder.report(&[flag, low])),
        reasons(folder.report(&[flag, high])),
        reasons(folder.report(&["--config", config])),
    ]
}

#[test]
fn the_size_of_a_file_has_a_bound() {
    let text = clean("a");
    let (size, less) = (text.len().to_string(), (text.len() - 1).to_string());
    let folder = Folder::with(&text);
    let [low, high, file] = reasons(&folder, "--max-file-size", "fileBytes", &less, &size);
    assert_eq!((low, high, file), (vec!["too-large".to_owned()], vec![], vec!["too-large".to_owned()]));
    let report = folder.report(&["--max-file-size", &less]);
    let expected = format!("{size} bytes, more than the limit of {less}");
    assert_eq!(report.only().message(), expected);
}

#[test]
fn sizes_have_units() {
    let folder = Folder::with(format!("# {}\n", "x".repeat(1024)));
    for (size, count) in [("1KiB", 1), ("2 KiB", 0), ("1MiB", 0), ("1GiB", 0), ("1", 1)] {
        assert_eq!(folder.report(&["--max-file-size", size]).not_analysed().len(), count, "{size}");
    }
    for size in ["0", "2GiB", "1kb", "-1", "", "1.5MiB"] {
        let run = folder.scan(&["--max-file-size", size]).run();
        assert_eq!(run.code, Some(64), "{size}: {}", run.err);
    }
}

#[test]
fn standard_input_has_the_bound_of_a_file() {
    let program = || sekimori(&["scan", "-", "--max-file-size", "100"]).input(clean("a"));
    let run = program().exits(2);
    assert_eq!(
        run.err,
        "error: standard input is larger than 100 bytes. Raise --max-file-size if it is meant to be.\n"
    );
    program().args(&["--lang", "ja"]).exits(2);
    let raised = sekimori(&["scan", "-", "--max-file-size", "1000"]).input(clean("a"));
    raised.exits(0);
}

#[test]
fn the_number_of_files_has_a_bound() {
    let folder = Folder::new().and("a.yaml", clean("a")).and("b.yaml", clean("b"));
    let [low, high, file] = reasons(&folder, "--max-files", "files", "1", "2");
    assert_eq!(
        (low, high, file),
        (vec!["too-many-files".to_owned()], vec![], vec!["too-many-files".to_owned()])
    );
    let report = folder.report(&["--max-files", "1"]);
    assert_eq!((report.only().path(), report.only().message()), (".", "more than 1 files"));
    assert_eq!(report.count("filesExamined"), 1, "the first one was looked at");
}

#[test]
fn the_number_of_documents_has_a_bound() {
    let folder = Folder::with(documents(4));
    let [low, high, file] = reasons(&folder, "--max-documents", "documents", "3", "4");
    assert_eq!(
        (low, high, file),
        (vec!["too-many-documents".to_owned()], vec![], vec!["too-many-documents".to_owned()])
    );
    assert_eq!(folder.report(&["--max-documents", "3"]).count("objects"), 3);
    let raised = Folder::with((0..10_500).map(|_| "---\na: 1\n").collect::<String>());
    assert_eq!(raised.report(&["--max-documents", "20000"]).not_analysed(), []);
}

#[test]
fn the_depth_of_nesting_has_a_bound() {
    let folder = Folder::with(format!("a: {}1{}\n", "[".repeat(9), "]".repeat(9)));
    let [low, high, file] = reasons(&folder, "--max-depth", "depth", "9", "10");
    assert_eq!((low, high, file), (vec!["too-deep".to_owned()], vec![], vec!["too-deep".to_owned()]));
    let deep = |levels: usize| Folder::with(format!("{}1{}\n", "[".repeat(levels), "]".repeat(levels)));
    assert_eq!(deep(128).report(&[]).not_analysed(), [], "the default");
    assert_eq!(deep(129).report(&[]).not_analysed(), [("app.yaml", "too-deep")]);
    assert_eq!(
        deep(1000).report(&["--max-depth", "1000"]).not_analysed(),
        [],
        "the largest that can be asked for"
    );
    assert_eq!(deep(1001).report(&["--max-depth", "1000"]).not_analysed(), [("app.yaml", "too-deep")]);
}

#[test]
fn the_depth_of_indentation_has_the_same_bound() {
    assert_eq!(Folder::with(nested(20)).report(&["--max-depth", "20"]).not_analysed(), []);
    assert_eq!(
        Folder::with(nested(22)).report(&["--max-depth", "20"]).not_analysed(),
        [("app.yaml", "too-deep")]
    );
    assert_eq!(Folder::with(nested(1000)).report(&["--max-depth", "1000"]).not_analysed(), []);
}

#[test]
fn the_number_of_nodes_has_a_bound() {
    // A list of eight items and their list, a key and the mapping around them.
    let folder = Folder::with("a: [1, 2, 3, 4, 5, 6, 7, 8]\n");
    let [low, high, file] = reasons(&folder, "--max-nodes", "nodes", "10", "11");
    assert_eq!(
        (low, high, file),
        (vec!["too-many-nodes".to_owned()], vec![], vec!["too-many-nodes".to_owned()])
    );
}

#[test]
fn aliases_count_as_what_they_stand_for() {
    let folder = Folder::with("a: &a [1, 2, 3, 4]\nb: [*a, *a, *a]\n");
    let [low, high, file] = reasons(&folder, "--max-nodes", "nodes", "20", "30");
    assert_eq!((low, high, file), (vec!["alias-bomb".to_owned()], vec![], vec!["alias-bomb".to_owned()]));
}

#[test]
fn the_number_of_findings_of_a_file_has_a_bound() {
    let folder = Folder::with(many(5, |n| format!("---\n{}", shared(&format!("p{n}")))));
    let [low, high, file] = reasons(&folder, "--max-findings", "findings", "4", "5");
    assert_eq!(
        (low, high, file),
        (vec!["too-many-findings".to_owned()], vec![], vec!["too-many-findings".to_owned()])
    );
    let report = folder.report(&["--max-findings", "4"]);
    assert_eq!(report.violations(), [("app.yaml", SHARED); 4]);
    assert_eq!(report.all["complete"], false);
}

#[test]
fn a_limit_of_one_file_leaves_the_others_alone() {
    let folder = Folder::with(documents(3)).and("b.yaml", shared("b"));
    let report = folder.report(&["--max-documents", "2"]);
    assert_eq!(report.not_analysed(), [("app.yaml", "too-many-documents")]);
    assert_eq!(report.violations(), [("b.yaml", SHARED)]);
    assert_eq!(report.all["verdict"]["decision"], "fail");
}
