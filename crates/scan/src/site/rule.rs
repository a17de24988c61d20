//! The page of one rule.

use sekimori_catalog::{Check, Parameter, Preset, Rule, Step};
use sekimori_model::{Control, Lang, annotation_key};
use sekimori_text::Arg;

use super::example::{self, Document, Repair};
use super::index::family_title;
use super::shell::{Place, block, each, outward, page, trail};
use super::{Entry, File, frameworks, get, groups};
use crate::report::html::{escaped, prose};

/// Makes the page of the rule at this place of the list.
pub(super) fn page_of(rules: &[Entry], at: usize, lang: Lang) -> Option<File> {
    let entry = rules.get(at)?;
    let rule = entry.rule;
    let place = Place::new(lang, format!("{}.html", rule.id));
    let family =
        (place.to(&format!("index.html#{}", entry.family())), escaped(&family_title(entry.family(), lang)));
    let title = get(rule.title, lang);
    let main = format!(
        "{}<article>\n<h1>{}</h1>\n<p class=\"id\"><code>{}</code></p>\n<div class=\"columns\">\n<div class=\"text\">\n\
         <section><h2>{}</h2>\n<p>{}</p></section>\n<section><h2>{}</h2>\n<p>{}</p>\n{}</section>\n{}{}{}{}</div>\n{}</div>\n</article>\n{}",
        trail(&place, &[family], &escaped(rule.id)),
        prose(title),
        escaped(rule.id),
        place.say("site-why"),
        prose(get(rule.why, lang)),
        place.say("site-fix"),
        prose(get(rule.fix, lang)),
        repair(entry.repair, &place),
        examples(rule, &place),
        parameters(rule, &place),
        steps(rule, &place),
        settings(rule, &place),
        facts(entry, &place),
        neighbours(rules, at, &place)
    );
    // A title is prose, too: its code has backticks, which a window's title shows as they are.
    Some(page(&place, &title.replace('`', ""), &main))
}

fn repair(repair: Repair, place: &Place) -> String {
    let key = match repair {
        Repair::Safe => "site-repair-safe-how",
        Repair::Unsafe => "site-repair-unsafe-how",
        Repair::None => return String::new(),
    };
    format!("<p class=\"hint\">{}</p>\n", place.say(key))
}

fn examples(rule: &Rule, place: &Place) -> String {
    let documents = example::documents(rule);
    let (bad, good) = example::pair(&documents);
    let pair: String = bad.into_iter().chain(good).map(|document| figure(document, place)).collect();
    let others: Vec<&Document> = documents.iter().filter(|d| Some(*d) != bad && Some(*d) != good).collect();
    let count = [("count", Arg::Number(others.len() as u64))];
    let more = place.say_with("site-more-cases", &count);
    let others: String = others.iter().map(|document| figure(document, place)).collect();
    let others = if others.is_empty() {
        others
    } else {
        format!("<details><summary>{more}</summary>\n{others}</details>\n")
    };
    format!("<section><h2>{}</h2>\n{pair}{others}</section>\n", place.say("site-examples"))
}

/// A document with what it shows.
fn figure(document: &Document, place: &Place) -> String {
    let (class, key) = if document.is_bad() { ("bad", "site-bad") } else { ("good", "site-good") };
    format!(
        "<figure class=\"example {class}\"><figcaption>{}{}</figcaption>\n{}</figure>\n",
        place.say(key),
        judged_by(document, place),
        listing(document, place)
    )
}

/// What an example is judged by, where that is not the default.
fn judged_by(document: &Document, place: &Place) -> String {
    let said = document.directives.iter().map(|(name, value)| {
        let key = format!("site-judged-{name}");
        format!(" <span class=\"by\">{}</span>", place.say_with(&key, &[("value", Arg::Text(value))]))
    });
    said.collect()
}

/// A document with its lines; what is reported is marked by more than colour.
fn listing(document: &Document, place: &Place) -> String {
    let mark = escaped(&place.plain("site-reported"));
    let lines: String = document
        .lines
        .iter()
        .map(|(line, bad)| match bad {
            true => format!("<mark>{} <i># {mark}</i></mark>\n", escaped(line)),
            false => format!("{}\n", escaped(line)),
        })
        .collect();
    format!("<pre><code>{lines}</code></pre>\n")
}

