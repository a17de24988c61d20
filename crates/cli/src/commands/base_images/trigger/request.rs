//! Requests to webhooks, GitHub and GitLab.

use sekimori_model::Lang;
use sekimori_supply::web::Web;
use serde_json::{Value, json};

use super::{Event, credential};
use crate::args::Trigger;
use crate::cause;

/// Where a bearer of the webhook's own is read from.
const WEBHOOK_TOKEN: &str = "SEKIMORI_WEBHOOK_TOKEN";

/// A request that is ready to be sent.
pub(super) struct Request {
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Value,
}

/// Makes the request for a receiver.
///
/// # Source
/// GitHub REST API 2022-11-28, "Create a repository dispatch event" and "Create a workflow dispatch event"; GitLab REST API,
/// "Create a new pipeline". Both name the address of an own instance to their pipelines, in the variables that are read here.
pub(super) fn of(trigger: &Trigger, event: &Event<'_>, lang: Lang) -> Result<Request, String> {
    let Event { image, base, old, new } = *event;
    let facts = json!({ "image": image, "base": base, "old": old, "new": new });
    let github = |path: String, body: Value| {
        let token = credential("GITHUB_TOKEN", lang)?;
        let headers = vec![
            ("authorization", format!("Bearer {token}")),
            ("accept", "application/vnd.github+json".to_owned()),
            ("x-github-api-version", "2022-11-28".to_owned()),
        ];
        Ok(Request {
            url: format!("{}/{path}", api("GITHUB_API_URL", "https://api.github.com")),
            headers,
            body,
        })
    };
    match trigger {
        Trigger::Webhook(url) => {
            let token = credential(WEBHOOK_TOKEN, lang).ok();
            let headers = token.map(|token| ("authorization", format!("Bearer {token}")));
            let base = json!({ "name": base, "old": old, "new": new });
            let body = json!({ "schema": "sekimori.dev/base-moved/v1", "image": image, "base": base });
            Ok(Request { url: url.clone(), headers: headers.into_iter().collect(), body })
        }
        Trigger::Github(repository) => github(
            format!("repos/{repository}/dispatches"),
            json!({ "event_type": "sekimori-base-moved", "client_payload": facts }),
        ),
        Trigger::GithubWorkflow { repository, file, branch } => github(
            format!("repos/{repository}/actions/workflows/{file}/dispatches"),
            json!({ "ref": branch, "inputs": { "image": image, "base": base, "digest": new } }),
        ),
        Trigger::Gitlab { project, branch } => {
            let variable = |key: &str, value: &str| json!({ "key": key, "value": value });
            let variables = [
                variable("SEKIMORI_IMAGE", image),
                variable("SEKIMORI_BASE", base),
                variable("SEKIMORI_BASE_OLD", old.unwrap_or_default()),
                variable("SEKIMORI_BASE_NEW", new),
            ];
            Ok(Request {
                url: format!(
                    "{}/projects/{}/pipeline",
                    api("CI_API_V4_URL", "https://gitlab.com/api/v4"),
                    project.replace('/', "%2F")
                ),
                headers: vec![("private-token", credential("GITLAB_TOKEN", lang)?)],
                body: json!({ "ref": branch, "variables": variables }),
            })
        }
        Trigger::Command(_) => Err(String::new()),
    }
}

/// Where the interface of a service is.
fn api(variable: &str, usual: &str) -> String {
    let own = std::env::var(variable).ok().filter(|url| !url.is_empty());
    own.map_or_else(|| usual.to_owned(), |url| url.trim_end_matches('/').to_owned())
}

impl Request {
    pub(super) fn send(&self, web: &Web, lang: Lang) -> Result<(), String> {
        let mut headers: Vec<(&str, &str)> = vec![("content-type", "application/json")];
        headers.extend(self.headers.iter().map(|(name, value)| (*name, value.as_str())));
        let sent = web.post(&self.url, &headers, self.body.to_string().as_bytes());
        sent.map_err(|refused| cause::chain(&refused, lang))
    }
}
