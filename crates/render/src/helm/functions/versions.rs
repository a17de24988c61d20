//! Semantic versions, and the constraints of `semverCompare`.

use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

use super::args::text;
use super::constraints;
use super::{Call, Table};
use crate::Fault;
use crate::helm::engine::quote as go_quote;
use crate::helm::value::{Object, Value};

pub(super) const TABLE: Table = &[("semver", semver), ("semverCompare", semver_compare)];

/// A version: at least a major number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Version {
    pub(super) major: u64,
    pub(super) minor: u64,
    pub(super) patch: u64,
    pub(super) prerelease: String,
    pub(super) metadata: String,
    pub(super) original: String,
}

impl Version {
    /// Parses a version that may begin with `v`, and may have no minor number or no patch.
    ///
    /// # Errors
    /// A sentence, as the library of Helm says it.
    pub(crate) fn parse(original: &str) -> Result<Self, String> {
        let invalid = || "invalid semantic version".to_owned();
        let text = original.strip_prefix('v').unwrap_or(original);
        let (text, metadata) = text.split_once('+').map_or((text, None), |(text, data)| (text, Some(data)));
        let (numbers, prerelease) =
            text.split_once('-').map_or((text, None), |(text, pre)| (text, Some(pre)));
        let mut parts = numbers.split('.').map(number);
        let major = parts.next().flatten().ok_or_else(invalid)?;
        let mut next = || parts.next().unwrap_or(Some(0)).ok_or_else(invalid);
        let (minor, patch) = (next()?, next()?);
        if parts.next().is_some() || !prerelease.is_none_or(are_parts) || !metadata.is_none_or(are_parts) {
            return Err(invalid());
        }
        let starts_with_nought =
            |part: &str| part.len() > 1 && part.starts_with('0') && number(part).is_some();
        if prerelease.is_some_and(|prerelease| prerelease.split('.').any(starts_with_nought)) {
            return Err("version segment starts with 0".to_owned());
        }
        Ok(Self {
            major,
            minor,
            patch,
            prerelease: prerelease.unwrap_or_default().to_owned(),
            metadata: metadata.unwrap_or_default().to_owned(),
            original: original.to_owned(),
        })
    }

    /// Orders versions; metadata does not count.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        (self.major, self.minor, self.patch)
            .cmp(&(other.major, other.minor, other.patch))
            .then_with(|| compare_prereleases(&self.prerelease, &other.prerelease))
    }

    /// Counts one up, and sets what is below to nought.
    fn next(&self, part: &str) -> Self {
        let mut next = Self { major: self.major, ..Self::default() };
        match part {
            "IncMajor" => next.major = next.major.saturating_add(1),
            "IncMinor" => next.minor = self.minor.saturating_add(1),
            _ => {
                next.minor = self.minor;
                // A prerelease comes before its version: that is the next one.
                let is_before = !self.prerelease.is_empty();
                next.patch = if is_before { self.patch } else { self.patch.saturating_add(1) };
            }
        }
        next.original = next.print();
        if self.original.starts_with('v') {
            next.original.insert(0, 'v');
        }
        next
    }
}

/// Parses digits and nothing else.
pub(super) fn number(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Tells whether letters, digits and hyphens stand between points.
pub(super) fn are_parts(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_part)
}

/// Orders prereleases: none is last, numbers come before words, less parts before more.
pub(super) fn compare_prereleases(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (number(left), number(right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => left.cmp(right),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the version that a method is given.
fn other(args: &[Value]) -> Result<&Version, Fault> {
    let [Value::Object(object)] = args else {
        return Err(Fault::refused("wrong type for value; expected *semver.Version"));
    };
    let version = object.as_any().and_then(|any| any.downcast_ref());
    version.ok_or_else(|| Fault::refused("wrong type for value; expected *semver.Version"))
}

fn whole(number: u64) -> Value {
    Value::Int64(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Object for Version {
    fn type_name(&self) -> &'static str {
        "*semver.Version"
    }

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn call(&self, call: &Call<'_>, args: &[Value]) -> Option<Result<Value, Fault>> {
        let name = call.name;
        let compared =
            |is: fn(Ordering) -> bool| other(args).map(|other| Value::Bool(is(self.compare(other))));
        Some(match name {
            "Major" => Ok(whole(self.major)),
            "Minor" => Ok(whole(self.minor)),
            "Patch" => Ok(whole(self.patch)),
            "Prerelease" => Ok(Value::text(self.prerelease.as_str())),
            "Metadata" => Ok(Value::text(self.metadata.as_str())),
            "Original" => Ok(Value::text(self.original.as_str())),
            "String" | "MarshalText" => Ok(Value::text(self.print())),
            "IncMajor" | "IncMinor" | "IncPatch" => Ok(Value::Object(Rc::new(self.next(name)))),
            "Compare" => other(args).map(|other| Value::Int(self.compare(other) as i64)),
            "LessThan" => compared(Ordering::is_lt),
            "LessThanEqual" => compared(Ordering::is_le),
            "GreaterThan" => compared(Ordering::is_gt),
            "GreaterThanEqual" => compared(Ordering::is_ge),
            "Equal" => compared(Ordering::is_eq),
            _ => return None,
        })
    }

    fn print(&self) -> String {
        let part =
            |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}{text}") };
        let (prerelease, metadata) = (part("-", &self.prerelease), part("+", &self.metadata));
        format!("{}.{}.{}{prerelease}{metadata}", self.major, self.minor, self.patch)
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

fn semver(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    call.budget.make(text.len())?;
    match Version::parse(text) {
        Ok(version) => Ok(Value::Object(Rc::new(version))),
        Err(why) => call.refuse(why),
    }
}

fn semver_compare(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [constraint, version] = call.exactly(args)?;
    let (constraint, version) = (text(constraint)?, text(version)?);
    call.budget.step((constraint.len() as u64).saturating_add(version.len() as u64))?;
    let Some(constraint) = constraints::parse(constraint) else {
        return call.refuse(format_args!("improper constraint: {}", go_quote(constraint)));
    };
    match Version::parse(version) {
        Ok(version) => Ok(Value::Bool(constraint.allows(&version))),
        Err(why) => call.refuse(why),
    }
}
