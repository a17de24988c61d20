//! Causes of errors, in the language of the user: what the operating system says, and what lies below an error of a room.

use std::error::Error as StdError;
use std::io;

use sekimori_model::Lang;
use sekimori_parse::image::Invalid as InvalidReference;
use sekimori_parse::oci::Invalid as InvalidDocument;
use sekimori_text::{Arg, text, text_with};

/// An error and all that lies below it.
pub(crate) fn chain(error: &(dyn StdError + 'static), lang: Lang) -> String {
    let mut said = of(error, lang);
    let mut next = error.source();
    while let Some(cause) = next {
        said.push_str(": ");
        said.push_str(&of(cause, lang));
        next = cause.source();
    }
    said
}

fn of(error: &(dyn StdError + 'static), lang: Lang) -> String {
    let said = error.to_string();
    if lang == Lang::En {
        return said;
    }
    let say = |key: &str| text(lang.as_str(), key);
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return of_system(error, lang).unwrap_or_else(|| in_words(&said, lang));
    }
    if let Some(invalid) = error.downcast_ref::<InvalidReference>() {
        return say(match invalid {
            InvalidReference::Empty => "cause-reference-empty",
            InvalidReference::TooLong => "cause-reference-too-long",
            InvalidReference::Registry => "cause-reference-registry",
            InvalidReference::Repository => "cause-reference-repository",
            InvalidReference::Tag => "cause-reference-tag",
            InvalidReference::Digest => "cause-reference-digest",
        });
    }
    if let Some(invalid) = error.downcast_ref::<InvalidDocument>() {
        let with = |key: &str, detail: &str| text_with(lang.as_str(), key, &[("detail", Arg::Text(detail))]);
        return match invalid {
            InvalidDocument::Json(detail) => with("cause-document-json", detail),
            InvalidDocument::Neither => say("cause-document-neither"),
            InvalidDocument::Both => say("cause-document-both"),
            InvalidDocument::Schema1 => say("cause-document-schema-1"),
            InvalidDocument::MediaType { served, said } => {
                with("cause-document-media-type", &format!("{served} / {said}"))
            }
            InvalidDocument::Descriptor(place) => with("cause-document-descriptor", place),
            InvalidDocument::TooMany(place) => with("cause-document-too-many", place),
        };
    }
    in_words(&said, lang)
}

/// What the operating system says, which it says in English alone here.
fn of_system(error: &io::Error, lang: Lang) -> Option<String> {
    let number = error.raw_os_error()?;
    let key = match error.kind() {
        io::ErrorKind::NotFound => "cause-not-found",
        io::ErrorKind::PermissionDenied => "cause-permission-denied",
        io::ErrorKind::AlreadyExists => "cause-already-exists",
        io::ErrorKind::NotADirectory => "cause-not-a-directory",
        io::ErrorKind::IsADirectory => "cause-is-a-directory",
        io::ErrorKind::DirectoryNotEmpty => "cause-directory-not-empty",
        io::ErrorKind::ReadOnlyFilesystem => "cause-read-only",
        io::ErrorKind::StorageFull => "cause-storage-full",
        io::ErrorKind::QuotaExceeded => "cause-quota-exceeded",
        io::ErrorKind::FileTooLarge => "cause-file-too-large",
        io::ErrorKind::InvalidFilename => "cause-invalid-filename",
        io::ErrorKind::AddrInUse => "cause-address-in-use",
        io::ErrorKind::AddrNotAvailable => "cause-address-not-available",
        io::ErrorKind::ConnectionRefused => "cause-connection-refused",
        io::ErrorKind::ConnectionReset => "cause-connection-reset",
        io::ErrorKind::TimedOut => "cause-timed-out",
        io::ErrorKind::OutOfMemory => "cause-out-of-memory",
        io::ErrorKind::InvalidInput => "cause-invalid-input",
        _ => return None,
    };
    Some(format!("{} (os error {number})", text(lang.as_str(), key)))
}

/// A sentence of a room that has one for users; as it is where it has none.
pub(crate) fn in_words(said: &str, lang: Lang) -> String {
    // What follows a colon is the detail of a decoder, which is nothing that users can act on.
    let is_it = |english: &str| {
        said.strip_prefix(english).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
    };
    let known = SENTENCES.iter().find(|(english, _)| is_it(english));
    match known {
        Some((_, key)) if lang != Lang::En => text(lang.as_str(), key),
        _ => said.to_owned(),
    }
}

/// What was wanted of a registry, as an error of it names that.
pub(crate) fn wanted(what: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return what.to_owned();
    }
    let named = NAMED.iter().find_map(|(before, key)| {
        let rest = what.strip_prefix(before)?.strip_suffix('`')?;
        let (name, of) = rest.split_once("` of `").unwrap_or((rest, ""));
        Some(text_with(lang.as_str(), key, &[("name", Arg::Text(name)), ("of", Arg::Text(of))]))
    });
    named.unwrap_or_else(|| in_words(what, lang))
}

