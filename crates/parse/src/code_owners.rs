//! CODEOWNERS: which team owns which files of a repository.
//!
//! The last line whose pattern matches a path tells its owner. Patterns are those of GitHub: as in `.gitignore`, without
//! `!` and `[ ]`, and `/*` at the end reaches no further than its folder. GitLab's sections are understood so far that
//! their default owners own what has no owner of its own; where several sections match a path, the last one counts.
//!
//! # Source
//! docs.github.com, "About code owners"; docs.gitlab.com, "Code Owners syntax and error handling".

use sekimori_model::Owner;

use crate::Failure;
use crate::encoding::decode;

/// Where the file may stand, from the root of the repository; the first one there is counts.
pub const PLACES: [&str; 4] = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"];

/// Bytes of the file. 3 MiB: GitHub reads no larger one.
pub const MAX_BYTES: u64 = 3 << 20;

/// Steps that one path may take through all patterns; with 10,000 lines of a real file it takes 30,000. A path that
/// needs more, as in an attack, has no owner.
const MAX_STEPS: u32 = 500_000;

/// Characters that are kept of a name.
const MAX_NAME: usize = 200;

/// The owners of the files of a repository.
#[derive(Debug, Clone, Default)]
pub struct CodeOwners {
    /// In the order of the file.
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    pattern: Vec<Part>,
    owner: Option<Owner>,
}

/// A part of a pattern, between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// `**`: any number of folders.
    Folders,
    /// A name without a wildcard.
    Name(Box<str>),
    /// A name with wildcards.
    Wild(Box<[Mark]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Char(char),
    One,
    Any,
}

/// Reads the file. A line that is no pattern of CODEOWNERS is passed over, as GitHub does.
///
/// # Errors
/// A [`Failure`] where the file is not text.
pub fn parse(bytes: &[u8]) -> Result<CodeOwners, Failure> {
    let text = decode(bytes)?;
    let mut owners = CodeOwners::default();
    let mut default = None;
    for line in text.text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if let Some(section) = section(line) {
            default = owner(section);
            continue;
        }
        let (pattern, names) = split(line);
        if let Some(pattern) = parse_pattern(pattern) {
            owners.lines.push(Line { pattern, owner: owner(names).or_else(|| default.clone()) });
        }
    }
    Ok(owners)
}

impl CodeOwners {
    /// Returns the owner of a file, by its path from the root of the repository.
    pub fn owner(&self, path: &str) -> Option<&Owner> {
        let path: Vec<&str> = path.split('/').collect();
        let mut steps = MAX_STEPS;
        let line = self.lines.iter().rev().find(|line| matches_path(&line.pattern, &path, &mut steps))?;
        line.owner.as_ref().filter(|_| steps > 0)
    }

