//! A Job that stays for ever after it has ended.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/job-ttl-missing",
    title: Text { en: "Ended Job that is never removed", ja: "終了後に削除されない Job" },
    why: Text {
        en: "Nobody removes the Job and its pods after they end: they fill etcd and the lists of everybody, \
             with their logs and variables.",
        ja: "終了した Job とそのポッドは誰にも削除されません。ログや環境変数とともに etcd に残り続け、一覧を埋めていきます。",
    },
    fix: Text {
        en: "Set `ttlSecondsAfterFinished` to as long as somebody may want to look at the Job.",
        ja: "`ttlSecondsAfterFinished` に、Job を確認する可能性がある期間を秒数で設定してください。",
    },
    severity: Severity::Info,
    persona: Persona::Pedantic,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    covers: &[Control { framework: "kube-linter", id: "job-ttl-seconds-after-finished" }],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/"],
    check: Check::Object(&[("batch", "Job")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number of seconds", ja: "秒数" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.ttlSecondsAfterFinished");
    let has_owner = !top.at("metadata.ownerReferences").items("name").is_empty();
    // Helm removes its hooks as another annotation says.
    let is_hook = top.at("metadata.annotations").key("helm.sh/hook").is_present();
    if !field.is_present() && !has_owner && !is_hook {
        sink.violated(&field, WANTED);
    }
}
