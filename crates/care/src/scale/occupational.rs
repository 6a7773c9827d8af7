//! The two occupational scales that a therapist rates from the manual: OCAIRS with 12 areas, MOHOST with
//! 24 (A06). Short labels and letters only; the manuals belong to their publisher.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::own;

own! {
    /// Which scale.
    Tool {
        /// The interview that screens.
        Ocairs = "OCAIRS",
        /// The fuller one, when more detail is needed.
        Mohost = "MOHOST",
    }
}

/// A rating, as in the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Letter {
    /// F, 4.
    F,
    /// A, 3.
    A,
    /// I, 2.
    I,
    /// R, 1.
    R,
}

impl Letter {
    /// Every letter, the best first.
    pub const ALL: &'static [Letter] = &[Self::F, Self::A, Self::I, Self::R];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::A => "A",
            Self::I => "I",
            Self::R => "R",
        }
    }

    /// Its number.
    #[must_use]
    pub fn points(self) -> u8 {
        match self {
            Self::F => 4,
            Self::A => 3,
            Self::I => 2,
            Self::R => 1,
        }
    }
}

/// One thing that is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// The key in the record.
    pub key: &'static str,
    /// A short label of ours.
    pub label: &'static str,
    /// The section it belongs to; empty where the scale has none.
    pub section: &'static str,
}

const fn area(section: &'static str, key: &'static str, label: &'static str) -> Area {
    Area { key, label, section }
}

const OCAIRS: &[Area] = &[
    area("", "roles", "Roles"),
    area("", "habits", "Habits"),
    area("", "personal_causation", "Personal causation"),
    area("", "values", "Values"),
    area("", "interests", "Interests"),
    area("", "skills", "Skills"),
    area("", "short_term_goals", "Short-term goals"),
    area("", "long_term_goals", "Long-term goals"),
    area("", "interpretation_of_past", "Interpretation of the past"),
    area("", "physical_environment", "Physical environment"),
    area("", "social_environment", "Social environment"),
    area("", "readiness_for_change", "Readiness for change"),
];

const MOHOST: &[Area] = &[
    area("Motivation", "appraisal_of_ability", "Appraisal of ability"),
    area("Motivation", "expectation_of_success", "Expectation of success"),
    area("Motivation", "interest", "Interest"),
    area("Motivation", "choices", "Choices"),
    area("Pattern", "routine", "Routine"),
    area("Pattern", "adaptability", "Adaptability"),
    area("Pattern", "roles", "Roles"),
    area("Pattern", "responsibility", "Responsibility"),
    area("Communication", "non_verbal", "Non-verbal"),
    area("Communication", "conversation", "Conversation"),
    area("Communication", "vocal_expression", "Vocal expression"),
    area("Communication", "relationships", "Relationships"),
    area("Process", "knowledge", "Knowledge"),
    area("Process", "timing", "Timing"),
    area("Process", "organisation", "Organisation"),
    area("Process", "problem_solving", "Problem-solving"),
    area("Motor", "posture_and_mobility", "Posture and mobility"),
    area("Motor", "co_ordination", "Co-ordination"),
    area("Motor", "strength_and_effort", "Strength and effort"),
    area("Motor", "energy", "Energy"),
    area("Environment", "physical_space", "Physical space"),
    area("Environment", "physical_resources", "Physical resources"),
    area("Environment", "social_groups", "Social groups"),
    area("Environment", "occupational_demands", "Occupational demands"),
];

impl Tool {
    /// What it rates, in order.
    #[must_use]
    pub const fn areas(self) -> &'static [Area] {
        match self {
            Self::Ocairs => OCAIRS,
            Self::Mohost => MOHOST,
        }
    }

    /// Whether every area has a letter.
    #[must_use]
    pub fn is_complete(self, ratings: &BTreeMap<String, Letter>) -> bool {
        self.areas().iter().all(|area| ratings.contains_key(area.key))
    }

    /// The total, only when every area is rated; the profile stands before it, always.
    #[must_use]
    pub fn total(self, ratings: &BTreeMap<String, Letter>) -> Option<u16> {
        self.areas().iter().map(|area| ratings.get(area.key).map(|letter| u16::from(letter.points()))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(tool: Tool, letter: Letter) -> BTreeMap<String, Letter> {
        tool.areas().iter().map(|area| (area.key.to_owned(), letter)).collect()
    }

    #[test]
    fn a06_totals_are_those_of_complete_ratings_only() {
        for (tool, areas, least, most) in [(Tool::Ocairs, 12, 12, 48), (Tool::Mohost, 24, 24, 96)] {
            assert_eq!(tool.areas().len(), areas);
            assert_eq!(all(tool, Letter::R).len(), areas, "each key once");
            assert_eq!(tool.total(&all(tool, Letter::R)), Some(least));
            assert_eq!(tool.total(&all(tool, Letter::F)), Some(most));
            let mut one_less = all(tool, Letter::F);
            one_less.remove("roles");
            assert_eq!((tool.total(&one_less), tool.is_complete(&one_less)), (None, false));
        }
    }
}
