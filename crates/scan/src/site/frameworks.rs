//! Published standards and other scanners: their controls, each with the rules that answer it.

use std::collections::BTreeMap;

use sekimori_model::Lang;
use sekimori_text::Arg;

use super::shell::{Place, outward, page, trail};
use super::{Entry, File, groups};
use crate::report::html::escaped;
use crate::texts::one;

/// A standard or a scanner that rules speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Framework {
    pub(super) name: &'static str,
    /// Whether it is a scanner, whose checks look at the same as rules do.
    pub(super) is_scanner: bool,
    /// Its controls in the order that people count in.
    pub(super) controls: Vec<&'static str>,
}

/// Finds all that the rules name, standards first.
pub(super) fn all(rules: &[Entry]) -> Vec<Framework> {
    let mut found: BTreeMap<(bool, &'static str), Vec<&'static str>> = BTreeMap::new();
    for rule in rules.iter().map(|entry| entry.rule) {
        for (is_scanner, controls) in [(false, rule.controls), (true, rule.covers)] {
            for control in controls {
                found.entry((is_scanner, control.framework)).or_default().push(control.id);
            }
        }
    }
    let sorted = |mut controls: Vec<&'static str>| {
        controls.sort_by_key(|id| natural(id));
        controls.dedup();
        controls
    };
    let framework =
        |((is_scanner, name), controls)| Framework { name, is_scanner, controls: sorted(controls) };
    found.into_iter().map(framework).collect()
}

/// 1.2.10 comes after 1.2.9.
fn natural(id: &str) -> (Vec<(String, u64)>, String) {
    let mut parts = vec![(String::new(), 0_u64)];
    for c in id.chars() {
        let Some((words, number)) = parts.last_mut() else { break };
        match c.to_digit(10) {
            Some(digit) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
            None if *number > 0 => parts.push((c.to_lowercase().to_string(), 0)),
            None => words.extend(c.to_lowercase()),
        }
    }
    (parts, id.to_owned())
}

/// The path of a framework's page.
pub(super) fn path(name: &str) -> String {
    format!("frameworks/{name}.html")
}

/// The id of a control's element.
pub(super) fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect()
}

/// What people call it. One that is not known here is called by its id.
pub(super) fn title(name: &'static str) -> &'static str {
    match name {
        "azure-policy-kubernetes" => "Azure Policy for Kubernetes",
        "betterleaks" => "Betterleaks",
        "checkov" => "Checkov",
        "cis-kubernetes-1.12" => "CIS Kubernetes Benchmark 1.12",
        "cis-docker" => "CIS Docker Benchmark",
        "cwe" => "CWE",
        "docker-bench" => "Docker Bench for Security",
        "dockle" => "Dockle",
        "gitleaks" => "Gitleaks",
        "kingfisher" => "Kingfisher",
        "kube-linter" => "KubeLinter",
        "kube-score" => "kube-score",
        "kubescape" => "Kubescape",
        "nist-800-190" => "NIST SP 800-190",
        "nist-800-53-r5" => "NIST SP 800-53 Rev. 5",
        "nsa-cisa-hardening" => "NSA/CISA Kubernetes Hardening Guide",
        "owasp-kubernetes-top-10" => "OWASP Kubernetes Top 10 (2022)",
        "pod-security-standards" => "Pod Security Standards",
        "polaris" => "Polaris",
        "trivy" => "Trivy",
        other => other,
    }
}

/// Where a framework is published.
fn home(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match (name, lang) {
        ("azure-policy-kubernetes", Lang::En) => {
            "https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies#kubernetes"
        }
        ("azure-policy-kubernetes", Lang::Ja) => {
            "https://learn.microsoft.com/ja-jp/azure/governance/policy/samples/built-in-policies#kubernetes"
        }
        ("betterleaks", _) => "https://github.com/betterleaks/betterleaks",
        ("checkov", _) => "https://www.checkov.io/5.Policy%20Index/kubernetes.html",
        ("cis-kubernetes-1.12", _) => "https://www.cisecurity.org/benchmark/kubernetes",
        ("cis-docker", _) => "https://www.cisecurity.org/benchmark/docker",
        ("cwe", _) => "https://cwe.mitre.org/",
        ("docker-bench", _) => "https://github.com/docker/docker-bench-security",
        ("dockle", _) => "https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md",
        ("gitleaks", _) => "https://github.com/gitleaks/gitleaks",
        ("kingfisher", _) => "https://github.com/mongodb/kingfisher",
        ("kube-linter", _) => "https://docs.kubelinter.io/#/generated/checks",
        ("kube-score", _) => "https://github.com/zegl/kube-score/blob/master/README_CHECKS.md",
        ("kubescape", _) => "https://kubescape.io/docs/controls/",
        ("nist-800-190", _) => "https://doi.org/10.6028/NIST.SP.800-190",
        ("nist-800-53-r5", _) => "https://doi.org/10.6028/NIST.SP.800-53r5",
        ("nsa-cisa-hardening", _) => {
            "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF"
        }
        ("owasp-kubernetes-top-10", _) => "https://owasp.org/www-project-kubernetes-top-ten/",
        ("pod-security-standards", Lang::En) => {
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/"
        }
        ("pod-security-standards", Lang::Ja) => {
            "https://kubernetes.io/ja/docs/concepts/security/pod-security-standards/"
        }
        ("polaris", _) => "https://polaris.docs.fairwinds.com/",
        ("trivy", _) => "https://avd.aquasec.com/misconfig/kubernetes/",
        _ => return None,
    })
}

