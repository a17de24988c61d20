//! Edits in place: each shape of text that an edit meets, and what is left as it was.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use sekimori_model::{Edit, Limits};
use sekimori_parse::edit::{Change, Edited, Refusal, apply};
use sekimori_parse::kubernetes::objects;
use sekimori_parse::{decode, yaml};
use serde_json::{Value, json};

/// Where the objects of a file begin.
fn starts(bytes: &[u8]) -> Vec<u32> {
    let text = decode(bytes).unwrap();
    let mut starts = Vec::new();
    for document in yaml::documents(&text, &Limits::default()).flatten() {
        let found = objects(&document, &Limits::default());
        starts.extend(found.objects.iter().map(|object| object.node().span().byte_start));
    }
    starts
}

fn set(path: &str, value: Value) -> Edit {
    Edit::Set { path: path.to_owned(), value }
}

fn append(path: &str, value: Value) -> Edit {
    Edit::Append { path: path.to_owned(), value }
}

fn remove(path: &str) -> Edit {
    Edit::Remove { path: path.to_owned() }
}

/// Makes each edit as a change of its own, in the object with that number.
fn edited(bytes: &[u8], edits: &[(usize, Edit)]) -> Edited {
    let starts = starts(bytes);
    let lone: Vec<(u32, Vec<Edit>)> =
        edits.iter().map(|(object, edit)| (starts[*object], vec![edit.clone()])).collect();
    let changes: Vec<Change<'_>> =
        lone.iter().map(|(object, edits)| Change { object: *object, edits }).collect();
    apply(bytes, &changes, &Limits::default())
}

/// The head that makes an object of what follows.
const HEAD: &str = "apiVersion: v1\nkind: Pod\n";

/// Edits the rest of an object, and expects that every edit is made.
fn changed(rest: &str, edits: &[Edit]) -> String {
    let text = format!("{HEAD}{rest}");
    let edits: Vec<(usize, Edit)> = edits.iter().map(|edit| (0, edit.clone())).collect();
    let edited = edited(text.as_bytes(), &edits);
    assert_eq!(edited.outcomes, vec![Ok(()); edits.len()], "{text}");
    let new = String::from_utf8(edited.bytes).unwrap();
    new.strip_prefix(HEAD).unwrap_or(&new).to_owned()
}

fn refused(rest: &str, edit: Edit) -> Refusal {
    let text = format!("{HEAD}{rest}");
    let edited = edited(text.as_bytes(), &[(0, edit)]);
    assert_eq!(String::from_utf8(edited.bytes).unwrap(), text, "nothing is half done");
    edited.outcomes[0].unwrap_err()
}

#[test]
fn a_value_is_replaced_and_its_comment_stays() {
    let cases = [
        ("a: true # why\n", json!(false), "a: false # why\n"),
        ("a:   true   # why\n", json!(false), "a:   false   # why\n"),
        ("a: \"x\" # why\n", json!("y"), "a: \"y\" # why\n"),
        ("a: 'x'\n", json!("it's"), "a: 'it''s'\n"),
        ("a: x\n", json!("yes"), "a: \"yes\"\n"),
        ("a:\n  x # why\nb: 1\n", json!("z"), "a:\n  z # why\nb: 1\n"),
        ("a: |\n  one\n  two\n\n# next\nb: 1\n", json!("z"), "a: z\n\n# next\nb: 1\n"),
        ("a: one\n  two # c\nb: 1\n", json!("z"), "a: z # c\nb: 1\n"),
        ("a: # why\n  x: 1\n  y: 2\nb: 1\n", json!(3), "a: 3 # why\nb: 1\n"),
        ("a: {x: 1, y: 2} # why\n", json!({"z": 1}), "a: {z: 1} # why\n"),
        ("a: {} # why\nb: 1\n", json!({"z": {"yy": [1]}}), "a: # why\n  z:\n    yy:\n      - 1\nb: 1\n"),
        ("a: ~\n", json!([1]), "a:\n  - 1\n"),
    ];
    for (before, value, after) in cases {
        assert_eq!(changed(before, &[set("/a", value)]), after, "{before}");
    }
    let items = set("/b", json!([{"x": 1, "z": 2}]));
    assert_eq!(changed("a:\n- 1\nb: ~\n", &[items]), "a:\n- 1\nb:\n- x: 1\n  z: 2\n");
}

