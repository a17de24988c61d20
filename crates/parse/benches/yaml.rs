//! Megabytes of YAML a second: our tree, the parser's bare events below it, and a peer's tree with spans.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use saphyr::LoadableYamlNode as _;
use sekimori_model::Limits;
use sekimori_parse::{decode, yaml};

#[expect(unreachable_pub, reason = "the tests package offers it to others")]
#[path = "../../../tests/src/generate.rs"]
mod generate;

fn parse(c: &mut Criterion) {
    let text = generate::text(2_000_000);
    let limits = Limits { documents: u32::MAX, ..Limits::default() };
    let mut group = c.benchmark_group("parse");
    group.sample_size(20).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("tree", |b| {
        b.iter(|| {
            let decoded = decode(text.as_bytes()).unwrap();
            yaml::documents(&decoded, &limits)
                .map(|document| document.unwrap().root().entries().len())
                .sum::<usize>()
        });
    });
    group.bench_function("events alone, the limit", |b| {
        b.iter(|| granit_parser::Parser::new_from_str(&text).map(Result::unwrap).count());
    });
    group.bench_function("peer: saphyr MarkedYaml", |b| {
        b.iter(|| saphyr::MarkedYaml::load_from_str(&text).unwrap().len());
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