/// Where one control has a public page of its own.
pub(super) fn public_page(framework: &str, id: &str) -> Option<String> {
    match framework {
        "pod-security-standards" => {
            let level = id.split('/').next()?;
            Some(format!("https://kubernetes.io/docs/concepts/security/pod-security-standards/#{level}"))
        }
        "cwe" => Some(format!("https://cwe.mitre.org/data/definitions/{}.html", id.strip_prefix("CWE-")?)),
        "kubescape" => Some(format!("https://hub.armosec.io/docs/{}", id.to_lowercase())),
        _ => None,
    }
}

pub(super) fn page_of(framework: &Framework, rules: &[Entry], lang: Lang) -> File {
    let place = Place::new(lang, path(framework.name));
    let section = |control: &&str| {
        let answers = |entry: &&Entry| {
            let mut all = entry.rule.controls.iter().chain(entry.rule.covers);
            all.any(|c| c.framework == framework.name && c.id == *control)
        };
        let out = public_page(framework.name, control)
            .map(|url| format!(" {}", outward(&url, &place.say("site-public-page"))))
            .unwrap_or_default();
        format!(
            "<section class=\"control\" id=\"{}\"><h2><code>{}</code>{out}</h2>\n{}</section>\n",
            anchor(control),
            escaped(control),
            groups::list(rules.iter().filter(answers), &place)
        )
    };
    let sections: String = framework.controls.iter().map(section).collect();
    let within = framework.controls.len() as u64;
    let name = title(framework.name);
    let home = home(framework.name, lang)
        .map(|url| format!(" {}", outward(url, &place.say("site-framework-home"))))
        .unwrap_or_default();
    let about = if framework.is_scanner { "site-scanner-about" } else { "site-framework-about" };
    let args = [("name", Arg::Text(name)), ("count", Arg::Number(within))];
    let main = format!(
        "{}<h1>{}</h1>\n<p class=\"lead\">{}{home}</p>\n{sections}",
        trail(&place, &[], &escaped(name)),
        escaped(&one(lang, "site-framework-title", &args)),
        place.say_with(about, &args),
    );
    page(&place, &one(lang, "site-framework-title", &args), &main)
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn controls_are_in_the_order_that_people_count_in() {
        let mut ids = ["C-0016", "1.2.10", "1.10.1", "1.2.9", "1.2.1", "K10", "K01", "C-0002"];
        ids.sort_by_key(|id| natural(id));
        assert_eq!(ids, ["1.2.1", "1.2.9", "1.2.10", "1.10.1", "C-0002", "C-0016", "K01", "K10"]);
    }
}
