//! Profiles of security modules: seccomp filters in documents of their own, and files of AppArmor policy.

use sekimori_catalog::Check;
use sekimori_model::inventory::{Inventory, Item, Names};
use sekimori_model::{Entry, Limits};
use sekimori_parse::Text;
use sekimori_parse::kubernetes::{Recorder, item_of_profiles};
use sekimori_parse::lsm::apparmor;
use sekimori_parse::lsm::provided::Provided;
use sekimori_parse::lsm::seccomp::{Filter, may_hold};
use sekimori_parse::yaml::Document;

use crate::file::{Examined, Judged, is_manifest, note_parsing};
use crate::judge::{self, About, Place};
use crate::plan::{Plan, Selection};

/// Endings of files that tell of profiles, or build them, and are none.
const OTHER_ENDINGS: &[&str] = &[
    "md", "rst", "adoc", "txt", "html", "go", "rs", "py", "sh", "bash", "c", "h", "cc", "cpp", "java", "js",
    "ts", "rb", "pl", "lua", "tf", "tmpl", "tpl", "j2", "patch", "diff", "lock", "mod", "sum", "svg", "png",
    "jpg", "gif", "pdf", "gz", "zip", "tar", "xml", "toml", "mk",
];

/// Tells by its path whether a file may be a profile, of which nothing but its content makes sure.
pub(crate) fn may_be_one(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ["apparmor", "profile"].iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        return true;
    }
    let path = path.to_ascii_lowercase();
    let hint = path.contains("apparmor") || path.contains("seccomp");
    hint && !OTHER_ENDINGS.iter().any(|other| ending.eq_ignore_ascii_case(other))
}

/// How the text of a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As documents of YAML or JSON.
    Documents,
    /// As AppArmor policy.
    Policy,
    /// Not at all: its name said that it may be a profile, and its content that it is none.
    Other,
}

/// Tells by its content how a file is read.
pub(crate) fn form(entry: &Entry, text: &str) -> Form {
    if is_manifest(&entry.path) {
        return Form::Documents;
    }
    if apparmor::looks_like(text) {
        return Form::Policy;
    }
    // What the user names is read as a manifest, whatever its name is.
    if entry.named || may_hold(text) { Form::Documents } else { Form::Other }
}

/// A profile is no object: it carries no waivers, and is always whole.
fn judged<'a>(plan: &'a Plan, selection: &'a Selection, inventory: &'a Inventory) -> Judged<'a> {
    Judged { about: About::Profile, carried: &[], plan, selection, inventory, fragment: false }
}

/// Examines a file of AppArmor policy.
pub(crate) fn examine_policy(
    text: &Text<'_>,
    at: &Place<'_>,
    plan: &Plan,
    inventory: &Inventory,
    examined: &mut Examined,
) {
    let file = match apparmor::parse(text, &plan.config.limits) {
        Ok(file) => file,
        Err(failure) => {
            examined.findings.push(judge::failure(&failure, at));
            return;
        }
    };
    examined.summary.profiles += 1;
    let selection = plan.selection(at.path, "", |_| Vec::new());
    let judged = judged(plan, &selection, inventory);
    let (findings, _, cut) = judged.run(at, examined, |check, sink| {
        let Check::AppArmor(check) = check else { return false };
        check(&file, sink);
        true
    });
    examined.findings.extend(findings);
    if cut {
        examined.findings.push(judge::too_many_findings(plan, at));
    }
}

/// Examines a document that is a seccomp filter, if it is one; false where that passed the limit of findings.
pub(crate) fn examine_filter(
    document: &Document<'_>,
    at: &Place<'_>,
    plan: &Plan,
    inventory: &Inventory,
    examined: &mut Examined,
) -> bool {
    let recorder = Recorder::default();
    let Some(filter) = Filter::of_document(document, &recorder) else { return true };
    examined.summary.profiles += 1;
    note_parsing(document, at, &mut examined.notes);
    let selection = plan.selection(at.path, "", |_| Vec::new());
    let judged = judged(plan, &selection, inventory);
    let (findings, _, cut) = judged.run(at, examined, |check, sink| {
        let Check::Seccomp(check) = check else { return false };
        check(&filter, sink);
        true
    });
    drop(filter);
    examined.findings.extend(findings);
    let wrong = recorder.into_inner();
    examined.findings.extend(wrong.iter().map(|wrong| judge::wrong_type(wrong, About::Profile, at)));
    !cut
}

/// Reads which profiles a file of policy has.
pub(crate) fn survey_policy(text: &Text<'_>, entry: &Entry, limits: &Limits, names: &Names) -> Option<Item> {
    let file = apparmor::parse(text, limits).ok()?;
    item_of_profiles(&Provided::by_policy(&file), &entry.path, names)
}

/// Reads whether a document is a filter, which goes by the path of its file.
pub(crate) fn survey_filter(document: &Document<'_>, entry: &Entry, names: &Names) -> Option<Item> {
    let recorder = Recorder::default();
    Filter::of_document(document, &recorder)?;
    item_of_profiles(&Provided::by_filter(&entry.path), &entry.path, names)
}

#[cfg(test)]
mod tests {
    use super::may_be_one;

    #[test]
    fn a_path_hints_at_a_profile() {
        for path in
            ["a/deny.profile", "x.apparmor", "apparmor.d/usr.bin.web", "node/AppArmor/web", "seccomp/audit"]
        {
            assert!(may_be_one(path), "{path}");
        }
        for path in ["a/b", "apparmor/README.md", "seccomp/main.go", "profile", "a.profiles"] {
            assert!(!may_be_one(path), "{path}");
        }
    }
}
