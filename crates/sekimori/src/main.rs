#![doc = include_str!("../README.md")]

use std::process::ExitCode;

fn main() -> ExitCode {
    sekimori_cli::run(std::env::args_os()).into()
}