#[test]
fn what_is_empty_is_filled() {
    for (before, after) in [
        ("s:\nb: 1\n", "s:\n  x: 1\nb: 1\n"),
        ("s: # why\nb: 1\n", "s: # why\n  x: 1\nb: 1\n"),
        ("s: ~ # why\nb: 1\n", "s: # why\n  x: 1\nb: 1\n"),
        ("s: null\n", "s:\n  x: 1\n"),
        ("s: {}\n", "s:\n  x: 1\n"),
        ("s: { } # why\n", "s: # why\n  x: 1\n"),
        ("s:", "s:\n  x: 1"),
        ("o:\n    p: 1\ns:\n", "o:\n    p: 1\ns:\n    x: 1\n"),
    ] {
        assert_eq!(changed(before, &[set("/s/x", json!(1))]), after, "{before}");
    }
    assert_eq!(changed("s:\n", &[set("/s", json!(true))]), "s: true\n");
    assert_eq!(changed("s: # why\n", &[set("/s", json!(true))]), "s: true # why\n");
}

#[test]
fn an_absent_key_goes_behind_the_last_one() {
    for (before, after) in [
        ("a:\n  b: 1\n", "a:\n  b: 1\n  x: 1\n"),
        ("a:\n  b: 1", "a:\n  b: 1\n  x: 1"),
        ("a:\n  b: 1 # why\n# about c\nc: 1\n", "a:\n  b: 1 # why\n  x: 1\n# about c\nc: 1\n"),
        ("a:\r\n  b: 1\r\nc: 1\r\n", "a:\r\n  b: 1\r\n  x: 1\r\nc: 1\r\n"),
        ("a:\n  b:\n    - 1\n    - 2 # two\n\nc: 1\n", "a:\n  b:\n    - 1\n    - 2 # two\n  x: 1\n\nc: 1\n"),
        ("a:\n  b: |\n    text\n\nc: 1\n", "a:\n  b: |\n    text\n  x: 1\n\nc: 1\n"),
        ("a:\n  b:\nc: 1\n", "a:\n  b:\n  x: 1\nc: 1\n"),
        ("a:\n  b: one\n    two\nc: 1\n", "a:\n  b: one\n    two\n  x: 1\nc: 1\n"),
        ("a: {b: 1}\n", "a: {b: 1, x: 1}\n"),
        ("a: { b: 1 } # why\n", "a: { b: 1, x: 1 } # why\n"),
        ("a: {b: 1,}\n", "a: {b: 1, x: 1,}\n"),
        ("a: {\"b\": 1}\n", "a: {\"b\": 1, \"x\": 1}\n"),
        ("a: {\n    b: 1, # one\n  }\n", "a: {\n    b: 1, # one\n    x: 1,\n  }\n"),
        ("a: {\n    b: 1 # one\n  }\n", "a: {\n    b: 1, # one\n    x: 1\n  }\n"),
    ] {
        assert_eq!(changed(before, &[set("/a/x", json!(1))]), after, "{before}");
    }
}

#[test]
fn an_absent_way_is_made() {
    assert_eq!(
        changed("a:\n    b: 1\n", &[set("/a/x/yy/z", json!("v"))]),
        "a:\n    b: 1\n    x:\n        yy:\n            z: v\n"
    );
    assert_eq!(changed("a: {b: 1}\n", &[set("/a/x/yy", json!("v"))]), "a: {b: 1, x: {yy: v}}\n");
    assert_eq!(changed("b: 1\n", &[append("/x/drop", json!("ALL"))]), "b: 1\nx:\n  drop:\n    - ALL\n");
    assert_eq!(changed("b:\n- 1\n", &[append("/x/drop", json!("ALL"))]), "b:\n- 1\nx:\n  drop:\n  - ALL\n");
}

#[test]
fn changes_that_need_the_same_way_make_it_once() {
    let edits = [
        set("/l/0/s/seccompProfile", json!({"type": "RuntimeDefault"})),
        append("/l/0/s/capabilities/drop", json!("ALL")),
        append("/l/0/s/capabilities/drop", json!("ALL")),
        set("/l/0/s/allow", json!(false)),
        set("/z", json!(1)),
    ];
    let after = "l:\n  - name: web # it\n    s:\n      allow: false\n      capabilities:\n        drop:\n          - \
                 ALL\n      seccompProfile:\n        type: RuntimeDefault\nz: 1\n";
    assert_eq!(changed("l:\n  - name: web # it\n", &edits), after);
}

