//! Reads the description of an image, and tells the line that a violation is about.

use std::sync::Arc;

use jiff::civil::date;
use sekimori_catalog::{Account, ImagePlace, ImageView, ImageViolation, Password, SeenFile, SeenKind};
use sekimori_model::{
    Distribution, HealthCheck, HistoryStep, ImageConfig, ImageFacts, ImageOrigin, Licence, Limits, Package,
    Platform, Scope, SourcePackage,
};
use sekimori_parse::decode;
use sekimori_parse::image::Reference;
use sekimori_parse::yaml::{Entry, Node, documents};

/// An image as a fixture describes it.
pub(crate) struct Described {
    pub(crate) facts: ImageFacts,
    pub(crate) distribution: Option<Distribution>,
    pub(crate) packages: Vec<Package>,
    pub(crate) files: Vec<SeenFile>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) bytes: u64,
    pub(crate) today: jiff::civil::Date,
}

fn with_root<T>(text: &str, look: impl FnOnce(Node<'_>) -> T) -> T {
    let decoded = decode(text.as_bytes()).unwrap();
    let document = documents(&decoded, &Limits::default()).next().unwrap().unwrap();
    look(document.root())
}

fn text(node: Node<'_>, key: &str) -> String {
    node.get(key).and_then(Node::text).unwrap_or_default().to_owned()
}

fn number(node: Node<'_>, key: &str) -> u64 {
    node.get(key).and_then(Node::text).map_or(0, |text| text.parse().unwrap())
}

fn texts(node: Node<'_>, key: &str) -> Vec<String> {
    node.get(key).into_iter().flat_map(Node::items).map(|item| item.text().unwrap().to_owned()).collect()
}

fn pairs(node: Node<'_>, key: &str) -> Vec<(String, String)> {
    let pair = |entry: Entry<'_>| {
        (entry.key.text().unwrap().to_owned(), entry.value.text().unwrap_or_default().to_owned())
    };
    let mut pairs: Vec<_> = node.get(key).into_iter().flat_map(Node::entries).map(pair).collect();
    pairs.sort();
    pairs
}

fn keys(node: Node<'_>, key: &str) -> Vec<String> {
    pairs(node, key).into_iter().map(|(key, _)| key).collect()
}

fn config(root: Node<'_>) -> Option<ImageConfig> {
    let config = root.get("config")?;
    let step = |item: Node<'_>| HistoryStep {
        created: None,
        created_by: text(item, "created_by"),
        author: text(item, "author"),
        comment: text(item, "comment"),
        is_empty_layer: text(item, "empty_layer") == "true",
    };
    let health = config.get("Healthcheck").map(|node| HealthCheck { test: texts(node, "Test") });
    let variables = texts(config, "Env");
    let variables = variables.iter().map(|line| {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        (name.to_owned(), value.to_owned())
    });
    Some(ImageConfig {
        created: root.get("created").and_then(Node::text).map(|text| text.parse().unwrap()),
        author: text(root, "author"),
        user: text(config, "User"),
        env: variables.collect(),
        entrypoint: texts(config, "Entrypoint"),
        command: texts(config, "Cmd"),
        working_dir: text(config, "WorkingDir"),
        shell: texts(config, "Shell"),
        exposed_ports: keys(config, "ExposedPorts"),
        volumes: keys(config, "Volumes"),
        labels: pairs(config, "Labels"),
        stop_signal: text(config, "StopSignal"),
        health_check: health,
        on_build: texts(config, "OnBuild"),
        history: root.get("history").into_iter().flat_map(Node::items).map(step).collect(),
    })
}

fn packages(root: Node<'_>) -> Vec<Package> {
    let items: Vec<Node<'_>> = root.get("packages").into_iter().flat_map(Node::items).collect();
    let name = |item: &Node<'_>| {
        let purl: sekimori_model::Purl = text(*item, "purl").parse().unwrap();
        purl.name.to_string()
    };
    let names: Vec<String> = items.iter().map(name).collect();
    let package = |item: &Node<'_>| {
        let path = item.get("path").and_then(Node::text).unwrap_or("var/lib/dpkg/status");
        let mut package = Package::new(text(*item, "purl").parse().unwrap(), path);
        let place = |needed: &String| names.iter().position(|name| name == needed).unwrap();
        package.needs =
            texts(*item, "needs").iter().map(|name| u32::try_from(place(name)).unwrap()).collect();
        package.needs.sort_unstable();
        if let Some(source) = item.get("source").and_then(Node::text) {
            package.source = Some(SourcePackage { name: source.into(), version: "1".into() });
        }
        if let Some(licence) = item.get("licence").and_then(Node::text) {
            package.licence = Some(Licence::Expression(licence.into()));
        }
        package.is_direct = item.get("direct").and_then(Node::text).map(|text| text == "true");
        if text(*item, "scope") == "development" {
            package.scope = Scope::Development;
        }
        package
    };
    items.iter().map(package).collect()
}

