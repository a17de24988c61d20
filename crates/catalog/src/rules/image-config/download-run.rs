//! A step that runs what it downloads, unseen.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/download-run",
    title: Text {
        en: "Download is run without a check", ja: "ダウンロードした内容を確認せずに実行する手順"
    },
    why: Text {
        en: "Whoever controls the server, or the way to it, decides what is in the image, another thing \
             for each build, and nothing remains to look at.",
        ja: "サーバーやそこまでの経路を制御する者がイメージの内容を決められます。ビルドごとに内容が変わる可能性があり、後から確認できるものも残りません。",
    },
    fix: Text {
        en: "Download to a file, compare its digest or signature, and run it then; or install a package.",
        ja: "ファイルにダウンロードし、ダイジェストや署名を確認してから実行するか、パッケージをインストールしてください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.11" },
        Control { framework: "nist-800-190", id: "4.1.5" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0011" },
        Control { framework: "docker-bench", id: "4.11" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/494.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a download whose digest or signature is compared",
    ja: "ダイジェストまたは署名を確認したダウンロード",
};

const DOWNLOADS: [&str; 4] = ["curl", "wget", "fetch", "aria2c"];
const RUNS: [&str; 11] =
    ["sh", "bash", "ash", "dash", "zsh", "python", "python3", "perl", "ruby", "node", "php"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        let mut is_download = false;
        if let Some(program) = config.history.get(place).and_then(|step| given_inline(&step.created_by)) {
            sink.of_step(place, WANTED).seen(program);
            continue;
        }
        for command in &commands {
            let program = command.program();
            if is_download && RUNS.contains(&program) && is_script_of_input(command) {
                sink.of_step(place, WANTED).seen(program);
                break;
            }
            // What stands between, such as tee or gunzip, hands the download on.
            is_download = command.is_piped && (is_download || DOWNLOADS.contains(&program));
        }
    }
}

/// The program that runs what a command in its place downloads: `bash <(curl ...)`, `sh -c "$(curl ...)"`.
fn given_inline(text: &str) -> Option<&str> {
    let name = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let places = text.match_indices("<(").chain(text.match_indices("$("));
    places.take(1_000).find_map(|(at, sign)| {
        let (before, rest) = text.split_at_checked(at)?;
        let download = rest.get(sign.len()..)?.split_whitespace().next()?;
        let mut words = before.trim_end_matches(['"', '\'', ' ']).split_whitespace().rev();
        let last = words.next()?;
        let program = if last.starts_with('-') { words.find(|word| !word.starts_with('-'))? } else { last };
        let is_run = RUNS.contains(&name(program).as_str());
        let is_taken = match sign {
            "<(" => is_run || matches!(program, "source" | "."),
            _ => is_run && last.starts_with('-') && last.ends_with('c') || program == "eval",
        };
        (is_taken && DOWNLOADS.contains(&name(download).as_str())).then_some(program)
    })
}

/// `python3 -c` and `python3 x.py` take the download for data.
fn is_script_of_input(command: &Command<'_>) -> bool {
    if command.arguments().iter().any(|word| matches!(*word, "-s" | "-")) {
        return true;
    }
    !command.has("-c") && !command.has("-e") && command.verb().is_none_or(|word| word.starts_with(['>', '<']))
}
