//! The only crate that knows SQL: journal, derived tables, accounts, access log, backup.
//! `Store` is the door: reads take a closure over one snapshot, writes go through the one writer.

/// A statement over the columns of an entry, in the order `journal::read` takes them.
macro_rules! concat_sql {
    ($before:literal, $after:literal) => {
        format!("{}{}{}", $before, $crate::journal::COLUMNS, $after)
    };
}

mod access_log;
pub mod accounts;
mod changes;
mod concern;
pub mod content;
pub mod db;
mod derived;
pub mod directory;
mod error;
mod hash;
mod heard;
pub mod journal;
mod lines;
pub mod people;
pub mod postcodes;
pub mod rebuild;
mod repeat;
pub mod schema;
pub mod verify;
pub mod visits;
mod writer;

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, PoisonError};

use care::access::Actor;
use care::entry::Draft;
use jiff::Timestamp;

pub use access_log::{AccessLine, latest as access_lines};
pub use changes::Change;
use db::{Db, Options, Target, Tx};
use directory::Directory;
pub use error::StoreError;
use heard::Heard;
pub use journal::{Outcome, Receipt};
use writer::{Asked, Shared, Writer};

/// The record, open.
pub struct Store {
    writer: Writer,
    db: Arc<Db>,
    shared: Arc<Shared>,
}

impl Store {
    /// Opens a database, brings its tables up to date and reads the directory.
    /// Must be called, and the store dropped, outside any async runtime.
    ///
    /// # Errors
    /// The database; an unsafe setting of it; data of a newer version.
    pub fn open(target: &Target) -> Result<Store, StoreError> {
        Self::open_with(target, &Options::default())
    }

