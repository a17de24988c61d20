//! Each order against examples of the document that it follows, and against what makes an order.
//!
//! `orders/NAME.txt` has chains of `A < B = C`: every two of a chain are compared, both ways. `! TEXT` is no version.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::prelude::*;
use sekimori_vuln::{Error, MAX_VERSION_BYTES, Order};

/// The examples of each order, and what its versions are made of.
const EXAMPLES: [(Order, &str, &[&str]); 15] = [
    (
        Order::Alpine,
        include_str!("orders/alpine.txt"),
        &["0", "1", "01", "10", ".", "a", "_rc", "_p", "_alpha", "_", "-r", "-", "~", "f"],
    ),
    (Order::Cran, include_str!("orders/cran.txt"), &["0", "1", "01", "10", ".", "-"]),
    (
        Order::Debian,
        include_str!("orders/debian.txt"),
        &["0", "1", "01", "10", ".", "-", "+", "~", "a", "Z", ":", "0:", "1:"],
    ),
    (
        Order::Go,
        include_str!("orders/go.txt"),
        &["go", "v", "0", "1", "01", "10", ".", "-", "+", "rc", "rc.", "+incompatible"],
    ),
    (Order::Hackage, include_str!("orders/hackage.txt"), &["0", "1", "01", "10", ".", "-tag"]),
    (
        Order::Maven,
        include_str!("orders/maven.txt"),
        &["0", "1", "01", "10", ".", "-", "_", "a", "x", "alpha", "RC", "snapshot", "ga", "final", "sp"],
    ),
    (
        Order::Npm,
        include_str!("orders/npm.txt"),
        &["=", "v", "0", "1", "01", "10", ".", "-", "+", "a", "A", "b1"],
    ),
    (Order::NuGet, include_str!("orders/nuget.txt"), &["0", "1", "01", "10", ".", "-", "+", "a", "A", "b1"]),
    (
        Order::Packagist,
        include_str!("orders/packagist.txt"),
        &["v", "0", "1", "01", "10", ".", "-", "_", "+", "#", "dev", "a", "beta", "RC", "p", "x"],
    ),
    (
        Order::Pacman,
        include_str!("orders/pacman.txt"),
        &["0", "1", "01", "10", ".", "..", "-", "_", "a", "rc", "0:", "1:"],
    ),
    (Order::Pub, include_str!("orders/pub.txt"), &["0", "1", "01", "10", ".", "-", "+", "a", "A", "b1"]),
    (
        Order::Python,
        include_str!("orders/python.txt"),
        &["0", "1", "01", "10", ".", "-", "_", "!", "+", "a", "B", "rc", "post", "dev", "v", "x"],
    ),
    (
        Order::Rpm,
        include_str!("orders/rpm.txt"),
        &["0", "1", "01", "10", ".", "-", "_", "~", "^", "a", "el", "0:", "1:"],
    ),
    (Order::RubyGems, include_str!("orders/rubygems.txt"), &["0", "1", "01", "10", ".", "-", "a", "rc", "A"]),
    (
        Order::SemVer,
        include_str!("orders/semver.txt"),
        &["v", "0", "1", "01", "10", ".", "-", "+", "a", "A", "b1"],
    ),
];

#[test]
fn every_order_has_examples_and_a_name_of_its_own() {
    assert_eq!(EXAMPLES.map(|(order, ..)| order), Order::ALL);
    for (at, order) in Order::ALL.iter().enumerate() {
        assert!(Order::ALL.iter().skip(at + 1).all(|other| other.name() != order.name()), "{}", order.name());
    }
}

#[test]
fn each_order_says_what_its_document_says() {
    for (order, text, _) in EXAMPLES {
        let mut pairs = 0;
        for line in text.lines().filter(|line| !line.starts_with(['#', '!']) && !line.is_empty()) {
            let chain = parse_chain(line);
            for (at, (left, _)) in chain.iter().enumerate() {
                let mut expected = Ordering::Equal;
                for (right, step) in &chain[at + 1..] {
                    expected = expected.then(*step);
                    let told = || format!("{}: {left} and {right}", order.name());
                    assert_eq!(order.compare(left, right), Ok(expected), "{}", told());
                    assert_eq!(order.compare(right, left), Ok(expected.reverse()), "{}", told());
                    pairs += 1;
                }
            }
        }
        assert!(pairs >= 15, "{} has only {pairs} examples", order.name());
    }
}

