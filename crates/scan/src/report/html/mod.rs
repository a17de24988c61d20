//! One HTML page that needs nothing else: no file, no server, no network.
//!
//! Manifests are hostile, so everything from outside goes through [`markup`], and a Content Security Policy allows this
//! page's own script and style by their hashes and nothing besides. Both languages are in it. The findings stand in it as
//! data, from which the script makes rows when they come into sight, and once more as a plain list for those who run no
//! script.

mod charts;
mod data;
mod labels;
mod levels;
mod markup;
mod plain;
mod rules;

use std::io::{self, Write};

use sekimori_model::{Decision, Lang, Location, Severity};
use sekimori_text::Arg;

use self::charts::{Part, severity_class};
use self::markup::{both, both_as, hash_source};
pub(crate) use self::markup::{escaped, prose};
use super::{Style, last_line, severity_word, verdict_line};
use crate::Scan;
use crate::plan::Plan;
use crate::texts::one;

/// The colours and the faces, which the reference of rules has too.
pub(crate) const PALETTE: &str = include_str!("palette.css");
const STYLE: &str = concat!(include_str!("palette.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write(scan: &Scan, plan: &Plan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_head(scan, style, out)?;
    write_overview(scan, plan, out)?;
    // Where secrets alone were searched for, nothing was said of workloads.
    let of_objects = if plan.only_secrets {
        String::new()
    } else {
        format!("{}\n{}\n", levels::chart(scan), charts::by_namespace(scan))
    };
    writeln!(
        out,
        "<div class=\"charts{}\">\n{}\n{of_objects}{}\n</div>",
        if plan.only_secrets { " few" } else { "" },
        by_severity(scan),
        charts::by_file(scan, style)
    )?;
    write_findings(scan, style, out)?;
    if !plan.only_secrets {
        levels::write(scan, plan.whole.context.version, style, out)?;
    }
    write_notes(scan, style, out)?;
    rules::write(scan, out)?;
    let version = [("version", Arg::Text(env!("CARGO_PKG_VERSION")))];
    writeln!(out, "</main>\n<footer>{}</footer>", both("page-made-by", &version))?;
    write!(out, "<script type=\"application/json\" id=\"data\">")?;
    data::write(scan, style, out)?;
    writeln!(out, "</script>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// Nothing is allowed but the two texts that stand in this page.
fn policy() -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash_source(SCRIPT),
        hash_source(STYLE)
    )
}

fn title(scan: &Scan, lang: Lang) -> String {
    format!("{}: {}", one(lang, "page-title", &[]), verdict_line(scan, lang))
}

fn write_head(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>",
        style.lang,
        policy(),
        escaped(&title(scan, style.lang))
    )
}

/// The gate that the name speaks of.
pub(crate) const MARK: &str = r#"<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M3 6q13 4 26 0v4q-13 3-26 0zM6 14h20v3H6zM8 11h4v17H8zM20 11h4v17h-4z"/></svg>"#;

fn write_overview(scan: &Scan, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let decision = match scan.verdict.decision {
        Decision::Pass => "pass",
        Decision::Warn => "warn",
        Decision::Fail => "fail",
        Decision::Incomplete => "incomplete",
    };
    let date = scan.date.to_string();
    writeln!(
        out,
        "<body>\n<a class=\"skip\" href=\"#findings\">{}</a>\n<header><div class=\"brand\">{MARK}<h1>{}</h1></div>\n\
         <div class=\"languages scripted\" id=\"languages\" role=\"group\">\
         <button type=\"button\" data-lang=\"en\" lang=\"en\">English</button>\
         <button type=\"button\" data-lang=\"ja\" lang=\"ja\">日本語</button></div></header>\n<main>\n\
         <section class=\"overview {decision}\"><p class=\"verdict\">{}</p><p>{}</p><p class=\"about\">{}</p></section>",
        both("page-skip", &[]),
        both("page-title", &[]),
        both_as(|lang| prose(&verdict_line(scan, lang))),
        both_as(|lang| prose(&last_line(scan, lang, None))),
        std::iter::once(both("page-judged-on", &[("date", Arg::Text(&date))]))
            .chain((!plan.only_secrets).then(|| format!("Kubernetes {}", plan.whole.context.version)))
            .collect::<Vec<_>>()
            .join(" · ")
    )
}

