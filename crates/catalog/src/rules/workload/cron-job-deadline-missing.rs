//! A `CronJob` that may start as late as it likes.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/cron-job-deadline-missing",
    title: Text { en: "CronJob without a starting deadline", ja: "開始期限のない CronJob" },
    why: Text {
        en: "After a pause of the controller a run starts however late it is, and when more than 100 runs \
             were missed none is started any more.",
        ja: "コントローラーが停止した後、どれほど遅れていても実行が開始されます。また、100 回を超えて実行されなかった場合は、以後まったく開始されなくなります。",
    },
    fix: Text {
        en: "Set `startingDeadlineSeconds` to the delay after which a run is no longer of use; not below 10.",
        ja: "`startingDeadlineSeconds` に、実行する意味がなくなる遅延の秒数を設定してください。10 未満にはしないでください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    covers: &[Control { framework: "kube-score", id: "cronjob-has-deadline" }],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline"],
    check: Check::Object(&[("batch", "CronJob")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number of seconds", ja: "秒数" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.startingDeadlineSeconds");
    if !field.is_present() {
        sink.violated(&field, WANTED);
    }
}
