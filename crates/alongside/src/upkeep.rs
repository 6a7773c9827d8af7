//! `rebuild`, `verify`, `backup`, `restore`: looking after a record.

use std::path::Path;

use store::Store;
use store::db::{Engine, Target};

use crate::cli::{Backup, Place, Restore};
use crate::config::{Config, FILE, make_folder, must_exist};
use crate::failure::Failure;
use crate::progress::{Progress, say};

/// Makes the derived tables anew.
pub(crate) fn rebuild(place: &Place, config: &Config) -> Result<(), Failure> {
    let store = open(&config.target(place)?)?;
    let progress = Progress::new("Rebuilding");
    store.rebuild(|done, all| progress.at(done as u64, all as u64))?;
    drop(progress);
    say("Rebuilt.")
}

/// Prints every difference.
pub(crate) fn verify(place: &Place, config: &Config) -> Result<(), Failure> {
    let store = open(&config.target(place)?)?;
    verified(&store)?;
    say("Nothing differs.")
}

fn verified(store: &Store) -> Result<(), Failure> {
    let progress = Progress::new("Verifying");
    let found = store.verify(|done, all| progress.at(done as u64, all as u64))?;
    drop(progress);
    for line in &found {
        say(line)?;
    }
    match found.len() {
        0 => Ok(()),
        1 => Err(Failure::Refused("1 difference.".to_owned())),
        many => Err(Failure::Refused(format!("{many} differences."))),
    }
}

/// Copies a record to a file.
pub(crate) fn backup(options: &Backup, config: &Config) -> Result<(), Failure> {
    let store = open(&config.target(&options.place)?)?;
    if store.engine() == Engine::Postgres {
        return Err(Failure::WrongUse("A PostgreSQL record is copied with pg_dump.".to_owned()));
    }
    if options.to.exists() {
        return Err(Failure::Refused(format!("{} exists already.", options.to.display())));
    }
    let progress = Progress::new("Copying");
    store.backup(&options.to, |done, all| progress.at(done, all))?;
    drop(progress);
    say(&format!("Copied to {}.", options.to.display()))
}

/// Puts a copy into an empty folder and verifies it there.
pub(crate) fn restore(options: &Restore) -> Result<(), Failure> {
    if !options.from.is_file() {
        return Err(Failure::Refused(format!("There is no file {}.", options.from.display())));
    }
    let mut log = options.from.as_os_str().to_owned();
    log.push("-wal");
    if Path::new(&log).exists() {
        return Err(Failure::Refused(format!(
            "{} is in use: copy it with backup first, and restore the copy.",
            options.from.display()
        )));
    }
    if !empty(&options.data)? {
        return Err(Failure::Refused(format!("{} is not empty.", options.data.display())));
    }
    let target = Target::Sqlite(options.data.join(FILE));
    make_folder(&target)?;
    std::fs::copy(&options.from, options.data.join(FILE))?;
    verified(&Store::open(&target)?)?;
    say(&format!("Restored to {}. Nothing differs.", options.data.display()))
}

fn open(target: &Target) -> Result<Store, Failure> {
    must_exist(target)?;
    Ok(Store::open(target)?)
}

/// Whether a folder is empty or not there.
pub(crate) fn empty(folder: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(folder) {
        Ok(mut inside) => Ok(inside.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure::from(error)),
    }
}
