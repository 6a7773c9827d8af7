//! Which criteria a team judges by, from which day, approved by whom (R06), and to whom they were given
//! (R07). A set is a whole document: what judged a referral can be read years later as it stood.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::criteria::Set;
use crate::problem::{Problem, Problems};

/// One change from the set before, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetChange {
    /// What changes.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A team's criteria from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriteriaSet {
    /// The set, whole.
    pub set: Set,
    /// The first day it judges referrals by.
    pub effective_from: Date,
    /// The body that approved it, and when.
    pub approved_by: String,
    /// Each change from the set before.
    pub changes: Vec<SetChange>,
}

impl CriteriaSet {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.within("set", self.set.check());
        needed(&mut problems, "approved_by", &self.approved_by, "Name the body that approved the criteria.");
        problems.require_rule(
            !self.changes.is_empty(),
            "R06",
            "changes",
            "Say what changes from the criteria before, and why.",
        );
        for (i, change) in self.changes.iter().enumerate() {
            needed(&mut problems, &format!("changes.{i}.what"), &change.what, "Say what changes.");
            needed(&mut problems, &format!("changes.{i}.why"), &change.why, "Say why it changes.");
        }
        problems.into_vec()
    }
}

/// To whom criteria were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GivenTo {
    /// The person.
    Person,
    /// Family or a carer.
    Family,
    /// An advocate.
    Advocate,
    /// Whoever refers.
    Referrer,
    /// Somebody else.
    Other,
}

impl GivenTo {
    /// Everybody.
    pub const ALL: &'static [GivenTo] =
        &[Self::Person, Self::Family, Self::Advocate, Self::Referrer, Self::Other];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "The person",
            Self::Family => "Family or a carer",
            Self::Advocate => "An advocate",
            Self::Referrer => "Whoever refers",
            Self::Other => "Somebody else",
        }
    }
}

/// Criteria were given to somebody (R07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriteriaGiven {
    /// The word of the set.
    pub key: String,
    /// The entry that approved it; none for a shipped set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria_entry: Option<Uuid>,
    /// To whom.
    pub to: GivenTo,
    /// Their name, or the service; needed only where nothing else says who it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How: by hand, by post, by email.
    pub how: String,
}

impl CriteriaGiven {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        maybe(&mut problems, "name", Some(&self.name), 500);
        if self.to == GivenTo::Other {
            needed(&mut problems, "name", &self.name, "Say to whom the criteria were given.");
        }
        needed(&mut problems, "how", &self.how, "Say how they were given.");
        problems.into_vec()
    }
}
