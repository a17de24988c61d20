//! What the rules of the configuration say of packages, by what their files tell of them: licence and age.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekimori_catalog::{Check, PackageSink, PackageView, PackageViolation};
use sekimori_model::{
    Evidence, Finding, Localised, NotObservable, Outcome, Package, Sbom, Severity, Subject,
};
use sekimori_text::{Arg, text_with};

use super::{Bearings, Judged};
use crate::plan::{Plan, Selected};
use crate::texts::both;
use crate::{judge, waivers};

/// Of what one rule cannot see in one file: the first of the packages, and how many there are.
struct Unseen<'a> {
    selected: Selected,
    first: &'a Package,
    why: NotObservable,
    count: u64,
}

/// Judges each package. What files do not tell is said once for each rule and file, not for each package.
pub(super) fn judge(sbom: &Sbom, plan: &Plan, bearings: &Bearings<'_>, judged: &mut Judged) {
    if plan.whole.packages.is_empty() && plan.config.scopes.is_empty() {
        return;
    }
    let mut unseen: BTreeMap<(&str, &Arc<str>), Unseen<'_>> = BTreeMap::new();
    for (place, package) in sbom.packages.iter().enumerate() {
        let selection = plan.selection(&package.found_in.path, "", |_| Vec::new());
        for selected in &selection.packages {
            let Check::Package(check) = selected.rule.check else { continue };
            let mut sink = PackageSink::new(&selected.parameters);
            check(&PackageView { package, today: plan.today }, &mut sink);
            match sink.into_violation() {
                None => {}
                Some(PackageViolation::Unseen(why)) => {
                    let new = || Unseen { selected: selected.clone(), first: package, why, count: 0 };
                    let key = (selected.rule.id, &package.found_in.path);
                    unseen.entry(key).or_insert_with(new).count += 1;
                }
                Some(PackageViolation::Broken { what, seen, wanted }) => {
                    let mut finding = broken(package, selected, &seen, bearings);
                    finding.evidence = vec![Evidence::Value {
                        path: what.to_owned(),
                        seen: Some(seen),
                        wanted: wanted.into(),
                    }];
                    finding.evidence.extend((bearings.more)(package));
                    finding.mode = finding.mode.min(selection.mode);
                    judged.used.extend(waivers::apply(&mut finding, selected.rule, &[], plan));
                    judged.of_package.push((place, judged.findings.len()));
                    judged.findings.push(finding);
                }
            }
        }
    }
    judged.findings.extend(unseen.into_values().map(|one| not_told(&one, bearings)));
}

fn broken(package: &Package, selected: &Selected, seen: &str, bearings: &Bearings<'_>) -> Finding {
    let purl = package.purl.without_version();
    let subject = Subject::Package { purl, carrier: (bearings.carrier)(package) };
    let mut finding = judge::finding(selected.rule, subject, seen, Outcome::Violated);
    finding.original_severity =
        (selected.severity != selected.rule.severity).then_some(selected.rule.severity);
    finding.severity = selected.severity;
    let name = package.purl.full_name();
    let titled = |lang: &str, title: &str| {
        let version = ("version", Arg::Text(&package.purl.version));
        text_with(
            lang,
            "report-package-title",
            &[("title", Arg::Text(title)), ("name", Arg::Text(&name)), version],
        )
    };
    let title = selected.rule.title;
    finding.title = Localised::owned(titled("en", title.en), titled("ja", title.ja));
    finding.locations = (bearings.places)(package);
    finding
}

fn not_told(unseen: &Unseen<'_>, bearings: &Bearings<'_>) -> Finding {
    let Unseen { selected, first, why, count } = unseen;
    let subject = Subject::File { path: (bearings.carrier)(first) };
    let discriminator = format!("unseen {}", first.found_in.path);
    let outcome = Outcome::NotObservable(*why);
    let mut finding = judge::finding(selected.rule, subject, &discriminator, outcome);
    finding.severity = Severity::Info;
    let titled = |lang: &str, title: &str| {
        let args = [("title", Arg::Text(title)), ("count", Arg::Number(*count))];
        text_with(lang, "report-package-unseen", &args)
    };
    let title = selected.rule.title;
    finding.title = Localised::owned(titled("en", title.en), titled("ja", title.ja));
    finding.fix = both("report-package-unseen-fix", &[]);
    finding.locations = (bearings.places)(first);
    finding
}
