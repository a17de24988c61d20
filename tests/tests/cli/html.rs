//! `--format html`: one page that loads nothing and believes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::manifest::{annotated, many, shared};
use crate::program::sekimori;
use crate::report::text;

/// Ends elements and attributes, begins scripts, comments and references.
const HOSTILE: &str =
    r#"</script></noscript></title><script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;<!--"#;

/// A page as a browser reads it.
struct Page {
    tags: Vec<Tag>,
    /// What stands between tags, references as they are.
    text: String,
    /// The content of `script` and `style`, in order, with the tag.
    raw: Vec<(Tag, String)>,
}

#[derive(Clone, Debug)]
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

/// Elements without an end.
const VOID: [&str; 4] = ["br", "circle", "input", "meta"];

impl Page {
    /// Reads tag after tag; panics where one is not closed in its turn.
    fn read(html: &str) -> Self {
        let mut page = Self { tags: Vec::new(), text: String::new(), raw: Vec::new() };
        let mut open: Vec<String> = Vec::new();
        let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a page has a type");
        while let Some((before, after)) = rest.split_once('<') {
            page.text.push_str(before);
            let (tag, after) = after.split_once('>').expect("a tag ends");
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "before {after:.80}");
                continue;
            }
            let closed = tag.ends_with('/');
            let tag = Tag::read(tag.trim_end_matches('/'));
            if ["script", "style"].contains(&tag.name.as_str()) {
                let end = format!("</{}>", tag.name);
                let (content, after) = rest.split_once(end.as_str()).expect("raw text ends");
                page.raw.push((tag.clone(), content.to_owned()));
                rest = after;
            } else if !closed && !VOID.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            page.tags.push(tag);
        }
        assert_eq!(open, Vec::<String>::new(), "every element ends");
        page
    }

    fn data(&self) -> Value {
        let data = self.raw.iter().find(|(tag, _)| tag.attributes.get("id").is_some_and(|id| id == "data"));
        serde_json::from_str(&data.expect("the page has data").1).expect("the data is JSON")
    }

    fn policy(&self) -> &str {
        let is =
            |tag: &&Tag| tag.attributes.get("http-equiv").is_some_and(|of| of == "Content-Security-Policy");
        &self.tags.iter().find(is).expect("the page has a policy").attributes["content"]
    }
}

impl Tag {
    fn read(text: &str) -> Self {
        let (name, mut rest) = text.split_once(' ').unwrap_or((text, ""));
        let mut attributes = BTreeMap::new();
        while !rest.trim().is_empty() {
            let (key, after) = rest.split_once('=').map_or((rest.trim(), ""), |(key, after)| (key, after));
            // An attribute without a value stands before one with a value, or at the end.
            let mut keys: Vec<&str> = key.split_whitespace().collect();
            let key = keys.pop().expect("an attribute has a name");
            attributes.extend(keys.into_iter().map(|key| (key.to_owned(), String::new())));
            let (value, after) = match after.strip_prefix('"') {
                Some(after) => after.split_once('"').expect("a value ends"),
                None => ("", ""),
            };
            attributes.insert(key.to_owned(), value.to_owned());
            rest = after;
        }
        Self { name: name.to_owned(), attributes }
    }
}

/// Every outcome, with names that a page must not believe.
pub(crate) fn everything() -> Folder {
    let waiver = format!("until=2027-12-31; owner=a{}; reason=b", HOSTILE.replace([';', '"'], ""));
    let folder_name = HOSTILE.replace('/', "|");
    Folder::with(shared(&format!("'{}'", HOSTILE.replace('\'', "''"))))
        .and(&format!("{folder_name}.yaml"), shared("path"))
        .and("waived.yaml", annotated("a", "waive.sekimori.dev/pod-security.host-namespace-shared", &waiver))
        .and(
            "note.yaml",
            annotated("n", "waive.sekimori.dev/pod-security.host-namespace-shared", "</script>=x"),
        )
        .and("broken.yaml", format!("a: [1\nb: *{HOSTILE}"))
        .and(
            "namespace.yaml",
            shared("x").replace("namespace: shop", &format!("namespace: '{}'", HOSTILE.replace('\'', "''"))),
        )
}

