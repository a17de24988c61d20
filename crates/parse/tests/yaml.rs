//! Spans, anchors, merges, fallback: the tree as rules rely on it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use sekimori_model::{Limits, NotAnalysed, Span};
use sekimori_parse::yaml::{Document, Node, Scalar, documents};
use sekimori_parse::{Text, decode};

fn text(source: &str) -> Text<'_> {
    decode(source.as_bytes()).unwrap()
}

fn one<'t>(text: &'t Text<'_>) -> Document<'t> {
    documents(text, &Limits::default()).next().unwrap().unwrap()
}

fn at<'a>(document: &'a Document<'a>, path: &str) -> Node<'a> {
    path.split('.').fold(document.root(), |node, name| {
        name.parse().map_or_else(|_| node.get(name).unwrap(), |index| node.items().nth(index).unwrap())
    })
}

/// The bytes that a span covers, read back from the source.
fn covered(source: &str, span: Span) -> &str {
    &source[span.byte_start as usize..span.byte_end as usize]
}

#[test]
fn spans_cover_what_they_name() {
    let source = "# 設定\nkey: value # a comment\nflow: {a: [1, 'two'], \"b\": x}\nblock: |\n  line\nlist:\n- 日本: ok\n";
    let text = text(source);
    let document = one(&text);
    for (path, expected, line, column) in [
        ("key", "value", 2, 6),
        ("flow.a.0", "1", 3, 12),
        ("flow.a.1", "'two'", 3, 15),
        ("flow.b", "x", 3, 28),
        ("list.0.日本", "ok", 7, 7),
    ] {
        let span = at(&document, path).span();
        assert_eq!((covered(source, span), span.line, span.column), (expected, line, column), "{path}");
    }
    let key = document.root().entry("flow").unwrap().key.span();
    assert_eq!((covered(source, key), key.line, key.end_column), ("flow", 3, 5));
}

#[test]
fn an_alias_points_at_the_place_where_its_value_is_written() {
    let text = text("base: &base\n  privileged: true\nuse: *base\n");
    let document = one(&text);
    let value = at(&document, "use.privileged");
    assert_eq!((value.text(), value.span().line), (Some("true"), 2));
}

#[test]
fn a_merge_wins_over_what_stands_before_it_and_loses_to_what_stands_behind_it() {
    let text = text("a: &a {w: 1, x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  w: 3\n  <<: [*a, *b]\n  y: 3\n");
    let document = one(&text);
    let seen: Vec<_> =
        ["w", "x", "y", "z"].iter().map(|key| at(&document, "c").get(key).and_then(Node::text)).collect();
    assert_eq!(seen, [Some("1"), Some("1"), Some("3"), Some("2")]);
    assert!(at(&document, "c").get("<<").is_none());
    assert_eq!(at(&document, "c").entries().len(), 4, "each key once");
}

#[test]
fn a_merge_key_is_one_in_quotes_too_but_not_tagged_as_a_text() {
    let text = text("a: {\"<<\": {x: 1}}\nb: {!!str <<: y}\n");
    let document = one(&text);
    assert_eq!(at(&document, "a.x").text(), Some("1"));
    assert_eq!(at(&document, "b").get("<<").and_then(Node::text), Some("y"));
}

#[test]
fn two_merges_are_no_key_that_stands_twice() {
    let text = text("a:\n  <<: {x: 1}\n  <<: {x: 2}\n");
    let document = one(&text);
    assert_eq!(at(&document, "a.x").text(), Some("2"));
    assert!(document.duplicate_keys.is_empty(), "{:?}", document.duplicate_keys);
}

#[test]
fn the_last_of_two_equal_keys_counts_and_is_noted() {
    let text = text("a: 1\nb: 2\na: 3\n");
    let document = one(&text);
    assert_eq!(at(&document, "a").text(), Some("3"));
    let lines: Vec<_> = document.duplicate_keys.iter().map(|span| span.line).collect();
    assert_eq!(lines, [3]);
}

#[test]
fn a_broken_document_does_not_take_the_next_with_it() {
    let text = text("a: [1\n---\nb: 2\n---\n\"c: 3\n--- # next\nd: 4\n");
    let all: Vec<_> = documents(&text, &Limits::default()).collect();
    let kinds: Vec<_> = all
        .iter()
        .map(|one| {
            one.as_ref().map_err(|failure| failure.reason).map(|document| document.root().entries().len())
        })
        .collect();
    assert_eq!(kinds, [Err(NotAnalysed::Malformed), Ok(1), Err(NotAnalysed::Malformed), Ok(1)]);
}

#[test]
fn json_is_read_with_its_escapes_and_tabs() {
    let source = "{\n\t\"a\\/b\": \"\\ud83d\\ude00\",\n\t\"c\": [true, null, 1.5]\n}\n";
    let text = text(source);
    let document = one(&text);
    assert_eq!(document.root().get("a/b").and_then(Node::text), Some("😀"));
    assert!(document.lenient.is_none());
    assert!(at(&document, "c.1").is_null());
}

#[test]
fn a_document_that_only_kubectl_takes_is_read_leniently_and_says_so() {
    // libyaml, and so kubectl, takes a comment right behind a quote and a tab before a flow item.
    let text = text("first: 1\n---\na: 'b'# x\nlist: [\n\tc]\non: yes\n---\nlast: 1\n");
    let all: Vec<_> = documents(&text, &Limits::default()).map(Result::unwrap).collect();
    let [first, second, last] = all.as_slice() else { panic!("{} documents", all.len()) };
    assert!(first.lenient.is_none() && last.lenient.is_none());
    assert!(second.lenient.as_deref().is_some_and(|reason| reason.contains("comments must be separated")));
    assert_eq!(at(second, "list.0").text(), Some("c"));
    assert_eq!(at(second, "on").scalar(), Some(Scalar::Bool(true)));
    assert_eq!(at(second, "a").span().line, 2, "the first line of the document");
}

#[test]
fn templates_are_told_apart_from_broken_files() {
    let text = text(
        "kind: Pod\nmetadata:\n  name: {{ .Release.Name }}-x\n{{- if .Values.on }}\nspec: {}\n{{- end }}\n",
    );
    let failure = documents(&text, &Limits::default()).next().unwrap().unwrap_err();
    assert_eq!(failure.reason, NotAnalysed::Template);
}

#[test]
fn a_byte_order_mark_moves_the_bytes_and_nothing_else() {
    let source = "\u{FEFF}key: value\n";
    let text = text(source);
    let document = one(&text);
    let span = at(&document, "key").span();
    assert_eq!((covered(source, span), span.line, span.column), ("value", 1, 6));
}
