//! Renders the charts `app-0`, `app-1`, ... of a folder and says how much that gave: what `bench/charts` measures.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program around the room reads files"
)]
#![expect(clippy::print_stdout, reason = "it says what it did")]

use std::path::{Path, PathBuf};

use sekimori_model::Limits;
use sekimori_render::helm::{Chart, Options, render};
use sekimori_render::{Bounds, Budget, InMemory};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("say which folder")?);
    let charts: u32 = args.next().ok_or("say how many charts")?.parse()?;
    let options = Options { release: "bench".to_owned(), ..Options::default() };
    let (mut manifests, mut bytes) = (0, 0);
    for number in 0..charts {
        let mut files = InMemory::default();
        read(&root.join(format!("app-{number}")), "", &mut files)?;
        let late = || false;
        let budget = Budget::new(Bounds::default(), &late);
        let chart = Chart::load(&files, "", &Limits::default(), &budget)?;
        let outcome = render(&chart, &options, &budget);
        if let Some(error) = outcome.failures.first() {
            return Err(format!("app-{number}: {error}").into());
        }
        manifests += outcome.manifests.len();
        bytes += outcome.manifests.iter().map(|manifest| manifest.text.len()).sum::<usize>();
    }
    println!("{manifests} manifests, {bytes} bytes");
    Ok(())
}

fn read(folder: &Path, name: &str, files: &mut InMemory) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let part = entry.file_name().to_string_lossy().into_owned();
        let name = if name.is_empty() { part } else { format!("{name}/{part}") };
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &name, files)?;
        } else {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}
