//! Shell completions and manual pages, from the arguments themselves.

use super::Outcome;
use super::args::Arguments;
use clap::CommandFactory;
use std::io::{self, Write};

/// Writes the completions of one shell.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "briefgraph", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}

/// Writes the manual page of the program or of one command, as roff.
pub fn page(command: Option<&str>) -> anyhow::Result<Outcome> {
    let mut program = Arguments::command();
    program.build();
    let title = command.map_or_else(|| "briefgraph".to_owned(), |name| format!("briefgraph-{name}"));
    let page = match command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(found) => found.clone(),
            None => anyhow::bail!("there is no command `{name}`\nhint: `briefgraph help` lists the commands"),
        },
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).title(title).render(&mut roff)?;
    io::stdout().lock().write_all(&roff)?;
    Ok(Outcome::Done)
}
