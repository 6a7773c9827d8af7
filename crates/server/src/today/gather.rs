//! What Today shows, read and sorted: visits that wait from earlier days, visits of the day, actions.

use std::collections::BTreeSet;

use care::access::Actor;
use care::entry::visit::DayClose;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;
use crate::visit::{Door, Shown, door};

/// Days back from which a visit without an outcome still comes up.
const DAYS_BACK: i32 = 30;

/// A visit with what matters at the door.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    pub(super) visit: Shown,
    door: Door,
    others: Vec<String>,
    open: bool,
}

/// The visits of a worker's day.
#[derive(Debug, Default)]
pub(super) struct Visits {
    /// From earlier days, still without an outcome.
    pub(super) earlier: Vec<Card>,
    /// Of the day, in order, still to be said what happened.
    pub(super) open: Vec<Card>,
    /// Of the day, with their outcome or called off.
    pub(super) done: Vec<Card>,
    /// Visits to people who are now with another team.
    pub(super) elsewhere: usize,
}

impl Visits {
    /// Everybody whose record is shown.
    pub(super) fn people(&self) -> BTreeSet<Uuid> {
        self.all().map(|card| card.visit.person).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Card> {
        self.earlier.iter().chain(&self.open).chain(&self.done)
    }
}

/// Reads the visits of a worker's day, and with today those that wait from earlier days.
pub(super) fn visits(app: &App, request: &Request, worker: Uuid, day: Date) -> Result<Visits, PageError> {
    let (actor, directory, now) = (request.actor()?, app.store.directory(), app.now());
    let start = moment::start_of_day(day);
    let from = moment::start_of_day(moment::add_days(day, -DAYS_BACK));
    let is_today = day == app.today();
    let visits = app.store.read(|tx| {
        let mut all = Vec::new();
        if is_today {
            for team in &actor.teams {
                let open = store::visits::open_of_team(tx, *team, from, start)?;
                all.extend(open.into_iter().filter(|visit| visit.visit.workers.contains(&worker)));
            }
            all.sort_by_key(|visit| (visit.starts_at, visit.id));
        } else {
            // A visit over midnight belongs to the day it starts and is shown on both (BI43).
            let before = store::visits::of_worker(tx, worker, moment::add_days(day, -1))?;
            all.extend(before.into_iter().filter(|v| v.visit.planned_end(v.starts_at) > start));
        }
        all.extend(store::visits::of_worker(tx, worker, day)?);
        let mut visits = Visits::default();
        for visit in all {
            let line = store::people::line(tx, visit.person)?;
            let Some(line) = line.filter(|line| actor.in_team(line.team())) else {
                visits.elsewhere += 1;
                continue;
            };
            let open = is_open(&visit);
            let others = visit.visit.workers.iter().filter(|id| **id != worker);
            let card = Card {
                others: others.map(|id| directory.staff_name(*id).to_owned()).collect(),
                visit: Shown::of(&visit, &line, &directory, now),
                door: if open { door(&line, &directory, now) } else { Door::default() },
                open,
            };
            if visit.starts_at < start && is_today {
                visits.earlier.push(card);
            } else if open {
                visits.open.push(card);
            } else {
                visits.done.push(card);
            }
        }
        Ok::<_, store::StoreError>(visits)
    })?;
    Ok(visits)
}

/// Whether somebody must still say what became of it.
pub(super) fn is_open(visit: &VisitNow) -> bool {
    match visit.state() {
        VisitState::Planned | VisitState::Started | VisitState::Ended => true,
        VisitState::Recorded | VisitState::CalledOff => false,
    }
}

/// An action that is due.
#[derive(Debug, Serialize)]
pub(super) struct Action {
    person: Uuid,
    name: String,
    what: String,
    owner: String,
    due: String,
    overdue: bool,
}

/// Actions due on a day or before: the worker's own, and those of colleagues in the actor's teams.
pub(super) fn actions(
    app: &App,
    actor: &Actor,
    worker: Uuid,
    day: Date,
) -> Result<(Vec<Action>, Vec<Action>), PageError> {
    let directory = app.store.directory();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for team in &actor.teams {
        let team = app.boards.team(&app.store, *team, app.now())?;
        for line in &team.lines {
            let line = line.as_ref();
            for action in line.actions.iter().filter(|action| action.due_on <= day) {
                let shown = Action {
                    person: line.person,
                    name: line.who.name.clone(),
                    what: action.what.clone(),
                    owner: directory.owner_name(action.owner).to_owned(),
                    due: moment::day_words_short(action.due_on),
                    overdue: action.due_on < app.today(),
                };
                let list = if action.owner == Some(worker) { &mut own } else { &mut others };
                list.push((action.due_on, shown));
            }
        }
    }
    let in_order = |mut list: Vec<(Date, Action)>| {
        list.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
        list.into_iter().map(|(_, action)| action).collect()
    };
    Ok((in_order(own), in_order(others)))
}

/// When the day was closed, if it was and nothing has come open since.
pub(super) fn closed(
    app: &App,
    worker: Uuid,
    day: Date,
    visits: &Visits,
) -> Result<Option<String>, PageError> {
    let id = DayClose::entry_id(worker, day);
    let entry = app.store.read(|tx| store::people::entry(tx, id))?;
    let closed = entry.filter(|_| visits.open.is_empty());
    Ok(closed.map(|entry| moment::moment_words(entry.recorded_at)))
}
