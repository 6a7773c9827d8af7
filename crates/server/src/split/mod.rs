//! How the week of each occupational therapist and psychologist divides into their own profession's work
//! and what all share, beside what was agreed (T05).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use care::entry::organisation::Staff;
use care::entry::{Body, Kind};
use care::moment;
use care::specialist::{Split, own_work};
use jiff::civil::Date;
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
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    role: &'static str,
    agreed: Option<String>,
    weeks: Vec<Week>,
    below: bool,
}

#[derive(Debug, Serialize)]
struct Week {
    specialist: String,
    generic: String,
    share: Option<u32>,
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
    let today = app.today();
    let this = moment::add_days(today, -i32::from(today.weekday().to_monday_zero_offset()));
    let mondays: Vec<Date> = (0..=WEEKS).map(|back| moment::add_days(this, -7 * back)).collect();
    let since = mondays.last().copied().map_or(app.now(), moment::start_of_day);
    let contacts = app.store.read(|tx| store::people::recent(tx, team, Kind::Contact, since, MOST))?;
    app.note(request, "split", Some(team), None)?;
    let directory = app.store.directory();
    let mut splits: BTreeMap<(Uuid, Date), Split> = BTreeMap::new();
    for entry in &contacts {
        let Body::Contact(contact) = &entry.body else { continue };
        let day = moment::local_day(entry.happened_at);
        let monday = moment::add_days(day, -i32::from(day.weekday().to_monday_zero_offset()));
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
            row(staff, mondays.iter().map(|monday| (*monday == this, splits.get(&(id, *monday)))))
        })
        .collect();
    let week = |monday: &Date| match *monday == this {
        true => "This week so far".to_owned(),
        false => format!("Week of {}", moment::day_words_short(*monday)),
    };
    let view = View {
        team_name: directory.team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: "/team/split",
        weeks: mondays.iter().map(week).collect(),
        rows,
    };
    app.page(request, "split/page.html", view)
}

/// A whole week below what was agreed is pointed out; the week under way is not judged.
fn row<'a>(staff: &Staff, weeks: impl Iterator<Item = (bool, Option<&'a Split>)>) -> Row {
    let agreed = staff.specialist_minutes.map(u32::from);
    let weeks: Vec<Week> = weeks
        .map(|(under_way, split)| {
            let split = split.copied().unwrap_or_default();
            Week {
                specialist: hours(split.specialist),
                generic: hours(split.generic),
                share: split.share(),
                below: !under_way && agreed.is_some_and(|agreed| split.specialist < agreed),
            }
        })
        .collect();
    let last = weeks.get(1).is_some_and(|week| week.below);
    Row { name: staff.name.clone(), role: staff.role.label(), agreed: agreed.map(hours), weeks, below: last }
}

/// Minutes as hours with one decimal.
fn hours(minutes: u32) -> String {
    let tenths = (minutes + 3) / 6;
    format!("{}.{}", tenths / 10, tenths % 10)
}
