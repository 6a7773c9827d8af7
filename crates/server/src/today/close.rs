//! Closing the day: refused while a visit has no outcome (domain 4.4, LW09).

use care::entry::visit::DayClose;
use care::entry::{Body, Draft};
use care::moment;
use jiff::civil::Date;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::today::{gather, page};
use crate::visit::{append, settled};

/// Closes one's own day.
pub(crate) fn close(app: &App, request: &Request) -> Result<Reply, PageError> {
    let staff = request.actor()?.staff;
    let unreadable = || PageError::BadRequest("Choose the day to close on the page Today.".to_owned());
    let day: Date = request.field("day").parse().map_err(|_| unreadable())?;
    let id = DayClose::entry_id(staff, day);
    let (visits, before) = app.store.read(|tx| {
        Ok::<_, store::StoreError>((store::visits::of_worker(tx, staff, day)?, store::people::entry(tx, id)?))
    })?;
    let open: Vec<_> = visits.iter().filter(|visit| gather::is_open(visit)).collect();
    let there = Reply::To(format!("/today?day={day}#close"));
    if open.is_empty() && before.is_some() {
        return Ok(there);
    }
    let note = Some(request.field("note").trim().to_owned()).filter(|note| !note.is_empty());
    let draft = Draft {
        id,
        subject: staff,
        team: None,
        happened_at: app.now(),
        from_version: before.map_or(0, |entry| entry.version),
        reason: None,
        body: Body::DayClose(DayClose { day, note }),
    };
    let refused = match settled(append(app, request, vec![draft])?) {
        Ok(()) => return Ok(there),
        Err(PageError::Refused(refused)) => refused,
        Err(error) => return Err(error),
    };
    let mut problems: Vec<Problem> = refused.iter().map(Problem::from).collect();
    problems.iter_mut().for_each(|problem| problem.field = "close".to_owned());
    for visit in open {
        let line = app.store.read(|tx| store::people::line(tx, visit.person))?;
        let time = moment::time_words(moment::local_time(visit.starts_at));
        problems.push(Problem {
            field: format!("visit-{}", visit.id),
            sentence: format!("{time} {}: say what happened.", line.map(|l| l.who.name).unwrap_or_default()),
            rule: String::new(),
        });
    }
    page(app, request, staff, day, problems)
}
