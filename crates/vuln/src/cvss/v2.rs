//! The equations of CVSS 2.0: <https://www.first.org/cvss/v2/guide>, section 3.2.

use super::metrics::Values;
use super::to_nearest;

/// Computes the score in tenths: environmental, temporal or base, whichever the vector has first.
pub(super) fn tenths(values: &Values) -> u8 {
    let has_environment = values.has_any(&["CDP", "TD", "CR", "IR", "AR"]);
    let requirement = |name| if has_environment { required(values.get(name)) } else { 1.0 };
    let lost = |name, required| 1.0 - impact(values.get(name)) * requirement(required);
    let kept = lost("C", "CR") * lost("I", "IR") * lost("A", "AR");
    // Only the adjusted impact is cut; the other one comes to 10.0 by itself.
    let impact = 10.41 * (1.0 - kept);
    let impact = if has_environment { impact.min(10.0) } else { impact };
    let exploitability =
        20.0 * vector(values.get("AV")) * complexity(values.get("AC")) * logins(values.get("Au"));
    let factor = if impact > 0.0 { 1.176 } else { 0.0 };
    let base = to_nearest((0.6 * impact + 0.4 * exploitability - 1.5) * factor);
    let over_time = exploit(values.get("E")) * remedy(values.get("RL")) * report(values.get("RC"));
    let temporal = to_nearest(f64::from(base) / 10.0 * over_time);
    if !has_environment {
        return temporal;
    }
    let score = f64::from(temporal) / 10.0;
    to_nearest((score + (10.0 - score) * damage(values.get("CDP"))) * targets(values.get("TD")))
}

fn vector(value: &str) -> f64 {
    match value {
        "L" => 0.395,
        "A" => 0.646,
        _ => 1.0,
    }
}

fn complexity(value: &str) -> f64 {
    match value {
        "H" => 0.35,
        "M" => 0.61,
        _ => 0.71,
    }
}

fn logins(value: &str) -> f64 {
    match value {
        "M" => 0.45,
        "S" => 0.56,
        _ => 0.704,
    }
}

fn impact(value: &str) -> f64 {
    match value {
        "C" => 0.66,
        "P" => 0.275,
        _ => 0.0,
    }
}

fn exploit(value: &str) -> f64 {
    match value {
        "U" => 0.85,
        "POC" => 0.9,
        "F" => 0.95,
        _ => 1.0,
    }
}

fn remedy(value: &str) -> f64 {
    match value {
        "OF" => 0.87,
        "TF" => 0.9,
        "W" => 0.95,
        _ => 1.0,
    }
}

fn report(value: &str) -> f64 {
    match value {
        "UC" => 0.9,
        "UR" => 0.95,
        _ => 1.0,
    }
}

fn required(value: &str) -> f64 {
    match value {
        "L" => 0.5,
        "H" => 1.51,
        _ => 1.0,
    }
}

fn damage(value: &str) -> f64 {
    match value {
        "L" => 0.1,
        "LM" => 0.3,
        "MH" => 0.4,
        "H" => 0.5,
        _ => 0.0,
    }
}

fn targets(value: &str) -> f64 {
    match value {
        "N" => 0.0,
        "L" => 0.25,
        "M" => 0.75,
        _ => 1.0,
    }
}
