//! What other scanners are told to leave alone: annotations of objects, comments in manifests, files of their own.
//!
//! One module a scanner. What is read is told, never judged: whether a check has a rule here is the catalog's to say.
//! What cannot be told without accepting more than was meant is [`What::Unclear`].

mod advisories;
mod beside;
mod checkov;
mod comments;
mod grype;
mod kube_linter;
mod kube_score;
mod leaks;
mod osv_scanner;
mod polaris;
mod scope;
mod trivy;

use jiff::civil::Date;
use sekimori_model::Limits;

use crate::kubernetes::{Object, objects};
use crate::yaml::{Document, Node, documents};
use crate::{Failure, decode};

pub use beside::{beside, heeds_any_file};
use comments::Place;
pub use scope::Scope;

/// A scanner whose ignores are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scanner {
    /// `KubeLinter`.
    KubeLinter,
    /// kube-score.
    KubeScore,
    /// Polaris.
    Polaris,
    /// checkov.
    Checkov,
    /// Trivy.
    Trivy,
    /// gitleaks.
    Gitleaks,
    /// betterleaks.
    Betterleaks,
    /// Kingfisher.
    Kingfisher,
    /// Grype.
    Grype,
    /// OSV-Scanner.
    OsvScanner,
}

impl Scanner {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::KubeLinter,
        Self::KubeScore,
        Self::Polaris,
        Self::Checkov,
        Self::Trivy,
        Self::Gitleaks,
        Self::Betterleaks,
        Self::Kingfisher,
        Self::Grype,
        Self::OsvScanner,
    ];

    /// Returns the name by which rules name the scanner's checks.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KubeLinter => "kube-linter",
            Self::KubeScore => "kube-score",
            Self::Polaris => "polaris",
            Self::Checkov => "checkov",
            Self::Trivy => "trivy",
            Self::Gitleaks => "gitleaks",
            Self::Betterleaks => "betterleaks",
            Self::Kingfisher => "kingfisher",
            Self::Grype => "grype",
            Self::OsvScanner => "osv-scanner",
        }
    }

    /// Finds a scanner by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scanner| scanner.name() == name)
    }
}

/// Something that a scanner is told to leave alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The scanner.
    pub scanner: Scanner,
    /// What is left alone.
    pub what: What,
    /// Where.
    pub scope: Scope,
    /// Why, where that is written.
    pub reason: Option<String>,
    /// The last day, where one is written.
    pub expires: Option<Date>,
    /// The one line that is meant of the file which the scope selects, from 1.
    pub only_line: Option<u32>,
    /// The line of the file, from 1.
    pub line: u32,
}

/// What is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// One check, by its id.
    Check(String),
    /// Whatever the scanner checks.
    Everything,
    /// Whatever stands beside a comment.
    Beside,
    /// One advisory, by one of its names.
    Advisory(String),
    /// Whatever is published about the packages that are meant.
    AnyAdvisory,
    /// Something that no rule sees.
    Other,
    /// Something that cannot be told.
    Unclear(Unclear),
}

/// Why an ignore cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// A pattern of paths that selectors of waivers cannot express without accepting more.
    Paths,
    /// A comment that stands in no object.
    NoObject,
    /// A day that is none.
    Day,
    /// It does not have the form that the scanner reads.
    Form,
    /// A setting that switches off all checks which are on by default.
    Defaults,
    /// Values, or words in them.
    Values,
    /// Commits.
    Commits,
    /// Several conditions at once.
    Together,
    /// An expression that is computed.
    Expression,
    /// Another configuration, which this one is built on.
    Extends,
    /// One more than is read of a file.
    TooMany,
}

/// What a file tells.
#[derive(Debug, Default)]
pub struct Ignores {
    /// What is left alone, by line.
    pub ignores: Vec<Ignore>,
    /// Documents that could not be read.
    pub failures: Vec<Failure>,
}

/// Ignores of one file; a person writes a few, a hostile file millions.
const MAX_OF_A_FILE: usize = 10_000;

/// Tells by its path whether a file may hold ignores.
pub fn wants(path: &str) -> bool {
    let name = name(path);
    let is = |extension: &str| has_extension(name, extension);
    [".trivyignore", ".checkov.baseline"].contains(&name)
        || leaks::LISTS.contains(&name)
        || leaks::CONFIGS.contains(&name)
        || name == osv_scanner::CONFIG
        || is("yaml")
        || is("yml")
        || is("json")
}

