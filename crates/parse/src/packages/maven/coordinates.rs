//! What names an artefact.

use sekimori_model::Purl;

/// Group, artefact and version; the group and the version may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::packages) struct Coordinates {
    pub(in crate::packages) group: String,
    pub(in crate::packages) artefact: String,
    pub(in crate::packages) version: String,
}

impl Coordinates {
    pub(in crate::packages) fn purl(&self) -> Purl {
        super::purl(&self.group, &self.artefact, &self.version)
    }
}

/// Reads `pom.properties`, as the archiver of Maven writes it.
pub(in crate::packages) fn of_properties(text: &str) -> Option<Coordinates> {
    let mut read = Coordinates::default();
    for line in text.lines().take(200) {
        let line = line.trim();
        let Some((key, value)) = line.split_once(['=', ':']).filter(|_| !line.starts_with(['#', '!'])) else {
            continue;
        };
        let value = value.trim();
        // What was not filled in says nothing.
        if value.contains("${") || value.len() > 500 {
            continue;
        }
        match key.trim() {
            "groupId" => value.clone_into(&mut read.group),
            "artifactId" => value.clone_into(&mut read.artefact),
            "version" => value.clone_into(&mut read.version),
            _ => {}
        }
    }
    (!read.artefact.is_empty()).then_some(read)
}
