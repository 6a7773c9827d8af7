//! Who of a team is out now, read whole: the visits of the day, what was done for anybody's safety, who
//! closed the day. It notes no look and draws nothing.

use std::collections::{BTreeMap, BTreeSet};

use care::access::Role;
use care::entry::organisation::Staff;
use care::entry::safety::{SafetyDetails, Step};
use care::entry::{Body, Entry, Kind};
use care::line::Line;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use care::safety::{self, Day, Standing, Watch};
use jiff::{Timestamp, ToSpan};
use store::db::Tx;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;

/// Hours back from which a visit that nobody ended still has a clock.
const HOURS_BACK: i64 = 24;
/// Days back in which an alarm that nobody ended is found.
const DAYS_BACK: i32 = 30;

/// A worker of the day.
pub(crate) struct Out {
    /// Who.
    pub(crate) worker: Uuid,
    pub(crate) staff: Staff,
    /// Their visits of the day, in order; earlier ones while they are under way.
    pub(crate) visits: Vec<VisitNow>,
    /// What was done for their safety, the latest first.
    pub(crate) checks: Vec<Entry>,
    /// The visit whose clock runs, with it.
    pub(crate) watch: Option<(VisitNow, Watch)>,
    /// The alarm that nobody ended.
    pub(crate) alarm: Option<Entry>,
    /// How they stand.
    pub(crate) standing: Standing,
    /// Who rings first.
    pub(crate) buddy: Option<Uuid>,
    /// When their hours end.
    pub(crate) until: Timestamp,
}

impl Out {
    /// The furthest step whose time has come.
    pub(crate) fn reached(&self, now: Timestamp) -> Option<Step> {
        self.watch.as_ref().and_then(|(_, watch)| watch.reached(now))
    }
}

/// The workers of a team today.
pub(crate) struct TeamOut {
    /// The team.
    pub(crate) team: Uuid,
    /// Everybody who is there or has visits, those first who must be thought of first.
    pub(crate) out: Vec<Out>,
    /// Who is not at work today and has no visit.
    pub(crate) absent: usize,
    /// People of the visits, as far as they are under the team.
    pub(crate) lines: BTreeMap<Uuid, Line>,
    /// Whoever leads today: managers and leads who are there; everybody there when none is.
    leads: BTreeSet<Uuid>,
}

/// What one reading of the store brings.
#[derive(Default)]
struct Read {
    visits: Vec<VisitNow>,
    checks: Vec<Entry>,
    closed: BTreeSet<Uuid>,
    details: BTreeMap<Uuid, SafetyDetails>,
    lines: BTreeMap<Uuid, Line>,
}

impl TeamOut {
    /// Reads a team; whether the reader may see it is asked before.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn read(app: &App, team: Uuid) -> Result<TeamOut, PageError> {
        let (directory, now, today) = (app.store.directory(), app.now(), app.today());
        let workers = directory.workers(team, today);
        let ids: Vec<Uuid> = workers.iter().map(|(id, _)| *id).collect();
        let mut teams: BTreeSet<Uuid> = workers.iter().flat_map(|(_, staff)| staff.teams_on(today)).collect();
        teams.insert(team);
        let read = app.store.read(|tx| read(tx, &teams, (&ids, team), now))?;
        let busy: BTreeSet<Uuid> = read
            .visits
            .iter()
            .filter(|visit| visit.state() == VisitState::Started)
            .flat_map(|visit| visit.visit.workers.iter().copied())
            .collect();
        let mut out: Vec<Out> =
            workers.iter().map(|(id, staff)| of_worker((*id, staff), &workers, &busy, &read, now)).collect();
        let all = out.len();
        out.retain(|one| one.staff.works_on(today) || !one.visits.is_empty() || one.standing < Standing::Out);
        out.sort_by(|a, b| {
            let key = |one: &Out| (one.standing, std::cmp::Reverse(one.reached(now)));
            key(a).cmp(&key(b)).then_with(|| a.staff.name.cmp(&b.staff.name))
        });
        let there: Vec<&Out> = out.iter().filter(|one| one.staff.works_on(today)).collect();
        let leading = |one: &&&Out| matches!(one.staff.role, Role::Manager | Role::Lead);
        let mut leads: BTreeSet<Uuid> = there.iter().filter(leading).map(|one| one.worker).collect();
        if leads.is_empty() {
            leads = there.iter().map(|one| one.worker).collect();
        }
        Ok(TeamOut { team, absent: all - out.len(), out, lines: read.lines, leads })
    }

    /// One worker of the team.
    pub(crate) fn worker(&self, id: Uuid) -> Option<&Out> {
        self.out.iter().find(|one| one.worker == id)
    }

    /// Whether somebody is asked to do something about a worker now: an alarm asks everybody, the ladder
    /// its buddy, then whoever leads.
    pub(crate) fn asks(&self, me: Uuid, about: &Out, now: Timestamp) -> bool {
        if me == about.worker {
            return false;
        }
        let leads = self.leads.contains(&me);
        match (about.alarm.is_some(), about.reached(now)) {
            (true, _) => true,
            (false, None | Some(Step::Ping | Step::Alarm)) => false,
            (false, Some(Step::Buddy)) => about.buddy == Some(me),
            (false, Some(Step::Manager | Step::Police)) => leads || about.buddy == Some(me),
        }
    }
}