/// Reads the ignores of the file at `path`, which is relative to the scanned root.
///
/// # Errors
/// [`Failure`] where the file is not text. What cannot be read within is among the failures.
pub fn read(path: &str, bytes: &[u8], scanners: &[Scanner], limits: &Limits) -> Result<Ignores, Failure> {
    let text = decode(bytes)?;
    let mut found = Found { path, scanners, ignores: Vec::new() };
    let mut failures = Vec::new();
    if name(path) == ".trivyignore" {
        trivy::plain(&text.text, &mut found);
    } else if leaks::LISTS.contains(&name(path)) {
        leaks::list(&text.text, &mut found);
    } else if name(path) == osv_scanner::CONFIG {
        if found.asks(Scanner::OsvScanner) {
            failures.extend(osv_scanner::config(&text.text, &mut found).err());
        }
    } else if has_extension(path, "toml") {
        // No other scanner has one, and of others than theirs only what the user named comes here.
        if found.asks(leaks::owner(path)) {
            failures.extend(leaks::config(&text.text, &mut found).err());
        }
    } else if let Some((scanner, own)) = own_file(path) {
        let document = if found.asks(scanner) { documents(&text, limits).next() } else { None };
        match document {
            Some(Ok(document)) => own(document.root(), &mut found),
            Some(Err(failure)) => failures.push(failure),
            None => {}
        }
    } else if MARKS.iter().any(|mark| text.text.contains(mark)) {
        let mut places = Place::of(&text.text);
        for document in documents(&text, limits) {
            match document {
                Ok(document) => manifest(&document, limits, &mut places, &mut found),
                Err(failure) => failures.push(failure),
            }
        }
        for comment in places.into_iter().filter_map(Place::unclaimed) {
            comment.tell(&Scope::default(), true, &mut found);
        }
    }
    let mut ignores = found.ignores;
    ignores.sort_by_key(|ignore| ignore.line);
    Ok(Ignores { ignores, failures })
}

/// Where Grype also looks.
const GRYPE: &str = ".grype/config.yaml";

/// What a file of a scanner's own is read by.
type Own = fn(Node<'_>, &mut Found<'_>);

fn own_file(path: &str) -> Option<(Scanner, Own)> {
    if path == GRYPE || path.ends_with(&format!("/{GRYPE}")) {
        return Some((Scanner::Grype, grype::config));
    }
    match name(path) {
        ".kube-linter.yaml" | ".kube-linter.yml" => Some((Scanner::KubeLinter, kube_linter::config)),
        ".checkov.yaml" | ".checkov.yml" => Some((Scanner::Checkov, checkov::config)),
        ".checkov.baseline" => Some((Scanner::Checkov, checkov::baseline)),
        ".grype.yaml" | ".grype.yml" => Some((Scanner::Grype, grype::config)),
        ".trivyignore.yaml" | ".trivyignore.yml" => Some((Scanner::Trivy, trivy::config)),
        _ => None,
    }
}

/// A file without any of them holds no ignore, and is not parsed.
const MARKS: [&str; 8] = [
    "kube-linter.io/",
    "kube-score/ignore",
    "polaris.fairwinds.com/",
    "checkov",
    "bridgecrew",
    "cortex.io/",
    "trivy:ignore",
    "exemptions",
];

fn manifest(document: &Document<'_>, limits: &Limits, places: &mut [Place<'_>], found: &mut Found<'_>) {
    let objects = objects(document, limits).objects;
    if objects.is_empty() {
        polaris::config(document.root(), found);
        return;
    }
    for object in &objects {
        if found.is_full() {
            break;
        }
        let scope = Scope::of_object(object, found.path);
        for (key, value, line) in annotations(object) {
            let annotation = Annotation { key, value, line, scope: &scope };
            kube_linter::annotation(&annotation, found);
            kube_score::annotation(&annotation, found);
            polaris::annotation(&annotation, found);
            checkov::annotation(&annotation, found);
        }
    }
    let mut starts: Vec<(u32, &Object<'_>)> =
        objects.iter().map(|object| (object.node().span().line, object)).collect();
    starts.sort_by_key(|(line, _)| *line);
    let Some((first, _)) = starts.first().copied() else { return };
    if !places.iter().any(|place| place.is_beside(first)) {
        return;
    }
    // In a document that needed the lenient parser nothing says where its scalars stand.
    let scalars = if document.lenient.is_none() { document.scalars() } else { Vec::new() };
    for place in places.iter_mut().filter(|place| place.is_beside(first)) {
        // Of several in one list, the one that began last.
        let before = starts.partition_point(|(line, _)| *line <= place.line());
        let nearest = starts.get(before.saturating_sub(1));
        if let (Some(comment), Some((_, object))) = (place.claim(&scalars), nearest) {
            comment.tell(&Scope::of_object(object, found.path), false, found);
        }
    }
}

/// Keys, values and lines of the annotations of an object and of its pod template.
fn annotations<'a>(object: &Object<'a>) -> Vec<(&'a str, &'a str, u32)> {
    let all = object.all_metadata().filter_map(|metadata| metadata.get("annotations"));
    let all = all.flat_map(Node::entries).filter_map(|entry| {
        let value = cut(entry.value.text().unwrap_or_default(), MAX_VALUE);
        Some((entry.key.text()?, value, entry.key.span().line))
    });
    all.collect()
}

