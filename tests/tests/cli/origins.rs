//! Where the configuration comes from: flag over environment over file over default, and `config show` tells.

use crate::folder::Folder;
use crate::manifest::{clean, shared};
use crate::program::{Program, sekimori};

/// Exits with 0 where it counts, so that it shows whether the file was read.
const FORGIVING: &str = "version: 1\nfailOn: critical\n";

/// Value and origin of each setting, by `config show --origin`.
fn origins(program: &Program) -> Vec<(String, String, String)> {
    let out = program.exits(0).out;
    let row = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [setting, value @ .., origin] = columns.as_slice() else {
            panic!("a row of three columns: {line}")
        };
        ((*setting).to_owned(), value.join(" "), (*origin).to_owned())
    };
    out.lines().skip(1).map(row).collect()
}

fn of(all: &[(String, String, String)], setting: &str) -> (String, String) {
    let found =
        all.iter().find(|(key, ..)| key == setting).unwrap_or_else(|| panic!("no `{setting}` in {all:#?}"));
    (found.1.clone(), found.2.clone())
}

fn pair(value: &str, origin: &str) -> (String, String) {
    (value.to_owned(), origin.to_owned())
}

#[test]
fn the_file_in_the_scanned_folder_counts() {
    let folder = Folder::with(shared("a"));
    folder.scan(&[]).exits(1);
    let folder = folder.and("sekimori.yaml", FORGIVING);
    folder.scan(&[]).exits(0);
    sekimori(&["scan"]).arg(folder.path()).exits(0);
    sekimori(&["scan"]).arg(folder.join("app.yaml")).exits(0);
    folder.scan(&["--no-config"]).exits(1);
}

#[test]
fn the_file_of_the_repository_above_counts_and_none_further_up() {
    let folder = Folder::new().and("x/sekimori.yaml", FORGIVING).and("x/y/z/app.yaml", shared("a"));
    let scan = || sekimori(&["scan"]).arg(folder.join("x/y/z"));
    scan().exits(1);
    std::fs::create_dir(folder.join("x/y/.git")).expect("a folder");
    scan().exits(1);
    std::fs::remove_dir(folder.join("x/y/.git")).expect("the folder");
    std::fs::create_dir(folder.join("x/.git")).expect("a folder");
    scan().exits(0);
    std::fs::create_dir(folder.join("x/y/z/.git")).expect("a folder");
    scan().exits(1);
}

#[test]
fn the_file_of_the_working_folder_above_counts() {
    let folder = Folder::new().and("sekimori.yaml", FORGIVING).and("x/y/app.yaml", shared("a"));
    sekimori(&["scan", "x/y"]).from(folder.path()).exits(0);
    sekimori(&["scan", "y"]).from(&folder.join("x")).exits(1);
}

#[test]
fn the_closest_file_counts_alone() {
    let folder = Folder::new()
        .and("sekimori.yaml", FORGIVING)
        .and("x/sekimori.yaml", "version: 1\nfailOn: low\n")
        .and("x/app.yaml", shared("a"));
    sekimori(&["scan", "x"]).from(folder.path()).exits(1);
}

#[test]
fn standard_input_is_judged_by_the_file_of_the_working_folder() {
    let folder = Folder::new().and("sekimori.yaml", FORGIVING);
    sekimori(&["scan", "-"]).from(folder.path()).input(shared("a")).exits(0);
    sekimori(&["scan", "-", "--no-config"]).from(folder.path()).input(shared("a")).exits(1);
}

#[test]
fn a_named_file_counts_wherever_it_lies() {
    let folder = Folder::with(shared("a")).and("sekimori.yaml", "version: 1\nfailOn: low\n");
    let other = Folder::new().and("other.yaml", FORGIVING);
    folder.scan(&["--config"]).arg(other.join("other.yaml")).exits(0);
    folder.scan(&[]).var("SEKIMORI_CONFIG", other.join("other.yaml")).exits(0);
}

