//! Help in the user's language: the derived command line with every text taken from the text room.

use clap::{Arg, Command, CommandFactory as _};
use sekimori_model::Lang;
use sekimori_text::{has, text};

use crate::args::Args;

/// Returns the command line with its help in `lang`.
pub fn command(lang: Lang) -> Command {
    localise(Args::command(), "sekimori", lang)
}

fn localise(command: Command, path: &str, lang: Lang) -> Command {
    let say = |key: &str| text(lang.as_str(), key);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .about(say(&format!("help-{path}")))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(say("help-heading-commands"))
        .help_template(template(lang))
        .mut_args(|arg| described(arg, path, lang))
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(clap::ArgAction::Help)
                .help(say("help-arg-help"))
                .help_heading(say("help-heading-global")),
        );
    if path == "sekimori" {
        command = command.arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(clap::ArgAction::Version)
                .help(say("help-arg-version"))
                .help_heading(say("help-heading-global")),
        );
    }
    let examples = format!("help-{path}-examples");
    if has(lang.as_str(), &examples) {
        let heading = say("help-heading-examples");
        command = command.after_help(format!("{heading}:\n{}", say(&examples)));
    }
    for name in names {
        let below = format!("{path}-{name}");
        command = command.mut_subcommand(name, |sub| localise(sub, &below, lang));
    }
    command
}

/// Flags of a scan that say nothing about images. Their help leaves them out and they are refused; their variables, which
/// may be set for other commands, are not.
pub(crate) const NOT_OF_IMAGES: [&str; 6] =
    ["max_depth", "max_documents", "max_files", "max_nodes", "skip_dirs", "strict"];

fn described(arg: Arg, path: &str, lang: Lang) -> Arg {
    let say = |key: &str| text(lang.as_str(), key);
    let id = arg.get_id().to_string();
    let heading = say(&format!("help-heading-{}", heading(&id)));
    let takes_values = arg.get_action().takes_values();
    let word = id.replace('_', "-");
    // A flag that means something else in one command has a text of its own there.
    let own = format!("help-{path}-arg-{word}");
    let key = if has(lang.as_str(), &own) { own } else { format!("help-arg-{word}") };
    let is_idle = matches!(path, "sekimori-image" | "sekimori-registry-scan" | "sekimori-registry-watch")
        && NOT_OF_IMAGES.contains(&id.as_str());
    let is_hidden = is_idle || arg.is_hide_set();
    let arg = arg.help(say(&key)).help_heading(heading).hide(is_hidden);
    if !takes_values {
        return arg;
    }
    // Values and defaults stand in the text itself, in the user's language.
    arg.hide_possible_values(true).hide_default_value(true).hide_env_values(true)
}

fn heading(id: &str) -> &'static str {
    match id {
        "paths" | "image" | "platform" | "insecure_registry" | "registry_ca" | "cache_dir" | "no_cache"
        | "no_ignore" | "skip_dirs" | "threads" | "staged" | "history" | "hook" | "cursor" | "verify"
        | "verify_endpoint" | "rule" | "file" | "shell" | "command" | "from" | "target" | "package"
        | "range" | "base_images" | "candidates" | "dockerfiles" | "review_folder" | "remote_image"
        | "host" | "repositories" | "state" | "bill_file" | "state_dir" | "at_once" | "max_age"
        | "listen" | "token_file" | "queue" => "input",
        id if id.starts_with("max_") || id == "bill_file_size" => "limits",
        "pss" | "packs" | "kubernetes_version" | "persona" | "min_confidence" | "config" | "no_config"
        | "org_config" | "strict" | "secrets_key_file" | "now" | "list_family" | "list_pack"
        | "list_persona" | "list_severity" => "rules",
        "baseline" | "changed_since" | "owner" | "role" | "remember" | "new" | "advisory" | "asset"
        | "stale_after" | "of_package" => "focus",
        "lang" | "color" | "quiet" | "no_progress" => "global",
        "waiver_owner" | "expires" | "reason" => "waivers",
        "fix" | "diff" | "unsafe_fixes" => "repair",
        _ => "output",
    }
}

fn template(lang: Lang) -> String {
    let usage = text(lang.as_str(), "help-heading-usage");
    format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}")
}
