//! `sekimori man print`.

use sekimori_model::Lang;

use crate::args::Man;
use crate::error::Error;
use crate::exit::Exit;
use crate::{help, output};

pub(crate) fn run(man: &Man, lang: Lang) -> Result<Exit, Error> {
    let Man::Print { command: names } = man;
    let mut command = help::command(lang);
    command.build();
    let mut at = &command;
    for name in names {
        at = at.find_subcommand(name).ok_or_else(|| Error::NoSuchCommand { name: names.join(" ") })?;
    }
    let title =
        ["sekimori"].into_iter().chain(names.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    let page = clap_mangen::Man::new(at.clone())
        .title(title.to_uppercase())
        .source(concat!("sekimori ", env!("CARGO_PKG_VERSION")));
    output::write(None, |out| page.render(out))?;
    Ok(Exit::Clean)
}
