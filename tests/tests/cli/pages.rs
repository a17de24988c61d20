//! Completions for shells and manual pages.

use std::process::Command;

use crate::program::sekimori;

#[test]
fn every_shell_gets_completions_that_know_the_flags() {
    for (shell, mark) in
        [("bash", "complete -F"), ("zsh", "#compdef sekimori"), ("fish", "complete -c sekimori")]
    {
        let out = sekimori(&["completion", "print", shell]).exits(0).out;
        for part in [mark, "fail-on-not-analysed", "max-documents", "critical", "restricted", "rules"] {
            assert!(out.contains(part), "{shell}: `{part}` is missing");
        }
    }
    for shell in ["elvish", "powershell"] {
        assert!(sekimori(&["completion", "print", shell]).exits(0).out.len() > 1000, "{shell}");
    }
}

#[test]
fn the_completions_of_bash_are_a_script() {
    let out = sekimori(&["completion", "print", "bash"]).exits(0).out;
    let script = format!("{out}\ncomplete -p sekimori");
    let run = Command::new("bash").args(["-ec", &script]).output().expect("bash starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stdout).contains("_sekimori"), "they are registered");
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    let run = sekimori(&["completion", "print", "tcsh"]).exits(64);
    assert!(run.err.contains("Use one of: bash, elvish, fish, powershell, zsh"), "{}", run.err);
}

#[test]
fn the_manual_is_roff() {
    let out = sekimori(&["man", "print"]).exits(0).out;
    assert!(out.contains(".TH SEKIMORI 1"), "{out}");
    for part in [".SH NAME", ".SH SYNOPSIS", ".SH GLOBAL", ".SH Commands", "sekimori scan examples/shop"] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
}

#[test]
fn every_command_has_a_page_of_its_own() {
    let out = sekimori(&["man", "print", "scan"]).exits(0).out;
    assert!(out.contains(".TH SEKIMORI\\-SCAN 1") || out.contains(".TH SEKIMORI-SCAN 1"), "{out}");
    assert!(out.contains("fail\\-on"), "{out}");
    let out = sekimori(&["man", "print", "rules", "show", "--lang", "ja"]).exits(0).out;
    assert!(out.contains("1 つのルールについてすべてを表示します。"), "{out}");
}

#[test]
fn a_page_of_a_command_that_does_not_exist_is_refused() {
    let run = sekimori(&["man", "print", "rules", "shaw"]).exits(64);
    assert_eq!(run.err, "error: there is no command `rules shaw`. `sekimori --help` prints all commands.\n");
    let run = sekimori(&["man", "print", "scam", "--lang", "ja"]).exits(64);
    assert!(run.err.starts_with("エラー: コマンド `scam` はありません。"), "{}", run.err);
}

#[test]
fn the_version_is_that_of_the_release() {
    assert_eq!(sekimori(&["--version"]).exits(0).out, format!("sekimori {}\n", env!("CARGO_PKG_VERSION")));
}
