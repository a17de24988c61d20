//! Tells somebody that images are to be built anew, once for each state of a base.

mod request;

use std::time::Duration;

use sekimori_model::Lang;
use sekimori_model::bases::Triggered;
use sekimori_scan::report::printable;
use sekimori_scan::shown;
use sekimori_store::{Rebuild, Store};
use sekimori_supply::web::Web;
use sekimori_supply::{ProgramFailed, run_program};
use sekimori_text::{Arg, text, text_with};
use sha2::{Digest as _, Sha256};

use super::Told;
use super::tag::Status;
use crate::args::{BaseImages as Args, Trigger};
use crate::error::Error;
use crate::{cause, image_source, remembered};

/// What a receiver is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) image: &'a str,
    pub(super) base: &'a str,
    /// What the image is built on; none where it is not known.
    pub(super) old: Option<&'a str>,
    /// What the base is now.
    pub(super) new: &'a str,
}

/// Tells all receivers of all images whose base moved, in the order of rebuilding. An image that waits for one of these is
/// told of when that one was built: then its own base has moved.
pub(super) fn run(told: &Told, args: &Args, lang: Lang) -> Result<Vec<Triggered>, Error> {
    if args.triggers.is_empty() {
        return Ok(Vec::new());
    }
    let mut store = open(args)?;
    let web =
        Web::new(&image_source::registry(&args.access).web).map_err(|cause| Error::Image(cause.into()))?;
    let order = told.order.order.iter().chain(&told.order.stuck);
    let rows = order.filter_map(|image| told.rows.iter().find(|row| row.image == *image));
    let mut all = Vec::new();
    for row in rows {
        let moved = row.tag.as_ref().filter(|tag| tag.status == Status::Moved);
        let Some((tag, base)) = moved.zip(row.known.first()) else { continue };
        let Some(new) = tag.new.as_ref().map(ToString::to_string) else { continue };
        let old = tag.old.as_ref().map(ToString::to_string);
        // An image that was built anew since is another one, also where its base came back to what it was.
        let built =
            row.digest.as_ref().map_or_else(|| row.image.clone(), |digest| format!("{}@{digest}", row.image));
        let event = Event { image: &row.image, base: &base.name, old: old.as_deref(), new: &new };
        for trigger in &args.triggers {
            let digest = digest(trigger);
            let rebuild = Rebuild { image: &built, base: event.base, digest: event.new, trigger: &digest };
            let is_known = match &store {
                Some(store) => store.is_triggered(&rebuild).map_err(Error::State)?,
                None => false,
            };
            let (outcome, detail) = match () {
                () if is_known => ("before", None),
                () if args.dry_run => ("dry-run", None),
                () => match send(trigger, &event, &web, lang) {
                    Ok(()) => ("sent", None),
                    Err(detail) => ("failed", Some(printable(&shown(&detail)))),
                },
            };
            if let (Some(store), "sent") = (&mut store, outcome) {
                store.put_triggered(&rebuild, remembered::now()?).map_err(Error::State)?;
            }
            let (image, trigger) = (printable(&shown(event.image)), printable(&shown(&name(trigger))));
            all.push(Triggered { image, trigger, digest: event.new.to_owned(), outcome, detail });
        }
    }
    Ok(all)
}

/// The state. A dry run makes none.
fn open(args: &Args) -> Result<Option<Store>, Error> {
    let named = args.state.state_dir.as_deref();
    if args.dry_run && !remembered::folder(named)?.file().exists() {
        return Ok(None);
    }
    remembered::open(named).map(Some)
}

fn send(trigger: &Trigger, event: &Event<'_>, web: &Web, lang: Lang) -> Result<(), String> {
    match trigger {
        Trigger::Command(words) => start(words, event, lang),
        other => request::of(other, event, lang).and_then(|request| request.send(web, lang)),
    }
}

/// Runs a program with the facts in its environment.
fn start(words: &[String], event: &Event<'_>, lang: Lang) -> Result<(), String> {
    let Event { image, base, old, new } = *event;
    let variables = [
        ("SEKIMORI_IMAGE", image),
        ("SEKIMORI_BASE", base),
        ("SEKIMORI_BASE_OLD", old.unwrap_or_default()),
        ("SEKIMORI_BASE_NEW", new),
    ];
    run_program(words, &variables, LONGEST).map_err(|failed| match failed {
        ProgramFailed::Run(cause) => cause::chain(&cause, lang),
        ProgramFailed::Status(status) => {
            text_with(lang.as_str(), "base-trigger-status", &[("status", Arg::Text(&status))])
        }
        ProgramFailed::TooLong(_) => text(lang.as_str(), "base-trigger-too-long"),
    })
}

/// How long a program may run: a build is to be started, not waited for.
const LONGEST: Duration = Duration::from_mins(10);

/// What a receiver is called. Of an address only the host is shown: the rest may be a secret.
fn name(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Webhook(url) => {
            let rest = url.split_once("://").map_or("", |(_, rest)| rest);
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("webhook={}://{host}", url.split(':').next().unwrap_or_default())
        }
        Trigger::Command(words) => format!("command={}", words.first().map_or("", String::as_str)),
        Trigger::Github(repository) => format!("github={repository}"),
        Trigger::GithubWorkflow { repository, file, branch } => {
            format!("github-workflow={repository}/{file}@{branch}")
        }
        Trigger::Gitlab { project, branch } => format!("gitlab={project}@{branch}"),
    }
}

/// Tells a receiver from all others, without a word of its address.
fn digest(trigger: &Trigger) -> String {
    let digest = Sha256::digest(format!("{trigger:?}"));
    let digits: Vec<String> = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// The value of a variable that holds a credential.
fn credential(variable: &str, lang: Lang) -> Result<String, String> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| format!("{variable}: {}", text(lang.as_str(), "base-trigger-no-token")))
}
