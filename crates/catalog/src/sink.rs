//! Where a rule puts what it found.

use sekimori_model::inventory::Inventory;
use sekimori_model::{ContainerRef, Edit, Level, NotApplicable, Patch, Safety, Span, Version};
use sekimori_parse::kubernetes::{Container, Field};
use sekimori_parse::lsm::apparmor;
use serde_json::Value;

use crate::{Parameters, Text};

/// What a rule may ask about the scan.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The version of Kubernetes that the manifest is for.
    pub version: Version,
    /// The level of the Pod Security Standards that is judged by.
    pub level: Level,
}

/// Takes what one rule finds in one object.
#[derive(Debug)]
pub struct Sink<'a> {
    context: &'a Context,
    parameters: &'a Parameters,
    inventory: &'a Inventory,
    violations: Vec<Violation>,
    not_applicable: Vec<NotApplicable>,
    dropped: u64,
    spare: Option<Violation>,
}

/// More violations than this of one rule in one object are counted but not kept.
const MAX_KEPT: usize = 10_000;

/// Names and rules of policy longer than this are cut where they are identity.
const MAX_NAME: usize = 512;

/// One broken rule at one field, before it becomes a finding.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The container at fault, if the field is a container's.
    pub container: Option<ContainerRef>,
    /// The profile at fault, if the fault is one of a file of AppArmor policy.
    pub profile: Option<String>,
    /// The field's path as identity has it.
    pub identity: String,
    /// The field's path with list indexes.
    pub path: String,
    /// Where to point.
    pub span: Span,
    /// The value seen, none where the field is absent.
    pub seen: Option<String>,
    /// Whether the fault is that the field is absent.
    pub absent: bool,
    /// What was wanted.
    pub wanted: Text,
    /// Tells apart several findings at one field, such as a capability's name.
    pub discriminator: String,
    /// The repair.
    pub patch: Option<Patch>,
    /// The pointer of the field, for the repair.
    pointer: String,
}

impl<'a> Sink<'a> {
    /// Opens a sink.
    pub fn new(context: &'a Context, parameters: &'a Parameters, inventory: &'a Inventory) -> Self {
        Self {
            context,
            parameters,
            inventory,
            violations: Vec::new(),
            not_applicable: Vec::new(),
            dropped: 0,
            spare: None,
        }
    }

    /// Returns all objects of the scan, for a rule that says `asks_inventory`.
    pub fn inventory(&self) -> &'a Inventory {
        self.inventory
    }

    /// Returns a parameter that is true or false.
    pub fn flag(&self, name: &str) -> bool {
        self.parameters.flag(name)
    }

    /// Returns a parameter that is a number.
    pub fn number(&self, name: &str) -> i64 {
        self.parameters.number(name)
    }

    /// Returns a parameter that is a text.
    pub fn text(&self, name: &str) -> &'a str {
        self.parameters.text(name)
    }

    /// Returns a parameter that is a list.
    pub fn texts(&self, name: &str) -> &'a [String] {
        self.parameters.texts(name)
    }

    /// Returns the version of Kubernetes that the manifest is for.
    pub fn version(&self) -> Version {
        self.context.version
    }

    /// Returns the level of the Pod Security Standards that is judged by.
    pub fn level(&self) -> Level {
        self.context.level
    }

    /// Reports a broken rule at `field`. What is more to say is said on the result.
    pub fn violated(&mut self, field: &Field<'_>, wanted: Text) -> &mut Violation {
        let violation = Violation {
            container: None,
            profile: None,
            identity: field.identity(),
            path: field.full_path(),
            span: field.span(),
            seen: seen(field),
            absent: !field.is_present(),
            wanted,
            discriminator: String::new(),
            patch: None,
            pointer: field.pointer(),
        };
        self.put(violation)
    }

    /// Reports a broken rule at a rule of a profile of AppArmor.
    pub fn violated_by(
        &mut self,
        file: &apparmor::File<'_>,
        profile: &apparmor::Profile<'_>,
        rule: &apparmor::Rule<'_>,
        wanted: Text,
    ) -> &mut Violation {
        let text = rule.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.violated_at(file.full_name(profile), &text, rule.span, wanted)
    }

    /// Reports a broken rule at a flag of a profile of AppArmor.
    pub fn violated_by_flag(
        &mut self,
        file: &apparmor::File<'_>,
        profile: &apparmor::Profile<'_>,
        flag: &str,
        wanted: Text,
    ) -> &mut Violation {
        self.violated_at(file.full_name(profile), &format!("flags=({flag})"), profile.span, wanted)
    }

    fn violated_at(&mut self, mut profile: String, text: &str, span: Span, wanted: Text) -> &mut Violation {
        // Identity is kept once per finding, and a hostile name has megabytes.
        profile.truncate(profile.floor_char_boundary(MAX_NAME));
        self.put(Violation {
            container: None,
            identity: text[..text.floor_char_boundary(MAX_NAME)].to_owned(),
            path: format!("profile {profile}"),
            profile: Some(profile),
            span,
            seen: Some(shown(text)),
            absent: false,
            wanted,
            discriminator: String::new(),
            patch: None,
            pointer: String::new(),
        })
    }

    fn put(&mut self, violation: Violation) -> &mut Violation {
        if self.violations.len() < MAX_KEPT {
            self.violations.push(violation);
            let last = self.violations.len() - 1;
            return &mut self.violations[last];
        }
        self.dropped += 1;
        self.spare.insert(violation)
    }

    /// Reports a broken rule at a field that may hold a secret: neither value nor place shows it.
    pub fn violated_unseen(&mut self, field: &Field<'_>, wanted: Text) -> &mut Violation {
        let violation = self.violated(field, wanted);
        violation.span = field.span_without_value();
        violation.seen = field.has_content().then(|| UNSHOWN.to_owned());
        violation
    }

    /// Says that the rule does not speak about this object, and why.
    pub fn not_applicable(&mut self, reason: NotApplicable) {
        self.not_applicable.push(reason);
    }

    /// Returns how many violations were not kept.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns what was put in.
    pub fn into_parts(self) -> (Vec<Violation>, Vec<NotApplicable>) {
        (self.violations, self.not_applicable)
    }
}

