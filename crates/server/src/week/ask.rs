//! **The way from the record to the planner.** [`ask`] reads what one or several teams need in a week and
//! gives it as the planner's problem, with the visits as they stand now as its plan in force. It reads
//! only; nothing here plans, and nothing here changes anything.
//!
//! Positions are the bridge between the two worlds: the planner's visit `i` is `needs[i]`, its worker `j`
//! is `workers[j]`, its person `p` is `people[p]`, its place `k` is `places[k]`. So each visit of a plan that
//! a search from [`Asked::warm`] gives is read as: `needs[one.visit]`, whose `standing` says which visit it is
//! now; [`Asked::workers_of`] it, ids of staff; [`Asked::starts_at`], the moment; [`Asked::spot`], the place.
//!
//! A need that nobody has planned has an id all the same, the same each time it is asked for, so that
//! accepting a plan twice makes one visit. Two things the planner does not see: `aside` are visits that
//! have begun or are past and break a planning rule (two at one time), they stay as they are; `not_kept` are
//! visits to come that cannot stay where they are, with what stands against it: they are planned anew.

mod force;
mod part;
mod people;
mod staff;

use std::collections::BTreeMap;

use care::bank_holiday::BankHolidays;
use care::entry::planning::{TeamPlanning, Weights};
use care::line::Line;
use care::moment;
use care::needs::{self, DAYS, MustBeSeen, Need, Spot, Week, Where};
use care::rule::context::VisitNow;
use care::travel::Point;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use planner::problem::Problem;
use planner::{Baseline, Plan, Planned, Warm};
use store::directory::Directory;
use store::{Store, StoreError};
use uuid::Uuid;

use part::Builder;
pub(super) use part::costs;
pub(super) use staff::ELSEWHERE;

/// What a week asks for, and how it stands.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The Monday of the week.
    pub monday: Date,
    /// The teams that were asked about.
    pub teams: Vec<Uuid>,
    /// The planner's problem.
    pub problem: Problem,
    /// The planner's visit i is `needs[i]`.
    pub needs: Vec<Need>,
    /// The planner's worker j is `workers[j]`.
    pub workers: Vec<Uuid>,
    /// The planner's person p is `people[p]`. Somebody with two visits on one day that may not move is
    /// there twice.
    pub people: Vec<Uuid>,
    /// The planner's place k is `places[k]`.
    pub places: Vec<Place>,
    /// The visits as they stand, as far as they keep every rule; with the moment from which they may
    /// still change. A promise of it that moves has its price.
    pub in_force: Baseline,
    /// Visits that have begun or are past and that the planner cannot see.
    pub aside: Vec<Aside>,
    /// Visits to come that cannot stay where they are, by their place among the needs.
    pub not_kept: Vec<NotKept>,
    /// Everybody on the caseloads, by id: names, tiers, addresses.
    pub lines: BTreeMap<Uuid, Line>,
}

/// A place of the planner's.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What kind of place, and its name when it has one. For a base, "Base".
    pub words: String,
    /// Its coordinates; none for a place that nobody has put on the map.
    pub point: Option<Point>,
    /// From where they are known.
    pub known_by: Where,
    /// A withheld address: it is on no map (BI58).
    pub withheld: bool,
}

/// A visit that stays as it is, outside the plan.
#[derive(Clone, Debug)]
pub struct Aside {
    /// The need with the visit as it stands.
    pub need: Need,
    /// Why the planner cannot see it.
    pub why: String,
}

/// A visit that cannot stay where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// Its place among the needs.
    pub need: usize,
    /// What stands against it, one sentence each.
    pub why: Vec<String>,
}

impl Asked {
    /// What a search starts from: the plan in force.
    #[must_use]
    pub fn warm(&self) -> Warm {
        Warm::InForce(self.in_force.clone())
    }

    /// The plan in force.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.in_force.plan
    }

    /// Who makes a planned visit.
    #[must_use]
    pub fn workers_of(&self, one: &Planned) -> Vec<Uuid> {
        one.staff.iter().filter_map(|at| self.workers.get(*at)).copied().collect()
    }

    /// When a planned visit starts.
    #[must_use]
    pub fn starts_at(&self, one: &Planned) -> Timestamp {
        let day = moment::add_days(self.monday, i32::try_from(one.day).unwrap_or(0));
        let (hour, minute) = (one.start.div_euclid(60) % 24, one.start.rem_euclid(60));
        let time = i8::try_from(hour).ok().zip(i8::try_from(minute).ok());
        let time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
        moment::start_of(day, time.unwrap_or(Time::midnight()))
    }

    /// Where a planned visit is.
    #[must_use]
    pub fn spot(&self, one: &Planned) -> Option<&Spot> {
        let visit = self.problem.visits.get(one.visit)?;
        let at = visit.places.iter().position(|place| place.place == one.place)?;
        self.needs.get(one.visit)?.places.get(at)
    }

    /// The planner's position of a worker.
    #[must_use]
    pub fn worker(&self, staff: Uuid) -> Option<usize> {
        self.workers.iter().position(|one| *one == staff)
    }

    /// The planner's position of a visit.
    #[must_use]
    pub fn need(&self, id: Uuid) -> Option<usize> {
        self.needs.iter().position(|need| need.id == id)
    }
}

