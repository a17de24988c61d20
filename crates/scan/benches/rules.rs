//! Objects a second through all rules, parsing left out; and the whole of a file.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekimori_catalog::{Check, Context, Sink, all};
use sekimori_model::{Level, Limits, Version};
use sekimori_parse::kubernetes::{Recorder, objects};
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
    let mut group = c.benchmark_group("rules");
    group.sample_size(20).throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("all rules on each object", |b| {
        b.iter(|| {
            let mut found = 0;
            for document in &documents {
                for object in objects(document, &limits).objects {
                    let recorder = Recorder::default();
                    let Some(pod) = object.pod(&recorder) else { continue };
                    for rule in all() {
                        let Check::Pod(check) = rule.check else { continue };
                        let mut sink = Sink::new(&context);
                        check(&pod, &mut sink);
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
