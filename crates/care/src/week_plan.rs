//! What accepting a plan of a week writes: new visits, new versions of those that change, and nobody for
//! those that nobody makes. Visits that somebody changed meanwhile are named instead of overwritten.

use uuid::Uuid;

use crate::entry::visit::Visit;
use crate::entry::week_plan::{Effect, LeftOut, Placement, WeekPlan};
use crate::entry::{Body, Draft};
use crate::rule::context::{VisitNow, VisitState};

/// A visit that is no longer as the plan knew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The visit.
    pub visit: Uuid,
    /// The person.
    pub person: Uuid,
    /// Whether it is gone: called off, or its series ended.
    pub gone: bool,
}

/// The visits that a plan writes, in its order, given the team's visits of the week as they stand.
///
/// # Errors
/// Every visit that changed since the plan was made.
pub fn drafts(plan: &WeekPlan, team: Uuid, now: &[VisitNow]) -> Result<Vec<Draft>, Vec<Changed>> {
    let (mut drafts, mut changed) = (Vec::new(), Vec::new());
    let known = |id: Uuid| now.iter().find(|visit| visit.id == id);
    for one in &plan.placements {
        match (one.effect, known(one.visit)) {
            (Effect::New, None) => drafts.push(draft(one, team, None)),
            (Effect::Changes, Some(now)) if is_as_known(now, one.version) => {
                drafts.push(draft(one, team, Some(&now.visit)));
            }
            // A tap or a note makes another version; the plan of it is the same.
            (Effect::Stands, Some(now)) if is_there(now, one) => {}
            (Effect::New | Effect::Changes | Effect::Stands, now) => {
                changed.push(Changed { visit: one.visit, person: one.person, gone: is_gone(now) });
            }
        }
    }
    for (one, version) in plan.left_out.iter().filter_map(|one| Some((one, one.standing?))) {
        match known(one.visit) {
            Some(now) if is_as_known(now, version) && now.visit.workers.is_empty() => {}
            Some(now) if is_as_known(now, version) => drafts.push(without_workers(one, team, now)),
            now => changed.push(Changed { visit: one.visit, person: one.person, gone: is_gone(now) }),
        }
    }
    if changed.is_empty() { Ok(drafts) } else { Err(changed) }
}

fn is_as_known(now: &VisitNow, version: u32) -> bool {
    now.version == version && now.state() == VisitState::Planned
}

fn is_gone(now: Option<&VisitNow>) -> bool {
    now.is_none_or(|now| now.visit.called_off.is_some())
}

/// Whether a visit is as a plan places it.
#[must_use]
pub fn is_there(now: &VisitNow, one: &Placement) -> bool {
    let visit = &now.visit;
    let who =
        visit.workers.len() == one.workers.len() && visit.workers.iter().all(|w| one.workers.contains(w));
    let what = visit.minutes == one.minutes && visit.place == one.place && visit.called_off.is_none();
    now.person == one.person && now.starts_at == one.starts_at && who && what
}

fn draft(one: &Placement, team: Uuid, before: Option<&Visit>) -> Draft {
    Draft {
        id: one.visit,
        subject: one.person,
        team: Some(team),
        happened_at: one.starts_at,
        from_version: one.version,
        reason: None,
        body: Body::Visit(one.visit(before)),
    }
}

/// It stays planned, and whoever looks at the day sees that nobody goes yet.
fn without_workers(one: &LeftOut, team: Uuid, now: &VisitNow) -> Draft {
    Draft {
        id: now.id,
        subject: one.person,
        team: Some(team),
        happened_at: now.starts_at,
        from_version: now.version,
        reason: None,
        body: Body::Visit(Visit {
            workers: Vec::new(),
            displaced: one.decision.clone(),
            ..now.visit.clone()
        }),
    }
}

#[cfg(test)]
mod tests;
