//! The JSON of a scan, as tests ask it.

use serde_json::Value;

/// All formats of a scan.
pub(crate) const FORMATS: [&str; 9] =
    ["terminal", "table", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"];

/// The envelope `sekimori.dev/findings/v1`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    pub(crate) all: Value,
    pub(crate) findings: Vec<Found>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found(pub(crate) Value);

impl Report {
    pub(crate) fn read(all: &Value) -> Self {
        let findings = all["findings"].as_array().expect("an envelope has findings");
        Self { findings: findings.iter().cloned().map(Found).collect(), all: all.clone() }
    }

    /// Path and rule of each violation, waived ones left out.
    pub(crate) fn violations(&self) -> Vec<(&str, &str)> {
        let violated = self.findings.iter().filter(|found| found.outcome() == "violated");
        violated.map(|found| (found.path(), found.rule())).collect()
    }

    /// Path and rule of what a waiver accepts.
    pub(crate) fn waived(&self) -> Vec<(&str, &str)> {
        self.findings.iter().filter(|found| found.0["waived"] == true).map(|f| (f.path(), f.rule())).collect()
    }

    /// Path and reason of what was not analysed.
    pub(crate) fn not_analysed(&self) -> Vec<(&str, &str)> {
        let open = self.findings.iter().filter(|found| found.outcome() == "not-analysed");
        open.map(|found| (found.path(), found.reason())).collect()
    }

    /// Code, `path:line` and English text of each note.
    pub(crate) fn notes(&self) -> Vec<(&str, String, &str)> {
        self.all["notes"].as_array().expect("an envelope has notes").iter().map(note).collect()
    }

    /// The codes of the notes.
    pub(crate) fn note_codes(&self) -> Vec<&str> {
        self.notes().into_iter().map(|(code, ..)| code).collect()
    }

    /// A number of the summary.
    pub(crate) fn count(&self, key: &str) -> u64 {
        let summary = &self.all["summary"];
        let number = summary.get(key).or_else(|| summary["counts"].get(key)).and_then(Value::as_u64);
        number.unwrap_or_else(|| panic!("the summary has no number `{key}`: {summary}"))
    }

    /// The only finding.
    pub(crate) fn only(&self) -> &Found {
        let [found] = self.findings.as_slice() else { panic!("not one finding: {:#?}", self.findings) };
        found
    }

    /// The fingerprints, sorted.
    pub(crate) fn fingerprints(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.findings.iter().map(Found::fingerprint).collect();
        all.sort_unstable();
        all
    }
}

impl Found {
    pub(crate) fn rule(&self) -> &str {
        text(&self.0["rule"])
    }

    pub(crate) fn outcome(&self) -> &str {
        text(&self.0["outcome"])
    }

    /// The code why it was not analysed.
    pub(crate) fn reason(&self) -> &str {
        text(&self.0["reason"])
    }

    pub(crate) fn path(&self) -> &str {
        text(&self.0["location"]["path"])
    }

    /// `line:column`.
    pub(crate) fn at(&self) -> String {
        format!("{}:{}", self.0["location"]["line"], self.0["location"]["column"])
    }

    pub(crate) fn fingerprint(&self) -> &str {
        text(&self.0["fingerprint"])
    }

    pub(crate) fn identity(&self) -> &str {
        text(&self.0["identity"])
    }

    /// What the parser or the system said.
    pub(crate) fn message(&self) -> &str {
        text(&self.0["evidence"][0]["text"])
    }
}

fn note(note: &Value) -> (&str, String, &str) {
    let at = |key: &str| &note["location"][key];
    let place = at("path").as_str().map_or_else(String::new, |path| format!("{path}:{}", at("line")));
    (text(&note["code"]), place, text(&note["text"]["en"]))
}

/// A text of the envelope.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}
