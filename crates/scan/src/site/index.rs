//! The index: all rules by family, what to filter them by, and the ways to the other lists.

use std::collections::BTreeMap;

use sekimori_model::config::Pack;
use sekimori_model::{Lang, Persona, Severity};
use sekimori_text::{Arg, has};

use super::example::Repair;
use super::shell::{Place, page};
use super::{Entry, File, frameworks, groups};
use crate::report::html::escaped;
use crate::report::severity_word;
use crate::texts::one;

/// What people call a family; one without a text is called by its name.
pub(super) fn family_title(family: &str, lang: Lang) -> String {
    let key = format!("site-family-{family}");
    if has(lang.as_str(), &key) { one(lang, &key, &[]) } else { family.to_owned() }
}

pub(super) fn page_of(rules: &[Entry], lang: Lang) -> File {
    let place = Place::new(lang, "index.html");
    let mut families: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in rules {
        families.entry(entry.family()).or_default().push(entry);
    }
    let args = [("count", Arg::Number(rules.len() as u64)), ("families", Arg::Number(families.len() as u64))];
    let section = |(family, entries): (&&str, &Vec<&Entry>)| {
        let rows: String =
            entries.iter().map(|entry| groups::row(entry, &place, &attributes(entry, lang))).collect();
        format!(
            "<section class=\"family\" id=\"{0}\"><h2>{1} <code>{0}</code> <span class=\"count\">{2}</span></h2>\n\
             <ul class=\"rules card\">\n{rows}</ul></section>\n",
            escaped(family),
            escaped(&family_title(family, lang)),
            entries.len()
        )
    };
    let main = format!(
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n{}{}{}<p class=\"empty\" id=\"no-match\" hidden>{}</p>\n",
        place.say("site-name"),
        place.say_with("site-lead", &args),
        browse(rules, &place),
        filters(rules, families.keys().copied(), &place),
        families.iter().map(section).collect::<String>(),
        place.say("site-no-match")
    );
    page(&place, &one(lang, "site-name", &[]), &main)
}

/// The ways to packs, standards and other scanners.
fn browse(rules: &[Entry], place: &Place) -> String {
    let link = |path: &str, name: &str, count: usize| {
        format!(
            "<li><a href=\"{}\">{}</a> <span class=\"count\">{count}</span></li>",
            place.to(path),
            escaped(name)
        )
    };
    let packs: String = Pack::ALL
        .iter()
        .map(|pack| {
            let count = rules.iter().filter(|entry| entry.packs().any(|p| p == *pack)).count();
            link(&groups::pack_path(*pack), pack.as_str(), count)
        })
        .collect();
    let all = frameworks::all(rules);
    let of = |is_scanner: bool| -> String {
        all.iter()
            .filter(|framework| framework.is_scanner == is_scanner)
            .map(|framework| {
                let path = frameworks::path(framework.name);
                link(&path, frameworks::title(framework.name), framework.controls.len())
            })
            .collect()
    };
    format!(
        "<nav class=\"browse\"><div class=\"card\"><h2>{}</h2><p>{}</p><ul>{packs}</ul></div>\
         <div class=\"card\"><h2>{}</h2><p>{}</p><ul>{}</ul></div>\
         <div class=\"card\"><h2>{}</h2><p>{}</p><ul>{}</ul></div></nav>\n",
        place.say("site-packs"),
        place.say("site-packs-about"),
        place.say("site-standards"),
        place.say("site-standards-about"),
        of(false),
        place.say("site-scanners"),
        place.say("site-scanners-about"),
        of(true)
    )
}

/// The controls of the filters; without the script they are not shown, and the whole list is.
fn filters<'f>(rules: &[Entry], families: impl Iterator<Item = &'f str>, place: &Place) -> String {
    let lang = place.lang;
    let option =
        |value: &str, name: &str| format!("<option value=\"{}\">{}</option>", escaped(value), escaped(name));
    let any = format!("<option value=\"\">{}</option>", place.say("page-all"));
    let select = |name: &str, key: &str, options: &str| {
        format!(
            "<label><span>{}</span><select data-filter=\"{name}\">{any}{options}</select></label>\n",
            place.say(key)
        )
    };
    let families: String = families.map(|f| option(f, &format!("{f}: {}", family_title(f, lang)))).collect();
    let severities: String = Severity::ALL
        .iter()
        .rev()
        .map(|s| {
            let word = severity_word(*s, lang);
            option(s.as_str(), &one(lang, "site-at-least", &[("severity", Arg::Text(&word))]))
        })
        .collect();
    let personas: String =
        Persona::ALL.iter().map(|p| option(p.as_str(), &one(lang, &format!("persona-{p}"), &[]))).collect();
    let packs: String = Pack::ALL.iter().map(|p| option(p.as_str(), p.as_str())).collect();
    let frameworks: String =
        frameworks::all(rules).iter().map(|f| option(f.name, frameworks::title(f.name))).collect();
    let repairs: String =
        [("safe", "site-repair-safe"), ("unsafe", "site-repair-unsafe"), ("none", "site-repair-none")]
            .iter()
            .map(|(value, key)| option(value, &one(lang, key, &[])))
            .collect();
    format!(
        "<form class=\"filters card scripted\" id=\"filters\" role=\"search\" aria-label=\"{}\">\n\
         <label class=\"search\"><span>{}</span><input type=\"search\" id=\"search\" placeholder=\"{}\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         {}{}{}{}{}{}{}\
         <div class=\"actions\"><button type=\"button\" id=\"reset\">{}</button>\
         <p id=\"showing\" role=\"status\" data-text=\"{}\"></p></div>\n</form>\n",
        place.say("page-filters"),
        place.say("page-search"),
        place.say("site-search-hint"),
        select("family", "page-family", &families),
        select("severity", "rules-severity", &severities),
        select("persona", "rules-persona", &personas),
        select("pack", "site-pack", &packs),
        select("framework", "site-framework", &frameworks),
        select("control", "rules-control", ""),
        select("repair", "site-repair", &repairs),
        place.say("page-reset"),
        escaped(&one(
            lang,
            "page-showing",
            &[("shown", Arg::Text("{shown}")), ("total", Arg::Text("{total}"))]
        ))
    )
}

/// What the script filters a row by.
fn attributes(entry: &Entry, lang: Lang) -> String {
    let rule = entry.rule;
    let repair = match entry.repair {
        Repair::Safe => "safe",
        Repair::Unsafe => "unsafe",
        Repair::None => "none",
    };
    let packs: Vec<&str> = entry.packs().map(Pack::as_str).collect();
    let controls: Vec<String> = rule
        .controls
        .iter()
        .chain(rule.covers)
        .map(|control| format!("{} {}", control.framework, control.id))
        .collect();
    // The other language's title finds the rule, too.
    let other = if lang == Lang::En { rule.title.ja } else { rule.title.en };
    let words: Vec<&str> = std::iter::once(other).chain(rule.aliases.iter().copied()).collect();
    format!(
        " data-family=\"{}\" data-severity=\"{}\" data-persona=\"{}\" data-pack=\"{}\" data-repair=\"{repair}\" \
         data-control=\"{}\" data-words=\"{}\"",
        escaped(entry.family()),
        rule.severity,
        rule.persona,
        escaped(&packs.join(" ")),
        escaped(&controls.join("|")),
        escaped(&words.join(" "))
    )
}
