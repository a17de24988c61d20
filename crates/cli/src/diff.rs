//! A file before and after as a unified diff, which `git apply` and `patch -p1` take.
//!
//! The lines around a change never reach into another document of the file, which may be a Secret, nor to a line that holds
//! one.
//!
//! # Source
//! GNU diffutils manual, "Detailed Description of Unified Format"; git's `diff-format` for quoted names.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use sekimori_scan::FixedFile;
use sekimori_scan::report::printable;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Byte for byte, to be applied.
    Exact,
    /// For a terminal: what could control it is replaced.
    Printable,
    /// For a terminal, with colours.
    Coloured,
}

/// Lines around a change.
const CONTEXT: usize = 3;

/// The difference of one file.
pub(crate) struct Diff<'a> {
    path: &'a str,
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    ops: Vec<DiffOp>,
    hunks: Vec<Hunk>,
}

impl<'a> Diff<'a> {
    /// Compares both states of a file, of which `secrets` tells where secrets stand; none where what must be shown would show
    /// one.
    pub(crate) fn of(
        file: &'a FixedFile,
        secrets: impl Fn(&str, &[u8]) -> Vec<Range<usize>>,
    ) -> Option<Self> {
        let path = &*file.entry.path;
        let (before, after) =
            (std::str::from_utf8(&file.before).ok()?, std::str::from_utf8(&file.after).ok()?);
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let new: Vec<&str> = after.split_inclusive('\n').collect();
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        let old_hidden = hidden(&old, &secrets(path, &file.before));
        let new_hidden = hidden(&new, &secrets(path, &file.after));
        let hunks = hunks(&ops, &old, &old_hidden);
        let changed = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
        let mut lines = changed.flat_map(|op| [&old_hidden[op.old_range()], &new_hidden[op.new_range()]]);
        let shows_one = lines.any(|lines| lines.contains(&true));
        // Without a line around it, no tool knows for sure where a change belongs.
        let is_lost = |hunk: &Hunk| hunk.around() == (0, 0) && [hunk.lead, hunk.tail].contains(&Side::Cut(0));
        (!shows_one && !hunks.iter().any(is_lost)).then_some(Self { path, old, new, ops, hunks })
    }

    /// Writes it.
    pub(crate) fn write(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let Self { path, old, new, ops, hunks } = self;
        let bold = Style::new().bold();
        line(out, look, bold, &format!("--- {}\n", name("a", path)))?;
        line(out, look, bold, &format!("+++ {}\n", name("b", path)))?;
        for hunk in hunks {
            let (of_old, of_new) = (hunk.lines(ops, DiffOp::old_range), hunk.lines(ops, DiffOp::new_range));
            let cyan = AnsiColor::Cyan.on_default();
            line(out, look, cyan, &format!("@@ -{} +{} @@\n", range(&of_old), range(&of_new)))?;
            let (lead, tail) = hunk.around();
            body(out, look, Style::new(), ' ', &old[of_old.start..of_old.start + lead])?;
            for op in &ops[hunk.ops.clone()] {
                let (tag, of_old, of_new) = op.as_tag_tuple();
                if tag == DiffTag::Equal {
                    body(out, look, Style::new(), ' ', &old[of_old])?;
                } else {
                    body(out, look, AnsiColor::Red.on_default(), '-', &old[of_old])?;
                    body(out, look, AnsiColor::Green.on_default(), '+', &new[of_new])?;
                }
            }
            body(out, look, Style::new(), ' ', &old[of_old.end - tail..of_old.end])?;
        }
        Ok(())
    }
}

/// Which lines hold a part of a secret.
fn hidden(lines: &[&str], secrets: &[Range<usize>]) -> Vec<bool> {
    let mut end = 0;
    let holds = |line: &&str| {
        let start = end;
        end += line.len();
        secrets.iter().any(|secret| secret.start < end && start < secret.end)
    };
    lines.iter().map(holds).collect()
}

/// Changes that are shown together, with the lines around them.
#[derive(Debug, Clone)]
struct Hunk {
    /// The first change, the last, and what stands between.
    ops: Range<usize>,
    lead: Side,
    tail: Side,
}

impl Hunk {
    /// How many lines are shown before and behind.
    ///
    /// `patch` takes a side that is shorter than the other for the start or the end of the file, so that of a cut side
    /// is the length of both.
    fn around(&self) -> (usize, usize) {
        match (self.lead, self.tail) {
            (Side::Cut(lead), Side::Cut(tail) | Side::Whole(tail)) if lead < tail => (lead, lead),
            (Side::Whole(lead) | Side::Cut(lead), Side::Cut(tail)) if tail < lead => (tail, tail),
            (Side::Cut(lead) | Side::Whole(lead), Side::Cut(tail) | Side::Whole(tail)) => (lead, tail),
        }
    }

