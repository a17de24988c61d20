#![doc = include_str!("../README.md")]

mod advisories_error;
mod args;
mod cause;
mod charts;
mod commands;
mod cursor;
mod diff;
mod error;
mod exit;
mod focus;
mod help;
mod history_notes;
mod image_error;
mod image_source;
mod joins;
mod knowledge;
mod lang;
mod named_file;
mod output;
mod owners;
mod progress;
mod remembered;
mod run;
mod settings;
mod verifier;
mod viewpoint;

pub use args::Args;
pub use exit::Exit;
pub use help::command;
pub use run::run;