    /// Tells whether no line says anything.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// The default owners of a section whose head the line is: `[Name]`, `[Name][2] @team`, `^[Name] @team`.
fn section(line: &str) -> Option<&str> {
    let (_, rest) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    let approvals = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    Some(approvals.map_or(rest, |(_, rest)| rest))
}

/// Parts a line behind its pattern, in which a backslash makes a space its own.
fn split(line: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let end = line.char_indices().find(|(_, c)| {
        let ends = c.is_whitespace() && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    let at = end.map_or(line.len(), |(at, _)| at);
    (line.get(..at).unwrap_or_default(), line.get(at..).unwrap_or_default())
}

/// The owner that a list of names gives: the first team, else the first person, else the first address.
fn owner(names: &str) -> Option<Owner> {
    let names = names.split_whitespace().take_while(|name| !name.starts_with('#'));
    let names: Vec<&str> = names.filter(|name| name.contains('@')).collect();
    let handle = |name: &&&str| name.starts_with('@');
    let address = names.iter().find(|name| !name.starts_with('@'));
    let team = names.iter().filter(handle).find(|name| name.contains('/'));
    let team = team.or_else(|| names.iter().find(handle)).or(address)?;
    let short = |name: &str| name.chars().take(MAX_NAME).collect();
    let contact = address.filter(|address| *address != team).map(|address| short(address));
    Some(Owner { team: short(team), contact })
}

fn parse_pattern(text: &str) -> Option<Vec<Part>> {
    let inner = text.strip_prefix('/').unwrap_or(text);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.is_empty() || text.starts_with('!') {
        return None;
    }
    let is_folder = text.ends_with('/');
    let is_anchored = text.starts_with('/') || inner.contains('/');
    let mut parts = Vec::new();
    if !is_anchored {
        parts.push(Part::Folders);
    }
    for name in inner.split('/') {
        let part = parse_part(name)?;
        if part != Part::Folders || parts.last() != Some(&Part::Folders) {
            parts.push(part);
        }
    }
    let something = || Part::Wild([Mark::Any].into());
    if is_folder {
        // What is in it, but not a file of that name.
        parts.extend([something(), Part::Folders]);
    } else if parts.last() == Some(&Part::Folders) {
        parts.insert(parts.len().saturating_sub(1), something());
    } else if !(is_anchored && parts.last() == Some(&something())) {
        parts.push(Part::Folders);
    }
    Some(parts)
}

fn parse_part(name: &str) -> Option<Part> {
    if name == "**" {
        return Some(Part::Folders);
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut chars = name.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' | ']' => return None,
            '\\' => marks.push(Mark::Char(chars.next()?)),
            '?' => marks.push(Mark::One),
            '*' if marks.last() == Some(&Mark::Any) => {}
            '*' => marks.push(Mark::Any),
            c => marks.push(Mark::Char(c)),
        }
    }
    let plain = |mark: &Mark| if let Mark::Char(c) = mark { Some(*c) } else { None };
    let name: Option<String> = marks.iter().map(plain).collect();
    Some(name.map_or_else(|| Part::Wild(marks.into()), |name| Part::Name(name.into())))
}

/// Matches a whole path; what follows `**` is tried from left to right, and only the last `**` is ever tried again.
fn matches_path(pattern: &[Part], path: &[&str], steps: &mut u32) -> bool {
    let (mut at, mut here) = (0_usize, 0_usize);
    let mut again: Option<(usize, usize)> = None;
    loop {
        if *steps == 0 {
            // The line that is found now has no owner.
            return true;
        }
        *steps = steps.saturating_sub(1);
        let matched = match (pattern.get(at), path.get(here)) {
            (None, None) => return true,
            (Some(Part::Folders), _) => {
                again = Some((at.saturating_add(1), here));
                at = at.saturating_add(1);
                continue;
            }
            (Some(Part::Name(name)), Some(part)) => **name == **part,
            (Some(Part::Wild(marks)), Some(part)) => matches_name(marks, part, steps),
            (None, Some(_)) | (Some(_), None) => false,
        };
        if matched {
            (at, here) = (at.saturating_add(1), here.saturating_add(1));
            continue;
        }
        let Some((behind, from)) = again.filter(|(_, from)| *from < path.len()) else { return false };
        let next = from.saturating_add(1);
        again = Some((behind, next));
        (at, here) = (behind, next);
    }
}

fn matches_name(marks: &[Mark], name: &str, steps: &mut u32) -> bool {
    let (mut at, mut rest) = (0_usize, name.chars());
    let mut again: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return false;
        }
        let mut ahead = rest.clone();
        match (marks.get(at), ahead.next()) {
            (None, None) => return true,
            (Some(Mark::Any), _) => {
                at = at.saturating_add(1);
                again = Some((at, rest.clone()));
                continue;
            }
            (Some(Mark::One), Some(_)) => {
                (at, rest) = (at.saturating_add(1), ahead);
                continue;
            }
            (Some(Mark::Char(wanted)), Some(found)) if *wanted == found => {
                (at, rest) = (at.saturating_add(1), ahead);
                continue;
            }
            _ => {}
        }
        let Some((behind, mut from)) = again.take() else { return false };
        if from.next().is_none() {
            return false;
        }
        rest = from.clone();
        again = Some((behind, from));
        at = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(text: &str, path: &str) -> Option<String> {
        parse(text.as_bytes()).ok()?.owner(path).map(|owner| owner.team.clone())
    }

