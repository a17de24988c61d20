#![doc = include_str!("../README.md")]

mod table;

pub use table::{Arg, FILES, LANGUAGES, has, text, text_with};
