//! The end of a handover: who is still to be spoken of, which actions nobody owns, the day's visits
//! and gaps. Ending stores who was spoken of (T01).

use care::entry::handover::Handover;
use care::handover::{Gap, coverage, gaps, unassigned};
use care::moment;
use care::problem::Problem;
use care::rule::context::VisitNow;
use care::settings;
use serde_json::{Value, json};
use store::directory::Directory;
use uuid::Uuid;

use super::Session;
use super::walk::{Order, address};
use crate::app::App;
use crate::board::{names, near, workers};
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::Typed;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// What is left to do before the handover ends, and the day that follows it.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let session = Session::asked(app, request)?;
    if session.is.ended_at.is_some() {
        return Ok(Reply::To(format!("{}/sheet", session.path())));
    }
    page(app, request, &session, &[])
}

/// Ends the handover, when nobody of the red tier was left out and every action has an owner.
pub(crate) fn end(app: &App, request: &Request) -> Result<Reply, PageError> {
    let session = Session::asked(app, request)?;
    if session.is.ended_at.is_some() {
        return Ok(Reply::To(format!("{}/sheet", session.path())));
    }
    let mut typed = Typed::new(&request.form);
    let note = typed.words("note", 4_000);
    let problems = typed.problems.into_vec();
    if !problems.is_empty() {
        return page(app, request, &session, &problems);
    }
    let now = app.now();
    let read = app.boards.team(&app.store, session.team, now)?;
    let is = Handover {
        ended_at: Some(now),
        coverage: Some(coverage(&read.lines, session.id())),
        note,
        ..session.is.clone()
    };
    match send::one(app, request, session.changed(is))? {
        Sent::Recorded(_) => Ok(Reply::To(format!("{}/sheet", session.path()))),
        Sent::Refused(problems) => page(app, request, &session, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn page(app: &App, request: &Request, session: &Session, problems: &[Problem]) -> Result<Reply, PageError> {
    let order = Order::read(app, request, session)?;
    app.note(request, "handover end", Some(session.team), None)?;
    let directory = app.store.directory();
    let left: Vec<Value> = order
        .board
        .rows
        .iter()
        .filter(|row| order.said(row.person).is_none())
        .map(|row| {
            json!({
                "name": row.name,
                "href": address(session, Some(row.person)),
                "red": row.tier == Some(care::entry::tier::TierName::Red),
            })
        })
        .collect();
    let parts = crate::split::fair::parts(app, session.team)?;
    let nobody: Vec<Value> = unassigned(&order.read.lines)
        .map(|(line, action)| {
            json!({
                "id": action.id,
                "entry": Uuid::now_v7(),
                "person": line.person,
                "name": line.who.name,
                "what": action.what,
                "due": moment::day_words_short(action.due_on),
                "given": Uuid::now_v7(),
                "proposed": crate::split::fair::propose(app, &parts, line, action.due_on),
            })
        })
        .collect();
    let owners: Vec<Value> = directory
        .workers(session.team, app.today())
        .into_iter()
        .map(|(id, staff)| json!({ "value": id, "text": staff.name }))
        .collect();
    let context = json!({
        "title": session.title(),
        "path": session.path(),
        "spoken": order.board.rows.len() - left.len(),
        "people": order.board.rows.len(),
        "left": left,
        "unassigned": nobody,
        "owners": owners,
        "due": due(&order, &directory, app),
        "visits": visits(app, session, &order)?,
        "gaps": day_gaps(app, session, &order)?,
        "note": request.field("note"),
        "shown_at": moment::utc_text(app.now()),
        "csrf": csrf(request),
    });
    send::page(app, request, "handover/end.html", &context, problems)
}

/// Actions of today and before that have an owner: they roll over until they are done.
fn due(order: &Order, directory: &Directory, app: &App) -> Vec<Value> {
    let today = app.today();
    let mut due: Vec<_> = order
        .read
        .lines
        .iter()
        .map(AsRef::as_ref)
        .flat_map(|line| line.actions.iter().map(move |action| (line, action)))
        .filter(|(_, action)| action.due_on <= today && action.owner.is_some())
        .collect();
    due.sort_by_key(|(_, action)| (action.due_on, action.id));
    due.into_iter()
        .map(|(line, action)| {
            json!({
                "href": format!("/people/{}/actions/{}", line.person, action.id),
                "name": line.who.name,
                "what": action.what,
                "owner": directory.owner_name(action.owner),
                "due": moment::day_words_short(action.due_on),
                "overdue": action.due_on < today,
            })
        })
        .collect()
}

/// The visits of the day, worker by worker.
pub(super) fn visits(app: &App, session: &Session, order: &Order) -> Result<Vec<Value>, PageError> {
    let day = session.is.day;
    let (from, to) = (moment::start_of_day(day), moment::start_of_day(moment::add_days(day, 1)));
    let visits = app.store.read(|tx| store::visits::of_team(tx, session.team, from, to))?;
    let directory = app.store.directory();
    let mut by_worker: Vec<(String, Vec<Value>)> = Vec::new();
    for visit in visits.iter().filter(|visit| visit.visit.called_off.is_none()) {
        let nobody = [None];
        let chosen: Vec<Option<Uuid>> = visit.visit.workers.iter().copied().map(Some).collect();
        for worker in if chosen.is_empty() { &nobody[..] } else { &chosen } {
            let name = directory.owner_name(*worker).to_owned();
            let shown = shown(visit, order, &directory, *worker);
            match by_worker.iter_mut().find(|(known, _)| *known == name) {
                Some((_, list)) => list.push(shown),
                None => by_worker.push((name, vec![shown])),
            }
        }
    }
    by_worker.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(by_worker.into_iter().map(|(name, visits)| json!({ "name": name, "visits": visits })).collect())
}

fn shown(visit: &VisitNow, order: &Order, directory: &Directory, worker: Option<Uuid>) -> Value {
    let others: Vec<Uuid> =
        visit.visit.workers.iter().copied().filter(|other| Some(*other) != worker).collect();
    json!({
        "href": format!("/visits/{}", visit.id),
        "at": moment::time_words(moment::local_time(visit.starts_at)),
        "name": order.line(visit.person).map_or("Somebody of another team", |line| line.who.name.as_str()),
        "with": names(&workers(directory, &others)),
    })
}

/// What the day lacks, in words, each with the page where it is put right.
fn day_gaps(app: &App, session: &Session, order: &Order) -> Result<Vec<Value>, PageError> {
    let (directory, visits) = (app.store.directory(), order.read.visits());
    let away = |worker: Uuid, day| directory.staff.get(&worker).is_some_and(|staff| !staff.works_on(day));
    let speaks = |worker, code: &str| directory.speaks(worker, code);
    let today = app.today();
    let off = called_off(app, session.team)?;
    let all: Vec<&VisitNow> = visits.iter().map(AsRef::as_ref).chain(&off).collect();
    let found = gaps(&order.read.lines, all.iter().copied(), away, &speaks, app.now());
    let visit = |id: Uuid| all.iter().copied().find(|visit| visit.id == id);
    let name = |person: Uuid| order.line(person).map_or("", |line| line.who.name.as_str());
    let of_visit = |id: Uuid, page: &str, words: String| {
        visit(id).map(|visit| {
            json!({
                "href": format!("/visits/{id}/{page}"),
                "words": format!("{}, {}: {words}", near(visit.starts_at, today), name(visit.person)),
            })
        })
    };
    let words = found
        .into_iter()
        .filter_map(|gap| match gap {
            Gap::Nobody(id) => of_visit(id, "change", "nobody chosen".to_owned()),
            Gap::Second(id) => of_visit(id, "change", "two workers needed, one chosen".to_owned()),
            Gap::NoInterpreter(id) => of_visit(id, "interpreter", no_interpreter(visit(id))),
            Gap::StillBooked(id) => {
                of_visit(id, "interpreter", "called off, and the interpreter is still booked".to_owned())
            }
            Gap::KeptTime(id) => {
                of_visit(id, "change", "in a time the person keeps free, and nobody said why".to_owned())
            }
            Gap::Away(id, worker) => visit(id).map(|visit| {
                let name = name(visit.person);
                let (at, who) = (near(visit.starts_at, today), directory.staff_name(worker));
                json!({
                    "href": format!("/replan?worker={worker}&day={today}"),
                    "words": format!("{at}, {name}: {who} is not at work today"),
                })
            }),
            Gap::Unseen(person, by) => Some(json!({
                "href": format!("/people/{person}/visit"),
                "words": format!("{}: no visit planned by {}, the limit of the tier", name(person), moment::day_words_short(by)),
            })),
        })
        .collect();
    Ok(words)
}

/// What is wrong with the interpreter of a visit to come.
fn no_interpreter(visit: Option<&VisitNow>) -> String {
    let booked = visit.and_then(|visit| visit.visit.interpreter.as_ref());
    match booked {
        None => "no interpreter is booked".to_owned(),
        Some(one) if one.holds() => "moved, and the interpreter is booked for another time".to_owned(),
        Some(_) => "the interpreter does not come, and no other is booked".to_owned(),
    }
}

/// Visits of the next days that are called off: an interpreter may still be booked for one (P03).
fn called_off(app: &App, team: Uuid) -> Result<Vec<VisitNow>, PageError> {
    let from = moment::start_of_day(app.today());
    let to = moment::start_of_day(moment::add_days(app.today(), settings::INTERPRETER_AHEAD_DAYS + 1));
    let mut visits = app.store.read(|tx| store::visits::of_team(tx, team, from, to))?;
    visits.retain(|visit| visit.visit.called_off.is_some());
    Ok(visits)
}
