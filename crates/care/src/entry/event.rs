//! Something happened that the whole team must know, and what became of a promised action.
//! A family concern is always recordable (N11): receiving is not disclosing.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::problem::{Problem, Problems};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A carer or family member is worried (K10).
    FamilyConcern,
    /// Police contact.
    Police,
    /// Emergency department.
    EmergencyDepartment,
    /// The crisis line was called.
    CrisisLine,
    /// Eviction notice, lost tenancy, move.
    Housing,
    /// A carer cannot go on.
    CarerBreakdown,
    /// Another life event.
    LifeEvent,
    /// Staff safety.
    StaffSafety,
    /// Good news.
    GoodNews,
}

impl EventKind {
    /// Every kind.
    pub const ALL: &'static [EventKind] = &[
        Self::FamilyConcern,
        Self::Police,
        Self::EmergencyDepartment,
        Self::CrisisLine,
        Self::Housing,
        Self::CarerBreakdown,
        Self::LifeEvent,
        Self::StaffSafety,
        Self::GoodNews,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::FamilyConcern => "Family concern",
            Self::Police => "Police contact",
            Self::EmergencyDepartment => "Emergency department",
            Self::CrisisLine => "Crisis line",
            Self::Housing => "Housing: notice, move or loss",
            Self::CarerBreakdown => "Carer cannot go on",
            Self::LifeEvent => "Life event",
            Self::StaffSafety => "Staff safety",
            Self::GoodNews => "Good news",
        }
    }
}

/// Something happened. When is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What kind.
    pub event: EventKind,
    /// What happened, in words.
    pub what: String,
    /// Who told the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_by: Option<String>,
    /// A family concern that will not wait.
    #[serde(default)]
    pub urgent: bool,
    /// What the team did about it; a family concern needs it (N11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

impl Event {
    /// Whether an answer is owed and not yet given.
    #[must_use]
    pub fn waits_for_answer(&self) -> bool {
        self.event == EventKind::FamilyConcern
            && self.response.as_deref().is_none_or(|r| !r.chars().any(char::is_alphanumeric))
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "what", &self.what, "Say what happened.");
        maybe(&mut problems, "told_by", self.told_by.as_ref(), 500);
        maybe(&mut problems, "response", self.response.as_ref(), 100_000);
        problems.into_vec()
    }
}

/// What became of an action that a contact promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionUpdate {
    /// The entry that promised it.
    pub action: Uuid,
    /// Done, or given to somebody else, or moved to another day.
    pub state: ActionState,
    /// The new owner, when handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Uuid>,
    /// The new day, when moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// What was done, or why it is not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Done.
    Done,
    /// Handed on or moved; still open.
    Carried,
    /// Not needed any more: the note says why.
    NotNeeded,
    /// Given back to the team: nobody owns it until somebody takes it.
    HandedBack,
}

impl ActionUpdate {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        match self.state {
            ActionState::Done => {}
            ActionState::Carried => problems.require(
                self.owner.is_some() || self.due_on.is_some(),
                "owner",
                "Choose a new owner or a new day.",
            ),
            ActionState::NotNeeded => {
                let note = self.note.as_deref().unwrap_or_default();
                needed(&mut problems, "note", note, "Say why it is not needed any more.");
            }
            ActionState::HandedBack => {
                let note = self.note.as_deref().unwrap_or_default();
                needed(&mut problems, "note", note, "Say why you hand it back.");
                problems.require(
                    self.owner.is_none(),
                    "owner",
                    "Hand it back to the team, or hand it on to somebody: not both.",
                );
            }
        }
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        problems.into_vec()
    }
}
