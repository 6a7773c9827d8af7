//! `demo`: the invented trust, made when there is none and served with one log-in per role.
//! It never adds invented people to a record that is not an invented trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use care::moment;
use jiff::Timestamp;
use server::{App, Clock};
use store::Store;
use store::accounts;
use store::db::Target;

use crate::cli::Demo;
use crate::config::{Config, FILE, make_folder};
use crate::failure::Failure;
use crate::progress::{Progress, complain, say};
use crate::trust::{self, Plan};
use crate::{serve, upkeep};

/// The setting that marks an invented trust: where its history ends.
const MARK: &str = "demo_now";

/// Makes and serves the invented trust.
pub(crate) fn run(options: &Demo, config: &Config) -> Result<(), Failure> {
    let clock = Clock::starting(options.now);
    let plan = Plan {
        teams: usize::from(options.teams),
        years: options.years,
        seed: options.seed,
        now: clock.now(),
    };
    let folder = options.data.clone().unwrap_or_else(|| std::env::temp_dir().join("alongside-demo"));
    let file = folder.join(FILE);
    if options.data.is_none() {
        forget_yesterday(&file, plan.now)?;
    }
    if !file.exists() {
        make(&folder, &plan)?;
    }
    let store = Arc::new(Store::open(&Target::Sqlite(file.clone()))?);
    let Some(ends) = store.read(|tx| accounts::setting(tx, MARK))? else {
        return Err(Failure::Refused(format!(
            "{} is not an invented trust. Choose another folder with --data, or serve it with: alongside serve --data {}",
            file.display(),
            folder.display()
        )));
    };
    tell_age(&ends, plan.now);
    if options.build_only {
        return say(&format!("The invented trust is in {}.", folder.display()));
    }
    let service = server::Config { demonstration: true, ..config.service() };
    let words = log_ins(&store, &folder)?;
    let app = App::new(store, clock, service);
    serve::listen(app, options.port.or(config.port).unwrap_or(serve::PORT), &words)
}

/// Makes the trust under another name and gives it its own when it is whole, so that an interrupted
/// start leaves no half trust behind.
fn make(folder: &Path, plan: &Plan) -> Result<(), Failure> {
    if !upkeep::empty(folder)? && !folder.join(UNFINISHED).exists() {
        return Err(Failure::Refused(format!(
            "{} holds something else: choose an empty folder.",
            folder.display()
        )));
    }
    remove(&folder.join(UNFINISHED))?;
    let target = Target::Sqlite(folder.join(UNFINISHED));
    make_folder(&target)?;
    let store = Store::open(&target)?;
    let progress = Progress::new("Inventing a trust");
    trust::build(&store, plan, &|done, all| progress.at(done, all))?;
    drop(progress);
    let mark = plan.now.to_string();
    store.write(move |tx| accounts::set(tx, MARK, Some(&mark)))?;
    drop(store);
    std::fs::rename(folder.join(UNFINISHED), folder.join(FILE))?;
    Ok(())
}

/// The name of a trust that is being made.
const UNFINISHED: &str = "unfinished.db";

/// The usual folder is made anew each day; one chosen with --data never is.
fn forget_yesterday(file: &Path, now: Timestamp) -> Result<(), Failure> {
    if !file.exists() {
        return Ok(());
    }
    let mark = Store::open(&Target::Sqlite(file.to_path_buf()))?.read(|tx| accounts::setting(tx, MARK))?;
    let ended = mark.and_then(|mark| mark.parse::<Timestamp>().ok());
    match ended {
        Some(ended) if moment::local_day(ended) != moment::local_day(now) => {
            complain(&format!(
                "The invented trust of {} is made anew.",
                moment::day_words(moment::local_day(ended))
            ));
            remove(file)
        }
        Some(_) | None => Ok(()),
    }
}

fn remove(file: &Path) -> Result<(), Failure> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn tell_age(mark: &str, now: Timestamp) {
    let Ok(ended) = mark.parse::<Timestamp>() else { return };
    let (made, today) = (moment::local_day(ended), moment::local_day(now));
    if made != today {
        complain(&format!(
            "This invented trust ends on {}, and today is {}: start with --now {ended}, or choose an empty folder for a fresh one.",
            moment::day_words(made),
            moment::day_words(today),
        ));
    }
}

/// What is printed at the start.
fn log_ins(store: &Store, folder: &Path) -> Result<String, Failure> {
    let directory = store.directory();
    let mut words = format!("Invented trust in {}\n\n", folder.display());
    for account in store.read(accounts::all)? {
        if let Some(staff) = directory.staff.get(&account.staff) {
            words.push_str(&format!(
                "  {:<14} {}, {}\n",
                account.login,
                staff.name,
                staff.role.label().to_lowercase()
            ));
        }
    }
    words.push_str(&format!("\nPassword of each: {}\n", trust::PASSWORD));
    Ok(words)
}