#[test]
fn items_are_reached_however_their_dashes_stand() {
    for (before, after) in [
        ("l:\n- name: a\n- name: b\n", "l:\n- name: a\n- name: b\n  x: 1\n"),
        ("l:\n  - name: a\n  -\n    name: b # it\n", "l:\n  - name: a\n  -\n    name: b # it\n    x: 1\n"),
        (
            "l:\n  - name: a\n  # next\n  -   name: b\n",
            "l:\n  - name: a\n  # next\n  -   name: b\n      x: 1\n",
        ),
        ("l:\n  - name: a\n  - {name: b}\n", "l:\n  - name: a\n  - {name: b, x: 1}\n"),
        ("l: [{name: a}, {name: b}]\n", "l: [{name: a}, {name: b, x: 1}]\n"),
        ("l:\n  - name: a\n  -\n", "l:\n  - name: a\n  - x: 1\n"),
        ("l:\n  - name: a\n  - {}\n", "l:\n  - name: a\n  - x: 1\n"),
    ] {
        assert_eq!(changed(before, &[set("/l/1/x", json!(1))]), after, "{before}");
    }
}

#[test]
fn items_are_appended_as_the_others_are_written() {
    for (before, after) in [
        ("l:\n- a\n", "l:\n- a\n- ALL\n"),
        ("l:\n  - a # one\nb: 1\n", "l:\n  - a # one\n  - ALL\nb: 1\n"),
        ("l:\n  - \"a\"\n", "l:\n  - \"a\"\n  - \"ALL\"\n"),
        ("l: [a]\n", "l: [a, ALL]\n"),
        ("l: ['a'] # one\n", "l: ['a', 'ALL'] # one\n"),
        ("l: []\n", "l:\n  - ALL\n"),
        ("l:\n", "l:\n  - ALL\n"),
        ("l: [\n    a,\n    b\n  ]\n", "l: [\n    a,\n    b,\n    ALL\n  ]\n"),
        ("b: {l: []}\n", "b: {l: []}\nl:\n  - ALL\n"),
    ] {
        assert_eq!(changed(before, &[append("/l", json!("ALL"))]), after, "{before}");
    }
    assert_eq!(changed("b: {l: []}\n", &[append("/b/l", json!("ALL"))]), "b: {l: [ALL]}\n");
    assert_eq!(
        changed("l:\n  - a\n", &[append("/l", json!({"x": 1, "yy": {"z": 2}}))]),
        "l:\n  - a\n  - x: 1\n    yy:\n      z: 2\n"
    );
}

#[test]
fn a_key_goes_with_its_value_and_its_own_comment() {
    for (before, after) in [
        ("a:\n  x: 1 # why\n  # about b\n  b: 2\n", "a:\n  # about b\n  b: 2\n"),
        ("a:\n  b: 2\n  x:\n    y: 1\n    z:\n      - 1\nc: 1\n", "a:\n  b: 2\nc: 1\n"),
        ("a:\n  b: 2\n  x: 1", "a:\n  b: 2"),
        ("a:\r\n  b: 2\r\n  x: 1\r\n", "a:\r\n  b: 2\r\n"),
        ("a:\n  x: |\n    text\n\n  b: 2\n", "a:\n\n  b: 2\n"),
        ("a:\n  x: 1\n", "a: {}\n"),
        ("a: # why\n  x: 1 # one\nb: 2\n", "a: {} # why\nb: 2\n"),
        ("a:\n  # about x\n  x: 1\nb: 2\n", "a: {}\n  # about x\nb: 2\n"),
        ("a: {x: 1}\n", "a: {}\n"),
        ("a: {x: 1, b: 2}\n", "a: {b: 2}\n"),
        ("a: {b: 2, x: 1}\n", "a: {b: 2}\n"),
        ("a: {b: 2, x: 1, c: 3}\n", "a: {b: 2, c: 3}\n"),
        ("a: {\n  b: 2, # two\n  x: 1 # one\n}\n", "a: {\n  b: 2, # two\n   # one\n}\n"),
    ] {
        assert_eq!(changed(before, &[remove("/a/x")]), after, "{before}");
    }
}