impl Violation {
    /// Says whose field it is.
    pub fn container(&mut self, container: &Container<'_>) -> &mut Self {
        self.maybe_container(Some(container))
    }

    /// Says whose field it is, for fields that a pod and its containers have alike.
    pub fn maybe_container(&mut self, container: Option<&Container<'_>>) -> &mut Self {
        self.container = container.map(Container::reference);
        self
    }

    /// Says which of several findings at one field it is; the value is shown as the one seen.
    pub fn value(&mut self, value: &str) -> &mut Self {
        self.seen = Some(shown(value));
        value[..value.floor_char_boundary(512)].clone_into(&mut self.discriminator);
        self
    }

    /// Says which entry of the mapping at the field is not there, for a key that the configuration names.
    pub fn lacking(&mut self, key: &str) -> &mut Self {
        let key = &key[..key.floor_char_boundary(512)];
        let step = if key.contains(['.', '/']) { format!("[{key}]") } else { format!(".{key}") };
        self.identity.push_str(&step);
        self.path.push_str(&step);
        self.pointer.push('/');
        self.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        self.absent = true;
        self
    }

    /// Says what was seen, for a field that holds more than a scalar.
    pub fn seen(&mut self, text: &str) -> &mut Self {
        self.seen = Some(shown(text));
        self
    }

    /// Points at one item of the list at the field, and repairs that; identity stays with the list, because items move.
    pub fn item(&mut self, item: &Field<'_>) -> &mut Self {
        self.path = item.full_path();
        self.span = item.span();
        self.pointer = item.pointer();
        self
    }

    /// Points at one item of the list at the field that may hold a secret, without showing it.
    pub fn item_unseen(&mut self, item: &Field<'_>) -> &mut Self {
        self.item(item).span = item.span_without_value();
        self
    }

    /// Offers a repair that cannot change what the workload does, or only if it used what is taken away.
    pub fn set(&mut self, value: impl Into<Value>) -> &mut Self {
        let path = self.pointer.clone();
        self.repair(Safety::Safe, Edit::Set { path, value: value.into() })
    }

    /// Offers a repair after which the workload may need to be changed.
    pub fn set_unsafely(&mut self, value: impl Into<Value>) -> &mut Self {
        let path = self.pointer.clone();
        self.repair(Safety::Unsafe, Edit::Set { path, value: value.into() })
    }

    /// Offers to append to the list at the field.
    pub fn append_unsafely(&mut self, value: impl Into<Value>) -> &mut Self {
        let path = self.pointer.clone();
        self.repair(Safety::Unsafe, Edit::Append { path, value: value.into() })
    }

    /// Offers to remove the field; the workload may need to be changed.
    pub fn remove_unsafely(&mut self) -> &mut Self {
        let path = self.pointer.clone();
        self.repair(Safety::Unsafe, Edit::Remove { path })
    }

    /// Offers to remove the field, which loses nothing.
    pub fn remove(&mut self) -> &mut Self {
        let path = self.pointer.clone();
        self.repair(Safety::Safe, Edit::Remove { path })
    }

    /// Offers a repair of several steps, or at another field than the one reported; [`Field::pointer`] names fields.
    pub fn patch(&mut self, safety: Safety, edits: Vec<Edit>) -> &mut Self {
        self.patch = Some(Patch { safety, edits });
        self
    }

    fn repair(&mut self, safety: Safety, edit: Edit) -> &mut Self {
        self.patch(safety, vec![edit])
    }
}

/// Stands for a value that is there and is not shown: it may hold a secret, or it is more than a scalar.
const UNSHOWN: &str = "…";

/// What the report shows of a field; none where nothing stands there.
fn seen(field: &Field<'_>) -> Option<String> {
    field.text().map(shown).or_else(|| field.has_content().then(|| UNSHOWN.to_owned()))
}

/// Values longer than this are cut. 80: they stand on one line of a terminal.
const SHOWN_CHARS: usize = 80;

pub(crate) fn shown(value: &str) -> String {
    let mut chars = value.chars();
    let mut text: String = chars.by_ref().take(SHOWN_CHARS).collect();
    if chars.next().is_some() {
        text.push('…');
    }
    text
}
