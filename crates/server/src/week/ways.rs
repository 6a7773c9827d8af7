//! How long a worker's way from one visit to another takes, as the plan of the week counts it: for pages
//! that look at one day and plan nothing.

use std::collections::BTreeMap;

use care::moment;
use jiff::civil::Date;
use planner::problem::Table;
use uuid::Uuid;

use super::plan::Week;
use crate::app::App;
use crate::error::PageError;

/// Minutes between visits for one worker.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ways {
    table: Table,
    places: BTreeMap<Uuid, usize>,
}

impl Ways {
    /// Minutes from one visit to another; none when the plan does not know one of them.
    pub(crate) fn between(&self, from: Uuid, to: Uuid) -> Option<i64> {
        let (from, to) = (self.places.get(&from)?, self.places.get(&to)?);
        Some(i64::from(self.table.between(*from, *to)))
    }
}

/// The ways of a worker between the visits of a team in the week of a day.
pub(crate) fn ways(app: &App, (team, day): (Uuid, Date), worker: Uuid) -> Result<Ways, PageError> {
    let monday = moment::add_days(day, -i32::from(day.weekday().to_monday_zero_offset()));
    let week = Week::stands(&app.store, app.now(), (team, monday), None)?;
    let mode = week.asked.worker(worker).and_then(|at| week.problem.staff.get(at)).map(|who| who.table);
    let Some(table) = mode.and_then(|mode| week.problem.travel.get(mode)) else { return Ok(Ways::default()) };
    let visits = week.asked.needs.iter().zip(&week.problem.visits);
    let places = visits.filter_map(|(need, visit)| Some((need.id, visit.places.first()?.place))).collect();
    Ok(Ways { table: table.clone(), places })
}
