//! A `CronJob` whose runs may overlap.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/cron-job-overlap-allowed",
    title: Text {
        en: "Runs of a CronJob may overlap", ja: "同時に実行される可能性がある CronJob"
    },
    why: Text {
        en: "A run that takes longer than the schedule meets the next one: both work on the same data, and \
             runs that hang pile up.",
        ja: "実行がスケジュールの間隔より長引くと、次の実行と重なります。同じデータを同時に処理したり、停止した実行が積み重なったりします。",
    },
    fix: Text {
        en: "Set `concurrencyPolicy` to `Forbid` or `Replace`, or say `Allow` where runs may overlap.",
        ja: "`concurrencyPolicy` を `Forbid` または `Replace` に設定してください。重なってもよい場合は、`Allow` を明示してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy"],
    check: Check::Object(&[("batch", "CronJob")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a policy", ja: "ポリシーの明示" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.concurrencyPolicy");
    if field.str_or_empty() == Some("") {
        sink.violated(&field, WANTED);
    }
}
