//! Who is told that an image is to be built anew.

/// A receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// An address that takes an event in JSON.
    Webhook(String),
    /// A program of this machine and its arguments; no shell reads them.
    Command(Vec<String>),
    /// The repository dispatch of GitHub: `OWNER/REPOSITORY`.
    Github(String),
    /// The workflow dispatch of GitHub.
    GithubWorkflow {
        /// `OWNER/REPOSITORY`.
        repository: String,
        /// The file's name, below `.github/workflows`.
        file: String,
        /// The branch that it runs on.
        branch: String,
    },
    /// A pipeline of GitLab.
    Gitlab {
        /// The path of the project.
        project: String,
        /// The branch that it runs on.
        branch: String,
    },
}

/// What is run on where no branch is named.
const BRANCH: &str = "main";

/// The most bytes of one.
const MAX_BYTES: usize = 2 << 10;

/// Reads `KIND=TARGET`.
pub(crate) fn trigger(text: &str) -> Result<Trigger, String> {
    let wrong = || text.to_owned();
    let (kind, target) = text.split_once('=').filter(|_| text.len() <= MAX_BYTES).ok_or_else(wrong)?;
    let (path, branch) = target.split_once('@').unwrap_or((target, BRANCH));
    let is_word = |part: &str, more: &[char]| {
        let is_fine =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') || more.contains(&c);
        !part.is_empty() && !part.starts_with('.') && part.chars().all(is_fine)
    };
    let is_branch = is_word(branch, &['/']);
    let parts: Vec<&str> = path.split('/').collect();
    let are_words = parts.iter().all(|part| is_word(part, &[]));
    match (kind, parts.as_slice()) {
        ("webhook", _) if target.starts_with("https://") || target.starts_with("http://") => {
            Ok(Trigger::Webhook(target.to_owned()))
        }
        ("command", _) => {
            let words: Vec<String> = target.split_ascii_whitespace().map(str::to_owned).collect();
            Some(words).filter(|words| !words.is_empty()).map(Trigger::Command).ok_or_else(wrong)
        }
        ("github", [_, _]) if are_words && !target.contains('@') => Ok(Trigger::Github(path.to_owned())),
        ("github-workflow", [owner, name, file]) if are_words && is_branch => Ok(Trigger::GithubWorkflow {
            repository: format!("{owner}/{name}"),
            file: (*file).to_owned(),
            branch: branch.to_owned(),
        }),
        ("gitlab", [_, _, ..]) if are_words && is_branch => {
            Ok(Trigger::Gitlab { project: path.to_owned(), branch: branch.to_owned() })
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Trigger, trigger};

    #[test]
    fn a_receiver_is_a_kind_and_a_target() {
        let branch = || "main".to_owned();
        assert_eq!(
            trigger("webhook=https://h.example/a=b"),
            Ok(Trigger::Webhook("https://h.example/a=b".to_owned()))
        );
        assert_eq!(
            trigger("command=make -C web image"),
            Ok(Trigger::Command(["make", "-C", "web", "image"].map(str::to_owned).to_vec()))
        );
        assert_eq!(trigger("github=shop/web"), Ok(Trigger::Github("shop/web".to_owned())));
        let (repository, file) = ("shop/web".to_owned(), "image.yml".to_owned());
        assert_eq!(
            trigger("github-workflow=shop/web/image.yml"),
            Ok(Trigger::GithubWorkflow { repository, file, branch: branch() })
        );
        assert_eq!(
            trigger("gitlab=shop/images/web@release/1"),
            Ok(Trigger::Gitlab { project: "shop/images/web".to_owned(), branch: "release/1".to_owned() })
        );
        for wrong in [
            "",
            "webhook",
            "webhook=ftp://h",
            "command=",
            "command= ",
            "github=shop",
            "github=shop/web@main",
            "github=../web",
            "github-workflow=shop/web",
            "gitlab=web",
            "gitlab=shop/web@",
            "mail=a@b",
        ] {
            assert_eq!(trigger(wrong), Err(wrong.to_owned()));
        }
    }
}
