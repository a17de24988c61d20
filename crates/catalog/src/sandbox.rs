//! The container runtimes that keep a workload from the kernel of its node.

/// The usual names of a `RuntimeClass` of such a runtime; `*` at the end stands for any.
///
/// # Source
/// gVisor, Kata Containers and Firecracker, installation guides; AKS, "Pod Sandboxing" (`kata-vm-isolation`); GKE Sandbox.
pub(crate) const RUNTIMES: &[&str] = &["gvisor*", "runsc*", "kata*", "firecracker*", "quark*", "edera*"];

/// Tells whether the `RuntimeClass` of that name is one of `known`.
pub(crate) fn is_sandbox(name: &str, known: &[String]) -> bool {
    known.iter().any(|known| match known.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == known,
    })
}
