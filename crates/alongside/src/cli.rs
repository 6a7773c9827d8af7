//! The command line: what may be asked, in words, with examples. It does nothing itself.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;

/// Said when nothing was asked.
pub(crate) const WHAT_TO_DO: &str = "\
Alongside is the record and the operations room of an assertive outreach team.

  alongside demo               look around in an invented trust: six teams, 500 people, two years
  alongside serve --data DIR   start a record of your own
  alongside --help             everything else
";

/// The record and the operations room of an assertive outreach team.
#[derive(Debug, Parser)]
#[command(
    name = "alongside",
    version,
    after_help = "\
Examples:
  alongside demo
  alongside serve --data /srv/alongside
  alongside --config /etc/alongside.toml serve
  alongside verify --data /srv/alongside

Exit status: 0 done, 1 refused or differs, 2 wrong use."
)]
pub(crate) struct Cli {
    /// Configuration file (TOML): `port`, `data` or `database`, `nhs_logo`, `idle_minutes`, `absolute_minutes`
    #[arg(long, global = true, value_name = "FILE", env = "ALONGSIDE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an invented trust if there is none, and serve it
    #[command(after_help = "\
Examples:
  alongside demo
  alongside demo --port 9000 --teams 1 --years 1
  alongside demo --data /tmp/trust --seed 7 --now 2026-11-23T09:30

Everybody in it is invented. One log-in per role is printed at the start.")]
    Demo(Demo),
    /// Serve a record
    #[command(after_help = "\
Examples:
  alongside serve --data /srv/alongside
  alongside serve --database postgres://alongside@db.example/alongside --port 80

On an empty record a one-time set-up code is printed, with which the first administrator is made.")]
    Serve(Serve),
    /// Print a bearer token for a log-in; it ends after 90 days
    #[command(after_help = "\
Examples:
  alongside token --login integration --data /srv/alongside
  curl -H \"Authorization: Bearer $(alongside token --login integration --data /srv/alongside)\" http://127.0.0.1:8080/api/v1/board")]
    Token(Token),
    /// Bring in what a team has in its present record
    #[command(
        subcommand,
        after_help = "Example:\n  alongside import caseload caseload.csv --login manager --data /srv/alongside --dry-run"
    )]
    Import(Import),
    /// Make every derived table anew from the journal
    #[command(after_help = "Example:\n  alongside rebuild --data /srv/alongside")]
    Rebuild(Place),
    /// Recompute the chain and every derived table and print each difference
    #[command(after_help = "\
Example:
  alongside verify --data /srv/alongside

Exit status 0 when nothing differs, 1 with a line for each difference.")]
    Verify(Place),
    /// Plan the visits of a file, aot-plan/1 or VRPLIB with time windows, or a week of a record
    #[command(after_help = "\
Examples:
  alongside plan --in week.json --out plan.json --seconds 20
  alongside plan --in week.json --out plan.json --iterations 500000 --seed 7 --threads 2
  alongside plan --in week.json --out new.json --warm plan.json --now 2:11:30 --seconds 1 --explain

  alongside plan --data /srv/alongside --week 2026-11-23 --out plan.json --needs problem.json --seconds 30
  alongside plan --data /srv/alongside --week 2026-11-23 --team 'Outreach east' --out plan.json

A week of a record is planned for all its teams in one run, or for those named; it only reads. --needs writes
what was asked as aot-plan/1.
With iterations alone the same file and seed give the same plan on any machine. Seconds are of each thread's
own work. The rules and the cost are in docs/planning.md.
Exit status 0 when a plan that keeps every rule was written, 1 when there is none, 2 when a file has faults.")]
    Plan(Planning),
    /// Copy an embedded record to a file, while it is in use
    #[command(after_help = "\
Example:
  alongside backup --data /srv/alongside --to /backup/monday.db