/// How the names begin of what is asked of a registry; behind it comes a name, and of which repository that is.
const NAMED: [(&str, &str); 6] = [
    ("the manifest `", "cause-what-manifest"),
    ("a token for `", "cause-what-token"),
    ("the tags of `", "cause-what-tags"),
    ("the tag `", "cause-what-tag"),
    ("what refers to `", "cause-what-referrers"),
    ("an artefact for `", "cause-what-artefact"),
];

/// Sentences of the rooms below, each with the text for users.
const SENTENCES: [(&str, &str); 21] = [
    ("an answer at `/v2/`", "cause-what-answer"),
    ("its certificate", "cause-what-certificate"),
    ("the list of repositories", "cause-what-repositories"),
    ("there is no such host", "cause-no-host"),
    ("it does not answer", "cause-no-answer"),
    ("connection refused", "cause-connection-refused"),
    ("connection reset", "cause-connection-reset"),
    ("the connection failed", "cause-connection-failed"),
    ("it is not HTTP as it should be", "cause-not-http"),
    ("it is not JSON", "cause-not-json"),
    ("it is no address", "cause-no-address"),
    ("it leads away from TLS", "cause-away-from-tls"),
    ("its issuer is not known", "cause-certificate-issuer"),
    ("it has ended", "cause-certificate-ended"),
    ("it does not hold yet", "cause-certificate-early"),
    ("it is that of another host", "cause-certificate-name"),
    ("there is no token in it", "cause-no-token"),
    ("the token server is not reached over TLS", "cause-token-without-tls"),
    ("there is neither `manifest.json` nor `index.json` in it", "cause-no-manifest"),
    ("it is no file", "cause-no-file"),
    ("it is no tar, or a damaged one", "cause-no-tar"),
];

#[cfg(test)]
mod tests {
    use std::io;

    use sekimori_model::Lang;
    use sekimori_text::has;

    use super::{NAMED, SENTENCES, chain, in_words, wanted};

    #[test]
    fn what_the_system_says_is_said_in_the_language_of_the_user() {
        let gone = io::Error::from_raw_os_error(2);
        assert!(chain(&gone, Lang::En).contains("os error 2"));
        assert_eq!(chain(&gone, Lang::Ja), "ファイルまたはフォルダーがありません (os error 2)");
    }

    #[test]
    fn what_was_wanted_keeps_its_name() {
        let said = wanted("the manifest `1` of `r.example/shop`", Lang::Ja);
        assert!(
            said.contains("r.example/shop") && said.contains('1') && !said.contains("manifest"),
            "{said}"
        );
        assert_eq!(wanted("`r.example/a:1`", Lang::Ja), "`r.example/a:1`");
        assert_eq!(in_words("it does not answer", Lang::En), "it does not answer");
    }

    #[test]
    fn every_sentence_has_its_text() {
        for (_, key) in SENTENCES.iter().chain(&NAMED) {
            assert!(has("ja", key), "{key}");
        }
    }
}
