//! Bases, as people and programs read them.

use std::io::{self, Write};

use sekimori_model::bases::{
    BASE_IMAGES_V1, BaseAdvisory, BaseImage, BaseImages, BaseOutcome, BaseReason, BaseReplacement, BaseSeen,
    BaseTag, Rebuild, Triggered,
};
use sekimori_model::{ContentDigest, Lang};
use sekimori_scan::report::printable;
use sekimori_scan::shown;
use sekimori_text::{Arg, text, text_with};

use super::known::Known;
use super::tag::Tag;
use super::{Reason, Row, Told};
use crate::args::BaseFormat;
use crate::remembered::TOOL;

pub(super) fn write(
    told: &Told,
    triggered: &[Triggered],
    format: BaseFormat,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        BaseFormat::Json => envelope(told, triggered, out),
        BaseFormat::Terminal => {
            terminal(told, lang, out)?;
            triggers(triggered, lang, out)
        }
        BaseFormat::Markdown => {
            markdown(told, lang, out)?;
            let mut list = Vec::new();
            triggers(triggered, lang, &mut list)?;
            String::from_utf8_lossy(&list).lines().try_for_each(|line| writeln!(out, "{}", cell(line)))
        }
    }
}

fn triggers(triggered: &[Triggered], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if !triggered.is_empty() {
        writeln!(out, "\n{}\n", text(lang.as_str(), "base-triggers"))?;
    }
    for one in triggered {
        let outcome = text(lang.as_str(), &format!("base-trigger-{}", one.outcome));
        let detail = one.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        writeln!(out, "- {}: {}: {outcome}{detail}", one.image, one.trigger)?;
    }
    Ok(())
}

fn envelope(told: &Told, triggered: &[Triggered], mut out: &mut dyn Write) -> io::Result<()> {
    let envelope = BaseImages {
        schema: BASE_IMAGES_V1,
        tool: TOOL,
        complete: told.is_complete,
        images: told.rows.iter().map(row).collect(),
        rebuild: Rebuild {
            order: clean_all(&told.order.order),
            needed: told.needed.iter().map(|image| clean(image)).collect(),
            stuck: clean_all(&told.order.stuck),
            cycle: clean_all(&told.order.circle),
        },
        triggers: triggered.to_vec(),
    };
    serde_json::to_writer_pretty(&mut out, &envelope)?;
    writeln!(out)
}

fn row(row: &Row) -> BaseImage {
    let digest = |digest: &Option<ContentDigest>| digest.as_ref().map(ToString::to_string);
    let known = |one: &Known| BaseSeen { by: one.by, name: clean(&one.name), digest: digest(&one.digest) };
    BaseImage {
        image: clean(&row.image),
        digest: row.digest.clone(),
        outcome: if row.known.is_empty() { BaseOutcome::NotObservable } else { BaseOutcome::Known },
        base: row.known.first().map(known),
        known: row.known.iter().map(known).collect(),
        disagree: row.is_disputed,
        reason: row.reason.as_ref().map(reason),
        tag: row.tag.as_ref().map(|tag| BaseTag {
            status: tag.status.as_str(),
            old: digest(&tag.old),
            new: digest(&tag.new),
            reason: tag.reason.as_ref().map(reason),
        }),
        replacement: row.replacement.as_ref().map(|one| BaseReplacement {
            digest: new_digest(row),
            removes: one.removes.clone(),
            keeps: one.keeps.clone(),
            adds: one.adds.clone(),
            complete: one.is_complete,
            reason: one.reason.as_ref().map(reason),
        }),
    }
}

fn new_digest(row: &Row) -> String {
    row.tag.as_ref().and_then(|tag| tag.new.as_ref()).map(ToString::to_string).unwrap_or_default()
}

fn reason(reason: &Reason) -> BaseReason {
    BaseReason { code: reason.code, detail: clean(&reason.detail) }
}

fn terminal(told: &Told, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let say = |key: &str| text(lang.as_str(), key);
    for row in &told.rows {
        writeln!(out, "{}", clean(&row.image))?;
        writeln!(out, "  {}: {}", say("base-base"), base(row, lang))?;
        if let Some(tag) = &row.tag {
            writeln!(out, "  {}: {}", say("base-tag"), of_tag(tag, lang))?;
        }
        if row.is_disputed {
            writeln!(out, "  {}", disputed(row, lang))?;
        }
        for line in replacement(row, lang) {
            writeln!(out, "  {line}")?;
        }
    }
    order(told, lang, out)
}

