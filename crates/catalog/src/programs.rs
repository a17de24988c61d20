//! Programs of an image that rules look for by their names.

use std::collections::BTreeSet;

use crate::{ImageSink, ImageView, SeenFile, Text};

/// As many names are shown.
const SHOWN: usize = 12;

/// Returns the programs of these names; applets of busybox as well only where asked for, for they are there unasked.
pub(crate) fn named<'a>(image: &ImageView<'a>, names: &[&str], applets: bool) -> Vec<&'a SeenFile> {
    let is_wanted = |program: &&SeenFile| names.contains(&program.name()) && (applets || !is_applet(program));
    image.programs().filter(is_wanted).collect()
}

/// Tells whether a program is one of the many names of busybox or toybox.
pub(crate) fn is_applet(program: &SeenFile) -> bool {
    program.is_link_to("busybox") || program.is_link_to("toybox")
}

/// Reports all programs in one finding, at the first of them: what is wrong is that there are any.
pub(crate) fn report(found: &[&SeenFile], wanted: Text, sink: &mut ImageSink<'_>) {
    let Some(first) = found.first() else { return };
    let names: BTreeSet<&str> = found.iter().map(|program| program.name()).collect();
    let mut shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        shown.push_str(", …");
    }
    sink.of_file(first, wanted).seen(&shown);
}
