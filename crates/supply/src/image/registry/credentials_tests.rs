use std::ffi::OsString;
use std::path::PathBuf;

use data_encoding::BASE64;

use super::{Login, files_of, find};
use crate::image::registry::secret::Hidden;

fn password(user: &str, password: &str) -> Login {
    Login::Password { user: user.to_owned(), password: Hidden::new(password) }
}

#[test]
fn the_environment_names_the_files() {
    let of = |set: &[(&str, &str)]| {
        let set: Vec<(String, OsString)> =
            set.iter().map(|(k, v)| ((*k).to_owned(), OsString::from(v))).collect();
        files_of(&move |name| set.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    assert_eq!(of(&[("HOME", "/h"), ("REGISTRY_AUTH_FILE", "/a")]), [PathBuf::from("/a")]);
    let all = of(&[("HOME", "/h"), ("XDG_RUNTIME_DIR", "/r")]);
    let wanted = ["/r/containers/auth.json", "/h/.config/containers/auth.json", "/h/.docker/config.json"];
    assert_eq!(all, wanted.map(PathBuf::from));
    assert_eq!(of(&[("DOCKER_CONFIG", "/d")]), [PathBuf::from("/d/config.json")]);
    assert!(of(&[]).is_empty());
}

#[test]
fn the_narrowest_entry_counts_and_is_of_its_host_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    let auth = |pair: &str| BASE64.encode(pair.as_bytes());
    let text = serde_json::json!({ "auths": {
        "r.io": { "auth": auth("all:one:two") },
        "r.io/team": { "auth": auth("team:three") },
        "https://old.io/v1/": { "auth": auth("old:four") },
        "https://index.docker.io/v1/": { "auth": auth("hub:five") },
        "token.io": { "identitytoken": "six" },
        "broken.io": { "auth": "%%%" },
    }});
    std::fs::write(&path, text.to_string()).expect("a file");
    let files = [folder.path().join("none.json"), path];
    let login = |host: &str, repository: &str| find(&files, host, repository).login;
    assert_eq!(login("r.io", "app"), Some(password("all", "one:two")));
    assert_eq!(login("r.io", "team/app"), Some(password("team", "three")));
    assert_eq!(login("old.io", "app"), Some(password("old", "four")));
    assert_eq!(login("docker.io", "library/nginx"), Some(password("hub", "five")));
    assert_eq!(login("token.io", "app"), Some(Login::Identity(Hidden::new("six"))));
    for host in ["r.io.evil.io", "evil.io", "io", "r.io:5000", "broken.io"] {
        assert_eq!(login(host, "app"), None, "{host}");
    }
    let shown = format!("{:?}", find(&files, "r.io", "app"));
    assert!(!shown.contains("one:two") && shown.contains("***"), "{shown}");
}

#[test]
fn a_helper_that_is_missing_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    for (name, wanted) in [("no-such-helper", "cannot be run"), ("../../bin/sh", "malformed")] {
        let text = serde_json::json!({ "credHelpers": { "r.io": name } });
        std::fs::write(&path, text.to_string()).expect("a file");
        let found = find(std::slice::from_ref(&path), "r.io", "app");
        assert_eq!(found.login, None);
        assert!(found.note.is_some_and(|note| note.contains(wanted)), "{name}");
    }
}
