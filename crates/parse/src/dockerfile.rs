//! What images a Dockerfile builds on: the base of its last stage, which is the image's, and those of the others.
//!
//! Nothing is guessed: a base that hangs on an argument without a default is told as unknown, with the argument.
//!
//! # Source
//! The Dockerfile reference of Docker: "Parser directives", "Environment replacement", "FROM", "Understand how ARG and
//! FROM interact", "Here-documents".

use std::collections::HashMap;

/// Bytes of a value after its arguments are filled in: doubling it in each line would fill any memory. 1,024: no
/// reference of an image is longer.
const MAX_VALUE_BYTES: usize = 1_024;

/// Stages of one file, and arguments before them. 10,000: generated files have hundreds.
const MAX_STAGES: usize = 10_000;

/// What a stage starts from, after stages that start from one another are followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// An image, as it is written once its arguments are filled in.
    Image(String),
    /// Nothing: `FROM scratch`.
    Scratch,
    /// It cannot be known from the file.
    Unknown(Unknown),
}

/// Why a base cannot be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unknown {
    /// It hangs on an argument that has no default.
    #[error("the argument `{0}` has no default")]
    Argument(String),
    /// It is longer than any reference of an image.
    #[error("with its arguments filled in, it has more than {MAX_VALUE_BYTES} bytes")]
    TooLong,
    /// It is not written as one.
    #[error("it is malformed")]
    Malformed,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name; empty where it has none.
    pub name: String,
    /// The line of its `FROM`, from 1.
    pub line: usize,
    /// What it starts from in the end.
    pub base: Base,
    /// The platform that its `FROM` names, as it is written; empty where it names none.
    pub platform: String,
}

/// The stages of a Dockerfile, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stages {
    /// Each stage; the last one is the image.
    pub stages: Vec<Stage>,
    /// Whether there are more stages or arguments than are read: then the last one is not known.
    pub is_cut: bool,
}

impl Stages {
    /// Returns the stage that is the image; none where the file has none, or where it was not read to its end.
    pub fn image(&self) -> Option<&Stage> {
        self.stages.last().filter(|_| !self.is_cut)
    }

    /// Returns the bases that are used for building alone: those of other stages that are not the image's, each once,
    /// sorted.
    pub fn build_bases(&self) -> Vec<&Base> {
        let own = self.image().map(|stage| &stage.base);
        let mut bases: Vec<&Base> = self.stages.iter().map(|stage| &stage.base).collect();
        bases.retain(|base| Some(*base) != own && **base != Base::Scratch);
        bases.sort_unstable();
        bases.dedup();
        bases
    }
}

/// Reads the stages of a Dockerfile.
#[must_use]
pub fn stages(text: &str) -> Stages {
    let mut read = Stages::default();
    let mut arguments: HashMap<String, Option<String>> = HashMap::new();
    let mut named: HashMap<String, Base> = HashMap::new();
    for (line, instruction) in instructions(text) {
        let mut words = instruction.split_whitespace();
        let keyword = words.next().unwrap_or_default();
        if keyword.eq_ignore_ascii_case("ARG") && read.stages.is_empty() {
            for word in words {
                if arguments.len() >= MAX_STAGES {
                    read.is_cut = true;
                    return read;
                }
                let (name, default) = word.split_once('=').map_or((word, None), |(n, d)| (n, Some(d)));
                let value = default.and_then(|default| filled(default, &arguments).ok());
                arguments.insert(name.to_owned(), value);
            }
        } else if keyword.eq_ignore_ascii_case("FROM") {
            if read.stages.len() >= MAX_STAGES {
                read.is_cut = true;
                return read;
            }
            let stage = stage(line, words, &arguments, &named);
            if !stage.name.is_empty() {
                named.insert(stage.name.to_ascii_lowercase(), stage.base.clone());
            }
            read.stages.push(stage);
        }
    }
    read
}

fn stage<'a>(
    line: usize,
    words: impl Iterator<Item = &'a str>,
    arguments: &HashMap<String, Option<String>>,
    named: &HashMap<String, Base>,
) -> Stage {
    let mut words = words.peekable();
    let mut platform = String::new();
    while let Some(flag) = words.next_if(|word| word.starts_with("--")) {
        platform = flag.strip_prefix("--platform=").map_or(platform, str::to_owned);
    }
    let image = words.next().unwrap_or_default();
    let name = match (words.next(), words.next(), words.next()) {
        (None, ..) => "",
        (Some(word), Some(name), None) if word.eq_ignore_ascii_case("AS") => name,
        _ => return Stage { name: String::new(), line, base: Base::Unknown(Unknown::Malformed), platform },
    };
    let base = match filled(image, arguments) {
        Err(unknown) => Base::Unknown(unknown),
        Ok(image) if image.is_empty() => Base::Unknown(Unknown::Malformed),
        Ok(image) => match named.get(&image.to_ascii_lowercase()) {
            Some(base) => base.clone(),
            None if image == "scratch" => Base::Scratch,
            None => Base::Image(image),
        },
    };
    Stage { name: name.to_owned(), line, base, platform }
}

