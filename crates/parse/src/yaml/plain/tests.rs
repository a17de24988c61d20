//! Whatever is read as plain is read alike by the parser that knows all of YAML.
#![expect(clippy::arithmetic_side_effects, reason = "a test may fail")]

use sekimori_model::Limits;

use super::super::reader::documents;
use super::{Next, Plain};
use crate::Text;

/// A document of everything that is plain.
const ALL: &str = "\
# before
---
apiVersion: apps/v1 # the group
kind: Deployment

metadata: {name: web, labels: {}, annotations: { \"a b/c\": 'd e', f: \"\" }}
spec:
  empty:
  list:
  - one
  -
  - - two
    - three:
      four: 4
  -   key: far right
      \"quoted key\": 'x' # here
    # in between
  nested:
    - name: 関守 # 門
      value: 日本語 の値
      other: \"日本\"
    - -1
    - a#b
    - http://example.com:80/x?y=z
  args: [\"--listen=:8080\", --verbose, '', [a, b],  {c: d} ]
  none: []
  text: |
    first line

      further right
    # no comment
  \u{20}
  strip: |-
    a: b

  keep: |+
    a

  after: ~
last:
---   # second
- a: b
-
...
";

/// Reads `text` in both ways; returns how many documents were plain.
fn compare(text: &str) -> usize {
    let limits = Limits { nodes: 20_000, ..Limits::default() };
    let text = Text { text: text.into(), offset: 3 };
    let mut plain = Plain::new(&text.text, text.offset, &limits);
    let mut all = documents(&text, &limits).thoroughly();
    let mut count = 0;
    while let Next::Document(document) = plain.next() {
        let other = all.next().expect("both see a document").expect("both can read it");
        for (ours, theirs) in document.nodes.iter().zip(&other.nodes) {
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "of {:?}", text.text);
        }
        assert!(document.is_same(&other), "of {:?}", text.text);
        assert_eq!(document.duplicate_keys, other.duplicate_keys, "of {:?}", text.text);
        count += 1;
    }
    if matches!(plain.next(), Next::End) && count > 0 {
        assert!(all.next().is_none(), "one more document at the end of {:?}", text.text);
    }
    count
}

#[test]
fn the_plain_style_is_read_alike() {
    assert_eq!(compare(&ALL.replace("  \u{20}\n", "").replace("...\n", "")), 2);
}

#[test]
fn whatever_lines_are_made_of_them() {
    let lines: Vec<&str> = ALL.lines().collect();
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits") % below.max(1)
    };
    let mut plain = 0;
    for _ in 0..ROUNDS {
        let mut made = String::new();
        if next(2) == 0 {
            // A few lines of the text with one stretch changed.
            let from = next(lines.len());
            let mut piece = lines[from..(from + 1 + next(12)).min(lines.len())].join("\n");
            piece.push('\n');
            let at = piece.floor_char_boundary(next(piece.len()));
            let to = piece.ceil_char_boundary(at + next(2));
            let mark: String = (0..next(2)).map(|_| MARKS[next(MARKS.len())]).collect();
            piece.replace_range(at..to, &mark);
            made.push_str(&piece);
        } else {
            for _ in 0..=next(8) {
                made.push_str(&"  ".repeat(next(3)));
                made.push_str(lines[next(lines.len())].trim_start());
                for _ in 0..next(2) {
                    made.push_str(MARKS[next(MARKS.len())]);
                }
                if next(40) != 0 {
                    made.push('\n');
                }
            }
        }
        plain += compare(&made);
    }
    assert!(plain > ROUNDS / 10, "hardly anything was plain: {plain}");
}

/// Ten times as many found nothing more.
const ROUNDS: usize = 20_000;

/// What YAML gives a meaning to.
const MARKS: [&str; 40] = [
    "-", "- ", ":", ": ", "{", "}", "[", "]", ",", ", ", "#", " #", "&a ", "*a", "!", "!!str ", "|", "|-",
    ">", "'", "\"", "\\", "%", "@", "`", "?", "? ", "\n", "\n\n", " ", "  ", "\t", "\r\n", "---", "---\n",
    "...\n", "<<: ", "\u{feff}", "\u{85}", "a",
];
