//! Makes the search's model of a checked problem: who could make which visit, where and when, with the
//! costs that do not depend on the rest of the plan.

use std::collections::BTreeMap;

use super::link::Link;
use super::model::{
    Being, Call, DEAR, Form, Group, LATE, Model, NONE, PINNED, Row, Way, Windows, mills, small,
};
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

/// What it costs to leave a visit out. A promise that is not kept has its price beside that of the visit.
fn price(problem: &Problem, baseline: Option<&Baseline>, at: usize) -> i64 {
    let old = baseline.and_then(|baseline| baseline.promise(at));
    let later = baseline.zip(old).is_some_and(|(baseline, old)| !baseline.started(old));
    let gone = if later { mills(problem.weights.moved) } else { 0 };
    problem.visits.get(at).map_or(0, |visit| mills(visit.priority.cost(&problem.weights))) + gone
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
            better: problem.better_together.iter().map(|(a, b)| (small(*a), small(*b))).collect(),
            not_together: mills(weights.not_together),
            partners: vec![Vec::new(); problem.partners.len()],
            flows: problem.visits.iter().any(|visit| visit.due.is_some() || visit.follows.is_some()),
            late: mills(weights.late_minute),
            latest: mills(weights.latest_minute),
            days: problem.days,
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
        for at in 0..problem.visits.len() {
            model.call(problem, baseline, at);
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
                    list.length += i64::from(shift.work());
                    group = small(index);
                    // Two shifts of one day are one share.
                    let rows = &self.rows;
                    let same = list.rows.iter().position(|other| rows[*other as usize].worker == small(at));
                    member = small(same.unwrap_or(list.rows.len()));
                    if let Some(length) = same.and_then(|same| list.lengths.get_mut(same)) {
                        *length += i64::from(shift.work());
                    } else {
                        list.rows.push(row);
                        list.lengths.push(i64::from(shift.work()));
                    }
                }
                let alone = worker.shifts_on(shift.day).count() == 1;
                let here = problem.events.iter().filter(|one| {
                    let its = alone || (shift.start <= one.start && one.end <= shift.end);
                    its && one.day == shift.day && one.attendees.contains(&at)
                });
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
                    kin: Vec::new(),
                });
            }
        }
        for at in 0..self.rows.len() {
            let own = (self.rows[at].worker, self.rows[at].day);
            let kin = self.rows.iter().enumerate();
            let kin = kin.filter(|(other, row)| *other != at && (row.worker, row.day) == own);
            self.rows[at].kin = kin.map(|(other, _)| small(other)).collect();
        }
    }

    fn call(&mut self, problem: &Problem, baseline: Option<&Baseline>, at: usize) {
        let visit = &problem.visits[at];
        let person = &problem.people[visit.person];
        let fixed = super::link::fixed(problem, baseline, at);
        let link = Link::of(problem, baseline, at);
        let from = small(self.ways.len());
        match (&fixed, &link) {
            (Some(fixed), _) => self.fixed_ways(problem, visit, fixed),
            (None, Link::None | Link::Leads(_)) => self.free_ways(problem, baseline, at, visit),
            (None, Link::Beside(narrow)) => self.free_ways(problem, baseline, at, narrow),
            // It is made with the one before it.
            (None, Link::Follows) => {}
        }
        let ways = self.by_day(from);
        let mut call = Call {
            person: small(visit.person),
            minutes: visit.minutes,
            two: visit.workers == 2,
            second: NONE,
            minutes2: visit.minutes,
            ways2: ways,
            apart: (0, 0),
            due: [visit.due.unwrap_or(LATE), LATE],
            agreed: visit.partner.is_some() || (visit.workers == 2 && !self.flows),
            partner: visit.partner.map_or(NONE, small),
            beside: matches!(link, Link::Beside(_)),
            left_out: match link {
                Link::Follows => 0,
                Link::Beside(_) if visit.follows.is_none() => PINNED,
                Link::None | Link::Leads(_) | Link::Beside(_) => price(problem, baseline, at),
            },
            loads: [visit.load; 2],
            ways,
            skilled: small(self.ways[ways.0 as usize..].iter().filter(|way| way.skilled).count()),
            locked: fixed.is_some(),
            place: visit.places.first().map_or(0, |place| small(place.place)),
            span: (visit.windows.first().map_or(0, |w| w.0), visit.windows.last().map_or(0, |w| w.1)),
            gender_cost: soft(person.gender.as_ref(), problem.weights.soft_gender),
            language_cost: soft(person.language.as_ref(), problem.weights.soft_language),
            preferred_cost: mills(problem.weights.not_preferred),
        };
        if let Some(due) = visit.due {
            call.span.1 = call.span.1.min(due);
        }
        if let (None, Link::Leads((second, follows))) = (&fixed, &link) {
            self.led(problem, baseline, (*second, *follows), &mut call);
        }
        if !matches!(link, Link::Follows)
            && let Some(being) = self.people.get_mut(visit.person)
        {
            being.calls.push(small(at));
        }
        if let Some(list) = visit.partner.and_then(|who| self.partners.get_mut(who)) {
            list.push(small(at));
        }
        self.calls.push(call);
        self.fixed.extend(fixed);
    }

    /// The part of the visit that follows.
    fn led(
        &mut self,
        problem: &Problem,
        baseline: Option<&Baseline>,
        (second, follows): (usize, crate::problem::Follows),
        call: &mut Call,
    ) {
        let from = small(self.ways.len());
        let visit = &problem.visits[second];
        self.free_ways(problem, baseline, second, visit);
        call.ways2 = self.by_day(from);
        call.two = true;
        call.second = small(second);
        call.minutes2 = visit.minutes;
        call.loads[1] = visit.load;
        call.apart = (follows.least, follows.most);
        call.due[1] = visit.due.unwrap_or(LATE);
        call.left_out += price(problem, baseline, second);
    }

    /// Ways from one on, by day, so that all of a blocked day are passed over at once.
    fn by_day(&mut self, from: u32) -> (u32, u32) {
        if let Some(list) = self.ways.get_mut(from as usize..) {
            list.sort_by_key(|way| (way.day, way.row));
        }
        (from, small(self.ways.len()))
    }

    /// The staff-days that may make a visit.
    fn free_ways(&mut self, problem: &Problem, baseline: Option<&Baseline>, at: usize, visit: &Visit) {
        let person = &problem.people[visit.person];
        let old = baseline.and_then(|baseline| baseline.promise(at));
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
            let mut found = None;
            for (at, row) in self.rows.iter().enumerate() {
                let its = row.worker as usize == *who && row.day as usize == fixed.day;
                if its && (found.is_none() || row.start <= fixed.start) {
                    found = Some(at);
                }
            }
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
            if let Some(partner) = visit.partner.and_then(|who| problem.partners.get(who)) {
                let hours = partner.hours.iter().filter(|hours| hours.0 == day);
                let hours: Vec<_> = hours.map(|hours| (hours.1, hours.2 - visit.minutes)).collect();
                open = open.iter().flat_map(|w| hours.iter().map(|h| (w.0.max(h.0), w.1.min(h.1)))).collect();
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
            if to == at || other.locked || call.ways.0 == call.ways.1 || other.ways.0 == other.ways.1 {
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
