//! A file or folder of an image that everyone may write to.

use std::collections::BTreeSet;

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/world-writable",
    title: Text {
        en: "Everyone may write to a file of the image", ja: "全員が書き込めるファイル"
    },
    why: Text {
        en: "Any process in the container, whoever it runs as, can replace what lies there: programs, \
             settings, scripts that root runs later.",
        ja: "コンテナー内のどのユーザーのプロセスでも、プログラム、設定、後で root が実行するスクリプトなどを差し替えられます。",
    },
    fix: Text {
        en: "Give it to the user that must write, `chmod o-w`, or set the sticky bit on a folder that all \
             share: `chmod 1777`.",
        ja: "書き込みが必要なユーザーを所有者にして `chmod o-w` を実行するか、共有のフォルダーにはスティッキー ビットを設定してください (`chmod 1777`)。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-732" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/732.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "no right to write for everyone, or the sticky bit",
    ja: "全員の書き込み権限がないこと、またはスティッキー ビット",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    // Sorted by path, so a folder comes before what lies in it, though not at once before.
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for file in image.files {
        if file.mode & 0o002 == 0 || told_by_parent(&file.path, &folders) {
            continue;
        }
        match file.kind {
            SeenKind::Directory if file.mode & 0o1000 != 0 => continue,
            SeenKind::Directory => {
                folders.insert(&file.path);
            }
            // One finding tells of all files in a folder.
            SeenKind::File => {
                folders.insert(file.path.rsplit_once('/').map_or("", |(folder, _)| folder));
            }
            SeenKind::Link(_) | SeenKind::Special => continue,
        }
        sink.of_file(file, WANTED).seen(&format!("{:04o}", file.mode & 0o7777));
    }
}

/// Tells whether a folder that a path lies in was reported, or another file of that folder.
fn told_by_parent(path: &str, folders: &BTreeSet<&str>) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at).take(MAX_DEPTH);
    let mut parents = ends.filter_map(|at| path.get(..at));
    parents.any(|parent| folders.contains(parent)) || (!path.contains('/') && folders.contains(""))
}

/// Folders in one another that are looked at. 200: a path of the kernel's 4,096 bytes rarely has more.
const MAX_DEPTH: usize = 200;
