//! No value reaches any output, whatever it lies in and however it was found.
//!
//! Values are planted everywhere, and every stretch of eight bytes of them is searched for in all that the program writes.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use data_encoding::{BASE64, HEXLOWER};

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, git, try_git, unborn};
use crate::planted::{Forbidden, password, sample, token};
use crate::program::{Run, binary, sekimori};
use crate::report::FORMATS;

/// Kinds of which a value is planted, with what all values of a kind begin with.
const KINDS: [(&str, usize); 3] = [
    ("credential/github-personal-access-token", 4),
    ("credential/generic-password", 0),
    ("credential/generic-api-key", 0),
];

/// One value of each kind, and one that no pattern knows but that stands where secrets do.
fn values() -> Vec<(String, usize)> {
    // Another seed for each, or one would begin as the other does.
    let value = |(seed, (rule, known)): (u64, &(&str, usize))| (sample(rule, seed), *known);
    let mut values: Vec<_> = (21..).zip(&KINDS).map(value).collect();
    values.push((token(12), 4));
    values.push((password(13), 0));
    values
}

fn forbidden() -> Forbidden {
    values().iter().fold(Forbidden::default(), |all, (value, known)| all.and(value, *known))
}

fn packed(program: &str, args: &[&str], bytes: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program is there");
    child.stdin.take().expect("a pipe").write_all(bytes).expect("it reads");
    child.wait_with_output().expect("it ends").stdout
}

/// All values in whatever files can be.
fn planted() -> Folder {
    let values = values();
    let [github, word, key, other, last] = values.as_slice() else { panic!("five values") };
    let lines = format!(
        "token = \"{}\"\nDB_PASSWORD={}\napi_key: {}\nAuthorization: Bearer {}\npostgres://app:{}@db.internal:5432/app\n",
        github.0, word.0, key.0, other.0, last.0
    );
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: s, annotations: {{was: '{}'}}}}\nstringData: {{password: {}}}\ndata: {{token: {}}}\n",
        github.0,
        word.0,
        BASE64.encode(github.0.as_bytes())
    );
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  hostNetwork: true\n  containers:\n  - name: c\n    image: registry.example/c:1\n    args: ['--password={}']\n    env: [{{name: PASSWORD, value: {}}}, {{name: API_KEY, value: '{}'}}]\n",
        word.0, last.0, key.0
    );
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: {}\n    password: {}\n    client-key-data: {}\n",
        github.0,
        word.0,
        BASE64.encode(other.0.as_bytes())
    );
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new()
        .and("plain.env", &lines)
        .and("one-line.txt", lines.replace('\n', " "))
        .and("secret.yaml", &manifest)
        .and("pod.yaml", &pod)
        .and("kubeconfig", &kubeconfig)
        .and("broken.yaml", format!("{manifest}broken: ]\n"))
        .and("unclosed.yaml", format!("{pod}    x: \"{}\n", github.0))
        .and("tag.yaml", format!("a: !{} b\n", github.0))
        .and("alias.yaml", format!("a: *{}\n", github.0))
        .and("twice.json", format!("{{\"{}\": 1, \"{}\": 2}}", github.0, github.0))
        .and("key.yaml", format!("kind: Pod\napiVersion: v1\nspec: {{{}: {}}}\n", github.0, word.0))
        .and("base64.txt", BASE64.encode(lines.as_bytes()))
        .and("twice-base64.txt", BASE64.encode(BASE64.encode(lines.as_bytes()).as_bytes()))
        .and("hex.txt", HEXLOWER.encode(lines.as_bytes()))
        .and("utf16.txt", utf16)
        .and("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n")
        .and("chart/values.yaml", format!("password: {}\n", word.0))
        .and("chart/templates/a.yaml", pod.replace(&last.0, "{{ .Values.password | b64enc }}"))
        .and("chart/templates/fails.yaml", format!("{{{{ fail \"{}\" }}}}\n", github.0))
        .and("chart/templates/odd.yaml", format!("{{{{ .Values.{} }}}}\n", word.0))
        .and("CODEOWNERS", format!("*.env @{}\n", "team-a"))
        .and("lines.txt.gz", packed("gzip", &["-c"], lines.as_bytes()));
    let mut tar = Command::new("tar");
    tar.args(["-cf", "-", "plain.env", "secret.yaml", "base64.txt"]).current_dir(folder.path());
    let tar = tar.output().expect("tar").stdout;
    let folder = folder.and("all.tar", &tar).and("all.tar.gz", packed("gzip", &["-c"], &tar));
    folder.and("cut.tar.gz", &packed("gzip", &["-c"], &tar)[..200])
}

