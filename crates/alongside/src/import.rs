//! `import caseload`: the file of the page's import, from the command line. The rules, the access and
//! the report are the page's own. `import postcodes`: a table of places beside the record.

use care::access::{Activity, Actor};
use exchange::caseload::{DateOrder, Encoding, Options};
use server::import::{Became, Import, Report};
use store::{Store, accounts};
use uuid::Uuid;

use crate::cli::{Caseload, Dates, Postcodes};
use crate::config::{Config, must_exist};
use crate::failure::Failure;
use crate::progress::{Progress, say};

/// Brings in a caseload and prints the report.
pub(crate) fn caseload(options: &Caseload, config: &Config) -> Result<(), Failure> {
    let bytes = std::fs::read(&options.file)
        .map_err(|e| Failure::WrongUse(format!("{} cannot be read: {e}.", options.file.display())))?;
    let target = config.target(&options.place)?;
    must_exist(&target)?;
    let store = Store::open(&target)?;
    let now = server::Clock::starting(None).now();
    let actor = actor(&store, &options.login, now)?;
    let team = team(&store, &actor, options.team.as_deref())?;
    let dates = match options.dates {
        None => DateOrder::NotSaid,
        Some(Dates::DayFirst) => DateOrder::DayFirst,
        Some(Dates::MonthFirst) => DateOrder::MonthFirst,
    };
    let encoding = if options.windows_1252 { Encoding::Windows1252 } else { Encoding::Unicode };
    let import = Import {
        store: &store,
        actor: &actor,
        team,
        now,
        options: Options { dates, encoding },
        only_try: options.dry_run,
    };
    let progress = Progress::new("Importing");
    let report = import.run(&bytes, |done, all| progress.at(done as u64, all as u64))?;
    drop(progress);
    print(&report)
}

fn actor(store: &Store, login: &str, now: jiff::Timestamp) -> Result<Actor, Failure> {
    let login = login.trim().to_lowercase();
    let account = store.read(|tx| accounts::by_login(tx, &login))?.filter(|account| !account.disabled);
    let known = account.and_then(|a| store.directory().actor(a.staff, care::moment::local_day(now)));
    let actor =
        known.ok_or_else(|| Failure::Refused(format!("There is no log-in \u{201c}{login}\u{201d}.")))?;
    if actor.may(Activity::Import) {
        return Ok(actor);
    }
    Err(Failure::Refused("Only a team manager or a clinical lead may import a caseload.".to_owned()))
}

fn team(store: &Store, actor: &Actor, name: Option<&str>) -> Result<Uuid, Failure> {
    let directory = store.directory();
    let names: Vec<&str> = actor.teams.iter().map(|t| directory.team_name(Some(*t))).collect();
    let found = match (name, actor.teams.as_slice()) {
        (None, [only]) => Some(*only),
        (None, _) => None,
        (Some(name), teams) => {
            teams.iter().copied().find(|t| directory.team_name(Some(*t)).eq_ignore_ascii_case(name))
        }
    };
    found.ok_or_else(|| Failure::WrongUse(format!("Name the team with --team: {}.", names.join(", "))))
}

fn print(report: &Report) -> Result<(), Failure> {
    if !report.unknown.is_empty() {
        say(&format!("Columns left alone: {}.", report.unknown.join(", ")))?;
    }
    for row in &report.rows {
        for fault in &row.faults {
            let cell = match (fault.column.is_empty(), fault.value.is_empty()) {
                (true, _) => String::new(),
                (false, true) => format!(", {}", fault.column),
                (false, false) => format!(", {} \u{201c}{}\u{201d}", fault.column, fault.value),
            };
            say(&format!("line {}{cell}: {}", row.line, fault.sentence))?;
        }
        for note in &row.notes {
            say(&format!("line {}: {note}", row.line))?;
        }
    }
    say(&report.summary())?;
    let refused = report.rows.iter().any(|row| row.became == Became::Refused);
    if refused {
        Err(Failure::Refused("Some rows were refused; the rest stands.".to_owned()))
    } else {
        Ok(())
    }
}

/// Loads a table of postcodes in the place of the one before: all of it, or nothing.
pub(crate) fn postcodes(options: &Postcodes, config: &Config) -> Result<(), Failure> {
    let bytes = std::fs::read(&options.file)
        .map_err(|e| Failure::WrongUse(format!("{} cannot be read: {e}.", options.file.display())))?;
    let target = config.target(&options.place)?;
    must_exist(&target)?;
    let places = match exchange::postcodes::read(&bytes) {
        Ok(places) => places,
        Err(faults) => return refused(&faults),
    };
    let count = places.len();
    Store::open(&target)?.write(move |tx| store::postcodes::replace(tx, &places))?;
    say(&format!("Postcodes loaded: {count}."))
}

fn refused(faults: &[exchange::postcodes::Fault]) -> Result<(), Failure> {
    for fault in faults {
        let cell = match fault.column {
            "" => String::new(),
            column => format!(", {column} \u{201c}{}\u{201d}", fault.value),
        };
        say(&format!("line {}{cell}: {}", fault.line, fault.sentence))?;
    }
    Err(Failure::Refused("Nothing was loaded; the table before stays.".to_owned()))
}
