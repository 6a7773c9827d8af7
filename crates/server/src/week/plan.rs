//! A team's week with the plan that is looked at: the open draft, or the visits as they stand. It is the
//! bridge between the planner's numbers and the entry of a plan; it decides nothing and writes nothing.

use std::collections::BTreeMap;

use care::entry::week_plan::{Absence, Effect, LeftOut, Placement, PlanState, WeekPlan};
use care::entry::{Body, Draft, Entry};
use care::moment;
use care::needs::{MustBeSeen, Need};
use care::rule::context::{VisitNow, VisitState};
use jiff::Timestamp;
use jiff::civil::Date;
use planner::change::{self, Change};
use planner::problem::Lock;
use planner::{Plan, Planned, Problem};
use store::directory::Directory;
use store::{Store, StoreError};
use uuid::Uuid;

use super::ask::{Asked, ask_with};
use super::figures;
use super::route::Route;

/// A team's week.
pub(crate) struct Week {
    /// The team.
    pub(crate) team: Uuid,
    /// What the week asks for, and how the visits stand.
    pub(crate) asked: Asked,
    /// The same as a problem, with the absences of the plan.
    pub(crate) problem: Problem,
    /// The visits of the week, by id.
    pub(crate) visits: BTreeMap<Uuid, VisitNow>,
    /// The plan that is looked at.
    pub(crate) plan: WeekPlan,
    /// The entry of the open draft; none while nobody plans.
    pub(crate) draft: Option<Entry>,
    /// The last plan of this week that was decided.
    pub(crate) decided: Option<Entry>,
    /// The number of the next plan.
    next_round: u16,
    /// Days off on which workers come for visits that stand: worker and day. Nothing new is put there.
    off: Vec<(usize, usize)>,
}

