//! The programs of the control plane and of nodes, and the flags that manifests start them with.
//!
//! A program is found by the name of what a container runs (`kube-apiserver` in a static pod or in a Deployment of a
//! hosted control plane), or in the `extraArgs` of kubeadm's configuration. kubeadm sets many flags itself, so a flag
//! that is absent there is judged only where kubeadm leaves it out too.

use std::borrow::Cow;

use sekimori_model::ContainerList;
use sekimori_parse::kubernetes::{Container, Field, Object};
use sekimori_parse::yaml::Node;

use crate::{Sink, Text, Violation};

/// A program with flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    ApiServer,
    ControllerManager,
    Scheduler,
    Etcd,
    Kubelet,
    Proxy,
}

const PROGRAMS: [(&str, Program); 6] = [
    ("kube-apiserver", Program::ApiServer),
    ("kube-controller-manager", Program::ControllerManager),
    ("kube-scheduler", Program::Scheduler),
    ("etcd", Program::Etcd),
    ("kubelet", Program::Kubelet),
    ("kube-proxy", Program::Proxy),
];

/// The kinds that flags of programs stand in.
pub(crate) const KINDS: &[(&str, &str)] = &[
    ("", "Pod"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("kubeadm.k8s.io", "ClusterConfiguration"),
    ("kubeadm.k8s.io", "InitConfiguration"),
    ("kubeadm.k8s.io", "JoinConfiguration"),
];

/// A program as a manifest starts it.
pub(crate) struct Component<'a> {
    pub(crate) program: Program,
    container: Option<Container<'a>>,
    /// The list that the flags stand in, where an absent one is reported.
    list: Field<'a>,
    /// Whether a flag can be appended to the list as it is.
    takes_flags: bool,
    flags: Vec<Flag<'a>>,
}

/// A flag that is given.
pub(crate) struct Flag<'a> {
    name: Cow<'a, str>,
    /// What it is set to; `true` where it has no value.
    pub(crate) value: &'a str,
    list: Field<'a>,
    item: Field<'a>,
    form: Form,
}

/// How a flag is written, for its repair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `--name=value` or `--name` as an item of its own.
    Item,
    /// A field that holds the value alone.
    Value,
    /// The value is the next item, or all flags are one text.
    Other,
}

/// Returns the programs of an object that are among `wanted`.
pub(crate) fn components<'a>(object: &Object<'a>, top: &Field<'a>, wanted: &[Program]) -> Vec<Component<'a>> {
    // Fifty rules ask this of every workload, and few run a program of Kubernetes.
    if object.group != "kubeadm.k8s.io" && !may_run_program(object) {
        return Vec::new();
    }
    let found = match object.kind {
        "ClusterConfiguration" => of_kubeadm(object, top),
        "InitConfiguration" | "JoinConfiguration" => {
            vec![extra_args(object, top.at("nodeRegistration.kubeletExtraArgs"), Program::Kubelet)]
        }
        "Pod" => of_containers(&top.at("spec.containers")),
        _ => of_containers(&top.at("spec.template.spec.containers")),
    };
    found.into_iter().filter(|component| wanted.contains(&component.program)).collect()
}

/// Tells whether the first words of a container, or its image, could name a program; without making fields.
fn may_run_program(object: &Object<'_>) -> bool {
    let Some(spec) = object.node().get("spec") else { return false };
    let spec =
        if object.kind == "Pod" { Some(spec) } else { spec.get("template").and_then(|pod| pod.get("spec")) };
    let Some(containers) = spec.and_then(|spec| spec.get("containers")) else { return false };
    let names = |text: &str| ["kube-", "kubelet", "etcd"].iter().any(|name| text.contains(name));
    containers.items().any(|container| {
        // `sh`, `-c` and what they run, or the program itself.
        let command = container.get("command").filter(|command| command.is_sequence());
        let mut texts = command.into_iter().flat_map(Node::items).take(4).chain(container.get("image"));
        texts.any(|text| text.text().is_some_and(names))
            || container.get("args").is_some_and(|args| {
                args.is_sequence() && args.items().take(1).any(|text| text.text().is_some_and(names))
            })
    })
}

fn of_kubeadm<'a>(object: &Object<'a>, top: &Field<'a>) -> Vec<Component<'a>> {
    let mut found = vec![
        extra_args(object, top.at("apiServer.extraArgs"), Program::ApiServer),
        extra_args(object, top.at("controllerManager.extraArgs"), Program::ControllerManager),
        extra_args(object, top.at("scheduler.extraArgs"), Program::Scheduler),
    ];
    if !top.at("etcd.external").is_present() {
        found.push(extra_args(object, top.at("etcd.local.extraArgs"), Program::Etcd));
    }
    found
}

