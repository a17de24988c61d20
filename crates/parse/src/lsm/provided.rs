//! Which profiles a file or an object brings to nodes, by the names that pods call them by.

use sekimori_model::Limits;

use super::seccomp::OPERATOR_GROUP;
use super::{apparmor, seccomp};
use crate::Text;
use crate::kubernetes::{Field, Object};

/// The names of profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provided {
    /// Files of seccomp filters.
    pub seccomp: Vec<String>,
    /// AppArmor profiles.
    pub app_armor: Vec<String>,
}

impl Provided {
    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.seccomp.is_empty() && self.app_armor.is_empty()
    }

    /// Returns the profiles of a file of AppArmor policy.
    pub fn by_policy(file: &apparmor::File<'_>) -> Self {
        let names = file.profiles.iter().filter(|profile| !profile.hat);
        Self { seccomp: Vec::new(), app_armor: names.map(|profile| file.full_name(profile)).collect() }
    }

    /// Returns the profile that the file of a seccomp filter is.
    pub fn by_filter(path: &str) -> Self {
        Self { seccomp: vec![path.to_owned()], app_armor: Vec::new() }
    }
}

/// Returns the profiles of an object: an object of the operator, or a `ConfigMap` from which a loader takes them.
///
/// # Source
/// security-profiles-operator 0.9, installation-usage.md: a profile goes to `operator/NAMESPACE/NAME.json`.
pub fn by_object(object: &Object<'_>, top: &Field<'_>) -> Provided {
    let mut provided = Provided::default();
    match (object.group, object.kind) {
        (OPERATOR_GROUP, "SeccompProfile") => provided.seccomp.push(format!("operator/{}.json", object.name)),
        (OPERATOR_GROUP, "AppArmorProfile") => {
            provided.app_armor.push(object.name.to_owned());
            if let Some(policy) = top.at("spec.policy").text() {
                add_text("", policy, &mut provided);
            }
        }
        ("", "ConfigMap") => {
            for (key, value) in top.at("data").entries("") {
                value.text().into_iter().for_each(|text| add_text(key, text, &mut provided));
            }
        }
        _ => {}
    }
    provided
}

fn add_text(key: &str, text: &str, provided: &mut Provided) {
    if seccomp::may_hold(text) {
        provided.seccomp.push(key.to_owned());
    } else if apparmor::looks_like(text) {
        let text = Text { text: text.into(), offset: 0 };
        if let Ok(file) = apparmor::parse(&text, &Limits::default()) {
            provided.app_armor.extend(Provided::by_policy(&file).app_armor);
        }
    }
}
