//! Copies SQLite's write-ahead log into the file from a thread of its own, so that nobody who writes
//! waits for it, and says when the writer may begin the log anew. It decides nothing about durability: what is
//! committed is on disk in the log already, and SQLite begins it anew only when all of it is in the file.

use super::Options;
use super::error::DbError;
use super::sqlite::Sqlite;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long commits gather before the log is looked at.
const BEAT: Duration = Duration::from_millis(600);
/// Pages in the log from which it is copied.
const WORTH_IT: u32 = 4_096;
/// Pages that are few enough for the writer to copy itself.
const FEW: u32 = 128;
/// How often what was written meanwhile is copied too, until few pages are left.
const ROUNDS: usize = 4;

#[derive(Default)]
struct State {
    grown: bool,
    stop: bool,
}

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
    /// All but a few pages are in the file.
    nearly: AtomicBool,
}

impl Signal {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread, until it is dropped.
pub(super) struct LogKeeper {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl LogKeeper {
    pub(super) fn start(path: &Path, options: &Options) -> Result<Self, DbError> {
        let signal = Arc::new(Signal::default());
        let (shared, path, options) = (Arc::clone(&signal), path.to_owned(), options.clone());
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || keep(&shared, &path, &options))
            .map_err(DbError::broken)?;
        Ok(Self { signal, thread: Some(thread) })
    }

    /// Something was committed.
    pub(super) fn grown(&self) {
        let mut state = self.signal.state();
        if !state.grown {
            state.grown = true;
            self.signal.changed.notify_one();
        }
    }

    /// Whether all but a few pages are in the file: when the writer copies those, before it begins, nothing of
    /// the log is needed any more, and it begins anew at its start. A log that stays as long as it is costs
    /// less to flush than one that grows, and nobody waits for a lock.
    pub(super) fn nearly_copied(&self) -> bool {
        self.signal.nearly.swap(false, Ordering::AcqRel)
    }
}

impl Drop for LogKeeper {
    fn drop(&mut self) {
        self.signal.state().stop = true;
        self.signal.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn keep(signal: &Signal, path: &Path, options: &Options) {
    let mut connection = None;
    loop {
        let mut state = signal.state();
        while !state.grown && !state.stop {
            state = signal.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let waited = signal.changed.wait_timeout_while(state, BEAT, |state| !state.stop);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        if state.stop {
            return;
        }
        state.grown = false;
        drop(state);
        if connection.is_none() {
            connection = Sqlite::open(path, true, options).ok();
        }
        // What cannot be copied now is copied later, or by the writer when the log is longer still.
        if let Some(Ok(true)) = connection.as_mut().map(copy) {
            signal.nearly.store(true, Ordering::Release);
        }
    }
}

/// Copies a long log; gives whether only few pages are left.
fn copy(connection: &mut Sqlite) -> Result<bool, DbError> {
    if connection.log_left()? < WORTH_IT {
        return Ok(false);
    }
    for _ in 0..ROUNDS {
        connection.copy_log()?;
        if connection.log_left()? <= FEW {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_in_the_file_is_begun_anew_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let (path, options) = (folder.path().join("test.db"), Options::default());
        let mut writer = Sqlite::open(&path, true, &options).unwrap();
        let mut keeper = Sqlite::open(&path, true, &options).unwrap();
        writer.batch("CREATE TABLE much (bytes BLOB)").unwrap();
        assert!(!copy(&mut keeper).unwrap(), "a short log is left alone");
        writer.batch("INSERT INTO much VALUES (zeroblob(18000000))").unwrap();
        let length = || std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
        let (before, left) = (length(), keeper.log_left().unwrap());
        assert!(left > WORTH_IT, "{left}");
        assert!(copy(&mut keeper).unwrap());
        writer.copy_log().unwrap();
        writer.batch("INSERT INTO much VALUES (zeroblob(9000000))").unwrap();
        assert_eq!(length(), before, "it takes no more room");
        let left = keeper.log_left().unwrap();
        assert!((2_000..3_000).contains(&left), "{left}: only what was written since");
    }

    #[test]
    fn a_reader_who_needs_the_log_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, options) = (folder.path().join("test.db"), Options::default());
        let mut writer = Sqlite::open(&path, true, &options).unwrap();
        let mut keeper = Sqlite::open(&path, true, &options).unwrap();
        writer.batch("CREATE TABLE much (bytes BLOB)").unwrap();
        let mut reader = Sqlite::open(&path, false, &options).unwrap();
        let count = |reader: &mut Sqlite| {
            let mut found = 0_i64;
            reader
                .each("SELECT count(*) FROM much", &[], &mut |row| {
                    found = row.get(0)?;
                    Ok(())
                })
                .unwrap();
            found
        };
        reader.begin(false).unwrap();
        assert_eq!(count(&mut reader), 0);
        writer.batch("INSERT INTO much VALUES (zeroblob(18000000))").unwrap();
        assert!(!copy(&mut keeper).unwrap());
        writer.copy_log().unwrap();
        writer.batch("INSERT INTO much VALUES (zeroblob(10))").unwrap();
        assert_eq!(count(&mut reader), 0, "the snapshot is what it was");
        reader.control("ROLLBACK").unwrap();
        assert_eq!(count(&mut reader), 2);
    }
}
