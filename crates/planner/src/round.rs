//! Times as people say them: where a plan has room, a visit starts at a multiple of some minutes. It
//! breaks no rule and costs nothing, or the visit stays as it is. The search itself counts every minute.

use crate::check::{Baseline, check};
use crate::plan::Plan;
use crate::problem::Problem;

/// Costs that differ by less are the same.
const SAME: f64 = 1e-6;

/// The plan with the starts of its visits on multiples of `step` minutes wherever that breaks no hard
/// rule and costs no more. What has started stays. A plan that breaks a rule already is given back.
#[must_use]
pub fn to_step(problem: &Problem, plan: &Plan, baseline: Option<&Baseline>, step: i32) -> Plan {
    let mut rounded = plan.clone();
    let report = check(problem, plan, baseline);
    if step < 2 || !report.broken.is_empty() {
        return rounded;
    }
    let mut cost = report.cost.total();
    // From the end of the day on, so that a later visit makes room for the one before it; then from its
    // beginning, for those that can only be earlier.
    let mut order: Vec<usize> = (0..rounded.visits.len()).collect();
    order.sort_by_key(|at| rounded.visits.get(*at).map(|one| (one.day, one.start)));
    for (up, at) in order.iter().rev().map(|at| (true, *at)).chain(order.iter().map(|at| (false, *at))) {
        let Some(one) = plan.visits.get(at) else { continue };
        let over = one.start.rem_euclid(step);
        let done = rounded.visits.get(at).is_none_or(|now| now.start != one.start);
        if over == 0 || done || baseline.is_some_and(|baseline| baseline.started(one)) {
            continue;
        }
        let start = if up { one.start - over + step } else { one.start - over };
        let mut tried = rounded.clone();
        if let Some(one) = tried.visits.get_mut(at) {
            one.start = start;
        }
        let report = check(problem, &tried, baseline);
        if report.broken.is_empty() && report.cost.total() <= cost + SAME {
            cost = report.cost.total();
            rounded = tried;
        }
    }
    rounded
}
