//! The part of a line that every contact changes, and its short form for keeping: it is written with
//! each contact, so names and punctuation would cost more than what they say.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Missed, OpenAction, Recent, Seen};
use crate::codes::outcome::Outcome;
use crate::entry::contact::With;

/// What contacts change of a line: see the fields of the same names there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are described at the line")]
pub struct Lately<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Cow<'a, Seen>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_reached: Option<Timestamp>,
    #[serde(with = "short")]
    pub recent: Cow<'a, [Recent]>,
    pub contacts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed: Option<Cow<'a, Missed>>,
    pub actions: Cow<'a, [OpenAction]>,
}

/// One contact as a row without names: id, microseconds since 1970, workers, outcome, with whom,
/// seen, early signs.
#[derive(Serialize, Deserialize)]
struct Short(
    #[serde(with = "uuid::serde::simple")] Uuid,
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")] Timestamp,
    Vec<Simple>,
    Outcome,
    With,
    bool,
    u8,
);

#[derive(Serialize, Deserialize)]
struct Simple(#[serde(with = "uuid::serde::simple")] Uuid);

/// Contacts as rows without names.
mod short {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Recent, Short, Simple};

    pub(super) fn serialize<S: Serializer>(recent: &[Recent], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(recent.iter().map(|r| {
            let workers = r.workers.iter().copied().map(Simple).collect();
            Short(r.id, r.at, workers, r.outcome, r.with, r.seen, r.signs)
        }))
    }

    pub(super) fn deserialize<'a, 'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'a, [Recent]>, D::Error> {
        let rows = Vec::<Short>::deserialize(deserializer)?;
        let whole = |Short(id, at, workers, outcome, with, seen, signs)| Recent {
            id,
            at,
            workers: workers.into_iter().map(|Simple(worker)| worker).collect(),
            outcome,
            with,
            seen,
            signs,
        };
        Ok(Cow::Owned(rows.into_iter().map(whole).collect()))
    }
}
