//! What the user says over the values of a chart.

use std::sync::Arc;

use super::assign::{Kind, assign};
use super::tree::{merge, values};
use crate::helm::read;
use crate::helm::value::{Map, Value};
use crate::{Bounds, Budget, Error, Fault};

/// Where a value comes from, in the words of Helm's command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// `-f`: the name of the file and its text.
    File {
        /// The name, for messages.
        name: String,
        /// The text.
        text: String,
    },
    /// `--set a.b=c`.
    Set(String),
    /// `--set-string a.b=c`.
    SetString(String),
    /// `--set-json a.b={"c": 1}`, or a whole object.
    SetJson(String),
    /// `--set-literal a.b=c`.
    SetLiteral(String),
    /// `--set-file a.b=path`: the key, and the text of the file.
    SetFile {
        /// The key.
        key: String,
        /// The text.
        text: String,
    },
}

impl Setting {
    /// Returns the place in Helm's order: what comes later counts more.
    fn rank(&self) -> u8 {
        match self {
            Self::File { .. } => 0,
            Self::SetJson(_) => 1,
            Self::Set(_) => 2,
            Self::SetString(_) => 3,
            Self::SetFile { .. } => 4,
            Self::SetLiteral(_) => 5,
        }
    }

    /// Returns what a message may call it: never with a value.
    pub(super) fn source(&self) -> Arc<str> {
        match self {
            Self::File { name, .. } => name.as_str().into(),
            Self::Set(_) => "--set".into(),
            Self::SetString(_) => "--set-string".into(),
            Self::SetJson(_) => "--set-json".into(),
            Self::SetLiteral(_) => "--set-literal".into(),
            Self::SetFile { .. } => "--set-file".into(),
        }
    }

    /// Lays it over `all`.
    ///
    /// # Errors
    /// A [`Fault`], with the line in a file.
    pub(super) fn apply(&self, all: &Map, budget: &Budget<'_>) -> Result<(), (u32, Fault)> {
        if let Self::File { text, .. } = self {
            return merge(all, &values(text, budget)?, budget).map_err(|fault| (1, fault));
        }
        self.assign(all, budget).map_err(|fault| (1, fault))
    }

    fn assign(&self, all: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
        match self {
            Self::File { .. } => Ok(()),
            Self::Set(text) => assign(text, Kind::Typed, all, budget),
            Self::SetString(text) => assign(text, Kind::Text, all, budget),
            Self::SetLiteral(text) => assign(text, Kind::Literal, all, budget),
            Self::SetFile { key, text } => assign(key, Kind::File(text), all, budget),
            Self::SetJson(text) if text.trim_start().starts_with('{') => {
                let value: serde_json::Value = serde_json::from_str(text.trim())
                    .map_err(|_| Fault::refused("the object is not well-formed JSON"))?;
                match read::json(&value, budget)? {
                    Value::Map(map) => merge(all, &map, budget),
                    _ => Ok(()),
                }
            }
            Self::SetJson(text) => assign(text, Kind::Json, all, budget),
        }
    }
}

/// Checks whether settings are well-formed and go together, before any chart is rendered with them.
///
/// # Errors
/// An [`Error`] at the first that is at fault: its path is the name of the file, or the flag such as `--set`. It never has
/// a value in it.
pub fn check(settings: &[Setting]) -> Result<(), Error> {
    let is_late = || false;
    merged(settings, &Budget::new(Bounds::default(), &is_late)).map(drop)
}

/// Lays all settings over one another.
///
/// # Errors
/// An [`Error`] at the setting that is malformed.
pub(super) fn merged(settings: &[Setting], budget: &Budget<'_>) -> Result<Map, Error> {
    let mut ordered: Vec<&Setting> = settings.iter().collect();
    ordered.sort_by_key(|setting| setting.rank());
    let all = Map::default();
    for setting in ordered {
        let at = |(line, fault)| Error { path: setting.source(), line, fault };
        setting.apply(&all, budget).map_err(at)?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: &Value) -> String {
        match value {
            Value::Nil => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(number) | Value::Int64(number) => number.to_string(),
            Value::Float(number) => format!("{number:.1}"),
            Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
            Value::Map(map) => {
                let entries = map.entries();
                let entries = entries.iter().map(|(key, value)| format!("{key}:{}", json(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
            other => format!("{:?}", other.as_str().unwrap_or_default()),
        }
    }

    fn set(settings: &[Setting]) -> Result<String, String> {
        let late = || false;
        let budget = Budget::new(Bounds::default(), &late);
        merged(settings, &budget).map(|map| json(&Value::Map(map))).map_err(|error| error.to_string())
    }

    fn typed(text: &str) -> String {
        set(&[Setting::Set(text.to_owned())]).unwrap_or_else(|error| error)
    }

    #[test]
    fn knows_the_types_of_a_set() {
        assert_eq!(
            typed("a=1,b=x,c=null,d=TRUE,e=0123,f=,g=1.5"),
            r#"{a:1,b:"x",c:null,d:true,e:"0123",f:"",g:"1.5"}"#
        );
        assert_eq!(typed("a={x,1},b=2"), r#"{a:["x",1],b:2}"#);
        assert_eq!(typed(r"a\.b.c=x\,y"), r#"{a.b:{c:"x,y"}}"#);
        assert_eq!(typed("a[2].b=3,a[0]=x,c[0][1]=y"), r#"{a:["x",null,{b:3}],c:[[null,"y"]]}"#);
        assert_eq!(typed("a.b=1,a.c=2"), "{a:{b:1,c:2}}");
    }

    #[test]
    fn refuses_what_is_malformed_without_the_value() {
        for text in ["password", "a={secret", "a[x]=secret", "a[70000]=secret", "a[0]x=secret", "a=1,b"] {
            let message = typed(text);
            assert!(message.starts_with("--set:1: ") && !message.contains("secret"), "{message}");
        }
        // What stands behind a comma may be the rest of a value.
        for text in ["a=1,secret", "a=1,secret.b", "a=1,secret[x]=1", "a=1,b=2,secret"] {
            let message = typed(text);
            assert!(message.contains("behind a comma") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_malformed_file_is_told_at_its_line() {
        let file = |text: &str| {
            let setting = Setting::File { name: "v.yaml".to_owned(), text: text.to_owned() };
            check(&[setting]).expect_err("it is refused").to_string()
        };
        let message = file("a: 1\nb:\n  c: 1\n d: 2\n");
        assert!(message.starts_with("v.yaml:4: "), "{message}");
        assert_eq!(file("a: 1\n---\n- b\n"), "v.yaml:3: the values are no table");
    }

    #[test]
    fn later_kinds_count_more_whatever_the_order() {
        let settings = [
            Setting::SetLiteral("e=x,y={z}".to_owned()),
            Setting::SetFile { key: "d".to_owned(), text: "file,{}".to_owned() },
            Setting::SetString("c=1,b=1".to_owned()),
            Setting::Set("b=2,d=2,e=2".to_owned()),
            Setting::SetJson(r#"j={"k":[1, 2]},b=3"#.to_owned()),
            Setting::SetJson(r#"{"w": {"x": 1}}"#.to_owned()),
            Setting::File { name: "v.yaml".to_owned(), text: "b: 4\nw: {z: yes}\n".to_owned() },
        ];
        let all = r#"{b:"1",c:"1",d:"file,{}",e:"x,y={z}",j:{k:[1.0,2.0]},w:{x:1.0,z:true}}"#;
        assert_eq!(set(&settings).as_deref(), Ok(all));
    }
}
