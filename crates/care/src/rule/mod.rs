//! The rules that may refuse an entry. Each of the twelve that never bend has a file of its number
//! as it arrives; the numbered rules of daily practice are in files named by what they are about.
//! A rule sees a draft and the record it would join, and nothing else.

pub mod allocation;
pub mod assessment;
pub mod contact;
pub mod context;
pub mod displaced;
pub mod handover;
pub mod kept;
pub mod mdt;
pub mod n01;
pub mod n03;
pub mod n06;
pub mod n10;
pub mod n12;
pub mod person;
pub mod referral;
pub mod safety;
pub mod sharing;
pub mod staff;
pub mod supervision;
pub mod tier;
pub mod visit;
pub mod week_plan;

use crate::entry::{Body, Draft, Kind};
use crate::problem::{Problem, Problems};

pub use context::{Context, Needs, needs};

/// Everything that speaks against an entry: what the document itself shows, and what the record shows.
#[must_use]
pub fn refusals(draft: &Draft, context: &Context<'_>) -> Vec<Problem> {
    let mut problems = Problems::default();
    problems.within("", draft.body.check());
    n12::refusals(draft, context, &mut problems);
    match &draft.body {
        Body::Contact(contact) => {
            contact::refusals(draft, contact, context, &mut problems);
            sharing::refusals(draft, contact, context, &mut problems);
        }
        Body::Network(network) => sharing::network_refusals(network, context, &mut problems),
        Body::Visit(visit) => {
            visit::refusals(draft, visit, context, &mut problems);
            kept::refusals(draft, visit, context, &mut problems);
            displaced::refusals(draft, visit, context, &mut problems);
        }
        Body::VisitSeries(series) => visit::series_refusals(series, context, &mut problems),
        Body::DayClose(close) => visit::close_refusals(close, draft, context, &mut problems),
        Body::Person(details) => person::refusals(draft, details, context, &mut problems),
        Body::Episode(episode) => person::episode_refusals(draft, episode, context, &mut problems),
        Body::KeyWorker(named) => {
            n10::refusals(named, context, &mut problems);
            allocation::refusals(named, context, &mut problems);
        }
        Body::Tier(decision) => tier::refusals(draft, decision, context, &mut problems),
        Body::LadderStep(step) => tier::step_refusals(draft, step, context, &mut problems),
        Body::SafetyRule(rule) => tier::safety_refusals(draft, rule, &mut problems),
        Body::ActionUpdate(update) => contact::action_refusals(update, context, &mut problems),
        Body::Handover(session) => handover::refusals(draft, session, context, &mut problems),
        Body::Mdt(session) => mdt::refusals(draft, session, context, &mut problems),
        Body::WeekPlan(plan) => week_plan::refusals(draft, plan, context, &mut problems),
        Body::MdtDecision(decision) => mdt::decision_refusals(draft, decision, context, &mut problems),
        Body::HandoverLine(line) => handover::line_refusals(draft, line, context, &mut problems),
        Body::Assessment(one) => assessment::refusals(draft, one, context, &mut problems),
        Body::AssessmentSession(session) => {
            assessment::session_refusals(draft, session, context, &mut problems);
        }
        Body::Screening(screening) => {
            assessment::screening_refusals(draft, screening, context, &mut problems);
        }
        Body::Supervision(one) => supervision::refusals(draft, one, context, &mut problems),
        Body::SafetyCheck(check) => safety::refusals(draft, check, context, &mut problems),
        Body::SafetyDetails(details) => safety::details_refusals(draft, details, context, &mut problems),
        Body::Injection(injection) => supervision::injection_refusals(injection, context, &mut problems),
        Body::PlanReview(review) => {
            person::not_ahead("reviewed_on", review.reviewed_on, context, &mut problems);
        }
        Body::Staff(staff) => staff::refusals(draft, staff, context, &mut problems),
        Body::Team(_) => staff::team_refusals(context, &mut problems),
        Body::Organisation(_) => staff::organisation_refusals(context, &mut problems),
        Body::Referral(one) => referral::refusals(draft, one, context, &mut problems),
        Body::ReferralDecision(one) => referral::decision_refusals(draft, one, context, &mut problems),
        Body::WaitingCheck(check) => referral::check_refusals(check, context, &mut problems),
        Body::Attachment(document) => referral::document_refusals(document, context, &mut problems),
        Body::ConcernRaised(concern) => n03::concern_refusals(draft, concern, context, &mut problems),
        Body::CriteriaSet(set) => referral::criteria_refusals(set, context, &mut problems),
        Body::CriteriaGiven(_)
        | Body::Preferences(_)
        | Body::Diagnoses(_)
        | Body::LegalStatus(_)
        | Body::Sensory(_)
        | Body::Cohort(_)
        | Body::HospitalStay(_)
        | Body::Event(_) => {}
    }
    if needs_a_person(draft.body.kind()) && context.line.is_none() {
        problems.add(Problem::new("subject", "There is no such person: enter their details first."));
    }
    problems.into_vec()
}

fn needs_a_person(kind: Kind) -> bool {
    kind.about() == crate::entry::About::Person && kind != Kind::Person
}