impl Week {
    /// Reads a week of a team.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn read(store: &Store, now: Timestamp, team: Uuid, monday: Date) -> Result<Week, StoreError> {
        let mut week = Week::bare(store, now, (team, monday), None)?;
        match week.draft.as_ref().map(|entry| entry.body.clone()) {
            Some(Body::WeekPlan(plan)) => week.open(plan),
            Some(_) | None => week.as_it_stands(),
        }
        Ok(week)
    }

    /// Reads the visits of a week as they stand, whatever draft there is, with who must be seen beside.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn stands(
        store: &Store,
        now: Timestamp,
        whose: (Uuid, Date),
        seen: Option<&MustBeSeen>,
    ) -> Result<Week, StoreError> {
        let mut week = Week::bare(store, now, whose, seen)?;
        week.draft = None;
        week.as_it_stands();
        Ok(week)
    }

    /// A week without a plan.
    fn bare(
        store: &Store,
        now: Timestamp,
        (team, monday): (Uuid, Date),
        seen: Option<&MustBeSeen>,
    ) -> Result<Week, StoreError> {
        let mut asked = ask_with(store, &[team], (monday, now), seen)?;
        let off = days_off(&asked, &store.directory());
        narrow(&mut asked, &off);
        let (visits, mut plans) = store.read(|tx| {
            let (from, to) =
                (moment::start_of_day(monday), moment::start_of_day(moment::add_days(monday, 7)));
            let visits = store::visits::of_team(tx, team, from, to)?;
            let mut plans: Vec<Entry> = Vec::new();
            for round in 1..=u16::MAX {
                let Some(entry) = store::people::entry(tx, WeekPlan::entry_id(team, monday, round))? else {
                    break;
                };
                plans.push(entry);
            }
            Ok::<_, StoreError>((visits, plans))
        })?;
        let visits = visits.into_iter().filter(|visit| visit.state() != VisitState::CalledOff);
        let visits: BTreeMap<Uuid, VisitNow> = visits.map(|visit| (visit.id, visit)).collect();
        let next_round = u16::try_from(plans.len()).unwrap_or(u16::MAX - 1) + 1;
        let is_open =
            |entry: &Entry| matches!(&entry.body, Body::WeekPlan(plan) if plan.state == PlanState::Draft);
        let last = plans.pop();
        let (draft, decided) = match last {
            Some(entry) if is_open(&entry) => (Some(entry), plans.pop()),
            last => (None, last),
        };
        let problem = asked.problem.clone();
        let plan = WeekPlan {
            monday,
            round: next_round,
            state: PlanState::Draft,
            placements: Vec::new(),
            left_out: Vec::new(),
            absences: Vec::new(),
            before: Default::default(),
            after: Default::default(),
            weights: None,
            decided_by: None,
            note: None,
        };
        Ok(Week { team, asked, problem, visits, plan, draft, decided, next_round, off })
    }

    /// The visits as they stand, as a plan of their own.
    fn as_it_stands(&mut self) {
        let made = self.visits.values().filter(|now| !now.visit.workers.is_empty());
        self.plan.placements = made.map(stands).collect();
        let made: Vec<Uuid> = self.plan.placements.iter().map(|one| one.visit).collect();
        let left = self.asked.needs.iter().filter(|need| !made.contains(&need.id) && !need.frozen());
        self.plan.left_out = left.map(|need| left_out(need, self.plan.monday)).collect();
        self.in_order();
        let before = figures::of(&self.asked.problem, self.asked.plan(), None);
        (self.plan.before, self.plan.after) = (before, before);
    }

    /// An open draft, with what stands as it stands now.
    fn open(&mut self, plan: WeekPlan) {
        self.plan = plan;
        self.absent();
        let locked: Vec<Uuid> =
            self.plan.placements.iter().filter(|one| one.locked).map(|one| one.visit).collect();
        self.plan.placements.retain(|one| one.effect != Effect::Stands);
        let planned: Vec<Uuid> = self.plan.placements.iter().map(|one| one.visit).collect();
        let left: Vec<Uuid> = self.plan.left_out.iter().map(|one| one.visit).collect();
        let others = self.visits.values().filter(|now| !planned.contains(&now.id) && !left.contains(&now.id));
        let others = others.filter(|now| !now.visit.workers.is_empty());
        let standing: Vec<Placement> =
            others.map(|now| Placement { locked: locked.contains(&now.id), ..stands(now) }).collect();
        self.plan.placements.extend(standing);
        self.in_order();
    }

    /// Puts the absences of the plan into the problem.
    fn absent(&mut self) {
        let away: Vec<Change> = self.plan.absences.iter().filter_map(|one| self.sick(one)).collect();
        self.problem = change::after(&self.asked.problem, &self.asked.in_force, &away);
    }

    fn sick(&self, one: &Absence) -> Option<Change> {
        let worker = self.asked.worker(one.worker)?;
        let within = |date: Date| moment::days_between(self.plan.monday, date).clamp(0, 6);
        let (first, last) = (within(one.from), within(one.until));
        let (day, last_day) = (usize::try_from(first).ok()?, usize::try_from(last).ok()?);
        let now = (self.asked.in_force.day, self.asked.in_force.minute);
        let (day, minute) = if now.0 >= day { (now.0, now.1.max(0)) } else { (day, 0) };
        (day <= last_day).then_some(Change::Sick { worker, day, minute, last_day })
    }

    /// Says who is away beside what their hours say.
    pub(crate) fn away(&mut self, absences: Vec<Absence>) {
        self.plan.absences = absences;
        self.absent();
    }

    /// Takes over a plan of the planner's; `why` says for a visit that is left out what stands against it.
    pub(crate) fn take(&mut self, plan: &Plan, locked: &[Uuid], why: impl Fn(usize) -> Vec<String>) {
        let before: BTreeMap<Uuid, Placement> =
            std::mem::take(&mut self.plan.placements).into_iter().map(|one| (one.visit, one)).collect();
        let decisions: BTreeMap<Uuid, LeftOut> =
            std::mem::take(&mut self.plan.left_out).into_iter().map(|one| (one.visit, one)).collect();
        let mut placements: Vec<Placement> = Vec::new();
        for one in &plan.visits {
            let Some(mut placed) = self.placed(one) else { continue };
            placed.locked = locked.contains(&placed.visit);
            let known = before.get(&placed.visit).filter(|known| known.starts_at == placed.starts_at);
            placed.postponed = known.and_then(|known| known.postponed.clone());
            placements.push(placed);
        }
        let there = |id: Uuid| placements.iter().any(|one| one.visit == id);
        let aside = self.asked.aside.iter().map(|one| one.need.id);
        let aside: Vec<Placement> = aside.filter_map(|id| self.visits.get(&id)).map(stands).collect();
        let left = self.asked.needs.iter().enumerate().filter(|(_, need)| !there(need.id) && !need.frozen());
        let left: Vec<LeftOut> = left
            .map(|(at, need)| {
                let decision = decisions.get(&need.id).and_then(|known| known.decision.clone());
                LeftOut { decision, reasons: why(at), ..left_out(need, self.plan.monday) }
            })
            .collect();
        placements.extend(aside);
        (self.plan.placements, self.plan.left_out) = (placements, left);
        self.in_order();
    }

    fn in_order(&mut self) {
        self.plan.placements.sort_by_key(|one| (one.starts_at, one.visit));
        self.plan.placements.dedup_by_key(|one| one.visit);
    }

    /// A planned visit as the plan's entry says it.
    pub(crate) fn placed(&self, one: &Planned) -> Option<Placement> {
        let need = self.asked.needs.get(one.visit)?;
        let spot = self.asked.spot(one)?;
        let now = self.visits.get(&need.id);
        if let Some(now) = now.filter(|now| need.frozen() || now.outcome.is_some()) {
            return Some(stands(now));
        }
        let mut placed = Placement {
            person: need.person,
            visit: need.id,
            version: now.map_or(0, |now| now.version),
            effect: if now.is_some() { Effect::Changes } else { Effect::New },
            starts_at: self.asked.starts_at(one),
            minutes: now.map_or(need.minutes, |now| now.visit.minutes),
            place: spot.code.clone(),
            where_exactly: spot.named(),
            workers: self.asked.workers_of(one),
            purposes: need.purposes.clone(),
            two_person: need.workers > 1,
            locked: false,
            postponed: None,
        };
        if let Some(now) = now.filter(|now| care::week_plan::is_there(now, &placed)) {
            placed = stands(now);
        }
        Some(placed)
    }

    /// The plan as the planner's, as far as it knows the visits.
    pub(crate) fn planned(&self) -> Plan {
        let mut visits: Vec<Planned> =
            self.plan.placements.iter().filter_map(|one| self.position(one)).collect();
        visits.sort_by_key(|one| one.visit);
        Plan { visits }
    }

    /// A placement as the planner's.
    pub(crate) fn position(&self, one: &Placement) -> Option<Planned> {
        let visit = self.asked.need(one.visit)?;
        let need = self.asked.needs.get(visit)?;
        let local = moment::local(one.starts_at);
        let day = usize::try_from(moment::days_between(self.plan.monday, local.date())).ok()?;
        let start = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let staff: Option<Vec<usize>> = one.workers.iter().map(|id| self.asked.worker(*id)).collect();
        let staff = staff.filter(|staff| !staff.is_empty())?;
        let same = |code: &str, named: Option<String>| code == one.place && named == one.where_exactly;
        let exact = need.places.iter().position(|spot| same(&spot.code, spot.named()));
        let at = exact.or_else(|| need.places.iter().position(|spot| spot.code == one.place)).unwrap_or(0);
        let place = self.problem.visits.get(visit)?.places.get(at)?.place;
        Some(Planned { visit, day, start, staff, place })
    }

    /// Day and minute of the week, from which on something new may be.
    pub(crate) fn moment(&self) -> (usize, i32) {
        (self.asked.in_force.day, self.asked.in_force.minute)
    }

    /// Whether one of those who go is not at work that day.
    pub(crate) fn is_off(&self, one: &Planned) -> bool {
        one.staff.iter().any(|worker| self.off.contains(&(*worker, one.day)))
    }

    /// A plan without what it puts on a day off; what stands there stays.
    pub(crate) fn without_days_off(&self, plan: &Plan) -> Plan {
        let stood = |one: &Planned| self.asked.plan().visits.contains(one);
        Plan { visits: plan.visits.iter().filter(|one| stood(one) || !self.is_off(one)).cloned().collect() }
    }

    /// The problem in which what is locked, and what stands on a day off, stays. A lock that cannot be kept is open.
    pub(crate) fn locked(&self) -> Problem {
        let mut problem = self.problem.clone();
        let locked = self.plan.placements.iter().filter(|one| one.locked);
        let mut kept: Vec<Planned> = locked.filter_map(|one| self.position(one)).collect();
        let there: Vec<usize> = kept.iter().map(|one| one.visit).collect();
        let standing = self.asked.plan().visits.iter().filter(|one| !there.contains(&one.visit));
        kept.extend(standing.filter(|one| self.is_off(one)).cloned());
        let (sound, _) = planner::check::sound_part(&problem, &Plan { visits: kept });
        for one in sound.visits {
            if let Some(visit) = problem.visits.get_mut(one.visit) {
                let Planned { day, start, staff, place, .. } = one;
                visit.locked = Some(Lock { day, start, staff, place });
            }
        }
        problem
    }

    /// The next version of the draft, or the first one.
    pub(crate) fn entry(&self, now: Timestamp) -> Draft {
        let plan = WeekPlan {
            round: self.draft.as_ref().map_or(self.next_round, |_| self.plan.round),
            ..self.plan.clone()
        };
        Draft {
            id: WeekPlan::entry_id(self.team, plan.monday, plan.round),
            subject: self.team,
            team: Some(self.team),
            happened_at: self.draft.as_ref().map_or(now, |entry| entry.happened_at),
            from_version: self.draft.as_ref().map_or(0, |entry| entry.version),
            reason: None,
            body: Body::WeekPlan(plan),
        }
    }

    /// What the plan does to visits: changes, new ones, those without a worker then.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        let of = |effect: Effect| self.plan.placements.iter().filter(|one| one.effect == effect).count();
        (of(Effect::Changes), of(Effect::New), self.plan.left_out.len())
    }

    /// Whether anything can still be planned: the week is not over.
    pub(crate) fn is_over(&self, today: Date) -> bool {
        moment::days_between(self.plan.monday, today) > 6
    }
}

