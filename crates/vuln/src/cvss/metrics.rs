//! The metrics of each version with their values, as FIRST's specifications list them, and how a vector spells them.

use crate::Error;

/// A metric: its name, its values, and whether a vector needs it.
pub(super) struct Metric(&'static str, &'static [&'static str], bool);

const NEEDED: bool = true;
const OPTIONAL: bool = false;

/// <https://www.first.org/cvss/v2/guide>.
pub(super) const V2: &[Metric] = &[
    Metric("AV", &["L", "A", "N"], NEEDED),
    Metric("AC", &["H", "M", "L"], NEEDED),
    Metric("Au", &["M", "S", "N"], NEEDED),
    Metric("C", &["N", "P", "C"], NEEDED),
    Metric("I", &["N", "P", "C"], NEEDED),
    Metric("A", &["N", "P", "C"], NEEDED),
    Metric("E", &["U", "POC", "F", "H", "ND"], OPTIONAL),
    Metric("RL", &["OF", "TF", "W", "U", "ND"], OPTIONAL),
    Metric("RC", &["UC", "UR", "C", "ND"], OPTIONAL),
    Metric("CDP", &["N", "L", "LM", "MH", "H", "ND"], OPTIONAL),
    Metric("TD", &["N", "L", "M", "H", "ND"], OPTIONAL),
    Metric("CR", &["L", "M", "H", "ND"], OPTIONAL),
    Metric("IR", &["L", "M", "H", "ND"], OPTIONAL),
    Metric("AR", &["L", "M", "H", "ND"], OPTIONAL),
];

/// <https://www.first.org/cvss/v3.1/specification-document>; 3.0 has the same.
pub(super) const V3: &[Metric] = &[
    Metric("AV", &["N", "A", "L", "P"], NEEDED),
    Metric("AC", &["L", "H"], NEEDED),
    Metric("PR", &["N", "L", "H"], NEEDED),
    Metric("UI", &["N", "R"], NEEDED),
    Metric("S", &["U", "C"], NEEDED),
    Metric("C", &["H", "L", "N"], NEEDED),
    Metric("I", &["H", "L", "N"], NEEDED),
    Metric("A", &["H", "L", "N"], NEEDED),
    Metric("E", &["X", "H", "F", "P", "U"], OPTIONAL),
    Metric("RL", &["X", "U", "W", "T", "O"], OPTIONAL),
    Metric("RC", &["X", "C", "R", "U"], OPTIONAL),
    Metric("CR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("IR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("AR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("MAV", &["X", "N", "A", "L", "P"], OPTIONAL),
    Metric("MAC", &["X", "L", "H"], OPTIONAL),
    Metric("MPR", &["X", "N", "L", "H"], OPTIONAL),
    Metric("MUI", &["X", "N", "R"], OPTIONAL),
    Metric("MS", &["X", "U", "C"], OPTIONAL),
    Metric("MC", &["X", "N", "L", "H"], OPTIONAL),
    Metric("MI", &["X", "N", "L", "H"], OPTIONAL),
    Metric("MA", &["X", "N", "L", "H"], OPTIONAL),
];

/// <https://www.first.org/cvss/v4.0/specification-document>.
pub(super) const V4: &[Metric] = &[
    Metric("AV", &["N", "A", "L", "P"], NEEDED),
    Metric("AC", &["L", "H"], NEEDED),
    Metric("AT", &["N", "P"], NEEDED),
    Metric("PR", &["N", "L", "H"], NEEDED),
    Metric("UI", &["N", "P", "A"], NEEDED),
    Metric("VC", &["H", "L", "N"], NEEDED),
    Metric("VI", &["H", "L", "N"], NEEDED),
    Metric("VA", &["H", "L", "N"], NEEDED),
    Metric("SC", &["H", "L", "N"], NEEDED),
    Metric("SI", &["H", "L", "N"], NEEDED),
    Metric("SA", &["H", "L", "N"], NEEDED),
    Metric("E", &["X", "A", "P", "U"], OPTIONAL),
    Metric("CR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("IR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("AR", &["X", "H", "M", "L"], OPTIONAL),
    Metric("MAV", &["X", "N", "A", "L", "P"], OPTIONAL),
    Metric("MAC", &["X", "L", "H"], OPTIONAL),
    Metric("MAT", &["X", "N", "P"], OPTIONAL),
    Metric("MPR", &["X", "N", "L", "H"], OPTIONAL),
    Metric("MUI", &["X", "N", "P", "A"], OPTIONAL),
    Metric("MVC", &["X", "H", "L", "N"], OPTIONAL),
    Metric("MVI", &["X", "H", "L", "N"], OPTIONAL),
    Metric("MVA", &["X", "H", "L", "N"], OPTIONAL),
    Metric("MSC", &["X", "H", "L", "N"], OPTIONAL),
    Metric("MSI", &["X", "S", "H", "L", "N"], OPTIONAL),
    Metric("MSA", &["X", "S", "H", "L", "N"], OPTIONAL),
    Metric("S", &["X", "N", "P"], OPTIONAL),
    Metric("AU", &["X", "N", "Y"], OPTIONAL),
    Metric("R", &["X", "A", "U", "I"], OPTIONAL),
    Metric("V", &["X", "D", "C"], OPTIONAL),
    Metric("RE", &["X", "L", "M", "H"], OPTIONAL),
    Metric("U", &["X", "Clear", "Green", "Amber", "Red"], OPTIONAL),
];

/// Room for the values of the version that has most metrics.
const MOST: usize = 32;

/// The values that a vector gives.
pub(super) struct Values {
    metrics: &'static [Metric],
    given: [Option<&'static str>; MOST],
}

impl Values {
    /// Reads `NAME:VALUE` between slashes, in any order.
    pub(super) fn parse(metrics: &'static [Metric], text: &str) -> Result<Self, Error> {
        let mut given = [None; MOST];
        for part in text.split('/') {
            let Some((name, value)) = part.split_once(':') else {
                return Err(refusal(part, "is not a name and a value with a colon between them"));
            };
            let place = metrics.iter().zip(&mut given).find(|(metric, _)| metric.0 == name);
            let Some((metric, slot)) = place else {
                return Err(refusal(name, "is no metric of this version"));
            };
            let Some(value) = metric.1.iter().find(|known| **known == value) else {
                return Err(refusal(part, "has no such value"));
            };
            if slot.replace(*value).is_some() {
                return Err(refusal(name, "stands there twice"));
            }
        }
        let values = Self { metrics, given };
        match values.pairs().find(|(metric, value)| metric.2 && value.is_none()) {
            Some((metric, _)) => Err(refusal(metric.0, "is missing")),
            None => Ok(values),
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static Metric, Option<&'static str>)> + use<> {
        self.metrics.iter().zip(self.given)
    }

    /// Returns the value of a metric; empty where it is not given, or given as not defined.
    pub(super) fn get(&self, name: &str) -> &'static str {
        let given = self.pairs().find(|(metric, _)| metric.0 == name).and_then(|(_, value)| value);
        given.filter(|value| !matches!(*value, "X" | "ND")).unwrap_or_default()
    }

    /// Tells whether one of the metrics is given and defined.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.get(name).is_empty())
    }

    /// Spells the vector in the order of the specification, without what is not given.
    pub(super) fn spell(&self, prefix: &str) -> String {
        self.pairs().fold(prefix.to_owned(), |mut text, (metric, value)| {
            if let Some(value) = value {
                text.extend(["/", metric.0, ":", value]);
            }
            text
        })
    }
}

/// Says what is wrong with a part of a vector.
pub(super) fn refusal(at: &str, reason: &'static str) -> Error {
    /// How much of a part an error tells.
    const SHOWN_CHARS: usize = 40;
    Error::Vector { at: at.chars().take(SHOWN_CHARS).collect(), reason }
}
