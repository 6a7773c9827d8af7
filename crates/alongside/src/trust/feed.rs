//! The way of the invented entries into the record: the same `append` as everybody's, each with its
//! own signature and its own time, many waiting together so that they share commits.

use std::sync::{Arc, Mutex, PoisonError};

use care::access::Actor;
use care::entry::{Body, Draft};
use jiff::Timestamp;
use store::{Outcome, Store};
use uuid::Uuid;

use crate::failure::Failure;

/// Entries on their way.
pub(crate) struct Feed<'a> {
    store: &'a Store,
    waiting: Vec<Waiting>,
    order: u64,
    failed: Arc<Mutex<Option<String>>>,
    /// Entries sent.
    pub(crate) sent: u64,
}

struct Waiting {
    at: Timestamp,
    order: u64,
    actor: Actor,
    draft: Draft,
}

/// What is written down, by whom and when, before it has a place in the queue.
pub(crate) struct Note {
    /// When it is written down.
    pub(crate) at: Timestamp,
    /// About whom.
    pub(crate) subject: Uuid,
    /// In the name of which team.
    pub(crate) team: Option<Uuid>,
    /// When it happened.
    pub(crate) happened_at: Timestamp,
    /// What it says.
    pub(crate) body: Body,
}

impl Note {
    /// The first version under an id of its own.
    pub(crate) fn first(self, id: Uuid) -> (Timestamp, Draft) {
        self.version(id, 0, None)
    }

    /// A later version.
    pub(crate) fn version(self, id: Uuid, from_version: u32, reason: Option<&str>) -> (Timestamp, Draft) {
        let Note { at, subject, team, happened_at, body } = self;
        let reason = reason.map(str::to_owned);
        (at, Draft { id, subject, team, happened_at, from_version, reason, body })
    }
}

impl<'a> Feed<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Feed { store, waiting: Vec::new(), order: 0, failed: Arc::default(), sent: 0 }
    }

    /// Queues an entry.
    pub(crate) fn put(&mut self, actor: &Actor, (at, draft): (Timestamp, Draft)) {
        self.order += 1;
        self.waiting.push(Waiting { at, order: self.order, actor: actor.clone(), draft });
    }

    /// Sends what was written down before a moment, in the order of time.
    pub(crate) fn send_before(&mut self, moment: Timestamp) -> Result<(), Failure> {
        self.waiting.sort_by_key(|w| (w.at, w.order));
        let ready = self.waiting.partition_point(|w| w.at < moment);
        for waiting in self.waiting.drain(..ready) {
            self.sent += 1;
            send(self.store, waiting, &self.failed)?;
        }
        self.first_failure()
    }

    /// Sends the rest and waits until all of it is on disk.
    pub(crate) fn finish(&mut self) -> Result<u64, Failure> {
        self.send_before(Timestamp::MAX)?;
        self.store.write(|_| Ok(()))?;
        self.first_failure()?;
        Ok(self.sent)
    }

    fn first_failure(&self) -> Result<(), Failure> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().map_or(Ok(()), |why| Err(Failure::Refused(why.clone())))
    }
}

fn send(store: &Store, waiting: Waiting, failed: &Arc<Mutex<Option<String>>>) -> Result<(), Failure> {
    let Waiting { at, actor, draft, .. } = waiting;
    let failed = Arc::clone(failed);
    let about = format!("{} {} of {}", draft.body.kind().text(), draft.id, draft.happened_at);
    store.append_then(actor, vec![draft], at, move |outcomes| {
        let why = match outcomes {
            Ok(outcomes) => match outcomes.into_iter().next() {
                Some(Outcome::Recorded(_)) => return,
                Some(Outcome::Refused(problems)) => {
                    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                }
                other => format!("{other:?}"),
            },
            Err(error) => error.to_string(),
        };
        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed
            .get_or_insert_with(|| format!("The invented trust broke a rule: {about}, written {at}: {why}"));
    })?;
    Ok(())
}
