//! Refusals of assessments and screenings: a session belongs to an open assessment (A02), nothing is
//! complete without a strength and a want (A03), MOHOST follows a screening (A06).

use crate::access::Role;
use crate::entry::Draft;
use crate::entry::assessment::{Assessment, AssessmentSession, Part};
use crate::entry::screening::Screening;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::scale::occupational::Tool;

pub(crate) fn session_refusals(
    draft: &Draft,
    session: &AssessmentSession,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    super::person::not_ahead("happened_at", crate::moment::local_day(draft.happened_at), context, problems);
    for (i, who) in session.assessors.iter().enumerate() {
        if !context.staff_role(*who).is_some_and(Role::is_worker) {
            problems.add(Problem::new(format!("assessors.{i}"), "Choose workers of the team.").rule("A02"));
        }
    }
    let Some(line) = context.line else { return };
    match line.assessments.iter().find(|one| one.id == session.assessment) {
        None => problems
            .add(Problem::new("assessment", "There is no such assessment: open one first.").rule("A02")),
        Some(one) if one.completed_on.is_some() && draft.from_version == 0 => problems
            .add(Problem::new("assessment", "This assessment is completed: open a new one.").rule("A02")),
        Some(_) => {}
    }
}

pub(crate) fn refusals(
    draft: &Draft,
    assessment: &Assessment,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let Some(completed) = assessment.completed_on else { return };
    super::person::not_ahead("completed_on", completed, context, problems);
    let Some(line) = context.line else { return };
    let sessions = line.assessments.iter().find(|one| one.id == draft.id).map(|one| one.parts());
    let missing = |part| !sessions.as_ref().is_some_and(|parts| parts.contains(&part));
    for (part, sentence) in [
        (Part::Strengths, "Record at least one strength before the assessment is completed."),
        (Part::Wants, "Record at least one thing the person wants before the assessment is completed."),
    ] {
        if missing(part) {
            problems.add(Problem::new("completed_on", sentence).rule("A03"));
        }
    }
}

pub(crate) fn screening_refusals(
    draft: &Draft,
    screening: &Screening,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    super::person::not_ahead("happened_at", crate::moment::local_day(draft.happened_at), context, problems);
    let says = |text: &Option<String>| text.as_deref().is_some_and(|t| t.chars().any(char::is_alphanumeric));
    if screening.tool == Tool::Ocairs && !says(&screening.barriers) {
        let sentence = "Say what stands in the person's way: it is why this screening is made.";
        problems.add(Problem::new("barriers", sentence).rule("A06"));
    }
    let Some(line) = context.line else { return };
    let screened = line.screenings.iter().any(|one| one.tool == Tool::Ocairs && one.id != draft.id);
    if screening.tool == Tool::Ocairs || screened {
        return;
    }
    let therapist = context.actor.role == Role::Ot || context.actor.system || draft.from_version > 0;
    if !therapist {
        let sentence = "MOHOST follows an OCAIRS: make that first, or ask an occupational therapist.";
        problems.add(Problem::new("without_screen", sentence).rule("A06"));
    } else if !says(&screening.without_screen) {
        let sentence = "Say why this MOHOST is made without an OCAIRS before it.";
        problems.add(Problem::new("without_screen", sentence).rule("A06"));
    }
}
