//! Repairs settle in one run, whatever they are made in.
#![expect(clippy::expect_used, reason = "a test may fail")]

use jiff::civil::date;
use sekimori_catalog::{all, fixture};
use sekimori_model::config::Config;
use sekimori_model::{Entry, Limits, Listing, Persona, Problem, Safety, Source};
use sekimori_scan::{Plan, RefusedFor, fix};

/// One file.
struct File(Vec<u8>);

impl Source for File {
    fn list(&self, _: &Limits) -> Listing {
        let entry = Entry { path: "a.yaml".into(), named: false };
        Listing { entries: vec![entry], ..Listing::default() }
    }

    fn read(&self, _: &Entry, _: &Limits) -> Result<Vec<u8>, Problem> {
        Ok(self.0.clone())
    }
}

/// What one run makes of a file, and whether it says that there was more to do.
fn repaired(file: &[u8], plan: &Plan, safety: Safety, pool: &rayon::ThreadPool) -> (Vec<u8>, bool) {
    let fixing = fix(&File(file.to_vec()), plan, pool, safety, &|_| {});
    let more = fixing.refused.iter().any(|refused| refused.reason == RefusedFor::Rounds);
    (fixing.files.first().map_or_else(|| file.to_vec(), |changed| changed.after.clone()), more)
}

/// Documents of fixtures in any company.
fn manifests(count: usize) -> Vec<String> {
    let all: Vec<&str> = all().iter().flat_map(|rule| fixture(rule).split("\n---\n")).collect();
    let all: Vec<&str> = all.into_iter().filter(|text| text.contains("kind: ")).collect();
    let mut seed = 11_u64;
    let mut below = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits") % below
    };
    let mut manifest = || {
        let documents: Vec<&str> = (0..=below(3)).map(|_| all[below(all.len())].trim_end()).collect();
        documents.join("\n---\n") + "\n"
    };
    (0..count).map(|_| manifest()).collect()
}

#[test]
fn a_second_run_changes_nothing() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let plans = [Persona::Regular, Persona::Pedantic, Persona::Auditor]
        .map(|persona| Plan::new(Config { persona, ..Config::default() }, None, date(2026, 11, 22)).unwrap());
    let mut changed = 0;
    for manifest in manifests(200) {
        for plan in &plans {
            for safety in [Safety::Safe, Safety::Unsafe] {
                let (once, more) = repaired(manifest.as_bytes(), plan, safety, &pool);
                let (twice, _) = repaired(&once, plan, safety, &pool);
                let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let persona = plan.config().persona;
                assert_eq!(shown(&twice), shown(&once), "{persona:?}, {safety:?}:\n{manifest}");
                assert!(!more, "{persona:?}, {safety:?}: more than one run does in\n{manifest}");
                changed += usize::from(once != manifest.as_bytes());
            }
        }
    }
    assert!(changed > 400, "{changed} of 1200 runs changed anything");
}

/// So many that halving is needed: one repair of these breaks another rule, and all others can be made.
#[test]
fn one_repair_at_fault_does_not_keep_the_others_from_being_made() {
    let container = |n| format!("        - name: c{n}\n          image: \"registry.example/a:1\"\n");
    let containers = (0..12).map(container).collect::<Vec<_>>().concat();
    let text = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  selector:\n    matchLabels: {{app: d}}\n  \
         template:\n    metadata:\n      labels: {{app: d}}\n    spec:\n      containers:\n{containers}"
    );
    let config = Config { persona: Persona::Pedantic, ..Config::default() };
    let plan = Plan::new(config, None, date(2026, 11, 22)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let fixing = fix(&File(text.into_bytes()), &plan, &pool, Safety::Unsafe, &|_| {});
    let left: Vec<_> = fixing.refused.iter().map(|refused| (refused.rule.as_str(), refused.reason)).collect();
    assert_eq!(left, [("availability/single-replica", RefusedFor::Breaks)]);
    let after = String::from_utf8(fixing.files[0].after.clone()).unwrap();
    assert_eq!(after.matches("type: RuntimeDefault").count(), 12);
}
