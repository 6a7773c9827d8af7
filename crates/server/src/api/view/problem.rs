//! Problem details (RFC 9457): what every answer that is not good looks like.

use care::problem::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{Answer, EntryView};

/// Why it was not done, and what to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemDetails {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// The status in words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What happened and what to do, in one or two plain sentences.
    pub(crate) detail: String,
    /// A reference to quote, for faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instance: Option<String>,
    /// What became of the entry, when one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<Answer>,
    /// The entry that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Uuid>,
    /// What must be put right, each with its field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<Problem>,
    /// The version that is there now, when somebody changed it in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current: Option<Box<EntryView>>,
}
