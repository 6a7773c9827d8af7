//! Searches for a plan that run beside the pages: one a team and week at a time, bounded in time, with
//! its progress to be told and a way to stop it and keep the best so far. It keeps nothing itself: what
//! a search finds is written as a draft like anything else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use jiff::civil::Date;
use planner::{Budget, Progress, Stop};
use uuid::Uuid;

/// Whose week is planned.
pub(crate) type Whose = (Uuid, Date);

/// Seconds of a search for one day.
const DAY_SECONDS: f64 = 0.4;

/// How long a search may take.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Seconds of work.
    pub seconds: Option<f64>,
    /// Rounds; with them alone the plan is the same on every machine.
    pub rounds: Option<u64>,
}

impl Default for Limit {
    fn default() -> Self {
        if cfg!(test) {
            // Rounds alone: the same plan on every machine.
            return Limit { seconds: None, rounds: Some(400) };
        }
        Limit { seconds: Some(10.0), rounds: None }
    }
}

impl Limit {
    /// For one day: a reader waits for it.
    pub(crate) fn a_day(self) -> Limit {
        Limit { seconds: self.seconds.map(|seconds| seconds.min(DAY_SECONDS)), rounds: self.rounds }
    }

    /// As the planner takes it.
    pub(crate) fn budget(self) -> Budget {
        Budget {
            rounds: self.rounds,
            seconds: self.seconds,
            clock: self.seconds.map(|_| clock as fn() -> f64),
        }
    }
}

/// Seconds since the first look at it.
fn clock() -> f64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// One search.
#[derive(Debug, Default)]
pub(crate) struct Job {
    stop: AtomicBool,
    seen: Mutex<Option<Progress>>,
    /// What went wrong, for whoever looks; nothing while it runs and when all went well.
    failed: Mutex<Option<String>>,
    done: AtomicBool,
}

impl Job {
    /// Takes note of the progress and says whether to go on.
    pub(crate) fn tell(&self, progress: &Progress) -> Stop {
        *held(&self.seen) = Some(*progress);
        if self.stop.load(Ordering::Acquire) { Stop::Now } else { Stop::GoOn }
    }

    /// Where it is.
    pub(crate) fn progress(&self) -> Option<Progress> {
        *held(&self.seen)
    }

    /// Ends it; the best plan so far is kept.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }

    /// Why nothing came of it.
    pub(crate) fn failed(&self) -> Option<String> {
        held(&self.failed).clone()
    }

    /// Whether it still runs.
    pub(crate) fn runs(&self) -> bool {
        !self.done.load(Ordering::Acquire)
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All searches of the service, the last one of each week.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<BTreeMap<Whose, Running>>);

/// A search and its thread.
type Running = (Arc<Job>, JoinHandle<()>);

impl Jobs {
    /// The last search for a week.
    pub(crate) fn of(&self, whose: Whose) -> Option<Arc<Job>> {
        held(&self.0).get(&whose).map(|(job, _)| Arc::clone(job))
    }

    /// Starts a search unless one runs for that week; `work` gives a sentence when nothing came of it.
    pub(crate) fn start(
        &self,
        whose: Whose,
        work: impl FnOnce(&Job) -> Result<(), String> + Send + 'static,
    ) -> std::io::Result<()> {
        let mut jobs = held(&self.0);
        if jobs.get(&whose).is_some_and(|(job, _)| job.runs()) {
            return Ok(());
        }
        jobs.retain(|_, (job, _)| job.runs() || job.failed().is_some());
        let job = Arc::new(Job::default());
        let mine = Arc::clone(&job);
        let run = move || {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&mine)));
            let failed = match done {
                Ok(Ok(())) => None,
                Ok(Err(sentence)) => Some(sentence),
                Err(_) => Some("The search broke off. Nothing was changed; try again.".to_owned()),
            };
            *held(&mine.failed) = failed;
            mine.done.store(true, Ordering::Release);
        };
        let thread = std::thread::Builder::new().name("plan the week".to_owned()).spawn(run)?;
        jobs.insert(whose, (job, thread));
        Ok(())
    }

    /// Waits until the search for a week has ended.
    #[cfg(test)]
    pub(crate) fn wait(&self, whose: Whose) {
        let ended = held(&self.0).remove(&whose);
        if let Some((job, thread)) = ended {
            thread.join().unwrap();
            let kept = std::thread::spawn(|| ());
            held(&self.0).insert(whose, (job, kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::sync::mpsc::channel;

    const WEEK: Whose = (Uuid::nil(), date(2026, 11, 16));

    #[test]
    fn one_search_a_week_at_a_time_and_it_can_be_stopped() {
        let jobs = Jobs::default();
        let (send, receive) = channel();
        jobs.start(WEEK, move |job| {
            receive.recv().unwrap();
            let progress = Progress { rounds: 7, seconds: 0.0, part: 0.5, cost: 1.0, left_out: 2 };
            assert_eq!(job.tell(&progress), Stop::Now);
            Ok(())
        })
        .unwrap();
        let job = jobs.of(WEEK).unwrap();
        jobs.start(WEEK, |_| Err("a second one would say this".to_owned())).unwrap();
        job.stop();
        send.send(()).unwrap();
        jobs.wait(WEEK);
        assert!(!job.runs() && job.failed().is_none());
        assert_eq!(job.progress().map(|progress| progress.left_out), Some(2));
    }

    #[test]
    fn what_breaks_off_says_so() {
        let jobs = Jobs::default();
        jobs.start(WEEK, |_| Err("Nobody of the team is at work.".to_owned())).unwrap();
        jobs.wait(WEEK);
        assert_eq!(jobs.of(WEEK).unwrap().failed().as_deref(), Some("Nobody of the team is at work."));
    }
}
