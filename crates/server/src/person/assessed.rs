//! Assessments, screenings and signs in the words of the running list.

use care::entry::assessment::{Assessment, AssessmentSession, Part, Sensory};
use care::entry::cohort::{Cohort, Sign};
use care::entry::screening::Screening;
use care::moment::day_words;
use store::directory::Directory;

use super::words::{Told, names};

pub(super) fn of_assessment(one: &Assessment) -> Told {
    let title = match one.completed_on {
        Some(on) => format!("Assessment completed on {}", day_words(on)),
        None => "Assessment under way".to_owned(),
    };
    Told::new(title)
        .maybe("Why", one.why.as_ref())
        .maybe("Decided together", one.decision.as_ref())
        .maybe("The person does not agree", one.disagreement.as_ref())
        .part("Help from", one.delivery.map_or("", care::entry::assessment::Delivery::label))
}

pub(super) fn of_session(session: &AssessmentSession, directory: &Directory) -> Told {
    let mut told = Told::new("Assessment session").part("Who assessed", names(&session.assessors, directory));
    for part in Part::ALL {
        let said = session.said(*part);
        let words = said.words.clone().unwrap_or_default();
        let text = match &said.view {
            Some(view) if words.is_empty() => format!("The worker: {view}"),
            Some(view) => format!("{words}\nThe worker: {view}"),
            None => words,
        };
        told = told.part(part.label(), text);
    }
    told.maybe("Why more than two", session.why_more.as_ref())
}

pub(super) fn of_screening(screening: &Screening) -> Told {
    Told::new(screening.tool.label())
        .maybe("What stands in the way", screening.barriers.as_ref())
        .maybe("Why without an OCAIRS", screening.without_screen.as_ref())
        .part("Profile", crate::assessment::profile::words(screening))
        .maybe("The person says", screening.persons_view.as_ref())
        .maybe("What it comes to", screening.summary.as_ref())
        .part("What follows", screening.next.map_or("", care::entry::screening::Next::label))
        .part("To be rated again", screening.again_on.map(day_words).unwrap_or_default())
}

pub(super) fn of_sensory(sensory: &Sensory) -> Told {
    Told::new("Sensory preferences")
        .maybe("Avoid", sensory.avoid.as_ref())
        .maybe("Seeks", sensory.seek.as_ref())
        .maybe("Calms", sensory.calming.as_ref())
        .maybe("On visits", sensory.on_visits.as_ref())
}

pub(super) fn of_cohort(cohort: &Cohort) -> Told {
    let mut told = Told::new("Signs for intensive care");
    for sign in Sign::ALL {
        let Some(found) = cohort.found(*sign) else { continue };
        let mut text = found.answer.label().to_owned();
        if let Some(evidence) = &found.evidence {
            text = format!("{text}: {evidence}");
        }
        if let Some(on) = found.on {
            text = format!("{text} ({})", day_words(on));
        }
        told = told.part(sign.label(), text);
    }
    told.maybe("Offered by somebody else", cohort.offer_elsewhere.as_ref())
}
