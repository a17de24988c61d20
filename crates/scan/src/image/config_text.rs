//! The configuration of an image as lines, in which secrets are looked for like in a file.

use sekimori_model::ImageConfig;

/// One line for each thing that may hold a secret, spelled as recipes spell it.
pub(super) struct ConfigText {
    /// The lines, each ended by a line feed.
    pub(super) text: String,
    /// Where each line stands in the configuration, as the specification spells it.
    pub(super) fields: Vec<String>,
}

impl ConfigText {
    pub(super) fn of(config: &ImageConfig) -> Self {
        let mut all = Self { text: String::new(), fields: Vec::new() };
        for (index, (name, value)) in config.env.iter().enumerate() {
            all.line(&format!("ENV {name}={value}"), format!("config.Env[{index}]"));
        }
        for (name, value) in &config.labels {
            all.line(&format!("LABEL {name}={value}"), format!("config.Labels.{name}"));
        }
        all.line(&format!("ENTRYPOINT {}", config.entrypoint.join(" ")), "config.Entrypoint".to_owned());
        all.line(&format!("CMD {}", config.command.join(" ")), "config.Cmd".to_owned());
        if let Some(check) = &config.health_check {
            all.line(&format!("HEALTHCHECK {}", check.test.join(" ")), "config.Healthcheck".to_owned());
        }
        let alone = [
            ("AUTHOR", &config.author, "author"),
            ("WORKDIR", &config.working_dir, "config.WorkingDir"),
            ("USER", &config.user, "config.User"),
            ("SHELL", &config.shell.join(" "), "config.Shell"),
        ];
        for (word, value, field) in alone.into_iter().filter(|(_, value, _)| !value.is_empty()) {
            all.line(&format!("{word} {value}"), field.to_owned());
        }
        for volume in &config.volumes {
            all.line(&format!("VOLUME {volume}"), "config.Volumes".to_owned());
        }
        for (index, step) in config.on_build.iter().enumerate() {
            all.line(&format!("ONBUILD {step}"), format!("config.OnBuild[{index}]"));
        }
        for (index, step) in config.history.iter().enumerate() {
            all.line(&step.created_by, format!("history[{index}].created_by"));
            if !step.author.is_empty() {
                all.line(&step.author, format!("history[{index}].author"));
            }
            if !step.comment.is_empty() {
                all.line(&step.comment, format!("history[{index}].comment"));
            }
        }
        all
    }

    fn line(&mut self, line: &str, field: String) {
        // What has line feeds is one line here, so that lines tell fields.
        self.text.extend(line.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        self.text.push('\n');
        self.fields.push(field);
    }

    /// Returns where the line with this number, from 1, stands.
    pub(super) fn field(&self, line: u32) -> &str {
        let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        index.and_then(|index| self.fields.get(index)).map_or("config", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use sekimori_model::{HistoryStep, ImageConfig};

    use super::ConfigText;

    #[test]
    fn whatever_a_person_wrote_is_searched() {
        let step = HistoryStep { author: "by".to_owned(), ..HistoryStep::default() };
        let config = ImageConfig {
            author: "a".to_owned(),
            working_dir: "/w".to_owned(),
            shell: vec!["sh".to_owned(), "-c".to_owned()],
            volumes: vec!["/v".to_owned()],
            history: vec![step],
            ..ImageConfig::default()
        };
        let text = ConfigText::of(&config);
        for line in ["AUTHOR a\n", "WORKDIR /w\n", "SHELL sh -c\n", "VOLUME /v\n", "by\n"] {
            assert!(text.text.contains(line), "{line}: {}", text.text);
        }
        assert!(text.fields.iter().any(|field| field == "history[0].author"));
    }

    #[test]
    fn each_line_knows_its_field() {
        let step = HistoryStep { created_by: "RUN a\n  && b".to_owned(), ..HistoryStep::default() };
        let env = vec![("A".to_owned(), "1".to_owned())];
        let text = ConfigText::of(&ImageConfig { env, history: vec![step], ..ImageConfig::default() });
        assert_eq!(text.text, "ENV A=1\nENTRYPOINT \nCMD \nRUN a   && b\n");
        assert_eq!(
            (text.field(1), text.field(4), text.field(9)),
            ("config.Env[0]", "history[0].created_by", "config")
        );
    }
}
