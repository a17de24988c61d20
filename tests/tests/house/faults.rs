//! What a test of the house found, and what to do about it.

/// Fails with all faults and the remedy, or passes where there are none.
pub(crate) fn assert_none(rule: &str, remedy: &str, faults: &[String]) {
    assert!(faults.is_empty(), "\n{rule}:\n  - {}\nRemedy: {remedy}\n", faults.join("\n  - "));
}
