//! What the team decides about a referral (R08-R10), and how somebody who waits is looked after (R12).
//! A refusal is not the end: it stays open until the next service says it has met the person.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::criteria::Standing;
use crate::problem::{Problem, Problems};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The team takes the person on.
    Accepted,
    /// The team does not; somebody else must.
    Refused,
}

impl Decision {
    /// Every decision.
    pub const ALL: &'static [Decision] = &[Self::Accepted, Self::Refused];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "Taken on",
            Self::Refused => "Not taken on",
        }
    }
}

/// How the team sees one criterion, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The word of the criterion in its set.
    pub criterion: String,
    /// How the team sees it.
    pub standing: Standing,
    /// Why.
    pub why: String,
}

/// Who takes the person on instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Onward {
    /// The service, and who there.
    pub service: String,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Who of the team follows it up until the service has met the person.
    pub owner: Uuid,
    /// By when the service should have met the person.
    pub due_on: Date,
    /// The day the service met the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Date>,
    /// Who of the service said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
}

/// The decision is challenged (R08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// When.
    pub on: Date,
    /// By whom and which way: "The person, through PALS".
    pub by: String,
    /// What they say.
    pub what: String,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// The decision on a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralDecision {
    /// The referral.
    pub referral: Uuid,
    /// The day.
    pub decided_on: Date,
    /// What was decided.
    pub decision: Decision,
    /// The word of the set of criteria that judged it.
    pub criteria: String,
    /// The entry that approved the set; none for the national set, which needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria_entry: Option<Uuid>,
    /// How the team sees each criterion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Why the person is taken on though not every criterion is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
    /// Who decided: the chair, or who was there.
    pub decided_by: String,
    /// Who saw it differently, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dissent: Option<String>,
    /// Who makes the first contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_contact_by: Option<Uuid>,
    /// What happens instead, in words the person can use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Who takes the person on instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onward: Option<Onward>,
    /// Challenges of the decision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub challenges: Vec<Challenge>,
}

impl ReferralDecision {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "decided_by", &self.decided_by, "Say who decided.");
        maybe(&mut problems, "dissent", self.dissent.as_ref(), 20_000);
        maybe(&mut problems, "despite", self.despite.as_ref(), 20_000);
        for (i, reason) in self.reasons.iter().enumerate() {
            needed(
                &mut problems,
                &format!("reasons.{i}.why"),
                &reason.why,
                "Say why the team sees this criterion so.",
            );
        }
        match self.decision {
            Decision::Accepted => self.check_accepted(&mut problems),
            Decision::Refused => self.check_refused(&mut problems),
        }
        for (i, one) in self.challenges.iter().enumerate() {
            let at = |field: &str| format!("challenges.{i}.{field}");
            needed(&mut problems, &at("by"), &one.by, "Say who challenges the decision.");
            needed(&mut problems, &at("what"), &one.what, "Say what they say.");
            maybe(&mut problems, &at("outcome"), one.outcome.as_ref(), 20_000);
            problems.require(
                self.decided_on <= one.on,
                at("on"),
                "A decision cannot be challenged before it was made.",
            );
        }
        problems.into_vec()
    }

    fn check_accepted(&self, problems: &mut Problems) {
        problems.require_rule(
            self.first_contact_by.is_some(),
            "R10",
            "first_contact_by",
            "Choose who makes the first contact.",
        );
        problems.require(
            self.onward.is_none() && self.instead.is_none(),
            "onward",
            "Another service is named only when the team does not take the person on.",
        );
        let all_met = self.reasons.iter().all(|r| matches!(r.standing, Standing::Met | Standing::NotAsked));
        let said = self.despite.as_deref().unwrap_or_default();
        if !all_met {
            problems.require(
                said.chars().any(char::is_alphanumeric),
                "despite",
                "Not every criterion is met: say why the team takes the person on all the same.",
            );
        }
    }

    fn check_refused(&self, problems: &mut Problems) {
        let instead = self.instead.as_deref().unwrap_or_default();
        problems.require_rule(
            instead.chars().any(char::is_alphanumeric),
            "R08",
            "instead",
            "Say what happens instead: nobody is refused without an offer.",
        );
        maybe(problems, "instead", self.instead.as_ref(), 20_000);
        problems.require_rule(
            self.reasons.iter().any(|reason| reason.standing == Standing::NotMet),
            "R08",
            "reasons",
            "Name a criterion that is not met, or take the person on: not known is not no.",
        );
        let Some(onward) = &self.onward else {
            problems.add(
                Problem::new("onward.service", "Name the service that takes the person on instead.")
                    .rule("R09"),
            );
            return;
        };
        let at = |field: &str| format!("onward.{field}");
        if !onward.service.chars().any(char::is_alphanumeric) {
            problems.add(
                Problem::new(at("service"), "Name the service that takes the person on instead.").rule("R09"),
            );
        }
        maybe(problems, &at("service"), Some(&onward.service), 500);
        maybe(problems, &at("contact"), onward.contact.as_ref(), 500);
        problems.require(self.decided_on <= onward.due_on, at("due_on"), "Choose a day after the decision.");
        if onward.met_on.is_some() {
            let by = onward.confirmed_by.as_deref().unwrap_or_default();
            problems.require_rule(
                by.chars().any(char::is_alphanumeric),
                "R09",
                at("confirmed_by"),
                "Say who of the service confirmed that they met the person.",
            );
        }
    }
}

/// The team looked after somebody who waits (R12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitingCheck {
    /// The referral.
    pub referral: Uuid,
    /// How the person is, and how the team knows.
    pub how: String,
    /// When the person was last seen by anybody, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_on: Option<Date>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_by: Option<String>,
    /// Who answers for the person from now on.
    pub owner: Uuid,
    /// When the team looks again.
    pub next_check_on: Date,
}

impl WaitingCheck {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "how", &self.how, "Say how the person is and how the team knows.");
        maybe(&mut problems, "last_seen_by", self.last_seen_by.as_ref(), 500);
        problems.into_vec()
    }
}
