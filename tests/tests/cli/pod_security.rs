//! `--pss LEVEL@VERSION`: the Pod Security Standards alone.

use sekimori_catalog::all;
use sekimori_model::{Level, Version};

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, pod, shared};
use crate::program::sekimori;
use crate::report::Report;

fn report(text: &str, standard: &str) -> Report {
    Folder::with(text).report(&["--pss", standard])
}

fn rules(report: &Report) -> Vec<&str> {
    report.violations().into_iter().map(|(_, rule)| rule).collect()
}

#[test]
fn every_level_runs_at_every_version() {
    let folder = Folder::with(shared("a"));
    for minor in 0..=Version::LATEST.minor() {
        for level in [Level::Privileged, Level::Baseline, Level::Restricted] {
            let version = Version::v1(minor);
            let report = folder.report(&["--pss", &format!("{level}@{version}")]);
            let of = all().iter().filter_map(|rule| rule.standard);
            let count = of.filter(|of| of.level <= level && of.since <= version).count();
            assert_eq!(report.count("rules"), count as u64, "{level}@{version}");
            let expected: &[&str] = if level == Level::Privileged { &[] } else { &[SHARED] };
            assert_eq!(rules(&report), expected, "{level}@{version}");
            assert_eq!(report.all["standard"]["version"], version.to_string());
        }
    }
}

#[test]
fn the_version_may_be_left_out_or_called_latest() {
    for standard in ["restricted", "restricted@latest", "restricted@1.37", "restricted@v1.37"] {
        let report = report(&shared("a"), standard);
        assert_eq!(
            report.all["standard"],
            serde_json::json!({ "level": "restricted", "version": "1.37" }),
            "{standard}"
        );
    }
}

#[test]
fn privileged_forbids_nothing_and_still_looks() {
    let run = sekimori(&["scan", "examples/shop", "--pss", "privileged@1.30"]).exits(0);
    assert!(run.err.contains("0 rules on 305 objects"), "{}", run.err);
}

#[test]
fn checks_begin_at_their_version() {
    let open = clean("a").replace("allowPrivilegeEscalation: false, ", "");
    let rule = "pod-security/privilege-escalation-allowed";
    assert_eq!(rules(&report(&open, "restricted@1.7")), [""; 0]);
    assert_eq!(rules(&report(&open, "restricted@1.8")), [rule]);
    let unprofiled = clean("a").replace(", seccompProfile: {type: RuntimeDefault}", "");
    let rule = "pod-security/seccomp-profile-missing";
    assert_eq!(rules(&report(&unprofiled, "restricted@1.18")), [""; 0]);
    assert_eq!(rules(&report(&unprofiled, "restricted@1.19")), [rule]);
    let probe =
        clean("a").replace("image:", "livenessProbe: {httpGet: {host: 10.0.0.1, port: 80}}\n      image:");
    assert_eq!(rules(&report(&probe, "baseline@1.33")), [""; 0]);
    assert_eq!(rules(&report(&probe, "baseline@1.34")), ["pod-security/probe-host-set"]);
}

#[test]
fn sysctls_become_safe_version_by_version() {
    let with = |name: &str| {
        let context = format!("securityContext: {{sysctls: [{{name: {name}, value: \"1\"}}], ");
        pod("a", "").replacen("securityContext: {", &context, 1)
    };
    for (name, since) in [
        ("net.ipv4.ip_local_reserved_ports", 27),
        ("net.ipv4.tcp_keepalive_time", 29),
        ("net.ipv4.tcp_rmem", 32),
        ("net.ipv4.tcp_notsent_lowat", 37),
    ] {
        let at = |minor: u16| rules(&report(&with(name), &format!("baseline@1.{minor}"))).len();
        assert_eq!((at(since - 1), at(since)), (1, 0), "{name} is safe since 1.{since}");
    }
    assert_eq!(rules(&report(&with("kernel.msgmax"), "baseline@1.37")), ["pod-security/unsafe-sysctl"]);
}

#[test]
fn a_later_standard_does_not_forgive_what_an_older_one_found_in_the_shop() {
    let count = |standard: &str| {
        sekimori(&["scan", "examples/shop", "--pss", standard, "--format", "json"]).reports(1).findings.len()
    };
    assert!(count("baseline@1.37") < count("restricted@1.37"), "restricted contains baseline");
    assert!(count("restricted@1.0") < count("restricted@1.37"), "checks came over time");
}

#[test]
fn the_variable_of_the_version_does_not_matter_beside_it() {
    let folder = Folder::with(shared("a"));
    let report = folder
        .scan(&["--pss", "baseline@1.30", "--format", "json", "--kubernetes-version", "1.20"])
        .reports(1);
    assert_eq!(report.all["standard"]["version"], "1.30");
}
