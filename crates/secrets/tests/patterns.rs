//! Patterns are valid before they run, and what they cost grows with the bytes alone.

use proptest::prelude::*;
use sekimori_catalog::{Check, Credential, Form, Rule, credentials};
use sekimori_model::NotAnalysed;
use sekimori_secrets::{Bounds, Engine, LONGEST, Scratch, validate};

/// A rule as a user may write one.
fn rule(form: Form) -> &'static Rule {
    let credential = Credential { form, test: None, min_entropy: 0, samples: &[], verify: None };
    let check = Check::Secret(Box::leak(Box::new(credential)));
    Box::leak(Box::new(Rule { id: "credential/mine", check, ..Rule::BASE }))
}

fn token(keywords: &'static [&'static str], regex: &'static str) -> &'static Rule {
    rule(Form::Token { keywords, offsets: &[0], ignore_case: false, regex, within_word: true })
}

fn engine(rule: &'static Rule) -> Engine {
    validate(rule).expect("a valid pattern");
    Engine::new([rule]).expect("a valid pattern")
}

#[test]
fn every_pattern_of_the_catalog_is_valid() {
    let faults: Vec<String> =
        credentials().iter().filter_map(|rule| validate(rule).err()).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_bad_pattern_is_refused_with_its_reason() {
    for (rule, wanted) in [
        (token(&["abc"], "abc(["), "unclosed"),
        (token(&["ab"], "ab[0-9]{4}"), "a keyword has at least 3 bytes"),
        (token(&[], "abc[0-9]{4}"), "at least one keyword"),
        (token(&["abc"], "(?:abc[0-9]{4})?"), "matches the empty text"),
        (token(&["abc"], "xyz[0-9]{4}"), "can have the keyword \"abc\""),
        (token(&["abc"], "abc[0-9]{20000}"), "longer than 16384 bytes"),
        (token(&["abc"], "abc(?:[a-c]{1,9}[b-d]{1,99}){1,99}"), "size limit"),
        (token(&["abc"], "abc(?=d)"), "look-around"),
    ] {
        let refused = validate(rule).expect_err(wanted).to_string();
        assert!(refused.starts_with("credential/mine: "), "{refused}");
        assert!(refused.contains(wanted), "{wanted:?} is not in {refused:?}");
    }
}

#[test]
fn matches_that_run_on_are_read_once() {
    let engine = engine(token(&["abc"], "abc[a-z \\n]*"));
    let bytes = "abc ".repeat(50_000);
    let mut scratch = Scratch::default();
    let found = engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &Bounds::default());
    assert_eq!(found.hits.len(), bytes.len().div_ceil(LONGEST), "each is as long as one may be");
    assert!(found.gaps.is_empty(), "{:?}", found.gaps);
    assert!(scratch.work() <= bytes.len() as u64, "{} for {} bytes", scratch.work(), bytes.len());
}

#[test]
fn matches_that_fail_late_end_in_a_gap_and_not_in_quadratic_work() {
    // Each of the keywords makes the automaton read on to the end of what it may read, for nothing.
    let engine = engine(token(&["abc"], "abc[a-z ]*[0-9]"));
    let mut works = Vec::new();
    for times in [10_000_u64, 40_000] {
        let bytes = "abc ".repeat(usize::try_from(times).expect("small"));
        let mut scratch = Scratch::default();
        let found = engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &Bounds::default());
        assert!(found.hits.is_empty());
        let reasons: Vec<NotAnalysed> = found.gaps.iter().map(|gap| gap.reason).collect();
        assert_eq!(reasons, [NotAnalysed::TooManySteps], "what is not looked at is told");
        works.push(scratch.work());
    }
    let [small, large] = works[..] else { unreachable!("two") };
    assert!(large < small * 5, "four times the bytes took {small} and {large} steps");
}

#[test]
fn names_without_end_are_read_in_linear_work() {
    let assigned = Form::Assigned { keywords: &["acme"], names: &["token"], value: "[a-z=_]{9,99}[0-9]" };
    let engine = engine(rule(assigned));
    for text in
        ["acme_token=", "acme token: acme ", "token token token acme=x;", "acme_token='acme_token='\n"]
    {
        let bytes = text.repeat(20_000);
        let mut scratch = Scratch::default();
        engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &Bounds::default());
        let most = bytes.len() as u64 * 64 + (9 << 20);
        assert!(scratch.work() <= most, "{text:?}: {} for {} bytes", scratch.work(), bytes.len());
    }
}

#[test]
fn what_is_read_in_vain_counts_as_work() {
    let engine = Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid");
    let bounds = Bounds { today: Some(jiff::civil::date(2030, 1, 1)), ..Bounds::default() };
    let mut scratch = Scratch::default();
    // Each keyword makes a certificate, an element or the users of a registry be read for, up to where one must end.
    for text in [concat!("LS0tLS1CR", "UdJTi"), ":pass>x", "\"auth\""] {
        let bytes = text.repeat(20_000);
        let found = engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &bounds);
        let reasons: Vec<NotAnalysed> = found.gaps.iter().map(|gap| gap.reason).collect();
        assert!(reasons.contains(&NotAnalysed::TooManySteps), "{text:?}: {reasons:?}");
    }
    // A value ends where the next begins, though no blank is between them.
    let bytes = "pass=x\\n".repeat(50_000);
    let found = engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &bounds);
    assert!(found.gaps.is_empty(), "{:?}", found.gaps);
    assert!(scratch.work() <= bytes.len() as u64 * 4, "{} for {} bytes", scratch.work(), bytes.len());
}

