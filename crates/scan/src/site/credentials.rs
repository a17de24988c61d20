//! The patterns of credentials: one list to search, and a page a provider. They are too many for pages of their own, and
//! too much alike.

use std::collections::BTreeMap;

use sekimori_catalog::provider;
use sekimori_model::Lang;
use sekimori_text::Arg;

use super::rule::{controls, items, shown};
use super::shell::{Place, block, credential_anchor, each, outward, page, trail};
use super::{Entry, File, get, groups, index};
use crate::found_by;
use crate::report::html::{escaped, prose};
use crate::texts::one;

/// Who issues credentials.
#[derive(Debug)]
pub(super) struct Provider<'e> {
    folder: &'static str,
    title: &'static str,
    entries: Vec<&'e Entry>,
}

/// The path of the list of all.
pub(super) const INDEX: &str = "credentials/index.html";

fn path(folder: &str) -> String {
    format!("credentials/{folder}.html")
}

/// Groups patterns by provider, sorted by what people call it.
pub(super) fn providers(entries: &[Entry]) -> Vec<Provider<'_>> {
    let mut found: BTreeMap<&'static str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        found.entry(provider(entry.rule.id).unwrap_or_default()).or_default().push(entry);
    }
    let mut providers: Vec<Provider<'_>> = found
        .into_iter()
        .map(|(folder, entries)| Provider { folder, title: title(folder, &entries), entries })
        .collect();
    providers.sort_by_key(|provider| (provider.title.to_lowercase(), provider.folder));
    providers
}

/// What people call a provider: the first words of a title that are written as its folder is, letters alone; else the
/// folder's name.
fn title(folder: &'static str, entries: &[&Entry]) -> &'static str {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = letters(folder);
    let start = |title: &'static str| {
        let ends = title.match_indices(' ').map(|(at, _)| at).chain([title.len()]);
        ends.filter_map(|end| title.get(..end)).find(|start| letters(start) == wanted)
    };
    entries.iter().find_map(|entry| start(entry.rule.title.en)).unwrap_or(folder)
}

/// The letter that a provider is listed under.
fn letter(provider: &Provider<'_>) -> char {
    let first = provider.title.chars().next().unwrap_or('#').to_ascii_uppercase();
    if first.is_ascii_alphabetic() { first } else { '#' }
}

/// All patterns, with what to filter them by.
pub(super) fn index_page(entries: &[Entry], lang: Lang) -> File {
    let place = Place::new(lang, INDEX);
    let providers = providers(entries);
    let mut letters: BTreeMap<char, Vec<&Provider<'_>>> = BTreeMap::new();
    for provider in &providers {
        letters.entry(letter(provider)).or_default().push(provider);
    }
    let anchor = |letter: char| if letter == '#' { "0-9".to_owned() } else { letter.to_string() };
    let jumps = each(letters.keys(), |letter| format!("<a href=\"#{0}\">{0}</a> ", anchor(*letter)));
    let section = |(letter, providers): (&char, &Vec<&Provider<'_>>)| {
        let entries = providers.iter().flat_map(|provider| &provider.entries);
        let rows: String = entries
            .clone()
            .map(|entry| groups::row(entry, &place, &index::attributes(entry, lang)))
            .collect();
        format!(
            "<section class=\"family\" id=\"{0}\"><h2>{0} <span class=\"count\">{1}</span></h2>\n\
             <ul class=\"rules card\">\n{rows}</ul></section>\n",
            anchor(*letter),
            entries.count()
        )
    };
    let main = format!(
        "{}<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<nav class=\"jumps\">{jumps}</nav>\n{}{}\
         <p class=\"empty\" id=\"no-match\" hidden>{}</p>\n",
        trail(&place, &[], &place.say("site-credentials")),
        place.say("site-credentials"),
        place.say_with("site-credentials-lead", &counts(entries)),
        index::filters(entries, &[], &place),
        each(&letters, section),
        place.say("site-no-match")
    );
    page(&place, &one(lang, "site-credentials", &[]), &main)
}

/// How many patterns of how many providers.
pub(super) fn counts(entries: &[Entry]) -> [(&'static str, Arg<'static>); 2] {
    let providers = providers(entries).len() as u64;
    [("count", Arg::Number(entries.len() as u64)), ("providers", Arg::Number(providers))]
}

