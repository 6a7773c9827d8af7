//! The way of the invented entries into the record: the same `append` as everybody's, each with its
//! own signature and its own time, many waiting together so that they share commits.

use std::sync::{Arc, Mutex, PoisonError};

use care::access::Actor;
use care::entry::{Body, Draft};
use jiff::Timestamp;
use store::{Outcome, Store};
use uuid::Uuid;

use crate::failure::Failure;

/// Entries that share a commit.
const TOGETHER: usize = 4000;

/// Entries on their way.
pub(crate) struct Feed<'a> {
    store: &'a Store,
    waiting: Vec<Waiting>,
    ready: Vec<(Actor, Draft, Timestamp)>,
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
    content: Option<Vec<u8>>,
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
        Feed { store, waiting: Vec::new(), ready: Vec::new(), order: 0, failed: Arc::default(), sent: 0 }
    }

    /// Queues an entry.
    pub(crate) fn put(&mut self, actor: &Actor, (at, draft): (Timestamp, Draft)) {
        self.order += 1;
        self.waiting.push(Waiting { at, order: self.order, actor: actor.clone(), draft, content: None });
    }

    /// Queues a document with its content.
    pub(crate) fn attach(&mut self, actor: &Actor, (at, draft): (Timestamp, Draft), content: Vec<u8>) {
        self.order += 1;
        let (actor, content) = (actor.clone(), Some(content));
        self.waiting.push(Waiting { at, order: self.order, actor, draft, content });
    }

    /// Sends what was written down before a moment, in the order of time.
    pub(crate) fn send_before(&mut self, moment: Timestamp) -> Result<(), Failure> {
        self.waiting.sort_by_key(|w| (w.at, w.order));
        let ready = self.waiting.partition_point(|w| w.at < moment);
        let ready: Vec<Waiting> = self.waiting.drain(..ready).collect();
        for Waiting { at, actor, draft, content, .. } in ready {
            match content {
                None => self.ready.push((actor, draft, at)),
                Some(content) => self.bring(&actor, draft, content, at)?,
            }
        }
        if self.ready.len() >= TOGETHER { self.send() } else { Ok(()) }
    }

    /// Sends a document after everything that was written down before it.
    fn bring(&mut self, actor: &Actor, draft: Draft, content: Vec<u8>, at: Timestamp) -> Result<(), Failure> {
        self.send()?;
        self.sent += 1;
        let name = name(&draft, at);
        let outcome = self.store.attach(actor, draft, content, at)?;
        refusal(&name, &outcome).map_or(Ok(()), |why| Err(Failure::Refused(why)))
    }

    /// Sends the rest and waits until all of it is on disk.
    pub(crate) fn finish(&mut self) -> Result<u64, Failure> {
        self.send_before(Timestamp::MAX)?;
        self.send()?;
        self.store.write(|_| Ok(()))?;
        self.first_failure()?;
        Ok(self.sent)
    }

    fn send(&mut self) -> Result<(), Failure> {
        let ready = std::mem::take(&mut self.ready);
        self.sent += u64::try_from(ready.len()).unwrap_or(0);
        let names: Vec<String> = ready.iter().map(|(_, draft, at)| name(draft, *at)).collect();
        let failed = Arc::clone(&self.failed);
        self.store.append_history(ready, move |outcomes| {
            let first = match outcomes {
                Ok(outcomes) => {
                    names.iter().zip(outcomes).find_map(|(name, outcome)| refusal(name, &outcome))
                }
                Err(error) => Some(error.to_string()),
            };
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            *failed = failed.take().or(first);
        })?;
        self.first_failure()
    }

    fn first_failure(&self) -> Result<(), Failure> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().map_or(Ok(()), |why| Err(Failure::Refused(why.clone())))
    }
}

fn name(draft: &Draft, at: Timestamp) -> String {
    format!("{} {} of {}, written {at}", draft.body.kind().text(), draft.id, draft.happened_at)
}

fn refusal(name: &str, outcome: &Outcome) -> Option<String> {
    let why = match outcome {
        Outcome::Recorded(_) => return None,
        Outcome::Refused(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        Outcome::AlreadyRecorded(_) | Outcome::Conflict(_) | Outcome::Forbidden | Outcome::NotFound => {
            format!("{outcome:?}")
        }
    };
    Some(format!("The invented trust broke a rule: {name}: {why}"))
}
