//! Evidence in words, the same in every report.

use sekimori_model::{CommitSeen, Evidence, Lang, Outcome};
use sekimori_text::Arg;

use crate::texts::one;

/// Says why it cannot be seen whether a rule is kept, where that is so.
pub(super) fn unseen(outcome: Outcome, lang: Lang) -> Option<String> {
    match outcome {
        Outcome::NotObservable(reason) => Some(one(lang, &format!("report-unseen-{reason}"), &[])),
        _ => None,
    }
}

/// Says what a piece of evidence shows; empty for what has a form of its own in each report.
pub(super) fn said(evidence: &Evidence, lang: Lang) -> String {
    match evidence {
        Evidence::Secret { context, redacted, through } => {
            let args = [("redacted", Arg::Text(redacted)), ("context", Arg::Text(context))];
            let key = if context.is_empty() { "report-secret" } else { "report-secret-in" };
            let found = one(lang, key, &args);
            if through.is_empty() {
                return found;
            }
            let steps = through.join(" > ");
            one(lang, "report-secret-through", &[("found", Arg::Text(&found)), ("steps", Arg::Text(&steps))])
        }
        Evidence::History { first, last, in_head } => {
            let (short, last_short) = (short(first), short(last));
            let (first_day, last_day) = (day(first), day(last));
            let args = [
                ("first", Arg::Text(short)),
                ("firstDay", Arg::Text(&first_day)),
                ("last", Arg::Text(last_short)),
                ("lastDay", Arg::Text(&last_day)),
            ];
            one(lang, if *in_head { "report-history-in-head" } else { "report-history-removed" }, &args)
        }
        Evidence::Verification { standing, host, reason } => {
            let why =
                reason.map(|reason| one(lang, &format!("report-unsure-{reason}"), &[])).unwrap_or_default();
            let args = [("host", Arg::Text(host)), ("reason", Arg::Text(&why))];
            one(lang, &format!("report-verification-{standing}"), &args)
        }
        Evidence::Certificate { subject, not_after } => {
            let day: String = not_after.to_string().chars().take(10).collect();
            let args = [("subject", Arg::Text(subject)), ("day", Arg::Text(&day))];
            one(lang, "report-certificate", &args)
        }
        Evidence::Layer { digest, step } => {
            let digest = digest.get(..19).unwrap_or(digest);
            match step {
                Some(step) => one(
                    lang,
                    "report-layer-step",
                    &[("digest", Arg::Text(digest)), ("step", Arg::Text(step))],
                ),
                None => one(lang, "report-layer-alone", &[("digest", Arg::Text(digest))]),
            }
        }
        Evidence::Gone { by } => {
            one(lang, "report-gone-in-layer", &[("digest", Arg::Text(by.get(..19).unwrap_or(by)))])
        }
        Evidence::Step { name } => name.clone(),
        _ => String::new(),
    }
}

/// Tells whether a piece of evidence is about a secret, so that words stand here for it.
pub(super) const fn is_of_secret(evidence: &Evidence) -> bool {
    matches!(
        evidence,
        Evidence::Secret { .. }
            | Evidence::History { .. }
            | Evidence::Certificate { .. }
            | Evidence::Verification { .. }
    )
}

/// As much of an object id as people compare.
fn short(commit: &CommitSeen) -> &str {
    commit.commit.get(..12).unwrap_or(&commit.commit)
}

/// The day in UTC.
fn day(commit: &CommitSeen) -> String {
    commit.authored.to_string().chars().take(10).collect()
}
