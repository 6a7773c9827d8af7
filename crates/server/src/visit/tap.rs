//! One tap: start, end, and taking either back. Each is a new version of the visit; a second tap finds
//! it done and does nothing.

use care::entry::visit::Visit;
use care::rule::context::{VisitNow, VisitState};
use care::visits::{Action, allows};
use jiff::Timestamp;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::visit::{append, beside_fields, find, one, settled, version_of};

/// What is tapped. A slip says which of the two it takes back: the second of two taps on "Not ended
/// after all" must not take back the start as well.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tap {
    Start,
    End,
    NotStarted,
    NotEnded,
}

/// The worker arrived.
pub(crate) fn start(app: &App, request: &Request) -> Result<Reply, PageError> {
    tap(app, request, Tap::Start)
}

/// The worker left.
pub(crate) fn end(app: &App, request: &Request) -> Result<Reply, PageError> {
    tap(app, request, Tap::End)
}

/// The start, or the end, was a slip of the thumb (UX10).
pub(crate) fn undo(app: &App, request: &Request) -> Result<Reply, PageError> {
    tap(app, request, if request.field("of") == "end" { Tap::NotEnded } else { Tap::NotStarted })
}

/// Whether the tap makes sense as the visit stands.
fn makes_sense(state: VisitState, tap: Tap) -> bool {
    match tap {
        Tap::Start => allows(state, Action::Start),
        Tap::End => allows(state, Action::End),
        Tap::NotStarted => state == VisitState::Started && allows(state, Action::Undo),
        Tap::NotEnded => state == VisitState::Ended && allows(state, Action::Undo),
    }
}

fn tap(app: &App, request: &Request, action: Tap) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "visit")?;
    if makes_sense(now.state(), action) {
        let draft = version_of(&now, tapped(&now.visit, action, app.now()));
        let told = settled(append(app, request, vec![draft])?);
        // Two taps at once: the other one may have done it.
        let again = app.store.read(|tx| store::visits::one(tx, now.id))?;
        let done = again.is_some_and(|visit| is_done(&visit, action));
        match told {
            Err(PageError::Refused(problems)) if !done => {
                let problems = beside_fields(&problems);
                return one::page(app, request, &now, &line, problems);
            }
            Err(error) if !done => return Err(error),
            Ok(()) | Err(_) => {}
        }
    } else if !is_done(&now, action) {
        // Something else happened to it meanwhile: its page says what.
        return Ok(Reply::To(format!("/visits/{}", now.id)));
    }
    Ok(Reply::To(back(request, &now)))
}

fn tapped(visit: &Visit, action: Tap, at: Timestamp) -> Visit {
    let mut visit = visit.clone();
    match action {
        Tap::Start => visit.started_at = Some(at),
        // A device clock that ran ahead must not keep a worker from leaving.
        Tap::End => visit.ended_at = Some(visit.started_at.map_or(at, |started| started.max(at))),
        Tap::NotStarted => visit.started_at = None,
        Tap::NotEnded => visit.ended_at = None,
    }
    visit
}

fn is_done(now: &VisitNow, action: Tap) -> bool {
    match action {
        Tap::Start => now.visit.started_at.is_some(),
        Tap::End => now.visit.ended_at.is_some(),
        Tap::NotStarted => now.state() == VisitState::Planned,
        Tap::NotEnded => now.state() == VisitState::Started,
    }
}

/// Back to where the tap was made.
pub(super) fn back(request: &Request, now: &VisitNow) -> String {
    match request.field("back").parse::<jiff::civil::Date>() {
        Ok(day) if day == app_day(now) => format!("/today?day={day}#visit-{}", now.id),
        Ok(day) => format!("/today?day={day}"),
        Err(_) => format!("/visits/{}", now.id),
    }
}

fn app_day(now: &VisitNow) -> jiff::civil::Date {
    care::moment::local_day(now.starts_at)
}