For PostgreSQL use pg_dump.")]
    Backup(Backup),
    /// Put a copy into an empty folder and verify it
    #[command(
        after_help = "Example:\n  alongside restore --from /backup/monday.db --data /srv/alongside-new"
    )]
    Restore(Restore),
}

/// What can be brought in.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// A caseload from a CSV file, each row whole or not at all
    #[command(after_help = "\
Examples:
  alongside import caseload caseload.csv --login manager --data /srv/alongside --dry-run
  alongside import caseload caseload.csv --login manager --data /srv/alongside --dates day-first

The columns are listed in docs/operating/import.md. Importing the same file again does no harm.
Exit status 0 when every row was taken, 1 with a line for each fault.")]
    Caseload(Caseload),
    /// Coordinates of postcodes from a CSV file, all of it or nothing
    #[command(after_help = "\
Example:
  alongside import postcodes postcodes.csv --data /srv/alongside

The columns are postcode, latitude and longitude. The table takes the place of the one before; it is no part of the
record (docs/decisions/0009).
Exit status 0 when it was loaded, 1 with a line for each fault.")]
    Postcodes(Postcodes),
}

/// Options of `import postcodes`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Postcodes {
    /// The table
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Options of `import caseload`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Caseload {
    /// The file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// In whose name: the log-in of a team manager or clinical lead
    #[arg(long, value_name = "NAME")]
    pub(crate) login: String,
    /// The team that takes the caseload over, by its name; needed when the log-in has several
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Option<String>,
    /// How dates such as 01/02/2026 are meant; without it they are refused
    #[arg(long, value_enum)]
    pub(crate) dates: Option<Dates>,
    /// The file is Windows-1252, as old spreadsheets write it
    #[arg(long)]
    pub(crate) windows_1252: bool,
    /// Say what would happen and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where the record is
    #[command(flatten)]
    pub(crate) place: Place,
}

/// How dates with slashes are meant.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Dates {
    /// 01/02/2026 is 1 February
    DayFirst,
    /// 01/02/2026 is 2 January
    MonthFirst,
}

/// Options of `plan`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Planning {
    /// The problem
    #[arg(long, value_name = "FILE", required_unless_present = "week", conflicts_with = "week")]
    pub(crate) r#in: Option<PathBuf>,
    /// Plan a week of a record instead: its Monday
    #[arg(long, value_name = "DATE", conflicts_with_all = ["warm"])]
    pub(crate) week: Option<jiff::civil::Date>,
    /// Only these teams, by name
    #[arg(long, value_name = "NAME", requires = "week")]
    pub(crate) team: Vec<String>,
    /// Also write what was asked, as aot-plan/1
    #[arg(long, value_name = "FILE", requires = "week")]
    pub(crate) needs: Option<PathBuf>,
    /// The moment from which visits may still change [default: the clock]
    #[arg(long, value_name = "TIME", requires = "week", value_parser = moment)]
    pub(crate) at: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// The plan to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Seconds of work of each thread [default: 10 without --iterations]
    #[arg(long, value_parser = seconds)]
    pub(crate) seconds: Option<f64>,
    /// Rounds of search, over all threads together
    #[arg(long)]
    pub(crate) iterations: Option<u64>,
    /// Another seed gives another plan
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub(crate) threads: u8,
    /// A plan to start from
    #[arg(long, value_name = "FILE")]
    pub(crate) warm: Option<PathBuf>,
    /// That plan is in force, and it is this day (0 is the first) and minute or time: 2:690 or 2:11:30
    #[arg(long, value_name = "DAY:MINUTE", requires = "warm", value_parser = now)]
    pub(crate) now: Option<(usize, i32)>,
    /// Say why each visit is made so, and what would let in those left out
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Where a record is.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Place {
    /// Folder of the embedded database
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub(crate) data: Option<PathBuf>,
    /// URL of a PostgreSQL database
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

/// Options of `demo`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Demo {
    /// Port on 127.0.0.1; 0 takes a free one [default: 8080]
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Folder of the trust; without it a folder alongside-demo among the system's temporary files,
    /// made anew each day
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Teams
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=24))]
    pub(crate) teams: u8,
    /// Years of history
    #[arg(long, default_value_t = 2.0, value_parser = years)]
    pub(crate) years: f64,
    /// The same seed and time make the same trust
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where the history ends and the clock starts: 2026-11-23, 2026-11-23T09:30 (London) or
    /// 2026-11-23T09:30:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) now: Option<Timestamp>,
    /// Make the trust and stop
    #[arg(long)]
    pub(crate) build_only: bool,
}

