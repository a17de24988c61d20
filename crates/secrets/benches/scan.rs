//! Megabytes a second of the engine with the whole catalog, on one thread: text without secrets, text with, one line.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sekimori_catalog::credentials;
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine, Scratch};

/// Words of source code, some of which are keywords of patterns too.
const WORDS: &[&str] = &[
    "fn", "let", "self", "return", "match", "impl", "struct", "config", "token", "client", "request",
    "parse", "error", "value", "index", "buffer", "azure", "key", "author", "state", "stream", "default",
    "password", "vec", "string", "option", "result", "path", "name", "length", "usize", "async", "await",
    "import", "export", "const", "function",
];

/// Text like source code, of so many bytes; every so many words there is a sample of a pattern.
fn text(bytes: usize, line: usize, every: Option<usize>) -> String {
    let mut dice = Dice::new(20_261_122);
    let mut made = String::with_capacity(bytes + 1_000);
    let mut words = 0;
    while made.len() < bytes {
        words += 1;
        made.push_str(WORDS[dice.below(WORDS.len())]);
        made.push_str(["_", " ", ".", "(", ") ", " = ", ": ", "::"][dice.below(8)]);
        if words % line == 0 {
            made.push('\n');
        }
        if every.is_some_and(|every| words % every == 0) {
            let rule = credentials()[dice.below(credentials().len())];
            let credential = rule.credential().unwrap();
            if let Some(sample) = credential.samples.first() {
                made.extend(["\n", sample.name, " = \""]);
                made.push_str(&fill(sample.value, credential, &mut dice).unwrap());
                made.push_str("\"\n");
            }
        }
    }
    made
}

fn scan(c: &mut Criterion) {
    let mut group = c.benchmark_group("secrets");
    group.sample_size(10);
    group.bench_function("an engine is made", |b| {
        b.iter(|| Engine::new(credentials().iter().copied()).unwrap());
    });
    let engine = Engine::new(credentials().iter().copied()).unwrap();
    let bounds = Bounds { hits: usize::MAX / 64, ..Bounds::default() };
    for (name, text) in [
        ("source code", text(2_000_000, 12, None)),
        ("source code with a secret every 200 words", text(2_000_000, 12, Some(200))),
        ("one line of 10 MB", text(10_000_000, usize::MAX, None)),
    ] {
        let mut scratch = Scratch::default();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| engine.scan_with(&mut scratch, "a.rs", text.as_bytes(), &bounds).hits.len());
        });
    }
    group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
