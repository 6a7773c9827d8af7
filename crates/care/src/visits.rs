//! The visits of a person as they stand: days of series, visits of their own, and the contacts that
//! became their outcomes. The store keeps the same rows up to date entry by entry.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::entry::{Body, Entry};
use crate::rule::context::VisitNow;

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
