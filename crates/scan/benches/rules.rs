//! Objects a second through all rules, parsing left out; and the whole of a file.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use std::collections::BTreeMap;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekimori_catalog::{Check, Context, Parameters, Sink, all};
use sekimori_model::inventory::{Inventory, Names};
use sekimori_model::{Level, Limits, Version};
use sekimori_parse::kubernetes::{Recorder, items, objects};
use sekimori_parse::{decode, yaml};

#[expect(unreachable_pub, reason = "the tests package offers it to others")]
#[path = "../../../tests/src/generate.rs"]
mod generate;

fn rules(c: &mut Criterion) {
    let text = generate::text(500_000);
    let decoded = decode(text.as_bytes()).unwrap();
    let limits = Limits::default();
    let documents: Vec<_> = yaml::documents(&decoded, &limits).map(Result::unwrap).collect();
    let context = Context { version: Version::LATEST, level: Level::Restricted };
    let rules: Vec<_> = all()
        .iter()
        .map(|rule| (*rule, Parameters::new(rule, &BTreeMap::new()).unwrap_or_default()))
        .collect();
    let (names, path) = (Names::default(), Arc::from("all.yaml"));
    let objects_of: Vec<_> =
        documents.iter().flat_map(|document| objects(document, &limits).objects).collect();
    let inventory =
        Inventory::new(objects_of.iter().flat_map(|object| items(object, &path, &names)).collect());
    let mut group = c.benchmark_group("rules");
    group.sample_size(20).throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("all rules on each object", |b| {
        b.iter(|| {
            let mut found = 0;
            for document in &documents {
                for object in objects(document, &limits).objects {
                    let recorder = Recorder::default();
                    let (top, pod) = (object.field(&recorder), object.pod(&recorder));
                    for (rule, parameters) in &rules {
                        let mut sink = Sink::new(&context, parameters, &inventory);
                        match (rule.check, &pod) {
                            (Check::Pod(check), Some(pod)) => check(pod, &mut sink),
                            (Check::Object(kinds, check), _) if object.is_one_of(kinds) => {
                                check(&object, &top, &mut sink);
                            }
                            _ => continue,
                        }
                        found += sink.into_parts().0.len();
                    }
                }
            }
            found
        });
    });
    group.finish();
}

criterion_group!(benches, rules);
criterion_main!(benches);
