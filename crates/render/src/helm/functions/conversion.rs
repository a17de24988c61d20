//! Values to YAML, JSON and TOML, and back. What cannot be read is a map with an `Error` in it, or a list of one.

use super::args::text;
use super::{Call, Table};
use crate::Fault;
use crate::helm::emit::{self, Json, Style};
use crate::helm::read;
use crate::helm::value::{Map, Text, Value};

pub(super) const TABLE: Table = &[
    ("fromJson", |call, args| read_map(call, args, json)),
    ("fromJsonArray", |call, args| read_list(call, args, json)),
    ("fromToml", |call, args| read_map(call, args, toml)),
    ("fromYaml", |call, args| read_map(call, args, yaml)),
    ("fromYamlArray", |call, args| read_list(call, args, yaml)),
    ("mustFromJson", must_from_json),
    ("mustToJson", |call, args| to_json(call, args, Json::default(), true)),
    ("mustToPrettyJson", |call, args| to_json(call, args, PRETTY, true)),
    ("mustToRawJson", |call, args| to_json(call, args, RAW, true)),
    ("mustToToml", |call, args| to_toml(call, args, true)),
    ("mustToYaml", |call, args| to_yaml(call, args, Style::Plain, true)),
    ("toJson", |call, args| to_json(call, args, Json::default(), false)),
    ("toPrettyJson", |call, args| to_json(call, args, PRETTY, false)),
    ("toRawJson", |call, args| to_json(call, args, RAW, true)),
    ("toToml", |call, args| to_toml(call, args, false)),
    ("toYaml", |call, args| to_yaml(call, args, Style::Plain, false)),
    ("toYamlPretty", |call, args| to_yaml(call, args, Style::Pretty, false)),
];

const PRETTY: Json = Json { is_pretty: true, is_raw: false };
const RAW: Json = Json { is_pretty: false, is_raw: true };

/// Reads a text into a value, or says why not.
type Reader = fn(&Call<'_>, &str) -> Result<Value, Fault>;

fn yaml(call: &Call<'_>, text: &str) -> Result<Value, Fault> {
    let head = "error converting YAML to JSON: ";
    let read = match read::yaml(text, call.budget) {
        Err(Fault::Refused(why)) => return Err(Fault::Refused(format!("{head}yaml: {why}"))),
        read => read?,
    };
    // It goes through JSON, which has no infinity.
    match emit::json(&read, Json::default(), call.budget)? {
        Some(_) => Ok(read),
        None => Err(Fault::Refused(format!("{head}json: unsupported value: +Inf"))),
    }
}

/// Reads JSON: YAML that the stricter reader takes as well.
fn json(call: &Call<'_>, text: &str) -> Result<Value, Fault> {
    call.budget.scan(text.len().saturating_mul(4))?;
    call.budget.make(parsed(text))?;
    let read: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        Fault::refused(if error.is_eof() {
            "unexpected end of JSON input".to_owned()
        } else {
            error.to_string()
        })
    })?;
    of_json(call, &read)
}

/// Returns what a parsed text takes while it becomes values: itself, a node for each mark between values, and a map for
/// each brace.
fn parsed(text: &str) -> usize {
    let count = |is: fn(u8) -> bool| text.bytes().filter(|byte| is(*byte)).count();
    let maps = count(|byte| byte == b'{').saturating_mul(640);
    let nodes = count(|byte| matches!(byte, b',' | b'[' | b':' | b'=' | b'\n' | b'.')).saturating_mul(64);
    text.len().saturating_add(maps).saturating_add(nodes)
}

fn of_json(call: &Call<'_>, read: &serde_json::Value) -> Result<Value, Fault> {
    call.budget.step(1)?;
    call.budget.hold(0)?;
    let _level = call.budget.deeper()?;
    Ok(match read {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => {
            call.budget.make(text.len())?;
            Value::text(text.as_str())
        }
        serde_json::Value::Array(items) => {
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| of_json(call, item)).collect();
            Value::list(items?)
        }
        serde_json::Value::Object(entries) => {
            let map = call.map(0)?;
            for (key, value) in entries {
                call.budget.hold(key.len())?;
                map.set(key.as_str(), of_json(call, value)?);
            }
            Value::Map(map)
        }
    })
}