#[test]
fn annotations_and_labels_that_lose_their_last_entry_go() {
    for (before, after) in [
        ("metadata:\n  name: a\n  annotations:\n    x: 1 # one\n", "metadata:\n  name: a\n"),
        ("metadata:\n  annotations: # why\n    x: 1\n  name: a\n", "metadata:\n  name: a\n"),
        (
            "metadata:\n  name: a\n  annotations:\n    x: |\n      one\n      two\nz: 1\n",
            "metadata:\n  name: a\nz: 1\n",
        ),
        ("metadata:\r\n  name: a\r\n  annotations:\r\n    x: 1", "metadata:\r\n  name: a"),
        ("metadata: {name: a, annotations: {x: 1}}\n", "metadata: {name: a}\n"),
        ("metadata:\n  name: a # it\n  annotations: {x: 1} # why\n", "metadata:\n  name: a # it\n"),
        // Comments of their own line stay, wherever they stand.
        (
            "metadata:\n  name: a\n  # one\n  annotations:\n    # two\n    x: 1\n    # three\nz: 1\n",
            "metadata:\n  name: a\n  # one\n    # two\n    # three\nz: 1\n",
        ),
        // Another entry stays, and so does what others name or a merge key hides.
        ("metadata:\n  annotations:\n    x: 1\n    y: 1\n", "metadata:\n  annotations:\n    y: 1\n"),
        ("metadata:\n  annotations: &a {x: 1}\n", "metadata:\n  annotations: &a {}\n"),
        (
            "d: &d {annotations: {y: 1}}\nmetadata:\n  <<: *d\n  annotations:\n    x: 1\n",
            "d: &d {annotations: {y: 1}}\nmetadata:\n  <<: *d\n  annotations: {}\n",
        ),
        ("metadata:\n  annotations:\n    x: 1\n", "metadata: {}\n"),
    ] {
        assert_eq!(changed(before, &[remove("/metadata/annotations/x")]), after, "{before}");
    }
    // What was empty before was meant to be.
    let edits = [remove("/metadata/labels/x"), remove("/metadata/labels/y")];
    assert_eq!(
        changed("metadata:\n  annotations: {}\n  labels:\n    x: 1\n    y: 2\n", &edits),
        "metadata:\n  annotations: {}\n"
    );
    let moved = [remove("/metadata/labels/x"), set("/metadata/labels/w", json!("v"))];
    assert_eq!(changed("metadata:\n  labels:\n    x: 1\n", &moved), "metadata:\n  labels:\n    w: v\n");
    // Below a selector the same word means what it says: all pods.
    assert_eq!(
        changed("selector:\n  labels:\n    x: 1\n", &[remove("/selector/labels/x")]),
        "selector:\n  labels: {}\n"
    );
}

#[test]
fn the_metadata_of_a_template_goes_with_its_last_annotation() {
    for (before, after) in [
        (
            "spec:\n  template:\n    metadata:\n      annotations:\n        # why\n        x: 1\n    spec: {}\n",
            "spec:\n  template:\n        # why\n    spec: {}\n",
        ),
        ("spec: {template: {metadata: {annotations: {x: 1}}, spec: {}}}\n", "spec: {template: {spec: {}}}\n"),
    ] {
        let edit = remove("/spec/template/metadata/annotations/x");
        assert_eq!(changed(before, &[edit]), after, "{before}");
    }
}

