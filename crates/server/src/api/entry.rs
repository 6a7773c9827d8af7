//! One entry, as it is now and as it was.

use care::access::{Activity, Actor};
use care::entry::{About, Body, Entry, Kind};

use super::ask;
use super::view::{EntryView, History};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// The current version of an entry.
pub(crate) fn entry(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/entries/{id}")?;
    let versions = versions(app, request, "entry")?;
    let current = versions.into_iter().next_back().ok_or(PageError::NotFound)?;
    Reply::json(&EntryView::of(shown_to(request.actor()?, current), &app.store.directory()))
}

/// Every version of an entry (N12).
pub(crate) fn history(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/entries/{id}/history")?;
    let directory = app.store.directory();
    let versions = versions(app, request, "history")?;
    let actor = request.actor()?;
    let versions =
        versions.into_iter().map(|entry| EntryView::of(shown_to(actor, entry), &directory)).collect();
    Reply::json(&History { versions })
}

/// The versions of the entry of the path, when the actor may read it; notes the look.
fn versions(app: &App, request: &Request, act: &str) -> Result<Vec<Entry>, PageError> {
    let id = request.id("id")?;
    let versions = app.store.read(|tx| store::journal::history(tx, id))?;
    let entry = versions.last().ok_or(PageError::NotFound)?;
    if entry.kind().about() == About::Person {
        app.person(request, entry.subject, act)?;
    } else {
        let actor = request.actor()?;
        let of_team = !is_for_everybody(entry.kind())
            && !matches!(entry.kind(), Kind::Supervision | Kind::SafetyDetails);
        let may_read =
            crate::supervision::may_read(actor, entry) && crate::safety::may_read(app, actor, entry);
        if !may_read || (of_team && !actor.in_team(entry.team)) {
            return Err(PageError::NotFound);
        }
    }
    if request.actor()?.may(to_read(entry.kind())) { Ok(versions) } else { Err(PageError::Forbidden) }
}

/// The entry as an actor may see it: former names and withheld places are for those who read the record
/// (BI13, BI58).
pub(crate) fn shown_to(actor: &Actor, mut entry: Entry) -> Entry {
    if let Body::Person(person) = entry.body {
        let whole = actor.may(Activity::ReadRecord);
        entry.body = Body::Person(if whole { person } else { person.without_restricted() });
    }
    entry
}

/// Who the organisation, its teams and staff are is no team's own; what a team writes is.
fn is_for_everybody(kind: Kind) -> bool {
    matches!(kind, Kind::Organisation | Kind::Team | Kind::Staff)
}

/// The activity that reading a kind of entry needs.
pub(crate) fn to_read(kind: Kind) -> Activity {
    match kind {
        Kind::Organisation | Kind::Team => Activity::SignedIn,
        Kind::Staff => Activity::ManageStaff,
        Kind::Person | Kind::Network | Kind::Preferences => Activity::SeePerson,
        Kind::Visit
        | Kind::VisitSeries
        | Kind::DayClose
        | Kind::WeekPlan
        | Kind::SafetyCheck
        | Kind::SafetyDetails => Activity::SeeTeam,
        Kind::Referral
        | Kind::ReferralDecision
        | Kind::WaitingCheck
        | Kind::Attachment
        | Kind::ConcernRaised
        | Kind::CriteriaSet
        | Kind::CriteriaGiven => Activity::TakeIn,
        Kind::Assessment
        | Kind::AssessmentSession
        | Kind::Screening
        | Kind::Sensory
        | Kind::Cohort
        | Kind::Supervision
        | Kind::Episode
        | Kind::KeyWorker
        | Kind::SafetyRule
        | Kind::Diagnoses
        | Kind::PlanReview
        | Kind::LegalStatus
        | Kind::Injection
        | Kind::HospitalStay
        | Kind::Contact
        | Kind::Tier
        | Kind::LadderStep
        | Kind::Event
        | Kind::ActionUpdate
        | Kind::Handover
        | Kind::HandoverLine
        | Kind::Mdt
        | Kind::MdtDecision => Activity::ReadRecord,
    }
}
