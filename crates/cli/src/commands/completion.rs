//! `sekimori completion print`.

use sekimori_model::Lang;

use crate::args::Completion;
use crate::error::Error;
use crate::exit::Exit;
use crate::{help, output};

pub(crate) fn run(completion: &Completion, lang: Lang) -> Result<Exit, Error> {
    let Completion::Print { shell } = completion;
    let mut text = Vec::new();
    clap_complete::generate(*shell, &mut help::command(lang), "sekimori", &mut text);
    output::write(None, |out| out.write_all(&text))?;
    Ok(Exit::Clean)
}
