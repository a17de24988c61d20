//! Values of lockfiles, read so that one of another type than usual costs that value and not the file.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use sekimori_model::NotAnalysed;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::Failure;

/// A text, where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word<'t>(pub(super) Option<Cow<'t, str>>);

impl Word<'_> {
    /// The text; empty where there is none.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// The text, unless it is empty.
    pub(super) fn filled(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }
}

/// A truth value; false where it is anything else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flag(pub(super) bool);

/// The entries of a mapping in their order, no more than `MOST`, and whether there were more; none where it is anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table<'t, T>(pub(super) Vec<(Word<'t>, T)>, bool);

impl<T> Default for Table<'_, T> {
    fn default() -> Self {
        Self(Vec::new(), false)
    }
}

impl<T> Table<'_, T> {
    /// Tells, for a reader that passes over some entries, that there were more.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where there were.
    pub(super) fn whole(&self) -> Result<(), Failure> {
        whole(self.1)
    }

    /// The keys with their values.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> + Clone {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys.
    pub(super) fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.iter().map(|(key, _)| key.as_str())
    }
}

/// The items of a sequence, no more than [`MOST`], and whether there were more; none where it is anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<T>(pub(super) Vec<T>, bool);

impl<T> Default for Row<T> {
    fn default() -> Self {
        Self(Vec::new(), false)
    }
}

impl<T> Row<T> {
    /// Tells, for a reader that passes over some items, that there were more.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where there were.
    pub(super) fn whole(&self) -> Result<(), Failure> {
        whole(self.1)
    }
}

fn whole(is_cut: bool) -> Result<(), Failure> {
    if !is_cut {
        return Ok(());
    }
    let detail = format!("more than {} packages", MOST - 1);
    Err(Failure::of_file(NotAnalysed::TooManyNodes, detail))
}

/// Entries of one table or row. One more than the packages of a file may be, so that the reader notices.
const MOST: usize = 1_000_001;

/// Implements what a visitor answers to values of types that it has no use for.
macro_rules! ignore {
    ($($name:ident)*) => {
        $(ignore!(@ $name);)*
    };
    (@ bool) => { fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ numbers) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@ unit) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
        fn visit_none<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
    (@ text) => { fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
            while all.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@ map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
            while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}

impl<'de: 't, 't> Deserialize<'de> for Word<'t> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words<'t>(PhantomData<&'t ()>);
        impl<'de: 't, 't> Visitor<'de> for Words<'t> {
            type Value = Word<'t>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Word<'t>, E> {
                Ok(Word(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Word<'t>, E> {
                Ok(Word(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_string<E>(self, text: String) -> Result<Word<'t>, E> {
                Ok(Word(Some(Cow::Owned(text))))
            }
            ignore!(bool numbers unit seq map);
        }
        from.deserialize_any(Words(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Flags;
        impl<'de> Visitor<'de> for Flags {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Flag, E> {
                Ok(Flag(value))
            }
            ignore!(numbers unit text seq map);
        }
        from.deserialize_any(Flags)
    }
}

impl<'de: 't, 't, T: Deserialize<'de>> Deserialize<'de> for Table<'t, T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Tables<'t, T>(PhantomData<(&'t (), T)>);
        impl<'de: 't, 't, T: Deserialize<'de>> Visitor<'de> for Tables<'t, T> {
            type Value = Table<'t, T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Table<'t, T>, A::Error> {
                let mut table = Table::default();
                while table.0.len() < MOST {
                    let Some(entry) = all.next_entry()? else { return Ok(table) };
                    table.0.push(entry);
                }
                while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    table.1 = true;
                }
                Ok(table)
            }
            ignore!(bool numbers unit text seq);
        }
        from.deserialize_any(Tables(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Rows<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Rows<T> {
            type Value = Row<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Row<T>, A::Error> {
                let mut row = Row::default();
                while row.0.len() < MOST {
                    let Some(item) = all.next_element()? else { return Ok(row) };
                    row.0.push(item);
                }
                while all.next_element::<IgnoredAny>()?.is_some() {
                    row.1 = true;
                }
                Ok(row)
            }
            ignore!(bool numbers unit text map);
        }
        from.deserialize_any(Rows(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{Flag, Row, Table, Word};

    #[derive(Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct All<'t> {
        #[serde(borrow)]
        word: Word<'t>,
        flag: Flag,
        #[serde(borrow)]
        table: Table<'t, Word<'t>>,
        #[serde(borrow)]
        row: Row<Word<'t>>,
    }

    #[test]
    fn a_value_of_another_type_costs_that_value_alone() {
        let values = ["1", "-1", "1.5", "true", "null", "\"x\"", "[1, {}]", "{\"a\": [1]}"];
        for value in values {
            let text = format!(r#"{{"word": {value}, "flag": {value}, "table": {value}, "row": {value}}}"#);
            let all: All<'_> = serde_json::from_str(&text).expect("nothing is refused");
            assert_eq!(all.word.filled(), (value == "\"x\"").then_some("x"));
            assert_eq!(all.flag.0, value == "true");
            assert_eq!(
                all.table.keys().collect::<Vec<_>>(),
                if value.starts_with('{') { vec!["a"] } else { vec![] }
            );
            assert_eq!(all.row.0.len(), if value.starts_with('[') { 2 } else { 0 });
        }
    }
}
