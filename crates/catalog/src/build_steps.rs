//! What the steps of an image's history ran: the same command is written in other ways by each builder.
//!
//! # Source
//! moby, `builder/dockerfile/dispatchers.go` (`#(nop)`, `|1 NAME=value`); `BuildKit`, `dockerfile2llb/convert.go`
//! (`RUN ... # buildkit`). What neither of them wrote is looked at where it begins as they would write it.

use sekimori_model::ImageConfig;

/// As much of a step is looked at. 64 KiB: twice what a heredoc with an installer takes.
const MAX_BYTES: usize = 64 << 10;
/// As many commands of a step, and words of a command, are looked at.
const MAX_PARTS: usize = 2_000;

/// A step of the history.
pub(crate) struct BuildStep<'a> {
    /// Its place in the history.
    pub(crate) place: usize,
    /// What it is.
    pub(crate) instruction: Instruction,
    /// Arguments of the build that it was given, each `NAME=value`; may hold secrets.
    pub(crate) arguments: &'a str,
    /// What stands behind the instruction and the shell; may hold a secret.
    pub(crate) text: &'a str,
}

/// The instruction of a Dockerfile that made a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instruction {
    Add,
    Arg,
    Run,
    Other,
}

/// A command of a step.
#[derive(Debug, Default)]
pub(crate) struct Command<'a> {
    /// Its words, without quotes around them.
    pub(crate) words: Vec<&'a str>,
    /// Whether what it writes goes into the next command.
    pub(crate) is_piped: bool,
}

/// Returns the steps of the history.
pub(crate) fn of(config: &ImageConfig) -> impl Iterator<Item = BuildStep<'_>> {
    config.history.iter().enumerate().map(|(place, step)| read(place, &step.created_by))
}

/// Returns the steps that ran commands, each with its commands.
pub(crate) fn runs(config: &ImageConfig) -> impl Iterator<Item = (usize, Vec<Command<'_>>)> {
    of(config).filter(|step| step.instruction == Instruction::Run).map(|step| (step.place, step.commands()))
}

fn read(place: usize, text: &str) -> BuildStep<'_> {
    let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or_default().trim();
    let text = text.strip_suffix("# buildkit").unwrap_or(text).trim_end();
    let (is_run, text) = text.strip_prefix("RUN ").map_or((false, text), |rest| (true, rest.trim_start()));
    let (arguments, text) = split_arguments(text);
    let (is_shell, text) = strip_shell(text);
    if let Some(rest) = text.strip_prefix("#(nop)") {
        let (instruction, text) = instruction(rest.trim_start());
        return BuildStep { place, instruction, arguments, text };
    }
    if is_run || is_shell {
        return BuildStep { place, instruction: Instruction::Run, arguments, text };
    }
    let (instruction, text) = instruction(text);
    BuildStep { place, instruction, arguments, text }
}

/// `|2 A=1 B=2 /bin/sh -c make`: the arguments end where the shell begins, for a value may have spaces.
fn split_arguments(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix('|').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    else {
        return ("", text);
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let shell = rest.match_indices(" /").find(|(at, _)| strip_shell(&rest[at + 1..]).0);
    shell.map_or((rest, ""), |(at, _)| (rest[..at].trim(), &rest[at + 1..]))
}

/// Takes `/bin/sh -c` and its like away.
fn strip_shell(text: &str) -> (bool, &str) {
    let mut rest = text;
    for place in 0..8 {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_flag = word.starts_with('-') && word.ends_with('c');
        if place > 0 && is_flag {
            return (true, after.trim_start());
        }
        // `/bin/bash -o pipefail -c`.
        let is_part = if place == 0 {
            word.starts_with('/') && word.ends_with("sh")
        } else {
            word.starts_with('-') || word == "pipefail"
        };
        if !is_part {
            break;
        }
        rest = after.trim_start();
    }
    (false, text)
}

fn instruction(text: &str) -> (Instruction, &str) {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let instruction = match word {
        "ADD" => Instruction::Add,
        "ARG" => Instruction::Arg,
        _ => Instruction::Other,
    };
    (instruction, rest.trim())
}

impl<'a> BuildStep<'a> {
    /// Cuts what was run into commands. Quotes hold no words together: what is looked for stands outside of them.
    fn commands(&self) -> Vec<Command<'a>> {
        let mut commands = vec![Command::default()];
        for word in words(self.text) {
            if commands.len() > MAX_PARTS {
                break;
            }
            match word {
                "&&" | "||" | ";" | "\n" | "|" | "|&" | "&" => {
                    if let Some(last) = commands.last_mut() {
                        last.is_piped = word.starts_with('|') && word != "||";
                    }
                    commands.push(Command::default());
                }
                word => {
                    if let Some(last) = commands.last_mut().filter(|last| last.words.len() < MAX_PARTS) {
                        last.words.push(word);
                    }
                }
            }
        }
        commands.retain(|command| !command.words.is_empty());
        commands
    }
}

