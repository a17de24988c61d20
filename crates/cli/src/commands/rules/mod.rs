//! `sekimori rules list`, `sekimori rules show` and `sekimori rules docs`.

mod docs;

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use sekimori_catalog::{Check, Credential, Form, Parameter, Preset, Rule, Text, all, find};
use sekimori_model::config::Pack;
use sekimori_model::{Lang, annotation_key};
use sekimori_parse::config::nearest;
use sekimori_scan::found_by;
use sekimori_scan::report::severity_word;
use sekimori_text::text;
use serde_json::{Value, json};

use crate::args::{Global, ListFormat, Narrow, Rules};
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

pub(crate) fn run(rules: &Rules, global: &Global, lang: Lang) -> Result<Exit, Error> {
    match rules {
        Rules::List { format, narrow } => {
            let rules: Vec<&Rule> = all().iter().copied().filter(|rule| wanted(rule, narrow)).collect();
            match format {
                ListFormat::Table => output::write(None, |out| list(&rules, lang, out))?,
                ListFormat::Json => output::write(None, |out| envelope(&rules, out))?,
            }
        }
        Rules::Docs { site, force } => docs::write(site, *force, global.quiet, lang)?,
        Rules::Show { rule, format } => {
            let found = find(rule).ok_or_else(|| Error::NoSuchRule {
                id: rule.clone(),
                meant: nearest(rule, all().iter().map(|known| known.id)).map(str::to_owned),
            })?;
            match format {
                ListFormat::Table => output::write(None, |out| show(found, lang, out))?,
                ListFormat::Json => output::write(None, |out| envelope(&[found], out))?,
            }
        }
    }
    Ok(Exit::Clean)
}

fn get(text: Text, lang: Lang) -> &'static str {
    match lang {
        Lang::En => text.en,
        Lang::Ja => text.ja,
    }
}

fn packs(rule: &Rule) -> impl Iterator<Item = Pack> {
    Pack::ALL.iter().copied().filter(|pack| !matches!(rule.check, Check::Engine) && rule.is_in(*pack))
}

/// Tells whether a rule is one of those that were asked for.
fn wanted(rule: &Rule, narrow: &Narrow) -> bool {
    let family = rule.id.split('/').next().unwrap_or_default();
    (narrow.family.is_empty() || narrow.family.iter().any(|wanted| wanted == family))
        && (narrow.pack.is_empty() || packs(rule).any(|pack| narrow.pack.contains(&pack)))
        && narrow.persona.is_none_or(|persona| rule.persona <= persona)
        && narrow.severity.is_none_or(|severity| rule.severity >= severity)
}

fn list(rules: &[&Rule], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let label = |key: &str| text(lang.as_str(), key);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header([
        label("rules-id"),
        label("rules-severity"),
        label("rules-persona"),
        label("rules-standard"),
        label("rules-title"),
    ]);
    for rule in rules {
        let standard = rule.standard.map_or_else(String::new, |of| format!("{} {}+", of.level, of.since));
        table.add_row([
            rule.id.to_owned(),
            severity_word(rule.severity, lang),
            label(&format!("persona-{}", rule.persona)),
            standard,
            get(rule.title, lang).to_owned(),
        ]);
    }
    writeln!(out, "{}", table.trim_fmt())
}

