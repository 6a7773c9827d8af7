//! How visits are bound for the search: two of which one follows the other are one visit of two workers
//! who start at different times; when one of them may not move, the other is a visit with narrower windows.

use crate::check::Baseline;
use crate::plan::Planned;
use crate::problem::{Follows, Problem, Visit};

/// What a visit is to another.
pub(super) enum Link {
    /// Nothing.
    None,
    /// Another follows it and is made with it.
    Leads((usize, Follows)),
    /// It follows another and is made with it.
    Follows,
    /// The other may not move; this is what is left of its windows.
    Beside(Box<Visit>),
}

impl Link {
    pub(super) fn of(problem: &Problem, baseline: Option<&Baseline>, at: usize) -> Link {
        let Some(visit) = problem.visits.get(at) else { return Link::None };
        let followed = || {
            let mut all = problem.visits.iter().enumerate();
            all.find_map(|(other, one)| one.follows.filter(|one| one.visit == at).map(|one| (other, one)))
        };
        let narrow = |fixed: &Planned, lo: i32, hi: i32| {
            let mut narrow = visit.clone();
            narrow.days.retain(|day| *day == fixed.day);
            for window in &mut narrow.windows {
                *window = (window.0.max(lo), window.1.min(hi));
            }
            narrow.windows.retain(|window| window.0 <= window.1);
            Link::Beside(Box::new(narrow))
        };
        if let Some(follows) = visit.follows {
            return match fixed(problem, baseline, follows.visit) {
                Some(first) => narrow(&first, first.start + follows.least, first.start + follows.most),
                None if fixed(problem, baseline, at).is_some() => Link::None,
                None => Link::Follows,
            };
        }
        let Some((second, follows)) = followed() else { return Link::None };
        match fixed(problem, baseline, second) {
            _ if fixed(problem, baseline, at).is_some() => Link::None,
            Some(second) => narrow(&second, second.start - follows.most, second.start - follows.least),
            None => Link::Leads((second, follows)),
        }
    }
}

/// Where a visit stays: where it has started, or else where it is locked.
pub(super) fn fixed(problem: &Problem, baseline: Option<&Baseline>, at: usize) -> Option<Planned> {
    let old = baseline.and_then(|baseline| baseline.plan.of(at).filter(|old| baseline.started(old)));
    let lock = problem.visits.get(at).and_then(|visit| visit.locked.as_ref());
    old.cloned().or_else(|| {
        lock.map(|lock| Planned {
            visit: at,
            day: lock.day,
            start: lock.start,
            staff: lock.staff.clone(),
            place: lock.place,
        })
    })
}
