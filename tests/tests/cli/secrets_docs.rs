//! What docs/secrets.md tells of `sekimori secrets` is so.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::Folder;
use crate::program::{Program, repository, sekimori};

const PAGES: [&str; 2] = ["docs/secrets.md", "docs/secrets.ja.md"];

/// The blocks of code of a language on a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join(page)).expect("the page");
    let start = format!("```{language}\n");
    let blocks = text.split(start.as_str()).skip(1);
    blocks.filter_map(|rest| rest.split("```").next().map(str::to_owned)).collect()
}

fn git(folder: &Folder, args: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder.path()).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = git.output().expect("git is installed: these tests make real repositories");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn secrets(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["secrets"]).args(args).by_default().from(folder.path())
}

/// A token of a made-up digit string, which stands in no file of ours.
fn token() -> String {
    ["gl", "pat-", "3f9c1e70b2a8d4", "65e1c7"].concat()
}

#[test]
fn the_configurations_shown_can_be_used() {
    for page in PAGES {
        let configurations: Vec<String> =
            blocks(page, "yaml").into_iter().filter(|block| block.contains("version: 1\n")).collect();
        assert_eq!(configurations.len(), 3, "{page}");
        for configuration in configurations {
            let folder = Folder::new().and("sekimori.yaml", &configuration);
            sekimori(&["config", "check"]).by_default().from(folder.path()).exits(0);
        }
    }
}

#[test]
fn both_languages_show_the_same_commands() {
    let commands = |page: &str| -> Vec<String> {
        let lines = blocks(page, "sh").concat();
        let said = lines.lines().map(|line| line.split("  #").next().unwrap_or_default().trim().to_owned());
        said.collect()
    };
    let [en, ja] = PAGES.map(commands);
    assert!(en.len() > 8, "{en:?}");
    assert_eq!(en, ja);
}

#[test]
fn own_patterns_find_what_the_page_says() {
    let configuration = blocks(PAGES[0], "yaml").pop().expect("the patterns stand last");
    let own = ["shoptok", "_", "k3v9x1q8z7w2m5n4b6c0d2f8"].concat();
    let folder = Folder::new().and("sekimori.yaml", configuration).and("a.txt", format!("x = {own}\n"));
    let run = secrets(&folder, &["a.txt"]).exits(1);
    assert!(
        run.out.contains("credential/custom-pattern") && run.out.contains("custom/shop-token"),
        "{}",
        run.out
    );
    assert!(!run.out.contains(&own) && !run.err.contains(&own), "no value is shown");
}

#[test]
fn a_commit_that_only_deletes_passes_and_one_with_a_secret_does_not() {
    let folder = Folder::new().and("a.txt", "hello\n");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "one"]);
    git(&folder, &["rm", "--quiet", "a.txt"]);
    secrets(&folder, &["--staged"]).exits(0);
    let folder = folder.and("b.txt", format!("token: {}\n", token()));
    git(&folder, &["add", "--all"]);
    let run = secrets(&folder, &["--staged"]).exits(1);
    assert!(run.out.contains("credential/gitlab-access-token"), "{}", run.out);
}

#[test]
fn the_page_of_a_secret_tells_what_was_found_and_nothing_of_workloads() {
    let folder = Folder::new().and("a.txt", format!("token: {}\n", token()));
    let page = secrets(&folder, &["--format", "html"]).exits(1).out;
    assert!(page.contains("found <code>glpat-"), "{page}");
    assert!(!page.contains(&token()), "no value is shown");
    for other in ["id=\"levels\"", "Kubernetes 1."] {
        assert!(!page.contains(other), "{other}");
    }
    let page = sekimori(&["scan", ".", "--format", "html"]).by_default().from(folder.path()).exits(1).out;
    assert!(page.contains("id=\"levels\"") && page.contains("Kubernetes 1."), "a scan has both");
}

#[test]
fn the_hook_of_the_page_is_the_one_that_is_published() {
    let published = fs::read_to_string(repository().join(".pre-commit-hooks.yaml")).expect("the hooks");
    for line in ["id: sekimori-secrets", "entry: sekimori secrets --staged", "language: system"] {
        assert!(published.contains(line), "{line}");
        for page in
            PAGES.map(|page| fs::read_to_string(Path::new(&repository()).join(page)).expect("the page"))
        {
            assert!(page.contains(line), "{line}");
        }
    }
}
