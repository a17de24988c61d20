//! Random files in random styles, with random edits: what is read afterwards is what was meant, nothing else moves, and
//! nothing has to be refused for having been written wrongly.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;

use sekimori_model::{Edit, Limits};
use sekimori_parse::decode;
use sekimori_parse::edit::{Change, Refusal, apply};
use sekimori_parse::yaml::{self, Scalar};
use serde_json::{Map, Value, json};

struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const KEYS: [&str; 8] = ["name", "spec", "list", "securityContext", "yes", "a/b~c", "x y", "日本"];

fn scalar(dice: &mut Dice) -> Value {
    match dice.below(7) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(8080),
        3 => json!("yes"),
        4 => json!("it's: not"),
        5 => json!("two\nlines\n"),
        _ => json!("web"),
    }
}

fn value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 1 } else { 4 }) {
        0 => scalar(dice),
        1 => (0..dice.below(4)).map(|_| value(dice, depth - 1)).collect(),
        _ => Value::Object(mapping(dice, depth - 1)),
    }
}

fn mapping(dice: &mut Dice, depth: usize) -> Map<String, Value> {
    (0..dice.below(5)).map(|_| ((*dice.pick(&KEYS)).to_owned(), value(dice, depth))).collect()
}

/// Writes a value in a style that the dice choose.
struct Style<'d> {
    dice: &'d mut Dice,
    line_break: &'static str,
    step: usize,
    dash: usize,
    comments: usize,
}

impl Style<'_> {
    fn text(&mut self, value: &Value) -> String {
        let Value::String(text) = value else {
            return if value.is_null() {
                (*self.dice.pick(&["null", "~"])).to_owned()
            } else {
                value.to_string()
            };
        };
        if text == "web" && self.dice.chance(2) {
            return text.clone();
        }
        if !text.contains('\n') && self.dice.chance(2) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        value.to_string()
    }

    fn flow(&mut self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                let last = if !items.is_empty() && self.dice.chance(4) { "," } else { "" };
                format!("[{}{last}]", items.join(", "))
            }
            Value::Object(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self.key(key), self.flow(value)))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            other => self.text(other),
        }
    }

    fn key(&mut self, key: &str) -> String {
        if key == "yes" || self.dice.chance(6) { Value::from(key).to_string() } else { key.to_owned() }
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        if self.dice.chance(3) { format!(" # {}", self.comments) } else { String::new() }
    }

    /// What stands behind a colon or a dash, line break included.
    fn behind(&mut self, value: &Value, column: usize, under_key: bool) -> String {
        let line_break = self.line_break;
        let is_empty = matches!(value, Value::Array(items) if items.is_empty())
            || matches!(value, Value::Object(entries) if entries.is_empty());
        match value {
            Value::Null if self.dice.chance(2) => format!("{}{line_break}", self.comment()),
            Value::String(text) if text.contains('\n') && self.dice.chance(2) => {
                let lines = text.lines().map(|line| format!("{:1$}{line}{line_break}", "", column + 3));
                format!(" |{line_break}{}", lines.collect::<Vec<_>>().concat())
            }
            Value::Array(_) | Value::Object(_) if !is_empty && !self.dice.chance(4) => {
                let width = if value.is_array() && under_key { self.dash } else { self.step };
                let body = self.block(value, column + width);
                if !under_key && self.dice.chance(2) {
                    return format!("{}{}", " ".repeat(width - 1), body.trim_start_matches(' '));
                }
                format!("{}{line_break}{body}", self.comment())
            }
            other => {
                let text = self.flow(other);
                format!(" {text}{}{line_break}", self.comment())
            }
        }
    }

    fn block(&mut self, value: &Value, column: usize) -> String {
        let mut out = String::new();
        let mut each: Vec<(String, &Value, bool)> = Vec::new();
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    each.push((format!("{}:", self.key(key)), value, true));
                }
            }
            Value::Array(items) => each.extend(items.iter().map(|item| ("-".to_owned(), item, false))),
            _ => unreachable!("only collections are written in block style"),
        }
        for (at, (head, value, under_key)) in each.into_iter().enumerate() {
            if at > 0 && self.dice.chance(6) {
                write!(out, "{:column$}# {at}{}", "", self.line_break).unwrap();
            }
            write!(out, "{:column$}{head}", "").unwrap();
            out.push_str(&self.behind(value, column, under_key));
        }
        out
    }
}

/// All places of a value, and some where nothing is yet.
fn places(value: &Value, at: &str, dice: &mut Dice, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let here = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                out.push(here.clone());
                places(value, &here, dice, out);
            }
            out.push(format!("{at}/{}", dice.pick(&["new", "on", "allow/deep/er"])));
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                out.push(format!("{at}/{index}"));
                places(value, &format!("{at}/{index}"), dice, out);
            }
        }
        Value::Null => out.push(format!("{at}/below")),
        _ => {}
    }
}