fn show(rule: &Rule, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let label = |key: &str| text(lang.as_str(), key);
    writeln!(out, "{}\n{}\n", rule.id, get(rule.title, lang))?;
    writeln!(out, "{}\n", get(rule.why, lang))?;
    writeln!(out, "{}: {}\n", label("rules-fix"), get(rule.fix, lang))?;
    let mut rows = vec![
        ("rules-severity", severity_word(rule.severity, lang)),
        ("rules-confidence", label(&format!("confidence-{}", rule.confidence))),
        ("rules-persona", label(&format!("persona-{}", rule.persona))),
        ("rules-role", label(&format!("role-{}", rule.role))),
    ];
    let stages: Vec<String> = rule.stages.iter().map(|stage| label(&format!("stage-{stage}"))).collect();
    rows.push(("rules-stages", stages.join(", ")));
    if let Some(of) = rule.standard {
        rows.push((
            "rules-standard",
            format!("Pod Security Standards {} {}+ ({})", of.level, of.since, of.check),
        ));
    }
    if let Some(credential) = rule.credential() {
        let found = found_by(credential, lang);
        rows.push(("rules-found-by", found.sentence));
        rows.extend(found.expression.map(|it| ("rules-expression", it.to_owned())));
        rows.extend(found.test.map(|it| ("rules-test", it.to_owned())));
        rows.extend(credential.verify.map(|it| ("rules-asked", it.host.to_owned())));
    }
    let packs: Vec<&str> = packs(rule).map(Pack::as_str).collect();
    if !packs.is_empty() {
        rows.push(("rules-packs", packs.join(", ")));
    }
    for parameter in rule.parameters {
        let default = format!("{}: {}", label("rules-default"), parameter.default);
        let about = get(parameter.about, lang);
        rows.push(("rules-parameter", format!("{} ({default}): {about}", parameter.name)));
    }
    if !rule.aliases.is_empty() {
        rows.push(("rules-aliases", rule.aliases.join(", ")));
    }
    rows.extend(
        rule.steps.iter().map(|step| ("rules-step", format!("{}: {}", step.since, get(step.change, lang)))),
    );
    rows.extend(
        rule.controls
            .iter()
            .map(|control| ("rules-control", format!("{} {}", control.framework, control.id))),
    );
    rows.extend(rule.references.iter().map(|reference| ("rules-reference", (*reference).to_owned())));
    if rule.is_waived_by_annotation() {
        rows.push(("rules-waive", annotation_key(&rule.rule_id())));
    } else if !matches!(rule.check, Check::Engine) {
        let waiver = format!(
            "{{ rule: {}, fingerprint: FINGERPRINT, reason: WHY, owner: NAME, expires: YYYY-MM-DD }}",
            rule.id
        );
        rows.push(("rules-waive-fingerprint", waiver));
    }
    for (key, value) in rows {
        writeln!(out, "{}: {value}", label(key))?;
    }
    Ok(())
}

fn envelope(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = rules.iter().map(|rule| descriptor(rule)).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "schema": "sekimori.dev/rules/v1", "rules": rules }))?;
    out.write_all(b"\n")
}

fn parameter(parameter: &Parameter) -> Value {
    let about = json!({ "en": parameter.about.en, "ja": parameter.about.ja });
    let default = match parameter.default {
        Preset::Flag(value) => value.into(),
        Preset::Number(value) | Preset::Percent(value) => value.into(),
        Preset::Text(value) => value.into(),
        Preset::Texts(values) => json!(values),
    };
    json!({ "name": parameter.name, "about": about, "type": parameter.default.type_name(), "default": default })
}

/// How a credential is found; not by which samples it is tested.
fn pattern(credential: &Credential) -> Value {
    let found = found_by(credential, Lang::En);
    let (form, names) = match credential.form {
        Form::Token { .. } => ("token", &[] as &[&str]),
        Form::Assigned { names, .. } => ("assigned", names),
        Form::Structure { .. } => ("structure", &[] as &[&str]),
    };
    json!({
        "form": form,
        "keywords": credential.form.keywords(),
        "names": names,
        "expression": found.expression,
        "test": found.test,
        "verifiedAt": credential.verify.map(|it| it.host),
    })
}

fn descriptor(rule: &Rule) -> Value {
    let both = |text: Text| json!({ "en": text.en, "ja": text.ja });
    json!({
        "id": rule.id,
        "aliases": rule.aliases,
        "title": both(rule.title),
        "why": both(rule.why),
        "fix": both(rule.fix),
        "severity": rule.severity,
        "confidence": rule.confidence,
        "persona": rule.persona,
        "role": rule.role,
        "stages": rule.stages,
        "standard": rule.standard.map(|of| json!({ "level": of.level, "check": of.check, "since": of.since })),
        "steps": rule.steps.iter().map(|s| json!({ "since": s.since, "change": both(s.change) })).collect::<Vec<_>>(),
        "packs": packs(rule).collect::<Vec<_>>(),
        "parameters": rule.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "credential": rule.credential().map(pattern),
        "controls": rule.controls,
        "covers": rule.covers,
        "references": rule.references,
    })
}
