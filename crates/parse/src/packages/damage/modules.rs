//! Lines of `go.mod`.

/// The first line that is no directive, and no entry of the block that it stands in.
pub(super) fn odd(text: &str) -> Option<usize> {
    let mut block: Option<&str> = None;
    for (number, line) in (1_usize..).zip(text.lines()) {
        let code = code(line);
        let words: Vec<&str> = code.split_ascii_whitespace().collect();
        let fits = match (block, words.as_slice()) {
            (_, []) => true,
            (Some(_), [")"]) => {
                block = None;
                true
            }
            (Some(verb), entry) => is_entry(verb, entry),
            (None, [verb, "("]) => {
                block = Some(verb);
                is_verb(verb)
            }
            (None, [verb, entry @ ..]) => is_verb(verb) && is_entry(verb, entry),
        };
        if !fits {
            return Some(number);
        }
    }
    None
}

/// Tells whether each block is closed, and the last line is.
pub(super) fn is_whole(text: &str) -> bool {
    let mut is_open = false;
    for line in text.lines() {
        let code = code(line);
        is_open = !code.starts_with(')') && (is_open || code.ends_with('('));
    }
    !is_open
}

fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default().trim()
}

fn is_verb(word: &str) -> bool {
    let verbs = [
        "module",
        "go",
        "toolchain",
        "require",
        "replace",
        "exclude",
        "retract",
        "godebug",
        "tool",
        "ignore",
    ];
    verbs.contains(&word)
}

fn is_entry(verb: &str, words: &[&str]) -> bool {
    match verb {
        "require" | "exclude" => words.len() == 2,
        "replace" => words.contains(&"=>") && words.len() >= 3,
        "module" | "go" | "toolchain" | "tool" => words.len() == 1,
        _ => !words.is_empty(),
    }
}
