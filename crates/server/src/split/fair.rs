//! Whom the page proposes for something that nobody has taken on yet: who had the smallest part of what all
//! share (T06), is there by then, and is not somebody the person does not want to meet.

use std::collections::BTreeMap;

use care::access::Role;
use care::entry::{Body, Kind};
use care::fair::{self, Part};
use care::line::Line;
use care::moment;
use care::specialist::Split;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::MOST;
use crate::app::App;
use crate::error::PageError;

/// Who could take something on, and why.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Proposal {
    worker: Uuid,
    name: String,
    why: String,
}

/// The part that everybody of a team who sees people had of the shared work of the last weeks.
///
/// # Errors
/// The database.
pub(crate) fn parts(app: &App, team: Uuid) -> Result<Vec<Part>, PageError> {
    let (today, directory) = (app.today(), app.store.directory());
    let since = moment::start_of_day(moment::add_days(today, -fair::DAYS));
    let contacts = app.store.read(|tx| store::people::recent(tx, team, Kind::Contact, since, MOST))?;
    let mut splits: BTreeMap<Uuid, Split> = BTreeMap::new();
    for entry in &contacts {
        let Body::Contact(contact) = &entry.body else { continue };
        for worker in &contact.workers {
            if let Some(role) = directory.role(*worker) {
                let split = splits.entry(*worker).or_default();
                *split = split.with(role, contact);
            }
        }
    }
    let shares = |role: Role| {
        matches!(role, Role::Nurse | Role::SocialWorker | Role::Ot | Role::Psychologist | Role::Support)
    };
    let workers = directory.workers(team, today);
    let part = |(worker, staff): (Uuid, &care::entry::organisation::Staff)| Part {
        worker,
        shared: splits.get(&worker).map_or(0, |split| split.generic),
        free: fair::free(staff, today),
    };
    Ok(workers.into_iter().filter(|(_, staff)| shares(staff.role)).map(part).collect())
}

/// Whom to propose for something about a person that is due on a day.
pub(crate) fn propose(app: &App, parts: &[Part], line: &Line, due_on: Date) -> Option<Proposal> {
    let directory = app.store.directory();
    let unwanted = line.preferences.as_ref().map_or(&[][..], |wishes| wishes.not_these_workers.as_slice());
    let by = due_on.max(app.today());
    let there = |part: &Part| {
        let away = directory.staff.get(&part.worker).and_then(|staff| staff.away_on(by));
        away.is_none() && !unwanted.contains(&part.worker)
    };
    let able: Vec<Part> = parts.iter().copied().filter(there).collect();
    let part = fair::next(&able)?;
    let name = directory.staff_name(part.worker).to_owned();
    Some(Proposal { worker: part.worker, name, why: part.words() })
}
