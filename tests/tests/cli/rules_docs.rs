//! `rules docs`: the reference of rules as a site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sekimori_catalog::{all, credentials, provider};

use crate::folder::Folder;
use crate::program::{Run, sekimori};

fn docs(folder: &Path, args: &[&str]) -> crate::program::Program {
    sekimori(&["rules", "docs", "--output"]).arg(folder).args(args)
}

/// All files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, into: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                walk(root, &entry, into);
            } else {
                let name =
                    entry.strip_prefix(root).expect("below the root").to_str().expect("text").to_owned();
                into.insert(name, fs::read_to_string(&entry).expect("text"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// The values of an attribute, as they stand.
fn values<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!(" {name}=\"");
    text.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A link from a file of the site, as the path that it leads to and its fragment.
fn target(from: &str, link: &str) -> (String, Option<String>) {
    let (path, fragment) =
        link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id.to_owned())));
    if path.is_empty() {
        return (from.to_owned(), fragment);
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        if step == ".." {
            assert!(steps.pop().is_some(), "{from}: {link} leads out of the site");
        } else {
            steps.push(step);
        }
    }
    (steps.join("/"), fragment)
}

fn refused(run: &Run, reason: &str) {
    assert!(run.err.contains(reason), "{}", run.err);
    assert_eq!(run.out, "");
}

fn is_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "html")
}

#[test]
fn the_site_is_whole() {
    let folder = Folder::new();
    let site = folder.join("a/new/site");
    let run = docs(&site, &[]).exits(0);
    assert_eq!(run.out, "");
    let files = files(&site);
    let pages = files.keys().filter(|name| is_page(name)).count();
    assert!(
        run.err.starts_with(&format!("{pages} pages about {} rules were written to ", all().len())),
        "{}",
        run.err
    );
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);

    for rule in all().iter().filter(|rule| rule.credential().is_none()) {
        for (path, title, why) in [
            (format!("{}.html", rule.id), rule.title.en, rule.why.en),
            (format!("ja/{}.html", rule.id), rule.title.ja, rule.why.ja),
        ] {
            let text = files.get(&path).unwrap_or_else(|| panic!("{path} is missing"));
            let plain = |text: &str| {
                text.replace('`', "").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
            };
            let shown = text
                .replace("<code>", "")
                .replace("</code>", "")
                .replace("&quot;", "\"")
                .replace("&#39;", "'");
            assert!(shown.contains(&format!("<h1>{}</h1>", plain(title))), "{path}: its title");
            assert!(shown.contains(&plain(why)), "{path}: why");
            assert!(text.contains("<mark>"), "{path}: a marked line of a bad example");
            for control in rule.controls.iter().chain(rule.covers) {
                assert!(text.contains(control.id), "{path}: {}", control.id);
            }
            for parameter in rule.parameters {
                assert!(
                    text.contains(&format!("      {}: ", parameter.name)),
                    "{path}: how to set {}",
                    parameter.name
                );
            }
        }
        for index in ["index.html", "ja/index.html"] {
            assert!(
                files[index].contains(&format!("href=\"{}.html\"", rule.id)),
                "{index} leads to {}",
                rule.id
            );
        }
    }

    let ids: BTreeMap<&str, BTreeSet<&str>> =
        files.iter().map(|(name, text)| (name.as_str(), values(text, "id").into_iter().collect())).collect();
    for (name, text) in files.iter().filter(|(name, _)| is_page(name)) {
        assert_eq!(values(text, "id").len(), ids[name.as_str()].len(), "{name}: an id stands twice");
        for link in values(text, "href").into_iter().filter(|link| !link.starts_with("https://")) {
            let (path, fragment) = target(name, link);
            let known = ids.get(path.as_str()).unwrap_or_else(|| panic!("{name}: {link} leads nowhere"));
            assert!(
                fragment.is_none_or(|id| known.contains(id.as_str())),
                "{name}: {link} leads to no element"
            );
        }
    }
}

/// The part of a page that stands in the element of this id.
fn section<'t>(page: &'t str, id: &str) -> &'t str {
    let start = format!("<section class=\"credential\" id=\"{id}\">");
    let (_, rest) = page.split_once(start.as_str()).unwrap_or_else(|| panic!("no section {id}"));
    rest.split("</section>").next().unwrap_or_default()
}

