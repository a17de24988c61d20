//! The images that a pod pulls: of its containers, and of its volumes.

use sekimori_parse::image::Reference;
use sekimori_parse::kubernetes::{Container, Field, Pod};
use wildmatch::WildMatch;

use crate::labels;

/// An image that a pod pulls.
pub(crate) struct Image<'p, 'a> {
    /// The container that runs it; none where it is mounted as a volume.
    pub(crate) container: Option<&'p Container<'a>>,
    /// Where the reference stands.
    pub(crate) field: Field<'a>,
    /// Where it stands, or would stand, when it is pulled.
    pub(crate) policy: Field<'a>,
    /// The reference as it is written.
    pub(crate) text: &'a str,
    /// The reference, if it is one.
    pub(crate) reference: Option<Reference>,
}

impl Image<'_, '_> {
    /// Returns when it is pulled, also where that is not said.
    ///
    /// # Source
    /// Kubernetes, "Images", "Default image pull policy".
    pub(crate) fn pull_policy(&self) -> &str {
        let default =
            if self.reference.as_ref().is_some_and(Reference::is_latest) { "Always" } else { "IfNotPresent" };
        self.policy.text().filter(|policy| !policy.is_empty()).unwrap_or(default)
    }
}

/// Returns the images of a pod whose reference is known: not those that a template or an injector fills in later.
pub(crate) fn of<'p, 'a>(pod: &'p Pod<'a>) -> Vec<Image<'p, 'a>> {
    let containers = pod
        .containers()
        .iter()
        .map(|one| (Some(one), one.field.at("image"), one.field.at("imagePullPolicy")));
    let volumes = pod.spec.at("volumes").items("name").into_iter();
    let volumes = volumes.map(|one| (None, one.at("image.reference"), one.at("image.pullPolicy")));
    let known = containers.chain(volumes).filter_map(|(container, field, policy)| {
        let text = field.text().filter(|text| !is_filled_in_later(text))?;
        Some(Image { container, field, policy, text, reference: Reference::parse(text).ok() })
    });
    known.collect()
}

/// # Source
/// Istio, "Installing Gateways": an image `auto` is replaced when the proxy is injected.
fn is_filled_in_later(text: &str) -> bool {
    text == "auto" || labels::is_filled_in_later(text)
}

/// Tells whether an image comes from a place that `pattern` names: a registry (`ghcr.io`), or a registry and the first
/// parts of a path (`ghcr.io/team`). `*` stands for any text within one part.
pub(crate) fn is_from(image: &Reference, pattern: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    let first = pattern.split('/').next().unwrap_or_default();
    let has_registry = first.contains(['.', ':', '*']) || first == "localhost";
    let pattern = if has_registry { pattern.to_owned() } else { format!("docker.io/{pattern}") };
    let name = image.name();
    let mut parts = name.split('/');
    pattern.split('/').all(|wanted| parts.next().is_some_and(|part| WildMatch::new(wanted).matches(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_matched_part_by_part() {
        let from = |image: &str, pattern: &str| is_from(&Reference::parse(image).unwrap(), pattern);
        assert!(from("ghcr.io/team/web:1", "ghcr.io") && from("ghcr.io/team/web:1", "ghcr.io/team/"));
        assert!(from("nginx", "docker.io/library") && from("nginx", "library"));
        assert!(from("a.azurecr.io/web", "*.azurecr.io") && from("localhost:5000/web", "localhost:5000"));
        assert!(!from("ghcr.io/teamster/web", "ghcr.io/team") && !from("ghcr.io.evil.com/x", "ghcr.io"));
        assert!(!from("evil.com/a.azurecr.io/web", "*.azurecr.io") && !from("ghcr.io/web", "ghcr.io/team/*"));
    }
}
