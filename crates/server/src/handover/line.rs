//! One line about one person: what was typed into the handover, and on to the next person.

use care::entry::handover::{HandoverAction, HandoverLine};
use care::entry::{Body, Draft};
use care::problem::Problem;
use uuid::Uuid;

use super::{Session, walk};
use crate::app::App;
use crate::contact::send::{self, Sent};
use crate::contact::typed::{Pairs, Typed};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Times that joining is tried while others join.
const TRIES: u32 = 5;

/// Keeps a line and goes to the next person.
pub(crate) fn say(app: &App, request: &Request) -> Result<Reply, PageError> {
    let session = Session::asked(app, request)?;
    let person = Uuid::try_parse(request.field("person")).map_err(|_| PageError::NotFound)?;
    let draft = match read(&session, person, &request.form, app) {
        Ok(draft) => draft,
        Err(problems) => return walk::show(app, request, &session, person, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(_) => {
            let next = walk::next(app, request, &session, Some(person))?;
            Ok(Reply::To(walk::address(&session, next)))
        }
        Sent::Refused(problems) => walk::show(app, request, &session, person, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn read(session: &Session, person: Uuid, pairs: &Pairs, app: &App) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let change = typed.words("change", care::entry::handover::LINE_MOST).map(|words| words.trim().to_owned());
    let what =
        typed.words("action.what", care::entry::handover::LINE_MOST).map(|words| words.trim().to_owned());
    let owner = typed.id("action.owner");
    let due = typed.text("action.due_on");
    if what.is_none() && owner.is_some() {
        typed.problems.add(Problem::new("action.what", "Say what will be done, or choose nobody."));
    }
    let due_on = if due.is_empty() { Ok(app.today()) } else { due.parse() };
    if due_on.is_err() {
        typed.problems.add(Problem::new("action.due_on", "Choose from the list by which day it is done."));
    }
    let action = what.zip(due_on.ok()).map(|(what, due_on)| HandoverAction { what, owner, due_on });
    let (good_news, tier_concern) =
        (!typed.all("good_news").is_empty(), !typed.all("tier_concern").is_empty());
    let for_mdt = !typed.all("for_mdt").is_empty();
    let happened_at = typed.shown_at(app.now());
    let id = typed.id("entry");
    let problems = typed.problems.into_vec();
    let (Some(id), true) = (id, problems.is_empty()) else { return Err(problems) };
    Ok(Draft {
        id,
        subject: person,
        team: None,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::HandoverLine(HandoverLine {
            handover: session.id(),
            change,
            action,
            tier_concern,
            good_news,
            for_mdt,
        }),
    })
}

/// Whoever reads along is at the handover too.
pub(crate) fn attend(app: &App, request: &Request) -> Result<Reply, PageError> {
    let me = request.actor()?.staff;
    // Several press this in the same minute: whoever comes second looks again and is added too.
    for _ in 0..TRIES {
        let session = Session::asked(app, request)?;
        let mut is = session.is.clone();
        if !is.attendees.contains(&me) {
            is.attendees.push(me);
            match send::one(app, request, session.changed(is))? {
                Sent::Recorded(_) => {}
                Sent::Refused(problems) => return Err(PageError::Refused(problems)),
                Sent::Conflict(_) => continue,
            }
        }
        return Ok(Reply::To(crate::signin::local_path(request.field("next"))));
    }
    Err(PageError::Busy("others joined the handover in the same moment".to_owned()))
}
