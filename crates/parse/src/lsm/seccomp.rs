//! Seccomp filters: the JSON of container runtimes, and the objects and configurations that hold the same.
//!
//! # Source
//! OCI runtime specification 1.2, config-linux.md, "Seccomp", which is also what `localhostProfile` of a pod leads to;
//! Docker's form of it, which has `archMap`, `includes` and `excludes`; security-profiles-operator 0.9,
//! `SeccompProfile`.

use super::syscalls::Arches;
use crate::kubernetes::{Field, Object, Recorder};
use crate::yaml::{Document, Node};

/// The API group of the operator that keeps profiles as objects.
pub const OPERATOR_GROUP: &str = "security-profiles-operator.x-k8s.io";

/// A filter of system calls.
#[derive(Debug, Clone)]
pub struct Filter<'a> {
    /// The mapping that has `defaultAction`.
    pub top: Field<'a>,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is made: `SCMP_ACT_ALLOW`, and `SCMP_ACT_LOG`, which tells of it too.
    Allow,
    /// It is not made: `SCMP_ACT_ERRNO`, `SCMP_ACT_TRAP` and those that kill.
    Deny,
    /// Another process decides: `SCMP_ACT_TRACE` and `SCMP_ACT_NOTIFY`.
    Ask,
}

impl Action {
    /// Returns the action of a word; none for a word that no runtime knows.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "SCMP_ACT_ALLOW" | "SCMP_ACT_LOG" => Self::Allow,
            "SCMP_ACT_ERRNO"
            | "SCMP_ACT_TRAP"
            | "SCMP_ACT_KILL"
            | "SCMP_ACT_KILL_PROCESS"
            | "SCMP_ACT_KILL_THREAD" => Self::Deny,
            "SCMP_ACT_TRACE" | "SCMP_ACT_NOTIFY" => Self::Ask,
            _ => return None,
        })
    }
}

/// One of the `syscalls` of a filter.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The entry.
    pub field: Field<'a>,
    /// What happens to its calls, if its word is known.
    pub action: Option<Action>,
    /// The list `names`, item by item.
    pub names: Vec<Field<'a>>,
    /// The field `name` of the form of old, present or absent.
    pub name: Field<'a>,
}

impl Entry<'_> {
    /// Tells whether it speaks of its calls only under conditions: of arguments, capabilities, architectures.
    pub fn is_conditional(&self) -> bool {
        ["args", "includes", "excludes"].iter().any(|key| self.field.at(key).has_content())
    }
}

impl<'a> Filter<'a> {
    /// Finds the filter of a document that holds nothing else: a profile's file, or the configuration of a runtime.
    pub fn of_document(document: &'a Document<'a>, recorder: &'a Recorder) -> Option<Self> {
        let root = document.root();
        let top = Field::top(root, recorder);
        if root.get("apiVersion").is_some() {
            return None;
        }
        if is_filter(root) {
            return Some(Self { top });
        }
        let inner = root.get("linux").and_then(|linux| linux.get("seccomp"))?;
        is_filter(inner).then(|| Self { top: top.at("linux.seccomp") })
    }

    /// Finds the filter that an object of the operator is.
    pub fn of_object(object: &Object<'a>, top: &Field<'a>) -> Option<Self> {
        let is_profile = object.group == OPERATOR_GROUP && object.kind == "SeccompProfile";
        let spec = top.at("spec");
        (is_profile && spec.at("defaultAction").is_present()).then_some(Self { top: spec })
    }

    /// Returns what happens to calls that no entry speaks of; none where its word is not known.
    pub fn default_action(&self) -> Option<Action> {
        Action::of_word(self.top.at("defaultAction").text()?)
    }

    /// Tells whether what is refused by default is refused as if the kernel did not have the call, so that a library
    /// goes on with an older one.
    ///
    /// # Source
    /// `include/uapi/asm-generic/errno.h`: ENOSYS is 38, on MIPS 89 and on PA-RISC 251.
    pub fn pretends_absence(&self) -> bool {
        let number = self.top.at("defaultErrnoRet").text();
        let name = self.top.at("defaultErrno").text();
        matches!(number, Some("38" | "89" | "251")) || name == Some("ENOSYS")
    }

