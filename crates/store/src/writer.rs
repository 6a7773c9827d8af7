//! The one writer. Jobs wait in a bounded queue; all that wait together share one transaction, one
//! commit and one fsync, and none is answered before it. When that fails, each is run alone, so that
//! one that errs or panics takes no other with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::changes::Change;
use crate::db::{Db, DbError, Tx};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::heard::Heard;
use crate::journal::Batch;
use crate::lines::Lines;

/// Most jobs in one commit.
const BATCH_MOST: usize = 256;
/// Most jobs waiting; beyond that a write waits for room.
const QUEUE_MOST: usize = 4096;
/// Most small writes that nobody waits for, such as access lines; beyond that one is refused.
const LATER_MOST: usize = 8192;
/// The longest that such a write stays in memory. They share a commit: were each look at a record to
/// make one, readers would wait for the disk.
const BEAT: Duration = Duration::from_millis(200);

/// Something to do in the writer's transaction. It may be run more than once; only the last run counts.
pub(crate) trait Job: Send {
    /// Does it.
    fn run(&mut self, tx: &mut Tx, batch: &mut Batch) -> Result<(), StoreError>;
    /// Told when its transaction is on disk, or why not.
    fn done(self: Box<Self>, result: Result<(), StoreError>);
}

type Watcher = Box<dyn Fn(&Change) + Send + Sync>;

/// What the writer shares with readers.
#[derive(Default)]
pub(crate) struct Shared {
    /// Staff and teams as of the last commit.
    pub directory: RwLock<Arc<Directory>>,
    /// The places in the journal that watchers were told of.
    heard: Mutex<Heard>,
    /// Small writes that nobody waits for; the writer takes them along, at the latest after a beat.
    later: Mutex<Vec<Box<dyn Job>>>,
    /// Those who want to know what changed.
    pub watchers: RwLock<Vec<Watcher>>,
}

impl Shared {
    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn publish(&self, directory: Arc<Directory>, changes: &[Change]) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
        let watchers = self.watchers.read().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            // Told of twice is harmless; who asked for it reads what it changed, so it is not left to another.
            self.heard().tell(change.seq);
            for watcher in watchers.iter() {
                // A watcher that panics is that watcher's loss; what it was to be told is on disk.
                drop(catch_unwind(AssertUnwindSafe(|| watcher(change))));
            }
        }
    }
}

/// What comes through the queue.
enum Item {
    /// Something that somebody waits for.
    Job(Box<dyn Job>),
    /// The first of some small writes that nobody waits for is there.
    Later,
}

