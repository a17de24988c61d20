//! Packs, and what is said about single rules.

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, shared};
use crate::report::Report;

const MISSING: &str = "pod-security/privilege-escalation-allowed";

/// A pod that breaks one rule of baseline and one of restricted, under this configuration.
fn report(config: &str, args: &[&str]) -> Report {
    let text = shared("a").replace("allowPrivilegeEscalation: false, ", "");
    Folder::with(text).and("sekimori.yaml", format!("version: 1\n{config}\n")).report(args)
}

fn rules(report: &Report) -> Vec<&str> {
    report.violations().into_iter().map(|(_, rule)| rule).collect()
}

#[test]
fn restricted_is_the_default_and_contains_baseline() {
    assert_eq!(rules(&report("", &[])), [SHARED, MISSING]);
    assert_eq!(rules(&report("packs: [restricted]", &[])), [SHARED, MISSING]);
    assert_eq!(rules(&report("packs: [baseline, restricted]", &[])), [SHARED, MISSING]);
}

#[test]
fn the_pack_baseline_leaves_the_rest_out() {
    let report = report("packs: [baseline]", &[]);
    assert_eq!(rules(&report), [SHARED]);
    let baseline = sekimori_catalog::all().iter().filter_map(|rule| rule.standard);
    let count = baseline.filter(|of| of.level == sekimori_model::Level::Baseline).count();
    assert_eq!(report.count("rules"), count as u64);
}

#[test]
fn a_flag_names_packs_too() {
    assert_eq!(rules(&report("packs: [restricted]", &["--pack", "baseline"])), [SHARED]);
    assert_eq!(rules(&report("packs: [baseline]", &["--pack=baseline,restricted"])), [SHARED, MISSING]);
}

#[test]
fn a_severity_can_be_overridden_and_the_original_is_kept() {
    let config = format!("rules: {{{SHARED}: {{severity: low}}}}");
    let report = report(&config, &["--pack", "baseline"]);
    let found = &report.only().0;
    assert_eq!((&found["severity"], &found["originalSeverity"]), (&"low".into(), &"high".into()));
    assert_eq!((report.count("low"), report.count("high")), (1, 0));
}

#[test]
fn a_finding_without_override_has_no_original_severity() {
    let same = format!("rules: {{{SHARED}: {{severity: high}}}}");
    for config in ["", same.as_str()] {
        let report = report(config, &["--pack", "baseline"]);
        assert_eq!(report.only().0.get("originalSeverity"), None);
    }
}

#[test]
fn the_overridden_severity_is_held_against_the_threshold() {
    let folder = Folder::with(shared("a"));
    folder.scan(&["--fail-on", "high"]).exits(1);
    let folder =
        folder.and("sekimori.yaml", format!("version: 1\nrules: {{{SHARED}: {{severity: medium}}}}\n"));
    folder.scan(&["--fail-on", "high"]).exits(0);
}

#[test]
fn a_fingerprint_does_not_depend_on_the_severity() {
    let plain = report("", &["--pack", "baseline"]);
    let changed = report(&format!("rules: {{{SHARED}: {{severity: info}}}}"), &["--pack", "baseline"]);
    assert_eq!(plain.fingerprints(), changed.fingerprints());
}

#[test]
fn a_rule_can_be_switched_off_and_on() {
    let off = format!("rules: {{{SHARED}: {{enabled: false}}}}");
    assert_eq!(rules(&report(&off, &[])), [MISSING]);
    let on = format!("packs: [baseline]\nrules: {{{MISSING}: {{enabled: true}}}}");
    assert_eq!(rules(&report(&on, &[])), [SHARED, MISSING]);
    let alone = format!("packs: []\nrules: {{{MISSING}: {{enabled: true}}}}");
    let alone = report(&alone, &[]);
    assert_eq!((rules(&alone), alone.count("rules")), (vec![MISSING], 1));
}

#[test]
fn a_severity_alone_does_not_switch_a_rule_on() {
    let config = format!("packs: [baseline]\nrules: {{{MISSING}: {{severity: critical}}}}");
    assert_eq!(rules(&report(&config, &[])), [SHARED]);
}

#[test]
fn what_was_not_analysed_cannot_be_switched_off() {
    let config = "version: 1\nrules: {manifest/not-analysed: {enabled: false, severity: critical}}\n";
    let report = Folder::with("a: [1\n").and("b.yaml", clean("b")).and("sekimori.yaml", config).report(&[]);
    assert_eq!(report.not_analysed(), [("app.yaml", "malformed")]);
}

#[test]
fn a_standard_is_judged_alone_whatever_the_configuration_says() {
    let config = format!("packs: [baseline]\nrules: {{{SHARED}: {{enabled: false, severity: low}}}}");
    let report = report(&config, &["--pss", "restricted@1.37"]);
    assert_eq!(rules(&report), [SHARED, MISSING]);
    assert_eq!(report.findings[0].0["severity"], "high");
}

#[test]
fn an_older_version_of_kubernetes_has_fewer_rules() {
    let none: Report = report("kubernetesVersion: \"1.0\"", &[]);
    assert!(!rules(&none).contains(&MISSING), "asked for since 1.8: {:?}", rules(&none));
    assert_eq!(rules(&report("", &["--kubernetes-version", "1.8"])), [SHARED, MISSING]);
}

#[test]
fn personas_and_confidence_filter_what_is_shown() {
    for args in [["--persona", "auditor"], ["--persona", "regular"], ["--min-confidence", "high"]] {
        assert_eq!(
            rules(&report("", &args)),
            [SHARED, MISSING],
            "all rules so far are certain and for everyone"
        );
    }
}