    /// Returns the architectures that it is for.
    pub fn arches(&self) -> Arches {
        let listed = self.top.at("architectures").items("");
        let mapped = self.top.at("archMap").items("architecture");
        let main = mapped.iter().map(|entry| entry.at("architecture"));
        let sub = mapped.iter().flat_map(|entry| entry.at("subArchitectures").items(""));
        let all: Vec<Field<'a>> = listed.into_iter().chain(main).chain(sub).collect();
        Arches::of_words(all.iter().filter_map(Field::text))
    }

    /// Returns its entries, in order.
    pub fn entries(&self) -> Vec<Entry<'a>> {
        let entry = |field: Field<'a>| Entry {
            action: field.at("action").text().and_then(Action::of_word),
            names: field.at("names").items(""),
            name: field.at("name"),
            field,
        };
        self.top.at("syscalls").items("action").into_iter().map(entry).collect()
    }
}

/// Tells whether a text may hold a filter, so that it is worth parsing.
pub fn may_hold(text: &str) -> bool {
    text.contains("defaultAction") && text.contains("SCMP_ACT_")
}

fn is_filter(node: Node<'_>) -> bool {
    let action = node.get("defaultAction").and_then(Node::text);
    action.is_some_and(|word| {
        word.starts_with("SCMP_ACT_") || ["syscalls", "archMap"].iter().any(|key| node.get(key).is_some())
    })
}

#[cfg(test)]
mod tests {
    use sekimori_model::Limits;

    use super::{Action, Filter};
    use crate::kubernetes::{Field, Recorder, objects};
    use crate::lsm::syscalls::exists_on;
    use crate::{decode, yaml};

    fn with<T>(text: &str, look: impl FnOnce(Option<Filter<'_>>) -> T) -> T {
        let decoded = decode(text.as_bytes()).unwrap();
        let document = yaml::documents(&decoded, &Limits::default()).next().unwrap().unwrap();
        let recorder = Recorder::default();
        look(Filter::of_document(&document, &recorder))
    }

    #[test]
    fn reads_the_files_of_runtimes() {
        let text = r#"{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
          "archMap": [{ "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"] }],
          "syscalls": [{ "names": ["read", "write"], "action": "SCMP_ACT_ALLOW" },
                       { "name": "clone", "action": "SCMP_ACT_ALLOW", "args": [{ "index": 0 }] }] }"#;
        with(text, |filter| {
            let filter = filter.unwrap();
            assert_eq!(filter.default_action(), Some(Action::Deny));
            assert!(filter.pretends_absence());
            assert!(exists_on("chown32", filter.arches()));
            let entries = filter.entries();
            let names: Vec<_> = entries[0].names.iter().filter_map(Field::text).collect();
            assert_eq!((names, entries[0].is_conditional()), (vec!["read", "write"], false));
            assert_eq!((entries[1].name.str(), entries[1].is_conditional()), (Some("clone"), true));
            assert_eq!(entries[1].name.full_path(), "syscalls[1].name");
        });
    }

    #[test]
    fn reads_the_configuration_of_a_runtime_and_the_object_of_the_operator() {
        let text = "ociVersion: 1.2.0\nlinux: {seccomp: {defaultAction: SCMP_ACT_ALLOW}}\n";
        with(text, |filter| assert_eq!(filter.unwrap().default_action(), Some(Action::Allow)));
        let text = "apiVersion: security-profiles-operator.x-k8s.io/v1beta1\nkind: SeccompProfile\n\
                    metadata: {name: a}\nspec: {defaultAction: SCMP_ACT_LOG}\n";
        with(text, |filter| assert!(filter.is_none(), "it is an object"));
        let decoded = decode(text.as_bytes()).unwrap();
        let document = yaml::documents(&decoded, &Limits::default()).next().unwrap().unwrap();
        let (recorder, found) = (Recorder::default(), objects(&document, &Limits::default()));
        let top = found.objects[0].field(&recorder);
        let filter = Filter::of_object(&found.objects[0], &top).unwrap();
        assert_eq!(filter.top.at("defaultAction").full_path(), "spec.defaultAction");
    }

    #[test]
    fn passes_over_other_documents() {
        for text in
            ["{}", "defaultAction: allow\n", "- defaultAction: SCMP_ACT_ALLOW\n", "linux: {seccomp: 1}\n"]
        {
            with(text, |filter| assert!(filter.is_none(), "{text}"));
        }
    }
}
