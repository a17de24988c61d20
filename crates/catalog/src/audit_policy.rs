//! What an audit policy says of a request.

use sekimori_parse::kubernetes::Field;

/// The kind of an audit policy.
pub(crate) const POLICIES: &[(&str, &str)] = &[("audit.k8s.io", "Policy")];

/// Returns the first rule that speaks of a request to any object, by any user, in any namespace. Rules that are for some
/// of them are passed over, and so are those about paths that are no resources.
///
/// # Source
/// Kubernetes API reference, `audit.k8s.io/v1`, `PolicyRule` and `GroupResources`: the first rule that matches decides;
/// an empty list stands for all; `*` and `pods/*` are wildcards, and `pods` does not match subresources.
pub(crate) fn first_rule<'a>(top: &Field<'a>, group: &str, resource: &str, verb: &str) -> Option<Field<'a>> {
    const LIMITS: [&str; 4] = ["users", "userGroups", "namespaces", "nonResourceURLs"];
    let is_open = |rule: &Field<'a>| LIMITS.iter().all(|limit| rule.at(limit).items("").is_empty());
    let has_verb = |rule: &Field<'a>| {
        let verbs = rule.at("verbs").items("");
        verbs.is_empty()
            || verbs.iter().any(|one| matches!(one.text(), Some(text) if text == verb || text == "*"))
    };
    let has_resource = |rule: &Field<'a>| {
        let lists = rule.at("resources").items("group");
        lists.is_empty() || lists.iter().any(|list| matches(list, group, resource))
    };
    let mut rules = top.at("rules").items("level").into_iter();
    rules.find(|rule| is_open(rule) && has_verb(rule) && has_resource(rule))
}

fn matches(list: &Field<'_>, group: &str, resource: &str) -> bool {
    let names_some = !list.at("resourceNames").items("").is_empty();
    if names_some || list.at("group").text().unwrap_or_default() != group {
        return false;
    }
    let resources = list.at("resources").items("");
    let reaches = |pattern: &str| {
        let below = |kind: &str| resource.split_once('/').is_some_and(|(of, _)| of == kind);
        let sub = |part: &str| resource.split_once('/').is_some_and(|(_, of)| of == part);
        pattern == resource
            || pattern == "*"
            || pattern.strip_suffix("/*").is_some_and(below)
            || pattern.strip_prefix("*/").is_some_and(sub)
    };
    resources.is_empty() || resources.iter().any(|one| one.text().is_some_and(reaches))
}
