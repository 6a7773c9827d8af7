//! Lone-worker safety (domain 4.4): who is out and who is home, the ladder after a visit that does not
//! end in time, an alarm. It shows and records; it rings nobody, and follows nobody about (LW13).

mod alarm;
mod card;
mod details;
mod gather;
mod notice;
#[cfg(test)]
mod tests;
mod view;

use axum::http::StatusCode;
use care::access::{Activity, Actor};
use care::entry::{Draft, Entry, Kind};
use uuid::Uuid;

use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::visit::{append, settled};

pub(crate) use alarm::{form as alarm_form, raise as raise_alarm};
pub(crate) use card::{card, record};
pub(crate) use details::{form as details_form, save as save_details};
pub(crate) use gather::TeamOut;
pub(crate) use notice::{notice, page as notice_page};
pub(crate) use view::SafetyBoard;

/// Whether an actor may read an entry as far as safety details go: their own, and a manager those of
/// their teams. Colleagues see them on the card of a worker who is overdue, and nowhere else (LW10).
pub(crate) fn may_read(app: &App, actor: &Actor, entry: &Entry) -> bool {
    entry.kind() != Kind::SafetyDetails || may_know(app, actor, entry.subject)
}

/// Whether an actor may always know how to look for a worker.
fn may_know(app: &App, actor: &Actor, worker: Uuid) -> bool {
    let leads = actor.may(Activity::ManageStaff) || actor.may(Activity::Allocate);
    let directory = app.store.directory();
    let shared = directory.staff.get(&worker).is_some_and(|staff| {
        let mut theirs = staff.teams_on(app.today());
        theirs.any(|team| actor.in_team(Some(team)))
    });
    worker == actor.staff || (leads && shared)
}

#[derive(serde::Serialize)]
struct PageView {
    #[serde(flatten)]
    board: SafetyBoard,
    team_name: String,
    teams: Vec<Choice>,
    big: bool,
    here: String,
    printed: String,
    details: bool,
}

/// `GET /safety`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let (directory, now) = (app.store.directory(), app.now());
    app.note(request, "safety", Some(team), None)?;
    let read = TeamOut::read(app, team)?;
    let big = request.query("screen") == Some("big");
    let context = PageView {
        board: SafetyBoard::of(&read, &directory, now),
        team_name: directory.team_name(Some(team)).to_owned(),
        teams: teams(app, request, team),
        big,
        here: format!("/safety?team={team}"),
        printed: care::moment::moment_words(now),
        details: request.actor()?.may(Activity::PlanVisits),
    };
    let mut frame = app.frame(request);
    if big {
        frame.nav.clear();
        frame.account = None;
    }
    Ok(Reply::page(app.templates.page("safety/page.html", &frame, context)?))
}

/// Records one thing, unless it is there already: the second of two taps is the same.
fn put(app: &App, request: &Request, draft: Draft) -> Result<(), PageError> {
    let id = draft.id;
    if app
        .store
        .read(|tx| store::people::entry(tx, id))?
        .is_some_and(|entry| entry.kind() == draft.body.kind())
    {
        return Ok(());
    }
    settled(append(app, request, vec![draft])?)
}

/// The status of a page with or without problems.
fn status(problems: &[crate::template::forms::Problem]) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
