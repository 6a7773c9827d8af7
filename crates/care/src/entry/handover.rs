//! The daily handover (T01, domain 4.2): a session of the team, and one line for each person spoken of.
//! What becomes of an action is an `ActionUpdate`; who must be spoken of is in `rule::handover`.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::problem::{Problem, Problems};
use crate::text;

/// Most characters of a line: it is said in one breath.
pub const LINE_MOST: usize = 500;

/// A handover of a team. When it began is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// The day.
    pub day: Date,
    /// 1 for the first handover of the day, 2 for the next.
    pub round: u8,
    /// Who was there.
    pub attendees: Vec<Uuid>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Who was spoken of, stored at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// Anything for the whole team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Who was spoken of at a handover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// People on the caseload at the end.
    pub people: u32,
    /// How many of them have a line.
    pub spoken: u32,
    /// How many of those lines say that something changed.
    pub changed: u32,
    /// Those without a line, in the order of their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_spoken: Vec<Uuid>,
}

/// What is wrong with a list of those who were at a handover or a meeting: nobody, or somebody twice.
pub(super) fn attendance(attendees: &[Uuid], what: &str, problems: &mut Problems) {
    let mut distinct = attendees.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    problems.require(!attendees.is_empty(), "attendees", format!("Choose who is at the {what}."));
    problems.require(
        distinct.len() == attendees.len(),
        "attendees",
        format!("Choose everybody at the {what} once."),
    );
}

impl Handover {
    /// The entry of a team's handover: it follows from team, day and round, so that two who start it
    /// at once start the same one.
    #[must_use]
    pub fn entry_id(team: Uuid, day: Date, round: u8) -> Uuid {
        Uuid::new_v5(&team, format!("handover {day} {round}").as_bytes())
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        attendance(&self.attendees, "handover", &mut problems);
        problems.require(
            (1..=9).contains(&self.round),
            "round",
            "Enter which handover of the day it is, from 1 to 9.",
        );
        problems.require(
            self.coverage.is_some() == self.ended_at.is_some(),
            "coverage",
            "Who was spoken of is stored when the handover ends, and only then.",
        );
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        problems.into_vec()
    }
}

/// What was said about a person. When is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverLine {
    /// The handover.
    pub handover: Uuid,
    /// What changed, in one line; none when nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// What will be done, by whom, by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<HandoverAction>,
    /// The tier should be looked at again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tier_concern: bool,
    /// It is good news.
    #[serde(default, skip_serializing_if = "is_false")]
    pub good_news: bool,
    /// The weekly meeting should speak of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub for_mdt: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serializer passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// What will be done. Until somebody owns it the handover cannot end (T01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverAction {
    /// What.
    pub what: String,
    /// Who; none while nobody has taken it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Uuid>,
    /// By which day.
    pub due_on: Date,
}

impl HandoverLine {
    /// Whether it says that something changed.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.change.as_deref().is_some_and(text::has_words)
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        maybe(&mut problems, "change", self.change.as_ref(), LINE_MOST);
        problems.require(
            (self.change.is_none() && !self.good_news && !self.tier_concern && !self.for_mdt)
                || self.says_something(),
            "change",
            "Say in one line what it is about.",
        );
        if let Some(action) = &self.action {
            needed(&mut problems, "action.what", &action.what, "Say what will be done.");
            maybe(&mut problems, "action.what", Some(&action.what), LINE_MOST);
        }
        problems.into_vec()
    }
}