fn markdown(told: &Told, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let say = |key: &str| text(lang.as_str(), key);
    writeln!(out, "| {} | {} | {} |\n|---|---|---|", say("base-image"), say("base-base"), say("base-tag"))?;
    for row in &told.rows {
        let mut told = base(row, lang);
        if row.is_disputed {
            told = format!("{told}. {}", disputed(row, lang));
        }
        let tag = row.tag.as_ref().map(|tag| of_tag(tag, lang)).unwrap_or_default();
        writeln!(out, "| {} | {} | {} |", cell(&clean(&row.image)), cell(&told), cell(&tag))?;
    }
    writeln!(out)?;
    let mut list = Vec::new();
    for row in told.rows.iter().filter(|row| row.replacement.is_some()) {
        writeln!(list, "{}\n", clean(&row.image))?;
        replacement(row, lang).iter().try_for_each(|line| writeln!(list, "- {}", line.trim_start()))?;
        writeln!(list)?;
    }
    order(told, lang, &mut list)?;
    for line in String::from_utf8_lossy(&list).lines() {
        writeln!(out, "{}", cell(line))?;
    }
    Ok(())
}

fn order(told: &Told, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let needed = told.order.order.iter().filter(|image| told.needed.contains(*image));
    for (image, number) in needed.zip(1..) {
        if number == 1 {
            writeln!(out, "{}\n", text(lang.as_str(), "base-order"))?;
        }
        writeln!(out, "{number}. {}", clean(image))?;
    }
    for (key, images) in [("base-cycle", &told.order.circle), ("base-stuck", &told.order.stuck)] {
        if !images.is_empty() {
            let images = clean_all(images).join(", ");
            writeln!(out, "\n{}", text_with(lang.as_str(), key, &[("images", Arg::Text(&images))]))?;
        }
    }
    Ok(())
}

fn base(row: &Row, lang: Lang) -> String {
    let Some(base) = row.known.first() else {
        let reason = row.reason.as_ref().map(|reason| because(reason, lang)).unwrap_or_default();
        return text_with(lang.as_str(), "base-not-observable", &[("reason", Arg::Text(&reason))]);
    };
    let by = |one: &Known| text(lang.as_str(), &format!("base-by-{}", one.by));
    let agreeing: Vec<String> = row.known.iter().filter(|one| one.name == base.name).map(by).collect();
    format!("{} ({}: {})", clean(&base.name), text(lang.as_str(), "base-by"), agreeing.join(", "))
}

fn disputed(row: &Row, lang: Lang) -> String {
    let one = |one: &Known| {
        let digest = one.digest.as_ref().map(|digest| format!("@{digest}")).unwrap_or_default();
        let by = text(lang.as_str(), &format!("base-by-{}", one.by));
        if one.name.contains('@') {
            format!("{by}: {}", one.name)
        } else {
            format!("{by}: {}{digest}", one.name)
        }
    };
    let said: Vec<String> = row.known.iter().map(one).collect();
    text_with(lang.as_str(), "base-disagree", &[("said", Arg::Text(&clean(&said.join("; "))))])
}

fn of_tag(tag: &Tag, lang: Lang) -> String {
    let status = text(lang.as_str(), &format!("base-status-{}", tag.status.as_str()));
    let digest = |digest: &Option<_>| digest.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    match (&tag.reason, tag.status) {
        (Some(reason), _) => format!("{status}: {}", because(reason, lang)),
        (None, super::Status::Moved) => format!("{status}: {} -> {}", digest(&tag.old), digest(&tag.new)),
        (None, _) => status,
    }
}

/// What building on the base as it is now would change, in lines.
fn replacement(row: &Row, lang: Lang) -> Vec<String> {
    let Some(one) = &row.replacement else { return Vec::new() };
    let lang_text = lang.as_str();
    if let Some(reason) = &one.reason {
        let reason = because(reason, lang);
        return vec![text_with(lang_text, "base-replacement-unknown", &[("reason", Arg::Text(&reason))])];
    }
    let digest = new_digest(row);
    let count = |list: &[BaseAdvisory]| Arg::Number(list.len() as u64);
    let args = [
        ("digest", Arg::Text(&digest)),
        ("removes", count(&one.removes)),
        ("keeps", count(&one.keeps)),
        ("adds", count(&one.adds)),
    ];
    let mut lines = vec![text_with(lang_text, "base-replacement", &args)];
    for (key, list) in [("base-replacement-removes", &one.removes), ("base-replacement-adds", &one.adds)] {
        let said = text(lang_text, key);
        let line = |it: &BaseAdvisory| {
            let severity = it.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
            clean(&format!("  {said}: {} {}{severity}", it.advisory, it.package))
        };
        lines.extend(list.iter().map(line));
    }
    if !one.is_complete {
        lines.push(text(lang_text, "base-replacement-incomplete"));
    }
    lines
}

fn because(reason: &Reason, lang: Lang) -> String {
    let key = format!("base-reason-{}", reason.code);
    text_with(lang.as_str(), &key, &[("detail", Arg::Text(&clean(&reason.detail)))])
}

/// Shows no token and no control character of what others wrote.
fn clean(text: &str) -> String {
    printable(&shown(text))
}

fn clean_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

/// Takes what Markdown would read as markup.
fn cell(text: &str) -> String {
    let is_markup = |letter: char| matches!(letter, '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '\\');
    let mut out = String::new();
    for letter in text.chars() {
        if is_markup(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
