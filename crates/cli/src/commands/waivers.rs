//! `sekimori waivers import`.

use sekimori_model::{Lang, Limits, Viewpoint, Waiver};
use sekimori_parse::config::render_waivers;
use sekimori_parse::ignores::Scanner;
use sekimori_scan::import::{Imported, Terms, Told, import, may_ignore};
use sekimori_scan::shown;
use sekimori_supply::{Disk, Walk};
use sekimori_text::{Arg, text_with};

use crate::args::{Global, Waivers};
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

pub(crate) fn run(command: &Waivers, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let Waivers::Import { paths, no_ignore, waiver_owner, expires, reason, from, output: file } = command;
    let scanners = if from.is_empty() { &Scanner::ALL[..] } else { from };
    let walk = Walk {
        skip_dirs: Vec::new(),
        skip_from: Viewpoint::default(),
        honour_ignore_files: !no_ignore,
        wants: may_ignore(scanners),
    };
    let disk = Disk::open(paths, walk).map_err(Error::Input)?;
    let terms = Terms { owner: waiver_owner.clone(), expires: *expires, reason: reason.clone(), lang };
    let imported = import(&disk, scanners, &terms, &Limits::default());
    let fragment = fragment(&imported.waivers)?;
    let mut lines = fragment.split_inclusive('\n');
    output::write(file.as_deref(), |out| lines.try_for_each(|line| out.write_all(shown(line).as_bytes())))?;
    let say = |told: &Told| {
        let path = disk.shown_root().join(&*told.path).display().to_string();
        let place = if told.line == 0 { path } else { format!("{path}:{}", told.line) };
        output::say(&format!("{place}: {}", told.text));
    };
    imported.left.iter().for_each(say);
    if !global.quiet {
        imported.wider.iter().for_each(say);
        conclude(&imported, lang);
    }
    Ok(exit(&imported))
}

fn fragment(waivers: &[Waiver]) -> Result<String, Error> {
    render_waivers(waivers).map_err(Error::Render)
}

fn conclude(imported: &Imported, lang: Lang) {
    let args = [
        ("ignores", Arg::Number(imported.carried)),
        ("waivers", Arg::Number(imported.waivers.len() as u64)),
        ("left", Arg::Number(imported.left.len() as u64)),
        ("others", Arg::Number(imported.others)),
    ];
    output::say(&text_with(lang.as_str(), "import-done", &args));
}

fn exit(imported: &Imported) -> Exit {
    if imported.cut_short || !imported.left.is_empty() {
        Exit::Incomplete
    } else if imported.carried == 0 {
        Exit::Nothing
    } else {
        Exit::Clean
    }
}