fn look(what: &str, run: &Run) {
    let forbidden = forbidden();
    forbidden.is_not_in(&format!("{what}, standard output"), &run.out);
    forbidden.is_not_in(&format!("{what}, standard error"), &run.err);
}

/// All files below a folder, those of git's own objects aside.
fn look_into(what: &str, folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            look_into(what, &path);
        } else {
            let bytes = fs::read(&path).expect("a file");
            forbidden().is_not_in_bytes(&format!("{what}, {}", path.display()), &bytes);
        }
    }
}

#[test]
fn the_values_of_this_test_are_found() {
    let report =
        sekimori(&["secrets", ".", "--format", "json", "--now", TODAY]).from(planted().path()).reports(1);
    for file in ["plain.env", "one-line.txt", "kubeconfig", "broken.yaml", "secret.yaml"] {
        assert!(
            report.violations().iter().any(|(path, _)| *path == file),
            "{file}: {:?}",
            report.violations()
        );
    }
    let rules: Vec<&str> = report.violations().into_iter().map(|(_, rule)| rule).collect();
    for (rule, _) in KINDS {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
}

#[test]
fn no_format_in_no_language_has_a_part_of_a_value() {
    let folder = planted();
    for format in FORMATS {
        for (lang, command) in [("en", "secrets"), ("ja", "scan"), ("en", "scan")] {
            let args = ["--format", format, "--lang", lang, "--show-waived", "--now", TODAY];
            let run = sekimori(&[command, "."]).args(&args).by_default().from(folder.path()).exits(1);
            look(&format!("{command} {format} {lang}"), &run);
        }
    }
    let beside = Folder::new();
    let file = beside.join("report.json").display().to_string();
    let run = sekimori(&[
        "scan",
        ".",
        "--format",
        "json",
        "--output",
        &file,
        "--pack",
        "secrets",
        "--pack",
        "restricted",
    ]);
    look("a report in a file", &run.from(folder.path()).exits(1));
    look_into("a report in a file", beside.path());
}

#[test]
fn standard_input_is_no_way_around() {
    for name in
        ["plain.env", "secret.yaml", "broken.yaml", "unclosed.yaml", "kubeconfig", "pod.yaml", "all.tar.gz"]
    {
        let bytes = fs::read(planted().join(name)).expect("a file");
        for command in ["secrets", "scan"] {
            let run = sekimori(&[command, "-", "--now", TODAY]).by_default().input(bytes.clone()).run();
            assert_ne!(run.code, None);
            look(&format!("{command} - < {name}"), &run);
        }
    }
}

#[test]
fn repairs_and_their_differences_show_no_value_that_the_scan_hides() {
    let folder = planted();
    let run = sekimori(&["scan", ".", "--fix", "--now", TODAY]).by_default().from(folder.path()).run();
    look("--fix", &run);
}

#[test]
fn history_its_cursor_and_what_is_staged_keep_quiet() {
    let folder = unborn(planted());
    git(folder.path(), &["add", "--all"]);
    for format in FORMATS {
        let run = sekimori(&["secrets", "--staged", "--format", format]).from(folder.path()).exits(1);
        look(&format!("--staged {format}"), &run);
    }
    commit_at(folder.path(), 1);
    git(folder.path(), &["rm", "--quiet", "-r", "."]);
    let folder = folder.and("clean.txt", "x\n");
    commit_at(folder.path(), 2);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    for (index, format) in FORMATS.into_iter().enumerate() {
        let args = ["secrets", "--history", "--format", format];
        let lang = ["en", "ja"][index % 2];
        let run = sekimori(&args).args(&["--lang", lang]).from(folder.path()).exits(1);
        look(&format!("--history {format}"), &run);
    }
    let run = sekimori(&["secrets", "--history", "--cursor", &cursor]).from(folder.path()).exits(1);
    look("--cursor", &run);
    look_into("the cursor", beside.path());
}

#[test]
fn hooks_and_their_records_keep_quiet() {
    let folder = unborn(planted());
    sekimori(&["hook", "install"]).from(folder.path()).exits(0);
    git(folder.path(), &["add", "--all"]);
    let bin = binary().parent().expect("a folder").as_os_str();
    let path =
        [bin, std::env::var_os("PATH").unwrap_or_default().as_os_str()].join(std::ffi::OsStr::new(":"));
    let run = try_git(folder.path(), &["commit", "-qm", "x"], &[("PATH", &path)]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    look("a commit that was stopped", &run);
    let run = try_git(folder.path(), &["commit", "-qm", "x", "--no-verify"], &[("PATH", &path)]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    look("a commit without a check", &run);
    look_into("the records", &folder.join(".git/sekimori"));
    look_into("the hooks", &folder.join(".git/hooks"));
    look("the audit", &sekimori(&["hook", "audit", "--format", "json"]).from(folder.path()).exits(1));
}

#[test]
fn what_goes_wrong_is_told_without_the_key_and_without_a_value() {
    let folder = planted();
    let value = token(12);
    let beside = Folder::new().and("key", &value).and("config.yaml", format!("version: 1\n{value}: 1\n"));
    let config = beside.join("config.yaml").display().to_string();
    // Who writes a secret into the configuration sees the name of the key that is unknown, as of any other; the file's
    // values are another thing.
    let wrong = format!(
        "version: 1\nsecrets:\n  patterns:\n  - {{id: a, keywords: [acme_], regex: 'acme_[', title: '{value}'}}\n"
    );
    let beside = beside.and("pattern.yaml", wrong);
    let pattern = beside.join("pattern.yaml").display().to_string();
    let run = sekimori(&["secrets", ".", "--config", &pattern]).from(folder.path()).exits(64);
    look("a wrong pattern", &run);
    sekimori(&["secrets", ".", "--config", &config]).from(folder.path()).exits(64);
    for args in [["secrets", "."].as_slice(), &["secrets", ".", "--format", "json"]] {
        let run = sekimori(args).var("SEKIMORI_SECRETS_KEY", &value).from(folder.path()).exits(1);
        look("the key in the environment", &run);
    }
    let key = beside.join("key").display().to_string();
    let run = sekimori(&["secrets", ".", "--secrets-key-file", &key]).from(folder.path()).exits(1);
    look("the key in a file", &run);
    let run = sekimori(&["secrets", "."]).var("SEKIMORI_SECRETS_KEY", &value[..12]).from(folder.path()).run();
    assert_ne!(run.code, Some(1), "a key that is too short");
    look("a short key", &run);
}

#[test]
fn limits_that_are_met_are_told_without_a_value() {
    let folder = planted();
    for limit in
        [["--max-file-size", "1KiB"], ["--max-findings", "1"], ["--max-files", "2"], ["--max-depth", "2"]]
    {
        for command in ["secrets", "scan"] {
            let run = sekimori(&[command, ".", "--format", "json"]).args(&limit).by_default();
            look(&format!("{command} {limit:?}"), &run.from(folder.path()).run());
        }
    }
}
