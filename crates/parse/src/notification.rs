//! What a registry says when something was pushed to it.
//!
//! # Source
//! distribution/distribution, `docs/content/about/notifications.md`: envelopes of events.

use sekimori_model::ContentDigest;
use serde::Deserialize;

use crate::image::Reference;
use crate::oci::media;

/// The media type of an envelope.
pub const MEDIA_TYPE: &str = "application/vnd.docker.distribution.events.v1+json";

/// That a manifest or an index was pushed. Nothing else of what was said is believed, its host least of all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Push {
    /// The repository, without its registry.
    pub repository: String,
    /// What was pushed.
    pub digest: ContentDigest,
    /// Its tag, where it has one.
    pub tag: Option<String>,
}

#[derive(Deserialize)]
struct Envelope {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(default)]
    action: String,
    #[serde(default)]
    target: Target,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Target {
    media_type: String,
    digest: String,
    repository: String,
    tag: String,
}

/// Reads an envelope: the pushes of manifests and indexes in it, and how many of them name no repository or digest.
///
/// # Errors
/// The reason why it is no envelope.
pub fn pushes(bytes: &[u8]) -> Result<(Vec<Push>, usize), String> {
    let envelope: Envelope = serde_json::from_slice(bytes)
        // What the parser says may quote the body.
        .map_err(|error| {
            format!("line {}, column {}: it is no envelope of events", error.line(), error.column())
        })?;
    let is_push = |event: &&Event| {
        let kind = event.target.media_type.as_str();
        event.action == "push" && (media::is_manifest(kind) || media::is_index(kind))
    };
    let (mut found, mut refused) = (Vec::new(), 0_usize);
    for event in envelope.events.iter().filter(is_push) {
        match push(&event.target) {
            Some(push) => found.push(push),
            None => refused = refused.saturating_add(1),
        }
    }
    Ok((found, refused))
}

fn push(target: &Target) -> Option<Push> {
    let digest: ContentDigest = target.digest.parse().ok()?;
    let repository = target.repository.as_str();
    // Read with a registry before it, so that none can hide in it.
    let reference = Reference::parse(&format!("registry.invalid/{repository}@{digest}")).ok()?;
    if reference.repository() != repository || reference.registry() != "registry.invalid" {
        return None;
    }
    let named = Reference::parse(&format!("registry.invalid/{repository}:{}", target.tag)).ok();
    let tag = named.and_then(|named| named.tag().map(str::to_owned)).filter(|tag| *tag == target.tag);
    Some(Push { repository: repository.to_owned(), digest, tag })
}

#[cfg(test)]
mod tests {
    use super::{Push, pushes};

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn event(action: &str, kind: &str, repository: &str, more: &str) -> String {
        format!(
            r#"{{"id":"1","action":"{action}","target":{{"mediaType":"{kind}","digest":"{DIGEST}","repository":"{repository}"{more}}},"request":{{"host":"evil.example"}}}}"#
        )
    }

    #[test]
    fn pushes_of_images_are_read_and_nothing_else() {
        let manifest = "application/vnd.oci.image.manifest.v1+json";
        let index = "application/vnd.docker.distribution.manifest.list.v2+json";
        let events = [
            event("push", manifest, "shop/web", r#","tag":"1.2""#),
            event("push", index, "shop/web", r#","tag":"a b""#),
            event("pull", manifest, "shop/web", ""),
            event("push", "application/octet-stream", "shop/web", ""),
            event("push", manifest, "evil.example:5000/../x", ""),
            event("push", manifest, "shop/web:1", ""),
            event("push", manifest, "shop/web@sha256", ""),
            event("push", manifest, "", ""),
        ];
        let (found, refused) =
            pushes(format!(r#"{{"events":[{}]}}"#, events.join(",")).as_bytes()).expect("it is one");
        let push = |tag: Option<&str>| Push {
            repository: "shop/web".to_owned(),
            digest: DIGEST.parse().expect("it is one"),
            tag: tag.map(str::to_owned),
        };
        assert_eq!(found, [push(Some("1.2")), push(None)]);
        assert_eq!(refused, 4);
    }

    #[test]
    fn what_is_no_envelope_is_refused_without_its_words() {
        for wrong in [
            "",
            "{}",
            "[1]",
            r#"{"events":[{"target":{"digest":"secretword"}}"#,
            r#"{"events":"secretword"}"#,
        ] {
            let said = pushes(wrong.as_bytes()).expect_err("it is none");
            assert!(!said.contains("secretword"), "{said}");
        }
        let deep = format!(r#"{{"events":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(pushes(deep.as_bytes()).is_err());
    }
}