#[test]
fn more_hits_than_the_bound_are_told() {
    let engine = engine(token(&["abc_"], "abc_[0-9]{9}"));
    let bytes: String = (0..500)
        .map(|number| format!("abc_{}", 274_918_365 + number * 1_357_913))
        .collect::<Vec<_>>()
        .join("\n");
    for (hits, wanted) in
        [(500, vec![]), (499, vec![NotAnalysed::TooManyFindings]), (3, vec![NotAnalysed::TooManyFindings])]
    {
        let found = engine.scan("a", bytes.as_bytes(), &Bounds { hits, ..Bounds::default() });
        assert_eq!(found.hits.len(), hits);
        let spans: Vec<usize> = found.hits.iter().map(|hit| hit.span.start).collect();
        assert_eq!(spans, (0..hits).map(|number| number * 14).collect::<Vec<_>>(), "the first ones");
        assert_eq!(found.gaps.iter().map(|gap| gap.reason).collect::<Vec<_>>(), wanted, "{hits}");
    }
}

#[test]
fn the_case_of_letters_counts_where_it_is_said_to() {
    let sensitive = engine(token(&["AbC_"], "AbC_[0-9]{4}"));
    let form = |ignore_case| Form::Token {
        keywords: &["AbC_"],
        offsets: &[0],
        ignore_case,
        regex: "AbC_[0-9]{4}",
        within_word: false,
    };
    let either = engine(rule(form(true)));
    let count =
        |engine: &Engine, text: &str| engine.scan("a", text.as_bytes(), &Bounds::default()).hits.len();
    assert_eq!([count(&sensitive, "AbC_1234"), count(&sensitive, "abc_1234")], [1, 0]);
    assert_eq!(
        [count(&either, "AbC_1234"), count(&either, "abC_1234"), count(&either, "xabC_1234")],
        [1, 1, 0]
    );
}

#[test]
fn threads_share_one_engine() {
    let engine = engine(token(&["abc_"], "abc_(?:[0-9]{4}|[a-z]{6})"));
    let text = b"abc_1234 abc_uvwxyz";
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| engine.scan("a", text, &Bounds::default()).hits.len())).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), 2);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_bytes_give_the_same_hits_at_any_place(before in 0_usize..200, near_block in any::<bool>()) {
        // A block of the search ends after 64 KiB: what lies across its end is found as well.
        let before = if near_block { (64 << 10) - before } else { before };
        let assigned = Form::Assigned { keywords: &["acme"], names: &["token"], value: "[a-f]{8}" };
        let rules = [rule(assigned), token(&["abc_"], "abc_[0-9]{9}")];
        let engine = Engine::new(rules).expect("valid");
        let text = "abc_123456789 acme_token = \"abcdefab\"; // acme\n  tokens: {'my-token': 'fedcbaaa'}, abc_987654321";
        let alone: Vec<_> = engine.scan("a", text.as_bytes(), &Bounds::default()).hits.into_iter().map(|hit| (hit.span, hit.redacted)).collect();
        prop_assert_eq!(alone.len(), 4);
        let bytes = format!("{}{text}", " ".repeat(before));
        let moved: Vec<_> = engine
            .scan("a", bytes.as_bytes(), &Bounds::default())
            .hits
            .into_iter()
            .map(|hit| (hit.span.start - before..hit.span.end - before, hit.redacted))
            .collect();
        prop_assert_eq!(moved, alone);
    }
}

/// A rule as the configuration makes one.
fn own(regex: &'static str) -> &'static Rule {
    let rule = token(&["shoptok_"], regex);
    Box::leak(Box::new(Rule { id: "custom/shop-token", ..*rule }))
}

#[test]
fn a_line_made_to_waste_steps_hides_nothing_behind_it() {
    let rules = credentials().iter().copied().chain([token(&["abc_"], "abc_[0-9]{9}")]);
    let engine = Engine::new(rules).expect("valid");
    for (word, times) in [("password=", 600), ("AccountKey=", 1_600)] {
        let value = ["Kx7vQ2", "mZ9pL4tRw8"].concat();
        let bytes = format!("{}\ntoken: abc_274918365\npassword: \"{value}\"\n", word.repeat(times));
        let found = engine.scan("app.log", bytes.as_bytes(), &Bounds::default());
        let reasons: Vec<NotAnalysed> = found.gaps.iter().map(|gap| gap.reason).collect();
        assert_eq!(reasons, [NotAnalysed::TooManySteps], "{word}");
        let is_found = |value: &[u8]| found.hits.iter().any(|hit| hit.value.expose() == value);
        assert!(is_found(b"abc_274918365"), "{word}: a token behind the line");
        assert!(is_found(value.as_bytes()), "{word}: a password behind the line");
    }
}

#[test]
fn a_pattern_of_ones_own_finds_what_looks_like_an_example() {
    let engine = engine(own("shoptok_[a-z0-9]{24}"));
    let found = engine.scan("a", b"key = shoptok_abcdefghijklmnopqrstuvwx\n", &Bounds::default());
    assert_eq!(found.hits.len(), 1);
}

#[test]
fn a_slow_pattern_of_ones_own_is_given_up_soon() {
    let engine = engine(own("shoptok_[a-z_]{1,2000}[0-9]"));
    let bytes = "shoptok_".repeat(500_000);
    let mut scratch = Scratch::default();
    let found = engine.scan_with(&mut scratch, "a", bytes.as_bytes(), &Bounds::default());
    assert!(scratch.work() < 5 * bytes.len() as u64 + (2 << 20), "{}", scratch.work());
    assert!(found.gaps.len() == 1 && found.gaps[0].detail.contains("custom/shop-token"), "{:?}", found.gaps);
}
