//! An image that loads a library into every program.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/library-preloaded",
    title: Text {
        en: "Library loaded into every program", ja: "すべてのプログラムに読み込まれるライブラリ"
    },
    why: Text {
        en: "The library runs in each process of the container and can replace any function; where its \
             file can be written to, that is a way to stay.",
        ja: "ライブラリはコンテナーのすべてのプロセスで動作し、任意の関数を置き換えられます。ファイルに書き込める場合、侵入の永続化に使われます。",
    },
    fix: Text {
        en: "Link what is needed into the program itself, or set the variable for that program alone.",
        ja: "必要なものはプログラム自体にリンクするか、そのプログラムにだけ変数を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "nist-800-190", id: "4.1.3" },
    ],
    references: &["https://man7.org/linux/man-pages/man8/ld.so.8.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "no library for every program",
    ja: "すべてのプログラムに読み込まれるライブラリがないこと",
};

/// Allocators are preloaded on purpose by many images.
const ALLOCATORS: [&str; 4] = ["libjemalloc", "libmimalloc", "libtcmalloc", "libhardened_malloc"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for (name, value) in image.config().into_iter().flat_map(|config| &config.env) {
        let is_known = |path: &str| {
            let file = path.rsplit('/').next().unwrap_or_default();
            path.starts_with('/') && ALLOCATORS.iter().any(|known| file.starts_with(known))
        };
        let mut paths = value.split([':', ' ']).filter(|path| !path.is_empty());
        if matches!(name.as_str(), "LD_PRELOAD" | "LD_AUDIT") && paths.any(|path| !is_known(path)) {
            sink.of_config("config.Env", WANTED).value(name).seen(&format!("{name}={value}"));
        }
    }
}
