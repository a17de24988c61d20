//! A version that was published so recently that nobody can have looked at it.

use jiff::tz::TimeZone;
use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, PackageSink, PackageView, Parameter, Preset, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/too-new",
    title: Text {
        en: "Package that was published only now", ja: "公開されたばかりのパッケージ"
    },
    why: Text {
        en: "Most packages that were made to do harm are found and taken down within days. Who waits is not among the first to run them.",
        ja: "悪意のあるパッケージの多くは、数日のうちに発見されて削除されます。導入を待てば、最初に実行してしまう側になることを避けられます。",
    },
    fix: Text {
        en: "Keep the version before it until this one is as old as you ask for. Where it mends a vulnerability, waive the finding with that reason.",
        ja: "指定した日数が経過するまで、1 つ前のバージョンを使ってください。脆弱性の修正のために必要な場合は、その理由を付けて免除してください。",
    },
    severity: Severity::Medium,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-190", id: "4.1.4" }],
    parameters: &[Parameter {
        name: "minimumDays",
        about: Text {
            en: "How many days ago a version must have been published at least; 0 to ask for nothing.",
            ja: "公開からの最低経過日数。0 の場合は求めません。",
        },
        default: Preset::Number(0),
    }],
    references: &[
        "https://docs.astral.sh/uv/concepts/resolution/#dependency-cooldowns",
        "https://go.dev/ref/mod#pseudo-versions",
    ],
    check: Check::Package(check),
    ..Rule::OF_PACKAGES
};

const WANTED: Text = Text {
    en: "a version that was published as many days ago as `minimumDays` says",
    ja: "公開から `minimumDays` 日以上経過したバージョン",
};

fn check(view: &PackageView<'_>, sink: &mut PackageSink<'_>) {
    let least = sink.number("minimumDays");
    if least == 0 {
        return;
    }
    let Some(published) = view.package.published else { return sink.unseen(NotObservable::NotTold) };
    let day = published.to_zoned(TimeZone::UTC).date();
    let age = day.until(view.today).map_or(0, |span| i64::from(span.get_days()));
    // What is dated tomorrow is new all the same.
    if age < least {
        sink.broken("published", &day.to_string(), WANTED);
    }
}
