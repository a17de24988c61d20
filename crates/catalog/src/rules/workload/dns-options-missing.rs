//! A pod without the options of its resolver that the organisation wants.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "workload/dns-options-missing",
    title: Text { en: "DNS options not set", ja: "DNS オプションの未設定" },
    why: Text {
        en: "By default each name with fewer than five dots is tried in every search domain first: several \
             questions for one name, which slow down calls and load the DNS of the cluster.",
        ja: "既定では、ドットが 5 つ未満の名前は、まずすべての検索ドメインで解決が試みられます。1 つの名前に対して複数回の問い合わせが発生し、呼び出しの遅延とクラスターの DNS の負荷につながります。",
    },
    fix: Text {
        en: "Set `dnsConfig.options`, such as `ndots: \"2\"`.",
        ja: "`dnsConfig.options` に `ndots: \"2\"` などを設定してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    covers: &[Control { framework: "kube-linter", id: "dnsconfig-options" }],
    parameters: &[Parameter {
        name: "options",
        about: Text {
            en: "The options that pods must set, each as `name` or `name:value`.",
            ja: "ポッドで設定すべきオプション。`名前` または `名前:値` の形式で指定します。",
        },
        default: Preset::Texts(&["ndots:2"]),
    }],
    references: &["https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the option", ja: "このオプションを含むリスト" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // Elsewhere the pod does not ask the DNS of the cluster first.
    let policy = pod.spec.at("dnsPolicy").str_or_empty();
    if windows::is_windows(pod) || !matches!(policy, Some("" | "ClusterFirst" | "ClusterFirstWithHostNet")) {
        return;
    }
    let field = pod.spec.at("dnsConfig.options");
    let items = field.items("name");
    for wanted in sink.texts("options") {
        let (name, value) = wanted.split_once(':').map_or((wanted.as_str(), None), |(n, v)| (n, Some(v)));
        let is_set = items.iter().any(|item| {
            item.at("name").text() == Some(name) && (value.is_none() || item.at("value").text() == value)
        });
        if !is_set {
            sink.violated(&field, WANTED).value(wanted);
        }
    }
}
