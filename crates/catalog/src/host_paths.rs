//! Paths of the node, as the kubelet takes them.

/// Returns a path with `.`, `..` and repeated slashes worked out, as the kubelet's host sees it.
pub(crate) fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Tells whether `path` is `folder` or lies in it; both are normalised.
pub(crate) fn is_in(path: &str, folder: &str) -> bool {
    folder == "/" || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where cloud providers keep credentials on nodes: the end of a path, or a folder that holds little else.
///
/// # Source
/// Documentation of the cloud providers: `azure.json` of AKS nodes, and the folders of the three command lines.
const CLOUD_CREDENTIALS: &[&str] = &[
    "/etc/kubernetes/azure.json",
    "/etc/kubernetes/cloud-config",
    "/.aws",
    "/.aws/credentials",
    "/.azure",
    "/.config/gcloud",
    "/.config/gcloud/application_default_credentials.json",
];

/// Tells whether a path of the node is a credential that a cloud gave to the node or to a person.
pub(crate) fn is_cloud_credential(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    CLOUD_CREDENTIALS.iter().any(|file| path.ends_with(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_out_dots_and_compares_by_folders() {
        assert_eq!(normalise("/var/./lib//../../etc/"), "/etc");
        assert_eq!(normalise("/.."), "/");
        assert!(is_in("/etc/ssl", "/etc") && is_in("/etc", "/etc") && is_in("/etc", "/"));
        assert!(!is_in("/etcetera", "/etc") && !is_in("/", "/etc"));
    }
}
