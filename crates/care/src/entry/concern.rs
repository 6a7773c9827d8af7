//! A concern that the person, the family or a friend brings to the team (N3): it is no referral, and it
//! is never lost. Somebody of the team owns it until the service it went to has it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use super::referral::Source;
use crate::problem::{Problem, Problems};

/// Where a concern goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RouteTo {
    /// The community mental health team.
    Cmht,
    /// The GP.
    Gp,
    /// The crisis team, because it will not wait.
    CrisisTeam,
    /// Emergency services, because it will not wait.
    Emergency,
    /// The key worker, because the person is with the team already.
    KeyWorker,
}

impl RouteTo {
    /// Every way.
    pub const ALL: &'static [RouteTo] =
        &[Self::Cmht, Self::Gp, Self::CrisisTeam, Self::Emergency, Self::KeyWorker];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Cmht => "Community mental health team",
            Self::Gp => "GP",
            Self::CrisisTeam => "Crisis team",
            Self::Emergency => "Emergency services",
            Self::KeyWorker => "The person's key worker in this team",
        }
    }
}

/// Where a concern went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routed {
    /// What kind of service.
    pub to: RouteTo,
    /// Which one, and who there.
    pub service: String,
    /// When.
    pub on: Date,
    /// What whoever raised it was told.
    pub told: String,
}

/// A concern raised. When it was raised is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcernRaised {
    /// Who raised it: the person, family or a friend.
    pub by: Source,
    /// Their name, when they gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// About whom, as far as known: name, age, where they live.
    pub about: String,
    /// The person, when they are in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    /// What worries them, in their words.
    pub what: String,
    /// It will not wait.
    #[serde(default)]
    pub urgent: bool,
    /// Who of the team sees to it.
    pub owner: Uuid,
    /// Where it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routed: Option<Routed>,
    /// The day the service said that it has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// Who there said so, and what they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
}

/// How a concern stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConcernState {
    /// It has gone nowhere yet.
    ToRoute,
    /// It went to a service, which has not said that it has it.
    Routed,
    /// The service has it.
    Received,
}

impl ConcernState {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ToRoute => "To pass on",
            Self::Routed => "Passed on, not confirmed",
            Self::Received => "Another service has it",
        }
    }
}

impl ConcernRaised {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> ConcernState {
        match (&self.routed, self.received_on) {
            (None, _) => ConcernState::ToRoute,
            (Some(_), None) => ConcernState::Routed,
            (Some(_), Some(_)) => ConcernState::Received,
        }
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require(
            self.by.is_lay(),
            "by",
            "A service refers; a concern is raised by the person, the family or a friend.",
        );
        maybe(&mut problems, "name", self.name.as_ref(), 500);
        maybe(&mut problems, "contact", self.contact.as_ref(), 500);
        needed(&mut problems, "about", &self.about, "Say whom it is about, as far as you know.");
        needed(&mut problems, "what", &self.what, "Write down what worries them.");
        if let Some(routed) = &self.routed {
            needed(&mut problems, "routed.service", &routed.service, "Name the service, and who there.");
            needed(
                &mut problems,
                "routed.told",
                &routed.told,
                "Say what whoever raised it was told about what happens next.",
            );
        }
        if self.received_on.is_some() {
            problems.require_rule(
                self.routed.is_some(),
                "N3",
                "received_on",
                "Pass the concern on first: nobody can have received it yet.",
            );
            let by = self.received_by.as_deref().unwrap_or_default();
            needed(&mut problems, "received_by", by, "Say who of the service has it.");
        }
        problems.into_vec()
    }
}
