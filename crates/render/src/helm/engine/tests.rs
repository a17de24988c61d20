//! Behaviour of templates, as Helm's own engine has it.

use super::*;
use crate::Bounds;
use crate::helm::read::yaml;
use crate::helm::value::Map;

const VALUES: &str = r"
m: {b: 1, a: x, n: null, f: 1.5, l: [1, a, null]}
s: str
i: 3
big: 12345678
huge: 1e21
h20: 1e20
small: 0.00001
neg: -5
t: true
e: ''
l: [1, 2, 3]
ln: [null, {a: 1}]
";

fn none(_: &str) -> Option<Function> {
    None
}

/// Renders `a.yaml` beside other files.
fn render(files: &[(&str, &str)]) -> Result<Output, Error> {
    let budget = Budget::new(Bounds::default(), &|| false);
    let mut engine = Engine::new(&budget, none);
    for (path, source) in files {
        engine.add(path, (*path).into(), source)?;
    }
    let values = yaml(VALUES, &budget).unwrap();
    engine.render("a.yaml", Value::Map(Map::from_iter([("Values", values)])))
}

fn text(source: &str) -> Result<String, String> {
    let output = render(&[("a.yaml", source)]);
    output.map(|output| output.text).map_err(|error| error.fault.to_string())
}

#[test]
fn what_is_missing_gives_nothing() {
    assert_eq!(text("a{{ .Values.missing }}b").as_deref(), Ok("ab"));
}