/// The versions of a chain, each with how the one before compares with it.
fn parse_chain(line: &str) -> Vec<(String, Ordering)> {
    let mut chain = Vec::new();
    let (mut version, mut step) = (String::new(), Ordering::Equal);
    for word in line.split(' ') {
        let next = match word {
            "<" => Ordering::Less,
            "=" => Ordering::Equal,
            _ => {
                // A version may have a space in it.
                version = format!("{version} {word}");
                continue;
            }
        };
        chain.push((version.trim().to_owned(), step));
        (version, step) = (String::new(), next);
    }
    chain.push((version.trim().to_owned(), step));
    assert!(chain.len() > 1, "no chain: {line}");
    chain
}

#[test]
fn what_is_no_version_is_refused_on_either_side() {
    for (order, text, _) in EXAMPLES {
        for refused in text.lines().filter_map(|line| line.strip_prefix("! ")) {
            let error = Err(Error::Version { order: order.name(), text: refused.to_owned() });
            assert_eq!(order.compare(refused, "1"), error, "{refused}");
            assert_eq!(order.compare("1", refused), error, "{refused}");
        }
        for nothing in ["", " ", "\t\n"] {
            assert!(order.compare(nothing, "1").is_err(), "{} takes {nothing:?}", order.name());
        }
        let error = order.compare("1", "1").err();
        assert_eq!(error, None, "{}", order.name());
    }
}

#[test]
fn space_around_a_version_does_not_count() {
    for order in Order::ALL {
        assert_eq!(order.compare(" 1.0\n", "1.0"), Ok(Ordering::Equal), "{}", order.name());
    }
}

#[test]
fn a_version_has_a_longest_length() {
    for order in Order::ALL {
        let longest = "1".repeat(MAX_VERSION_BYTES);
        assert_eq!(order.compare(&longest, "1"), Ok(Ordering::Greater), "{}", order.name());
        let longer = "1".repeat(MAX_VERSION_BYTES + 1);
        let refused = Err(Error::VersionLength { order: order.name(), bytes: MAX_VERSION_BYTES + 1 });
        assert_eq!(order.compare("1", &longer), refused);
        assert_eq!(order.compare(&longer, "1"), refused);
    }
}

#[test]
fn a_refusal_tells_a_bounded_part_of_the_text() {
    let long = "é".repeat(MAX_VERSION_BYTES / 2);
    let Err(Error::Version { text, .. }) = Order::Cran.compare(&long, "1") else {
        panic!("is refused as no version")
    };
    assert_eq!(text.chars().count(), 100);
}

/// What every order of three texts must keep.
fn is_kept(order: Order, texts: &[String; 3]) -> Result<(), TestCaseError> {
    let [a, b, c] = texts;
    let (ab, bc, ac) = (order.compare(a, b), order.compare(b, c), order.compare(a, c));
    let takes = |text: &String| order.compare(text, text).is_ok();
    // Whether a text is taken depends on it alone, and what is taken equals itself.
    prop_assert_eq!(ab.is_ok(), takes(a) && takes(b));
    for text in texts.iter().filter(|text| takes(text)) {
        prop_assert_eq!(order.compare(text, text), Ok(Ordering::Equal));
    }
    let (Ok(ab), Ok(bc), Ok(ac)) = (ab, bc, ac) else { return Ok(()) };
    prop_assert_eq!(order.compare(b, a), Ok(ab.reverse()));
    // Less and equal carry over, both for themselves and together.
    if ab.is_le() && bc.is_le() {
        prop_assert_eq!(ac, ab.then(bc), "{} {:?}", order.name(), texts);
    }
    if ab.is_ge() && bc.is_ge() {
        prop_assert_eq!(ac, ab.then(bc), "{} {:?}", order.name(), texts);
    }
    Ok(())
}

fn of_pieces() -> impl Strategy<Value = (Order, [String; 3])> {
    (0..EXAMPLES.len()).prop_flat_map(|at| {
        let (order, _, pieces) = EXAMPLES[at];
        let text =
            || vec(proptest::sample::select(pieces), 0..9).prop_map(|pieces| format!("1{}", pieces.concat()));
        let bare = || vec(proptest::sample::select(pieces), 1..7).prop_map(|pieces| pieces.concat());
        let either = || prop_oneof![4 => text(), 1 => bare()];
        (Just(order), [either(), either(), either()])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_order_is_one_on_its_own_alphabet((order, texts) in of_pieces()) {
        is_kept(order, &texts)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_order_is_one_on_any_text(texts in [any::<String>(), any::<String>(), "[ -~]{0,12}"]) {
        for order in Order::ALL {
            is_kept(order, &texts)?;
        }
    }
}
