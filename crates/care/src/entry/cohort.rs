//! The seven signs of people for whom intensive and assertive care is meant (domain 2.2; NHS England
//! guidance of 2024), each with evidence and date. Nobody is left out for want of a diagnosis.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::maybe;
use crate::codes::own;
use crate::problem::{Problem, Problems};

own! {
    /// Whether a sign is there.
    Answer {
        /// Yes.
        Yes = "Yes",
        /// No.
        No = "No",
        /// Not known: never counted as no.
        Unknown = "Not known",
    }
}

own! {
    /// The seven signs.
    Sign {
        /// Psychosis.
        Psychosis = "Psychosis, with or without a diagnosis",
        /// Routine care does not fit.
        RoutineCare = "Routine care does not fit or is not wanted",
        /// Relapse with serious harm.
        RelapseHarm = "Relapses with serious harm to self or others",
        /// Several social needs.
        SocialNeeds = "Several social needs",
        /// Drugs or alcohol.
        Substances = "Drugs or alcohol as well",
        /// Bad experiences.
        BadExperiences = "Bad experiences of services or the state",
        /// Family concern.
        FamilyConcern = "Family or carers have raised a concern",
    }
}

/// One sign with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Whether it is there.
    pub answer: Answer,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The day of the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// The seven signs of one person; one that is absent was not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cohort {
    /// Psychosis, with or without a diagnosis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psychosis: Option<Found>,
    /// Routine care does not fit or is not wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routine_care: Option<Found>,
    /// Relapses with serious harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relapse_harm: Option<Found>,
    /// Several social needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub social_needs: Option<Found>,
    /// Drugs or alcohol as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substances: Option<Found>,
    /// Bad experiences of services or the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad_experiences: Option<Found>,
    /// Family or carers have raised a concern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_concern: Option<Found>,
    /// An intensive offer by somebody else: who, since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_elsewhere: Option<String>,
}

impl Cohort {
    /// A sign as found.
    #[must_use]
    pub fn found(&self, sign: Sign) -> Option<&Found> {
        match sign {
            Sign::Psychosis => self.psychosis.as_ref(),
            Sign::RoutineCare => self.routine_care.as_ref(),
            Sign::RelapseHarm => self.relapse_harm.as_ref(),
            Sign::SocialNeeds => self.social_needs.as_ref(),
            Sign::Substances => self.substances.as_ref(),
            Sign::BadExperiences => self.bad_experiences.as_ref(),
            Sign::FamilyConcern => self.family_concern.as_ref(),
        }
    }

    /// The signs that are there.
    #[must_use]
    pub fn present(&self) -> Vec<Sign> {
        let yes = |sign: &Sign| self.found(*sign).is_some_and(|found| found.answer == Answer::Yes);
        Sign::ALL.iter().copied().filter(yes).collect()
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for sign in Sign::ALL {
            if let Some(found) = self.found(*sign) {
                check_found(*sign, found, &mut problems);
            }
        }
        maybe(&mut problems, "offer_elsewhere", self.offer_elsewhere.as_ref(), 2_000);
        problems.into_vec()
    }
}

fn check_found(sign: Sign, found: &Found, problems: &mut Problems) {
    let name = field(sign);
    let said = found.evidence.as_deref().unwrap_or_default();
    if found.answer == Answer::Yes && !said.chars().any(char::is_alphanumeric) {
        problems.add(Problem::new(format!("{name}.evidence"), "Say what shows it.").rule("2.2"));
    }
    if found.answer == Answer::Yes && found.on.is_none() {
        problems.add(Problem::new(format!("{name}.on"), "Enter the day of the evidence.").rule("2.2"));
    }
    let no_for_want = sign == Sign::Psychosis && found.answer == Answer::No;
    if no_for_want && crate::search_key::fold(said).contains("diagnos") {
        problems.add(
            Problem::new(
                format!("{name}.evidence"),
                "Nobody is left out for want of a diagnosis: describe how the person is, or choose not known.",
            )
            .rule("2.2"),
        );
    }
    maybe(problems, &format!("{name}.evidence"), found.evidence.as_ref(), 4_000);
}

fn field(sign: Sign) -> &'static str {
    match sign {
        Sign::Psychosis => "psychosis",
        Sign::RoutineCare => "routine_care",
        Sign::RelapseHarm => "relapse_harm",
        Sign::SocialNeeds => "social_needs",
        Sign::Substances => "substances",
        Sign::BadExperiences => "bad_experiences",
        Sign::FamilyConcern => "family_concern",
    }
}
