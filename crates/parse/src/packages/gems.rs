//! `RubyGems`: the lockfile of Bundler, and installed gems, those that come with Ruby among them.
//!
//! # Source
//! bundler.io: "Gemfile.lock"; the guides of `RubyGems`: "Specification Reference".

mod lock;
mod specification;

use sekimori_model::Purl;

use super::{FileName, Reader, Sort};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "bundler-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("Gemfile.lock"), FileName::Named("gems.locked")],
        read: lock::read,
    },
    Reader {
        id: "gem-installed",
        sort: Sort::Installed,
        files: &[
            FileName::EndingIn { ending: ".gemspec", folder_ending: "/specifications" },
            FileName::EndingIn { ending: ".gemspec", folder_ending: "/specifications/default" },
        ],
        read: specification::read,
    },
];

/// The URL of a gem; the platform is part of what is written as its version.
fn purl(name: &str, version: &str, platform: &str) -> Purl {
    let platform = if platform == "ruby" { "" } else { platform };
    Purl::new("gem", name, version).with("platform", platform)
}