#[test]
fn modes_of_files_are_written_as_people_write_them() {
    for (before, after) in [
        ("a:\n  defaultMode: 0644 # why\n", "a:\n  defaultMode: 0400 # why\n"),
        ("a:\n  defaultMode: 420\n", "a:\n  defaultMode: 0400\n"),
        ("a:\n  defaultMode: 0o644\n", "a:\n  defaultMode: 0o400\n"),
        ("a:\n  defaultMode:\n", "a:\n  defaultMode: 0400\n"),
        ("a:\n  b: 1\n", "a:\n  b: 1\n  defaultMode: 0400\n"),
        ("a: {}\n", "a:\n  defaultMode: 0400\n"),
        ("a: {b: 1}\n", "a: {b: 1, defaultMode: 0400}\n"),
        ("a: {b: 1, defaultMode: 420}\n", "a: {b: 1, defaultMode: 0400}\n"),
        // As in JSON, so with the numbers of JSON.
        ("a: {\"b\": 1, \"defaultMode\": 420}\n", "a: {\"b\": 1, \"defaultMode\": 256}\n"),
        ("a: {\"b\": 1}\n", "a: {\"b\": 1, \"defaultMode\": 256}\n"),
    ] {
        assert_eq!(changed(before, &[set("/a/defaultMode", json!(0o400))]), after, "{before}");
    }
    assert_eq!(changed("a: 1\n", &[set("/l/mode", json!(0o440))]), "a: 1\nl:\n  mode: 0440\n");
    let whole = set("/a", json!({"mode": 0o40}));
    assert_eq!(changed("a: {x: 1}\n", &[whole]), "a: {mode: 0040}\n");
    let text = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"a\": {\"defaultMode\": 420}}\n";
    let edited = edited(text.as_bytes(), &[(0, set("/a/defaultMode", json!(0o400)))]);
    assert_eq!(String::from_utf8(edited.bytes).unwrap(), text.replace("420", "256"));
    // Another number is none.
    assert_eq!(changed("a: {}\n", &[set("/a/replicas", json!(256))]), "a:\n  replicas: 256\n");
}

#[test]
fn the_first_key_behind_a_dash_leaves_its_place_to_the_next() {
    let edit = [remove("/l/0/x")];
    assert_eq!(changed("l:\n  - x: 1 # one\n    b: 2\n", &edit), "l:\n  - b: 2\n");
    assert_eq!(changed("l:\n  - x: 1\n    # two\n    b: 2\n", &edit), "l:\n  -\n    # two\n    b: 2\n");
    assert_eq!(changed("l:\n  - x: 1 # one\n", &edit), "l:\n  - {} # one\n");
}

#[test]
fn items_are_removed_by_where_they_were() {
    let two = [remove("/l/2"), remove("/l/0")];
    assert_eq!(changed("l:\n  - a\n  # b\n  - b\n  - c # c\nd: 1\n", &two), "l:\n  # b\n  - b\nd: 1\n");
    let both = [remove("/l/0"), remove("/l/1")];
    assert_eq!(changed("l:\n  - a\n  # b\n  - b\n  - c\n", &both), "l:\n  # b\n  - c\n");
    assert_eq!(changed("l: [a, b, c]\n", &two), "l: [b]\n");
    assert_eq!(changed("l:\n- a: 1\n  b: 2\n- b\n- c", &two), "l:\n- b");
    let all = [remove("/l/0"), remove("/l/1")];
    assert_eq!(changed("l:\n  - a\n  - b\nd: 1\n", &all), "l: []\nd: 1\n");
    assert_eq!(changed("l:\n  - a\n  - b", &all), "l: []");
    assert_eq!(changed("l: [a, b]\n", &all), "l: []\n");
    let swap = [remove("/l/0"), remove("/l/1"), append("/l", json!("c"))];
    assert_eq!(changed("l: [a, b]\n", &swap), "l: [c]\n");
    let last = [remove("/l/1"), append("/l", json!("c"))];
    assert_eq!(changed("l: [a, b]\n", &last), "l: [a, c]\n");
    assert_eq!(changed("l:\n  - a\n  - b\n", &last), "l:\n  - a\n  - c\n");
}

#[test]
fn removal_and_addition_meet_at_the_end_of_a_mapping() {
    let edits = [remove("/a/b/c"), set("/a/x", json!(1)), set("/a/b/yy", json!(2))];
    assert_eq!(
        changed("a:\n  b:\n    d: 1\n    c: 1\ne: 1\n", &edits),
        "a:\n  b:\n    d: 1\n    yy: 2\n  x: 1\ne: 1\n"
    );
    assert_eq!(changed("a:\n  b:\n    c: 1\ne: 1\n", &edits), "a:\n  b:\n    yy: 2\n  x: 1\ne: 1\n");
    let edits = [remove("/a/b/c"), set("/a/x", json!(1))];
    assert_eq!(changed("a:\n  b:\n    c: 1\ne: 1\n", &edits), "a:\n  b: {}\n  x: 1\ne: 1\n");
    assert_eq!(changed("a:\n  b:\n    c: 1", &edits), "a:\n  b: {}\n  x: 1");
}

