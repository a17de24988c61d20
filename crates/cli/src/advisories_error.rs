//! What goes wrong with the database of advisories, as sentences.

use std::error::Error as StdError;

use sekimori_model::Lang;
use sekimori_supply::advisories::Error;
use sekimori_supply::web::{Refused, Unusable};
use sekimori_text::{Arg, text_with};

use crate::exit::Exit;
use crate::image_error;

/// How a run ends for want of a database.
pub(crate) fn exit(error: &Error) -> Exit {
    match error {
        Error::Address | Error::Web(Unusable::Proxy) | Error::NoEcosystem { .. } => Exit::Usage,
        Error::Image(inner) => image_error::exit(inner),
        _ => Exit::Failed,
    }
}

/// The sentence for an error.
pub(crate) fn sentence(error: &Error, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let because = error.source().map(ToString::to_string).unwrap_or_default();
    let cause = ("cause", Arg::Text(&because));
    let of_path = |key: &str, path: &std::path::Path| {
        let path = path.display().to_string();
        say(key, &[("path", Arg::Text(&path)), cause])
    };
    match error {
        Error::Address => say("error-db-address", &[]),
        Error::Web(inner) => image_error::web(inner, lang, &because),
        Error::Refused { what, cause } => refused(what, cause, lang),
        Error::TooLarge { what, limit_bytes } => {
            say("error-db-too-large", &[("what", Arg::Text(what)), ("limit", Arg::Number(*limit_bytes))])
        }
        Error::File { path, .. } => of_path("error-db-file", path),
        Error::Owner { path } => of_path("error-db-owner", path),
        Error::Busy { path } => of_path("error-db-busy", path),
        Error::Missing { path } => of_path("db-none", path),
        Error::Unsigned { what } => say("error-db-unsigned", &[("what", Arg::Text(what))]),
        Error::Nothing { what } => say("error-db-nothing", &[("what", Arg::Text(what))]),
        Error::NoEcosystem { name, there } => {
            let there = there.join(", ");
            say("error-db-no-ecosystem", &[("name", Arg::Text(name)), ("there", Arg::Text(&there))])
        }
        Error::Refuses { what, refused, came, name, why } => say(
            "error-db-refuses",
            &[
                ("what", Arg::Text(what)),
                ("refused", Arg::Number(*refused)),
                ("came", Arg::Number(*came)),
                ("name", Arg::Text(name)),
                ("cause", Arg::Text(why)),
            ],
        ),
        Error::Older { what, here, there } => {
            let (here, there) = (here.to_string(), there.to_string());
            let args = [("what", Arg::Text(what)), ("here", Arg::Text(&here)), ("there", Arg::Text(&there))];
            say("error-db-older", &args)
        }
        Error::OlderTable { what, here, there } => {
            let (here, there) = (here.to_string(), there.to_string());
            let args = [("what", Arg::Text(what)), ("here", Arg::Text(&here)), ("there", Arg::Text(&there))];
            say("error-db-older-table", &args)
        }
        Error::Less { what, here, there } => {
            let args =
                [("what", Arg::Text(what)), ("here", Arg::Number(*here)), ("there", Arg::Number(*there))];
            say("error-db-less", &args)
        }
        Error::FutureDatabase { here, today } => {
            let (here, today) = (here.to_string(), today.to_string());
            say("error-db-future", &[("here", Arg::Text(&here)), ("today", Arg::Text(&today))])
        }
        Error::OlderDatabase { here, there } => {
            let (here, there) = (here.to_string(), there.to_string());
            say("error-db-older-database", &[("here", Arg::Text(&here)), ("there", Arg::Text(&there))])
        }
        Error::NotAdvisories { what } => say("error-db-not-advisories", &[("what", Arg::Text(what))]),
        Error::Image(inner) => image_error::whole(inner, lang),
        Error::Database(inner) => {
            let why = inner.to_string();
            say("error-db-damaged", &[("cause", Arg::Text(&why))])
        }
        Error::Damaged { what, detail } => {
            say("error-db-source-damaged", &[("what", Arg::Text(what)), ("cause", Arg::Text(detail))])
        }
    }
}

/// The sentence for what a server did not give.
fn refused(what: &str, cause: &Refused, lang: Lang) -> String {
    let (key, detail) = match cause {
        Refused::Unauthorized(_) | Refused::Forbidden => ("error-db-forbidden", String::new()),
        Refused::NotFound => ("error-db-not-found", String::new()),
        Refused::TooMany => ("error-db-too-many", String::new()),
        Refused::Status(status) => ("error-db-status", status.to_string()),
        Refused::Unreachable(detail) => ("error-db-unreachable", detail.clone()),
        Refused::Proxy(_) | Refused::TokenServer { .. } => ("error-db-unreachable", cause.to_string()),
        Refused::Tls(detail) => ("error-db-tls", detail.clone()),
        Refused::Authority => ("error-db-tls", cause.to_string()),
        Refused::Deadline => ("error-db-deadline", String::new()),
        Refused::Answer(detail) => ("error-db-answer", detail.clone()),
        Refused::Redirect(detail) => ("error-db-redirect", detail.clone()),
    };
    text_with(lang.as_str(), key, &[("what", Arg::Text(what)), ("detail", Arg::Text(&detail))])
}
