//! The visits of a person as they stand: days of series, visits of their own, and the contacts that
//! became their outcomes. The store keeps the same rows up to date entry by entry.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::entry::{Body, Entry};
use crate::rule::context::{VisitNow, VisitState};

/// Every visit of a person from the current versions of their entries.
#[must_use]
pub fn of(entries: &[Entry]) -> BTreeMap<Uuid, VisitNow> {
    let mut all = BTreeMap::new();
    for entry in entries {
        if let Body::VisitSeries(series) = &entry.body {
            all.extend(of_series(entry, series).map(|visit| (visit.id, visit)));
        }
    }
    for entry in entries {
        if let Some(visit) = of_visit(entry) {
            all.insert(entry.id, visit);
        }
    }
    for entry in entries {
        if let Body::Contact(contact) = &entry.body
            && let Some(visit) = contact.visit.and_then(|id| all.get_mut(&id))
        {
            visit.outcome = Some(entry.id);
        }
    }
    all
}

/// The days of a series as visits.
pub fn of_series<'a>(
    entry: &'a Entry,
    series: &'a crate::entry::visit::VisitSeries,
) -> impl Iterator<Item = VisitNow> + 'a {
    series.visits(entry.id).into_iter().map(move |(id, starts_at, _)| VisitNow {
        id,
        version: 0,
        person: entry.subject,
        team: entry.team,
        starts_at,
        visit: series.visit(entry.id),
        outcome: None,
    })
}

/// A visit entry as a visit, without its outcome.
#[must_use]
pub fn of_visit(entry: &Entry) -> Option<VisitNow> {
    let Body::Visit(visit) = &entry.body else { return None };
    Some(VisitNow {
        id: entry.id,
        version: entry.version,
        person: entry.subject,
        team: entry.team,
        starts_at: entry.happened_at,
        visit: visit.clone(),
        outcome: None,
    })
}

/// Every state of a visit.
pub const STATES: &[VisitState] = &[
    VisitState::Planned,
    VisitState::Started,
    VisitState::Ended,
    VisitState::Recorded,
    VisitState::CalledOff,
];

/// A state as a page says it.
#[must_use]
pub fn state_words(state: VisitState) -> &'static str {
    match state {
        VisitState::Planned => "Planned",
        VisitState::Started => "Under way",
        VisitState::Ended => "Ended, say what happened",
        VisitState::Recorded => "Recorded",
        VisitState::CalledOff => "Called off",
    }
}

/// What somebody may do with a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Arrive.
    Start,
    /// Leave.
    End,
    /// Take back a start or an end that was a slip of the thumb (UX10).
    Undo,
    /// Say what happened.
    Record,
    /// Call it off.
    CallOff,
    /// Change when, where, who.
    Change,
}

impl Action {
    /// Every action.
    pub const ALL: &'static [Action] =
        &[Self::Start, Self::End, Self::Undo, Self::Record, Self::CallOff, Self::Change];
}

/// Whether an action makes sense in a state; the rules may still refuse it.
#[must_use]
pub fn allows(state: VisitState, action: Action) -> bool {
    match state {
        VisitState::Planned => {
            matches!(action, Action::Start | Action::Record | Action::CallOff | Action::Change)
        }
        VisitState::Started => matches!(action, Action::End | Action::Undo | Action::Record),
        VisitState::Ended => matches!(action, Action::Undo | Action::Record),
        VisitState::Recorded | VisitState::CalledOff => false,
    }
}

/// Visits still to be that share time with a plan (BI97); `not` is the plan itself.
pub fn in_the_way(
    visits: &[VisitNow],
    not: Uuid,
    starts: Timestamp,
    ends: Timestamp,
) -> impl Iterator<Item = &VisitNow> {
    visits.iter().filter(move |other| {
        let open = match other.state() {
            VisitState::Planned | VisitState::Started => true,
            VisitState::Ended | VisitState::Recorded | VisitState::CalledOff => false,
        };
        open && other.id != not && other.starts_at < ends && starts < other.visit.planned_end(other.starts_at)
    })
}

#[cfg(test)]
mod tests;
