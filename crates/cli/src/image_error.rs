//! What goes wrong with an image, as sentences.

use std::error::Error as StdError;

use sekimori_model::Lang;
use sekimori_supply::image::Error;
use sekimori_supply::web::{Refused, Unusable};
use sekimori_text::{Arg, text_with};

use crate::cause::{chain, in_words, wanted};
use crate::exit::Exit;

/// How a run ends for want of an image.
pub(crate) fn exit(error: &Error) -> Exit {
    match error {
        Error::Empty { .. } | Error::Reference { .. } | Error::Web(Unusable::Proxy) => Exit::Usage,
        _ => Exit::Failed,
    }
}

/// The sentence for an error and what lies below it.
pub(crate) fn whole(error: &Error, lang: Lang) -> String {
    let because = StdError::source(error).map(|cause| chain(cause, lang)).unwrap_or_default();
    sentence(error, lang, &because)
}

/// The sentence for an error; `because` is what lies below it.
fn sentence(error: &Error, lang: Lang, because: &str) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let cause = Arg::Text(because);
    match error {
        Error::Empty { prefix } => say("error-image-empty", &[("prefix", Arg::Text(prefix))]),
        Error::Reference { text, .. } => {
            say("error-image-reference", &[("text", Arg::Text(text)), ("cause", cause)])
        }
        Error::Registry { host, what, cause } => registry(host, what, cause, lang),
        Error::Web(unusable) => web(unusable, lang, because),
        Error::Open { path, .. } => {
            let path = path.display().to_string();
            say("error-image-open", &[("path", Arg::Text(&path)), ("cause", cause)])
        }
        Error::Spool(_) => say("error-image-spool", &[("cause", cause)]),
        Error::SpoolTooLarge { limit_bytes } => {
            say("error-image-spool-too-large", &[("limit", Arg::Number(*limit_bytes))])
        }
        Error::NotAnImage { what, detail } => {
            let detail = in_words(detail, lang);
            say("error-image-none", &[("what", Arg::Text(what)), ("detail", Arg::Text(&detail))])
        }
        Error::Document { what, .. } | Error::Read { what, .. } => {
            let what = wanted(what, lang);
            say("error-image-document", &[("what", Arg::Text(&what)), ("cause", cause)])
        }
        Error::TooLarge { what, limit_bytes } => {
            let what = &wanted(what, lang);
            say("error-image-too-large", &[("what", Arg::Text(what)), ("limit", Arg::Number(*limit_bytes))])
        }
        Error::Missing { what } => say("error-image-missing", &[("what", Arg::Text(&wanted(what, lang)))]),
        Error::Mismatch { what, detail } => {
            let what = wanted(what, lang);
            say("error-image-mismatch", &[("what", Arg::Text(&what)), ("detail", Arg::Text(detail))])
        }
        Error::Unnamed { wanted, available } => {
            let available = available.join(", ");
            say("error-image-unnamed", &[("wanted", Arg::Text(wanted)), ("available", Arg::Text(&available))])
        }
        Error::Several { available } => {
            say("error-image-several", &[("available", Arg::Text(&available.join(", ")))])
        }
        Error::EmptyIndex => say("error-image-empty-index", &[]),
        Error::Platform { wanted, available } => {
            let available = available.join(", ");
            say(
                "error-image-platform",
                &[("wanted", Arg::Text(wanted)), ("available", Arg::Text(&available))],
            )
        }
        Error::Artefact { media_type } => say("error-image-artefact", &[("type", Arg::Text(media_type))]),
        Error::Layers { count, limit } => {
            let args = [("count", Arg::Number(*count as u64)), ("limit", Arg::Number(*limit as u64))];
            say("error-image-layers", &args)
        }
        Error::Nested { limit } => say("error-image-nested", &[("limit", Arg::Number(*limit as u64))]),
    }
}

/// The sentence for why no server can be asked at all.
pub(crate) fn web(unusable: &Unusable, lang: Lang, because: &str) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    match unusable {
        Unusable::Open { path, .. } => {
            let path = path.display().to_string();
            say("error-web-ca", &[("path", Arg::Text(&path)), ("cause", Arg::Text(because))])
        }
        Unusable::NoCertificate { path } => {
            say("error-web-no-certificate", &[("path", Arg::Text(&path.display().to_string()))])
        }
        Unusable::Proxy => say("error-proxy", &[]),
    }
}

/// The sentence for what a registry did not give.
fn registry(host: &str, what: &str, cause: &Refused, lang: Lang) -> String {
    if let Refused::TokenServer { host: server, cause } = cause {
        return registry(server, &format!("a token for `{host}`"), cause, lang);
    }
    let (key, detail) = match cause {
        Refused::Unauthorized(note) => ("error-registry-unauthorized", note.clone().unwrap_or_default()),
        Refused::Forbidden => ("error-registry-forbidden", String::new()),
        Refused::NotFound => ("error-registry-not-found", String::new()),
        Refused::TooMany => ("error-registry-too-many", String::new()),
        Refused::Status(status) => ("error-registry-status", status.to_string()),
        Refused::Unreachable(detail) => ("error-registry-unreachable", detail.clone()),
        Refused::Proxy(detail) => ("error-registry-proxy", detail.clone()),
        // Told of above; a token server has none of its own.
        Refused::TokenServer { cause, .. } => ("error-registry-answer", cause.to_string()),
        Refused::Tls(detail) => ("error-registry-tls", detail.clone()),
        Refused::Authority => ("error-registry-authority", String::new()),
        Refused::Deadline => ("error-registry-deadline", String::new()),
        Refused::Answer(detail) => ("error-registry-answer", detail.clone()),
        Refused::Redirect(detail) => ("error-registry-redirect", detail.clone()),
    };
    let detail = in_words(&detail, lang);
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let what = wanted(what, lang);
    let args = [("host", Arg::Text(host)), ("what", Arg::Text(&what)), ("detail", Arg::Text(&detail))];
    text_with(lang.as_str(), key, &args)
}
