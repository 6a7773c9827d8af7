//! The weekly meeting of the whole team (T02): a session, and what it decided about a person. A decision
//! that somebody does something regularly becomes a series of visits in the same step.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contact::NextAction;
use super::person::{maybe, needed};
use crate::entry::handover::attendance;
use crate::problem::{Problem, Problems};

/// A meeting. When it began is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mdt {
    /// The day.
    pub day: Date,
    /// Who was there.
    pub attendees: Vec<Uuid>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Anything for the whole team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Mdt {
    /// The entry of a team's meeting on a day: two who start it at once start the same one.
    #[must_use]
    pub fn entry_id(team: Uuid, day: Date) -> Uuid {
        Uuid::new_v5(&team, format!("mdt {day}").as_bytes())
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        attendance(&self.attendees, "meeting", &mut problems);
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        problems.into_vec()
    }
}

/// What the meeting decided about a person. When is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MdtDecision {
    /// The meeting.
    pub mdt: Uuid,
    /// What was found, or asked of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What the team decided.
    pub decision: String,
    /// What somebody sees differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dissent: Option<String>,
    /// What somebody will do regularly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervention: Option<Intervention>,
    /// What somebody will do once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<NextAction>,
}

/// Something done regularly. How often, how long, from when and until when is in its series of visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intervention {
    /// What.
    pub what: String,
    /// Who does it.
    pub worker: Uuid,
    /// Why this worker.
    pub because: String,
    /// The series of visits it became.
    pub series: Uuid,
    /// The first day of the series.
    pub first_on: Date,
}

impl MdtDecision {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "decision", &self.decision, "Say what the team decided.");
        maybe(&mut problems, "finding", self.finding.as_ref(), 100_000);
        maybe(&mut problems, "dissent", self.dissent.as_ref(), 100_000);
        if let Some(intervention) = &self.intervention {
            needed(&mut problems, "what", &intervention.what, "Say what will be done.");
            needed(&mut problems, "because", &intervention.because, "Say why this worker.");
        }
        if let Some(action) = &self.action {
            needed(&mut problems, "action.what", &action.what, "Say what will be done.");
        }
        problems.into_vec()
    }
}