#[test]
fn patterns_of_credentials_share_a_page_a_provider_and_stay_out_of_the_way_of_others() {
    let folder = Folder::new();
    docs(folder.path(), &["--quiet"]).exits(0);
    let files = files(folder.path());
    for rule in credentials() {
        let provider = provider(rule.id).expect("a provider");
        let anchor = rule.id.strip_prefix("credential/").expect("its family");
        for lang in ["", "ja/"] {
            let page = &files[&format!("{lang}credentials/{provider}.html")];
            let told = section(page, anchor);
            for part in rule.references.iter().copied().chain(rule.covers.iter().map(|control| control.id)) {
                assert!(told.contains(&part.replace('&', "&amp;")), "{}: {part}", rule.id);
            }
            assert!(page.contains("    fingerprint: FINGERPRINT\n"), "{}: how to waive", rule.id);
            let link = format!("href=\"../credentials/{provider}.html#{anchor}\"");
            assert!(files[&format!("{lang}credentials/index.html")].contains(&link), "{}", rule.id);
            assert!(!files[&format!("{lang}index.html")].contains(&link[9..]), "{}", rule.id);
        }
    }
    let github = section(&files["credentials/github.html"], "github-personal-access-token");
    assert!(github.contains("it begins with <code>ghp_</code>"), "{github}");
    let (pages, size) = files
        .iter()
        .filter(|(name, _)| is_page(name))
        .fold((0, 0), |(n, sum), (_, text)| (n + 1, sum + text.len()));
    assert!(size / pages < 12_000, "light pages: {size} bytes of {pages}");
}

#[test]
fn nothing_is_loaded_from_outside_and_nothing_runs_in_a_page() {
    let folder = Folder::new();
    docs(folder.path(), &["--quiet"]).exits(0);
    for (name, text) in files(folder.path()) {
        if is_page(&name) {
            let policy =
                "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'";
            assert!(text.contains(policy), "{name}");
            let assets: Vec<&str> = text
                .lines()
                .filter(|l| l.contains("<link rel=\"stylesheet\"") || l.contains("<script"))
                .collect();
            assert_eq!(assets.len(), 2, "{name}: {assets:?}");
            assert!(assets.iter().all(|line| !line.contains("//")), "{name}: {assets:?}");
            assert!(values(&text, "src").iter().all(|src| src.ends_with("site.js")), "{name}");
            for inline in [" onclick", " onload", " style=", "<style", "<img", "<iframe", "javascript:"] {
                assert!(!text.contains(inline), "{name}: {inline}");
            }
            assert!(!text.contains('\u{202e}'), "{name}: it would turn the text around");
        } else if name != ".sekimori-rules" {
            assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url("), "{name}");
            assert!(!text.contains("innerHTML") && !text.contains("@import"), "{name}");
        }
    }
}

#[test]
fn the_same_catalog_gives_the_same_site() {
    let (one, other) = (Folder::new(), Folder::new());
    docs(one.path(), &[]).exits(0);
    let run = docs(other.path(), &["--lang", "ja"]).var("LANG", "C").exits(0);
    assert!(run.err.contains("ルールについて") && run.err.contains("ja/index.html"), "{}", run.err);
    let first = files(one.path());
    assert_eq!(first, files(other.path()));
    // Again into the same folder: it is ours.
    assert_eq!(docs(one.path(), &["--quiet"]).exits(0).err, "");
    assert_eq!(first, files(one.path()));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = Folder::new().and("index.html", "mine").and("notes.txt", "mine too");
    let run = docs(folder.path(), &[]).exits(64);
    refused(&run, "holds files that `sekimori rules docs` did not write");
    refused(&docs(folder.path(), &["--lang", "ja"]).exits(64), "書き込んでいないファイルがあります");
    assert_eq!(files(folder.path()).len(), 2);
    assert_eq!(files(folder.path())["index.html"], "mine");

    docs(folder.path(), &["--force"]).exits(0);
    let after = files(folder.path());
    assert_eq!(after["notes.txt"], "mine too", "nothing is deleted");
    assert!(after["index.html"].starts_with("<!DOCTYPE html>"));
}

#[test]
fn links_and_files_in_the_way_are_not_followed() {
    let outside = Folder::with("mine");
    let folder = Folder::new().and_link("site.css", outside.join("app.yaml"));
    refused(&docs(folder.path(), &["--force"]).exits(2), "site.css` is a link");
    assert_eq!(files(outside.path())["app.yaml"], "mine");

    let folder = Folder::new().and_link("rbac", outside.path());
    refused(&docs(folder.path(), &["--force"]).exits(2), "rbac` is a link");
    assert_eq!(files(outside.path()).len(), 1);

    // A link to a file of the marker's name does not make a folder ours.
    let folder = Folder::new().and_link(".sekimori-rules", outside.join("app.yaml"));
    docs(folder.path(), &[]).exits(64);

    let folder = Folder::new().and("ja", "a file");
    refused(&docs(folder.path(), &["--force"]).exits(2), "ja` is a link, or a folder where a file belongs");
    refused(&docs(&folder.join("ja"), &[]).exits(2), "cannot write");
}

#[test]
fn a_place_to_write_to_is_asked_for() {
    let run = sekimori(&["rules", "docs"]).exits(64);
    assert!(run.err.contains("--output"), "{}", run.err);
}
