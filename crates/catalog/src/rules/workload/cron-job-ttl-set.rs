//! A `CronJob` whose Jobs are removed before its history counts them.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/cron-job-ttl-set",
    title: Text {
        en: "Time to live on the Jobs of a CronJob", ja: "CronJob の Job に設定された有効期限"
    },
    why: Text {
        en: "The CronJob already keeps only the last few Jobs; a time to live takes those away too, and with \
             them the reason why a run failed.",
        ja: "CronJob は、もともと直近の数件の Job だけを残します。有効期限を設定するとそれらも削除され、失敗の原因を調べられなくなります。",
    },
    fix: Text {
        en: "Remove `ttlSecondsAfterFinished`, and set `successfulJobsHistoryLimit` and \
             `failedJobsHistoryLimit`.",
        ja: "`ttlSecondsAfterFinished` を削除し、`successfulJobsHistoryLimit` と `failedJobsHistoryLimit` を設定してください。",
    },
    severity: Severity::Info,
    persona: Persona::Pedantic,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    covers: &[Control { framework: "kube-linter", id: "job-ttl-seconds-after-finished" }],
    references: &[
        "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits",
        "https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/",
    ],
    check: Check::Object(&[("batch", "CronJob")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no value", ja: "未設定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.jobTemplate.spec.ttlSecondsAfterFinished");
    if field.is_present() {
        sink.violated(&field, WANTED).remove_unsafely();
    }
}
