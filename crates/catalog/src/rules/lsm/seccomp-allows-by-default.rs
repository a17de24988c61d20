//! A seccomp profile that allows what it does not name.

use sekimori_model::{Control, Severity};
use sekimori_parse::lsm::seccomp::Filter;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-allows-by-default",
    title: Text {
        en: "Seccomp profile allows by default", ja: "既定で許可する seccomp プロファイル"
    },
    why: Text {
        en: "A profile takes the place of the runtime's own, which denies some sixty dangerous calls. One that allows what \
             it does not name gives all of these back, and every call of kernels to come.",
        ja: "独自のプロファイルは、危険な呼び出しを約 60 個拒否するランタイムの既定のプロファイルに置き換わります。列挙していない呼び出しを許可すると、それらがすべて使えるようになり、今後のカーネルで増える呼び出しも同様です。",
    },
    fix: Text {
        en: "Set `defaultAction: SCMP_ACT_ERRNO` and allow the calls that the program makes, or start from the runtime's \
             profile and take out what the program must not do.",
        ja: "`defaultAction: SCMP_ACT_ERRNO` を設定してプログラムに必要な呼び出しを許可するか、ランタイムの既定のプロファイルを基に、使わせたくないものを取り除いてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    references: &[
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
        "https://docs.docker.com/engine/security/seccomp/",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`SCMP_ACT_ERRNO`, and entries for what is allowed",
    ja: "`SCMP_ACT_ERRNO` と、許可する呼び出しのエントリ",
};

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    let action = filter.top.at("defaultAction");
    // SCMP_ACT_LOG allows too, but is there to learn what a program does.
    if action.text() == Some("SCMP_ACT_ALLOW") {
        sink.violated(&action, WANTED);
    }
}
