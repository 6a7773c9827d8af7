//! An alarm: a long press on Today, or this page, which asks once and works without a script and by
//! keyboard. It tells colleagues who have Alongside open; it rings nobody, and says so (LW06).

use care::entry::safety::{CheckResult, SafetyCheck, Step};
use care::entry::{Body, Draft};
use care::moment;
use serde_json::json;
use uuid::Uuid;

use super::gather::TeamOut;
use super::put;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// `GET /safety/alarm`
///
/// # Errors
/// `NotFound` for somebody without a team.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    request.actor()?.teams.first().ok_or(PageError::NotFound)?;
    let context = json!({ "entry": Uuid::now_v7(), "csrf": app.frame(request).csrf });
    app.page(request, "safety/alarm.html", context)
}

/// `POST /safety/alarm`: with the visit that the worker is at, if any.
///
/// # Errors
/// What `append` refuses; the database.
pub(crate) fn raise(app: &App, request: &Request) -> Result<Reply, PageError> {
    let actor = request.actor()?;
    let mut at = (None, actor.teams.first().copied());
    for team in &actor.teams {
        let read = TeamOut::read(app, *team)?;
        let Some(me) = read.worker(actor.staff) else { continue };
        if me.alarm.is_some() {
            return Ok(Reply::To("/today#safety".to_owned()));
        }
        if let Some((visit, _)) = me.watch.as_ref().filter(|(visit, _)| visit.team == Some(*team)) {
            at = (Some(visit.id), Some(*team));
        }
    }
    let (visit, team) = at;
    let check = SafetyCheck {
        step: Step::Alarm,
        result: CheckResult::Raised,
        visit,
        alarm: None,
        minutes: None,
        note: None,
        reference: None,
    };
    let draft = Draft {
        id: Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7()),
        subject: actor.staff,
        team: Some(team.ok_or(PageError::NotFound)?),
        happened_at: app.now(),
        from_version: 0,
        reason: None,
        body: Body::SafetyCheck(check),
    };
    put(app, request, draft)?;
    tracing::warn!(staff = %actor.staff, day = %moment::local_day(app.now()), "an alarm was raised");
    Ok(Reply::To("/today#safety".to_owned()))
}
