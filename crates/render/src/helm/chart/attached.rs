//! `.Files`: what lies in a chart beside its templates.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::load::File;
use super::wildcard;
use crate::Fault;
use crate::helm::functions::{self, Call};
use crate::helm::value::{Map, Object, Value};
use crate::{Bounds, Budget};

/// The files by name.
pub(super) struct Attached(BTreeMap<Rc<str>, Rc<Content>>);

/// What a file holds. The text is made once, however often a template asks for it.
struct Content {
    bytes: Arc<[u8]>,
    text: OnceCell<Rc<str>>,
}

impl Content {
    fn text(&self) -> Rc<str> {
        Rc::clone(self.text.get_or_init(|| String::from_utf8_lossy(&self.bytes).into()))
    }
}

impl Attached {
    /// Makes the value of `.Files`.
    pub(super) fn value(files: &[File]) -> Value {
        let content = |file: &File| Content { bytes: Arc::clone(&file.bytes), text: OnceCell::new() };
        let files = files.iter().map(|file| (file.name.as_str().into(), Rc::new(content(file))));
        Value::Object(Rc::new(Self(files.collect())))
    }

    fn text(&self, name: &str) -> Rc<str> {
        self.0.get(name).map_or_else(|| "".into(), |content| content.text())
    }

    fn glob(&self, pattern: &str) -> Value {
        // As in Helm, a malformed pattern is as good as all files.
        let pattern = wildcard::of_glob(pattern);
        let matches = |name: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name));
        let files = self.0.iter().filter(|(name, _)| matches(name));
        let files = files.map(|(name, content)| (Rc::clone(name), Rc::clone(content)));
        Value::Object(Rc::new(Self(files.collect())))
    }

    fn lines(&self, name: &str) -> Result<Value, Fault> {
        if !self.0.contains_key(name) {
            return Ok(Value::list(Vec::new()));
        }
        let text = self.text(name);
        if text.is_empty() {
            // Helm looks for the last byte, and fails.
            return Err(Fault::refused(format!("the file {name} has no lines")));
        }
        let text = text.strip_suffix('\n').unwrap_or(&text);
        Ok(Value::list(text.split('\n').map(Value::text).collect()))
    }

    /// The files as the `data` of an object: by the last part of their names.
    fn data(&self, make: impl Fn(&Content) -> Value) -> Result<Value, Fault> {
        let map = Map::default();
        for (name, content) in &self.0 {
            map.set(name.rsplit('/').next().unwrap_or(name), make(content));
        }
        function("toYaml", Value::Map(map))
    }
}

impl Object for Attached {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.contains_key(name).then(|| Value::text(self.text(name)))
    }

    fn call(&self, name: &str, args: &[Value]) -> Option<Result<Value, Fault>> {
        let one = || match args {
            [Value::Text(text)] => Ok(&*text.text),
            _ => Err(Fault::refused(format!("{name} wants one text"))),
        };
        Some(match name {
            "Get" | "GetBytes" => one().map(|name| Value::text(self.text(name))),
            "Glob" => one().map(|pattern| self.glob(pattern)),
            "Lines" => one().and_then(|name| self.lines(name)),
            "AsConfig" => self.data(|content| Value::text(content.text())),
            "AsSecrets" => self.data(|content| Value::text(base64(&content.bytes))),
            _ => return None,
        })
    }

    fn underlying(&self) -> Option<Value> {
        let files = self.0.keys().map(|name| (Rc::clone(name), Value::text(self.text(name))));
        Some(Value::Map(files.collect()))
    }

    fn print(&self) -> String {
        let files = self.0.keys().map(|name| format!("{name}:{}", self.text(name)));
        format!("map[{}]", files.collect::<Vec<_>>().join(" "))
    }
}

/// Calls a function of templates. Objects are given no budget, so what this makes is bounded by the files of the chart.
fn function(name: &str, value: Value) -> Result<Value, Fault> {
    let late = || false;
    let budget = Budget::new(Bounds::default(), &late);
    let function =
        functions::find(name).ok_or_else(|| Fault::refused(format!("there is no function {name}")))?;
    function(&Call { name, budget: &budget }, &[value])
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Of bytes, which the function of templates cannot take.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 3];
        for (place, byte) in group.iter_mut().zip(chunk) {
            *place = *byte;
        }
        let [a, b, c] = group;
        let indices = [a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63];
        for (at, index) in indices.into_iter().enumerate() {
            let letter = BASE64.get(usize::from(index)).copied().unwrap_or(b'=');
            text.push(char::from(if at > chunk.len() { b'=' } else { letter }));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_bytes() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc\xFF"), "YWJj/w==");
    }
}
