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

/// The files by name.
pub(super) struct Attached(BTreeMap<Rc<str>, Rc<Attachment>>);

/// A file, and its text once it was asked for: templates ask for the same one in every turn of a loop.
struct Attachment {
    bytes: Arc<[u8]>,
    text: OnceCell<Rc<str>>,
}

impl Attachment {
    fn text(&self) -> Rc<str> {
        Rc::clone(self.text.get_or_init(|| String::from_utf8_lossy(&self.bytes).into()))
    }
}

impl Attached {
    /// Makes the value of `.Files`.
    pub(super) fn value(files: &[File]) -> Value {
        let attached = |file: &File| Attachment { bytes: Arc::clone(&file.bytes), text: OnceCell::new() };
        let files = files.iter().map(|file| (file.name.as_str().into(), Rc::new(attached(file))));
        Value::Object(Rc::new(Self(files.collect())))
    }

    fn text(&self, name: &str) -> Rc<str> {
        self.0.get(name).map_or_else(|| "".into(), |file| file.text())
    }

    fn glob(&self, call: &Call<'_>, pattern: &str) -> Result<Value, Fault> {
        // Compiling a pattern takes more than a step for each letter of it.
        call.budget.step((pattern.len() as u64).saturating_mul(64).saturating_add(64))?;
        let names: usize = self.0.keys().map(|name| name.len()).sum();
        call.budget.step((names as u64).saturating_add(self.0.len() as u64))?;
        call.budget.make(self.0.len().saturating_mul(64))?;
        // As in Helm, a malformed pattern is as good as all files.
        let pattern = wildcard::of_glob(pattern);
        let matches = |name: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name));
        let files = self.0.iter().filter(|(name, _)| matches(name));
        let files = files.map(|(name, file)| (Rc::clone(name), Rc::clone(file)));
        Ok(Value::Object(Rc::new(Self(files.collect()))))
    }

    fn lines(&self, call: &Call<'_>, name: &str) -> Result<Value, Fault> {
        if !self.0.contains_key(name) {
            return Ok(Value::list(Vec::new()));
        }
        let text = self.text(name);
        if text.is_empty() {
            // Helm looks for the last byte, and fails.
            return Err(Fault::refused(format!("the file {name} has no lines")));
        }
        let text = text.strip_suffix('\n').unwrap_or(&text);
        call.budget.scan(text.len())?;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            call.budget.step(1)?;
            call.budget.hold(line.len())?;
            lines.push(Value::text(line));
        }
        Ok(Value::list(lines))
    }

    /// The files as the `data` of an object: by the last part of their names.
    fn data(&self, call: &Call<'_>, make: impl Fn(&Attachment) -> Value) -> Result<Value, Fault> {
        let map = Map::default();
        for (name, file) in &self.0 {
            call.budget.step(1)?;
            call.budget.scan(file.bytes.len())?;
            call.budget.hold(name.len().saturating_add(file.bytes.len().saturating_mul(2)))?;
            map.set(name.rsplit('/').next().unwrap_or(name), make(file));
        }
        function(call, "toYaml", Value::Map(map))
    }
}

impl Object for Attached {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.contains_key(name).then(|| Value::text(self.text(name)))
    }

    fn call(&self, call: &Call<'_>, args: &[Value]) -> Option<Result<Value, Fault>> {
        let name = call.name;
        let one = || match args {
            [Value::Text(text)] => Ok(&*text.text),
            _ => Err(Fault::refused(format!("{name} wants one text"))),
        };
        Some(match name {
            "Get" | "GetBytes" => one().map(|name| Value::text(self.text(name))),
            "Glob" => one().and_then(|pattern| self.glob(call, pattern)),
            "Lines" => one().and_then(|name| self.lines(call, name)),
            "AsConfig" => self.data(call, |file| Value::text(file.text())),
            "AsSecrets" => self.data(call, |file| Value::text(base64(&file.bytes))),
            _ => return None,
        })
    }

    fn weight(&self) -> usize {
        self.0.len()
    }

    fn is_true(&self) -> bool {
        !self.0.is_empty()
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

/// Calls a function of templates.
fn function(call: &Call<'_>, name: &str, value: Value) -> Result<Value, Fault> {
    let function =
        functions::find(name).ok_or_else(|| Fault::refused(format!("there is no function {name}")))?;
    function(&Call { name, budget: call.budget }, &[value])
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