#[test]
fn json_stays_json() {
    let text = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Pod\",\n  \"spec\": {\n    \"l\": []\n  }\n}\n";
    let edits = [(0, set("/spec/s/type", json!("RuntimeDefault"))), (0, append("/spec/l", json!("ALL")))];
    let edited = edited(text.as_bytes(), &edits);
    assert_eq!(edited.outcomes, [Ok(()), Ok(())]);
    let after = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Pod\",\n  \"spec\": {\n    \"l\": [\n      \"ALL\"\n    ],\n    \
                 \"s\": {\n      \"type\": \"RuntimeDefault\"\n    }\n  }\n}\n";
    let new = String::from_utf8(edited.bytes).unwrap();
    assert_eq!(new, after);
    serde_json::from_str::<Value>(&new).unwrap();
    let flat = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"a\":{\"x\":1}}";
    let edited = self::edited(flat.as_bytes(), &[(0, set("/a/y", json!("v"))), (0, remove("/a/x"))]);
    assert_eq!(edited.outcomes, [Ok(()), Ok(())]);
    let new = String::from_utf8(edited.bytes).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&new).unwrap()["a"], json!({"y": "v"}));
}

#[test]
fn marks_markers_and_other_documents_stay() {
    let text = "\u{FEFF}# top\n---\n# one\napiVersion: v1\nkind: Pod\n...\n--- # two\napiVersion: v1\nkind: Pod\na: b\n---\n";
    let edited = edited(text.as_bytes(), &[(1, set("/a", json!("c"))), (0, set("/nn/m", json!(1)))]);
    assert_eq!(edited.outcomes, [Ok(()), Ok(())]);
    let after = "\u{FEFF}# top\n---\n# one\napiVersion: v1\nkind: Pod\nnn:\n  m: 1\n...\n--- # two\napiVersion: v1\nkind: \
                 Pod\na: c\n---\n";
    assert_eq!(String::from_utf8(edited.bytes).unwrap(), after);
}

#[test]
fn documents_of_nothing_but_comments_take_no_edit() {
    for empty in ["# nothing\n", "", "\n# nothing\n\n", "null\n", "# a\n---\n# b\n"] {
        let text = format!("---\n{empty}---\n# one\n{HEAD}a: b\n---\n{empty}---\n{HEAD}a: b\n---\n{empty}");
        let edited = edited(text.as_bytes(), &[(0, set("/a", json!("c"))), (1, set("/a", json!("d")))]);
        assert_eq!(edited.outcomes, [Ok(()), Ok(())], "{text}");
        let after = text.replacen("a: b", "a: c", 1).replacen("a: b", "a: d", 1);
        assert_eq!(String::from_utf8(edited.bytes).unwrap(), after);
    }
}

#[test]
fn objects_in_lists_are_edited_where_they_stand() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n- kind: Pod\n  apiVersion: v1\n  a: 1\n";
    let edited = edited(text.as_bytes(), &[(1, set("/a", json!(2))), (0, set("/b", json!(3)))]);
    assert_eq!(edited.outcomes, [Ok(()), Ok(())]);
    let after = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  b: 3\n- kind: Pod\n  apiVersion: v1\n  \
                 a: 2\n";
    assert_eq!(String::from_utf8(edited.bytes).unwrap(), after);
}