/// Another implementation of what an edit means.
fn expected(value: &mut Value, edit: &Edit) {
    let (Edit::Set { path, .. } | Edit::Append { path, .. } | Edit::Remove { path }) = edit;
    let mut steps: Vec<String> =
        path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let last = steps.pop().unwrap();
    let mut at = value;
    for step in steps {
        at = match at {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            other => &mut other[step],
        };
    }
    if let Edit::Remove { .. } = edit {
        match at {
            Value::Array(items) => drop(items.remove(last.parse().unwrap())),
            other => drop(other.as_object_mut().unwrap().remove(&last)),
        }
        return;
    }
    let target = match at {
        Value::Array(items) => &mut items[last.parse::<usize>().unwrap()],
        other => &mut other[last],
    };
    match edit {
        Edit::Set { value, .. } => *target = value.clone(),
        Edit::Append { value, .. } if target.is_null() => *target = json!([value]),
        Edit::Append { value, .. } => target.as_array_mut().unwrap().push(value.clone()),
        Edit::Remove { .. } => {}
    }
}

fn read(bytes: &[u8]) -> Vec<Value> {
    fn value(node: yaml::Node<'_>) -> Value {
        if node.is_mapping() {
            let entries = node.entries().map(|e| (e.key.text().unwrap().to_owned(), value(e.value)));
            return entries.collect::<Map<_, _>>().into();
        }
        match node.scalar() {
            None => node.items().map(value).collect::<Vec<_>>().into(),
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(b)) => b.into(),
            Some(Scalar::Int(i)) => i.into(),
            Some(Scalar::Float(f)) => f.into(),
            Some(Scalar::Str(s)) => s.into(),
        }
    }
    let text = decode(bytes).unwrap();
    yaml::documents(&text, &Limits::default()).map(|document| value(document.unwrap().root())).collect()
}

fn write(dice: &mut Dice, value: &Value) -> String {
    let line_break = if dice.chance(4) { "\r\n" } else { "\n" };
    let (step, dash) = (*dice.pick(&[2, 4]), *dice.pick(&[0, 2, 4]));
    let mut style = Style { dice, line_break, step, dash, comments: 0 };
    let text = style.block(value, 0);
    let text = if style.dice.chance(8) { style.flow(value) } else { text };
    if style.dice.chance(5) { text.trim_end_matches(['\r', '\n']).to_owned() } else { text }
}

fn edit(dice: &mut Dice, value: &Value) -> Edit {
    let mut all = Vec::new();
    places(value, "", dice, &mut all);
    let path = dice.pick(&all).clone();
    match dice.below(3) {
        0 => Edit::Set { path, value: self::value(dice, 2) },
        1 => Edit::Append { path, value: self::value(dice, 2) },
        _ => Edit::Remove { path },
    }
}

#[test]
fn random_edits_of_random_files_do_what_they_mean_and_nothing_else() {
    let (mut made, mut refused) = (0_u32, 0_u32);
    for seed in 0..1_500 {
        let dice = &mut Dice(seed * 7_919 + 1);
        let mut object = mapping(dice, 3);
        object.insert("kind".to_owned(), json!("Pod"));
        let object = Value::Object(object);
        let text = write(dice, &object);
        let text = format!("# first\na: 1\n---\n{text}\n---\nb: [2]\n");
        assert_eq!(read(text.as_bytes())[1], object, "the generator writes what it means:\n{text}");
        let lone: Vec<[Edit; 1]> = (0..=dice.below(3)).map(|_| [edit(dice, &object)]).collect();
        let start = object_start(text.as_bytes());
        let changes: Vec<Change<'_>> = lone.iter().map(|edits| Change { object: start, edits }).collect();
        let edited = apply(text.as_bytes(), &changes, &Limits::default());
        let new = String::from_utf8(edited.bytes).unwrap();
        let said = format!("seed {seed}\n{text}\n{lone:#?}\n{:?}\n{new}", edited.outcomes);
        for outcome in &edited.outcomes {
            assert_ne!(*outcome, Err(Refusal::Unverified), "written wrongly: {said}");
            if outcome.is_ok() { made += 1 } else { refused += 1 }
        }
        let after = read(new.as_bytes());
        assert_eq!((after.len(), &after[0], &after[2]), (3, &json!({"a": 1}), &json!({"b": [2]})), "{said}");
        // Places are those of the old tree, so removals from lists come last, from the end.
        if let ([[only, ..]], [Ok(())]) = (lone.as_slice(), edited.outcomes.as_slice()) {
            let mut meant = object.clone();
            expected(&mut meant, only);
            assert_eq!(after[1], meant, "{said}");
            if let Edit::Append { .. } = only {
                let comments = |text: &str| text.lines().filter(|line| line.contains(" # ")).count();
                assert_eq!(comments(&text), comments(&new), "no comment goes: {said}");
            }
        }
        let again = apply(new.as_bytes(), &[], &Limits::default());
        assert_eq!(again.bytes, new.as_bytes(), "no change changes nothing");
    }
    assert!(made > 1_000 && refused > 100, "{made} made, {refused} refused: the dice are loaded");
}

/// Where the second document's mapping begins.
fn object_start(bytes: &[u8]) -> u32 {
    let text = decode(bytes).unwrap();
    let document = yaml::documents(&text, &Limits::default()).nth(1).unwrap().unwrap();
    document.root().span().byte_start
}
