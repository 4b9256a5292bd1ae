//! The command line: the only place that prints and parses arguments.

mod args;
mod build;
mod check;
mod explain;
mod export;
mod extract;
mod graph;
mod inputs;
mod job;
mod link;
mod manual;
mod output;
mod publish;
mod query;
mod remove;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod watch;

use args::{Arguments, Command, Common, LogFormat};
use clap::Parser;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use tracing_subscriber::prelude::*;

/// Stack of the thread that carries out a command.
const STACK: usize = 128 << 20;

/// How a command ended, short of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// Nothing was found, or a check failed.
    Nothing,
    /// Something failed and was told, and the rest was done.
    Failed,
}

/// Runs the program and gives its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help that goes into a closed pipe is no error.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { 2 } else { 0 });
        }
    };
    start_log(&arguments.common);
    // Queries recurse with their patterns; what of the stack is not touched takes no memory.
    let command = std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(|| run(arguments));
    let ended = match command.map(std::thread::JoinHandle::join) {
        Ok(Ok(ended)) => ended,
        // It has said what happened.
        Ok(Err(_)) => return ExitCode::from(101),
        Err(error) => Err(anyhow::Error::new(error).context("cannot start threads")),
    };
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let common = &arguments.common;
    match arguments.command {
        Command::Build(args) => build::run(&args, common),
        Command::Query(args) => query::run(&args),
        Command::Show(args) => show::run(&args, common),
        Command::Explain(args) => explain::run(&args, common),
        Command::Export(args) => export::run(&args, common),
        Command::Graph(args) => graph::run(&args),
        Command::Verify(args) => export::verify(&args),
        Command::Extract(args) => extract::run(&args, common),
        Command::Publish(args) => publish::run(&args, common),
        Command::Remove(args) => remove::run(&args, common),
        Command::Check(args) => check::run(&args, common),
        Command::Merge(args) => link::merge(&args, common),
        Command::Split(args) => link::split(&args, common),
        Command::Watch(args) => watch::run(&args, common),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, common),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { command } => manual::page(command.as_deref()),
    }
}

/// Writes an error with its causes; a hint stands on a line of its own.
fn complain(error: &anyhow::Error) {
    let style = output::Style::stderr();
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        // Many errors repeat their cause: say it once.
        if !text.contains(&cause) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause);
        }
    }
    let _ = writeln!(io::stderr(), "{} {}", style.red("error:"), style.hints(&text));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            || cause.downcast_ref::<csv::Error>().is_some_and(
                |error| matches!(error.kind(), csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::BrokenPipe),
            )
    })
}

/// Remarks of the program about its work: none, unless asked for.
fn start_log(common: &Common) {
    let level = match common.verbose {
        0 => tracing::level_filters::LevelFilter::WARN,
        1 => tracing::level_filters::LevelFilter::INFO,
        _ => tracing::level_filters::LevelFilter::DEBUG,
    };
    let level = if common.quiet { tracing::level_filters::LevelFilter::ERROR } else { level };
    let filter = tracing_subscriber::filter::Targets::new().with_target("briefgraph", level);
    let registry = tracing_subscriber::registry().with(filter);
    // A second start fails only in tests that run many commands in one process.
    let _ = match common.log_format {
        LogFormat::Json => registry.with(tracing_subscriber::fmt::layer().json().with_writer(io::stderr)).try_init(),
        LogFormat::Text => registry
            .with(
                tracing_subscriber::fmt::layer()
                    .with_writer(io::stderr)
                    .without_time()
                    .with_target(false)
                    .with_ansi(io::stderr().is_terminal() && output::Style::stderr().colours()),
            )
            .try_init(),
    };
}