    /// Opens a database with other options.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_with(target: &Target, options: &Options) -> Result<Store, StoreError> {
        let db = Arc::new(Db::open_with(target, options)?);
        db.migrate(schema::MIGRATIONS)?;
        let shared = Arc::new(Shared::default());
        let directory = db.read(Directory::load)?;
        shared.publish(Arc::new(directory), &[]);
        *shared.heard() = Heard::from(db.read(changes::last_seq)?);
        let writer = Writer::start(Arc::clone(&db), Arc::clone(&shared))?;
        Ok(Store { writer, db, shared })
    }

    /// Which engine it runs on.
    #[must_use]
    pub fn engine(&self) -> db::Engine {
        self.db.engine()
    }

    /// Organisations, teams and staff as of the last commit.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.shared.directory()
    }

    /// Whether a short read can be made right now and on any thread: the database is embedded, so nobody
    /// waits for another machine, and more than one connection is free, so nobody waits for a long read.
    #[must_use]
    pub fn reads_at_once(&self) -> bool {
        self.db.reads_at_once()
    }

    /// Reads on one snapshot.
    ///
    /// # Errors
    /// What the closure returns; the database.
    pub fn read<T>(&self, body: impl FnOnce(&mut Tx) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.db.read(body)
    }

    /// Appends drafts in order, each with an outcome of its own, all in one commit; returns when they
    /// are on disk. `now` is the server's clock.
    ///
    /// # Errors
    /// The database. `DbError::Unknown` means: send the same again, it is harmless.
    pub fn append(
        &self,
        actor: &Actor,
        drafts: Vec<Draft>,
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        let (send, receive) = sync_channel(1);
        self.append_then(actor.clone(), drafts, now, move |outcomes| drop(send.send(outcomes)))?;
        receive.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// Appends drafts and tells `reply` when they are on disk, without waiting here.
    ///
    /// # Errors
    /// When the writer has stopped.
    pub fn append_then(
        &self,
        actor: Actor,
        mut drafts: Vec<Draft>,
        now: Timestamp,
        reply: impl FnOnce(Result<Vec<Outcome>, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        let now = journal::kept(now);
        journal::keep(&mut drafts);
        self.writer.submit(Box::new(Asked::new(
            move |tx, batch| {
                drafts.iter().map(|draft| journal::append(tx, batch, &actor, draft, now)).collect()
            },
            reply,
        )))
    }

    /// Appends a document with its content, in one commit. Only here does content come in: the entry
    /// must say what its hash and its first bytes are.
    ///
    /// # Errors
    /// As `append`.
    pub fn attach(
        &self,
        actor: &Actor,
        mut draft: Draft,
        content: Vec<u8>,
        now: Timestamp,
    ) -> Result<Outcome, StoreError> {
        let (send, receive) = sync_channel(1);
        let (actor, now) = (actor.clone(), journal::kept(now));
        journal::keep(std::slice::from_mut(&mut draft));
        let sent = content::Sent::of(&draft, content);
        self.writer.submit(Box::new(Asked::new(
            move |tx, batch| journal::append_with(tx, batch, &actor, (&draft, Some(&sent)), now),
            move |outcome| drop(send.send(outcome)),
        )))?;
        receive.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// Appends drafts of many hands, each signed and timed on its own, in one commit: a long history
    /// in bulk. Tells `reply` when they are on disk, without waiting here.
    ///
    /// # Errors
    /// When the writer has stopped.
    pub fn append_history(
        &self,
        mut signed: Vec<(Actor, Draft, Timestamp)>,
        reply: impl FnOnce(Result<Vec<Outcome>, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        for (_, draft, at) in &mut signed {
            *at = journal::kept(*at);
            journal::keep(std::slice::from_mut(draft));
        }
        self.writer.submit(Box::new(Asked::new(
            move |tx, batch| {
                signed
                    .iter()
                    .map(|(actor, draft, at)| journal::append(tx, batch, actor, draft, *at))
                    .collect()
            },
            reply,
        )))
    }

    /// Appends drafts that belong together: all of them, or none when one is not recorded. The
    /// outcomes say which one stood in the way; with `only_try` nothing is kept in any case.
    ///
    /// # Errors
    /// As `append`.
    pub fn append_whole(
        &self,
        actor: &Actor,
        mut drafts: Vec<Draft>,
        now: Timestamp,
        only_try: bool,
    ) -> Result<Vec<Outcome>, StoreError> {
        let (send, receive) = sync_channel(1);
        let (actor, now) = (actor.clone(), journal::kept(now));
        journal::keep(&mut drafts);
        self.writer.submit(Box::new(Asked::new(
            move |tx, batch| journal::append_whole(tx, batch, &actor, &drafts, (now, only_try)),
            move |outcomes| drop(send.send(outcomes)),
        )))?;
        receive.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// Appends the first entries and adds the first account, in one commit: all of it or none, so that
    /// set-up can be tried again after a crash. None when somebody else has an account already.
    ///
    /// # Errors
    /// As `append`.
    pub fn set_up(
        &self,
        actor: &Actor,
        mut drafts: Vec<Draft>,
        account: accounts::Account,
        now: Timestamp,
    ) -> Result<Option<Vec<Outcome>>, StoreError> {
        let (send, receive) = sync_channel(1);
        let (actor, now) = (actor.clone(), journal::kept(now));
        journal::keep(&mut drafts);
        self.writer.submit(Box::new(Asked::new(
            move |tx, batch| {
                if !accounts::all(tx)?.is_empty() {
                    return Ok(None);
                }
                let outcomes = journal::append_whole(tx, batch, &actor, &drafts, (now, false))?;
                if outcomes.iter().all(|o| matches!(o, Outcome::Recorded(_))) {
                    accounts::add(tx, &account, now)?;
                }
                Ok(Some(outcomes))
            },
            move |outcomes| drop(send.send(outcomes)),
        )))?;
        receive.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// Writes to the ordinary tables (accounts, sessions, settings); returns when it is on disk.
    ///
    /// # Errors
    /// What the closure returns; the database.
    pub fn write<T: Send + 'static>(
        &self,
        mut body: impl FnMut(&mut Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (send, receive) = sync_channel(1);
        self.writer
            .submit(Box::new(Asked::new(move |tx, _| body(tx), move |value| drop(send.send(value)))))?;
        receive.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// Queues a small write that nobody waits for, such as the time a session was last used.
    ///
    /// # Errors
    /// `StoreError::Unaudited` when the queue is full.
    pub fn write_later(
        &self,
        mut body: impl FnMut(&mut Tx) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.writer.offer(Box::new(Asked::new(move |tx, _| body(tx), |_| ())))
    }

    /// Notes that somebody looked at something; committed with the writer's next batch.
    ///
    /// # Errors
    /// `StoreError::Unaudited` when it cannot be queued: then do not show it.
    pub fn note_access(&self, line: AccessLine) -> Result<(), StoreError> {
        self.write_later(move |tx| access_log::write(tx, &line))
    }

    /// Tells watchers of what another process wrote to the same record since the last time: a second
    /// server, or an import on the command line. Call it about once a second.
    ///
    /// # Errors
    /// The database.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        let last = self.db.read(changes::last_seq)?;
        let since = {
            let heard = self.shared.heard();
            if heard.is_all(last) {
                return Ok(());
            }
            heard.all_to()
        };
        let (mut changes, directory) = self
            .db
            .read(|tx| Ok::<_, StoreError>((changes::changes_since(tx, since)?, Directory::load(tx)?)))?;
        let whole = changes.len() < changes::CHANGES_MOST;
        let last = changes.last().map_or(last, |change| change.seq);
        {
            let mut heard = self.shared.heard();
            changes.retain(|change| heard.tell(change.seq));
            heard.looked(last, whole);
        }
        if !changes.is_empty() {
            self.shared.publish(Arc::new(directory), &changes);
        }
        Ok(())
    }

    /// Calls `watcher` for every change after it is on disk.
    pub fn watch(&self, watcher: impl Fn(&Change) + Send + Sync + 'static) {
        self.shared.watchers.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(watcher));
    }

    /// Makes the derived rows anew.
    ///
    /// # Errors
    /// The database; a body that does not read.
    pub fn rebuild(&self, mut progress: impl FnMut(usize, usize)) -> Result<(), StoreError> {
        self.db.write(|tx| rebuild::rebuild(tx, &mut progress))?;
        let directory = self.db.read(Directory::load)?;
        self.shared.publish(Arc::new(directory), &[]);
        Ok(())
    }

    /// Recomputes chain and derived rows and gives every difference.
    ///
    /// # Errors
    /// The database.
    pub fn verify(&self, mut progress: impl FnMut(usize, usize)) -> Result<Vec<String>, StoreError> {
        self.db.read(|tx| verify::verify(tx, &mut progress))
    }

    /// Copies an embedded database to a new file while it is in use.
    ///
    /// # Errors
    /// As `Db::backup`.
    pub fn backup(&self, to: &Path, progress: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        Ok(self.db.backup(to, progress)?)
    }
}
