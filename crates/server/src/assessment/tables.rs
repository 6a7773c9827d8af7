//! The forms of an assessment as tables: a session, the outcome, the two scales, the senses, the seven
//! signs. Short labels only; whoever rates holds the manual.

use care::entry::Kind;
use care::entry::assessment::Delivery;
use care::entry::cohort::Answer;
use care::entry::screening::Next;
use care::scale::occupational::{Letter, Tool};
use jiff::civil::Date;

use crate::record::fields::named_choices;
use crate::record::table::Part::One;
use crate::record::table::{Ask, Item, Part, Source, Table};
use crate::template::forms::Choice;

fn deliveries(_: Date) -> Vec<Choice> {
    named_choices(Delivery::ALL, |one| one.label())
}

fn letters(_: Date) -> Vec<Choice> {
    Letter::ALL.iter().map(|one| Choice::new(one.label(), one.label())).collect()
}

fn follows(_: Date) -> Vec<Choice> {
    named_choices(Next::ALL, |one| one.label())
}

fn answers(_: Date) -> Vec<Choice> {
    named_choices(Answer::ALL, |one| one.label())
}

const fn said(path: &'static str, label: &'static str) -> Part {
    One(Item::new(path, label, Ask::Words(3)))
}

/// One session of an assessment.
pub(crate) const SESSION: Table = Table {
    kind: Kind::AssessmentSession,
    title: "Assessment session",
    intro: "Fill in what came up, in any order. What stays blank can wait for the next session; everything is kept as it is saved.",
    parts: &[
        One(Item::new("assessment", "Assessment", Ask::Line(30))),
        One(Item::new("happened_at", "When", Ask::Moment).needed("Enter when the session was.")),
        One(Item::new("assessors", "Who assessed", Ask::Ticks(Source::Workers))
            .hint("One or two workers, not the whole team.")
            .needed("Choose who assessed.")),
        One(Item::new("why_more", "Why more than two", Ask::Line(30))),
        said("feels.words", "How the person feels: in their words"),
        said("feels.view", "How the person feels: as the worker sees it"),
        said("affects.words", "What affects it: in their words"),
        said("affects.view", "What affects it: as the worker sees it"),
        said("support.words", "Support there is now: in their words"),
        said("support.view", "Support there is now: as the worker sees it"),
        said("strengths.words", "Strengths: in their words"),
        said("strengths.view", "Strengths: as the worker sees it"),
        said("wants.words", "Wants: in their words"),
        said("wants.view", "Wants: as the worker sees it"),
        said("needs.words", "Needs: in their words"),
        said("needs.view", "Needs: as the worker sees it"),
        said("difficulties.words", "Difficulties: in their words"),
        said("difficulties.view", "Difficulties: as the worker sees it"),
    ],
};

/// What came of an assessment.
pub(crate) const OUTCOME: Table = Table {
    kind: Kind::Assessment,
    title: "What was decided",
    intro: "Decided together with the person. Without a strength and a want an assessment is not complete.",
    parts: &[
        One(Item::new("why", "Why the assessment is made now", Ask::Words(2))),
        One(Item::new("decision", "What was decided together", Ask::Words(4))
            .needed("Write what was decided together with the person.")),
        One(Item::new("disagreement", "What the person does not agree with", Ask::Words(3))
            .hint("In their words. It goes on into the plan.")),
        One(Item::new("delivery", "Who gives the help", Ask::Radios(Source::List(deliveries)))),
        One(Item::new("completed_on", "Completed on", Ask::Day)
            .hint("Leave empty to save it and go on another day.")),
    ],
};

/// What the senses like and do not like.
pub(crate) const SENSORY: Table = Table {
    kind: Kind::Sensory,
    title: "Sensory preferences",
    intro: "What the senses like and do not like, as far as it matters on a visit. It stands on the visit card.",
    parts: &[
        One(Item::new("avoid", "What to avoid", Ask::Words(2))
            .hint("For example: strip lights, strong scent, loud voices.")),
        One(Item::new("seek", "What the person seeks", Ask::Words(2))),
        One(Item::new("calming", "What calms", Ask::Words(2))),
        One(Item::new("on_visits", "What it means for a visit", Ask::Words(2))),
    ],
};

const fn answer(path: &'static str, label: &'static str) -> Part {
    One(Item::new(path, label, Ask::Radios(Source::List(answers))))
}

const fn evidence(path: &'static str) -> Part {
    One(Item::new(path, "What shows it", Ask::Words(2)))
}

const fn on(path: &'static str) -> Part {
    One(Item::new(path, "Day of the evidence", Ask::Day))
}

/// The seven signs.
pub(crate) const COHORT: Table = Table {
    kind: Kind::Cohort,
    title: "Signs for intensive care",
    intro: "The seven signs of people for whom intensive and assertive care is meant. Not known is never counted as no, and nobody is left out for want of a diagnosis.",
    parts: &[
        answer("psychosis.answer", "Psychosis, with or without a diagnosis"),
        evidence("psychosis.evidence"),
        on("psychosis.on"),
        answer("routine_care.answer", "Routine care does not fit or is not wanted"),
        evidence("routine_care.evidence"),
        on("routine_care.on"),
        answer("relapse_harm.answer", "Relapses with serious harm to self or others"),
        evidence("relapse_harm.evidence"),
        on("relapse_harm.on"),
        answer("social_needs.answer", "Several social needs"),
        evidence("social_needs.evidence"),
        on("social_needs.on"),
        answer("substances.answer", "Drugs or alcohol as well"),
        evidence("substances.evidence"),
        on("substances.on"),
        answer("bad_experiences.answer", "Bad experiences of services or the state"),
        evidence("bad_experiences.evidence"),
        on("bad_experiences.on"),
        answer("family_concern.answer", "Family or carers have raised a concern"),
        evidence("family_concern.evidence"),
        on("family_concern.on"),
        One(Item::new("offer_elsewhere", "Intensive care offered by somebody else", Ask::Line(30))
            .hint("Who, and since when. Leave empty when nobody does.")),
    ],
};

