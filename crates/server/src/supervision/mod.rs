//! Supervision and reflective practice (W07): what is mine, who is due, and who of the caseload was not
//! spoken of for three months. The notes of a meeting are for the two who met, and nobody else.

mod form;
#[cfg(test)]
mod tests;
mod versions;

use std::collections::BTreeMap;

use care::access::{Activity, Actor, Role};
use care::entry::supervision::SupervisionKind;
use care::entry::{Body, Entry, Kind};
use care::line::Line;
use care::{moment, settings};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
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

/// A meeting of the caller.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Meeting {
    /// Its entry.
    id: Uuid,
    /// The day.
    on: Date,
    /// What kind.
    kind: SupervisionKind,
    /// The other one who met.
    with: String,
    /// Themes.
    themes: Vec<String>,
    /// Who was spoken of.
    people: Vec<String>,
    /// Notes, for the two who met.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    /// The day of the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_on: Option<Date>,
}

/// When a worker's next supervision is due.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Due {
    /// Who.
    staff: Uuid,
    /// As colleagues know them.
    name: String,
    /// What they are to the team.
    role: Role,
    /// The last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_on: Option<Date>,
    /// What kind the last one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_kind: Option<SupervisionKind>,
    /// By when the next one is due.
    due_on: Date,
    /// Whether that has passed.
    overdue: bool,
}

/// Somebody of whom nobody spoke in supervision for three months.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NotSpoken {
    /// Who.
    person: Uuid,
    /// The name they like, and the family name.
    name: String,
    #[serde(skip)]
    sort: String,
    /// Their key worker.
    key_worker: String,
    /// When somebody last spoke of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_on: Option<Date>,
}

/// What the page shows of supervision.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Lists {
    /// Who is due: the whole team for its leaders, oneself for everybody else.
    due: Vec<Due>,
    /// Who was not spoken of for three months: the caseload for leaders, one's own people for others.
    not_spoken: Vec<NotSpoken>,
    /// The caller's meetings, the latest first.
    mine: Vec<Meeting>,
}

/// `GET /supervision`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let actor = request.actor()?;
    let lists = lists(app, actor, team)?;
    app.note(request, "supervision", Some(team), None)?;
    let day = |on: &Option<Date>| on.map(moment::day_words);
    let due = lists.due.iter().map(|one| {
        json!({
            "staff": one.staff,
            "name": one.name,
            "role": one.role.label(),
            "last": day(&one.last_on),
            "kind": one.last_kind.map(SupervisionKind::label),
            "due": moment::day_words(one.due_on),
            "overdue": one.overdue,
        })
    });
    let not_spoken = lists.not_spoken.iter().map(|one| {
        json!({
            "person": one.person,
            "name": one.name,
            "key_worker": one.key_worker,
            "last": day(&one.last_on),
        })
    });
    let mine = lists.mine.iter().map(|one| {
        json!({
            "id": one.id,
            "on": moment::day_words(one.on),
            "kind": one.kind.label(),
            "with": one.with,
            "themes": one.themes,
            "people": one.people,
            "notes": one.notes,
            "next": day(&one.next_on),
        })
    });
    let context = json!({
        "team_name": app.store.directory().team_name(Some(team)),
        "team": team,
        "teams": teams(app, request, team),
        "here": "/supervision",
        "leads": actor.may(Activity::Allocate),
        "me": actor.staff,
        "mine": mine.collect::<Vec<_>>(),
        "due": due.collect::<Vec<_>>(),
        "not_spoken": not_spoken.collect::<Vec<_>>(),
    });
    app.page(request, "supervision/page.html", context)
}

/// What an actor sees of a team's supervision.
///
/// # Errors
/// The database.
pub(crate) fn lists(app: &App, actor: &Actor, team: Uuid) -> Result<Lists, PageError> {
    let directory = app.store.directory();
    let workers = directory.workers(team, app.today());
    let mut ids: Vec<Uuid> = workers.iter().map(|(id, _)| *id).collect();
    if !ids.contains(&actor.staff) {
        ids.push(actor.staff);
    }
    let since = moment::start_of_day(moment::add_months(app.today(), -MONTHS));
    let entries = app.store.read(|tx| store::people::of_subjects(tx, &ids, Kind::Supervision, since))?;
    let read = app.boards.team(&app.store, team, app.now())?;
    let lines: Vec<&Line> = read.lines.iter().map(AsRef::as_ref).collect();
    let leads = actor.may(Activity::Allocate);
    let due = workers
        .iter()
        .filter(|(id, _)| leads || *id == actor.staff)
        .map(|(id, staff)| due(*id, staff, team, &entries, app.today()))
        .collect();
    Ok(Lists {
        due,
        not_spoken: not_spoken(&lines, &entries, (actor, leads), (&directory, app.today())),
        mine: mine(actor, &entries, &lines, &directory),
    })
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
                on: moment::local_day(entry.happened_at),
                kind: one.kind,
                with: directory.staff_name(with).to_owned(),
                themes: one.themes.clone(),
                people: one.people.iter().map(name).collect(),
                notes: one.notes.clone(),
                next_on: one.next_on,
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
        role: staff.role,
        last_on: last.map(|(on, _)| on),
        last_kind: last.map(|(_, kind)| kind),
        due_on: due,
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
                last_on: spoken,
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.key_worker, &a.sort).cmp(&(&b.key_worker, &b.sort)));
    all
}