/// The writer's thread and its queue.
pub(crate) struct Writer {
    queue: Mutex<Option<SyncSender<Item>>>,
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(db: Arc<Db>, shared: Arc<Shared>) -> Result<Writer, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE_MOST);
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(&db, &shared, &jobs))
            .map_err(|why| StoreError::Refused(format!("The writer cannot start: {why}")))?;
        Ok(Writer { queue: Mutex::new(Some(queue)), shared: own, thread: Mutex::new(Some(thread)) })
    }

    fn queue(&self) -> Result<SyncSender<Item>, StoreError> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Stopped)
    }

    /// Queues a job, waiting for room.
    pub(crate) fn submit(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.queue()?.send(Item::Job(job)).map_err(|_| StoreError::Stopped)
    }

    /// Leaves a small write for the writer to take along, if there is room.
    pub(crate) fn offer(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let queue = self.queue()?;
        let mut later = self.shared.later.lock().unwrap_or_else(PoisonError::into_inner);
        if later.len() >= LATER_MOST {
            return Err(StoreError::Unaudited);
        }
        // A full queue needs no word of it: the writer is at work and looks before each commit.
        if later.is_empty() && matches!(queue.try_send(Item::Later), Err(TrySendError::Disconnected(_))) {
            return Err(StoreError::Stopped);
        }
        later.push(job);
        Ok(())
    }

    /// Finishes what is queued and stops.
    pub(crate) fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            drop(thread.join());
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(db: &Db, shared: &Shared, jobs: &Receiver<Item>) {
    let (mut beat, mut lines): (Option<Instant>, Lines) = Default::default();
    loop {
        let next = match beat {
            None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(beat) => jobs.recv_timeout(beat.saturating_duration_since(Instant::now())),
        };
        let mut waiting = Vec::new();
        let stopped = matches!(next, Err(RecvTimeoutError::Disconnected));
        match next {
            Ok(Item::Job(job)) => waiting.push(job),
            Ok(Item::Later) => {
                beat = beat.or_else(|| Some(Instant::now() + BEAT));
                continue;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        while waiting.len() < BATCH_MOST {
            match jobs.try_recv() {
                Ok(Item::Job(job)) => waiting.push(job),
                Ok(Item::Later) => {}
                Err(_) => break,
            }
        }
        beat = None;
        // First, so that whoever reads within a write sees what was noted before it.
        let mut batch = std::mem::take(&mut *shared.later.lock().unwrap_or_else(PoisonError::into_inner));
        batch.append(&mut waiting);
        commit(db, shared, batch, &mut lines);
        if stopped {
            return;
        }
    }
}

/// Runs jobs in one transaction, or each alone when that fails, and tells each what became of it.
fn commit(db: &Db, shared: &Shared, mut waiting: Vec<Box<dyn Job>>, lines: &mut Lines) {
    if waiting.is_empty() {
        return;
    }
    match together(db, shared, &mut waiting, lines) {
        Err(StoreError::Db(DbError::Unknown)) => {
            // Perhaps all of it is on disk: nothing is written a second time. Who asks again by id
            // gets a sure answer.
            waiting.into_iter().for_each(|job| answer(job, Err(DbError::Unknown.into())));
            if let Ok(directory) = db.read(Directory::load) {
                shared.publish(Arc::new(directory), &[]);
            }
        }
        Err(_) if waiting.len() > 1 => {
            for mut job in waiting {
                let result = together(db, shared, std::slice::from_mut(&mut job), lines);
                answer(job, result);
            }
        }
        Err(why) => waiting.into_iter().take(1).for_each(|job| answer(job, Err(why.clone()))),
        Ok(()) => waiting.into_iter().for_each(|job| answer(job, Ok(()))),
    }
}

/// Tells a job what became of it. Whoever waits for it may panic; the writer goes on.
fn answer(job: Box<dyn Job>, result: Result<(), StoreError>) {
    drop(catch_unwind(AssertUnwindSafe(|| job.done(result))));
}

/// Runs jobs in one transaction. A panic in one is caught, so that the writer goes on.
fn together(
    db: &Db,
    shared: &Shared,
    jobs: &mut [Box<dyn Job>],
    lines: &mut Lines,
) -> Result<(), StoreError> {
    let run = AssertUnwindSafe(|| {
        db.write(|tx| {
            let mut batch =
                Batch { directory: shared.directory(), changes: Vec::new(), lines: std::mem::take(lines) };
            for job in jobs.iter_mut() {
                job.run(tx, &mut batch)?;
            }
            Ok::<Batch, StoreError>(batch)
        })
    });
    let batch = catch_unwind(run).unwrap_or_else(|_| {
        Err(StoreError::Db(DbError::Broken("a write panicked and was undone".to_owned())))
    })?;
    *lines = batch.lines;
    if !batch.changes.is_empty() {
        shared.publish(batch.directory, &batch.changes);
    }
    Ok(())
}

/// A job that gives a value to somebody who waits.
pub(crate) struct Asked<T, F, D> {
    work: F,
    value: Option<T>,
    reply: Option<D>,
}

impl<T, F, D> Asked<T, F, D>
where
    F: FnMut(&mut Tx, &mut Batch) -> Result<T, StoreError>,
    D: FnOnce(Result<T, StoreError>),
{
    pub(crate) fn new(work: F, reply: D) -> Self {
        Asked { work, value: None, reply: Some(reply) }
    }
}

impl<T, F, D> Job for Asked<T, F, D>
where
    T: Send,
    F: FnMut(&mut Tx, &mut Batch) -> Result<T, StoreError> + Send,
    D: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, tx: &mut Tx, batch: &mut Batch) -> Result<(), StoreError> {
        self.value = Some((self.work)(tx, batch)?);
        Ok(())
    }

    fn done(mut self: Box<Self>, result: Result<(), StoreError>) {
        let value = result.and_then(|()| self.value.take().ok_or(StoreError::Stopped));
        if let Some(reply) = self.reply.take() {
            reply(value);
        }
    }
}
