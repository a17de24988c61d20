//! `sekimori deps tree`: why a package is here.

use std::io::{self, Write};

use sekimori_model::ways::{Cut, DEPS_TREE_V1, DependencyTree, Node, Why};
use sekimori_model::{Lang, Purl};
use sekimori_scan::report::printable;
use sekimori_scan::sbom::why;
use sekimori_text::{Arg, text, text_with};

use super::super::sbom::{bill, exit, tell_problems};
use crate::args::{TreeDeps, TreeFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::output;
use crate::remembered::TOOL;

pub(super) fn run(deps: &TreeDeps, lang: Lang) -> Result<Exit, Error> {
    let TreeDeps { package, of, format } = deps;
    let sbom = bill(of, false)?;
    tell_problems(&sbom.problems, lang);
    let Some(why) = why(&sbom, package) else {
        output::say(&text_with(lang.as_str(), "deps-not-here", &[("package", Arg::Text(package))]));
        return Ok(if sbom.problems.is_empty() { Exit::Nothing } else { Exit::Incomplete });
    };
    output::write(None, |out| match format {
        TreeFormat::Terminal => draw(&why, lang, out),
        TreeFormat::Json => envelope(&why, package, sbom.problems.is_empty(), out),
    })?;
    Ok(exit(&sbom))
}

fn envelope(why: &Why, asked: &str, is_complete: bool, mut out: &mut dyn Write) -> io::Result<()> {
    let envelope = DependencyTree { schema: DEPS_TREE_V1, tool: TOOL, complete: is_complete, asked, why };
    serde_json::to_writer_pretty(&mut out, &envelope)?;
    writeln!(out)
}

fn draw(why: &Why, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for tree in &why.trees {
        // A bill of somebody else may not say which file names a package.
        if !tree.path.is_empty() {
            writeln!(out, "{}", printable(&tree.path))?;
        }
        draw_nodes(&tree.roots, "", lang, out)?;
    }
    Ok(())
}

fn draw_nodes(nodes: &[Node], before: &str, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for (index, node) in nodes.iter().enumerate() {
        let is_last = index + 1 == nodes.len();
        let (branch, below) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        let mark = node.cut.map(|cut| format!(" ({})", text(lang.as_str(), mark(cut)))).unwrap_or_default();
        writeln!(out, "{before}{branch}{}{mark}", printable(&label(&node.purl)))?;
        draw_nodes(&node.needs, &format!("{before}{below}"), lang, out)?;
    }
    Ok(())
}

fn label(purl: &Purl) -> String {
    let name = purl.full_name();
    if purl.version.is_empty() { name } else { format!("{name} {}", purl.version) }
}

fn mark(cut: Cut) -> &'static str {
    match cut {
        Cut::Cycle => "deps-cycle",
        Cut::Shown => "deps-shown",
        Cut::Deep => "deps-deep",
    }
}
