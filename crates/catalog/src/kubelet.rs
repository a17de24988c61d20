//! Settings of the kubelet: in its configuration file, or as a flag of the same meaning.

use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{Program, components};
use crate::{Sink, Text};

/// The kinds that settings of the kubelet stand in.
pub(crate) const KINDS: &[(&str, &str)] = &[
    ("kubelet.config.k8s.io", "KubeletConfiguration"),
    ("", "Pod"),
    ("apps", "DaemonSet"),
    ("kubeadm.k8s.io", "InitConfiguration"),
    ("kubeadm.k8s.io", "JoinConfiguration"),
];

/// A setting of the kubelet.
pub(crate) struct Setting {
    /// Its path in the configuration file.
    pub(crate) path: &'static str,
    /// Its flag.
    pub(crate) flag: &'static str,
    /// What it should be set to, if that needs no guess.
    pub(crate) repaired: Option<&'static str>,
}

/// Reports a setting whose value `is_bad`. A value that is absent is judged in the file alone, because what flags do not
/// say the file does.
pub(crate) fn report_setting<'a>(
    (object, top): (&Object<'a>, &Field<'a>),
    sink: &mut Sink<'_>,
    setting: &Setting,
    wanted: Text,
    is_bad: impl Fn(Option<&str>) -> bool,
) {
    if object.kind == "KubeletConfiguration" {
        let field = top.at(setting.path);
        if is_bad(field.text()) {
            let violation = sink.violated(&field, wanted);
            match setting.repaired {
                Some("true") => violation.set_unsafely(true),
                Some("false") => violation.set_unsafely(false),
                Some("0") => violation.set_unsafely(0),
                Some(text) => violation.set_unsafely(text),
                None => violation,
            };
        }
        return;
    }
    for component in components(object, top, &[Program::Kubelet]) {
        if let Some(flag) = component.flag(setting.flag)
            && is_bad(Some(flag.value))
        {
            component.report(sink, flag, wanted, setting.repaired);
        }
    }
}
