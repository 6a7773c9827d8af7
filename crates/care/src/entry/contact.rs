//! A contact: what happened, or was tried, with the person or somebody around them.
//! The least that is recorded in sixty seconds (domain 4.8). A *visit* is planned and lives apart.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{free, maybe, needed};
use super::sharing::Partner;
use crate::codes;
use crate::codes::outcome::Outcome;
use crate::codes::purpose::Purpose;
use crate::problem::{Problem, Problems};

/// Longest contact in minutes that is taken without splitting it: twelve hours.
pub const MINUTES_MOST: u16 = 720;
/// Most characters of the note: one megabyte of plain letters (BI67).
pub const NOTE_MOST: usize = 1_048_576;

/// A contact. When it started is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The planned visit that this is the outcome of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Uuid>,
    /// Who of the team was there or tried: one or two.
    pub workers: Vec<Uuid>,
    /// Who the contact was with.
    #[serde(default)]
    pub with: With,
    /// Who outside the team it was with, or who joined in, and what they were told (T08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Partner>,
    /// What happened; there is no default (domain 4.7).
    pub outcome: Outcome,
    /// Whole minutes with the person; none when not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// National place code; none for telephone and written contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// National mechanism code: 01 face to face, 02 telephone.
    pub mechanism: String,
    /// What it was for (S05).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// Done with, alongside or for the person (S10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
    /// What the person said they want.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wants: Option<String>,
    /// Mood and presentation in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation: Option<String>,
    /// What we did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concerns: Option<String>,
    /// Seen at the door that the next worker must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<String>,
    /// Early signs seen, from the person's own list or the common one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub early_signs: Vec<String>,
    /// What comes next, by whom, by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_action: Option<NextAction>,
    /// Why it is written more than 14 days after (BI46).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
}

/// Who a contact was with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// The person.
    #[default]
    Person,
    /// A carer or family member.
    Carer,
    /// Somebody of another service.
    Service,
}

impl With {
    /// Everybody a contact may be with.
    pub const ALL: &'static [With] = &[Self::Person, Self::Carer, Self::Service];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "The person",
            Self::Carer => "A carer or family member",
            Self::Service => "Another service",
        }
    }
}

/// How something was done (S10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// The person did it, we helped.
    With,
    /// Side by side.
    Alongside,
    /// We did it for the person.
    For,
}

impl Done {
    /// Every way.
    pub const ALL: &'static [Done] = &[Self::With, Self::Alongside, Self::For];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::With => "Done with the person",
            Self::Alongside => "Done alongside the person",
            Self::For => "Done for the person",
        }
    }
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextAction {
    /// What will be done.
    pub what: String,
    /// Who does it.
    pub owner: Uuid,
    /// By which day.
    pub due_on: Date,
}

impl Contact {
    /// Whether the person was seen or spoken with.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.outcome.is_success(self.minutes)
    }

    /// Whether it was face to face.
    #[must_use]
    pub fn face_to_face(&self) -> bool {
        self.mechanism == codes::mechanism::FACE_TO_FACE
    }

    /// Whether the person, not a carer or a service, was seen face to face.
    #[must_use]
    pub fn saw_the_person(&self) -> bool {
        self.with == With::Person && self.face_to_face() && self.succeeded()
    }

    /// When it ended, given when it started.
    #[must_use]
    pub fn ended_at(&self, started: Timestamp) -> Timestamp {
        started.checked_add(i64::from(self.minutes.unwrap_or(0)).minutes()).unwrap_or(started)
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_who(&mut problems);
        self.check_minutes(&mut problems);
        self.check_codes(&mut problems);
        for (field, value) in [
            ("wants", &self.wants),
            ("presentation", &self.presentation),
            ("concerns", &self.concerns),
            ("safety", &self.safety),
            ("late_reason", &self.late_reason),
        ] {
            maybe(&mut problems, field, value.as_ref(), 100_000);
        }
        maybe(&mut problems, "note", self.note.as_ref(), NOTE_MOST);
        if let Some(partner) = &self.partner {
            partner.check(&mut problems);
        }
        for (i, sign) in self.early_signs.iter().enumerate() {
            free(&mut problems, &format!("early_signs.{i}"), sign, 200);
        }
        if let Some(action) = &self.next_action {
            needed(&mut problems, "next_action.what", &action.what, "Say what will be done next.");
        }
        problems.into_vec()
    }

    fn check_who(&self, problems: &mut Problems) {
        let distinct = match self.workers.as_slice() {
            [_] => true,
            [first, second] => first != second,
            _ => false,
        };
        if !distinct {
            problems.add(Problem::new("workers", "Choose one or two workers.").rule("4.8"));
        }
    }

    fn check_minutes(&self, problems: &mut Problems) {
        let minutes = self.minutes.unwrap_or(0);
        if minutes > MINUTES_MOST {
            problems.add(
                Problem::new("minutes", "Enter at most 720 minutes, or split the contact in two.")
                    .rule("BI45"),
            );
        }
        if self.outcome.needs_minutes() && minutes == 0 {
            problems.add(
                Problem::new("minutes", "Enter how many minutes you were with the person: a contact that succeeded cannot last 0 minutes.")
                    .rule("4.8"),
            );
        }
        if self.outcome.forbids_minutes() && minutes > 0 {
            problems.add(
                Problem::new("minutes", "Leave the minutes empty: the person was not seen.").rule("4.8"),
            );
        }
    }

    fn check_codes(&self, problems: &mut Problems) {
        problems.require(
            codes::mechanism::label(&self.mechanism).is_some(),
            "mechanism",
            "Choose how the contact was made.",
        );
        match &self.place {
            Some(code) => problems.require(
                codes::place::label(code).is_some(),
                "place",
                "Choose a place from the list.",
            ),
            None => problems.require(!self.face_to_face(), "place", "Choose where the contact was."),
        }
        if self.outcome.face_to_face_only() && !self.face_to_face() {
            problems.add(
                Problem::new("mechanism", "This outcome is for a face-to-face contact: choose face to face.")
                    .rule("4.7"),
            );
        }
    }
}
