//! Files that a credential stands in, from `carriers.txt`.

use super::{Label, Piece, Wrapping};

const TABLE: &str = include_str!("carriers.txt");

const VALUE: &str = "{{VALUE}}";

/// A file with a place for a credential.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the table")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Carrier {
    path: &'static str,
    body: &'static str,
    /// Takes whole texts, and nothing else.
    pub(super) text: bool,
    /// Has no name for the value.
    pub(super) alone: bool,
    /// Is written by programs.
    pub(super) made: bool,
    /// Takes the wholes of files, and nothing else: those of this pattern, or of any where it is empty.
    pub(super) whole: Option<&'static str>,
    indented: bool,
    escaped: bool,
}

/// Reads the table.
pub(super) fn carriers() -> Vec<Carrier> {
    sections(TABLE)
        .map(|(head, body)| {
            let mut words = head.split_ascii_whitespace();
            let path = words.next().unwrap_or_default();
            let flags: Vec<&str> = words.collect();
            let has = |flag: &str| flags.contains(&flag);
            Carrier {
                path,
                body,
                text: has("text"),
                alone: has("alone"),
                made: has("made"),
                whole: flags
                    .iter()
                    .find_map(|flag| flag.strip_prefix("whole")?.trim_start_matches('=').into()),
                indented: has("indented"),
                escaped: has("escaped"),
            }
        })
        .collect()
}

/// The files of a table: what stands in the line of each, and what follows it.
pub(super) fn sections(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.split("\n== ").skip(1).filter_map(|section| section.split_once('\n'))
}

impl Carrier {
    /// Tells whether a value can be written here as it is.
    pub(super) fn takes(&self, value: &str) -> bool {
        if self.escaped {
            // Of what has quotes or lines, only keys are known within a text of another format.
            return !value.contains(['"', '\n']) || value.starts_with("-----BEGIN");
        }
        if self.text || self.whole.is_some() {
            return true;
        }
        let end = self.path.rsplit('.').next().unwrap_or_default();
        let special = match end {
            // Marks that end a value, begin a comment, or stand for something else there.
            "yaml" | "yml" | "env" | "production" | "sh" | "Dockerfile" | "properties" | "ini" | "diff"
            | "log" | "bat" | "csv" | "md" | "http" | "txt" => "\"'`\\\n ,;#&<>|()^!{}[]*?$%",
            "xml" | "html" => "\"'`\\\n<>&",
            _ => "\"'`\\\n$#",
        };
        let is_pair = matches!(end, "yaml" | "yml") && value.contains(": ");
        !is_pair && !value.contains(|c: char| special.contains(c))
    }

    /// Tells whether a value can be assigned to that name here.
    pub(super) fn names(&self, name: &str) -> bool {
        let is_identifier = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_identifier || self.text || self.whole.is_some() || self.alone || !self.has_identifiers()
    }

    /// Tells whether a name is one of a language, without dots and dashes.
    fn has_identifiers(&self) -> bool {
        const ENDS: &[&str] =
            &["py", "go", "java", "cs", "rs", "kt", "h", "sh", "tf", "ps1", "bat", "Dockerfile", "env"];
        let is_cased = self.body.contains("{{camel}}") || self.body.contains("{{snake}}");
        is_cased || self.path.contains(".env") || ENDS.iter().any(|end| self.path.ends_with(end))
    }

    /// Writes a value into it.
    pub(super) fn piece(
        &self,
        folder: &str,
        rule: &'static str,
        name: &str,
        value: &str,
        wrapping: Wrapping,
    ) -> Piece {
        // A sample that needs no name has one all the same here, which may be no identifier.
        let snake: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let name = if self.has_identifiers() { snake.as_str() } else { name };
        let value = if self.escaped {
            let json = serde_json::to_string(value).unwrap_or_default();
            json.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
        } else if self.indented {
            value.replace('\n', "\n    ")
        } else {
            value.to_owned()
        };
        let text = self
            .body
            .replace("{{NAME}}", name)
            .replace("{{snake}}", &snake.to_ascii_lowercase())
            .replace("{{camel}}", &camel(&snake));
        let before = text.split(VALUE).next().unwrap_or_default();
        let first = before.matches('\n').count() + 1;
        let lines = first..=first + value.matches('\n').count();
        let text = text.replace(VALUE, &value);
        let (path, bytes, lines) = wrapping.wrap(self.path, text, lines);
        let label = Some(Label { rule, lines, carrier: self.path });
        Piece { path: format!("{folder}/{path}"), bytes, label, wrapping }
    }
}

/// `DD_API_KEY` as `ddApiKey`; a name that has small letters already keeps its own.
fn camel(snake: &str) -> String {
    let mut made = String::new();
    for (number, word) in snake.split('_').filter(|word| !word.is_empty()).enumerate() {
        let is_shouted = !word.contains(|c: char| c.is_ascii_lowercase());
        let word = if is_shouted { word.to_ascii_lowercase() } else { word.to_owned() };
        let (first, rest) = word.split_at(1);
        made.push_str(&if number == 0 { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() });
        made.push_str(rest);
    }
    made
}