fn by_severity(scan: &Scan) -> String {
    let counts = &scan.summary.counts;
    let severities = [
        (Severity::Critical, counts.critical),
        (Severity::High, counts.high),
        (Severity::Medium, counts.medium),
        (Severity::Low, counts.low),
        (Severity::Info, counts.info),
    ];
    let word = |severity| both_as(|lang| escaped(&severity_word(severity, lang)));
    let mut parts: Vec<Part> = severities
        .into_iter()
        .map(|(severity, count)| Part { name: word(severity), class: severity_class(severity), count })
        .collect();
    for (key, class, count) in [
        ("report-waived", "waived", counts.waived),
        ("report-not-analysed", "unknown", scan.summary.not_analysed),
    ] {
        if count > 0 {
            parts.push(Part { name: both(key, &[]), class, count });
        }
    }
    charts::ring(&both("page-by-severity", &[]), &parts)
}

/// The fields that findings are filtered by, as the script knows them, with the text for each.
const FILTERS: [(&str, &str); 7] = [
    ("outcome", "page-outcome"),
    ("family", "page-family"),
    ("namespace", "page-namespace"),
    ("file", "page-file"),
    ("owner", "page-owner"),
    ("role", "page-role"),
    ("order", "page-order"),
];

fn write_findings(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section id=\"findings\" tabindex=\"-1\"><h2>{}</h2>", both("page-findings", &[]))?;
    if scan.findings.is_empty() {
        return writeln!(out, "<p class=\"empty\">{}</p></section>", both("report-nothing-found", &[]));
    }
    writeln!(
        out,
        "<div class=\"filters card scripted\" id=\"filters\" role=\"search\">\n\
         <label class=\"search\"><span>{}</span><input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         <fieldset class=\"chips\" id=\"severities\"><legend>{}</legend></fieldset>",
        both("page-search", &[]),
        both("report-severity", &[])
    )?;
    for (name, key) in FILTERS {
        writeln!(
            out,
            "<label class=\"choice\"><span>{}</span><select id=\"filter-{name}\" data-filter=\"{name}\"></select></label>",
            both(key, &[])
        )?;
    }
    writeln!(
        out,
        "<div class=\"actions\"><button type=\"button\" id=\"reset\">{}</button>\
         <button type=\"button\" id=\"open-all\" aria-pressed=\"false\"></button>\
         <p id=\"showing\" role=\"status\"></p></div>\n</div>\n\
         <ol class=\"list scripted\" id=\"list\"></ol>\n<p class=\"empty scripted\" id=\"no-match\" hidden>{}</p>\n\
         <p class=\"more scripted\"><button type=\"button\" id=\"more\" hidden>{}</button></p>\n\
         <p class=\"empty\" id=\"not-printed\" hidden></p>",
        both("page-reset", &[]),
        both("page-no-match", &[]),
        both("page-more", &[])
    )?;
    plain::write(scan, style, out)?;
    writeln!(out, "</section>")
}

/// As many notes as are listed; they are not for sorting or searching.
const MAX_NOTES: usize = 500;

fn write_notes(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if scan.notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"notes\"><h2>{}</h2>\n<ul class=\"card notes\">", both("page-notes", &[]))?;
    for note in scan.notes.iter().take(MAX_NOTES) {
        let file = note.location.as_ref().and_then(Location::file);
        let place = file.map_or_else(String::new, |file| {
            format!("<span class=\"mono\">{}:{}</span> ", escaped(&style.path(&file.path)), file.span.line)
        });
        writeln!(out, "<li>{place}{}</li>", both_as(|lang: Lang| prose(note.text.get(lang))))?;
    }
    writeln!(out, "</ul>")?;
    let left_out = scan.notes.len().saturating_sub(MAX_NOTES) as u64;
    if left_out > 0 {
        writeln!(
            out,
            "<p class=\"empty\">{}</p>",
            both("page-notes-left-out", &[("count", Arg::Number(left_out))])
        )?;
    }
    writeln!(out, "</section>")
}
