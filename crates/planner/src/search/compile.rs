//! Makes the search's model of a checked problem: who could make which visit, where and when, with the
//! costs that do not depend on the rest of the plan.

use std::collections::BTreeMap;

use super::model::{Being, Call, DEAR, Form, Group, Model, NONE, Row, Way, Windows, mills, small};
use crate::check::Baseline;
use crate::problem::{Problem, Visit, Wish, Worker};

/// How far a visit may drift from what was promised.
const DRIFT: i32 = 15;
/// Neighbours kept of each visit.
const NEAR: usize = 120;

/// What it costs to miss a wish; too much when it is a must.
fn soft(wish: Option<&Wish>, cost: f64) -> i64 {
    match wish {
        Some(wish) if !wish.hard => mills(cost),
        Some(_) => DEAR,
        None => 0,
    }
}

impl Model {
    /// The model; visits need to know their neighbours only for a search.
    pub(super) fn new(problem: &Problem, baseline: Option<&Baseline>, search: bool) -> Model {
        let weights = &problem.weights;
        let mut model = Model {
            rows: Vec::new(),
            calls: Vec::new(),
            ways: Vec::new(),
            forms: Vec::new(),
            windows: Vec::new(),
            people: Vec::new(),
            groups: Vec::new(),
            tables: problem.travel.iter().map(|table| table.rows().to_vec()).collect(),
            places: problem.places,
            staff: problem.staff.len(),
            near: Vec::new(),
            apart: problem.never_together.iter().map(|(a, b)| (small(*a), small(*b))).collect(),
            travel: mills(weights.travel_minute),
            load: mills(weights.load_minute),
            key_cost: mills(weights.key_worker_missing),
            team_cost: mills(weights.team_approach),
            extra_cost: mills(weights.extra_worker),
            fleet: fleet(problem),
            fixed: Vec::new(),
        };
        model.rows(problem);
        for person in &problem.people {
            model.people.push(Being {
                gap: small(person.gap),
                key: person.key_worker.map_or(NONE, small),
                key_visits: small(person.key_worker_visits),
                recents: small(person.recent.len()),
                most: small(person.most_workers),
                calls: Vec::new(),
            });
        }
        for (at, visit) in problem.visits.iter().enumerate() {
            model.call(problem, baseline, at, visit);
        }
        if search {
            model.near = near(&model);
        }
        model
    }

    fn rows(&mut self, problem: &Problem) {
        let mut groups: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        for (at, worker) in problem.staff.iter().enumerate() {
            for shift in &worker.shifts {
                let row = small(self.rows.len());
                let (mut group, mut member) = (NONE, 0);
                if let Some(name) = &worker.fair_group {
                    let next = self.groups.len();
                    let index = *groups.entry((name, shift.day)).or_insert(next);
                    if index == next {
                        self.groups.push(Group::default());
                    }
                    let list = &mut self.groups[index];
                    (group, member) = (small(index), small(list.rows.len()));
                    list.rows.push(row);
                    list.lengths.push(i64::from(shift.work()));
                    list.length += i64::from(shift.work());
                }
                let here =
                    problem.events.iter().filter(|one| one.day == shift.day && one.attendees.contains(&at));
                let mut events: Vec<_> =
                    here.map(|one| (small(one.place), one.start, one.end - one.start)).collect();
                events.sort_by_key(|event| event.1);
                let rest = shift.rest;
                self.rows.push(Row {
                    worker: small(at),
                    day: small(shift.day),
                    start: shift.start,
                    end: shift.end,
                    start_place: small(shift.start_place),
                    end_place: small(shift.end_place),
                    rest: rest.map_or(0, |rest| rest.minutes),
                    earliest: rest.map_or(0, |rest| rest.earliest),
                    latest: rest.map_or(-1, |rest| rest.latest),
                    has_rest: rest.is_some(),
                    most: small(worker.most_visits),
                    capacity: worker.capacity.unwrap_or(i64::MAX),
                    table: small(worker.table),
                    group,
                    member,
                    events,
                });
            }
        }
    }

