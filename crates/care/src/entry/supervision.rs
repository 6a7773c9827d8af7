//! Supervision and reflective practice (W07). Who, when, what kind and which people were spoken of is
//! for the team's manager; the notes are for the two who met, and for nobody else.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::maybe;
use crate::codes::own;
use crate::problem::{Problem, Problems};

own! {
    /// What kind of supervision.
    SupervisionKind {
        /// Clinical.
        Clinical = "Clinical supervision",
        /// Managerial.
        Managerial = "Managerial supervision",
        /// Professional.
        Professional = "Professional supervision",
        /// Reflective practice in a group.
        GroupReflective = "Reflective practice in a group",
    }
}

/// A meeting about the work of the member of staff it is about. When is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Who supervised, or led the group.
    pub supervisor: Uuid,
    /// What kind.
    pub kind: SupervisionKind,
    /// Themes, a few words each. No names.
    pub themes: Vec<String>,
    /// People of the caseload who were spoken of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Uuid>,
    /// Notes, for the two who met alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The day of the next one, when agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_on: Option<Date>,
}

impl Supervision {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        let said = self.themes.iter().any(|theme| theme.chars().any(char::is_alphanumeric));
        problems.require(said, "themes", "Write at least one theme.");
        for (i, theme) in self.themes.iter().enumerate() {
            maybe(&mut problems, &format!("themes.{i}"), Some(theme), 200);
        }
        maybe(&mut problems, "notes", self.notes.as_ref(), 100_000);
        problems.into_vec()
    }
}