/// Options of `serve`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// Where the record is
    #[command(flatten)]
    pub(crate) place: Place,
    /// Port on 127.0.0.1; 0 takes a free one [default: 8080]
    #[arg(long)]
    pub(crate) port: Option<u16>,
}

/// Options of `token`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Token {
    /// The log-in name
    #[arg(long, value_name = "NAME")]
    pub(crate) login: String,
    /// Where the record is
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Options of `backup`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Backup {
    /// The file to make; it must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Where the record is
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Options of `restore`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Restore {
    /// The copy
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The folder, empty or not there yet
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
}

fn years(text: &str) -> Result<f64, String> {
    let years: f64 = text.parse().map_err(|_| "write a number such as 2 or 0.1".to_owned())?;
    if (0.02..=20.0).contains(&years) { Ok(years) } else { Err("choose from 0.02 to 20 years".to_owned()) }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "write a number such as 2 or 0.1".to_owned())?;
    if (0.01..=86_400.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("choose from 0.01 to 86400".to_owned())
    }
}

fn now(text: &str) -> Result<(usize, i32), String> {
    let wrong = || "write the day and the minute or time, such as 2:690 or 2:11:30".to_owned();
    let parts: Vec<i32> =
        text.split(':').map(|part| part.parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
    let (day, minute) = match parts.as_slice() {
        [day, minute] => (*day, *minute),
        [day, hour, minute] if (0..60).contains(minute) && (0..48).contains(hour) => {
            (*day, hour * 60 + minute)
        }
        _ => return Err(wrong()),
    };
    let day = usize::try_from(day).map_err(|_| wrong())?;
    if (0..=100_000).contains(&minute) { Ok((day, minute)) } else { Err(wrong()) }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = text.parse::<jiff::civil::DateTime>() {
        return Ok(care::moment::start_of(at.date(), at.time()));
    }
    Err("write a time such as 2026-11-23T09:30".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("alongside {}", command.get_name())), "{}", command.get_name());
        }
    }

    #[test]
    fn times_are_read_as_london_unless_they_say_otherwise() {
        for (text, expected) in [
            ("2026-11-23", "2026-11-23T00:00:00Z"),
            ("2026-07-23T09:30", "2026-07-23T08:30:00Z"),
            ("2026-07-23T09:30:00Z", "2026-07-23T09:30:00Z"),
            ("2026-07-23T09:30:00+02:00", "2026-07-23T07:30:00Z"),
            ("tomorrow", "write a time such as 2026-11-23T09:30"),
        ] {
            let said = moment(text).map_or_else(|e| e, |at| at.to_string());
            assert_eq!(said, expected, "{text}");
        }
    }

    #[test]
    fn a_moment_of_a_plan_is_a_day_with_a_minute_or_a_time() {
        for (text, expected) in [
            ("2:690", Some((2, 690))),
            ("2:11:30", Some((2, 690))),
            ("2", None),
            ("-1:5", None),
            ("a:b", None),
        ] {
            assert_eq!(now(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn wrong_numbers_are_refused() {
        for arguments in [
            &["alongside", "demo", "--teams", "0"][..],
            &["alongside", "demo", "--years", "0"],
            &["alongside", "demo", "--years", "nan"],
            &["alongside", "token"],
            &["alongside", "verify", "--data", "a", "--database", "b"],
        ] {
            assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
        }
    }
}
