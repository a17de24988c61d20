//! What others state about advisories, at work on findings.

use std::sync::Arc;

use jiff::civil::Date;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{
    Distribution, Finding, Outcome, Package, Sbom, SbomKind, VexStatus, WaiverOrigin, WaiverUse,
};
use sekimori_text::Arg;
use sekimori_vuln::{Error, Vex, VexDocument, Whole};

use super::note;

/// Documents of statements, and the names that users know them by.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    paths: Vec<Arc<str>>,
    vex: Vex,
}

impl Stated {
    /// Reads documents: their names, and their bytes.
    ///
    /// # Errors
    /// The name of the first that cannot be read, and why.
    pub fn read(documents: &[(String, Vec<u8>)]) -> Result<Self, (String, Error)> {
        let read = |(path, bytes): &(String, Vec<u8>)| {
            VexDocument::parse(bytes).map_err(|error| (path.clone(), error))
        };
        let all = documents.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let paths = documents.iter().map(|(path, _)| path.as_str().into()).collect();
        Ok(Self { paths, vex: Vex::new(all) })
    }

    /// What of the documents nothing can be compared with.
    pub(crate) fn notes(&self) -> impl Iterator<Item = Note> {
        let unnamed = self.paths.iter().zip(self.vex.documents()).filter(|(_, of)| of.unnamed > 0);
        unnamed.map(|(path, of)| {
            let args = [("path", Arg::Text(path)), ("count", Arg::Number(of.unnamed))];
            note(NoteCode::VexUnnamed, "note-vex-unnamed", &args)
        })
    }

    /// Accepts a finding where the statement that decides says that the fault is not there.
    pub(super) fn apply(
        &self,
        finding: &mut Finding,
        names: &[&str],
        packages: &[Package],
        at: usize,
        whole: &Whole<'_>,
        today: Date,
    ) {
        if self.vex.is_empty() || finding.outcome != Outcome::Violated {
            return;
        }
        let Some(decided) = self.vex.decide(names, packages, at, whole, today) else { return };
        let said = decided.said;
        if !matches!(said.status, VexStatus::NotAffected | VexStatus::Fixed) {
            return;
        }
        let path = self.paths.get(decided.document).cloned().unwrap_or_else(|| "".into());
        let reason = match (said.reason.as_str(), said.justification) {
            ("", Some(justification)) => justification.to_string(),
            ("", None) => said.status.to_string(),
            (reason, _) => reason.to_owned(),
        };
        finding.outcome = Outcome::Waived;
        finding.waiver = Some(WaiverUse {
            origin: WaiverOrigin::Vex { path, statement: decided.statement, status: said.status },
            rule: finding.rule.to_string(),
            reason,
            owner: decided.author.to_owned(),
            expires: None,
            approver: None,
            justification: said.justification,
        });
    }
}

/// What the packages of a bill lie in.
pub(super) fn whole(sbom: &Sbom) -> Whole<'_> {
    let is_whole = matches!(sbom.subject.kind, SbomKind::Image | SbomKind::RootFs);
    let (repository, digest) =
        if is_whole { (&*sbom.subject.name, &*sbom.subject.version) } else { ("", "") };
    Whole { repository, digest, distribution: sbom.distribution.as_ref().map(release) }
}

pub(super) fn release(distribution: &Distribution) -> (&str, &str) {
    (&distribution.id, &distribution.version)
}
