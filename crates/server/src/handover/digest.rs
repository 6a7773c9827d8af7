//! "Since you last saw": what happened with a person since a worker's last contact with them (T03).
//! It shows what the record says to whoever may read it, and keeps nothing.

use care::entry::Kind;
use care::moment;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use store::StoreError;
use store::db::Tx;
use store::directory::Directory;
use store::people::Page;
use uuid::Uuid;

use crate::person::told;

/// What is told: what happened and what was decided, not what is planned.
const KINDS: &[Kind] = &[
    Kind::Contact,
    Kind::Event,
    Kind::Tier,
    Kind::LadderStep,
    Kind::HandoverLine,
    Kind::MdtDecision,
    Kind::HospitalStay,
    Kind::LegalStatus,
    Kind::Injection,
    Kind::PlanReview,
    Kind::KeyWorker,
    Kind::SafetyRule,
];
/// Days looked back when the worker has not met the person.
const DAYS: i64 = 14;
/// Entries read, and shown.
const READ: u32 = 30;
const SHOWN: usize = 8;
/// Most characters of one entry.
const WORDS: usize = 180;

/// What happened since the reader last saw the person.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Digest {
    /// The reader's last contact; none when they have not met.
    since: Option<String>,
    /// What happened since, the latest first.
    told: Vec<One>,
    /// How many more there are.
    more: usize,
}

#[derive(Debug, Serialize)]
struct One {
    href: String,
    when: String,
    what: String,
    words: String,
    by: String,
}

impl Digest {
    /// Reads what a worker has missed about a person.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn read(
        tx: &mut Tx,
        directory: &Directory,
        person: Uuid,
        reader: Uuid,
        now: Timestamp,
    ) -> Result<Digest, StoreError> {
        let met = store::people::relations(tx, person)?.into_iter().find(|(worker, _)| *worker == reader);
        let since = met.map(|(_, relation)| relation.last_at);
        let from = since.unwrap_or_else(|| now.checked_sub((24 * DAYS).hours()).unwrap_or(now));
        let page = Page { kinds: KINDS.to_vec(), before: Some((now, i64::MAX)), most: READ };
        let mut entries = store::people::chronology(tx, person, &page)?;
        entries.retain(|entry| entry.happened_at > from && entry.author != reader);
        let more = entries.len().saturating_sub(SHOWN);
        entries.truncate(SHOWN);
        let today = moment::local_day(now);
        let told = entries.iter().map(|entry| {
            let told = told(entry, directory);
            let words = told.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" · ");
            One {
                href: format!("/entries/{}", entry.id),
                when: crate::board::near(entry.happened_at, today),
                what: told.title,
                words: cut(&words),
                by: directory.staff_name(entry.author).to_owned(),
            }
        });
        Ok(Digest { since: since.map(|at| crate::board::near(at, today)), told: told.collect(), more })
    }
}

fn cut(words: &str) -> String {
    if words.chars().count() <= WORDS {
        return words.to_owned();
    }
    let kept: String = words.chars().take(WORDS).collect();
    format!("{}…", kept.trim_end())
}
