//! What somebody states about an advisory and a product.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::grades::words;

words! {
    /// What is stated of a product and an advisory.
    ///
    /// # Source
    /// `OpenVEX` specification 0.2.0, "Status Labels".
    VexStatus, "status", {
        /// The product does not have the fault.
        NotAffected = "not-affected",
        /// The product has the fault.
        Affected = "affected",
        /// These versions of the product have it no more.
        Fixed = "fixed",
        /// Nobody knows yet.
        UnderInvestigation = "under-investigation",
    }
}

words! {
    /// Why a product does not have a fault of what it is made of.
    ///
    /// # Source
    /// `OpenVEX` specification 0.2.0, "Status Justifications".
    Justification, "justification", {
        /// The part with the fault is not in it.
        ComponentNotPresent = "component-not-present",
        /// The part is in it, the code with the fault is not.
        VulnerableCodeNotPresent = "vulnerable-code-not-present",
        /// The code is never run.
        VulnerableCodeNotInExecutePath = "vulnerable-code-not-in-execute-path",
        /// The code is run, but nobody who attacks can reach it.
        VulnerableCodeCannotBeControlledByAdversary = "vulnerable-code-cannot-be-controlled-by-adversary",
        /// Something in the product keeps attacks away.
        InlineMitigationsAlreadyExist = "inline-mitigations-already-exist",
    }
}
