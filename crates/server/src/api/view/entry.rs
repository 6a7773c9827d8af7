//! Entries as they are shown, and what became of those that were sent.

use care::entry::{Body, Entry, Kind};
use care::problem::Problem;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::StaffRef;

/// One version of an entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EntryView {
    /// Its place in the journal.
    pub(crate) seq: i64,
    /// Its id, made where it was written.
    pub(crate) id: Uuid,
    /// 1 for the first, then one more each.
    pub(crate) version: u32,
    /// What kind of document the body is.
    pub(crate) kind: Kind,
    /// The person, member of staff, team or organisation it is about.
    pub(crate) subject: Uuid,
    /// The team in whose name it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) team: Option<Uuid>,
    /// Who signed it.
    pub(crate) author: StaffRef,
    /// When it happened.
    pub(crate) happened_at: Timestamp,
    /// When the service took it.
    pub(crate) recorded_at: Timestamp,
    /// Why an earlier version was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What it says, by the schema of its kind.
    pub(crate) body: Body,
}

impl EntryView {
    /// An entry as it is shown.
    pub(crate) fn of(entry: Entry, directory: &Directory) -> EntryView {
        EntryView {
            seq: entry.seq,
            id: entry.id,
            version: entry.version,
            kind: entry.kind(),
            subject: entry.subject,
            team: entry.team,
            author: StaffRef::of(entry.author, directory),
            happened_at: entry.happened_at,
            recorded_at: entry.recorded_at,
            reason: entry.reason,
            body: entry.body,
        }
    }
}

/// Some entries about a person, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EntryPage {
    /// The entries.
    pub(crate) entries: Vec<EntryView>,
    /// Send this as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// Every version of an entry, the first one first (N12).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    /// The versions.
    pub(crate) versions: Vec<EntryView>,
}

/// What became of an entry that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// It is on disk (201).
    Recorded,
    /// The same content was on disk already (200).
    AlreadyRecorded,
    /// Somebody changed it in between; both versions are kept (409).
    Conflict,
    /// Rules speak against it (422).
    Refused,
    /// The role may not write this kind (403).
    Forbidden,
    /// No such subject among the teams of the caller (404).
    NotFound,
}

impl Answer {
    /// The HTTP status that it has.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Recorded => 201,
            Self::AlreadyRecorded => 200,
            Self::Conflict => 409,
            Self::Refused => 422,
            Self::Forbidden => 403,
            Self::NotFound => 404,
        }
    }
}

/// What became of one entry: in a list, each has its own.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answered {
    /// What became of it.
    pub(crate) outcome: Answer,
    /// The HTTP status it would have alone.
    pub(crate) status: u16,
    /// Its id, when that could be read.
    pub(crate) id: Option<Uuid>,
    /// Its version on disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u32>,
    /// Its place in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seq: Option<i64>,
    /// When the service took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recorded_at: Option<Timestamp>,
    /// What must be put right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<Problem>,
    /// What a person should look at although it is on disk: a planned visit, or day of a series, at a
    /// time when one of its workers is planned elsewhere (rule BI97). Move or call off one of the two,
    /// or leave both if that is meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<Problem>,
    /// The version that is there now, after a conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current: Option<Box<EntryView>>,
}