fn file(item: Node<'_>) -> SeenFile {
    let kind = match text(item, "kind").as_str() {
        "" | "file" => SeenKind::File,
        "directory" => SeenKind::Directory,
        "special" => SeenKind::Special,
        "link" => SeenKind::Link(text(item, "to").into()),
        other => panic!("{other}: file, directory, link or special"),
    };
    let (mode, size) = (text(item, "mode"), item.get("size").and_then(Node::text));
    let mode = if mode.is_empty() { 0o644 } else { u32::from_str_radix(&mode, 8).unwrap() };
    SeenFile {
        path: text(item, "path").into(),
        mode: if matches!(kind, SeenKind::Link(_)) { 0o777 } else { mode },
        kind,
        user: number(item, "user"),
        group: number(item, "group"),
        // Few fixtures care, and an empty file is the special case.
        size: size.map_or(100, |text| text.parse().unwrap()),
        layer: u32::try_from(number(item, "layer")).unwrap(),
    }
}

fn account(item: Node<'_>) -> Account {
    Account {
        name: text(item, "name"),
        user: number(item, "user"),
        group: number(item, "group"),
        shell: text(item, "shell"),
        password: match text(item, "password").as_str() {
            "" | "locked" => Password::Locked,
            "empty" => Password::Empty,
            "set" => Password::Set,
            other => panic!("{other}: locked, empty or set"),
        },
        layer: 0,
    }
}

impl Described {
    pub(crate) fn read(document: &str) -> Self {
        with_root(document, |root| {
            let shown = text(root, "image");
            assert!(!shown.is_empty(), "a description begins with `image`: {document}");
            let distribution = root.get("distribution").map(|node| Distribution {
                id: text(node, "id").into(),
                version: text(node, "version").into(),
                codename: text(node, "codename").into(),
                pretty: text(node, "pretty").into(),
                like: texts(node, "like").iter().map(|like| Arc::from(like.as_str())).collect(),
                found_in: Some("etc/os-release".into()),
            });
            let config = config(root);
            let origin = if config.is_some() { ImageOrigin::Registry } else { ImageOrigin::RootFs };
            let repository = Reference::parse(&shown).map_or_else(|_| shown.clone(), |known| known.name());
            let mut facts = ImageFacts {
                origin,
                shown,
                repository,
                digest: None,
                config_digest: None,
                platform: Platform {
                    os: "linux".into(),
                    architecture: "amd64".into(),
                    variant: String::new(),
                },
                config,
                layers: Vec::new(),
                annotations: pairs(root, "annotations"),
            };
            if let Some(os) = root.get("os").and_then(Node::text) {
                os.clone_into(&mut facts.platform.os);
            }
            let mut files: Vec<SeenFile> =
                root.get("files").into_iter().flat_map(Node::items).map(file).collect();
            files.sort();
            let today = root.get("today").and_then(Node::text);
            Self {
                facts,
                distribution,
                packages: packages(root),
                files,
                accounts: root.get("accounts").into_iter().flat_map(Node::items).map(account).collect(),
                bytes: number(root, "bytes"),
                today: today.map_or(date(2026, 6, 15), |text| text.parse().unwrap()),
            }
        })
    }

    pub(crate) fn view(&self) -> ImageView<'_> {
        ImageView {
            facts: &self.facts,
            distribution: self.distribution.as_ref(),
            packages: &self.packages,
            files: &self.files,
            accounts: &self.accounts,
            file_count: u64::try_from(self.files.len()).unwrap(),
            bytes: self.bytes,
            today: self.today,
        }
    }
}

fn item_with(root: Node<'_>, list: &str, is_it: impl Fn(Node<'_>) -> bool) -> u32 {
    let found = root.get(list).into_iter().flat_map(Node::items).find(|item| is_it(*item));
    found.unwrap_or_else(|| panic!("no such item of `{list}`")).span().line
}

/// The line of the document that a violation is about.
pub(crate) fn line(document: &str, violation: &ImageViolation) -> u32 {
    let named = &violation.discriminator;
    with_root(document, |root| match &violation.at {
        ImagePlace::Image => root.entry("image").unwrap().key.span().line,
        ImagePlace::Config(field) => line_of_field(root, field, named),
        ImagePlace::Step(step) => root.get("history").unwrap().items().nth(*step).unwrap().span().line,
        ImagePlace::File { path, .. } if matches!(path.as_str(), "etc/passwd" | "etc/shadow") => {
            item_with(root, "accounts", |item| text(item, "name") == *named)
        }
        ImagePlace::File { path, .. } => item_with(root, "files", |item| text(item, "path") == *path),
        ImagePlace::Package(package) => {
            item_with(root, "packages", |item| text(item, "purl").parse() == Ok(package.purl.clone()))
        }
    })
}

/// The line of a field: that of the item or key that is named, else of the field, else of what is around it.
fn line_of_field(root: Node<'_>, field: &str, named: &str) -> u32 {
    let (mut at, mut line) = (root, root.entry("image").unwrap().key.span().line);
    for part in field.split('.') {
        let Some(entry) = at.entry(part) else { return line };
        (at, line) = (entry.value, entry.key.span().line);
    }
    if named.is_empty() {
        return line;
    }
    let is_named =
        |text: &str| text.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with('='));
    let item = at.items().find(|item| item.text().is_some_and(is_named)).map(|item| item.span().line);
    item.or_else(|| at.entry(named).map(|entry| entry.key.span().line)).unwrap_or(line)
}