#[test]
fn flag_over_environment_over_file_over_default_is_told() {
    let folder =
        Folder::new().and("sekimori.yaml", "version: 1\nfailOn: high\nstrict: true\nlimits:\n  depth: 64\n");
    let show = |args: &[&str]| sekimori(&["config", "show", "--origin"]).args(args).from(folder.path());
    let plain = origins(&show(&[]));
    assert_eq!(of(&plain, "failOn"), pair("high", "sekimori.yaml:2"));
    assert_eq!(of(&plain, "strict"), pair("true", "sekimori.yaml:3"));
    assert_eq!(of(&plain, "limits.depth"), pair("64", "sekimori.yaml:5"));
    assert_eq!(of(&plain, "limits.files"), pair("1000000", "default"));
    assert_eq!(
        of(&plain, "packs"),
        pair("[\"restricted\",\"best-practice\",\"secrets\",\"advisories\"]", "default")
    );
    let by_variable = origins(&show(&[]).var("SEKIMORI_FAIL_ON", "medium").var("SEKIMORI_MAX_DEPTH", "32"));
    assert_eq!(of(&by_variable, "failOn"), pair("medium", "SEKIMORI_FAIL_ON"));
    assert_eq!(of(&by_variable, "limits.depth"), pair("32", "SEKIMORI_MAX_DEPTH"));
    assert_eq!(of(&by_variable, "strict"), pair("true", "sekimori.yaml:3"));
    let by_flag = show(&["--fail-on", "critical", "--max-depth", "16"]).var("SEKIMORI_FAIL_ON", "medium");
    let by_flag = origins(&by_flag);
    assert_eq!(of(&by_flag, "failOn"), pair("critical", "--fail-on"));
    assert_eq!(of(&by_flag, "limits.depth"), pair("16", "--max-depth"));
}

/// Every setting: its key, its flag, its variable, a value that is not the default, and how that is shown.
const SETTINGS: [(&str, &str, &str, &str, &str); 14] = [
    ("packs", "--pack", "SEKIMORI_PACKS", "baseline", "[\"baseline\"]"),
    ("kubernetesVersion", "--kubernetes-version", "SEKIMORI_KUBERNETES_VERSION", "1.30", "1.30"),
    ("failOn", "--fail-on", "SEKIMORI_FAIL_ON", "high", "high"),
    ("failOnNotAnalysed", "--fail-on-not-analysed", "SEKIMORI_FAIL_ON_NOT_ANALYSED", "true", "true"),
    ("persona", "--persona", "SEKIMORI_PERSONA", "auditor", "auditor"),
    ("minConfidence", "--min-confidence", "SEKIMORI_MIN_CONFIDENCE", "medium", "medium"),
    ("strict", "--strict", "SEKIMORI_STRICT", "true", "true"),
    ("skipDirs", "--skip-dirs", "SEKIMORI_SKIP_DIRS", "a,b", "[\"a\",\"b\"]"),
    ("limits.fileBytes", "--max-file-size", "SEKIMORI_MAX_FILE_SIZE", "1KiB", "1024"),
    ("limits.files", "--max-files", "SEKIMORI_MAX_FILES", "7", "7"),
    ("limits.documents", "--max-documents", "SEKIMORI_MAX_DOCUMENTS", "7", "7"),
    ("limits.depth", "--max-depth", "SEKIMORI_MAX_DEPTH", "7", "7"),
    ("limits.nodes", "--max-nodes", "SEKIMORI_MAX_NODES", "7", "7"),
    ("limits.findings", "--max-findings", "SEKIMORI_MAX_FINDINGS", "7", "7"),
];

