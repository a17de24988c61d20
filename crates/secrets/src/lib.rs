#![doc = include_str!("../README.md")]

mod assigned;
mod best;
mod budget;
mod carrier;
mod context;
mod decode;
mod engine;
mod error;
mod example;
mod generic;
mod hit;
mod joins;
mod layers;
mod lookalike;
mod names;
mod pattern;
mod prefilter;
mod rarity;
pub mod sample;
mod scratch;
mod shape;
mod spelling;
mod structure;
mod tests_of_values;
mod token;
mod validate;
mod value;
mod words;

pub use engine::Engine;
pub use error::Error;
pub use hit::{Bounds, Certificate, DaysAhead, Found, Gap, Hit, Part, Step};
pub use joins::Joins;
pub use pattern::LONGEST;
pub use scratch::Scratch;
pub use validate::validate;
pub use value::Value;
