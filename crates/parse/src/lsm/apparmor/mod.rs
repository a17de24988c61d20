//! AppArmor policy, the language of `apparmor.d(5)`.
//!
//! [`parse`] gives the profiles of a file and their rules, each with the stretch it stands on. Included files are named,
//! not read; variables are not put in. A rule of a kind that is not known is kept as [`RuleKind::Other`], so that a newer
//! version of the language does not end the analysis; braces, quotes and commas out of place do, with line and column.

mod access;
mod lexer;
mod parser;
mod rules;
mod tree;

pub use access::{Access, Exec};
pub use parser::{looks_like, parse};
pub use tree::{File, Profile, Qualifiers, Rule, RuleKind};