#[test]
fn every_setting_has_a_flag_and_a_variable() {
    let show = || sekimori(&["config", "show", "--origin"]);
    for (key, flag, variable, value, shown) in SETTINGS {
        let by_flag = origins(&show().arg(format!("{flag}={value}")));
        assert_eq!(of(&by_flag, key), pair(shown, flag));
        let by_variable = origins(&show().var(variable, value));
        assert_eq!(of(&by_variable, key), pair(shown, variable));
        let by_both = origins(&show().var(variable, value).arg(format!("{flag}={value}")));
        assert_eq!(of(&by_both, key), pair(shown, flag));
    }
    let all: Vec<String> = origins(&show()).into_iter().map(|(key, ..)| key).collect();
    let of_the_file = [
        "helm.apiVersions",
        "helm.releases",
        "owners.annotations",
        "owners.contacts",
        "owners.labels",
        "rules",
        "secrets.patterns",
        "waivers",
        "mode",
        "scopes",
    ];
    let mut known: Vec<&str> = SETTINGS.iter().map(|(key, ..)| *key).chain(of_the_file).collect();
    known.sort_unstable();
    assert_eq!(all, known, "each setting is shown, in order");
}

#[test]
fn what_config_show_prints_is_a_configuration() {
    let shown = sekimori(&["config", "show", "--fail-on", "high", "--pack", "baseline", "--max-depth=9"])
        .exits(0)
        .out;
    let folder = Folder::new().and("sekimori.yaml", &shown);
    sekimori(&["config", "check"]).from(folder.path()).exits(0);
    let again = sekimori(&["config", "show"]).from(folder.path()).exits(0).out;
    assert_eq!(shown, again, "and the same one when it is read back");
    assert!(shown.contains("failOn: high"), "{shown}");
}

#[test]
fn the_table_of_origins_speaks_both_languages() {
    let first = |lang| sekimori(&["config", "show", "--origin", "--lang", lang]).exits(0).out;
    assert!(first("en").starts_with(" setting"), "{}", first("en"));
    assert!(first("ja").starts_with(" 設定"), "{}", first("ja"));
}

#[test]
fn the_day_is_the_flags_then_the_variables_then_source_date_epochs() {
    let folder = Folder::with(clean("a"));
    let day = |program: Program| program.args(&["--format", "json"]).exits(0).json()["date"].clone();
    let scan = || sekimori(&["scan"]).arg(folder.path());
    // 2026-03-01T12:00:00Z
    assert_eq!(day(scan().var("SOURCE_DATE_EPOCH", "1772366400")), "2026-03-01");
    assert_eq!(
        day(scan().var("SOURCE_DATE_EPOCH", "1772366400").var("SEKIMORI_NOW", "2026-04-02")),
        "2026-04-02"
    );
    let all =
        scan().var("SOURCE_DATE_EPOCH", "1").var("SEKIMORI_NOW", "2026-04-02").args(&["--now", "2026-05-03"]);
    assert_eq!(day(all), "2026-05-03");
    assert_eq!(day(scan().var("SOURCE_DATE_EPOCH", "0")), "1970-01-01");
    let clock = day(scan());
    assert!(clock.as_str().is_some_and(|day| day.len() == 10 && day > "2026"), "{clock}");
}

#[test]
fn an_empty_source_date_epoch_is_told_apart_from_none() {
    let folder = Folder::with(clean("a"));
    for value in ["", "1e9", "99999999999999999999"] {
        let run = sekimori(&["scan"]).arg(folder.path()).var("SOURCE_DATE_EPOCH", value).exits(64);
        assert!(run.err.contains(&format!("SOURCE_DATE_EPOCH is `{value}`")), "{}", run.err);
    }
}

#[test]
fn inside_a_repository_the_working_folder_is_no_border() {
    let folder = Folder::new()
        .and(".git/HEAD", "ref: refs/heads/main\n")
        .and("sekimori.yaml", "version: 1\nfailOn: critical\n")
        .and("deploy/a.yaml", shared("a"));
    let below = folder.join("deploy");
    let run = sekimori(&["config", "show", "--origin"]).from(&below).exits(0);
    assert!(run.out.contains("sekimori.yaml:2"), "{}", run.out);
    sekimori(&["scan", "."]).from(&below).exits(0);
}
