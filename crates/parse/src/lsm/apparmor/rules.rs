//! One rule, from its words.

use super::access::Access;
use super::lexer::{Kind, Token};
use super::tree::{Qualifiers, RuleKind};

/// Takes the qualifiers from the front of a statement.
pub(super) fn qualifiers<'a, 't>(
    mut tokens: &'a [Token<'t>],
    around: Qualifiers,
) -> (Qualifiers, &'a [Token<'t>]) {
    let mut qualifiers = around;
    while let [first, rest @ ..] = tokens {
        if first.kind != Kind::Word {
            break;
        }
        match first.text {
            "audit" => qualifiers.audit = true,
            "deny" => qualifiers.deny = true,
            "owner" => qualifiers.owner = true,
            // A `prompt` is an `allow` once a person said so; `quiet` and `other` are words of the language of old.
            "allow" | "prompt" | "quiet" | "other" => {}
            text if text.starts_with("priority=") => {}
            _ => break,
        }
        tokens = rest;
    }
    (qualifiers, tokens)
}

/// Reads a rule whose qualifiers were taken off; `text` is the whole of it.
pub(super) fn kind<'t>(tokens: &[Token<'t>], text: &'t str) -> RuleKind<'t> {
    let Some((first, rest)) = tokens.split_first() else { return RuleKind::Other(text) };
    let words = || rest.iter().map(|token| token.text).collect();
    if first.kind != Kind::Word {
        return file(tokens).unwrap_or(RuleKind::Other(text));
    }
    match first.text {
        "all" if rest.is_empty() => RuleKind::All,
        "capability" => RuleKind::Capability(words()),
        "network" => RuleKind::Network(words()),
        "mount" => RuleKind::Mount(words()),
        "remount" => RuleKind::Remount(words()),
        "umount" | "unmount" => RuleKind::Umount(words()),
        "pivot_root" => RuleKind::PivotRoot(words()),
        "ptrace" => RuleKind::Ptrace(words()),
        "signal" => RuleKind::Signal(words()),
        "dbus" => RuleKind::Dbus(words()),
        "unix" => RuleKind::Unix(words()),
        "mqueue" => RuleKind::Mqueue(words()),
        "io_uring" => RuleKind::IoUring(words()),
        "userns" => RuleKind::UserNs(words()),
        "set" if rest.first().is_some_and(|word| word.text == "rlimit") => {
            RuleKind::Rlimit(words().into_iter().skip(1).collect())
        }
        "rlimit" => RuleKind::Rlimit(words()),
        "change_profile" => change_profile(rest),
        "link" => link(rest),
        "file" if rest.is_empty() => RuleKind::File { path: None, access: Access::FILE, target: None },
        "file" => file(rest).unwrap_or(RuleKind::Other(text)),
        _ => file(tokens).unwrap_or(RuleKind::Other(text)),
    }
}

fn is_path(token: &Token<'_>) -> bool {
    token.kind == Kind::Quoted || token.text.starts_with(['/', '@', '{', '*'])
}

/// `PATH ACCESS [-> TARGET]` or `ACCESS PATH [-> TARGET]`.
fn file<'t>(tokens: &[Token<'t>]) -> Option<RuleKind<'t>> {
    let (body, target) = arrow(tokens);
    let (path, access) = match body {
        [path, access] if is_path(path) => (path, Access::parse(access.text)?),
        [access, path] if is_path(path) => (path, Access::parse(access.text)?),
        _ => return None,
    };
    Some(RuleKind::File { path: Some(path.text), access, target })
}

/// Splits a statement at its arrow.
fn arrow<'a, 't>(tokens: &'a [Token<'t>]) -> (&'a [Token<'t>], Option<&'t str>) {
    let at = tokens.iter().position(|token| token.kind == Kind::Word && token.text == "->");
    let Some((body, rest)) = at.and_then(|at| tokens.split_at_checked(at)) else { return (tokens, None) };
    (body, rest.get(1).map(|token| token.text))
}

fn change_profile<'t>(tokens: &[Token<'t>]) -> RuleKind<'t> {
    let (body, target) = arrow(tokens);
    // `safe` and `unsafe` say how the environment is cleaned.
    let exec = body.iter().map(|token| token.text).find(|text| !matches!(*text, "safe" | "unsafe"));
    RuleKind::ChangeProfile { exec, target }
}

fn link<'t>(tokens: &[Token<'t>]) -> RuleKind<'t> {
    let (body, target) = arrow(tokens);
    RuleKind::Link { path: body.iter().map(|token| token.text).find(|text| *text != "subset"), target }
}