    fn call(&mut self, problem: &Problem, baseline: Option<&Baseline>, at: usize, visit: &Visit) {
        let old = baseline.and_then(|baseline| baseline.plan.of(at));
        // A promise that is not kept has its price beside that of the visit.
        let later = baseline.zip(old).is_some_and(|(baseline, old)| !baseline.started(old));
        let gone = if later { mills(problem.weights.moved) } else { 0 };
        let started =
            baseline.zip(old).filter(|(baseline, old)| baseline.started(old)).map(|(_, old)| old.clone());
        let lock = visit.locked.as_ref().map(|lock| crate::plan::Planned {
            visit: at,
            day: lock.day,
            start: lock.start,
            staff: lock.staff.clone(),
            place: lock.place,
        });
        let fixed = started.or(lock);
        let person = &problem.people[visit.person];
        let from = small(self.ways.len());
        if let Some(fixed) = &fixed {
            self.fixed_ways(problem, visit, fixed);
        } else {
            self.free_ways(problem, baseline, at, visit);
        }
        // By day, so that all of a blocked day are passed over at once.
        if let Some(list) = self.ways.get_mut(from as usize..) {
            list.sort_by_key(|way| (way.day, way.row));
        }
        if let Some(being) = self.people.get_mut(visit.person) {
            being.calls.push(small(at));
        }
        let skilled = small(self.ways[from as usize..].iter().filter(|way| way.skilled).count());
        let span = (visit.windows.first().map_or(0, |w| w.0), visit.windows.last().map_or(0, |w| w.1));
        self.calls.push(Call {
            person: small(visit.person),
            minutes: visit.minutes,
            two: visit.workers == 2,
            left_out: mills(visit.priority.cost(&problem.weights)) + gone,
            load: visit.load,
            ways: (from, small(self.ways.len())),
            skilled,
            locked: fixed.is_some(),
            place: visit.places.first().map_or(0, |place| small(place.place)),
            span,
            gender_cost: soft(person.gender.as_ref(), problem.weights.soft_gender),
            language_cost: soft(person.language.as_ref(), problem.weights.soft_language),
            preferred_cost: mills(problem.weights.not_preferred),
        });
        self.fixed.extend(fixed);
    }

    /// The staff-days that may make a visit.
    fn free_ways(&mut self, problem: &Problem, baseline: Option<&Baseline>, at: usize, visit: &Visit) {
        let person = &problem.people[visit.person];
        let old = baseline.and_then(|baseline| baseline.plan.of(at));
        let rows = self.rows.clone();
        for (row, one) in rows.iter().enumerate() {
            let (day, who) = (one.day as usize, one.worker as usize);
            let worker = &problem.staff[who];
            let fits = worker.teams.contains(&person.team) && visit.days.contains(&day);
            let barred = person.excluded.contains(&who) || visit.excluded.contains(&who);
            if !fits || barred || visit.days.is_empty() {
                continue;
            }
            let skilled = worker.has_all(&visit.skills);
            let gender = person.gender.as_ref().is_none_or(|wish| wish.value == worker.gender);
            let language = person.language.as_ref().is_none_or(|wish| worker.languages.contains(&wish.value));
            let preferred = visit.preferred.is_empty() || visit.preferred.contains(&who);
            let hard_missed = (!gender && soft(person.gender.as_ref(), 0.0) == DEAR)
                || (!language && soft(person.language.as_ref(), 0.0) == DEAR)
                || !skilled;
            if visit.workers == 1 && hard_missed {
                continue;
            }
            let forms = self.forms(problem, baseline, old, (visit, worker, day, who));
            if forms.0 == forms.1 {
                continue;
            }
            let mut alone = 0;
            alone += if gender { 0 } else { soft(person.gender.as_ref(), problem.weights.soft_gender) };
            alone += if language { 0 } else { soft(person.language.as_ref(), problem.weights.soft_language) };
            alone += if preferred { 0 } else { mills(problem.weights.not_preferred) };
            self.ways.push(Way {
                row: small(row),
                day: one.day,
                worker: one.worker,
                forms,
                skilled,
                gender,
                language,
                preferred,
                key: person.key_worker == Some(who),
                recent: person.recent.contains(&who),
                alone,
            });
        }
    }

    /// The ways of a visit that may not move: its own workers at its own time, whatever the rules say now.
    fn fixed_ways(&mut self, problem: &Problem, visit: &Visit, fixed: &crate::plan::Planned) {
        let person = &problem.people[visit.person];
        for who in fixed.staff.iter().take(2) {
            let found =
                self.rows.iter().position(|row| row.worker as usize == *who && row.day as usize == fixed.day);
            let (Some(row), Some(worker)) = (found, problem.staff.get(*who)) else { continue };
            let from = small(self.forms.len());
            let penalty = visit.places.iter().find(|place| place.place == fixed.place);
            self.forms.push(Form {
                place: small(fixed.place),
                windows: Windows::one(fixed.start),
                penalty: penalty.map_or(0, |place| mills(place.penalty)),
                moved: 0,
            });
            self.ways.push(Way {
                row: small(row),
                day: small(fixed.day),
                worker: small(*who),
                forms: (from, small(self.forms.len())),
                skilled: true,
                gender: person.gender.as_ref().is_none_or(|wish| wish.value == worker.gender),
                language: person.language.as_ref().is_none_or(|wish| worker.languages.contains(&wish.value)),
                preferred: visit.preferred.is_empty() || visit.preferred.contains(who),
                key: person.key_worker == Some(*who),
                recent: person.recent.contains(who),
                alone: 0,
            });
        }
    }