fn parameters(rule: &Rule, place: &Place) -> String {
    if rule.parameters.is_empty() {
        return String::new();
    }
    let row = |parameter: &Parameter| {
        format!(
            "<dt><code>{}</code> <span class=\"type\">{}</span></dt><dd>{}<br><span class=\"default\">{} <code>{}</code></span></dd>",
            escaped(parameter.name),
            place.say(&format!("site-type-{}", parameter.default.type_name())),
            prose(get(parameter.about, place.lang)),
            place.say("site-default"),
            escaped(&yaml_value(parameter.default))
        )
    };
    let rows: String = rule.parameters.iter().map(row).collect();
    let line = |p: &Parameter| format!("      {}: {}\n", p.name, yaml_value(p.default));
    let lines: String = rule.parameters.iter().map(line).collect();
    let yaml = format!("version: 1\nrules:\n  {}:\n    parameters:\n{lines}", rule.id);
    format!(
        "<section><h2>{}</h2>\n<dl class=\"parameters\">{rows}</dl>\n<p>{}</p>\n{}</section>\n",
        place.say("site-parameters"),
        place.say("site-parameters-how"),
        block(&yaml)
    )
}

/// A value as the configuration would have it. Texts are in quotes, which YAML reads as JSON does.
fn yaml_value(preset: Preset) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match preset {
        Preset::Flag(value) => value.to_string(),
        Preset::Number(value) | Preset::Percent(value) => value.to_string(),
        Preset::Text(value) => quoted(value),
        Preset::Texts(values) => {
            format!("[{}]", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", "))
        }
    }
}

fn steps(rule: &Rule, place: &Place) -> String {
    if rule.steps.is_empty() {
        return String::new();
    }
    let row =
        |step: &Step| format!("<dt>{}</dt><dd>{}</dd>", step.since, prose(get(step.change, place.lang)));
    let rows = each(rule.steps, row);
    format!("<section><h2>{}</h2>\n<dl>{rows}</dl></section>\n", place.say("site-steps"))
}

/// How it is waived, graded otherwise, and switched off.
fn settings(rule: &Rule, place: &Place) -> String {
    if matches!(rule.check, Check::Engine) {
        return format!(
            "<section><h2>{}</h2>\n<p>{}</p></section>\n",
            place.say("site-waive"),
            place.say("site-waive-engine")
        );
    }
    let key = annotation_key(&rule.rule_id());
    let words = |name: &str| place.plain(&format!("site-waive-{name}"));
    let annotation = format!(
        "metadata:\n  annotations:\n    {key}: \"until=2027-03-31; owner=team-a; reason={}\"\n",
        words("reason")
    );
    let file = format!(
        "version: 1\nwaivers:\n  - rule: {}\n    path: apps/legacy/*\n    reason: {}\n    owner: team-a\n    expires: 2027-03-31\n",
        rule.id,
        words("reason")
    );
    let off = format!("version: 1\nrules:\n  {}:\n    severity: info\n    # enabled: false\n", rule.id);
    let part = |key: &str, yaml: &str| format!("<p>{}</p>\n{}", place.say(key), block(yaml));
    // A file that holds no object has no annotations.
    let annotation = match rule.check {
        Check::AppArmor(_) => String::new(),
        _ => part("site-waive-annotation", &annotation),
    };
    format!(
        "<section><h2>{}</h2>\n{annotation}{}<h2>{}</h2>\n{}</section>\n",
        place.say("site-waive"),
        part("site-waive-file", &file),
        place.say("site-configure"),
        part("site-configure-how", &off)
    )
}

