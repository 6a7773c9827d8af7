//! A person's time under a team, and who is named for them there (C03, N10, S06).
//! The referral with its criteria is another kind; an episode starts where a team takes somebody on.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::problem::{Problem, Problems};

/// A time under the team named in the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// The day the referral was received.
    pub referred_on: Date,
    /// The day the team took the person on; none while it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Date>,
    /// Last seen by the team on this day, by the record before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_before: Option<Date>,
    /// Who referred, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_by: Option<String>,
    /// The day it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
    /// Why it ended. Not attending is never a reason (N1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<EndReason>,
    /// Who has accepted the person and made contact (N2), or where they went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_to: Option<String>,
    /// The reasons in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_why: Option<String>,
}

/// Why an episode may end. "Did not attend" is not in the list and never will be (N1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Recovered and stepped down to another team that has made contact.
    SteppedDown,
    /// Moved, and the new team has made contact.
    MovedAway,
    /// Handed to a sister team.
    SisterTeam,
    /// Long stay in prison or secure hospital, handed to the team there.
    SecureCare,
    /// Not taken on; the next service has met the person (R09).
    NotTakenOn,
    /// Died.
    Died,
}

impl EndReason {
    /// Every reason.
    pub const ALL: &'static [EndReason] = &[
        Self::SteppedDown,
        Self::MovedAway,
        Self::SisterTeam,
        Self::SecureCare,
        Self::NotTakenOn,
        Self::Died,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SteppedDown => "Recovered and stepped down to another team",
            Self::MovedAway => "Moved, and a new team works with them",
            Self::SisterTeam => "Handed to a sister team",
            Self::SecureCare => "Prison or secure hospital, handed to the team there",
            Self::NotTakenOn => "Not taken on, and another service has met them",
            Self::Died => "Died",
        }
    }
}

impl Episode {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        if let Some(accepted) = self.accepted_on {
            problems.require(
                self.referred_on <= accepted,
                "accepted_on",
                "The team cannot take a person on before the referral was received.",
            );
        }
        if let Some(ended) = self.ended_on {
            self.check_end(ended, &mut problems);
        }
        maybe(&mut problems, "referred_by", self.referred_by.as_ref(), 500);
        problems.into_vec()
    }

    fn check_end(&self, ended: Date, problems: &mut Problems) {
        problems.require(
            self.referred_on <= ended,
            "ended_on",
            "The end must not be before the referral was received.",
        );
        problems.require(
            self.ended_because.is_some(),
            "ended_because",
            "Choose why the time with the team ends.",
        );
        if self.ended_because == Some(EndReason::Died) {
            return;
        }
        let why = self.ended_why.as_deref().unwrap_or_default();
        needed(problems, "ended_why", why, "Say why the time with the team ends.");
        if crate::rule::n01::only_missed_contact(why) {
            problems.add(
                Problem::new(
                    "ended_why",
                    "Not attending is never a reason to be discharged. Keep the person and use the missed-contact steps.",
                )
                .rule("N1"),
            );
        }
        let to = self.ended_to.as_deref().unwrap_or_default();
        if !to.chars().any(char::is_alphanumeric) {
            problems.add(
                Problem::new(
                    "ended_to",
                    "Name the worker and team that have accepted the person and made contact.",
                )
                .rule("N2"),
            );
        }
    }
}

/// Who is named for the person from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyWorker {
    /// The one key worker; none puts the person on the unallocated list with a clock (N10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_worker: Option<Uuid>,
    /// Who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Uuid>,
    /// The other named workers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mini_team: Vec<Uuid>,
    /// Why the key worker changes (S06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How the new key worker is introduced (S06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// That the person's wish for a male or female key worker was considered, and what came of it (P02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub considered: Option<Considered>,
    /// Why the manager names a key worker who is far over the cap (C04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_cap: Option<String>,
}

/// The wish for a male or female key worker was considered (P01, P02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Considered {
    /// The day it was considered.
    pub on: Date,
    /// What came of it.
    pub outcome: WishOutcome,
    /// Why the wish could not be met, or why the person could not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// When the team tries again to meet it, or asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Date>,
}

/// What came of a wish for a male or female key worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WishOutcome {
    /// The key worker is as the person wishes.
    Met,
    /// It could not be met now; it says why and when the team tries again.
    NotMet,
    /// The person was asked and has no such wish.
    NoWish,
    /// The person could not be asked yet; it says why and when they will be.
    NotAsked,
    /// Named before this record was kept; the person is still to be asked.
    CarriedOver,
}

impl WishOutcome {
    /// Every outcome that somebody may choose; the last one comes from a file alone.
    pub const ALL: &'static [WishOutcome] = &[Self::Met, Self::NotMet, Self::NoWish, Self::NotAsked];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "The wish is met",
            Self::NotMet => "The wish cannot be met now",
            Self::NoWish => "Asked: the person has no such wish",
            Self::NotAsked => "The person could not be asked yet",
            Self::CarriedOver => "Named before this record: still to be asked",
        }
    }

    /// Whether something is still to be done about it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::NotMet | Self::NotAsked | Self::CarriedOver)
    }
}

impl Considered {
    fn check(&self, problems: &mut Problems) {
        let open = matches!(self.outcome, WishOutcome::NotMet | WishOutcome::NotAsked);
        let said = self.why.as_deref().is_some_and(|why| why.chars().any(char::is_alphanumeric));
        if open && !said {
            let sentence = if self.outcome == WishOutcome::NotMet {
                "Say why the wish cannot be met now."
            } else {
                "Say why the person could not be asked yet."
            };
            problems.add(Problem::new("considered.why", sentence).rule("P01"));
        }
        if open && self.next_try.is_none() {
            problems
                .add(Problem::new("considered.next_try", "Enter the day the team tries again.").rule("P01"));
        }
        if self.next_try.is_some_and(|next| next < self.on) {
            problems.add(Problem::new(
                "considered.next_try",
                "The next try comes after the day it was considered.",
            ));
        }
        maybe(problems, "considered.why", self.why.as_ref(), 2_000);
    }
}

impl KeyWorker {
    /// Everybody named, the key worker first, nobody twice.
    #[must_use]
    pub fn named(&self) -> Vec<Uuid> {
        let mut named = Vec::new();
        for who in self.key_worker.iter().chain(&self.deputy).chain(&self.mini_team) {
            if !named.contains(who) {
                named.push(*who);
            }
        }
        named
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require(
            self.key_worker.is_none() || self.key_worker != self.deputy,
            "deputy",
            "Choose a deputy who is not the key worker.",
        );
        maybe(&mut problems, "reason", self.reason.as_ref(), 2_000);
        maybe(&mut problems, "introduction", self.introduction.as_ref(), 2_000);
        maybe(&mut problems, "over_cap", self.over_cap.as_ref(), 2_000);
        if let Some(considered) = &self.considered {
            considered.check(&mut problems);
        }
        problems.into_vec()
    }
}