/// Fills arguments in: `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:+instead}`; quotes fall away.
fn filled(text: &str, arguments: &HashMap<String, Option<String>>) -> Result<String, Unknown> {
    let mut out = String::new();
    let mut rest = text;
    loop {
        if out.len() > MAX_VALUE_BYTES {
            return Err(Unknown::TooLong);
        }
        let mut letters = rest.chars();
        match letters.next() {
            None => return Ok(out),
            Some('"' | '\'') => rest = letters.as_str(),
            Some('$') => {
                let (value, after) = variable(letters.as_str(), arguments)?;
                out.push_str(&value);
                rest = after;
            }
            Some(letter) => {
                out.push(letter);
                rest = letters.as_str();
            }
        }
    }
}

/// The value of the variable that a text behind a dollar starts with, and what is behind it.
fn variable<'a>(
    text: &'a str,
    arguments: &HashMap<String, Option<String>>,
) -> Result<(String, &'a str), Unknown> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let value = |name: &str| arguments.get(name).cloned().flatten();
    let unknown = |name: &str| Unknown::Argument(name.chars().take(100).collect());
    let Some(braced) = text.strip_prefix('{') else {
        let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
        let (name, after) = text.split_at_checked(end).ok_or(Unknown::Malformed)?;
        if name.is_empty() {
            return Err(Unknown::Malformed);
        }
        return value(name).map(|value| (value, after)).ok_or_else(|| unknown(name));
    };
    let (inside, after) = braced.split_once('}').ok_or(Unknown::Malformed)?;
    // A default with a variable in it is not followed: it is rare, and would have to be bounded in depth.
    if inside.contains(['$', '{']) {
        return Err(Unknown::Malformed);
    }
    let end = inside.find(|letter| !is_part(letter)).unwrap_or(inside.len());
    let (name, form) = inside.split_at_checked(end).ok_or(Unknown::Malformed)?;
    let found = value(name);
    let value = if form.is_empty() {
        found.ok_or_else(|| unknown(name))?
    } else if let Some(default) = form.strip_prefix(":-") {
        found.filter(|found| !found.is_empty()).unwrap_or_else(|| default.to_owned())
    } else if let Some(default) = form.strip_prefix('-') {
        found.unwrap_or_else(|| default.to_owned())
    } else if let Some(instead) = form.strip_prefix(":+") {
        found.filter(|found| !found.is_empty()).map(|_| instead.to_owned()).unwrap_or_default()
    } else {
        return Err(Unknown::Malformed);
    };
    Ok((value, after))
}

/// The instructions with the lines that they start in, lines that go on put together, here-documents passed over.
fn instructions(text: &str) -> Vec<(usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let escape = escape(text);
    let mut out = Vec::new();
    let mut lines = text.lines().zip(1..);
    while let Some((first, number)) = lines.next() {
        if is_passed_over(first) {
            continue;
        }
        let mut whole = String::new();
        let mut line = first;
        loop {
            let trimmed = line.trim_end();
            let Some(open) = trimmed.strip_suffix(escape) else {
                whole.push_str(trimmed);
                break;
            };
            whole.push_str(open);
            // Comments and empty lines between the lines of one instruction do not end it.
            let Some((next, _)) = lines.find(|(next, _)| !is_passed_over(next)) else { break };
            line = next;
        }
        for (end, is_tabbed) in here_documents(&whole) {
            let is_end = |line: &str| {
                if is_tabbed { line.trim_start_matches('\t') == end } else { line == end }
            };
            let _ = lines.find(|(line, _)| is_end(line));
        }
        out.push((number, whole.trim_start().to_owned()));
    }
    out
}

fn is_passed_over(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The letter that makes an instruction go on in the next line: directives stand before anything else.
fn escape(text: &str) -> char {
    for line in text.lines() {
        let Some(comment) = line.trim().strip_prefix('#') else { break };
        let Some((name, value)) = comment.split_once('=') else { break };
        if name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`" {
            return '`';
        }
    }
    '\\'
}

/// The words that end the here-documents of an instruction, and whether tabs may stand before them.
fn here_documents(instruction: &str) -> Vec<(String, bool)> {
    let keyword = instruction.split_whitespace().next().unwrap_or_default();
    if !["RUN", "COPY", "ADD"].iter().any(|known| keyword.eq_ignore_ascii_case(known)) {
        return Vec::new();
    }
    let words = instruction.split_whitespace().filter_map(|word| {
        let word = word.trim_start_matches(|letter: char| letter.is_ascii_digit()).strip_prefix("<<")?;
        let (word, is_tabbed) = word.strip_prefix('-').map_or((word, false), |word| (word, true));
        let word = word.trim_matches(['"', '\'']);
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        (!word.is_empty() && word.chars().all(is_word)).then(|| (word.to_owned(), is_tabbed))
    });
    words.collect()
}

#[cfg(test)]
#[path = "dockerfile_tests.rs"]
mod tests;
