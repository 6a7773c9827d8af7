//! Copies SQLite's write-ahead log into the file from a thread of its own, so that nobody who writes
//! waits for it. It decides nothing about durability: what is committed is on disk in the log already.

use super::Options;
use super::error::DbError;
use super::sqlite::Sqlite;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long commits gather before the log is looked at.
const BEAT: Duration = Duration::from_millis(600);
/// Size in bytes from which the log is copied.
const WORTH_IT: u64 = 4 * 1024 * 1024;

#[derive(Default)]
struct State {
    grown: bool,
    stop: bool,
}

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
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
    let mut log = PathBuf::from(path).into_os_string();
    log.push("-wal");
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
        if std::fs::metadata(&log).is_ok_and(|log| log.len() >= WORTH_IT) {
            // What cannot be copied now is copied by the writer when the log is longer still.
            if connection.is_none() {
                connection = Sqlite::open(path, true, options).ok();
            }
            drop(connection.as_mut().map(Sqlite::copy_log));
        }
    }
}
