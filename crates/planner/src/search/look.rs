//! Looking at a plan without searching: what one visit would cost elsewhere. For explanations.

use super::lane::{Kept, Lane, Settings};
use super::model::{DEAR, Model, small};
use super::state::Seat;
use crate::check::Baseline;
use crate::plan::Plan;
use crate::problem::Problem;

/// A place for a visit, and the plan with it there.
pub(crate) struct There {
    pub(crate) cost: f64,
    pub(crate) plan: Plan,
}

/// Where a visit that is left out would go in a problem, everything else staying where it is. With a plan
/// in force nothing goes before its moment.
pub(crate) fn place(
    problem: &Problem,
    (plan, in_force): (&Plan, Option<&Baseline>),
    visit: usize,
) -> Option<There> {
    let model = Model::new(problem, in_force, false);
    let mut lane = Lane::new(&model, 0, Settings::of(&model, true));
    lane.lock(Some(plan));
    let before = lane.state.cost;
    let call = small(visit);
    let found = lane.look(call);
    if !found.is() {
        return None;
    }
    lane.put(call, &found);
    // Leaving it out has its price; without it, the price of having it.
    let cost = lane.state.cost - before + model.calls[visit].left_out;
    Some(There { cost: super::minutes(cost), plan: lane.as_plan() })
}

/// For each made visit of one worker, what every other worker would cost more, and the plan with the
/// cheapest of them.
pub(crate) fn others(
    problem: &Problem,
    plan: &Plan,
    mut each: impl FnMut(usize, &[(usize, f64)], Option<Plan>),
) {
    let model = Model::new(problem, None, false);
    let mut lane = Lane::new(&model, 0, Settings::of(&model, true));
    lane.lock(Some(plan));
    for one in &plan.visits {
        let call = small(one.visit);
        if one.staff.len() != 1
            || !lane.state.made[one.visit].is()
            || model.calls[one.visit].locked
            || model.calls[one.visit].two
        {
            continue;
        }
        let before = lane.state.cost;
        lane.state.mark();
        lane.state.remove(call);
        let gone = lane.state.cost;
        let mut all: Vec<(usize, f64)> = Vec::new();
        let mut cheapest: Option<(i64, Seat, i64)> = None;
        for at in model.ways_of(call) {
            let worker = model.ways[at].worker as usize;
            let Some((cost, seat, wishes)) = lane.look_way(call, at) else { continue };
            if one.staff.contains(&worker) || cost >= DEAR {
                continue;
            }
            let more = super::minutes(gone + cost - model.calls[one.visit].left_out - before);
            match all.iter_mut().find(|known| known.0 == worker) {
                Some(known) => known.1 = known.1.min(more),
                None => all.push((worker, more)),
            }
            if cheapest.is_none_or(|best| cost < best.0) {
                cheapest = Some((cost, seat, wishes));
            }
        }
        let plan = cheapest.map(|(_, seat, wishes)| {
            lane.state.insert(call, &[seat], None, wishes);
            lane.as_plan()
        });
        lane.state.back();
        each(one.visit, &all, plan);
    }
}

impl Lane<'_> {
    fn as_plan(&self) -> Plan {
        let kept =
            Kept { cost: self.state.cost, made: self.state.made.clone(), routes: self.state.routes.clone() };
        super::plan(self.state.model, &kept)
    }
}
