//! Who could do a piece of work with a person: the workers of the team ranked, each with the reasons.

use care::entry::visit::VisitSeries;
use care::fit::{Clash, Slot, Week};
use care::line::Line;
use care::moment;
use care::rule::context::VisitNow;
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;

/// Slots offered when the one that was asked for does not fit.
const SLOTS: usize = 6;

/// What is planned for a worker between two days, in every team they belong to.
fn planned(app: &App, worker: Uuid, from: Date, until: Date) -> Result<Vec<VisitNow>, PageError> {
    let directory = app.store.directory();
    let Some(staff) = directory.staff.get(&worker) else { return Ok(Vec::new()) };
    let teams: Vec<Uuid> = staff.teams_on(from).collect();
    let (from, to) = (moment::start_of_day(from), moment::start_of_day(moment::add_days(until, 1)));
    let visits = app.store.read(|tx| {
        let mut all = Vec::new();
        for team in &teams {
            let open = store::visits::open_of_team(tx, *team, from, to)?;
            all.extend(open.into_iter().filter(|visit| visit.visit.workers.contains(&worker)));
        }
        Ok(all)
    })?;
    Ok(visits)
}

/// How a series stands to a worker's week: what does not fit, in words, and the nearest slots that do.
pub(super) struct Fit {
    pub(super) problems: Vec<String>,
    pub(super) slots: Vec<Slot>,
}

/// Fits a series into a worker's week. Slots are looked for when it does not fit, or no day is chosen.
pub(super) fn fit(app: &App, worker: Uuid, id: Uuid, series: &VisitSeries) -> Result<Fit, PageError> {
    let directory = app.store.directory();
    let Some(staff) = directory.staff.get(&worker) else {
        return Ok(Fit { problems: Vec::new(), slots: Vec::new() });
    };
    let planned = planned(app, worker, series.from, series.until)?;
    let away = |day: Date| {
        !staff.teams_on(day).any(|team| staff.teams_on(series.from).any(|t| t == team))
            || staff.away_on(day).is_some()
    };
    let week = Week { staff, planned: &planned, away: &away };
    let clashes = week.clashes(id, series);
    let problems = words(app, staff.name.as_str(), series, &clashes);
    let slots = if clashes.is_empty() && !series.weekdays.is_empty() {
        Vec::new()
    } else {
        week.nearest(id, series, SLOTS)
    };
    Ok(Fit { problems, slots })
}

fn words(app: &App, name: &str, series: &VisitSeries, clashes: &[Clash]) -> Vec<String> {
    let mut words = Vec::new();
    let off =
        clashes.iter().find_map(|clash| if let Clash::NotAtWork(day) = clash { Some(*day) } else { None });
    if let Some(day) = off {
        let at = moment::time_words(series.at);
        words.push(format!("{name} is not at work on {}s at {at}", moment::weekday_words(day)));
    }
    let away: Vec<String> = clashes
        .iter()
        .filter_map(
            |clash| if let Clash::Away(day) = clash { Some(moment::day_words_short(*day)) } else { None },
        )
        .collect();
    if !away.is_empty() {
        words.push(format!("{name} is away on {}", away.join(", ")));
    }
    let taken: Vec<(Date, Uuid)> = clashes
        .iter()
        .filter_map(|clash| if let Clash::Visit(day, visit) = clash { Some((*day, *visit)) } else { None })
        .collect();
    if let Some((day, visit)) = taken.first() {
        let with = app
            .store
            .read(|tx| {
                let visit = store::visits::one(tx, *visit)?;
                let line = visit.map(|v| store::people::line(tx, v.person)).transpose()?.flatten();
                Ok(line.map(|line: Line| line.who.name))
            })
            .ok()
            .flatten()
            .unwrap_or_else(|| "somebody else".to_owned());
        let first = moment::day_words_short(*day);
        let more = taken.len() - 1;
        let more =
            if more == 0 { String::new() } else { format!(", and {more} more of these days are taken") };
        words.push(format!("{name} is with {with} or on the way on {first}{more}"));
    }
    words
}