/// The words of a shell's text, its operators among them; quotes, braces and continued lines left out.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| {
                c != '\n'
                    && (c.is_whitespace()
                        || matches!(c, '\\' | '"' | '\'' | '(' | ')' | '{' | '}' | '`' | '$'))
            });
            // A continued line is one line.
            if rest.starts_with('\n')
                && text.get(..text.len() - rest.len()).is_some_and(|done| done.ends_with('\\'))
            {
                rest = &rest[1..];
                continue;
            }
            if rest.is_empty() {
                return None;
            }
            let operator =
                ["&&", "||", "|&", "|", ";", "\n", "&"].into_iter().find(|known| rest.starts_with(known));
            if let Some(operator) = operator {
                let (word, after) = rest.split_at(operator.len());
                rest = after;
                return Some(word);
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&' | '"' | '\'' | ')' | '`'));
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            if !word.is_empty() {
                return Some(word);
            }
        }
    })
}

impl<'a> Command<'a> {
    /// Returns the name of the program, without its folder, what is set for it and what runs it in another way.
    pub(crate) fn program(&self) -> &'a str {
        self.call().first().map_or("", |word| name(word))
    }

    /// Returns the words behind the program.
    pub(crate) fn arguments(&self) -> &[&'a str] {
        self.call().get(1..).unwrap_or_default()
    }

    /// Tells whether a word stands behind the program.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.arguments().contains(&word)
    }

    /// Tells whether it is this program with this first word that is no option.
    pub(crate) fn is(&self, program: &str, verb: &str) -> bool {
        self.program() == program && self.verb() == Some(verb)
    }

    /// Returns the first word behind the program that is no option.
    pub(crate) fn verb(&self) -> Option<&'a str> {
        self.arguments().iter().copied().find(|word| !word.starts_with('-') && !word.contains('='))
    }

    /// Tells whether sudo runs it.
    pub(crate) fn is_by_sudo(&self) -> bool {
        self.words.get(..self.start()).unwrap_or_default().iter().any(|word| name(word) == "sudo")
    }

    fn call(&self) -> &[&'a str] {
        self.words.get(self.start()..).unwrap_or_default()
    }

    /// The place of the program among the words.
    fn start(&self) -> usize {
        const BEFORE: [&str; 11] =
            ["sudo", "exec", "env", "time", "nice", "command", "then", "do", "else", "if", "!"];
        let is_set = |word: &str| {
            word.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
        };
        let mut is_behind_sudo = false;
        let is_before = |word: &&&str| {
            // Options in front of the program are those of what runs it.
            let is_option = is_behind_sudo && word.starts_with('-');
            is_behind_sudo |= BEFORE.contains(&name(word));
            is_option || is_set(word) || BEFORE.contains(&name(word))
        };
        self.words.iter().take_while(is_before).count()
    }
}

fn name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::{Instruction, read};

    #[test]
    fn reads_what_each_builder_writes() {
        for (text, instruction, arguments, rest) in [
            ("/bin/sh -c apt-get update", Instruction::Run, "", "apt-get update"),
            ("RUN /bin/sh -c make # buildkit", Instruction::Run, "", "make"),
            ("RUN |1 A=1 2 /bin/sh -c make # buildkit", Instruction::Run, "A=1 2", "make"),
            ("|2 A=/x B=2 /bin/bash -o pipefail -c make", Instruction::Run, "A=/x B=2", "make"),
            ("/bin/bash -euxc make", Instruction::Run, "", "make"),
            ("RUN make", Instruction::Run, "", "make"),
            ("/bin/sh -c #(nop) ADD file:abc in / ", Instruction::Add, "", "file:abc in /"),
            ("ADD https://x.example/a /a # buildkit", Instruction::Add, "", "https://x.example/a /a"),
            ("ARG TOKEN=x", Instruction::Arg, "", "TOKEN=x"),
            ("CMD [\"sh\"]", Instruction::Other, "", "[\"sh\"]"),
            ("bazel build //web", Instruction::Other, "", "build //web"),
            ("", Instruction::Other, "", ""),
            ("|9", Instruction::Other, "", ""),
        ] {
            let step = read(0, text);
            assert_eq!(
                (step.instruction, step.arguments, step.text),
                (instruction, arguments, rest),
                "{text}"
            );
        }
    }

    #[test]
    fn cuts_what_was_run_into_commands() {
        let step = read(
            0,
            "/bin/sh -c set -eux; A=1 sudo /usr/bin/apt-get -y install \\\n a 'b c' && curl -fsSL x|sh",
        );
        let commands = step.commands();
        let programs: Vec<_> = commands.iter().map(|command| (command.program(), command.is_piped)).collect();
        assert_eq!(programs, [("set", false), ("apt-get", false), ("curl", true), ("sh", false)]);
        assert!(commands[1].is("apt-get", "install") && commands[1].has("b"));
    }

    #[test]
    fn a_step_without_end_is_bounded() {
        let step = format!("RUN {}", "a;".repeat(1_000_000));
        assert!(read(0, &step).commands().len() <= super::MAX_PARTS + 1);
        assert!(read(0, &format!("|1 {}", " /bin/sh".repeat(10_000))).commands().is_empty());
    }
}