/// Days on which somebody is not at work and has visits that stand.
fn days_off(asked: &Asked, directory: &Directory) -> Vec<(usize, usize)> {
    let date = |day: usize| moment::add_days(asked.monday, i32::try_from(day).unwrap_or(0));
    let works = |worker: usize, day: usize| {
        let id = asked.workers.get(worker);
        id.and_then(|id| directory.staff.get(id)).is_some_and(|staff| staff.works_on(date(day)))
    };
    let all = asked.problem.staff.iter().enumerate();
    let shifts = all.flat_map(|(at, worker)| worker.shifts.iter().map(move |shift| (at, shift.day)));
    shifts.filter(|(worker, day)| !works(*worker, *day)).collect()
}

/// Such a day is as long as its visits and the way to them.
fn narrow(asked: &mut Asked, off: &[(usize, usize)]) {
    for (worker, day) in off {
        let route = Route::of(&asked.problem, &asked.in_force.plan, *worker, *day);
        let Some(who) = asked.problem.staff.get_mut(*worker) else { continue };
        let hours = route.legs.first().zip(route.legs.last());
        let hours = hours.map(|(first, last)| (first.start - first.way, last.end + route.back));
        who.shifts.retain_mut(|shift| {
            if shift.day != *day {
                return true;
            }
            let Some((start, end)) = hours else { return false };
            (shift.start, shift.end, shift.rest) = (start, end, None);
            true
        });
    }
}

/// A visit that stays as it is.
pub(crate) fn stands(now: &VisitNow) -> Placement {
    let visit = &now.visit;
    Placement {
        person: now.person,
        visit: now.id,
        version: now.version,
        effect: Effect::Stands,
        starts_at: now.starts_at,
        minutes: visit.minutes,
        place: visit.place.clone(),
        where_exactly: visit.where_exactly.clone(),
        workers: visit.workers.clone(),
        purposes: visit.purposes.clone(),
        two_person: visit.two_person,
        locked: false,
        postponed: None,
    }
}

fn left_out(need: &Need, monday: Date) -> LeftOut {
    let what: Vec<String> = need.sources.iter().map(|source| source.words(monday)).collect();
    LeftOut {
        person: need.person,
        visit: need.id,
        standing: need.standing.as_ref().map(|standing| standing.version),
        what: what.join("; "),
        reasons: Vec::new(),
        decision: None,
    }
}