/// An annotation of an object.
struct Annotation<'a> {
    key: &'a str,
    value: &'a str,
    line: u32,
    scope: &'a Scope,
}

/// What is found in a file, for the scanners that are asked for.
struct Found<'a> {
    path: &'a str,
    scanners: &'a [Scanner],
    ignores: Vec<Ignore>,
}

impl Found<'_> {
    /// Tells whether a scanner is asked for.
    fn asks(&self, scanner: Scanner) -> bool {
        self.scanners.contains(&scanner)
    }

    /// Tells whether no more is taken. By aliases and products of lists, a file names its own million times over.
    fn is_full(&self) -> bool {
        self.ignores.len() > MAX_OF_A_FILE
    }

    fn add(&mut self, scanner: Scanner, what: What, scope: &Scope, reason: &str, line: u32) {
        self.add_until(scanner, what, scope, reason, None, line);
    }

    /// Adds what is meant of one line alone of a file.
    fn add_of_line(
        &mut self,
        scanner: Scanner,
        what: What,
        scope: &Scope,
        reason: &str,
        only_line: u32,
        line: u32,
    ) {
        let before = self.ignores.len();
        self.add(scanner, what, scope, reason, line);
        if let Some(ignore) = self.ignores.get_mut(before) {
            ignore.only_line = Some(only_line);
        }
    }

    fn add_until(
        &mut self,
        scanner: Scanner,
        what: What,
        scope: &Scope,
        reason: &str,
        expires: Option<Date>,
        line: u32,
    ) {
        if !self.asks(scanner) || self.is_full() {
            return;
        }
        // A selector is kept with each ignore, and a longer one is no path and no name; cut, it would select others.
        let is_long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > MAX_SELECTOR);
        let (what, scope) = if is_long(&scope.subject) || is_long(&scope.path) {
            (What::Unclear(Unclear::Form), &Scope::default())
        } else {
            (what, scope)
        };
        let is_one_more = self.ignores.len() == MAX_OF_A_FILE;
        let what = if is_one_more { What::Unclear(Unclear::TooMany) } else { what };
        let reason = sentence(reason);
        let (scope, only_line) = (scope.clone(), None);
        self.ignores.push(Ignore { scanner, what, scope, reason, expires, only_line, line });
    }

    /// Adds one check a word.
    fn add_list(&mut self, scanner: Scanner, list: &str, scope: &Scope, line: u32) {
        for check in list.split(',').map(str::trim).filter(|check| !check.is_empty()) {
            if self.is_full() || !self.asks(scanner) {
                break;
            }
            self.add(scanner, check_of(check), scope, "", line);
        }
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    name(path).rsplit_once('.').is_some_and(|(_, known)| known.eq_ignore_ascii_case(extension))
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn check_of(id: &str) -> What {
    What::Check(id.chars().take(MAX_ID).collect())
}

/// No check has a longer name.
const MAX_ID: usize = 200;
/// A reason that is longer is cut.
const MAX_REASON: usize = 500;

/// A longer selector is not kept. `PATH_MAX` of Linux is 4096.
const MAX_SELECTOR: usize = 4_096;
/// A longer word is cut, and so what is made of it is longer than any selector that is kept.
const MAX_WORD: usize = MAX_SELECTOR + 1;
/// An object has 256 KiB of annotations at most.
///
/// # Source
/// Kubernetes, `pkg/apis/core/validation`: `TotalAnnotationSizeLimitB`.
const MAX_VALUE: usize = 256 << 10;

/// The beginning of a text, of `most` bytes or a few less.
fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most.min(text.len()))).unwrap_or_default()
}

/// The value of a key as a word.
fn word<'a>(node: Node<'a>, key: &str) -> Option<&'a str> {
    Some(cut(node.get(key)?.text()?, MAX_WORD))
}

/// A reason as one line, or none where it says nothing.
fn sentence(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut line = String::new();
    for word in words {
        if line.len() >= MAX_REASON {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(MAX_REASON));
    }
    (!line.is_empty()).then_some(line)
}

/// The items of a list, or the words of a text with commas, with their lines; as many as are told of a file.
fn words(node: Node<'_>) -> Vec<(String, u32)> {
    let line = node.span().line;
    if let Some(text) = node.text() {
        return text
            .split(',')
            .map(|word| (cut(word.trim(), MAX_WORD).to_owned(), line))
            .filter(|(word, _)| !word.is_empty())
            .take(MAX_OF_A_FILE.saturating_add(1))
            .collect();
    }
    let items = node
        .items()
        .filter_map(|item| Some((cut(item.text()?.trim(), MAX_WORD).to_owned(), item.span().line)));
    items.filter(|(word, _)| !word.is_empty()).take(MAX_OF_A_FILE.saturating_add(1)).collect()
}

#[cfg(test)]
mod tests;
