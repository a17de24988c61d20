//! A registry whose certificate ends soon.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text, Transport};

pub(crate) const RULE: Rule = Rule {
    id: "registry/certificate-ends-soon",
    title: Text {
        en: "Certificate of a registry that ends soon",
        ja: "まもなく期限切れになるレジストリの証明書",
    },
    why: Text {
        en: "On the day after, no node pulls and no pipeline pushes any more. What is told not to look at certificates for \
             that reason seldom looks at them again.",
        ja: "期限が過ぎると、ノードはプルできず、パイプラインはプッシュできません。そのために証明書の検証を無効にすると、有効に戻されないままになりがちです。",
    },
    fix: Text {
        en: "Renew the certificate, and let that be done by a program.",
        ja: "証明書を更新し、今後は更新を自動化してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.1" }],
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days it has to hold at least.",
            ja: "証明書の有効期間として最低限残っているべき日数。",
        },
        default: Preset::Number(21),
    }],
    references: &["https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text {
    en: "a certificate that holds for the days that `days` says",
    ja: "`days` で指定した日数以上有効な証明書",
};

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    if registry.transport != Transport::Tls {
        return;
    }
    match registry.certificate_ends {
        Some(end) if i64::from((end - registry.today).get_days()) < sink.number("days") => {
            sink.of_registry(WANTED).seen(&end.to_string());
        }
        Some(_) => {}
        None => sink.unseen(NotObservable::NoSensor),
    }
}
