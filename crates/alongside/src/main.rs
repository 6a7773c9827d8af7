//! The binary: command line, configuration and the invented trust. What a command does is in a file
//! of its name; nothing here knows SQL or HTML.

mod cli;
mod config;
mod demo;
mod failure;
mod import;
mod plan;
mod progress;
mod serve;
mod token;
mod trust;
mod upkeep;

use std::process::ExitCode;

use clap::Parser;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    logs();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            progress::complain(&failure.to_string());
            failure.status()
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let config = Config::read(cli.config.as_deref())?;
    let Some(command) = cli.command else {
        return progress::say(cli::WHAT_TO_DO);
    };
    match command {
        Command::Demo(options) => demo::run(&options, &config),
        Command::Serve(options) => serve::run(&options, &config),
        Command::Token(options) => token::run(&options, &config),
        Command::Import(cli::Import::Caseload(options)) => import::caseload(&options, &config),
        Command::Import(cli::Import::Postcodes(options)) => import::postcodes(&options, &config),
        Command::Rebuild(place) => upkeep::rebuild(&place, &config),
        Command::Verify(place) => upkeep::verify(&place, &config),
        Command::Plan(options) => plan::run(&options, &config),
        Command::Backup(options) => upkeep::backup(&options, &config),
        Command::Restore(options) => upkeep::restore(&options),
    }
}

/// Logs go to standard error; `RUST_LOG` says how much. No clinical words are ever logged.
fn logs() {
    let wanted = std::env::var("RUST_LOG").ok().and_then(|text| text.parse().ok());
    let wanted = wanted.unwrap_or_else(|| Targets::new().with_default(Level::WARN));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines).with(wanted).init();
}
