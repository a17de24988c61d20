//! The script of the HTML report, run by Node.js over a document of its own: `html/drive.mjs` uses the page.

use std::env;
use std::fs;
use std::io::Write as _;
use std::process::Command;

use crate::html::everything;
use crate::manifest::{many, shared};
use crate::program::repository;

#[test]
fn the_page_can_be_searched_filtered_opened_and_read_in_both_languages() {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(env::var_os("CI").is_none(), "Node.js is missing: run `make setup`");
        // Past the capture of the test's output: it is not seen otherwise.
        let _ = writeln!(std::io::stderr(), "NOT TESTED: the script of the HTML report, for want of Node.js");
        return;
    }
    let pods = many(250, |n| format!("---\n{}", shared(&format!("pod-{n}"))));
    let folder = everything().and("many.yaml", pods);
    let page = folder.scan(&["--format", "html"]).exits(1).out;
    let file = folder.join("page.html");
    fs::write(&file, page).expect("a file");
    let driver = repository().join("tests/tests/cli/html/drive.mjs");
    let run = Command::new("node").arg(driver).arg(file).output().expect("it is there");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    assert!(String::from_utf8_lossy(&run.stdout).contains("findings were looked at"), "{said}");
}
