//! Accepting a proposal for a day: every visit of it in one whole, as it was seen, or nothing. Somebody of
//! the red tier whom nobody visits any more needs a decision (T09).

use care::entry::week_plan::{Displaced, LeftOut, PlanState, WeekPlan};
use care::entry::{Body, Draft};
use care::rule::context::VisitNow;
use store::Outcome;
use uuid::Uuid;

use super::happened::Happened;
use super::page::{again, show};
use super::proposal::{Proposal, Proposed};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::week::run::problem;
use crate::week::words::Words;

/// `POST /replan/accept`
///
/// # Errors
/// `NotFound` for another team's worker or person; the database.
pub(crate) fn accept(app: &App, request: &Request) -> Result<Reply, PageError> {
    let unreadable =
        || PageError::BadRequest("Open the page again: what was sent is not a proposal.".to_owned());
    let happened = Happened::of(app, request)?.map_err(|_| unreadable())?;
    let sent: Proposed = serde_json::from_str(request.field("proposal")).map_err(|_| unreadable())?;
    let (seal, done) = (sent.seal, format!("{}&accepted={}", happened.path(), sent.placements.len()));
    let proposal = Proposal::read(app, happened.clone())?.with(sent);
    if proposal.is_done() {
        return Ok(Reply::To(done));
    }
    let visits: Vec<VisitNow> = proposal.week.visits.values().cloned().collect();
    let plan = plan(&proposal, request);
    let Ok(mut drafts) = care::week_plan::drafts(&plan, happened.team, &visits) else {
        return again(app, request, happened);
    };
    if seal != proposal.proposed.seal {
        return again(app, request, happened);
    }
    with_note(&mut drafts, &happened);
    let outcomes = app.store.append_whole(request.actor()?, drafts.clone(), app.now(), false)?;
    let directory = app.store.directory();
    let words = Words { week: &proposal.week, directory: &directory };
    let mut problems: Vec<Problem> = Vec::new();
    for (draft, outcome) in drafts.iter().zip(outcomes) {
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
            Outcome::Refused(refused) => problems.extend(refused.iter().map(|one| about(&words, draft, one))),
            Outcome::Conflict(_) => return again(app, request, happened),
            Outcome::Forbidden => return Err(PageError::Forbidden),
            Outcome::NotFound => return Err(PageError::NotFound),
        }
    }
    if problems.is_empty() { Ok(Reply::To(done)) } else { show(app, request, &proposal, problems) }
}

/// What is accepted, with the decisions that were made, in the form of a plan.
fn plan(proposal: &Proposal, request: &Request) -> WeekPlan {
    let said = |visit: Uuid| {
        let why = request.field(&format!("why-{visit}")).trim().to_owned();
        let by = Uuid::try_parse(request.field(&format!("decided_by-{visit}"))).ok();
        let said = !why.is_empty() || by.is_some();
        said.then(|| Displaced { why, decided_by: by.unwrap_or_default() })
    };
    let left = proposal.proposed.left_out.iter().cloned();
    let left_out = left.map(|one| LeftOut { decision: said(one.visit), ..one });
    WeekPlan {
        state: PlanState::Draft,
        placements: proposal.proposed.placements.clone(),
        left_out: left_out.collect(),
        ..proposal.week.plan.clone()
    }
}

/// A new visit says why it is made.
fn with_note(drafts: &mut [Draft], happened: &Happened) {
    for draft in drafts.iter_mut().filter(|draft| draft.from_version == 0) {
        let Some(seen) = happened.seen.filter(|seen| seen.person == draft.subject) else { continue };
        if let Body::Visit(visit) = &mut draft.body
            && visit.series.is_none()
            && visit.note.is_none()
            && seen.day == happened.day
            && !happened.why.is_empty()
        {
            visit.note = Some(happened.why.clone());
        }
    }
}

/// A refusal with whose visit it is about, beside the field that answers it.
fn about(words: &Words<'_>, draft: &Draft, refused: &care::problem::Problem) -> Problem {
    let mut shown = Problem::from(refused);
    shown.field = match refused.field.as_str() {
        "displaced.decided_by" => format!("decided_by-{}", draft.id),
        "displaced.why" => format!("why-{}", draft.id),
        _ => String::new(),
    };
    let who = words.person(draft.subject);
    let at = care::moment::time_words(care::moment::local_time(draft.happened_at));
    shown.sentence = format!("{who}, {at}: {}", refused.sentence);
    shown
}

/// The day is no longer as it was.
pub(super) fn stale() -> Problem {
    let sentence =
        "Somebody changed this day since you opened the page. Nothing was written: this is a new proposal.";
    problem("", sentence.to_owned())
}
