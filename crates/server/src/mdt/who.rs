//! How a series that the meeting would decide stands to the weeks of those who go.

use care::access::Actor;
use care::entry::visit::VisitSeries;
use care::fit::Slot;
use care::kept;
use care::line::Line;
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;

/// Slots offered when the one that was asked for does not fit.
const SLOTS: usize = 6;

/// What does not fit, in words, and the nearest slots that do.
pub(super) struct Fit {
    pub(super) problems: Vec<String>,
    pub(super) slots: Vec<Slot>,
    /// Days of leave within a plan that fits.
    pub(super) cover: Vec<Date>,
}

/// Fits a series into the weeks of its workers. Slots are looked for when it does not fit, or no day is
/// chosen.
pub(super) fn fit(
    app: &App,
    actor: &Actor,
    line: &Line,
    (id, series): (Uuid, &VisitSeries),
) -> Result<Fit, PageError> {
    let directory = app.store.directory();
    let weeks = app.store.read(|tx| store::visits::weeks(tx, &directory, id, series.clone()))?;
    let team = line.team().unwrap_or_default();
    let wishes = line.preferences.as_ref();
    let mut problems = weeks.against(team, &|visit| name(app, actor, visit));
    problems.extend(
        kept::against_series(wishes, series)
            .map(|kept| format!("the person keeps this time free: {}", kept.words)),
    );
    let wanted = !problems.is_empty() || series.weekdays.is_empty();
    let slots = if wanted {
        weeks.nearest(team, SLOTS, &|plan| kept::against_series(wishes, plan).is_none())
    } else {
        Vec::new()
    };
    let cover = weeks.cover(team);
    Ok(Fit { problems, slots, cover })
}

/// Whom a visit is to, when they are of the reader's teams (AC03).
fn name(app: &App, actor: &Actor, visit: Uuid) -> Option<String> {
    let line = app.store.read(|tx| {
        let visit = store::visits::one(tx, visit)?;
        Ok::<_, store::StoreError>(visit.map(|v| store::people::line(tx, v.person)).transpose()?.flatten())
    });
    line.ok().flatten().filter(|line| actor.in_team(line.team())).map(|line| line.who.name)
}
