//! An assessment over several sessions with one or two workers (A02-A05), and what the senses like and
//! do not like (A07). The person's words stand beside the worker's view; parts come in any order.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::maybe;
use crate::codes::own;
use crate::problem::{Problem, Problems};

/// Most characters of one answer.
const WORDS_MOST: usize = 20_000;
/// Assessors at a session without a reason for more (A02).
const ASSESSORS_MOST: usize = 2;

own! {
    /// A part of the assessment (A03).
    Part {
        /// How the person feels.
        Feels = "How the person feels",
        /// What affects it.
        Affects = "What affects it",
        /// Present support.
        Support = "Support there is now",
        /// Strengths.
        Strengths = "Strengths",
        /// Wants.
        Wants = "Wants",
        /// Needs.
        Needs = "Needs",
        /// Difficulties.
        Difficulties = "Difficulties",
    }
}

/// What was said of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// In the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// As the worker sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
}

impl Said {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let blank = |text: &Option<String>| !text.as_deref().is_some_and(says_something);
        blank(&self.words) && blank(&self.view)
    }
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// One session of an assessment. When it was is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentSession {
    /// The assessment it belongs to.
    pub assessment: Uuid,
    /// Who assessed: one or two.
    pub assessors: Vec<Uuid>,
    /// Why there were more than two (A02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_more: Option<String>,
    /// How the person feels.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub feels: Said,
    /// What affects it.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub affects: Said,
    /// Support there is now.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub support: Said,
    /// Strengths.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub strengths: Said,
    /// Wants.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub wants: Said,
    /// Needs.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub needs: Said,
    /// Difficulties.
    #[serde(default, skip_serializing_if = "Said::is_blank")]
    pub difficulties: Said,
}

impl AssessmentSession {
    /// What was said of a part.
    #[must_use]
    pub fn said(&self, part: Part) -> &Said {
        match part {
            Part::Feels => &self.feels,
            Part::Affects => &self.affects,
            Part::Support => &self.support,
            Part::Strengths => &self.strengths,
            Part::Wants => &self.wants,
            Part::Needs => &self.needs,
            Part::Difficulties => &self.difficulties,
        }
    }

    /// The parts of which something was said.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        Part::ALL.iter().copied().filter(|part| !self.said(*part).is_blank()).collect()
    }

    /// Every problem of this document alone. A session may be saved half done.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require(!self.assessors.is_empty(), "assessors", "Choose who assessed.");
        let reason = self.why_more.as_deref().is_some_and(says_something);
        if self.assessors.len() > ASSESSORS_MOST && !reason {
            let sentence = "A session is with one or two workers: say why there were more.";
            problems.add(Problem::new("why_more", sentence).rule("A02"));
        }
        for part in Part::ALL {
            let name = part_name(*part);
            maybe(&mut problems, &format!("{name}.words"), self.said(*part).words.as_ref(), WORDS_MOST);
            maybe(&mut problems, &format!("{name}.view"), self.said(*part).view.as_ref(), WORDS_MOST);
        }
        maybe(&mut problems, "why_more", self.why_more.as_ref(), 2_000);
        problems.into_vec()
    }
}

/// The field of a part.
fn part_name(part: Part) -> &'static str {
    match part {
        Part::Feels => "feels",
        Part::Affects => "affects",
        Part::Support => "support",
        Part::Strengths => "strengths",
        Part::Wants => "wants",
        Part::Needs => "needs",
        Part::Difficulties => "difficulties",
    }
}

own! {
    /// Who gives the help that was agreed (A04).
    Delivery {
        /// The whole team.
        WholeTeam = "The whole team",
        /// Three or so named workers.
        MiniTeam = "A mini-team of named workers",
        /// One worker.
        SingleWorker = "One worker",
    }
}

/// An assessment: opened, worked on in sessions, completed with the person. It began at the entry's
/// `happened_at`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Why now, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What was decided together with the person (A05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// What the person does not agree with; it goes on into the plan (A05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<String>,
    /// Who gives the help (A04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// The day it was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
}

impl Assessment {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        if self.completed_on.is_some() {
            if !self.decision.as_deref().is_some_and(says_something) {
                let sentence = "Write what was decided together with the person.";
                problems.add(Problem::new("decision", sentence).rule("A05"));
            }
            if self.delivery.is_none() {
                problems.add(Problem::new("delivery", "Choose who gives the help.").rule("A04"));
            }
        }
        for (field, value) in
            [("why", &self.why), ("decision", &self.decision), ("disagreement", &self.disagreement)]
        {
            maybe(&mut problems, field, value.as_ref(), WORDS_MOST);
        }
        problems.into_vec()
    }
}

/// What the senses like and do not like, as far as it matters on a visit (A07).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sensory {
    /// What to avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avoid: Option<String>,
    /// What the person seeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seek: Option<String>,
    /// What calms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calming: Option<String>,
    /// What it means for a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_visits: Option<String>,
}

impl Sensory {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (field, value) in [
            ("avoid", &self.avoid),
            ("seek", &self.seek),
            ("calming", &self.calming),
            ("on_visits", &self.on_visits),
        ] {
            maybe(&mut problems, field, value.as_ref(), 2_000);
        }
        problems.into_vec()
    }
}
