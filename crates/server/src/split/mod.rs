//! How the week of each occupational therapist and psychologist divides into their own profession's work
//! and what all share, beside what was agreed; and next week as it is planned, so that own work is protected in time (T05).

pub(crate) mod fair;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use care::entry::organisation::Staff;
use care::entry::{Body, Kind};
use care::moment;
use care::specialist::{Split, own_work};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Whole weeks before this one.
const WEEKS: i32 = 4;
/// Contacts read at most.
const MOST: u32 = 10_000;

/// A worker with the weeks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The worker.
    staff: Uuid,
    /// Their name.
    name: String,
    /// What they are.
    role: &'static str,
    /// Hours a week agreed for their own work.
    agreed: Option<String>,
    /// This week so far, then whole weeks before it, the latest first.
    weeks: Vec<Week>,
    /// Next week as it is planned.
    planned: Week,
    /// Whether last week had less own work than was agreed.
    below: bool,
}

/// The hours of one week.
#[derive(Debug, Serialize, JsonSchema)]
struct Week {
    /// Of the profession's own work.
    specialist: String,
    /// Of what all share.
    generic: String,
    /// Per cent that is the profession's own.
    share: Option<u32>,
    /// Less than was agreed, in a week that is over or planned.
    below: bool,
}

#[derive(Serialize)]
struct View {
    team_name: String,
    team: Uuid,
    teams: Vec<Choice>,
    here: &'static str,
    weeks: Vec<String>,
    rows: Vec<Row>,
}

/// `GET /team/split`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    app.note(request, "split", Some(team), None)?;
    let mondays = mondays(app.today());
    let week = |(back, monday): (usize, &Date)| match back {
        0 => "This week so far".to_owned(),
        _ => format!("Week of {}", moment::day_words_short(*monday)),
    };
    let view = View {
        team_name: app.store.directory().team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: "/team/split",
        weeks: mondays.iter().enumerate().map(week).collect(),
        rows: rows(app, team)?,
    };
    app.page(request, "split/page.html", view)
}

/// The Monday of this week, then those before it.
fn mondays(today: Date) -> Vec<Date> {
    let this = monday(today);
    (0..=WEEKS).map(|back| moment::add_days(this, -7 * back)).collect()
}

fn monday(day: Date) -> Date {
    moment::add_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// Everybody of a team who has work of their own profession, with the weeks.
///
/// # Errors
/// The database.
pub(crate) fn rows(app: &App, team: Uuid) -> Result<Vec<Row>, PageError> {
    let today = app.today();
    let mondays = mondays(today);
    let (this, next) = (monday(today), moment::add_days(monday(today), 7));
    let since = mondays.last().copied().map_or(app.now(), moment::start_of_day);
    let ahead = (moment::start_of_day(next), moment::start_of_day(moment::add_days(next, 7)));
    let (contacts, visits) = app.store.read(|tx| {
        let contacts = store::people::recent(tx, team, Kind::Contact, since, MOST)?;
        Ok((contacts, store::visits::open_of_team(tx, team, ahead.0, ahead.1)?))
    })?;
    let directory = app.store.directory();
    let mut splits: BTreeMap<(Uuid, Date), Split> = BTreeMap::new();
    for visit in visits.iter().map(|visit| &visit.visit) {
        for worker in &visit.workers {
            if let Some(role) = directory.role(*worker) {
                let split = splits.entry((*worker, next)).or_default();
                *split = split.and(role, visit.minutes, &visit.purposes);
            }
        }
    }
    for entry in &contacts {
        let Body::Contact(contact) = &entry.body else { continue };
        let day = moment::local_day(entry.happened_at);
        let monday = monday(day);
        for worker in &contact.workers {
            if let Some(role) = directory.role(*worker) {
                let split = splits.entry((*worker, monday)).or_default();
                *split = split.with(role, contact);
            }
        }
    }
    let rows = directory
        .workers(team, today)
        .into_iter()
        .filter(|(_, staff)| !own_work(staff.role).is_empty())
        .map(|(id, staff)| {
            let was = mondays.iter().map(|monday| (*monday == this, splits.get(&(id, *monday))));
            row((id, staff), was, splits.get(&(id, next)))
        })
        .collect();
    Ok(rows)
}

/// A whole week below what was agreed is pointed out, gone by or planned; the week under way is not judged.
fn row<'a>(
    (id, staff): (Uuid, &Staff),
    was: impl Iterator<Item = (bool, Option<&'a Split>)>,
    planned: Option<&Split>,
) -> Row {
    let agreed = staff.specialist_minutes.map(u32::from);
    let week = |judged: bool, split: Option<&Split>| {
        let split = split.copied().unwrap_or_default();
        Week {
            specialist: hours(split.specialist),
            generic: hours(split.generic),
            share: split.share(),
            below: judged && agreed.is_some_and(|agreed| split.specialist < agreed),
        }
    };
    let weeks: Vec<Week> = was.map(|(under_way, split)| week(!under_way, split)).collect();
    let last = weeks.get(1).is_some_and(|week| week.below);
    Row {
        staff: id,
        name: staff.name.clone(),
        role: staff.role.label(),
        agreed: agreed.map(hours),
        planned: week(true, planned),
        weeks,
        below: last,
    }
}

/// Minutes as hours with one decimal.
fn hours(minutes: u32) -> String {
    let tenths = (minutes + 3) / 6;
    format!("{}.{}", tenths / 10, tenths % 10)
}
