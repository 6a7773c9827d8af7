//! Lists of a team: the board, clocks, visits, and whoever must not be forgotten.

use std::sync::Arc;

use care::board;
use care::line::Line;
use care::{allocation, ladder, moment};
use jiff::Timestamp;
use store::directory::Directory;
use uuid::Uuid;

use super::ask;
use super::view::{
    ActionView, BoardRow, BoardView, Clocks, CohortView, LadderView, ListName, ListRow, ListView, StaffRef,
    Suggestions, SupervisionView, VisitList, VisitView,
};
use crate::app::App;
use crate::board::TeamNow;
use crate::error::PageError;
use crate::lists;
use crate::request::{Reply, Request};

/// The team asked for and what its lists are made of; notes the look.
fn of_team(app: &App, request: &Request, act: &str) -> Result<(Uuid, Arc<TeamNow>, Timestamp), PageError> {
    let team = ask::team(app, request)?;
    let now = app.now();
    app.note(request, act, Some(team), None)?;
    Ok((team, app.boards.team(&app.store, team, now)?, now))
}

/// The whole caseload in the order of the daily handover.
pub(crate) fn board(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/board")?;
    let at = ask::moment(request, "on", app.now())?;
    let (team, known, _) = of_team(app, request, "board")?;
    let (directory, visits) = (app.store.directory(), known.visits());
    let rows = board::arrange(&known.lines, visits.iter().map(AsRef::as_ref), at);
    let rows = rows.into_iter().map(|row| BoardRow::of(row, &directory)).collect();
    Reply::json(&BoardView { team, at, rows })
}

/// The deadlines of a caseload.
pub(crate) fn clocks(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/clocks")?;
    let (team, at) = (ask::team(app, request)?, app.now());
    app.note(request, "clocks", Some(team), None)?;
    let clocks = lists::clocks(app, request.actor()?, team, at)?;
    Reply::json(&Clocks { team, at, clocks })
}

/// The visits of a day, of a team or of one worker in the caller's teams.
pub(crate) fn visits(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/visits")?;
    let day = ask::day(request, "day")?.unwrap_or_else(|| app.today());
    let worker = ask::id(request, "worker")?;
    let asked = ask::id(request, "team")?;
    let actor = request.actor()?;
    let team = match (asked, worker) {
        (None, Some(_)) => None,
        (Some(_), _) | (None, None) => Some(ask::team(app, request)?),
    };
    app.note(request, "visits", worker.or(team), Some(day.to_string()))?;
    let visits = app.store.read(|tx| match (worker, team) {
        (Some(worker), _) => store::visits::of_worker(tx, worker, day),
        (None, Some(team)) => {
            let (from, to) = (moment::start_of_day(day), moment::start_of_day(moment::add_days(day, 1)));
            store::visits::of_team(tx, team, from, to)
        }
        (None, None) => Ok(Vec::new()),
    })?;
    let seen = |of: Option<Uuid>| actor.in_team(of) && (team.is_none() || team == of);
    let visits = visits.iter().filter(|visit| seen(visit.team)).map(VisitView::of).collect();
    Reply::json(&VisitList { day, visits })
}

/// Whoever must not be forgotten: unallocated, unseen, on the ladder, with actions waiting.
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/lists/{list}")?;
    let name = ListName::from_text(request.word("list")).ok_or(PageError::NotFound)?;
    let (team, known, now) = of_team(app, request, "list")?;
    let directory = app.store.directory();
    let mut rows: Vec<ListRow> = Vec::new();
    for line in known.lines.iter().map(AsRef::<Line>::as_ref) {
        rows.extend(rows_of(name, line, &directory, now).into_iter().map(|waiting| {
            let key_worker = line.named.as_ref().and_then(|named| named.key_worker);
            ListRow {
                person: line.person,
                name: line.who.name.clone(),
                key_worker: key_worker.map(|id| StaffRef::of(id, &directory)),
                on: waiting.on,
                days: waiting.days,
                ladder: waiting.ladder.map(|ladder| LadderView::of(&ladder, now)),
                action: waiting.action.map(|action| ActionView::of(action, &directory)),
            }
        }));
    }
    rows.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.name, a.person).cmp(&(&b.name, b.person))));
    Reply::json(&ListView { list: name, team, at: now, rows })
}

/// Why a person is on a list.
struct Waiting<'a> {
    on: Option<jiff::civil::Date>,
    days: i32,
    ladder: Option<ladder::Ladder>,
    action: Option<&'a care::line::OpenAction>,
}

fn rows_of<'a>(name: ListName, line: &'a Line, directory: &Directory, now: Timestamp) -> Vec<Waiting<'a>> {
    let today = moment::local_day(now);
    let since =
        |day| Waiting { on: Some(day), days: moment::days_between(day, today), ladder: None, action: None };
    match name {
        ListName::Unallocated => line.unallocated_since().map(since).into_iter().collect(),
        ListName::Cover => allocation::cover(line, |id| directory.staff.get(&id), today)
            .map(|cover| since(cover.from()))
            .into_iter()
            .collect(),
        ListName::Assessments => line
            .assessment()
            .filter(|one| one.completed_on.is_none())
            .map(|one| since(moment::local_day(one.at)))
            .into_iter()
            .collect(),
        ListName::Wishes => open_wish(line).map(since).into_iter().collect(),
        ListName::Unseen => board::unseen_days(line, now)
            .map(|days| Waiting { days, ..since(moment::add_days(today, -days)) })
            .into_iter()
            .collect(),
        ListName::Ladder => ladder::of(line)
            .map(|found| {
                let day = moment::local_day(found.first_at);
                Waiting { ladder: Some(found), ..since(day) }
            })
            .into_iter()
            .collect(),
        ListName::Actions => line
            .actions
            .iter()
            .map(|action| Waiting { action: Some(action), ..since(action.due_on) })
            .collect(),
    }
}

/// Since when a wish for a male or female key worker is open: the day it is tried again, when one is set.
fn open_wish(line: &Line) -> Option<jiff::civil::Date> {
    let named = line.named.as_ref().filter(|named| named.key_worker.is_some())?;
    named.wish.filter(|wish| wish.is_open())?;
    Some(named.next_try.unwrap_or_else(|| moment::local_day(named.since)))
}

/// Who could be the key worker of a person, the best match first.
pub(crate) fn suggestions(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/people/{id}/suggestions")?;
    let id = request.id("id")?;
    let line = app.person(request, id, "suggestions")?;
    let skills = request.query("skills").unwrap_or_default().split(',').map(str::trim);
    let skills: Vec<String> = skills.filter(|skill| !skill.is_empty()).map(str::to_owned).collect();
    let workers = crate::allocation::suggestions(app, &line, &skills)?;
    Reply::json(&Suggestions { person: id, on: app.today(), workers })
}

/// Everybody a team knows for whom intensive care is meant.
pub(crate) fn cohort(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/cohort")?;
    let team = ask::team(app, request)?;
    app.note(request, "cohort", Some(team), None)?;
    let people = crate::cohort::rows(app, team)?;
    Reply::json(&CohortView { team, people })
}

/// Supervision of a team, as far as it is the caller's to see.
pub(crate) fn supervision(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/supervision")?;
    let team = ask::team(app, request)?;
    app.note(request, "supervision", Some(team), None)?;
    let lists = crate::supervision::lists(app, request.actor()?, team)?;
    Reply::json(&SupervisionView { team, lists })
}