    /// The places and windows of a visit on one staff-day. With a plan in force, what is near the promise
    /// and what is not are two forms.
    fn forms(
        &mut self,
        problem: &Problem,
        baseline: Option<&Baseline>,
        old: Option<&crate::plan::Planned>,
        (visit, worker, day, who): (&Visit, &Worker, usize, usize),
    ) -> (u32, u32) {
        let from = small(self.forms.len());
        let now = match baseline {
            Some(baseline) if day < baseline.day => return (from, from),
            Some(baseline) if day == baseline.day => baseline.minute,
            Some(_) | None => 0,
        };
        for place in &visit.places {
            let mut open: Vec<(i32, i32)> = visit.windows.clone();
            if !place.hours.is_empty() {
                open = open
                    .iter()
                    .flat_map(|a| place.hours.iter().map(|b| (a.0.max(b.0), a.1.min(b.1))))
                    .collect();
            }
            for hours in worker.protected.iter().filter(|hours| hours.day == day) {
                if !visit.skills.iter().any(|skill| hours.skills.contains(skill)) {
                    open = open
                        .iter()
                        .flat_map(|w| {
                            [(w.0, w.1.min(hours.start - visit.minutes)), (w.0.max(hours.end), w.1)]
                        })
                        .collect();
                }
            }
            let open: Vec<_> = open.iter().map(|w| (w.0.max(now), w.1)).collect();
            let penalty = mills(place.penalty);
            let moved = if old.is_some() { mills(problem.weights.moved) } else { 0 };
            if let Some(old) = old.filter(|old| old.day == day && old.staff.contains(&who)) {
                let near: Vec<_> =
                    open.iter().map(|w| (w.0.max(old.start - DRIFT), w.1.min(old.start + DRIFT))).collect();
                self.form(place.place, &near, penalty, 0);
            }
            self.form(place.place, &open, penalty, moved);
        }
        (from, small(self.forms.len()))
    }

    fn form(&mut self, place: usize, open: &[(i32, i32)], penalty: i64, moved: i64) {
        let mut open: Vec<_> = open.iter().copied().filter(|w| w.0 <= w.1).collect();
        open.sort_unstable();
        open.dedup();
        let Some((first, more)) = open.split_first() else { return };
        let at = self.windows.windows(more.len().max(1)).position(|run| run == more).unwrap_or_else(|| {
            self.windows.extend(more);
            self.windows.len() - more.len()
        });
        let windows = Windows { lo: first.0, hi: first.1, more: small(at), count: small(more.len()) };
        self.forms.push(Form { place: small(place), windows, penalty, moved });
    }
}

/// Whether all workers are alike and nobody cares who comes, as vehicles are.
fn fleet(problem: &Problem) -> bool {
    let Some(first) = problem.staff.first() else { return false };
    let alike = |one: &Worker| {
        one.capacity.is_some()
            && one.capacity == first.capacity
            && one.fair_group.is_none()
            && one.shifts.len() == 1
            && one.shifts.iter().zip(&first.shifts).all(|(a, b)| {
                (a.start, a.end, a.start_place, a.end_place, a.rest)
                    == (b.start, b.end, b.start_place, b.end_place, b.rest)
            })
    };
    problem.days == 1 && problem.staff.iter().all(alike) && problem.weights.team_approach == 0.0
}

/// The visits nearest to each: by the way, by time, by the person.
fn near(model: &Model) -> Vec<Vec<u32>> {
    let all = &model.calls;
    let mut found = Vec::with_capacity(all.len());
    for (at, call) in all.iter().enumerate() {
        let mut list: Vec<(i32, u32)> = Vec::with_capacity(all.len());
        for (to, other) in all.iter().enumerate() {
            if to == at || other.locked || call.ways.0 == call.ways.1 {
                continue;
            }
            let way = model.leg(0, call.place, other.place);
            let apart = (call.span.0 - other.span.1).max(other.span.0 - call.span.1).max(0);
            let same = if call.person == other.person { -20 } else { 0 };
            list.push((way * 4 + apart / 8 + same, small(to)));
        }
        list.sort_unstable();
        list.truncate(NEAR);
        found.push(list.into_iter().map(|(_, to)| to).collect());
    }
    found
}
