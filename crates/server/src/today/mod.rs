//! Today: a worker's visits in order with what matters at the door, the actions due, closing the day.
//! Phone first. It shows and leads on; what happened is written in the contact form.

mod close;
mod gather;
#[cfg(test)]
mod tests;

pub(crate) use close::close;

use care::moment;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::page_with;

/// Today, or another day of one's own or a colleague's.
pub(crate) fn today(app: &App, request: &Request) -> Result<Reply, PageError> {
    let day = request.query("day").and_then(|text| text.parse().ok()).unwrap_or_else(|| app.today());
    let worker = match request.query("worker") {
        Some(text) => Uuid::try_parse(text).map_err(|_| PageError::NotFound)?,
        None => request.actor()?.staff,
    };
    page(app, request, worker, day, Vec::new())
}

/// The page of a worker's day, with what is wrong with what was sent.
fn page(
    app: &App,
    request: &Request,
    worker: Uuid,
    day: Date,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let (actor, directory) = (request.actor()?, app.store.directory());
    let mut colleagues: Vec<(Uuid, String)> = Vec::new();
    for team in &actor.teams {
        let workers = directory.workers(*team, app.today());
        colleagues.extend(workers.into_iter().map(|(id, staff)| (id, staff.name.clone())));
    }
    colleagues.sort_by(|a, b| a.1.cmp(&b.1));
    colleagues.dedup();
    let mine = worker == actor.staff;
    if !mine && colleagues.iter().all(|(id, _)| *id != worker) {
        return Err(PageError::NotFound);
    }
    let visits = gather::visits(app, request, worker, day)?;
    let (actions, of_colleagues) = gather::actions(app, actor, worker, day)?;
    for person in visits.people() {
        app.note(request, "today", Some(person), None)?;
    }
    let closed = gather::closed(app, worker, day, &visits)?;
    let is_today = day == app.today();
    let context = json!({
        "day": day,
        "is_today": is_today,
        "future": day > app.today(),
        "day_words": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
        "before": moment::add_days(day, -1),
        "after": moment::add_days(day, 1),
        "today": app.today(),
        "mine": mine,
        "worker": worker,
        "worker_name": directory.staff_name(worker),
        "colleagues": colleagues,
        "earlier": visits.earlier,
        "open": visits.open,
        "done": visits.done,
        "elsewhere": visits.elsewhere,
        "actions": actions,
        "of_colleagues": of_colleagues,
        "closed": closed,
        "safety": if mine && is_today { Some(crate::safety::notice(app, request)?) } else { None },
        "alarm": Uuid::now_v7(),
    });
    page_with(app, request, "today/page.html", context, problems)
}
