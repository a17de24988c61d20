#![doc = include_str!("../README.md")]

mod error;
mod order;

pub use error::Error;
pub use order::Order;