#[test]
fn a_guess_is_refused_with_its_reason() {
    let cases = [
        ("d: &d {x: 1}\na: *d\n", "/a/x", Refusal::Alias),
        ("d: &d true\na: *d\n", "/a", Refusal::Alias),
        ("a: &d {x: 1}\nb: *d\n", "/a/x", Refusal::Anchor),
        ("a: &d 1\nb: *d\n", "/a", Refusal::Anchor),
        ("a: {y: &d 1}\nb: *d\n", "/a", Refusal::Anchor),
        ("d: &d {x: 1}\na:\n  <<: *d\n", "/a/x", Refusal::Merge),
        ("d: &d {x: 1}\na:\n  b: 1\n  <<: *d\n", "/a/b", Refusal::Merge),
        ("a: !mine {x: 1}\n", "/a/x", Refusal::Tag),
        ("a: !!str x\n", "/a", Refusal::Tag),
        ("a: 1\na: 2\n", "/a", Refusal::DuplicateKey),
        ("a: text\n", "/a/x", Refusal::Type),
        ("a: [1]\n", "/a/x", Refusal::Type),
        ("a: [1]\n", "/a/7/x", Refusal::NotFound),
        ("? a\n: 1\n", "/a", Refusal::Shape),
        ("a: &d\n", "/a/x", Refusal::Anchor),
    ];
    for (text, path, why) in cases {
        assert_eq!(refused(text, set(path, json!(5))), why, "{text}");
    }
    assert_eq!(refused("a: 1\n", remove("/b/c")), Refusal::NotFound);
    assert_eq!(refused("a: 1\n", append("/a", json!(1))), Refusal::Type);
    assert_eq!(refused("a: {x: 1}\n", append("/a", json!(1))), Refusal::Type);
}

#[test]
fn an_own_key_behind_a_merge_can_be_edited() {
    let text = "d: &d {x: 1}\na:\n  <<: *d\n  x: 2 # own\n";
    assert_eq!(changed(text, &[set("/a/x", json!(3))]), "d: &d {x: 1}\na:\n  <<: *d\n  x: 3 # own\n");
}

#[test]
fn other_encodings_and_lenient_documents_are_refused() {
    let wide: Vec<u8> =
        "\u{FEFF}apiVersion: v1\nkind: Pod\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let edits = [set("/a", json!(1))];
    let edited = apply(&wide, &[Change { object: 0, edits: &edits }], &Limits::default());
    assert_eq!((edited.outcomes, edited.bytes), (vec![Err(Refusal::Encoding)], wide));
    let lenient = "apiVersion: v1\nkind: Pod\na: {b: 1,\nc: 2}\n# \u{85}\n";
    let edited = apply(lenient.as_bytes(), &[Change { object: 0, edits: &edits }], &Limits::default());
    assert_eq!(edited.outcomes, [Err(Refusal::Lenient)]);
}

#[test]
fn of_changes_that_contradict_each_other_the_first_is_made() {
    let text = format!("{HEAD}a: 1\n");
    let edits =
        [(0, set("/a", json!(2))), (0, set("/a", json!(3))), (0, remove("/a")), (0, set("/a", json!(2)))];
    let edited = edited(text.as_bytes(), &edits);
    let clash = Err(Refusal::Conflict);
    assert_eq!(edited.outcomes, [Ok(()), clash, clash, Ok(())]);
    assert_eq!(String::from_utf8(edited.bytes).unwrap(), format!("{HEAD}a: 2\n"));
}

#[test]
fn a_change_is_made_whole_or_not_at_all() {
    let text = format!("{HEAD}a: 1\n");
    let edits = [set("/a", json!(2)), remove("/nowhere")];
    let edited = apply(text.as_bytes(), &[Change { object: 0, edits: &edits }], &Limits::default());
    assert_eq!((edited.outcomes, edited.bytes), (vec![Err(Refusal::NotFound)], text.into_bytes()));
}

#[test]
fn new_blocks_stand_in_as_those_around_them_do() {
    let before = "metadata:\n  name: a\n  labels:\n    app: a\nspec:\n    containers:\n        - name: a\n        - name: b\n          \
                  securityContext:\n              privileged: false\n              capabilities:\n                  add: []\n";
    let after = "metadata:\n  name: a\n  labels:\n    app: a\n  annotations:\n    x: z\nspec:\n    containers:\n        - name: a\n          \
                 securityContext:\n              capabilities:\n                  drop:\n                      - ALL\n              \
                 seccompProfile:\n                  type: RuntimeDefault\n        - name: b\n          securityContext:\n              \
                 privileged: false\n              capabilities:\n                  add: []\n              seccompProfile:\n                  \
                 type: RuntimeDefault\n";
    let profile = |at: usize| {
        let path = format!("/spec/containers/{at}/securityContext/seccompProfile");
        set(&path, json!({ "type": "RuntimeDefault" }))
    };
    let drop = append("/spec/containers/0/securityContext/capabilities/drop", json!("ALL"));
    let edits = [set("/metadata/annotations/x", json!("z")), profile(0), drop, profile(1)];
    assert_eq!(changed(before, &edits), after);
}
