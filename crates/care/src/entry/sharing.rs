//! What is told to people and services outside the team (T08, N4): what a person permits, whom the team
//! worked with, what was said. Whether it may be said is in `rule::sharing`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::free;
use crate::codes::network::Relation;
use crate::problem::{Problem, Problems};

/// What may be told about a person (K03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// When the team comes.
    Visits,
    /// Where the person is.
    Whereabouts,
    /// The care plan.
    CarePlan,
    /// What to do in a crisis.
    CrisisPlan,
    /// Medicines.
    Medicines,
    /// Diagnosis.
    Diagnosis,
}

impl Category {
    /// Every one, in the order of the form.
    pub const ALL: &'static [Category] = &[
        Self::Visits,
        Self::Whereabouts,
        Self::CarePlan,
        Self::CrisisPlan,
        Self::Medicines,
        Self::Diagnosis,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Visits => "When the team comes",
            Self::Whereabouts => "Where the person is",
            Self::CarePlan => "The care plan",
            Self::CrisisPlan => "The crisis plan",
            Self::Medicines => "Medicines",
            Self::Diagnosis => "Diagnosis",
        }
    }

    /// Several of them in one line.
    #[must_use]
    pub fn words(list: &[Category]) -> String {
        list.iter().map(|one| one.label().to_lowercase()).collect::<Vec<_>>().join(", ")
    }
}

/// Somebody outside the team with whom the team worked for the person, and what they were told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// What they are: housing, drug and alcohol service.
    pub relation: Relation,
    /// Their name, or that of their organisation.
    pub name: String,
    /// What they were told about the person; empty when nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Category>,
    /// Why it was told although the person does not permit it (N4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
}

/// A legal ground to tell what the person does not permit; who wrote it is the entry's author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Which.
    pub why: String,
    /// Who approved it: somebody else than the author.
    pub approved_by: Uuid,
}

impl Partner {
    /// Every problem of this part of a contact, its fields beginning with `partner`.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if !crate::text::has_words(&self.name) {
            problems.add(Problem::new("partner.name", "Say who it was: a name or an organisation."));
        }
        free(problems, "partner.name", &self.name, 200);
        if let Some(ground) = &self.ground {
            free(problems, "partner.ground.why", &ground.why, 4_000);
        }
    }
}
