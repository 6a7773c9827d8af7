//! Contact-intensity tier and the steps of the missed-contact ladder.
//! A tier says how often the team sees somebody; it is never a grade of risk (N6).

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::{maybe, needed};
use crate::problem::{Problem, Problems};

/// The five intensities of contact (domain 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierName {
    /// Cannot be found.
    Grey,
    /// Crisis, relapse, missing, new move, the first two weeks after hospital.
    Red,
    /// Early signs, a missed contact, an overdue injection, a life event.
    Amber,
    /// Usual intensive care.
    Green,
    /// In hospital or prison; in-reach.
    Blue,
}

/// What a tier means in numbers; the defaults are in `settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierPlan {
    /// Fewest face-to-face contacts a week.
    pub contacts_least: u32,
    /// Usual most.
    pub contacts_most: u32,
    /// Days after which nobody having seen the person is on the unseen list.
    pub unseen_days: i32,
    /// Days after which the tier expires and is decided again.
    pub expires_days: i32,
}

impl TierName {
    /// Every tier, in the order of the board.
    pub const ALL: &'static [TierName] = &[Self::Grey, Self::Red, Self::Amber, Self::Green, Self::Blue];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Red => "Red",
            Self::Amber => "Amber",
            Self::Green => "Green",
            Self::Blue => "Blue",
        }
    }

    /// What it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Grey => "cannot be found: the missed-contact steps run",
            Self::Red => "5 to 7 contacts a week, often with 2 staff",
            Self::Amber => "2 to 3 contacts a week",
            Self::Green => "1 to 2 contacts a week",
            Self::Blue => "in hospital or prison: in-reach at least once a week",
        }
    }

    /// The numbers of the tier.
    #[must_use]
    pub fn plan(self) -> TierPlan {
        crate::settings::tier_plan(self)
    }
}

/// A decision about the tier, with its reason. It stays until the next one, and expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Which.
    pub tier: TierName,
    /// Why, in words.
    pub reason: String,
    /// What the team will do while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<String>,
    /// Last day; at most the tier's own limit after the decision, then it is decided again.
    pub expires_on: Date,
}

impl Tier {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "reason", &self.reason, "Say why the person is in this tier.");
        maybe(&mut problems, "actions", self.actions.as_ref(), 4_000);
        for (field, text) in [("reason", Some(&self.reason)), ("actions", self.actions.as_ref())] {
            if let Some(words) = text.and_then(|text| crate::rule::n06::risk_label(text)) {
                problems.add(
                    Problem::new(
                        field,
                        format!("Remove \u{201c}{words}\u{201d}: a tier is contact intensity, never a level of risk. Say what happened and what is needed."),
                    )
                    .rule("N6"),
                );
            }
        }
        problems.into_vec()
    }
}

/// Evidence for one step of the ladder (domain 4.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LadderStep {
    /// 1 to 6.
    pub step: u8,
    /// What was done.
    pub what: String,
    /// Who was asked, step 2: ward, emergency department, custody, GP, pharmacy, hostel, family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// What came of it.
    pub result: String,
    /// The decision and its reasons, step 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Step 5: which threshold of Right Care, Right Person is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub police_threshold: Option<PoliceThreshold>,
    /// Step 5: the police reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub police_reference: Option<String>,
}

/// When the police may be asked for a welfare check (Right Care, Right Person).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoliceThreshold {
    /// A crime.
    Crime,
    /// Real and immediate danger to life or of serious harm.
    DangerToLife,
}

impl PoliceThreshold {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Crime => "A crime",
            Self::DangerToLife => "Real and immediate danger to life or of serious harm",
        }
    }
}

impl LadderStep {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require((1..=6).contains(&self.step), "step", "Choose a step from 1 to 6.");
        needed(&mut problems, "what", &self.what, "Say what was done.");
        needed(&mut problems, "result", &self.result, "Say what came of it.");
        if self.step == 2 {
            problems.require(!self.asked.is_empty(), "asked", "Name who was asked: at least one.");
        }
        if self.step == 3 {
            let decision = self.decision.as_deref().unwrap_or_default();
            needed(&mut problems, "decision", decision, "Record what the team decided and why.");
        }
        if self.step == 5 && self.police_threshold.is_none() {
            problems.add(
                Problem::new(
                    "police_threshold",
                    "Choose which threshold is met: a crime, or real and immediate danger. Otherwise the team makes the check.",
                )
                .rule("4.5"),
            );
        }
        maybe(&mut problems, "police_reference", self.police_reference.as_ref(), 100);
        problems.into_vec()
    }
}
