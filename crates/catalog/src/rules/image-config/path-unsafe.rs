//! An image that looks for programs where anybody can put them.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/path-unsafe",
    title: Text {
        en: "Programs are looked for in an unsafe folder", ja: "安全でないフォルダーを含む PATH"
    },
    why: Text {
        en: "Whoever can write to the folder, or chooses the working directory, decides what runs when a \
             program is called by its name.",
        ja: "そのフォルダーに書き込める者や作業ディレクトリを選べる者が、名前で呼び出されるプログラムを差し替えられます。",
    },
    fix: Text {
        en: "List only absolute folders in `PATH` that root alone can write to.",
        ja: "`PATH` には root だけが書き込める絶対パスのフォルダーのみを指定してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-426" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/426.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "absolute folders that only root can write to",
    ja: "root だけが書き込める絶対パスのフォルダー",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    // The folders of Windows have letters in front, and semicolons between them.
    if image.facts.platform.os == "windows" {
        return;
    }
    let variables = image.config().into_iter().flat_map(|config| &config.env);
    let Some((_, path)) = variables.rev().find(|(name, _)| name == "PATH") else { return };
    let is_open = |folder: &str| {
        let below = |known: &str| {
            folder.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let file = image.file(folder.trim_matches('/'));
        let is_writable = file.is_some_and(|file| file.kind == SeenKind::Directory && file.mode & 0o002 != 0);
        !folder.starts_with('/')
            || is_writable
            || ["/tmp", "/var/tmp", "/dev/shm"].iter().any(|known| below(known))
    };
    let mut folders: Vec<&str> = path.split(':').take(MAX_FOLDERS).filter(|folder| is_open(folder)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let seen = if folder.is_empty() { "''" } else { folder };
        sink.of_config("config.Env", WANTED).value(&format!("PATH:{folder}")).seen(seen);
    }
}

/// As many folders are looked at. 1,000: a hundred times what images have.
const MAX_FOLDERS: usize = 1_000;
