//! The manifest of a Java archive.
//!
//! # Source
//! JAR File Specification, "JAR Manifest".

use std::collections::HashMap;

use sekimori_model::Licence;

use crate::licence;

/// The attributes of the main section, by their names in lower case.
#[derive(Debug, Default)]
pub(super) struct Manifest(HashMap<String, String>);

impl Manifest {
    pub(super) fn read(text: &str) -> Self {
        let mut all = HashMap::new();
        let mut last: Option<String> = None;
        for line in text.lines() {
            // An empty line ends the main section.
            if line.is_empty() {
                break;
            }
            if let Some(more) = line.strip_prefix(' ') {
                if let Some(value) = last.as_ref().and_then(|key| all.get_mut(key)) {
                    let value: &mut String = value;
                    value.push_str(more);
                }
                continue;
            }
            let Some((key, value)) = line.split_once(':') else { continue };
            let key = key.trim().to_ascii_lowercase();
            all.insert(key.clone(), value.trim_start().to_owned());
            last = Some(key);
        }
        Self(all)
    }

    /// A value that says something, without directives behind a semicolon.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(&name.to_ascii_lowercase())?;
        let value = value.split(';').next().unwrap_or_default().trim();
        (!value.is_empty() && !value.contains("${") && value.len() <= 500).then_some(value)
    }

    /// `Bundle-License`: names or addresses with commas between them, each with directives.
    pub(super) fn licence(&self) -> Option<Licence> {
        let value = self.0.get("bundle-license")?;
        let one =
            |text: &str| licence::read(text.split(';').next().unwrap_or_default().trim().trim_matches('"'));
        // A name may have a comma in it.
        match one(value) {
            whole @ Some(Licence::Expression(_)) => whole,
            _ => licence::any_of(value.split(',').filter_map(one)),
        }
    }
}
