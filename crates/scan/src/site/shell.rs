//! What all pages have in common: head, header, footer and links.

use sekimori_catalog::provider;
use sekimori_model::{Lang, Severity};
use sekimori_text::Arg;

use super::File;
use crate::report::html::{MARK, escaped, prose};
use crate::report::severity_word;
use crate::texts::one;

/// A page's language and its path from the folder of that language.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) lang: Lang,
    path: String,
}

impl Place {
    pub(super) fn new(lang: Lang, path: impl Into<String>) -> Self {
        Self { lang, path: path.into() }
    }

    fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// A link to a page of the same language.
    pub(super) fn to(&self, page: &str) -> String {
        escaped(&format!("{}{page}", self.up()))
    }

    /// A link to a rule's page.
    pub(super) fn to_rule(&self, id: &str) -> String {
        self.to(&page_of_rule(id))
    }

    fn asset(&self, name: &str) -> String {
        let out = if self.lang == Lang::Ja { "../" } else { "" };
        format!("{}{out}{name}", self.up())
    }

    fn other(&self) -> String {
        match self.lang {
            Lang::En => escaped(&format!("{}ja/{}", self.up(), self.path)),
            Lang::Ja => escaped(&format!("{}../{}", self.up(), self.path)),
        }
    }

    fn file(&self) -> String {
        match self.lang {
            Lang::En => self.path.clone(),
            Lang::Ja => format!("ja/{}", self.path),
        }
    }

    /// A sentence of the tables as markup.
    pub(super) fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    pub(super) fn say_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        prose(&one(self.lang, key, args))
    }

    /// A sentence of the tables as it is.
    pub(super) fn plain(&self, key: &str) -> String {
        one(self.lang, key, &[])
    }

    pub(super) fn badge(&self, severity: Severity) -> String {
        format!("<span class=\"badge {severity}\">{}</span>", escaped(&severity_word(severity, self.lang)))
    }
}

/// The page of a rule, or its place on the page that it shares.
pub(super) fn page_of_rule(id: &str) -> String {
    match provider(id) {
        Some(provider) => format!("credentials/{provider}.html#{}", credential_anchor(id)),
        None => format!("{id}.html"),
    }
}

/// The id of the element that tells of a credential.
pub(super) fn credential_anchor(id: &str) -> &str {
    id.strip_prefix("credential/").unwrap_or(id)
}

/// Files of the site and nothing else. To a page that is opened from a folder, `'self'` is nobody and `file:` its
/// neighbours; to one of a server, `file:` is out of reach.
const POLICY: &str = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'; \
                      form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Makes a page of what stands in its `main`. `title` is text, `main` is markup.
pub(super) fn page(place: &Place, title: &str, main: &str) -> File {
    let (lang, other) = match place.lang {
        Lang::En => ("en", ("ja", "日本語")),
        Lang::Ja => ("ja", ("en", "English")),
    };
    let name = one(place.lang, "site-name", &[]);
    let whole = if title == name { name.clone() } else { format!("{title} · {name}") };
    let version = [("version", Arg::Text(env!("CARGO_PKG_VERSION")))];
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <link rel=\"stylesheet\" href=\"{}\">\n<link rel=\"alternate\" hreflang=\"{}\" href=\"{}\">\n\
         <script src=\"{}\" defer></script>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">{}</a>\n\
         <header><a class=\"brand\" href=\"{}\">{MARK}<span>{}</span></a>\
         <a class=\"language\" href=\"{}\" hreflang=\"{}\" lang=\"{}\">{}</a></header>\n\
         <main id=\"main\">\n{main}</main>\n<footer>{}</footer>\n</body>\n</html>\n",
        escaped(&whole),
        place.asset("site.css"),
        other.0,
        place.other(),
        place.asset("site.js"),
        place.say("site-skip"),
        place.to("index.html"),
        escaped(&name),
        place.other(),
        other.0,
        other.0,
        other.1,
        place.say_with("site-made-by", &version),
    );
    File { path: place.file(), text }
}

/// The way from the index to this page: links, then the page's own name.
pub(super) fn trail(place: &Place, steps: &[(String, String)], here: &str) -> String {
    let links = each(steps, |(href, name)| format!("<a href=\"{href}\">{name}</a><span>/</span>"));
    format!(
        "<nav class=\"trail\" aria-label=\"{}\"><a href=\"{}\">{}</a><span>/</span>{links}<b>{here}</b></nav>\n",
        place.say("site-trail"),
        place.to("index.html"),
        place.say("site-all-rules"),
    )
}

/// What `make` makes of each, one after the other.
pub(super) fn each<T>(items: impl IntoIterator<Item = T>, make: impl Fn(T) -> String) -> String {
    items.into_iter().map(make).collect()
}

/// A text of several lines, for a block of code.
pub(super) fn block(text: &str) -> String {
    let lines = each(text.lines(), |line| format!("{}\n", escaped(line)));
    format!("<pre class=\"card\"><code>{lines}</code></pre>\n")
}

/// A link out of the site.
pub(super) fn outward(url: &str, text: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer\" class=\"out\">{text}</a>", escaped(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_any_depth_to_any_page() {
        let place = |lang, path: &str| Place::new(lang, path);
        let index = place(Lang::En, "index.html");
        assert_eq!(
            (index.to_rule("a/b"), index.other()),
            ("a/b.html".to_owned(), "ja/index.html".to_owned())
        );
        assert_eq!(
            index.to_rule("credential/github-personal-access-token"),
            "credentials/github.html#github-personal-access-token"
        );
        let deep = place(Lang::Ja, "a/b.html");
        assert_eq!(
            (deep.to("index.html"), deep.other()),
            ("../index.html".to_owned(), "../../a/b.html".to_owned())
        );
        assert_eq!(
            (deep.asset("site.css"), deep.file()),
            ("../../site.css".to_owned(), "ja/a/b.html".to_owned())
        );
    }

    #[test]
    fn nothing_that_is_shown_is_markup() {
        let page = page(&Place::new(Lang::En, "x.html"), "<script>alert(1)</script>", "");
        assert!(page.text.contains("<title>&lt;script&gt;alert(1)&lt;/script&gt; · "), "{}", page.text);
        assert_eq!(block("a: <b>\nc: d"), "<pre class=\"card\"><code>a: &lt;b&gt;\nc: d\n</code></pre>\n");
        assert!(outward("https://a.example/\"><b>", "x").contains("https://a.example/&quot;&gt;&lt;b&gt;"));
    }
}
