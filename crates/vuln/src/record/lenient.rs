//! Values that databases write in more than one way, read under bounds.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A list of at most `N`; one that is missing or null is empty.
#[derive(Debug)]
pub(super) struct List<T, const N: usize>(pub(super) Vec<T>);

impl<T, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const N: usize> Deserialize<'de> for List<T, N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T, const N: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const N: usize> Visitor<'de> for ListVisitor<T, N> {
    type Value = List<T, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {N}")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(next) = seq.next_element()? {
            if all.len() == N {
                return Err(A::Error::custom(format_args!("a list has more than {N} members")));
            }
            all.push(next);
        }
        Ok(List(all))
    }
}

/// A text; what is none is as if it were empty.
#[derive(Debug, Default)]
pub(super) struct Word(pub(super) String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WordVisitor)
    }
}

struct WordVisitor;

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Word, E> {
        Ok(Word(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Word, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Word::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Word, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Word::default())
    }
}

/// A structure; what is none is as if it were missing.
#[derive(Debug, Default)]
pub(super) struct Part<T>(pub(super) T);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PartVisitor(PhantomData))
    }
}

struct PartVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for PartVisitor<T> {
    type Value = Part<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Part<T>, E> {
        Ok(Part::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Part<T>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Part::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Part)
    }
}
