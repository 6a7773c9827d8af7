//! An occupational screening: OCAIRS first, MOHOST when more detail is needed (A06). Letters by area,
//! rated from the manual that whoever rates holds; what is rated is in `scale`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::maybe;
use crate::codes::own;
use crate::problem::{Problem, Problems};
use crate::scale::occupational::{Letter, Tool};

own! {
    /// What follows from the interview that screens.
    Next {
        /// MOHOST, because more detail is needed.
        MoreDetail = "More detail is needed: MOHOST",
        /// It is enough to plan with.
        Enough = "Enough to plan with",
        /// Nothing stands in the way now.
        NoBarriers = "Nothing stands in the way now",
    }
}

/// Ratings of one scale. When is the entry's `happened_at`. It may be saved half done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Which scale.
    pub tool: Tool,
    /// What stands in the person's way with what they want to do, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barriers: Option<String>,
    /// Whoever rates holds the manual.
    #[serde(default)]
    pub holds_manual: bool,
    /// A letter for each area, by its key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ratings: BTreeMap<String, Letter>,
    /// What the person says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons_view: Option<String>,
    /// What it comes to, in the rater's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What follows from an OCAIRS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// Why a MOHOST without an OCAIRS before it: an occupational therapist decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_screen: Option<String>,
    /// When it is rated again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_on: Option<Date>,
}

impl Screening {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        if !self.holds_manual {
            let sentence = "Confirm that you hold the manual of this scale: its wording is not in here.";
            problems.add(Problem::new("holds_manual", sentence).rule("A06"));
        }
        for key in self.ratings.keys() {
            problems.require(
                self.tool.areas().iter().any(|area| area.key == key),
                format!("ratings.{key}"),
                "This scale has no such area.",
            );
        }
        problems.require(
            self.next.is_none() || self.tool == Tool::Ocairs,
            "next",
            "Only after an OCAIRS it is decided whether a MOHOST follows.",
        );
        for (field, value) in [
            ("barriers", &self.barriers),
            ("persons_view", &self.persons_view),
            ("summary", &self.summary),
            ("without_screen", &self.without_screen),
        ] {
            maybe(&mut problems, field, value.as_ref(), 10_000);
        }
        problems.into_vec()
    }
}