    /// The lines of one of both files that are shown.
    fn lines(&self, ops: &[DiffOp], of: fn(&DiffOp) -> Range<usize>) -> Range<usize> {
        let (lead, tail) = self.around();
        let changed = of(&ops[self.ops.start]).start..of(&ops[self.ops.end - 1]).end;
        changed.start - lead..changed.end + tail
    }
}

/// Changes with the lines around them; those that would touch each other are one hunk.
fn hunks(ops: &[DiffOp], old: &[&str], hidden: &[bool]) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for (at, op) in ops.iter().enumerate().filter(|(_, op)| op.tag() != DiffTag::Equal) {
        let equal = |at: Option<usize>| {
            let beside = at.and_then(|at| ops.get(at)).filter(|op| op.tag() == DiffTag::Equal);
            beside.map_or(op.old_range().end..op.old_range().end, DiffOp::old_range)
        };
        let (above, below) = (equal(at.checked_sub(1)), equal(Some(at + 1)));
        let mut next = Hunk {
            ops: at..at + 1,
            lead: lead(&old[above.clone()], &hidden[above]),
            tail: tail(&old[below.clone()], &hidden[below]),
        };
        // Together they have other sides, and so may reach what is before them.
        while let Some(last) = hunks
            .pop_if(|last| next.lines(ops, DiffOp::old_range).start <= last.lines(ops, DiffOp::old_range).end)
        {
            next = Hunk { ops: last.ops.start..next.ops.end, lead: last.lead, tail: next.tail };
        }
        hunks.push(next);
    }
    hunks
}

/// How many lines may be shown on one side of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// As many as there may be, or all there are.
    Whole(usize),
    /// No more, for there is the mark of a document, or a line that holds a secret.
    Cut(usize),
}

fn lead(above: &[&str], hidden: &[bool]) -> Side {
    side(above.iter().rev().zip(hidden.iter().rev()), above.len())
}

fn tail(below: &[&str], hidden: &[bool]) -> Side {
    side(below.iter().zip(hidden), below.len())
}

/// `lines` begin beside the change.
fn side<'a>(lines: impl Iterator<Item = (&'a &'a str, &'a bool)>, count: usize) -> Side {
    let near = count.min(CONTEXT);
    for (at, (line, is_hidden)) in lines.take(near).enumerate() {
        if *is_hidden {
            return Side::Cut(at);
        }
        // The mark itself is shown; at the end of what is near it cuts nothing.
        if line.starts_with("---") && at + 1 < near {
            return Side::Cut(at + 1);
        }
    }
    Side::Whole(near)
}

/// Lines count from 1; an empty stretch names the line before it.
fn range(lines: &Range<usize>) -> String {
    let first = if lines.is_empty() { lines.start } else { lines.start + 1 };
    format!("{first},{}", lines.len())
}

fn body(out: &mut dyn Write, look: Look, style: Style, mark: char, lines: &[&str]) -> io::Result<()> {
    for text in lines {
        line(out, look, style, &format!("{mark}{text}"))?;
        if !text.ends_with('\n') {
            line(out, look, style, "\n\\ No newline at end of file\n")?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, look: Look, style: Style, text: &str) -> io::Result<()> {
    if look == Look::Exact {
        return out.write_all(text.as_bytes());
    }
    for part in text.split_inclusive('\n') {
        let shown = printable(part.trim_end_matches(['\r', '\n']));
        let end = if part.ends_with('\n') { "\n" } else { "" };
        match look {
            Look::Coloured if !shown.is_empty() => write!(out, "{style}{shown}{style:#}{end}")?,
            _ => write!(out, "{shown}{end}")?,
        }
    }
    Ok(())
}

/// The name of a file as git writes it: in quotes where it holds what could end or change a line.
fn name(side: &str, path: &str) -> String {
    let bytes = unescaped(path);
    let is_plain = std::str::from_utf8(&bytes).is_ok() && !bytes.iter().any(|byte| is_special(*byte));
    if is_plain {
        // A blank in a name ends with a tab, else `patch` takes what follows for a date.
        return if path.contains(' ') { format!("{side}/{path}\t") } else { format!("{side}/{path}") };
    }
    let mut quoted = format!("\"{side}/");
    for byte in bytes {
        if is_special(byte) || !byte.is_ascii() {
            // Writing to a String cannot fail.
            let _ = write!(quoted, "\\{byte:03o}");
        } else {
            quoted.push(char::from(byte));
        }
    }
    quoted.push('"');
    quoted
}

fn is_special(byte: u8) -> bool {
    byte.is_ascii_control() || matches!(byte, b'"' | b'\\')
}

/// The bytes of a path in which `\xNN` stands for what is no text.
fn unescaped(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(b'\\'));
        rest = after.get(2..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
