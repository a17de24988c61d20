//! A tree of generated manifests on disk.

use std::io;
use std::path::Path;

use crate::manifest;

/// A tree of generated manifests.
#[derive(Debug, Clone, Copy)]
pub struct Tree {
    /// How many files it has.
    pub files: u32,
}

impl Tree {
    /// Writes the tree below `root`, fifty files a folder; returns the number of bytes.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(self, root: &Path) -> io::Result<u64> {
        let mut bytes = 0;
        for index in 0..self.files {
            let folder = root.join(format!("team-{:03}", index / 50));
            if index % 50 == 0 {
                std::fs::create_dir_all(&folder)?;
            }
            let text = manifest(index);
            bytes += text.len() as u64;
            std::fs::write(folder.join(format!("app-{index:05}.yaml")), text)?;
        }
        Ok(bytes)
    }
}