fn toml(call: &Call<'_>, text: &str) -> Result<Value, Fault> {
    call.budget.step(text.len() as u64)?;
    // A dotted key or a heading is a map for each of its parts, and the reader keeps where each stands.
    let parts = text.bytes().filter(|byte| matches!(byte, b'.' | b'[' | b'=')).count();
    call.budget.make(parsed(text).saturating_add(parts.saturating_mul(640)))?;
    let read: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| Fault::refused(format!("toml: {}", error.message())))?;
    of_toml(call, &toml::Value::Table(read))
}

fn of_toml(call: &Call<'_>, read: &toml::Value) -> Result<Value, Fault> {
    call.budget.step(1)?;
    call.budget.hold(0)?;
    let _level = call.budget.deeper()?;
    Ok(match read {
        toml::Value::String(text) => {
            call.budget.make(text.len())?;
            Value::text(text.as_str())
        }
        toml::Value::Integer(number) => Value::Int64(*number),
        toml::Value::Float(number) => Value::Float(*number),
        toml::Value::Boolean(value) => Value::Bool(*value),
        toml::Value::Datetime(time) => super::dates::of_toml(*time),
        toml::Value::Array(items) => {
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| of_toml(call, item)).collect();
            Value::list(items?)
        }
        toml::Value::Table(entries) => {
            let map = call.map(0)?;
            for (key, value) in entries {
                call.budget.hold(key.len())?;
                map.set(key.as_str(), of_toml(call, value)?);
            }
            Value::Map(map)
        }
    })
}

/// Reads what a bound does not forbid.
fn read_with(call: &Call<'_>, args: &[Value], reader: Reader) -> Result<Result<Value, String>, Fault> {
    let [value] = call.exactly(args)?;
    let read = match reader(call, text(value)?) {
        Ok(read) => Ok(super::args::marked(args, read)),
        Err(Fault::Refused(why)) => Err(why),
        Err(bound) => return Err(bound),
    };
    Ok(read)
}

fn read_map(call: &Call<'_>, args: &[Value], reader: Reader) -> Result<Value, Fault> {
    let way = if call.name.contains("Yaml") { "error unmarshaling JSON: while decoding JSON: " } else { "" };
    let why = match read_with(call, args, reader)? {
        Ok(Value::Nil) => return Ok(Value::Map(Map::default())),
        Ok(Value::Map(map)) => return Ok(Value::Map(map)),
        Ok(other) => way.to_owned() + &cannot(&other, "map[string]interface {}"),
        Err(why) => why,
    };
    Ok(Value::Map(std::iter::once(("Error", Value::text(why))).collect()))
}

fn read_list(call: &Call<'_>, args: &[Value], reader: Reader) -> Result<Value, Fault> {
    let way = if call.name.contains("Yaml") { "error unmarshaling JSON: while decoding JSON: " } else { "" };
    let why = match read_with(call, args, reader)? {
        Ok(Value::Nil) => return Ok(Value::list(Vec::new())),
        Ok(Value::List(items)) => return Ok(Value::List(items)),
        Ok(other) => way.to_owned() + &cannot(&other, "[]interface {}"),
        Err(why) => why,
    };
    Ok(Value::list(vec![Value::text(why)]))
}

fn cannot(value: &Value, wanted: &str) -> String {
    let is = match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::Text(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    };
    format!("json: cannot unmarshal {is} into Go value of type {wanted}")
}

fn must_from_json(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    read_with(call, args, json)?.or_else(|why| call.refuse(why))
}

fn to_json(call: &Call<'_>, args: &[Value], how: Json, is_strict: bool) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    match emit::json(value, how, call.budget)? {
        Some((text, unknown)) => Ok(Value::Text(Text { unknown, ..Text::new(text) })),
        None if is_strict => call.refuse("json: unsupported value: +Inf"),
        None => Ok(Value::text("")),
    }
}

fn to_yaml(call: &Call<'_>, args: &[Value], style: Style, is_strict: bool) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    match emit::yaml(value, style, call.budget)? {
        Some(text) => Ok(Value::Text(text)),
        None if is_strict => call.refuse("error marshaling into JSON: json: unsupported value: +Inf"),
        None => Ok(Value::text("")),
    }
}

fn to_toml(call: &Call<'_>, args: &[Value], is_strict: bool) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    if let Value::Nil = value {
        return call.refuse("reflect: call of reflect.Value.Type on zero Value");
    }
    match emit::toml(value, call.budget) {
        Ok((text, unknown)) => Ok(Value::Text(Text { unknown, ..Text::new(text) })),
        Err(Fault::Refused(why)) if is_strict => call.refuse(why),
        Err(Fault::Refused(why)) => Ok(Value::text(why)),
        Err(bound) => Err(bound),
    }
}
