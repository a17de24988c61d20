//! The level of the Pod Security Standards of each workload.

use std::io::{self, Write};

use sekimori_model::wire::Workload;
use sekimori_model::{Level, Version};
use sekimori_text::Arg;

use super::charts::{Part, ring};
use super::markup::{both, escaped};
use crate::Scan;
use crate::report::Style;

/// `Deployment shop/cart`.
pub(super) fn name(workload: &Workload) -> String {
    let slash = if workload.namespace.is_empty() { "" } else { "/" };
    format!("{} {}{slash}{}", workload.kind, workload.namespace, workload.name)
}

pub(super) fn chart(scan: &Scan) -> String {
    let count = |level| scan.workloads.iter().filter(|workload| workload.level == level).count() as u64;
    let part = |level: Level, class| Part { name: level.to_string(), class, count: count(Some(level)) };
    let mut parts = vec![
        part(Level::Privileged, "privileged"),
        part(Level::Baseline, "baseline"),
        part(Level::Restricted, "restricted"),
    ];
    let unknown = count(None);
    if unknown > 0 {
        parts.push(Part { name: both("report-not-analysed", &[]), class: "unknown", count: unknown });
    }
    ring(&both("page-by-level", &[]), &parts)
}

/// Writes the section. Its rows come from the script; without one, the same table stands there whole.
pub(super) fn write(scan: &Scan, version: Version, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let version = version.to_string();
    writeln!(
        out,
        "<section id=\"levels\"><h2>{}</h2>\n<p class=\"about\">{}</p>",
        both("page-levels", &[]),
        both("page-levels-about", &[("version", Arg::Text(&version))])
    )?;
    if scan.workloads.is_empty() {
        writeln!(out, "<p class=\"empty\">{}</p>", both("page-no-workloads", &[]))?;
    } else {
        let head = format!(
            "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>",
            both("page-level", &[]),
            both("page-workload", &[]),
            both("page-failing", &[]),
            both("report-where", &[])
        );
        writeln!(
            out,
            "<div class=\"scripted card\"><table class=\"workloads\">{head}<tbody id=\"workloads\"></tbody></table>\
             <p class=\"more\"><button type=\"button\" id=\"more-workloads\" hidden>{}</button></p></div>",
            both("page-more", &[])
        )?;
        write!(out, "<noscript><table class=\"workloads card\">{head}<tbody>")?;
        for workload in &scan.workloads {
            write_row(workload, style, out)?;
        }
        writeln!(out, "</tbody></table></noscript>")?;
    }
    let left_out = scan.summary.workloads.saturating_sub(scan.workloads.len() as u64);
    if left_out > 0 {
        writeln!(
            out,
            "<p class=\"empty\">{}</p>",
            both("page-workloads-left-out", &[("count", Arg::Number(left_out))])
        )?;
    }
    writeln!(out, "</section>")
}

fn write_row(workload: &Workload, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let level = workload.level.map_or_else(|| both("report-not-analysed", &[]), |level| level.to_string());
    let class = workload.level.map_or("unknown", Level::as_str);
    let failing: Vec<String> = workload
        .failing
        .iter()
        .map(|failing| {
            format!("<a href=\"#{}\">{}</a>", super::rules::anchor(failing.rule), escaped(failing.check))
        })
        .collect();
    let place = workload
        .location
        .file()
        .map_or_else(String::new, |file| escaped(&format!("{}:{}", style.path(&file.path), file.span.line)));
    writeln!(
        out,
        "<tr><td><span class=\"badge {class}\">{level}</span></td><td>{}</td><td>{}</td><td class=\"mono\">{place}</td></tr>",
        escaped(&name(workload)),
        failing.join(", ")
    )
}