fn page(folder: &Folder, args: &[&str]) -> Page {
    Page::read(&folder.scan(&["--format", "html"]).args(args).exits(1).out)
}

#[test]
fn nothing_from_outside_becomes_markup() {
    for lang in ["en", "ja"] {
        let page = page(&everything(), &["--lang", lang]);
        let names: BTreeSet<&str> = page.tags.iter().map(|tag| tag.name.as_str()).collect();
        let ours = BTreeSet::from([
            "a",
            "article",
            "b",
            "body",
            "br",
            "button",
            "caption",
            "circle",
            "code",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "h1",
            "h2",
            "h3",
            "head",
            "header",
            "html",
            "input",
            "label",
            "legend",
            "li",
            "main",
            "meta",
            "noscript",
            "ol",
            "p",
            "path",
            "rect",
            "script",
            "section",
            "select",
            "span",
            "style",
            "svg",
            "table",
            "tbody",
            "td",
            "text",
            "th",
            "thead",
            "title",
            "tr",
            "ul",
        ]);
        assert_eq!(names.difference(&ours).collect::<Vec<_>>(), Vec::<&&str>::new());
        assert_eq!(page.raw.len(), 3, "a style, the data, the script");
        for tag in &page.tags {
            for key in tag.attributes.keys() {
                assert!(
                    !key.starts_with("on") && !["src", "style", "srcset"].contains(&key.as_str()),
                    "{tag:?}"
                );
            }
        }
        assert!(page.text.contains("&lt;img src=x onerror=alert(1)&gt;"), "what was escaped is still there");
        assert_eq!(page.tags[0].attributes["lang"], lang);
    }
}

#[test]
fn the_page_asks_for_nothing() {
    let out = everything().scan(&["--format", "html"]).exits(1).out;
    let page = Page::read(&out);
    for tag in &page.tags {
        for (key, value) in &tag.attributes {
            let leads =
                key == "href" && tag.name == "a" && (value.starts_with('#') || value.starts_with("https://"));
            assert!(
                leads || !value.contains("//"),
                "only links lead elsewhere, and only when followed: {tag:?}"
            );
            assert!(leads || key != "href", "{tag:?}");
        }
    }
    for (tag, content) in page.raw.iter().filter(|(tag, _)| !tag.attributes.contains_key("type")) {
        let content = content.replace("http://www.w3.org/2000/svg", "");
        for request in [
            "url(",
            "@import",
            "http://",
            "https://",
            "fetch(",
            "XMLHttpRequest",
            "import(",
            "innerHTML",
            "eval(",
        ] {
            assert!(!content.contains(request), "`{request}` in {}", tag.name);
        }
    }
}

#[test]
fn the_policy_allows_the_two_texts_of_the_page_and_nothing_else() {
    let page = page(&everything(), &[]);
    let directives: BTreeMap<&str, &str> = page
        .policy()
        .split("; ")
        .map(|directive| directive.split_once(' ').expect("a directive has a value"))
        .collect();
    let hash = |name: &str| {
        let is = |(tag, _): &&(Tag, String)| tag.name == name && !tag.attributes.contains_key("type");
        let content = &page.raw.iter().find(is).expect("the element stands there").1;
        format!("'sha256-{}'", base64(&Sha256::digest(content)))
    };
    assert_eq!(directives["default-src"], "'none'");
    assert_eq!(directives["script-src"], hash("script"));
    assert_eq!(directives["style-src"], hash("style"));
    assert_eq!((directives["base-uri"], directives["form-action"]), ("'none'", "'none'"));
    assert!(!page.policy().contains("unsafe"));
}

fn base64(bytes: &[u8]) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let sextet =
        |bits: &[u8]| bits.iter().chain(&[0; 6]).take(6).fold(0, |sum, bit| sum * 2 + usize::from(*bit));
    let mut text: String = bits.chunks(6).map(|bits| alphabet[sextet(bits)]).collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[test]
