//! What rules see of a registry that was asked, and where they put what they find.

use jiff::civil::Date;
use sekimori_model::NotObservable;

use crate::sink::shown;
use crate::{Parameters, Text};

/// A registry. What was not told is none, and no rule may take that for good.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistryView {
    /// Its host, with the port where one is named.
    pub host: String,
    /// The day from which ages count.
    pub today: Date,
    /// How it is reached.
    pub transport: Transport,
    /// The last day on which its certificate holds, where it has one that could be read.
    pub certificate_ends: Option<Date>,
    /// Whether who has no credentials is told its repositories.
    pub lists_anonymously: Option<bool>,
    /// Whether who has no credentials may push. Nobody tries that: to see it, one would have to write.
    pub pushes_anonymously: Option<bool>,
    /// Its repositories, sorted by name.
    pub repositories: Vec<SeenRepository>,
    /// Whether an earlier run told what tags stood for then.
    pub is_compared: bool,
}

/// How a registry is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Transport {
    /// Over TLS, with a certificate that is trusted.
    #[default]
    Tls,
    /// Over TLS, with a certificate that is not trusted, and why.
    Untrusted(String),
    /// Without TLS.
    Plain,
}

/// A repository of a registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenRepository {
    /// Its name, without the registry.
    pub name: String,
    /// Whether who has no credentials may pull from it.
    pub pulls_anonymously: Option<bool>,
    /// How many tags it has, where all were listed.
    pub tag_count: Option<u64>,
    /// Its tags, sorted by name, without those that stand for what is attached.
    pub tags: Vec<SeenTag>,
}

/// A tag of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenTag {
    /// Its name.
    pub name: String,
    /// The digest that it stands for.
    pub digest: String,
    /// The digest that it stood for when an earlier run looked.
    pub before: Option<String>,
    /// Whether a signature is attached.
    pub is_signed: Option<bool>,
    /// Whether a bill of materials is attached.
    pub has_bill: Option<bool>,
    /// The day on which the image was built, as it says itself.
    pub created: Option<Date>,
    /// The day on which it was pulled last. No question of the distribution specification tells it.
    pub last_pulled: Option<Date>,
}

/// Takes what one rule finds in one registry.
#[derive(Debug)]
pub struct RegistrySink<'a> {
    parameters: &'a Parameters,
    violations: Vec<RegistryViolation>,
}

/// One broken rule at one place of a registry, or that it cannot be seen whether it is broken there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistryViolation {
    /// The repository; empty for the registry as such.
    pub repository: String,
    /// The tag; empty for the repository as such.
    pub tag: String,
    /// The digest that the tag stands for.
    pub digest: String,
    /// The value seen.
    pub seen: Option<String>,
    /// What was wanted.
    pub wanted: Option<Text>,
    /// Why it cannot be seen, where that is so.
    pub unseen: Option<NotObservable>,
}

impl<'a> RegistrySink<'a> {
    /// Opens a sink.
    pub fn new(parameters: &'a Parameters) -> Self {
        Self { parameters, violations: Vec::new() }
    }

    /// Returns a parameter that is a number.
    pub fn number(&self, name: &str) -> i64 {
        self.parameters.number(name)
    }

    /// Returns a parameter that is a list.
    pub fn texts(&self, name: &str) -> &'a [String] {
        self.parameters.texts(name)
    }

    /// Reports the registry as such.
    pub fn of_registry(&mut self, wanted: Text) -> &mut RegistryViolation {
        self.put(RegistryViolation { wanted: Some(wanted), ..RegistryViolation::default() })
    }

    /// Reports a repository.
    pub fn of_repository(&mut self, repository: &SeenRepository, wanted: Text) -> &mut RegistryViolation {
        self.put(RegistryViolation { wanted: Some(wanted), ..of(repository) })
    }

    /// Reports a tag.
    pub fn of_tag(
        &mut self,
        repository: &SeenRepository,
        tag: &SeenTag,
        wanted: Text,
    ) -> &mut RegistryViolation {
        let (tag, digest) = (tag.name.clone(), tag.digest.clone());
        self.put(RegistryViolation { tag, digest, wanted: Some(wanted), ..of(repository) })
    }

    /// Says that it cannot be seen whether the registry as such keeps the rule.
    pub fn unseen(&mut self, why: NotObservable) {
        self.put(RegistryViolation { unseen: Some(why), ..RegistryViolation::default() });
    }

    /// Says that it cannot be seen whether a repository keeps the rule.
    pub fn unseen_of(&mut self, repository: &SeenRepository, why: NotObservable) {
        self.put(RegistryViolation { unseen: Some(why), ..of(repository) });
    }

    fn put(&mut self, violation: RegistryViolation) -> &mut RegistryViolation {
        let place = self.violations.len();
        self.violations.push(violation);
        &mut self.violations[place]
    }

    /// Returns what was put in.
    pub fn into_violations(self) -> Vec<RegistryViolation> {
        self.violations
    }
}

impl RegistryViolation {
    /// Says what was seen.
    pub fn seen(&mut self, text: &str) -> &mut Self {
        self.seen = Some(shown(text));
        self
    }
}

fn of(repository: &SeenRepository) -> RegistryViolation {
    RegistryViolation { repository: repository.name.clone(), ..RegistryViolation::default() }
}

/// Tells whether a name is one of the patterns, in which `*` stands for any text.
pub fn is_like(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| {
        let mut parts = pattern.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let mut parts: Vec<&str> = parts.collect();
        let Some(last) = parts.pop() else { return rest.is_empty() };
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    })
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stands_for_any_text() {
        let like = |pattern: &str, name: &str| is_like(&[pattern.to_owned()], name);
        for (pattern, name) in
            [("*", "a/b"), ("a/*", "a/b/c"), ("*/b", "a/b"), ("a*c*e", "abcde"), ("a", "a")]
        {
            assert!(like(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("a", "ab"), ("a/*", "b/a/c"), ("*/b", "a/bc"), ("a*c*c", "ac"), ("", "a")] {
            assert!(!like(pattern, name), "{pattern} {name}");
        }
    }
}