fn read(
    tx: &mut Tx,
    teams: &BTreeSet<Uuid>,
    (ids, team): (&[Uuid], Uuid),
    now: Timestamp,
) -> Result<Read, store::StoreError> {
    let today = moment::local_day(now);
    let (from, to) = (moment::start_of_day(today), moment::start_of_day(moment::add_days(today, 1)));
    let before = from.min(now.checked_sub(HOURS_BACK.hours()).unwrap_or(from));
    let mut read = Read::default();
    for team in teams {
        let earlier = store::visits::open_of_team(tx, *team, before, from)?;
        read.visits.extend(earlier.into_iter().filter(|visit| visit.state() == VisitState::Started));
        read.visits.extend(store::visits::of_team(tx, *team, from, to)?);
    }
    let since = moment::start_of_day(moment::add_days(today, -DAYS_BACK));
    read.checks = store::people::of_subjects(tx, ids, Kind::SafetyCheck, since)?;
    let closed = store::people::of_subjects(tx, ids, Kind::DayClose, from)?;
    let of_today = |entry: &&Entry| matches!(&entry.body, Body::DayClose(close) if close.day == today);
    read.closed = closed.iter().filter(of_today).map(|entry| entry.subject).collect();
    let details = store::people::of_subjects(tx, ids, Kind::SafetyDetails, Timestamp::UNIX_EPOCH)?;
    for entry in details {
        if let Body::SafetyDetails(details) = entry.body {
            read.details.insert(entry.subject, details);
        }
    }
    let people: BTreeSet<Uuid> =
        read.visits.iter().filter(|visit| visit.team == Some(team)).map(|visit| visit.person).collect();
    for person in people {
        if let Some(line) = store::people::line(tx, person)?.filter(|line| line.team() == Some(team)) {
            read.lines.insert(person, line);
        }
    }
    Ok(read)
}

fn of_worker(
    (worker, staff): (Uuid, &Staff),
    colleagues: &[(Uuid, &Staff)],
    busy: &BTreeSet<Uuid>,
    read: &Read,
    now: Timestamp,
) -> Out {
    let today = moment::local_day(now);
    let mine = |visit: &&VisitNow| visit.visit.workers.contains(&worker);
    let mut visits: Vec<VisitNow> = read.visits.iter().filter(mine).cloned().collect();
    visits.sort_by_key(|visit| (visit.starts_at, visit.id));
    let checks: Vec<Entry> = read.checks.iter().filter(|entry| entry.subject == worker).cloned().collect();
    let alarm = safety::alarms(&checks).first().map(|entry| (*entry).clone());
    let watch = {
        let said = safety::checks(&checks, worker);
        let flagged =
            |visit: &VisitNow| read.lines.get(&visit.person).is_some_and(|line| safety::flagged(line, today));
        Watch::of_worker(&visits, &flagged, &said, now).map(|(visit, watch)| (visit.clone(), watch))
    };
    let until = safety::shift_end(staff, today);
    let day = Day {
        visits: &visits,
        alarm: alarm.is_some(),
        overdue: watch.as_ref().is_some_and(|(_, watch)| watch.reached(now).is_some()),
        closed: read.closed.contains(&worker),
        until,
    };
    let standing = day.standing(now);
    let named = read.details.get(&worker).and_then(|details| details.buddy);
    let buddy = safety::buddy(worker, named, colleagues, &|id| !busy.contains(&id), today);
    Out { worker, staff: staff.clone(), visits, checks, watch, alarm, standing, buddy, until }
}
