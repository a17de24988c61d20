//! How profiles are called in lists of what is allowed: `runtime/default`, `localhost/NAME`, and `*` at the end for all
//! that begin so.
//!
//! # Source
//! Azure Policy, definitions `AllowedSeccompProfile` and `EnforceAppArmorProfile`, parameter `allowedProfiles`: the words
//! of the annotations that came before the fields.

use sekimori_parse::kubernetes::Field;

/// Returns the word for what a field `seccompProfile` or `appArmorProfile` asks for; none for a type that is neither
/// `RuntimeDefault` nor `Localhost`, of which rules of Pod Security speak.
pub(crate) fn of_field(profile: &Field<'_>) -> Option<String> {
    match profile.at("type").text()? {
        "RuntimeDefault" => Some("runtime/default".to_owned()),
        "Localhost" => {
            Some(format!("localhost/{}", profile.at("localhostProfile").text().unwrap_or_default()))
        }
        _ => None,
    }
}

/// Tells whether a word is in a list.
pub(crate) fn is_in(word: &str, list: &[String]) -> bool {
    // Docker's name for the profile of the runtime came first.
    let same = |one: &str| if one == "docker/default" { word == "runtime/default" } else { one == word };
    list.iter().any(|one| match one.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => same(one),
    })
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn a_star_stands_for_what_begins_so() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(is_in("localhost/a/b.json", &list(&["localhost/a/*"])));
        assert!(is_in("runtime/default", &list(&["docker/default"])));
        assert!(!is_in("localhost/b", &list(&["localhost/a", "runtime/default"])));
    }
}