/// The patterns of one provider.
pub(super) fn page_of(provider: &Provider<'_>, lang: Lang) -> File {
    let place = Place::new(lang, path(provider.folder));
    let name = [("provider", Arg::Text(provider.title))];
    let title = one(lang, "site-credentials-of", &name);
    let list = if provider.entries.len() > 1 {
        groups::list(provider.entries.iter().copied(), &place)
    } else {
        String::new()
    };
    let main = format!(
        "{}<h1>{}</h1>\n{list}{}{}",
        trail(&place, &[(place.to(INDEX), place.say("site-credentials"))], &escaped(provider.title)),
        escaped(&title),
        each(&provider.entries, |entry| section(entry, &place)),
        settings(provider, &place)
    );
    page(&place, &title, &main)
}

/// One pattern.
fn section(entry: &Entry, place: &Place) -> String {
    let rule = entry.rule;
    let Some(credential) = rule.credential() else { return String::new() };
    let found = found_by(credential, place.lang);
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let references: Vec<String> =
        rule.references.iter().map(|url| outward(url, &escaped(shown(url)))).collect();
    let aliases: Vec<String> = rule.aliases.iter().map(|id| code(id)).collect();
    let rows = [
        ("rules-found-by", prose(&found.sentence)),
        ("rules-expression", found.expression.map(code).unwrap_or_default()),
        ("rules-test", found.test.map(code).unwrap_or_default()),
        ("rules-asked", credential.verify.map(|it| code(it.host)).unwrap_or_default()),
        ("rules-confidence", place.say(&format!("confidence-{}", rule.confidence))),
        ("rules-persona", place.say(&format!("persona-{}", rule.persona))),
        ("rules-control", controls(rule.controls, place)),
        ("site-covers", controls(rule.covers, place)),
        ("rules-reference", items(&references)),
        ("rules-aliases", items(&aliases)),
    ];
    let known = rows.iter().filter(|(_, value)| !value.is_empty());
    let facts = each(known, |(key, value)| format!("<dt>{}</dt><dd>{value}</dd>\n", place.say(key)));
    format!(
        "<section class=\"credential\" id=\"{}\"><h2>{} {}</h2>\n<p class=\"id\">{}</p>\n<p>{}</p>\n<p><b>{}:</b> {}</p>\n\
         <dl class=\"facts\">\n{facts}</dl></section>\n",
        escaped(credential_anchor(rule.id)),
        place.badge(rule.severity),
        prose(get(rule.title, place.lang)),
        code(rule.id),
        prose(get(rule.why, place.lang)),
        place.say("site-fix"),
        prose(get(rule.fix, place.lang))
    )
}

/// How findings are accepted, and patterns graded otherwise or switched off; the first pattern is the example.
fn settings(provider: &Provider<'_>, place: &Place) -> String {
    let id = provider.entries.first().map_or("", |entry| entry.rule.id);
    let reason = place.plain("site-waive-reason-secret");
    let waiver = format!(
        "version: 1\nwaivers:\n  - rule: {id}\n    fingerprint: FINGERPRINT\n    reason: {reason}\n    owner: team-a\n    expires: 2027-03-31\n"
    );
    let off = format!("version: 1\nrules:\n  {id}:\n    severity: info\n    # enabled: false\n");
    let part = |title: &str, how: &str, yaml: &str| {
        format!("<h2>{}</h2>\n<p>{}</p>\n{}", place.say(title), place.say(how), block(yaml))
    };
    format!(
        "<section>{}{}</section>\n",
        part("site-waive", "site-waive-secret", &waiver),
        part("site-configure", "site-configure-how", &off)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_called_as_their_titles_write_them() {
        let entries: Vec<Entry> = sekimori_catalog::credentials().iter().copied().map(Entry::new).collect();
        let providers = providers(&entries);
        let called = |folder: &str| providers.iter().find(|p| p.folder == folder).map(|p| p.title);
        assert_eq!((called("github"), called("1password")), (Some("GitHub"), Some("1Password")));
        assert_eq!(providers.iter().map(|p| p.entries.len()).sum::<usize>(), entries.len());
    }
}
