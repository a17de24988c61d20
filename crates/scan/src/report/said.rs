//! Evidence in words, the same in every report.

use sekimori_model::{Advisory, CommitSeen, Evidence, Lang, Outcome, Purl, WaiverOrigin, WaiverUse};
use sekimori_text::Arg;

use crate::texts::one;

/// Says why it cannot be seen whether a rule is kept, where that is so.
pub(super) fn unseen(outcome: Outcome, lang: Lang) -> Option<String> {
    match outcome {
        Outcome::NotObservable(reason) => Some(one(lang, &format!("report-unseen-{reason}"), &[])),
        _ => None,
    }
}

/// Says who accepts a finding, until when and why.
pub(crate) fn waived_by(waiver: &WaiverUse, lang: Lang) -> String {
    let until = waiver.expires.map(|day| day.to_string()).unwrap_or_default();
    let justification = waiver.justification.map_or("", |one| one.as_str());
    let status = if let WaiverOrigin::Vex { status, .. } = &waiver.origin { status.as_str() } else { "" };
    let args = [
        ("until", Arg::Text(&until)),
        ("owner", Arg::Text(&waiver.owner)),
        ("reason", Arg::Text(&waiver.reason)),
        ("status", Arg::Text(status)),
        ("justification", Arg::Text(justification)),
    ];
    let key = match (status, justification) {
        ("", "") => "report-waived-by",
        ("", _) => "report-waived-justified",
        (_, "") => "report-waived-stated",
        _ => "report-waived-stated-justified",
    };
    one(lang, key, &args)
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
            let step = |step: &String| match step.as_str() {
                "file-name" | "link-target" => one(lang, &format!("report-secret-in-{step}"), &[]),
                _ => step.clone(),
            };
            let steps = through.iter().map(step).collect::<Vec<_>>().join(" > ");
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
            let key = match () {
                () if *in_head => "report-history-in-head",
                // That may be the commit that is checked out: of its message, nothing is.
                () if first.commit == last.commit => "report-history-once",
                () => "report-history-removed",
            };
            one(lang, key, &args)
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
        Evidence::Advisory { advisory, summary, .. } => advisory_said(advisory, summary, lang),
        Evidence::Package { purl, version, fixed } => {
            let name = purl.parse::<Purl>().map_or_else(|_| purl.clone(), |purl| purl.full_name());
            let args = [
                ("name", Arg::Text(&name)),
                ("version", Arg::Text(version)),
                ("fixed", Arg::Text(fixed.as_deref().unwrap_or_default())),
            ];
            let key = if fixed.is_some() { "report-advisory-fixed" } else { "report-advisory-unfixed" };
            one(lang, key, &args)
        }
        _ => String::new(),
    }
}

/// What is published, the most urgent of it in words.
fn advisory_said(advisory: &Advisory, summary: &str, lang: Lang) -> String {
    let aliases = advisory.aliases.join(", ");
    let mut parts = vec![if aliases.is_empty() {
        advisory.id.to_string()
    } else {
        let args = [("id", Arg::Text(&advisory.id)), ("aliases", Arg::Text(&aliases))];
        one(lang, "report-advisory-known-as", &args)
    }];
    if !summary.is_empty() {
        parts.push(summary.to_owned());
    }
    if let Some(exploited) = &advisory.exploited {
        let day = exploited.since.to_string();
        let ransom = "report-advisory-exploited-ransom";
        let key = if exploited.by_ransomware { ransom } else { "report-advisory-exploited" };
        parts.push(one(lang, key, &[("day", Arg::Text(&day))]));
    }
    if let Some(score) = advisory.cvss.first() {
        let tenths = format!("{}.{}", score.tenths / 10, score.tenths % 10);
        let args = [("version", Arg::Text(&score.version)), ("score", Arg::Text(&tenths))];
        parts.push(one(lang, "report-advisory-cvss", &args));
    }
    if let Some(epss) = advisory.epss {
        let tenths = epss.probability_ppm / 1_000;
        let percent = format!("{}.{}", tenths / 10, tenths % 10);
        parts.push(one(lang, "report-advisory-epss", &[("percent", Arg::Text(&percent))]));
    }
    parts.join("; ")
}

/// Tells whether words stand here for a piece of evidence.
pub(super) const fn has_words(evidence: &Evidence) -> bool {
    matches!(
        evidence,
        Evidence::Secret { .. }
            | Evidence::History { .. }
            | Evidence::Certificate { .. }
            | Evidence::Verification { .. }
            | Evidence::Advisory { .. }
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
