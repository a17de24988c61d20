//! The reference of rules as a site of static pages, which needs no server and loads nothing from outside.
//!
//! ```text
//! index.html  FAMILY/RULE.html  frameworks/NAME.html  packs/NAME.html                        English
//! credentials/index.html  credentials/PROVIDER.html    patterns of credentials, which are many: a page a provider
//! ja/...                                                                                      the same in Japanese
//! site.css  site.js
//! ```
//!
//! Every link is relative, so the site works from a folder as it does from any place of a server. What the pages say is
//! the catalog and nothing else: one catalog, one site, byte for byte.

mod credentials;
mod example;
mod frameworks;
mod groups;
mod index;
mod rule;
mod shell;

use sekimori_catalog::{Check, Rule, Text, all};
use sekimori_model::Lang;
use sekimori_model::config::Pack;

use self::example::Repair;
use crate::report::html::PALETTE;

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path from the site's folder, with slashes.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl File {
    /// Tells whether it is a page, and not what pages load.
    pub fn is_page(&self) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extension == "html")
    }
}

/// Writes the whole site, in memory: files sorted by path.
pub fn files() -> Vec<File> {
    let rules: Vec<Entry> = all().iter().copied().map(Entry::new).collect();
    let (credentials, written): (Vec<Entry>, Vec<Entry>) =
        rules.iter().partition(|entry| entry.is_credential());
    let providers = credentials::providers(&credentials);
    let mut files = vec![
        File { path: "site.css".to_owned(), text: format!("{PALETTE}{}", include_str!("site.css")) },
        File { path: "site.js".to_owned(), text: include_str!("site.js").to_owned() },
    ];
    for lang in [Lang::En, Lang::Ja] {
        files.push(index::page_of(&written, &rules, lang));
        files.extend((0..written.len()).filter_map(|at| rule::page_of(&written, at, lang)));
        files.push(credentials::index_page(&credentials, lang));
        files.extend(providers.iter().map(|provider| credentials::page_of(provider, lang)));
        files.extend(
            frameworks::all(&rules).iter().map(|framework| frameworks::page_of(framework, &rules, lang)),
        );
        files.extend(Pack::ALL.iter().map(|pack| groups::pack_page(*pack, &rules, lang)));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A rule, and whether its findings can be repaired.
#[derive(Debug, Clone, Copy)]
struct Entry {
    rule: &'static Rule,
    repair: Repair,
}

impl Entry {
    fn new(rule: &'static Rule) -> Self {
        Self { rule, repair: example::repair(rule) }
    }

    fn family(&self) -> &'static str {
        self.rule.id.split('/').next().unwrap_or_default()
    }

    /// Tells whether it is a pattern of a credential, which shares its page with others of its provider.
    fn is_credential(&self) -> bool {
        self.rule.credential().is_some()
    }

    /// The packs that run it. What the engine itself reports is always told.
    fn packs(&self) -> impl Iterator<Item = Pack> {
        let rule = self.rule;
        Pack::ALL
            .iter()
            .copied()
            .filter(move |pack| !matches!(rule.check, Check::Engine) && rule.is_in(*pack))
    }
}

fn get(text: Text, lang: Lang) -> &'static str {
    match lang {
        Lang::En => text.en,
        Lang::Ja => text.ja,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_page_in_each_language_and_no_path_is_used_twice() {
        let files = files();
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths.len(), files.len());
        for rule in all() {
            let page = shell::page_of_rule(rule.id);
            let page = page.split('#').next().unwrap_or_default();
            assert!(paths.contains(page), "{}", rule.id);
            assert!(paths.contains(format!("ja/{page}").as_str()), "{}", rule.id);
        }
    }

    #[test]
    fn repairs_are_those_that_the_rule_offers_in_its_fixture() {
        let repair = |id| example::repair(sekimori_catalog::find(id).expect("a rule of the catalog"));
        assert_eq!(repair("pod-security/privileged-container"), Repair::Unsafe);
        assert_eq!(repair("image/tag-latest"), Repair::None);
    }
}
