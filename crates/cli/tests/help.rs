//! The command line itself: well-formed, and with help in both languages.

use clap::Command;
use sekimori_cli::command;
use sekimori_model::Lang;

#[test]
fn the_command_line_is_well_formed_in_both_languages() {
    command(Lang::En).debug_assert();
    command(Lang::Ja).debug_assert();
}

#[test]
fn every_command_and_flag_has_its_own_text_in_both_languages() {
    walk(&command(Lang::En), &command(Lang::Ja));
}

/// A text that is its own key stands in no table; one that is alike in both languages is not translated.
fn walk(en: &Command, ja: &Command) {
    let path = en.get_name();
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    assert!(!about(en).starts_with("help-"), "{path}: no text");
    assert_ne!(about(en), about(ja), "{path}: not translated");
    for (en, ja) in en.get_arguments().zip(ja.get_arguments()) {
        let help = |arg: &clap::Arg| arg.get_help().map(ToString::to_string).unwrap_or_default();
        let name = format!("{path} --{}", en.get_id());
        assert!(!help(en).is_empty() && !help(en).starts_with("help-"), "{name}: no text");
        assert_ne!(help(en), help(ja), "{name}: not translated");
        assert!(
            en.get_help_heading().is_some_and(|heading| !heading.starts_with("help-")),
            "{name}: no heading"
        );
    }
    for (en, ja) in en.get_subcommands().zip(ja.get_subcommands()) {
        walk(en, ja);
    }
}
