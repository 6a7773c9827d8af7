//! Workers who are planned elsewhere at the same time (BI97): asked about on pages, told in the answer
//! of the API. It is never a refusal: two may agree that one of them comes later.

use care::access::Actor;
use care::entry::visit::{Visit, VisitSeries};
use care::rule::context::VisitNow;
use care::{moment, visits};
use jiff::Timestamp;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::visit::shown::times;

/// What a plan takes the place of, so that it is not in its own way.
#[derive(Clone, Copy, Default)]
pub(crate) struct Itself {
    /// The visit as it stood.
    pub(crate) visit: Uuid,
    /// The series that ends by it.
    pub(crate) series: Option<Uuid>,
}

/// Visits of the same workers at the same time, each as one sentence.
pub(crate) fn of_visit(
    app: &App,
    actor: &Actor,
    not: Itself,
    starts: Timestamp,
    visit: &Visit,
) -> Result<Vec<String>, PageError> {
    let directory = app.store.directory();
    let ends = visit.planned_end(starts);
    let mut days = vec![moment::add_days(moment::local_day(starts), -1), moment::local_day(starts)];
    if moment::local_day(ends) != moment::local_day(starts) {
        days.push(moment::local_day(ends));
    }
    let found = app.store.read(|tx| {
        let mut found: Vec<(Uuid, VisitNow, String)> = Vec::new();
        for worker in &visit.workers {
            for day in &days {
                let planned = store::visits::of_worker(tx, *worker, *day)?;
                for other in visits::in_the_way(&planned, not.visit, starts, ends) {
                    if not.series.is_some() && other.visit.series == not.series {
                        continue;
                    }
                    let line = store::people::line(tx, other.person)?;
                    let line = line.filter(|line| actor.in_team(line.team()));
                    let name = line.map_or_else(|| "somebody of another team".to_owned(), |l| l.who.name);
                    found.push((*worker, other.clone(), name));
                }
            }
        }
        Ok::<_, store::StoreError>(found)
    })?;
    let sentence = |(worker, other, name): &(Uuid, VisitNow, String)| {
        let day = moment::day_words_short(moment::local_day(other.starts_at));
        let worker = directory.staff_name(*worker);
        format!("{worker} is planned to see {name} on {day}, {}.", times(other.starts_at, &other.visit))
    };
    Ok(found.iter().map(sentence).collect())
}

/// The same for every day of a series.
pub(crate) fn of_series(
    app: &App,
    actor: &Actor,
    id: Uuid,
    series: &VisitSeries,
) -> Result<Vec<String>, PageError> {
    let plan = series.visit(id);
    let mut sentences = Vec::new();
    for (visit, starts, _) in series.visits(id) {
        sentences.extend(of_visit(app, actor, Itself { visit, series: Some(id) }, starts, &plan)?);
    }
    Ok(sentences)
}