fn every_finding_and_workload_stands_in_the_data_and_in_the_plain_list() {
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).reports(1);
    let out = sekimori(&["scan", "examples/shop", "--format", "html"]).exits(1).out;
    let page = Page::read(&out);
    let data = page.data();
    let rows = data["findings"].as_array().expect("findings");
    assert_eq!(rows.len(), report.findings.len());
    for (row, found) in rows.iter().zip(&report.findings) {
        let of = |list: &str, key: &str| {
            let number = usize::try_from(row[key].as_u64().expect("a number")).expect("a small one");
            &data[list][number]
        };
        assert_eq!(text(&row["k"]), found.fingerprint());
        assert_eq!(of("rules", "r")["id"], found.rule());
        assert_eq!(text(of("files", "p")), format!("examples/shop/{}", found.path()));
        assert_eq!(of("severities", "s"), &found.0["severity"]);
        let title = usize::try_from(row["t"][0].as_u64().expect("a number")).expect("a small one");
        assert_eq!(data["texts"][title][1], found.0["title"]["ja"], "both languages are in the page");
        let plain = format!("{}:{}", text(of("files", "p")), found.at());
        assert!(out.contains(&format!("<span class=\"mono\">{plain}</span>")), "{plain}");
    }
    let workloads = report.all["workloads"].as_array().expect("workloads");
    assert_eq!(data["workloads"].as_array().map(Vec::len), Some(workloads.len()));
    for level in ["privileged", "baseline", "restricted"] {
        let count = workloads.iter().filter(|workload| workload["level"] == level).count();
        assert!(out.contains(&format!("</svg>{level}</th><td>{count}</td>")), "{level}: {count}");
    }
}

#[test]
fn links_within_the_page_lead_somewhere() {
    let page = Page::read(&sekimori(&["scan", "examples/shop", "--format", "html"]).exits(1).out);
    let ids: Vec<&String> = page.tags.iter().filter_map(|tag| tag.attributes.get("id")).collect();
    let known: BTreeSet<&str> = ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids.len(), known.len(), "each id once");
    let links: Vec<&str> =
        page.tags.iter().filter_map(|tag| tag.attributes.get("href")?.strip_prefix('#')).collect();
    assert!(links.len() > 50, "{links:?}");
    for link in links {
        assert!(known.contains(link), "#{link} leads nowhere");
    }
}

#[test]
fn details_are_there_for_waived_and_not_analysed() {
    let page = page(&everything(), &[]);
    let data = page.data();
    let rows = data["findings"].as_array().expect("findings");
    let of = |outcome: &str| rows.iter().find(|row| row["o"] == outcome).expect("one of each");
    assert_eq!(
        (&of("waived")["v"]["reason"], &of("waived")["v"]["until"]),
        (&"b".into(), &"2027-12-31".into())
    );
    assert_eq!(of("waived")["v"]["origin"], "waived.yaml:3");
    assert!(of("violated")["m"][0].as_str().is_some_and(|line| line.contains("hostNetwork: true")));
    assert_eq!(of("violated")["x"][1][0], serde_json::json!(["set", "spec.hostNetwork", "false"]));
    assert_eq!(of("not-analysed").get("m"), None, "what was not parsed is not shown");
}

#[test]
fn a_clean_page_and_an_empty_one_are_whole() {
    let clean = Page::read(&sekimori(&["scan", "examples/shop-clean", "--format", "html"]).exits(0).out);
    assert!(clean.text.contains("nothing found") && clean.text.contains("検出なし"));
    let empty = Folder::with("a: 1\n").scan(&["--format", "html"]).exits(3);
    assert!(Page::read(&empty.out).text.contains("No workload was found."));
}

#[test]
fn twenty_thousand_findings_are_written_in_little_memory() {
    let pods = |file: usize| many(1000, |n| format!("---\n{}", shared(&format!("p-{file}-{n}"))));
    let folder = (0..20).fold(Folder::new(), |folder, file| folder.and(&format!("f{file}.yaml"), pods(file)));
    let run = folder.scan(&["--format", "html"]).bounded().exits(1);
    assert_eq!(Page::read(&run.out).data()["findings"].as_array().map(Vec::len), Some(20_000));
    let size = run.out.len() / 20_000;
    assert!(size < 1_500, "{size} bytes a finding");
}
