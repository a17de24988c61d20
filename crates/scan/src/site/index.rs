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

/// `rules` are those with pages of their own, `all` the patterns of credentials, too.
pub(super) fn page_of(rules: &[Entry], all: &[Entry], lang: Lang) -> File {
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
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n{}{}{}{}<p class=\"empty\" id=\"no-match\" hidden>{}</p>\n",
        place.say("site-name"),
        place.say_with("site-lead", &args),
        browse(all, &place),
        credentials(all, &place),
        filters(rules, &families.keys().copied().collect::<Vec<_>>(), &place),
        families.iter().map(section).collect::<String>(),
        place.say("site-no-match")
    );
    page(&place, &one(lang, "site-name", &[]), &main)
}

/// The way to the patterns of credentials, which have a list of their own.
fn credentials(all: &[Entry], place: &Place) -> String {
    let patterns: Vec<Entry> = all.iter().copied().filter(Entry::is_credential).collect();
    format!(
        "<section class=\"card more\"><h2><a href=\"{0}\">{1}</a></h2><p>{2}</p>\
         <p class=\"scripted\"><a id=\"elsewhere\" href=\"{0}\" data-text=\"{3}\" hidden></a></p></section>\n",
        place.to(super::credentials::INDEX),
        place.say("site-credentials"),
        place.say_with("site-credentials-lead", &super::credentials::counts(&patterns)),
        escaped(&one(place.lang, "site-elsewhere", &[("words", Arg::Text("{words}"))]))
    )
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

/// The controls of the filters; without the script they are not shown, and the whole list is. Rules of no families are
/// patterns of credentials, which are all of one pack and repaired by hand.
pub(super) fn filters(rules: &[Entry], families: &[&str], place: &Place) -> String {
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
    let unless_credentials = |control: String| if families.is_empty() { String::new() } else { control };
    let of_families: String =
        families.iter().map(|f| option(f, &format!("{f}: {}", family_title(f, lang)))).collect();
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
    let frameworks: String = frameworks::all(rules)
        .iter()
        .filter(|f| !families.is_empty() || f.is_scanner)
        .map(|f| option(f.name, frameworks::title(f.name)))
        .collect();
    let repairs: String =
        [("safe", "site-repair-safe"), ("unsafe", "site-repair-unsafe"), ("none", "site-repair-none")]
            .iter()
            .map(|(value, key)| option(value, &one(lang, key, &[])))
            .collect();
    format!(
        "<form class=\"filters card scripted{}\" id=\"filters\" role=\"search\" aria-label=\"{}\">\n\
         <label class=\"search\"><span>{}</span><input type=\"search\" id=\"search\" placeholder=\"{}\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         {}{}{}{}{}{}{}\
         <div class=\"actions\"><button type=\"button\" id=\"reset\">{}</button>\
         <p id=\"showing\" role=\"status\" data-text=\"{}\"></p></div>\n</form>\n",
        if families.is_empty() { " few" } else { "" },
        place.say("page-filters"),
        place.say("page-search"),
        place.say("site-search-hint"),
        unless_credentials(select("family", "page-family", &of_families)),
        select("severity", "rules-severity", &severities),
        select("persona", "rules-persona", &personas),
        unless_credentials(select("pack", "site-pack", &packs)),
        select("framework", "site-framework", &frameworks),
        select("control", "rules-control", ""),
        unless_credentials(select("repair", "site-repair", &repairs)),
        place.say("page-reset"),
        escaped(&one(
            lang,
            "page-showing",
            &[("shown", Arg::Text("{shown}")), ("total", Arg::Text("{total}"))]
        ))
    )
}

/// What the script filters a row by.
pub(super) fn attributes(entry: &Entry, lang: Lang) -> String {
    let rule = entry.rule;
    let repair = match entry.repair {
        Repair::Safe => "safe",
        Repair::Unsafe => "unsafe",
        Repair::None => "none",
    };
    let packs: Vec<&str> = entry.packs().map(Pack::as_str).collect();
    // All patterns of credentials answer the same controls, so these tell none from another.
    let standards = if entry.is_credential() { &[] } else { rule.controls };
    let controls: Vec<String> = standards
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