/// # Source
/// kubeadm Configuration, v1beta4: `extraArgs` became a list of names and values; it was a mapping before.
fn extra_args<'a>(object: &Object<'a>, list: Field<'a>, program: Program) -> Component<'a> {
    let is_mapping = matches!(object.version, "v1alpha3" | "v1beta1" | "v1beta2" | "v1beta3");
    let pairs: Vec<(&str, Field<'a>)> = if is_mapping {
        list.entries("")
    } else {
        let items = list.items("name").into_iter();
        items.filter_map(|item| Some((item.at("name").text()?, item.at("value")))).collect()
    };
    let flags = pairs.into_iter().map(|(name, item)| Flag {
        name: Cow::Borrowed(name),
        value: item.text().unwrap_or_default(),
        list: list.clone(),
        item,
        form: Form::Value,
    });
    Component { program, container: None, takes_flags: false, flags: flags.collect(), list }
}

fn of_containers<'a>(containers: &Field<'a>) -> Vec<Component<'a>> {
    containers.items("name").into_iter().filter_map(of_container).collect()
}

/// More words of a command line than this are not read. 2,048: kube-apiserver has less than 300 flags.
const MAX_WORDS: usize = 2_048;

/// A word of a command line, and where it stands.
struct Word<'a> {
    text: &'a str,
    list: Field<'a>,
    item: Field<'a>,
    /// Whether it is an item of its own.
    is_item: bool,
}

fn of_container(field: Field<'_>) -> Option<Component<'_>> {
    let (command, args) = (field.at("command"), field.at("args"));
    let mut words = Vec::new();
    for list in [&command, &args] {
        for item in list.items("") {
            let Some(text) = item.text() else { continue };
            let is_item = !text.contains(char::is_whitespace);
            let word = |text| Word { text, list: list.clone(), item: item.clone(), is_item };
            words.extend(text.split_whitespace().map(word).take(MAX_WORDS.saturating_sub(words.len())));
        }
    }
    let named = |text: &str| {
        let name = text.rsplit('/').next().unwrap_or(text);
        PROGRAMS.iter().find(|(known, _)| *known == name).map(|(_, program)| *program)
    };
    let is_shell =
        words.first().is_some_and(|word| matches!(word.text, "sh" | "/bin/sh" | "bash" | "/bin/bash"));
    let start = if is_shell { words.iter().position(|word| named(word.text).is_some())? } else { 0 };
    let program = if command.is_present() {
        named(words.get(start)?.text)?
    } else {
        let image = field.at("image").text()?.split('@').next()?;
        let name = image.rsplit('/').next()?;
        named(name.split(':').next()?)?
    };
    let mut flags = if program == Program::Etcd { of_environment(&field) } else { Vec::new() };
    flags.extend(read_flags(words.get(start..).unwrap_or_default()));
    // A static pod has its flags in `command`, an image with an entrypoint in `args`.
    let list = if args.is_present() { args } else { command };
    let name = field.at("name").text().unwrap_or_default();
    let takes_flags = !is_shell && list.is_present();
    let container = Some(Container { list: ContainerList::Containers, name, field });
    Some(Component { program, container, list, takes_flags, flags })
}

/// # Source
/// etcd, "Configuration options": each flag can be given as `ETCD_` and its name in upper case with underscores.
fn of_environment<'a>(container: &Field<'a>) -> Vec<Flag<'a>> {
    let list = container.at("env");
    let variables = list.items("name").into_iter();
    let flags = variables.filter_map(|variable| {
        let name = variable.at("name").text()?.strip_prefix("ETCD_")?;
        let item = variable.at("value");
        Some(Flag {
            name: Cow::Owned(name.to_ascii_lowercase().replace('_', "-")),
            value: item.text().unwrap_or_default(),
            list: list.clone(),
            item,
            form: Form::Value,
        })
    });
    flags.collect()
}

fn read_flags<'a>(words: &[Word<'a>]) -> Vec<Flag<'a>> {
    let mut flags = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Some(text) = word.text.strip_prefix('-') else { continue };
        let text = text.strip_prefix('-').unwrap_or(text);
        let next = words.get(index + 1).map(|word| word.text).filter(|next| !next.starts_with('-'));
        let is_whole = word.is_item && (text.contains('=') || next.is_none());
        let (name, value) = text.split_once('=').unwrap_or((text, next.unwrap_or("true")));
        flags.push(Flag {
            name: if name.contains('_') { Cow::Owned(name.replace('_', "-")) } else { Cow::Borrowed(name) },
            value: value.trim_matches(['"', '\'']),
            list: word.list.clone(),
            item: word.item.clone(),
            form: if is_whole { Form::Item } else { Form::Other },
        });
    }
    flags
}

