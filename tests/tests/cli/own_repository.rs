//! The repository holds itself to what it asks of others.

use crate::folder::TODAY;
use crate::program::{repository, sekimori};

#[test]
fn this_repository_has_no_secret_by_its_own_configuration() {
    let run = sekimori(&["secrets", ".", "--now", TODAY, "--format", "table"]).from(&repository()).run();
    let remedy = "make samples from templates, or put a value of a test together from two texts; what a fixture must \
                  have is waived in sekimori.yaml";
    assert_eq!(run.code, Some(0), "{remedy}\n{}{}", run.out, run.err);
    assert!(run.err.contains("waived"), "{}", run.err);
}