    /// Whether the pattern matches each of the paths, as `path` or `!path`.
    fn check(pattern: &str, paths: &[&str]) {
        for path in paths {
            let (path, expected) = path.strip_prefix('!').map_or((*path, true), |path| (path, false));
            assert_eq!(team(&format!("{pattern} @a\n"), path).is_some(), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn patterns_reach_as_github_says() {
        check("*", &["a", "a/b/c.yaml"]);
        check("*.js", &["a.js", "b/c/a.js", "dir.js/inner", "!a.jsx"]);
        check("/build/logs/", &["build/logs/x", "build/logs/x/y", "!a/build/logs/x", "!build/logs"]);
        check("docs/*", &["docs/a.md", "!docs/build/a.md", "!x/docs/a.md"]);
        check("apps/", &["apps/x", "a/apps/b/c", "!apps", "!napps/x"]);
        check("/docs/", &["docs/a/b", "!a/docs/b"]);
        check("/apps/github", &["apps/github", "apps/github/a/b", "!apps/githubber"]);
        check("**/logs", &["logs", "logs/x", "build/logs/x", "!build/log"]);
        check("/scripts/**/x", &["scripts/x", "scripts/a/b/x", "scripts/a/x/more", "!scripts/a/y"]);
        check("deploy/**", &["deploy/a", "deploy/a/b", "!deploy", "!x/deploy/a"]);
        check("a/**/b/**/c", &["a/b/c", "a/x/b/y/z/c", "a/b/b/c/c", "!a/x/c"]);
        check("f?o*.y*ml", &["foo.yaml", "x/fxobar.yml", "!fo.yaml"]);
        check("a\\ b/\\*.yaml", &["a b/*.yaml", "!a b/x.yaml"]);
        check("関/*.yaml", &["関/守.yaml", "!関/守/x.yaml"]);
    }

    #[test]
    fn the_last_match_counts_and_may_take_the_owner_away() {
        let text = "# all\n* @all\n/deploy/ @org/deploy web@example.com # theirs\n/deploy/free/\n";
        assert_eq!(team(text, "x"), Some("@all".into()));
        assert_eq!(team(text, "deploy/free/x"), None);
        let owners = parse(text.as_bytes()).unwrap_or_default();
        let expected = Owner { team: "@org/deploy".into(), contact: Some("web@example.com".into()) };
        assert_eq!(owners.owner("deploy/x"), Some(&expected));
    }

    #[test]
    fn a_team_goes_before_people_and_people_before_addresses() {
        assert_eq!(team("* @ann @org/team b@example.com", "x"), Some("@org/team".into()));
        assert_eq!(team("* b@example.com @ann", "x"), Some("@ann".into()));
        assert_eq!(team("* b@example.com", "x"), Some("b@example.com".into()));
        assert_eq!(team("* nobody # @hidden", "x"), None);
    }

    #[test]
    fn what_github_does_not_know_is_passed_over() {
        assert_eq!(
            team("* @all\n!x @not\n[ab] @not\na[bc].yaml @not\n/ @not\n", "ab.yaml"),
            Some("@all".into())
        );
    }

    #[test]
    fn sections_of_gitlab_give_default_owners() {
        let text = "* @all\n[Docs][2] @org/docs\ndocs/\nREADME.md @ann\n^[Free]\n*.txt\n";
        assert_eq!(team(text, "docs/a"), Some("@org/docs".into()));
        assert_eq!(team(text, "README.md"), Some("@ann".into()));
        assert_eq!((team(text, "a.txt"), team(text, "b")), (None, Some("@all".into())));
    }

    #[test]
    fn a_hostile_file_costs_bounded_work() {
        let line = format!("{}x @a\n", "**/*a*a*a*a*a*a*a*b/".repeat(20));
        let path = vec!["a".repeat(200); 15].join("/");
        let owners = parse(line.repeat(2_000).as_bytes()).unwrap_or_default();
        assert_eq!(owners.owner(&path), None);
        assert_eq!(team(&"a/".repeat(100_000), &"a/".repeat(1_000)), None);
    }
}
