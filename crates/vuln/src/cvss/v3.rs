//! The equations of CVSS 3.1 (<https://www.first.org/cvss/v3.1/specification-document>, section 7 and appendix A) and of
//! 3.0, which rounds otherwise and has another impact under a changed scope.

use super::metrics::Values;
use super::{CvssVersion, least_at_or_above};

const MODIFIED: [&str; 8] = ["MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"];

/// Computes the score in tenths: environmental, temporal or base, whichever the vector has first.
pub(super) fn tenths(values: &Values, version: CvssVersion) -> u8 {
    let round = |score: f64| round_up(score, version);
    let has_environment = values.has_any(&MODIFIED) || values.has_any(&["CR", "IR", "AR"]);
    let value = |modified: &str, base: &str| match values.get(modified) {
        "" => values.get(base),
        value => value,
    };
    let is_changed = value("MS", "S") == "C";
    let lost = |modified, base, by| 1.0 - impact(value(modified, base)) * required(values.get(by));
    let kept = lost("MC", "C", "CR") * lost("MI", "I", "IR") * lost("MA", "A", "AR");
    let share = if has_environment { (1.0 - kept).min(0.915) } else { 1.0 - kept };
    let impact = match (is_changed, has_environment && version == CvssVersion::V3_1) {
        (false, _) => 6.42 * share,
        (true, false) => 7.52 * (share - 0.029) - 3.25 * (share - 0.02).powi(15),
        (true, true) => 7.52 * (share - 0.029) - 3.25 * (share * 0.9731 - 0.02).powi(13),
    };
    let exploitability = 8.22
        * vector(value("MAV", "AV"))
        * complexity(value("MAC", "AC"))
        * privileges(value("MPR", "PR"), is_changed)
        * interaction(value("MUI", "UI"));
    let scale = if is_changed { 1.08 } else { 1.0 };
    let base = if impact > 0.0 { round((scale * (impact + exploitability)).min(10.0)) } else { 0 };
    let over_time = exploit(values.get("E")) * remedy(values.get("RL")) * report(values.get("RC"));
    round(f64::from(base) / 10.0 * over_time)
}

/// Rounds up to tenths. 3.1 looks at five places, so that what a machine adds beyond them does not count; 3.0 does not say.
fn round_up(score: f64, version: CvssVersion) -> u8 {
    match version {
        CvssVersion::V3_1 => least_at_or_above((score * 100_000.0).round() / 10_000.0),
        _ => least_at_or_above(score * 10.0 - 1e-9),
    }
}

fn vector(value: &str) -> f64 {
    match value {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        _ => 0.2,
    }
}

fn complexity(value: &str) -> f64 {
    if value == "L" { 0.77 } else { 0.44 }
}

fn privileges(value: &str, is_changed: bool) -> f64 {
    match (value, is_changed) {
        ("N", _) => 0.85,
        ("L", false) => 0.62,
        ("L", true) => 0.68,
        (_, false) => 0.27,
        (_, true) => 0.5,
    }
}

fn interaction(value: &str) -> f64 {
    if value == "N" { 0.85 } else { 0.62 }
}

fn impact(value: &str) -> f64 {
    match value {
        "H" => 0.56,
        "L" => 0.22,
        _ => 0.0,
    }
}

fn exploit(value: &str) -> f64 {
    match value {
        "F" => 0.97,
        "P" => 0.94,
        "U" => 0.91,
        _ => 1.0,
    }
}

fn remedy(value: &str) -> f64 {
    match value {
        "W" => 0.97,
        "T" => 0.96,
        "O" => 0.95,
        _ => 1.0,
    }
}

fn report(value: &str) -> f64 {
    match value {
        "R" => 0.96,
        "U" => 0.92,
        _ => 1.0,
    }
}

fn required(value: &str) -> f64 {
    match value {
        "H" => 1.5,
        "L" => 0.5,
        _ => 1.0,
    }
}
