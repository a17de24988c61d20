//! A file that is read as a stream gives what it gives as a whole, wherever a window ends.

#[path = "planted/mod.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod planted;

use std::io::{self, Read};
use std::ops::Range;

use planted::{engine, sample, steps};
use sekimori_model::NotAnalysed;
use sekimori_secrets::sample::Dice;
use sekimori_secrets::{Bounds, Gap};

/// The bytes of a window, around whose end secrets are planted most densely.
const WINDOW: usize = 8 << 20;

/// What a hit says: its rule, its place and the steps to it.
type Seen = (&'static str, Range<usize>, Vec<String>);

/// A reader that gives a few bytes at a time, as pipes do, and then an error where there is one.
struct Drips<'a>(&'a [u8], usize, Option<io::Error>);

impl Read for Drips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty()
            && let Some(error) = self.2.take()
        {
            return Err(error);
        }
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

/// Bounds that no text here reaches.
fn wide() -> Bounds {
    Bounds { hits: 100_000, ..Bounds::default() }
}

fn streamed(source: &mut dyn Read, bounds: &Bounds) -> (Vec<Seen>, Vec<Gap>) {
    let mut seen = Vec::new();
    let gaps = engine().scan_stream("app.log", source, bounds, &mut |part| {
        for hit in &part.hits {
            if !part.bytes.is_empty() {
                let bytes = &part.bytes[hit.span.start - part.start..hit.span.end - part.start];
                assert!(steps(hit) == ["utf-16"] || bytes == hit.value.expose(), "a span of other bytes");
            }
            seen.push((hit.rule.id, hit.span.clone(), steps(hit)));
        }
    });
    (seen, gaps)
}

fn whole(bytes: &[u8]) -> Vec<Seen> {
    let found = engine().scan("app.log", bytes, &wide());
    found.hits.iter().map(|hit| (hit.rule.id, hit.span.clone(), steps(hit))).collect()
}

/// Text with a secret every so often, and many around the end of the first window and where the second begins.
fn text(line: &str, length: usize) -> String {
    let mut text = String::with_capacity(length + 100);
    let mut dice = Dice::new(7);
    let mut seed = 0;
    while text.len() < length {
        let near = text.len() % (WINDOW - (512 << 10));
        let is_dense = text.len() > WINDOW / 2 && !(600 << 10..=WINDOW - (1100 << 10)).contains(&near);
        if is_dense && dice.below(200) == 0 || dice.below(10_000) == 0 {
            seed += 1;
            text.push_str(" x ");
            text.push_str(&sample(seed));
        }
        text.push_str(line);
    }
    text
}

#[test]
fn windows_lose_nothing_and_tell_nothing_twice() {
    for line in [" 関 a line of a log\n", " one line that never ends;"] {
        let text = text(line, 18 << 20);
        let (seen, gaps) = streamed(&mut Drips(text.as_bytes(), 70_001, None), &wide());
        assert!(gaps.is_empty(), "{gaps:?}");
        assert!(seen.len() > 100, "{}", seen.len());
        assert!(seen == whole(text.as_bytes()), "{line:?}: the whole has other secrets");
    }
}

#[test]
fn utf_16_is_read_across_windows() {
    let text = text(" a line\n", 5 << 20);
    let bytes: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert!(bytes.len() > WINDOW);
    let (seen, gaps) = streamed(&mut bytes.as_slice(), &wide());
    assert!(gaps.is_empty() && !seen.is_empty(), "{gaps:?}");
    assert!(seen == whole(&bytes), "the whole has other secrets");
}

#[test]
fn a_file_of_exactly_one_window_and_of_one_byte_more_is_searched_to_its_end() {
    for length in [WINDOW - 1, WINDOW, WINDOW + 1, WINDOW - 40] {
        let token = sample(3);
        let text = format!("{}{token}", " ".repeat(length - token.len()));
        let (seen, gaps) = streamed(&mut text.as_bytes(), &Bounds::default());
        assert_eq!(gaps, []);
        let places: Vec<_> = seen.iter().map(|(_, span, _)| (span.start, span.end)).collect();
        assert_eq!(places, [(length - token.len(), length)]);
    }
}

#[test]
fn what_a_stream_unpacks_to_is_searched_in_windows_too() {
    let log = text(" a line\n", 34 << 20);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::Write::write_all(&mut packed, log.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let (seen, gaps) = streamed(&mut packed.as_slice(), &wide());
    assert!(gaps.is_empty(), "{gaps:?}");
    let wanted = whole(log.as_bytes()).len();
    assert!(seen.len() == wanted && wanted > 100, "{} of {wanted}", seen.len());
    assert!(
        seen.iter().all(|(_, span, steps)| steps == &["gzip"] && *span == (0..0)),
        "places of what is packed"
    );
    let few = Bounds { unpacked_bytes: 1 << 20, ..wide() };
    let (_, gaps) = streamed(&mut packed.as_slice(), &few);
    assert_eq!(gaps.iter().map(|gap| gap.reason).collect::<Vec<_>>(), [NotAnalysed::UnpacksTooMuch]);
}

#[test]
fn what_ends_a_search_is_named() {
    let text = text(" a line\n", 9 << 20);
    let broken = io::Error::other("the disk is gone");
    let (seen, gaps) = streamed(&mut Drips(text.as_bytes(), 1 << 20, Some(broken)), &wide());
    assert_eq!((gaps[0].reason, gaps[0].detail.as_str()), (NotAnalysed::Unreadable, "the disk is gone"));
    assert!(seen == whole(text.as_bytes()), "what came before was searched");
    let few = Bounds { hits: 3, ..Bounds::default() };
    let (seen, gaps) = streamed(&mut text.as_bytes(), &few);
    assert_eq!((seen.len(), gaps[0].reason), (3, NotAnalysed::TooManyFindings));
    let zip = [b"PK\x03\x04".as_slice(), &[0; 600]].concat();
    let (_, gaps) = streamed(&mut zip.as_slice(), &Bounds::default());
    assert_eq!(gaps[0].reason, NotAnalysed::TooLarge);
}
