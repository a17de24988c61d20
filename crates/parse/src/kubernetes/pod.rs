//! The pod that an object is or makes.

use sekimori_model::{ContainerList, ContainerRef};

use super::field::{Field, Recorder, name};
use super::kinds::pod_path;
use super::object::Object;

/// The operating system that a pod is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// `spec.os.name` says linux.
    Linux,
    /// `spec.os.name` says windows.
    Windows,
    /// It does not say. A node selector may still send it to Windows, but admission does not look at that.
    Unspecified,
}

/// A pod, or the template of one.
#[derive(Debug)]
pub struct Pod<'a> {
    /// The pod's spec.
    pub spec: Field<'a>,
    /// The pod with its metadata, whose identity paths start at `metadata`.
    pub whole: Field<'a>,
    /// The operating system that it is for.
    pub os: Os,
    /// The object itself, or the one that makes the pod.
    pub owner: Object<'a>,
    containers: Vec<Container<'a>>,
}

/// A container of a pod.
#[derive(Debug)]
pub struct Container<'a> {
    /// The list that it stands in.
    pub list: ContainerList,
    /// Its name, or empty.
    pub name: &'a str,
    /// The container as a field.
    pub field: Field<'a>,
}

impl Container<'_> {
    /// Names the container for identity.
    pub fn reference(&self) -> ContainerRef {
        ContainerRef { list: self.list, name: self.name.to_owned() }
    }
}

impl<'a> Pod<'a> {
    pub(super) fn of(object: &Object<'a>, recorder: &'a Recorder) -> Option<Self> {
        let path = pod_path(object.group, object.kind)?;
        let top = object.field(recorder);
        let descend =
            |steps: &'static [&'static str]| steps.iter().fold(top.clone(), |field, name| field.at(name));
        let spec = descend(path.spec).rooted(path.spec);
        if !spec.is_present() {
            return None;
        }
        let whole = descend(path.pod).rooted(path.pod);
        let os = match spec.at("os.name").str() {
            Some("windows") => Os::Windows,
            Some("linux") => Os::Linux,
            _ => Os::Unspecified,
        };
        let containers = ContainerList::ALL
            .iter()
            .flat_map(|list| {
                spec.at(list.field()).items("name").into_iter().map(|field| {
                    let name = field.at("name").text().map(name).unwrap_or_default();
                    Container { list: *list, name, field }
                })
            })
            .collect();
        Some(Self { spec, whole, os, owner: object.clone(), containers })
    }

    /// Returns all containers: init, ordinary and ephemeral, in that order.
    pub fn containers(&self) -> &[Container<'a>] {
        &self.containers
    }

    /// Tells whether the pod runs in a user namespace of its own, so that its root is nobody on the node.
    pub fn has_own_users(&self) -> bool {
        self.spec.at("hostUsers").bool() == Some(false)
    }

    /// Returns a field of the security context of the pod, then of each container with the container.
    pub fn security_contexts(&self, path: &'static str) -> Vec<(Option<&Container<'a>>, Field<'a>)> {
        let pod = (None, self.spec.at("securityContext").at(path));
        let containers = self.containers.iter().map(|c| (Some(c), c.field.at("securityContext").at(path)));
        std::iter::once(pod).chain(containers).collect()
    }

    /// Returns the annotations of the pod whose key begins with `prefix`.
    pub fn annotations(&self, prefix: &str) -> Vec<(&'a str, Field<'a>)> {
        self.whole.at("metadata.annotations").entries(prefix)
    }
}
