//! Why something could not be analysed, in the language of the user.
//!
//! Readers, and what is remembered of them, say it in English alone, as JSON does. Their words stand in the table `causes`
//! under `cause-said-*`: what fits one of those is told by the text of the same key. What fits none stays as it is.

use std::borrow::Cow;
use std::sync::OnceLock;

use sekimori_model::Lang;
use sekimori_text::{Arg, FILES, text_with};

/// Where the keys begin.
const PREFIX: &str = "cause-said-";
/// The longest text that is looked at: the longest that a reader says is far shorter.
const LONGEST: usize = 4 << 10;
/// Causes in one another: a layer, what it says, and what the operating system said of that.
const DEEPEST: u32 = 4;

/// Tells a cause in a language.
pub fn cause(said: &str, lang: Lang) -> Cow<'_, str> {
    match lang {
        Lang::En => said.into(),
        Lang::Ja => translated(said, 0).map_or(said.into(), Cow::Owned),
    }
}

fn translated(said: &str, level: u32) -> Option<String> {
    if said.len() > LONGEST || level >= DEEPEST {
        return None;
    }
    let fitting = templates().iter().find_map(|template| Some((template, template.values(said)?)));
    if let Some((template, values)) = fitting {
        let mut told = Vec::new();
        for (name, value) in template.names.iter().zip(values) {
            let inner = if *name == "cause" { translated(value, level + 1) } else { None };
            told.push((*name, inner.map_or(Cow::Borrowed(value), Cow::Owned)));
        }
        let args: Vec<_> = told.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        return Some(text_with("ja", template.key, &args));
    }
    // Behind the name of a file or a repository.
    said.match_indices(": ").take(4).find_map(|(at, mark)| {
        let (name, rest) = said.split_at_checked(at + mark.len())?;
        Some(format!("{name}{}", translated(rest, level + 1)?))
    })
}

/// A text of the table, cut at the places of its values.
struct Template {
    key: &'static str,
    /// One more than there are names.
    literals: Vec<&'static str>,
    names: Vec<&'static str>,
}

impl Template {
    /// Reads a line of the table: `KEY = TEXT { $name } TEXT`.
    fn of(line: &'static str) -> Option<Self> {
        let (key, text) = line.split_once(" = ").filter(|(key, _)| key.starts_with(PREFIX))?;
        let mut parts = text.split("{ $");
        let mut template = Self { key, literals: vec![parts.next()?], names: Vec::new() };
        for part in parts {
            let (name, literal) = part.split_once(" }")?;
            template.names.push(name);
            template.literals.push(literal);
        }
        Some(template)
    }

    /// The values that make this text of the template.
    fn values<'t>(&self, said: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.literals.split_first()?;
        let mut rest = said.strip_prefix(first)?;
        let mut values = Vec::new();
        for (place, literal) in others.iter().enumerate() {
            let value = if place + 1 == others.len() {
                std::mem::take(&mut rest).strip_suffix(literal)?
            } else {
                let (value, behind) = rest.split_once(literal)?;
                rest = behind;
                value
            };
            let is_number = matches!(self.names.get(place), Some(&("count" | "limit" | "line" | "column")));
            if value.is_empty() || is_number && !value.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            values.push(value);
        }
        rest.is_empty().then_some(values)
    }

    fn weight(&self) -> usize {
        self.literals.iter().map(|literal| literal.len()).sum()
    }
}

/// All templates, those that say most first.
fn templates() -> &'static [Template] {
    static ALL: OnceLock<Vec<Template>> = OnceLock::new();
    ALL.get_or_init(|| {
        let table = FILES.iter().find(|(name, ..)| *name == "causes").map_or("", |(_, en, _)| en);
        let mut all: Vec<_> = table.lines().filter_map(Template::of).collect();
        all.sort_by_key(|template| std::cmp::Reverse(template.weight()));
        all
    })
}

#[cfg(test)]
mod tests {
    use sekimori_model::Lang;

    use super::{cause, templates};

    fn ja(said: &str) -> String {
        cause(said, Lang::Ja).into_owned()
    }

    #[test]
    fn causes_are_told_in_the_language_of_the_user() {
        assert_eq!(cause("the layer is encrypted", Lang::En), "the layer is encrypted");
        assert_eq!(ja("the layer is encrypted"), "レイヤーが暗号化されています");
        assert_eq!(ja("more than 7 members"), "メンバーが 7 個を超えています");
        assert_eq!(ja("no JSON at line 3 column 14"), "JSON ではありません (3 行 14 列)");
    }

    #[test]
    fn a_cause_in_a_cause_is_told_as_well() {
        assert_eq!(
            ja("the layer ends early or is damaged: unexpected end of file (layer sha256:ab)"),
            "レイヤーが途中で終わっているか破損しています: ファイルが途中で終わっています (レイヤー sha256:ab)"
        );
        assert_eq!(
            ja("line 4: expected a requirement, and found a merge conflict"),
            "4 行目: 要求の記述の代わりにマージの競合の印があります"
        );
        assert_eq!(ja("line 4: a package without a version"), "4 行目: バージョンのないパッケージがあります");
        assert_eq!(
            ja("a.zip > b.jar: a member has a password"),
            "a.zip > b.jar: パスワードで保護されたメンバーがあります"
        );
    }

    #[test]
    fn what_nobody_knows_stays_as_it_is() {
        for text in ["", "more than many packages", "more than 7 packages here", ": : : :", "関守"] {
            assert_eq!(ja(text), text);
        }
        let deep = "the layer cannot be read: ".repeat(100);
        assert!(ja(&deep).len() <= deep.len() * 2);
    }

    #[test]
    fn every_template_fits_its_own_text() {
        assert!(templates().len() > 100);
        for template in templates() {
            let mut text = String::new();
            for (literal, name) in template.literals.iter().zip(template.names.iter().chain([&""])) {
                text.push_str(literal);
                text.push_str(if name.is_empty() { "" } else { "7" });
            }
            let known = templates().iter().find(|one| one.values(&text).is_some());
            assert_eq!(known.map(|one| one.key), Some(template.key), "{text}");
        }
    }
}
