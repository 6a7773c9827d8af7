//! The team's day for other programs: handovers, MDTs with agenda and decisions, a day to be replanned,
//! own and shared work. What is written there is sent to `/api/v1/entries`.

use care::entry::handover::{Coverage, Handover};
use care::entry::mdt::Mdt;
use care::handover::coverage;
use care::line::Line;
use care::mdt::{Heading, agenda};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::ask;
use super::view::{EntryView, StaffRef, VisitView};
use crate::app::App;
use crate::error::PageError;
use crate::meeting::{Kept, Meeting};
use crate::request::{Reply, Request};
use crate::safety::{SafetyBoard, TeamOut};
use crate::{mdt, split, visit};

/// The latest meetings of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MeetingList {
    /// The team.
    team: Uuid,
    /// The latest first, at most 20; the body says when, who was there, and what was covered.
    meetings: Vec<EntryView>,
}

/// A handover with what was said.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HandoverView {
    /// Its entry.
    handover: EntryView,
    /// Who was spoken of: as stored at its end, or so far.
    coverage: Coverage,
    /// What was said of whom, the latest first.
    lines: Vec<EntryView>,
}

/// An MDT with its agenda and what it decided.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MdtView {
    /// Its entry.
    mdt: EntryView,
    /// Whom there is reason to speak of now, by heading, what is overdue first.
    agenda: Vec<AgendaItem>,
    /// What was decided, the latest first.
    decisions: Vec<EntryView>,
}

/// One reason to speak of somebody.
#[derive(Serialize, JsonSchema)]
struct AgendaItem {
    /// Under which heading.
    heading: Heading,
    /// Whether it should have been spoken of before.
    overdue: bool,
    /// The person.
    person: Uuid,
    /// The name they like, and the family name.
    name: String,
    /// Why.
    words: String,
    /// Whether this meeting decided something about them already.
    decided: bool,
}

/// A worker's day that others take over.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReplanView {
    /// The team.
    team: Uuid,
    /// Whose day it is.
    worker: StaffRef,
    /// The day.
    day: Date,
    /// Visits still planned, those of the red tier first.
    visits: Vec<ReplanVisit>,
}

/// One visit of that day.
#[derive(Serialize, JsonSchema)]
struct ReplanVisit {
    /// The visit as it is planned; who takes it over is a new version of it.
    visit: VisitView,
    /// The name they like, and the family name.
    name: String,
    /// Whether nobody of the team is free then.
    displaced: bool,
    /// Red tier: calling it off or moving it to a later day needs who decided it, and why (T09).
    needs_decision: bool,
    /// Colleagues who are free then, the best suited first.
    free: Vec<visit::Free>,
}

/// Own and shared work of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SplitView {
    /// The team.
    team: Uuid,
    /// Everybody with work of their own profession.
    workers: Vec<split::Row>,
}

fn listed<T: Kept>(app: &App, request: &Request, act: &str) -> Result<Reply, PageError> {
    let team = ask::team(app, request)?;
    app.note(request, act, Some(team), None)?;
    let directory = app.store.directory();
    let meetings = Meeting::<T>::of_team(app, team)?;
    let meetings = meetings.into_iter().map(|one| EntryView::of(one.entry, &directory)).collect();
    Reply::json(&MeetingList { team, meetings })
}

/// The latest handovers.
pub(crate) fn handovers(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/handovers")?;
    listed::<Handover>(app, request, "handovers")
}

/// One handover.
pub(crate) fn handover(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/handovers/{id}")?;
    let session = Meeting::<Handover>::asked(app, request)?;
    app.note(request, "handover", Some(session.team), None)?;
    let directory = app.store.directory();
    let covered = match &session.is.coverage {
        Some(stored) => stored.clone(),
        None => coverage(&app.boards.team(&app.store, session.team, app.now())?.lines, session.id()),
    };
    let lines = session.said(app)?.into_iter().map(|entry| EntryView::of(entry, &directory)).collect();
    let handover = EntryView::of(session.entry, &directory);
    Reply::json(&HandoverView { handover, coverage: covered, lines })
}

/// The latest MDTs.
pub(crate) fn mdts(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/mdts")?;
    listed::<Mdt>(app, request, "meetings")
}

/// One MDT.
pub(crate) fn mdt(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/mdts/{id}")?;
    let meeting = Meeting::<Mdt>::asked(app, request)?;
    app.note(request, "meeting", Some(meeting.team), None)?;
    let directory = app.store.directory();
    let decided = meeting.said(app)?;
    let lines: Vec<Line> = mdt::lines(app, meeting.team)?;
    let name = |person| lines.iter().find(|line| line.person == person).map(|line| line.who.name.clone());
    let items = agenda(&lines, app.now()).into_iter().map(|item| AgendaItem {
        heading: item.heading,
        overdue: item.overdue,
        person: item.person,
        name: name(item.person).unwrap_or_default(),
        words: item.words,
        decided: decided.iter().any(|entry| entry.subject == item.person),
    });
    let agenda = items.collect();
    let decisions = decided.into_iter().map(|entry| EntryView::of(entry, &directory)).collect();
    Reply::json(&MdtView { mdt: EntryView::of(meeting.entry, &directory), agenda, decisions })
}

/// A worker's day: each visit with who is free for it, and who would be displaced.
pub(crate) fn replan(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/replan")?;
    ask::team(app, request)?;
    let worker = ask::id(request, "worker")?;
    let worker =
        worker.ok_or_else(|| PageError::BadRequest("Send the worker whose day it is.".to_owned()))?;
    let day = ask::day(request, "day")?.unwrap_or_else(|| app.today());
    let day_of = visit::DayOf::new(app, request, worker, day)?;
    let visits = day_of.visits(app, request)?.into_iter().map(|one| ReplanVisit {
        name: one.line.who.name.clone(),
        displaced: one.free.is_empty(),
        needs_decision: one.is_red(),
        visit: VisitView::of(&one.visit),
        free: one.free,
    });
    let visits = visits.collect();
    let worker = StaffRef::of(worker, &app.store.directory());
    Reply::json(&ReplanView { team: day_of.team, worker, day, visits })
}

/// Who is out and who is home.
pub(crate) fn safety(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/safety")?;
    let team = ask::team(app, request)?;
    app.note(request, "safety", Some(team), None)?;
    let read = TeamOut::read(app, team)?;
    Reply::json(&SafetyBoard::of(&read, &app.store.directory(), app.now()))
}

/// Own and shared work.
pub(crate) fn work_split(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/split")?;
    let team = ask::team(app, request)?;
    app.note(request, "split", Some(team), None)?;
    Reply::json(&SplitView { team, workers: split::rows(app, team)? })
}
