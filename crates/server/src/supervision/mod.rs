//! Supervision and reflective practice (W07): what is mine, who is due, and who of the caseload was not
//! spoken of for three months. The notes of a meeting are for the two who met, and nobody else.

mod form;
#[cfg(test)]
mod tests;
mod versions;

use std::collections::BTreeMap;

use care::access::{Activity, Actor};
use care::entry::supervision::SupervisionKind;
use care::entry::{Body, Entry, Kind};
use care::line::Line;
use care::{moment, settings};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::error::PageError;
use crate::request::{Reply, Request};
pub(crate) use form::{correct_form, correct_send, new_form, new_send};

/// Months that the page looks back.
const MONTHS: i32 = 13;

/// Whether an actor may read an entry as far as supervision goes: only the two who met.
pub(crate) fn may_read(actor: &Actor, entry: &Entry) -> bool {
    let Body::Supervision(one) = &entry.body else { return true };
    actor.staff == entry.subject || actor.staff == one.supervisor
}

#[derive(Debug, Serialize)]
struct Meeting {
    id: Uuid,
    on: String,
    kind: &'static str,
    with: String,
    themes: Vec<String>,
    people: Vec<String>,
    notes: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Due {
    staff: Uuid,
    name: String,
    role: &'static str,
    last: Option<String>,
    kind: &'static str,
    due: String,
    overdue: bool,
}

#[derive(Debug, Serialize)]
struct NotSpoken {
    person: Uuid,
    name: String,
    #[serde(skip)]
    sort: String,
    key_worker: String,
    last: Option<String>,
}

/// `GET /supervision`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let actor = request.actor()?;
    let directory = app.store.directory();
    let workers = directory.workers(team, app.today());
    let mut ids: Vec<Uuid> = workers.iter().map(|(id, _)| *id).collect();
    if !ids.contains(&actor.staff) {
        ids.push(actor.staff);
    }
    let since = moment::start_of_day(moment::add_months(app.today(), -MONTHS));
    let entries = app.store.read(|tx| store::people::of_subjects(tx, &ids, Kind::Supervision, since))?;
    app.note(request, "supervision", Some(team), None)?;
    let read = app.boards.team(&app.store, team, app.now())?;
    let lines: Vec<&Line> = read.lines.iter().map(AsRef::as_ref).collect();
    let leads = actor.may(Activity::Allocate);
    let due: Vec<Due> = workers
        .iter()
        .filter(|(id, _)| leads || *id == actor.staff)
        .map(|(id, staff)| due(*id, staff, team, &entries, app.today()))
        .collect();
    let context = serde_json::json!({
        "team_name": directory.team_name(Some(team)),
        "team": team,
        "teams": teams(app, request, team),
        "here": "/supervision",
        "leads": leads,
        "me": actor.staff,
        "mine": mine(actor, &entries, &lines, &directory),
        "due": due,
        "not_spoken": not_spoken(&lines, &entries, (actor, leads), (&directory, app.today())),
    });
    app.page(request, "supervision/page.html", context)
}

fn mine(
    actor: &Actor,
    entries: &[Entry],
    lines: &[&Line],
    directory: &store::directory::Directory,
) -> Vec<Meeting> {
    let name = |person: &Uuid| {
        let line = lines.iter().find(|line| line.person == *person);
        line.map_or_else(|| "Somebody not on the caseload now".to_owned(), |line| line.who.name.clone())
    };
    entries
        .iter()
        .filter(|entry| may_read(actor, entry))
        .filter_map(|entry| {
            let Body::Supervision(one) = &entry.body else { return None };
            let with = if actor.staff == one.supervisor { entry.subject } else { one.supervisor };
            Some(Meeting {
                id: entry.id,
                on: moment::day_words(moment::local_day(entry.happened_at)),
                kind: one.kind.label(),
                with: directory.staff_name(with).to_owned(),
                themes: one.themes.clone(),
                people: one.people.iter().map(name).collect(),
                notes: one.notes.clone(),
                next: one.next_on.map(moment::day_words),
            })
        })
        .collect()
}

/// When a worker's next supervision is due: a month after the last one with a supervisor, or after joining.
fn due(
    id: Uuid,
    staff: &care::entry::organisation::Staff,
    team: Uuid,
    entries: &[Entry],
    today: Date,
) -> Due {
    let last = entries.iter().filter(|entry| entry.subject == id).find_map(|entry| {
        let Body::Supervision(one) = &entry.body else { return None };
        let alone = one.kind != SupervisionKind::GroupReflective;
        alone.then(|| (moment::local_day(entry.happened_at), one.kind))
    });
    let joined = staff.memberships.iter().filter(|m| m.team == team).map(|m| m.from).max().unwrap_or(today);
    let from = last.map_or(joined, |(on, _)| on);
    let due = moment::add_months(from, settings::SUPERVISION_MONTHS);
    Due {
        staff: id,
        name: staff.name.clone(),
        role: staff.role.label(),
        last: last.map(|(on, _)| moment::day_words(on)),
        kind: last.map_or("", |(_, kind)| kind.label()),
        due: moment::day_words(due),
        overdue: due < today,
    }
}

/// People of the caseload of whom nobody spoke in supervision for three months; one's own for a worker.
fn not_spoken(
    lines: &[&Line],
    entries: &[Entry],
    (actor, leads): (&Actor, bool),
    (directory, today): (&store::directory::Directory, Date),
) -> Vec<NotSpoken> {
    let mut last: BTreeMap<Uuid, Date> = BTreeMap::new();
    for entry in entries {
        let Body::Supervision(one) = &entry.body else { continue };
        let on = moment::local_day(entry.happened_at);
        for person in &one.people {
            last.entry(*person).and_modify(|known| *known = on.max(*known)).or_insert(on);
        }
    }
    let from = moment::add_months(today, -settings::DISCUSSED_MONTHS);
    let mut all: Vec<NotSpoken> = lines
        .iter()
        .filter(|line| line.on_caseload())
        .filter_map(|line| {
            let key_worker = line.named.as_ref().and_then(|named| named.key_worker);
            let accepted = line.episode().and_then(|episode| episode.accepted_on);
            let new = accepted.is_some_and(|on| from < on);
            let spoken = last.get(&line.person).copied();
            let wanted = (leads || key_worker == Some(actor.staff)) && !new;
            (wanted && spoken.is_none_or(|on| on < from)).then(|| NotSpoken {
                person: line.person,
                name: line.who.name.clone(),
                sort: line.who.sort.clone(),
                key_worker: key_worker.map_or("No key worker", |id| directory.staff_name(id)).to_owned(),
                last: spoken.map(moment::day_words),
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.key_worker, &a.sort).cmp(&(&b.key_worker, &b.sort)));
    all
}
