//! Charts as inline SVG beside the numbers that they show. The table is the chart for those who cannot see it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sekimori_model::{Finding, Outcome, Severity, Subject};
use sekimori_text::Arg;

use super::markup::{both, escaped};
use crate::Scan;
use crate::report::Style;

/// One part of a ring, or one bar: its name as HTML, its class and its number.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) count: u64,
}

pub(super) fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// A ring with its legend.
pub(super) fn ring(title: &str, parts: &[Part]) -> String {
    let total: u64 = parts.iter().map(|part| part.count).sum();
    let mut svg = String::from(r#"<svg class="ring" viewBox="0 0 120 120" aria-hidden="true">"#);
    svg.push_str(r#"<circle class="track" cx="60" cy="60" r="46" fill="none" stroke-width="16"/>"#);
    let mut start = 0.0;
    let size = if total < 10_000 { "total" } else { "long total" };
    for part in parts.iter().filter(|part| part.count > 0) {
        let length = share(part.count, total);
        // A gap between the parts, so that they are told apart without their colours too.
        let shown = if length > 99.0 { length } else { (length - 0.8).max(0.4) };
        let _ = write!(
            svg,
            r#"<circle class="{}" cx="60" cy="60" r="46" fill="none" stroke-width="16" pathLength="100" stroke-dasharray="{shown:.2} 100" stroke-dashoffset="{:.2}" transform="rotate(-90 60 60)"/>"#,
            part.class, -start
        );
        start += length;
    }
    let _ = write!(
        svg,
        r#"<text class="{size}" x="60" y="60" text-anchor="middle" dominant-baseline="central">{total}</text></svg>"#
    );
    let mut rows = String::new();
    for part in parts {
        let _ = write!(
            rows,
            r#"<tr><th scope="row"><svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><rect class="{}" width="10" height="10" rx="3"/></svg>{}</th><td>{}</td></tr>"#,
            part.class, part.name, part.count
        );
    }
    format!(
        r#"<figure class="card chart"><figcaption>{title}</figcaption><div class="rings">{svg}<table class="legend">{}{rows}</table></div></figure>"#,
        head(title)
    )
}

/// A head for those who hear the table; the caption above says it to the others.
fn head(title: &str) -> String {
    format!(
        r#"<thead class="heard"><tr><th scope="col">{title}</th><th scope="col">{}</th></tr></thead>"#,
        both("page-count", &[])
    )
}

/// Violations of one name, by severity.
type Stack = [u64; 5];

/// As many names as a chart shows: one beside the rings, and one as wide as the page.
const MAX_NAMESPACES: usize = 7;
const MAX_FILES: usize = 15;

pub(super) fn by_namespace(scan: &Scan) -> String {
    let name = |finding: &'_ Finding| match &finding.subject {
        Subject::Object(object) => Some(object.namespace.clone()),
        _ => None,
    };
    let none = both("page-no-namespace", &[]);
    let shown = |name: &str| if name.is_empty() { none.clone() } else { escaped(name) };
    bars(&both("page-by-namespace", &[]), "", MAX_NAMESPACES, &stacks(scan, name), shown)
}

pub(super) fn by_file(scan: &Scan, style: &Style) -> String {
    let name = |finding: &'_ Finding| finding.spot().map(|(path, _)| style.path(path));
    bars(&both("page-by-file", &[]), " wide", MAX_FILES, &stacks(scan, name), |path| {
        // The end of a path tells files apart; its head gives way where the whole does not fit.
        let parts: Vec<&str> = path.rsplitn(3, '/').collect();
        let (head, tail) = match parts[..] {
            [file, folder, head] => (format!("{head}/"), format!("{folder}/{file}")),
            _ => (String::new(), path.to_owned()),
        };
        let (title, head, tail) = (escaped(path), escaped(&head), escaped(&tail));
        format!(r#"<span class="path" title="{title}"><span>{head}</span><b>{tail}</b></span>"#)
    })
}

fn stacks(scan: &Scan, name: impl Fn(&Finding) -> Option<String>) -> Vec<(String, Stack)> {
    let mut stacks: BTreeMap<String, Stack> = BTreeMap::new();
    for finding in scan.findings.iter().filter(|finding| finding.outcome == Outcome::Violated) {
        if let Some(name) = name(&finding) {
            stacks.entry(name).or_default()[finding.severity as usize] += 1;
        }
    }
    let mut stacks: Vec<(String, Stack)> = stacks.into_iter().collect();
    stacks.sort_by(|a, b| total(&b.1).cmp(&total(&a.1)).then_with(|| a.0.cmp(&b.0)));
    stacks
}

fn total(stack: &Stack) -> u64 {
    stack.iter().sum()
}

fn bars(
    title: &str,
    class: &str,
    limit: usize,
    stacks: &[(String, Stack)],
    shown: impl Fn(&str) -> String,
) -> String {
    let most = stacks.first().map_or(1, |(_, stack)| total(stack)).max(1);
    let mut rows = String::new();
    for (name, stack) in stacks.iter().take(limit) {
        let _ = write!(
            rows,
            r#"<tr><th scope="row">{}</th><td class="bar">{}</td><td>{}</td></tr>"#,
            shown(name),
            bar(stack, most),
            total(stack)
        );
    }
    let rest = stacks.get(limit..).unwrap_or_default();
    if !rest.is_empty() {
        let more = both("page-other-names", &[("count", Arg::Number(rest.len() as u64))]);
        let count: u64 = rest.iter().map(|(_, stack)| total(stack)).sum();
        let _ = write!(
            rows,
            r#"<tr class="more"><th scope="row">{more}</th><td class="bar"></td><td>{count}</td></tr>"#
        );
    }
    if stacks.is_empty() {
        rows = format!(r#"<tr><td class="empty">{}</td></tr>"#, both("report-nothing-found", &[]));
    }
    format!(
        r#"<figure class="card chart{class}"><figcaption>{title}</figcaption><table class="bars">{rows}</table></figure>"#
    )
}

/// One bar: the severities side by side, the worst first, as long as the number is of `most`.
fn bar(stack: &Stack, most: u64) -> String {
    let mut svg = String::from(r#"<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">"#);
    let mut x = 0.0;
    for severity in Severity::ALL.iter().rev() {
        let width = share(stack[*severity as usize], most);
        if width > 0.0 {
            let class = severity_class(*severity);
            let _ = write!(svg, r#"<rect class="{class}" x="{x:.2}" width="{width:.2}" height="8"/>"#);
        }
        x += width;
    }
    svg.push_str("</svg>");
    svg
}

/// Percent; numbers of findings are far below the 2^52 that a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "a chart is not exact to sixteen digits")]
fn share(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