impl<'a> Component<'a> {
    /// Returns a flag as it counts: the last one of that name.
    pub(crate) fn flag(&self, name: &str) -> Option<&Flag<'a>> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Tells whether a flag is absent, and nothing else than the command line sets it.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        let of_file = match self.program {
            Program::Scheduler | Program::Kubelet | Program::Proxy => "config",
            Program::Etcd => "config-file",
            Program::ApiServer | Program::ControllerManager => "",
        };
        let is_set_elsewhere = self.container.is_none() && is_set_by_kubeadm(self.program, name);
        !is_set_elsewhere && self.flag(name).is_none() && self.flag(of_file).is_none()
    }

    /// Reports a flag; `repaired` is what it should be set to, if that needs no guess.
    pub(crate) fn report(&self, sink: &mut Sink<'_>, flag: &Flag<'a>, wanted: Text, repaired: Option<&str>) {
        let seen = format!("--{}={}", flag.name, flag.value);
        let violation = sink.violated(&flag.list, wanted).value(&flag.name).item(&flag.item).seen(&seen);
        violation.maybe_container(self.container.as_ref());
        match (flag.form, repaired) {
            (Form::Item, Some(value)) => violation.set_unsafely(format!("--{}={value}", flag.name)),
            (Form::Value, Some(value)) => violation.set_unsafely(value),
            _ => violation,
        };
    }

    /// Reports that a flag is absent; `repaired` is what it should be set to, if that needs no guess.
    pub(crate) fn report_absent(
        &self,
        sink: &mut Sink<'_>,
        name: &str,
        wanted: Text,
        repaired: Option<&str>,
    ) {
        let violation = self.report_gap(sink, &self.list, name, wanted);
        if let Some(value) = repaired.filter(|_| self.takes_flags) {
            violation.append_unsafely(format!("--{name}={value}"));
        }
    }

    fn report_gap<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        at: &Field<'_>,
        name: &str,
        wanted: Text,
    ) -> &'s mut Violation {
        // A dash says "nothing" in both languages.
        let violation = sink.violated(at, wanted).value(name).seen(&format!("--{name}: —"));
        violation.maybe_container(self.container.as_ref())
    }

    /// Reports those of `names` that are absent or empty.
    pub(crate) fn require(&self, sink: &mut Sink<'_>, names: &[&str], wanted: Text) {
        for name in names {
            match self.flag(name) {
                Some(flag) if flag.value.is_empty() => self.report(sink, flag, wanted, None),
                None if self.lacks(name) => self.report_absent(sink, name, wanted, None),
                _ => {}
            }
        }
    }

    /// Reports a flag that is not `wanted_value`, which an absent one is unless `default` says so.
    pub(crate) fn require_bool(
        &self,
        sink: &mut Sink<'_>,
        name: &str,
        (wanted_value, default): (bool, bool),
        wanted: Text,
    ) {
        let repaired = if wanted_value { "true" } else { "false" };
        match self.flag(name) {
            Some(flag) if is_true(flag.value) != wanted_value => {
                self.report(sink, flag, wanted, Some(repaired));
            }
            None if default != wanted_value && self.lacks(name) => {
                self.report_absent(sink, name, wanted, Some(repaired));
            }
            _ => {}
        }
    }

    /// Reports that a flag with a list lacks `element`, also where the whole flag is absent.
    pub(crate) fn require_element(&self, sink: &mut Sink<'_>, name: &str, element: &str, wanted: Text) {
        let Some(flag) = self.flag(name) else {
            if self.lacks(name) {
                let seen = format!("{element}: —");
                self.report_gap(sink, &self.list, name, wanted).value(element).seen(&seen);
            }
            return;
        };
        if !has(flag.value, element) {
            let seen = format!("{element}: —");
            let violation = sink.violated(&flag.list, wanted).value(element).item(&flag.item).seen(&seen);
            violation.maybe_container(self.container.as_ref());
        }
    }

    /// Reports that a flag with a list has `element`.
    pub(crate) fn refuse_element(&self, sink: &mut Sink<'_>, name: &str, element: &str, wanted: Text) {
        if let Some(flag) = self.flag(name).filter(|flag| has(flag.value, element)) {
            let seen = format!("--{name}={element}");
            let violation = sink.violated(&flag.list, wanted).value(element).item(&flag.item).seen(&seen);
            violation.maybe_container(self.container.as_ref());
        }
    }
}

/// Tells whether a list of a flag has an element.
pub(crate) fn has(list: &str, element: &str) -> bool {
    list.split(',').any(|one| one.trim() == element)
}

/// # Source
/// Go, `strconv.ParseBool`.
pub(crate) fn is_true(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True")
}

/// # Source
/// kubeadm v1.34, the manifests that `kubeadm init phase control-plane` and `etcd` write.
fn is_set_by_kubeadm(program: Program, flag: &str) -> bool {
    let flags: &[&str] = match program {
        Program::ApiServer => &[
            "authorization-mode",
            "client-ca-file",
            "enable-admission-plugins",
            "etcd-cafile",
            "etcd-certfile",
            "etcd-keyfile",
            "kubelet-client-certificate",
            "kubelet-client-key",
            "service-account-key-file",
            "tls-cert-file",
            "tls-private-key-file",
        ],
        Program::ControllerManager => &[
            "bind-address",
            "root-ca-file",
            "service-account-private-key-file",
            "use-service-account-credentials",
        ],
        Program::Scheduler => &["bind-address"],
        Program::Etcd => &[
            "cert-file",
            "key-file",
            "client-cert-auth",
            "trusted-ca-file",
            "peer-cert-file",
            "peer-key-file",
            "peer-client-cert-auth",
            "peer-trusted-ca-file",
        ],
        // The configuration file has them.
        Program::Kubelet | Program::Proxy => return true,
    };
    flags.contains(&flag)
}

/// Tells whether an address is reached from its own node alone.
pub(crate) fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || matches!(address, "localhost" | "::1" | "[::1]")
}
