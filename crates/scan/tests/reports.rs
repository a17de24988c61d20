//! Reports of what no rule of a scan gives yet, and of names that mean something to each format.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use jiff::civil::date;
use sekimori_model::config::Config;
use sekimori_model::{Entry, Lang, Limits, Listing, Problem, Source};
use sekimori_scan::report::{self, Format, Style};
use sekimori_scan::{Plan, Scan, scan};
use serde_json::json;

/// A pod with one fault, which says who owns it.
struct OnePod {
    team: String,
    contact: String,
}

impl Source for OnePod {
    fn list(&self, _: &Limits) -> Listing {
        Listing { entries: vec![Entry { path: "a.yaml".into(), named: false }], ..Listing::default() }
    }

    fn read(&self, _: &Entry, _: &Limits) -> Result<Vec<u8>, Problem> {
        let metadata = json!({ "name": "web", "annotations": { "sekimori.dev/owner": self.team, "sekimori.dev/contact": self.contact } });
        Ok(format!("apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec: {{hostPID: true}}\n").into_bytes())
    }
}

/// A scan whose only finding has an owner of that name.
fn owned(team: &str, contact: &str) -> (Scan, Plan) {
    let standard = "baseline@latest".parse().unwrap();
    let plan = Plan::new(Config::default(), Some(standard), date(2026, 11, 22)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let source = OnePod { team: team.to_owned(), contact: contact.to_owned() };
    let found = scan(&source, &plan, &pool, &|_| ());
    assert_eq!(found.findings.len(), 1);
    (found, plan)
}

fn written((found, plan): &(Scan, Plan), format: Format) -> String {
    let style = Style {
        lang: Lang::En,
        colour: false,
        width: 120,
        root: "./k8s/".to_owned(),
        show_waived: true,
        show_known: true,
    };
    let mut out = Vec::new();
    report::write(found, plan, format, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_owner_is_shown_by_every_report_that_people_read() {
    let owned = owned("team-a", "#team-a");
    let expected = [
        (Format::Junit, "\nowner: team-a (#team-a)</failure>"),
        (Format::Github, "%0Aowner: team-a (#team-a)\n"),
        (Format::Markdown, "<br><code>team-a (&#35;team-a)</code> |"),
        (Format::Html, "\"u\":[\"team-a\",\"#team-a\"]"),
        (Format::Html, "owner</span><span lang=\"ja\">担当</span> team-a (#team-a)<br>"),
    ];
    for (format, expected) in expected {
        let text = written(&owned, format);
        assert!(text.contains(expected), "{format:?}: `{expected}` is missing in\n{text}");
    }
}

#[test]
fn a_hostile_owner_is_nothing_but_text() {
    let owned = owned("</script><b>|`\n::error::x", "@all\u{202e}");
    for (format, forbidden) in [
        (Format::Junit, &["</script", "<b>", "\u{202e}"][..]),
        (Format::Github, &["\n::", "\u{202e}"]),
        (Format::Markdown, &["<b>", "`", "@all", "\n::"]),
        (Format::Html, &["<b>|", "\u{202e}"]),
    ] {
        let text = written(&owned, format);
        for forbidden in forbidden {
            assert!(!text.contains(forbidden), "{format:?}: {forbidden:?} in\n{text}");
        }
        assert!(text.contains("all"), "{format:?}: it is still shown");
    }
}

#[test]
fn paths_begin_at_the_repository_for_those_who_know_it() {
    let owned = owned("a", "b");
    let expected = [
        (Format::Junit, "name=\"k8s/a.yaml\""),
        (Format::Github, "file=k8s/a.yaml,"),
        (Format::Gitlab, "\"path\": \"k8s/a.yaml\""),
        (Format::Markdown, "<code>k8s/a.yaml&#58;4</code>"),
    ];
    for (format, expected) in expected {
        let text = written(&owned, format);
        assert!(text.contains(expected), "{format:?}: `{expected}` is missing in\n{text}");
    }
}