const fn rated(path: &'static str, label: &'static str) -> Part {
    One(Item::new(path, label, Ask::Radios(Source::List(letters))))
}

const TOOL: Part = One(Item::new("tool", "Scale", Ask::Line(10)));
const MANUAL: Part =
    One(Item::new("holds_manual", "", Ask::Tick("I hold the manual of this scale and rate by it")));
const VIEW: Part = One(Item::new("persons_view", "What the person says about it", Ask::Words(3)));
const SUMMARY: Part = One(Item::new("summary", "What it comes to", Ask::Words(3)));
const AGAIN: Part = One(Item::new("again_on", "To be rated again on", Ask::Day));

const OCAIRS: Table = Table {
    kind: Kind::Screening,
    title: "OCAIRS",
    intro: "The interview that screens, when something stands in the way of what the person wants to do. It can be saved half done.",
    parts: &[
        TOOL,
        One(Item::new("barriers", "What stands in the person's way", Ask::Words(2))
            .needed("Say what stands in the person's way: it is why this screening is made.")),
        MANUAL,
        rated("ratings.roles", "Roles"),
        rated("ratings.habits", "Habits"),
        rated("ratings.personal_causation", "Personal causation"),
        rated("ratings.values", "Values"),
        rated("ratings.interests", "Interests"),
        rated("ratings.skills", "Skills"),
        rated("ratings.short_term_goals", "Short-term goals"),
        rated("ratings.long_term_goals", "Long-term goals"),
        rated("ratings.interpretation_of_past", "Interpretation of the past"),
        rated("ratings.physical_environment", "Physical environment"),
        rated("ratings.social_environment", "Social environment"),
        rated("ratings.readiness_for_change", "Readiness for change"),
        VIEW,
        SUMMARY,
        One(Item::new("next", "What follows", Ask::Radios(Source::List(follows)))),
        AGAIN,
    ],
};

const MOHOST: Table = Table {
    kind: Kind::Screening,
    title: "MOHOST",
    intro: "After an OCAIRS, when more detail is needed. It can be saved half done.",
    parts: &[
        TOOL,
        One(Item::new("without_screen", "Why without an OCAIRS before it", Ask::Words(2))
            .hint("Only when there is none; an occupational therapist decides.")),
        MANUAL,
        rated("ratings.appraisal_of_ability", "Motivation: appraisal of ability"),
        rated("ratings.expectation_of_success", "Motivation: expectation of success"),
        rated("ratings.interest", "Motivation: interest"),
        rated("ratings.choices", "Motivation: choices"),
        rated("ratings.routine", "Pattern: routine"),
        rated("ratings.adaptability", "Pattern: adaptability"),
        rated("ratings.roles", "Pattern: roles"),
        rated("ratings.responsibility", "Pattern: responsibility"),
        rated("ratings.non_verbal", "Communication: non-verbal"),
        rated("ratings.conversation", "Communication: conversation"),
        rated("ratings.vocal_expression", "Communication: vocal expression"),
        rated("ratings.relationships", "Communication: relationships"),
        rated("ratings.knowledge", "Process: knowledge"),
        rated("ratings.timing", "Process: timing"),
        rated("ratings.organisation", "Process: organisation"),
        rated("ratings.problem_solving", "Process: problem-solving"),
        rated("ratings.posture_and_mobility", "Motor: posture and mobility"),
        rated("ratings.co_ordination", "Motor: co-ordination"),
        rated("ratings.strength_and_effort", "Motor: strength and effort"),
        rated("ratings.energy", "Motor: energy"),
        rated("ratings.physical_space", "Environment: physical space"),
        rated("ratings.physical_resources", "Environment: physical resources"),
        rated("ratings.social_groups", "Environment: social groups"),
        rated("ratings.occupational_demands", "Environment: occupational demands"),
        VIEW,
        SUMMARY,
        AGAIN,
    ],
};

/// The form of a scale.
pub(crate) fn of_tool(tool: Tool) -> &'static Table {
    match tool {
        Tool::Ocairs => &OCAIRS,
        Tool::Mohost => &MOHOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_of_a_scale_is_asked_once_under_its_label() {
        for tool in Tool::ALL {
            let asked: Vec<(&str, String)> = of_tool(*tool)
                .parts
                .iter()
                .filter_map(|part| match part {
                    One(item) => Some((item.path.strip_prefix("ratings.")?, item.label.to_lowercase())),
                    Part::Many(_) => None,
                })
                .collect();
            let known: Vec<(&str, String)> = tool
                .areas()
                .iter()
                .map(|area| {
                    let label = match area.section {
                        "" => area.label.to_owned(),
                        section => format!("{section}: {}", area.label),
                    };
                    (area.key, label.to_lowercase())
                })
                .collect();
            assert_eq!(asked, known);
        }
    }
}
