//! The sheet of a handover: everybody in order with what was said and who does what, for the wall, for
//! whoever was not there, and for the printer.

use care::moment;
use serde_json::json;

use super::Session;
use super::end::visits;
use super::walk::{Order, seen_before};
use crate::app::App;
use crate::board::{names, near};
use crate::contact::send;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// The sheet: the lines of this handover, then who was not spoken of.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let session = Session::asked(app, request)?;
    let order = Order::read(app, request, &session)?;
    app.note(request, "handover sheet", Some(session.team), None)?;
    let directory = app.store.directory();
    let mut lines = session.said(app)?;
    lines.reverse();
    let today = app.today();
    let rows: Vec<serde_json::Value> = order
        .board
        .rows
        .iter()
        .map(|row| {
            let said: Vec<serde_json::Value> = lines
                .iter()
                .filter(|entry| entry.subject == row.person)
                .map(|entry| {
                    let told = crate::person::told(entry, &directory);
                    json!({ "parts": told.parts, "by": directory.staff_name(entry.author) })
                })
                .collect();
            json!({
                "person": row.person,
                "name": row.name,
                "tier": row.tier.map(|tier| tier.label()),
                "why": row.reasons.first().map(|reason| reason.words.as_str()),
                "last_seen": row.last_seen.as_ref().map(|seen| near(seen.at, today)).or_else(|| seen_before(row)),
                "next_visit": row.next_visit.as_ref().map(|visit| format!("{}, {}", near(visit.at, today), names(&visit.workers))),
                "said": said,
            })
        })
        .collect();
    let attendees: Vec<&str> = session.is.attendees.iter().map(|id| directory.staff_name(*id)).collect();
    let local = moment::local(app.now());
    let context = json!({
        "title": session.title(),
        "path": session.path(),
        "team_name": order.board.team_name,
        "attendees": attendees,
        "began": moment::time_words(moment::local_time(session.entry.happened_at)),
        "ended": session.is.ended_at.map(|at| moment::time_words(moment::local_time(at))),
        "coverage": session.is.coverage,
        "note": session.is.note,
        "rows": rows,
        "visits": visits(app, &session, &order)?,
        "printed": format!(
            "Printed at {} on {} by {}",
            moment::time_words(local.time()),
            moment::day_words(local.date()),
            directory.staff_name(request.actor()?.staff)
        ),
    });
    send::page(app, request, "handover/sheet.html", &context, &[])
}