/// The facts, beside the text.
fn facts(entry: &Entry, place: &Place) -> String {
    let rule = entry.rule;
    let word = |kind: &str, word: &str| place.say(&format!("{kind}-{word}"));
    let stages: Vec<String> = rule.stages.iter().map(|stage| word("stage", stage.as_str())).collect();
    let packs: Vec<String> = entry
        .packs()
        .map(|pack| format!("<a href=\"{}\">{pack}</a>", place.to(&groups::pack_path(pack))))
        .collect();
    let repair = place.say(match entry.repair {
        Repair::Safe => "site-repair-safe",
        Repair::Unsafe => "site-repair-unsafe",
        Repair::None => "site-repair-none",
    });
    let standard = rule.standard.map_or_else(String::new, |of| {
        escaped(&format!("Pod Security Standards {} {}+ ({})", of.level, of.since, of.check))
    });
    let references: Vec<String> =
        rule.references.iter().map(|url| outward(url, &escaped(shown(url)))).collect();
    let aliases: Vec<String> =
        rule.aliases.iter().map(|id| format!("<code>{}</code>", escaped(id))).collect();
    let rows = [
        ("rules-severity", place.badge(rule.severity)),
        ("rules-confidence", word("confidence", rule.confidence.as_str())),
        ("rules-persona", word("persona", rule.persona.as_str())),
        ("rules-role", word("role", rule.role.as_str())),
        ("rules-stages", stages.join(&place.plain("site-comma"))),
        ("site-repair", repair),
        ("rules-packs", items(&packs)),
        ("rules-standard", standard),
        ("rules-control", controls(rule.controls, place)),
        ("site-covers", controls(rule.covers, place)),
        ("rules-reference", items(&references)),
        ("rules-aliases", items(&aliases)),
    ];
    let known = rows.iter().filter(|(_, value)| !value.is_empty());
    let rows = each(known, |(key, value)| format!("<dt>{}</dt><dd>{value}</dd>\n", place.say(key)));
    format!("<aside class=\"card\" aria-label=\"{}\"><dl>\n{rows}</dl></aside>\n", place.say("site-facts"))
}

/// A reference as people read it.
pub(super) fn shown(url: &str) -> &str {
    url.strip_prefix("https://").unwrap_or(url).trim_end_matches('/')
}

pub(super) fn items(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("<ul>{}</ul>", each(items, |item| format!("<li>{item}</li>")))
}

/// Controls, each with the way to what else answers it and, where there is one, to its public page.
pub(super) fn controls(controls: &[Control], place: &Place) -> String {
    let mut controls: Vec<&Control> = controls.iter().collect();
    controls.sort_by_key(|control| control.framework);
    let each: Vec<String> = controls
        .iter()
        .map(|control| {
            let page = format!("{}#{}", frameworks::path(control.framework), frameworks::anchor(control.id));
            let out = frameworks::public_page(control.framework, control.id)
                .map(|url| format!(" {}", outward(&url, &place.say("site-public-page"))))
                .unwrap_or_default();
            format!(
                "{} <a href=\"{}\"><code>{}</code></a>{out}",
                escaped(frameworks::title(control.framework)),
                place.to(&page),
                escaped(control.id)
            )
        })
        .collect();
    items(&each)
}

fn neighbours(rules: &[Entry], at: usize, place: &Place) -> String {
    let link = |rel: &str, key: &str, entry: Option<&Entry>| {
        entry.map_or_else(String::new, |entry| {
            format!(
                "<a rel=\"{rel}\" href=\"{}\"><span>{}</span>{}</a>",
                place.to_rule(entry.rule.id),
                place.say(key),
                prose(get(entry.rule.title, place.lang))
            )
        })
    };
    let before = at.checked_sub(1).and_then(|at| rules.get(at));
    format!(
        "<nav class=\"neighbours\" aria-label=\"{}\">{}{}</nav>\n",
        place.say("site-neighbours"),
        link("prev", "site-previous", before),
        link("next", "site-next", rules.get(at.saturating_add(1)))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_yaml() {
        assert_eq!(yaml_value(Preset::Texts(&["a b", "\"c\""])), r#"["a b", "\"c\""]"#);
        assert_eq!(yaml_value(Preset::Texts(&[])), "[]");
        assert_eq!(yaml_value(Preset::Text("")), "\"\"");
        assert_eq!(yaml_value(Preset::Number(-3)), "-3");
        assert_eq!(yaml_value(Preset::Flag(true)), "true");
    }
}
