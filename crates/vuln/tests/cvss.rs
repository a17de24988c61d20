//! Scores against those that FIRST publishes, and refusals of what is no vector.

use proptest::prelude::*;
use sekimori_vuln::{Cvss, CvssVersion, Error, Rating};

/// A vector, its version, its score in tenths and its rating.
type Example = (&'static str, CvssVersion, u8, Rating);

/// FIRST's guides and example documents of each version name the vulnerability that stands behind each vector.
const EXAMPLES: &[Example] = &[
    // A Complete Guide to CVSS 2.0, 3.3: CVE-2002-0392, CVE-2003-0818, CVE-2003-0062, each with base, temporal, environment.
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C", CvssVersion::V2, 78, Rating::High),
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", CvssVersion::V2, 64, Rating::Medium),
    (
        "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H",
        CvssVersion::V2,
        92,
        Rating::High,
    ),
    ("AV:N/AC:L/Au:N/C:C/I:C/A:C", CvssVersion::V2, 100, Rating::High),
    ("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C", CvssVersion::V2, 83, Rating::High),
    ("(AV:L/AC:H/Au:N/C:C/I:C/A:C)", CvssVersion::V2, 62, Rating::Medium),
    ("AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C", CvssVersion::V2, 49, Rating::Medium),
    ("AV:N/AC:L/Au:N/C:N/I:N/A:N", CvssVersion::V2, 0, Rating::None),
    // CVSS 3.1 Examples: CVE-2013-1937, CVE-2013-0375, CVE-2014-3566, CVE-2014-0160, CVE-2012-5376, CVE-2016-1645 and more.
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", CvssVersion::V3_1, 61, Rating::Medium),
    ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", CvssVersion::V3_1, 64, Rating::Medium),
    ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", CvssVersion::V3_1, 31, Rating::Low),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", CvssVersion::V3_1, 75, Rating::High),
    ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", CvssVersion::V3_1, 99, Rating::Critical),
    ("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", CvssVersion::V3_1, 42, Rating::Medium),
    ("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssVersion::V3_1, 68, Rating::Medium),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", CvssVersion::V3_1, 96, Rating::Critical),
    ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CvssVersion::V3_0, 98, Rating::Critical),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", CvssVersion::V3_1, 100, Rating::Critical),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", CvssVersion::V3_1, 0, Rating::None),
    // Time and environment.
    ("CVSS:3.1/AV:A/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N/E:P/RL:T/RC:R", CvssVersion::V3_1, 33, Rating::Low),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/MAV:X/CR:X", CvssVersion::V3_1, 98, Rating::Critical),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MC:N/MI:N/MA:N", CvssVersion::V3_1, 0, Rating::None),
    // Appendix A of 3.1: the two versions round otherwise, and have another impact under a changed scope.
    ("CVSS:3.0/AV:P/AC:H/PR:L/UI:R/S:C/C:H/I:H/A:H/CR:H/IR:H/AR:H", CvssVersion::V3_0, 69, Rating::Medium),
    ("CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:H/I:H/A:H/CR:H/IR:H/AR:H", CvssVersion::V3_1, 70, Rating::High),
    // CVSS 4.0 Examples: CVE-2021-44228 and others.
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
        CvssVersion::V4,
        100,
        Rating::Critical,
    ),
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        CvssVersion::V4,
        93,
        Rating::Critical,
    ),
    (
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        CvssVersion::V4,
        92,
        Rating::Critical,
    ),
    ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", CvssVersion::V4, 73, Rating::High),
    ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", CvssVersion::V4, 87, Rating::High),
    ("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", CvssVersion::V4, 0, Rating::None),
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U",
        CvssVersion::V4,
        81,
        Rating::High,
    ),
];

#[test]
fn scores_are_those_that_are_published() {
    for &(vector, version, tenths, rating) in EXAMPLES {
        let score = Cvss::parse_vector(vector).unwrap_or_else(|error| panic!("{vector}: {error}"));
        assert_eq!((score.version(), score.tenths(), score.rating()), (version, tenths, rating), "{vector}");
    }
}

#[test]
fn a_score_is_written_with_one_decimal() {
    for &(vector, _, tenths, _) in EXAMPLES {
        let told = Cvss::parse_vector(vector).expect("is a vector").to_string();
        assert_eq!(told, format!("{:.1}", f64::from(tenths) / 10.0));
    }
}

#[test]
fn the_order_of_metrics_does_not_count() {
    let shuffled = "CVSS:4.0/VA:H/AV:N/SI:N/AT:N/PR:N/VC:H/UI:N/VI:H/AC:L/SA:N/SC:N";
    assert_eq!(Cvss::parse_vector(shuffled).expect("is a vector").tenths(), 93);
}

#[test]
fn a_malformed_vector_is_refused_with_its_metric() {
    for (vector, metric, why) in [
        ("", "", "is not a name and a value with a colon between them"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "A", "is missing"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:U/A:N", "I:U", "has no such value"),
        ("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", "AV", "stands there twice"),
        ("CVSS:3.1/AV:N/AC:L/AT:N/PR:N/UI:N/S:U/C:H/I:H/A:N", "AT", "is no metric of this version"),
        ("CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", "av", "is no metric of this version"),
        ("CVSS:3.1", "", "is not a name and a value with a colon between them"),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N/",
            "",
            "is not a name and a value with a colon between them",
        ),
        ("CVSS:5.0/AV:N", "5.0", "is no version that is known"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N", "SA", "is missing"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:S", "SA:S", "has no such value"),
        ("AV:N/AC:L/Au:N/C:N/I:N", "A", "is missing"),
        ("AV:N/AC:L/Au:N/C:N/I:N/A:P/E:X", "E:X", "has no such value"),
    ] {
        let refused = Error::Vector { at: metric.to_owned(), reason: why };
        assert_eq!(Cvss::parse_vector(vector), Err(refused), "{vector}");
    }
    let long = format!("CVSS:3.1/{}", "A".repeat(1_000));
    let Err(Error::Vector { at, reason }) = Cvss::parse_vector(&long) else { panic!("is refused") };
    assert_eq!((at.len(), reason), (40, "is longer than any vector"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_scored_or_refused(text in "(CVSS:[2-5].[01]/)?([A-Z]{1,3}:[A-Z]{1,2}/?){0,12}") {
        if let Ok(score) = Cvss::parse_vector(&text) {
            prop_assert!(score.tenths() <= 100);
        }
    }
}
