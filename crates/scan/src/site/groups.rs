//! Lists of rules: as rows, and by pack.

use sekimori_model::config::Pack;
use sekimori_model::{Lang, Persona};
use sekimori_text::Arg;

use super::credentials::INDEX;
use super::example::Repair;
use super::shell::{Place, block, page, trail};
use super::{Entry, File, get};
use crate::report::html::{escaped, prose};
use crate::texts::one;

/// A rule as an item of a list. `attributes` are what the script filters by.
pub(super) fn row(entry: &Entry, place: &Place, attributes: &str) -> String {
    let rule = entry.rule;
    let mut tags = String::new();
    if rule.persona != Persona::Regular {
        tags.push_str(&tag("persona", &place.say(&format!("persona-{}", rule.persona))));
    }
    match entry.repair {
        Repair::Safe => tags.push_str(&tag("repair", "--fix")),
        Repair::Unsafe => tags.push_str(&tag("repair", "--unsafe-fixes")),
        Repair::None => {}
    }
    format!(
        "<li{attributes}>{}<a href=\"{}\">{}</a><code>{}</code><span class=\"tags\">{tags}</span></li>\n",
        place.badge(rule.severity),
        place.to_rule(rule.id),
        prose(get(rule.title, place.lang)),
        escaped(rule.id)
    )
}

fn tag(class: &str, text: &str) -> String {
    format!("<span class=\"tag {class}\">{text}</span>")
}

/// As many patterns of credentials are listed beside rules; of more there is one row, which leads to the list of all.
/// 100: more than any provider has.
const MAX_CREDENTIALS: usize = 100;

/// Rules as a list.
pub(super) fn list<'e>(entries: impl IntoIterator<Item = &'e Entry>, place: &Place) -> String {
    let (credentials, rules): (Vec<&Entry>, Vec<&Entry>) =
        entries.into_iter().partition(|entry| entry.is_credential());
    let mut rows: String = rules.into_iter().map(|entry| row(entry, place, "")).collect();
    if credentials.len() > MAX_CREDENTIALS {
        let count = [("count", Arg::Number(credentials.len() as u64))];
        let all = format!(
            "<li class=\"all\"><a href=\"{}\">{}</a></li>\n",
            place.to(INDEX),
            place.say_with("site-credentials-all", &count)
        );
        rows.push_str(&all);
    } else {
        rows.extend(credentials.into_iter().map(|entry| row(entry, place, "")));
    }
    format!("<ul class=\"rules card\">\n{rows}</ul>\n")
}

/// The path of a pack's page.
pub(super) fn pack_path(pack: Pack) -> String {
    format!("packs/{pack}.html")
}

pub(super) fn pack_page(pack: Pack, rules: &[Entry], lang: Lang) -> File {
    let place = Place::new(lang, pack_path(pack));
    let within: Vec<&Entry> = rules.iter().filter(|entry| entry.packs().any(|p| p == pack)).collect();
    let name = escaped(pack.as_str());
    let count = [("count", Arg::Number(within.len() as u64))];
    let main = format!(
        "{}<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p>{} {}</p>\n{}{}",
        trail(&place, &[], &format!("{}: {name}", place.say("rules-packs"))),
        place.say_with("site-pack-title", &[("pack", Arg::Text(pack.as_str()))]),
        place.say(&format!("site-pack-{pack}")),
        place.say_with("site-rule-count", &count),
        place.say(if pack.is_whole() { "site-pack-whole" } else { "site-pack-by-persona" }),
        block(&format!("version: 1\npacks: [{pack}]")),
        list(within, &place)
    );
    page(&place, &one(lang, "site-pack-title", &[("pack", Arg::Text(pack.as_str()))]), &main)
}