/// What the store knows, read on one snapshot.
#[derive(Default)]
struct Read {
    lines: BTreeMap<Uuid, (Uuid, Line)>,
    visits: BTreeMap<Uuid, Vec<VisitNow>>,
    elsewhere: Vec<VisitNow>,
    postcodes: BTreeMap<String, Point>,
}

/// Reads what these teams need in the week of a Monday and how their visits stand now. Two statements a
/// team, and two more for all.
///
/// # Errors
/// The database; a line or a visit that does not read.
pub fn ask(store: &Store, teams: &[Uuid], monday: Date, now: Timestamp) -> Result<Asked, StoreError> {
    ask_with(store, teams, (monday, now), None)
}

/// The same with somebody who must be seen on a day.
///
/// # Errors
/// The database; a line or a visit that does not read.
pub(super) fn ask_with(
    store: &Store,
    teams: &[Uuid],
    (monday, now): (Date, Timestamp),
    seen: Option<&MustBeSeen>,
) -> Result<Asked, StoreError> {
    let directory = store.directory();
    let sunday = moment::add_days(monday, i32::from(DAYS) - 1);
    let staff = staff::of_teams(&directory, teams, monday);
    let read = read(store, teams, (monday, sunday), &staff)?;
    let mut builder = Builder::new(&directory, teams, monday, now);
    let holidays = BankHolidays::england_and_wales();
    let role = |staff: Uuid| directory.role(staff);
    for (person, (team, line)) in &read.lines {
        let week = Week {
            monday,
            now,
            holidays: &holidays,
            planning: planning(&directory, *team),
            postcode: &|code| read.postcodes.get(code).copied(),
            role: &role,
        };
        let visits = read.visits.get(person).map(Vec::as_slice).unwrap_or_default();
        let mut all = needs::of(line, visits, &week);
        if let Some(seen) = seen.filter(|seen| seen.person == *person) {
            needs::must_be_seen(&mut all, seen, line, &week);
        }
        builder.person(*team, line, all, &week);
    }
    builder.staff(&staff, &read.elsewhere, &holidays);
    let mut asked = builder.asked(&weights(&directory, teams));
    asked.lines = read.lines.into_iter().map(|(person, (_, line))| (person, line)).collect();
    Ok(asked)
}

fn planning(directory: &Directory, team: Uuid) -> &TeamPlanning {
    static NOTHING: TeamPlanning =
        TeamPlanning { base: None, places: Vec::new(), handover: None, mdt: None, weights: None };
    directory.teams.get(&team).map_or(&NOTHING, |team| &team.planning)
}

/// The weights of the first team that has its own.
fn weights(directory: &Directory, teams: &[Uuid]) -> Weights {
    let own = teams.iter().find_map(|team| planning(directory, *team).weights.clone());
    own.unwrap_or_default()
}

/// Postcodes of those whose address has no coordinates of its own.
fn unplaced(lines: &BTreeMap<Uuid, (Uuid, Line)>) -> Vec<String> {
    let homes = lines.values().map(|(_, line)| &line.who.home).filter(|home| home.point.is_none());
    let mut codes: Vec<String> = homes.filter_map(|home| home.postcode.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn read(
    store: &Store,
    teams: &[Uuid],
    (monday, sunday): (Date, Date),
    staff: &[Uuid],
) -> Result<Read, StoreError> {
    let from = moment::start_of_day(monday);
    let to = moment::start_of_day(moment::add_days(sunday, 1));
    store.read(|tx| {
        let mut read = Read::default();
        for team in teams {
            for line in store::people::lines(tx, *team)? {
                read.lines.insert(line.person, (*team, line));
            }
            for visit in store::visits::of_team(tx, *team, from, to)? {
                read.visits.entry(visit.person).or_default().push(visit);
            }
        }
        read.elsewhere = store::visits::of_workers(tx, staff, (monday, sunday))?;
        let ours = |person: &Uuid| read.lines.contains_key(person);
        read.elsewhere.retain(|visit| !ours(&visit.person));
        read.postcodes = store::postcodes::of(tx, &unplaced(&read.lines))?;
        Ok(read)
    })
}

#[cfg(test)]
mod tests;
