//! Help: every command and flag has a text in both languages, and the examples work.

use std::collections::BTreeMap;

use sekimori_cli::command;
use sekimori_model::Lang;

use crate::folder::Folder;
use crate::git::unborn;
use crate::program::sekimori;

/// What is said about a command.
#[derive(Debug)]
struct Said {
    about: String,
    after: String,
    /// The text of each flag and argument, by its id.
    args: BTreeMap<String, String>,
}

/// All commands, by the words that call them.
fn all(lang: Lang) -> BTreeMap<String, Said> {
    let mut root = command(lang);
    root.build();
    let mut open = vec![("sekimori".to_owned(), &root)];
    let mut found = BTreeMap::new();
    while let Some((path, command)) = open.pop() {
        let mut args = BTreeMap::new();
        for arg in command.get_arguments() {
            args.insert(
                arg.get_id().to_string(),
                arg.get_help().map(ToString::to_string).unwrap_or_default(),
            );
        }
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        open.extend(command.get_subcommands().map(|below| (format!("{path} {}", below.get_name()), below)));
        found.insert(path, Said { about, after, args });
    }
    found
}

/// The lines of a command's help that show how it is called.
fn examples(said: &Said) -> Vec<&str> {
    said.after.lines().filter_map(|line| line.strip_prefix("  $ ")).collect()
}

fn is_text(text: &str) -> bool {
    text.len() > 5 && !text.starts_with("help-")
}

#[test]
fn every_command_and_flag_has_its_text_in_both_languages() {
    let (english, japanese) = (all(Lang::En), all(Lang::Ja));
    assert_eq!(english.keys().collect::<Vec<_>>(), japanese.keys().collect::<Vec<_>>());
    assert!(english.len() >= 13, "{:?}", english.keys());
    for ((path, en), ja) in english.iter().zip(japanese.values()) {
        assert!(is_text(&en.about) && en.about.is_ascii(), "{path}: {:?}", en.about);
        assert!(is_text(&ja.about) && !ja.about.is_ascii(), "{path}: {:?}", ja.about);
        assert_eq!(en.args.keys().collect::<Vec<_>>(), ja.args.keys().collect::<Vec<_>>());
        for ((id, en), ja) in en.args.iter().zip(ja.args.values()) {
            assert!(is_text(en), "{path} {id}: {en:?}");
            assert!(is_text(ja) && (!ja.is_ascii() || en == ja), "{path} {id}: {ja:?}");
        }
    }
}

#[test]
fn every_command_shows_two_examples_of_itself_and_they_work() {
    let (english, japanese) = (all(Lang::En), all(Lang::Ja));
    for ((path, en), ja) in english.iter().zip(japanese.values()) {
        assert_eq!(examples(en), examples(ja), "{path}: the examples are the same in both languages");
        assert!(examples(en).len() >= 2, "{path}: two examples in\n{}", en.after);
        for example in examples(en) {
            assert!(example.starts_with(path.as_str()), "{path}: an example of another command: {example}");
            // Nobody answers there, and there is no database of advisories: such examples are tried elsewhere, with servers on
            // this machine, and read here.
            if example.contains(" registry.example")
                || path.starts_with("sekimori db")
                || path == "sekimori match"
            {
                let words = example.split_whitespace();
                let parsed = command(Lang::En).try_get_matches_from(words);
                assert!(parsed.is_ok(), "$ {example}\n{}", parsed.expect_err("it is refused"));
                continue;
            }
            let words: Vec<&str> = example.split_whitespace().skip(1).collect();
            let call = sekimori(&words);
            // Hooks are written into a repository, and not into the one that is being tested.
            let folder = unborn(Folder::new());
            let is_hook = path.starts_with("sekimori hook");
            let run = if is_hook { call.from(folder.path()) } else { call }.run();
            assert!(matches!(run.code, Some(0 | 1)), "$ {example}\nends with {:?}: {}", run.code, run.err);
            // A commit that passes says nothing.
            let is_silent = path == "sekimori hook run";
            assert!(is_silent || !run.out.is_empty() || !run.err.is_empty(), "$ {example}\nsays nothing");
        }
    }
}

#[test]
fn help_is_what_the_texts_say() {
    for (lang, said) in [("en", all(Lang::En)), ("ja", all(Lang::Ja))] {
        for (path, said) in said {
            let words: Vec<&str> = path.split(' ').skip(1).collect();
            let run = sekimori(&words).args(&["--help", "--lang", lang]).var("COLUMNS", "1000").exits(0);
            assert!(run.out.starts_with(&said.about), "{path}\n{}", run.out);
            assert!(run.out.contains(said.after.trim()), "{path}\n{}", run.out);
            assert_eq!(run.err, "");
        }
    }
}

#[test]
fn japanese_help_has_japanese_headings() {
    let out = sekimori(&["scan", "--help"]).var("LANG", "ja_JP.UTF-8").exits(0).out;
    for heading in ["使い方: sekimori scan", "入力:", "上限:", "ルール:", "出力:", "全体:", "例:"]
    {
        assert!(out.contains(heading), "`{heading}` is missing in\n{out}");
    }
    for english in ["Usage", "Options", "Arguments", "possible values", "default:"] {
        assert!(!out.contains(english), "`{english}` in\n{out}");
    }
}

#[test]
fn a_command_without_its_part_shows_help_and_is_a_wrong_call() {
    for call in [&[][..], &["rules"], &["config"], &["waivers"], &["completion"], &["man"]] {
        let run = sekimori(call).exits(64);
        assert!(run.err.contains("Usage: sekimori"), "{call:?}\n{}", run.err);
        assert_eq!(run.out, "", "{call:?}");
    }
}

#[test]
fn exit_codes_are_part_of_the_help_of_scan() {
    let out = sekimori(&["scan", "--help"]).exits(0).out;
    for code in ["0 clean", "1 findings", "2 the job", "3 nothing", "4 incomplete", "64 usage"] {
        assert!(out.contains(code), "`{code}` is missing in\n{out}");
    }
}
