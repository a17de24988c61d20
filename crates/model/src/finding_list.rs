//! Findings that are kept in some form of their own.

use std::fmt::Debug;

use crate::Finding;

/// Something that gives its findings one by one, in order.
pub trait EachFinding: Debug {
    /// Returns the findings.
    fn each(&self) -> Box<dyn Iterator<Item = Finding> + '_>;
}

impl EachFinding for Vec<Finding> {
    fn each(&self) -> Box<dyn Iterator<Item = Finding> + '_> {
        Box::new(self.iter().cloned())
    }
}
