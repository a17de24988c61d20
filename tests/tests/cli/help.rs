//! Help: every command and flag has a text in both languages, and the examples work.

use std::collections::BTreeMap;

use sekimori_cli::command;
use sekimori_model::Lang;

use crate::program::sekimori;

/// What is said about a command: its text, its examples, and its flags and arguments by their ids.
#[derive(Debug)]
struct Said {
    about: String,
    after: String,
    args: BTreeMap<String, String>,
    is_leaf: bool,
}

/// All commands, by the words that call them.
fn all(lang: Lang) -> BTreeMap<String, Said> {
    let mut root = command(lang);
    root.build();
    let mut open = vec![("sekimori".to_owned(), &root)];
    let mut found = BTreeMap::new();
    while let Some((path, command)) = open.pop() {
        let text = |text: Option<_>| text.map_or_else(String::new, |text: &_| format!("{text}"));
        let help = |arg: &_| -> (String, String) { of_arg(arg) };
        let said = Said {
            about: text(command.get_about()),
            after: text(command.get_after_help()),
            args: command.get_arguments().map(help).collect(),
            is_leaf: command.get_subcommands().next().is_none(),
        };
        found.insert(path.clone(), said);
        open.extend(command.get_subcommands().map(|below| (format!("{path} {}", below.get_name()), below)));
    }
    found
}
