//! Dated facts from which clocks follow: reviews, sections, injections, stays in hospital.
//! The plans and forms themselves are kinds of their own; no dose is ever worked out here.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::codes;
use crate::problem::{Problem, Problems};

/// A care plan was reviewed with the person (C01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanReview {
    /// The day.
    pub reviewed_on: Date,
    /// What the person said about the plan; "no change" without it is refused (C01).
    pub persons_view: String,
}

impl PlanReview {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        let sentence = "Write what the person said about the plan.";
        needed(&mut problems, "persons_view", &self.persons_view, sentence);
        problems.into_vec()
    }
}

/// A section or a community treatment order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalStatus {
    /// National legal status code; for a community treatment order the underlying section.
    pub code: String,
    /// Under a community treatment order.
    #[serde(default)]
    pub community_treatment_order: bool,
    /// First day.
    pub from: Date,
    /// Last day, as on the papers; none where the law sets none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Date>,
    /// Ended on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

impl LegalStatus {
    /// As a page says it, for example "Community treatment order (section 3)".
    #[must_use]
    pub fn label(&self) -> String {
        let section = codes::legal_status::label(&self.code).unwrap_or("Unknown");
        if self.community_treatment_order {
            format!("Community treatment order ({section})")
        } else {
            section.to_owned()
        }
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require(
            codes::legal_status::label(&self.code).is_some(),
            "code",
            "Choose a legal status from the list.",
        );
        if self.community_treatment_order && matches!(self.code.as_str(), "01" | "02") {
            problems.add(
                Problem::new(
                    "community_treatment_order",
                    "A community treatment order cannot follow section 2 or an informal stay.",
                )
                .rule("5.1"),
            );
        }
        for (field, day) in [("expires_on", self.expires_on), ("ended_on", self.ended_on)] {
            problems.require(
                day.is_none_or(|day| self.from <= day),
                field,
                "This day must not be before the first day.",
            );
        }
        problems.into_vec()
    }
}

/// A long-acting injection: what is given, how often, when last and when next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Injection {
    /// The medicine, as prescribed.
    pub product: String,
    /// Days from one to the next, as prescribed: 7 to 182.
    pub interval_days: u16,
    /// The last one given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_given_on: Option<Date>,
    /// Who gave it: a nurse or a doctor (T07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<Uuid>,
    /// The next one due.
    pub due_on: Date,
    /// Stopped on; the clock ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_on: Option<Date>,
}

impl Injection {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "product", &self.product, "Name the medicine as prescribed.");
        problems.require(
            (7..=182).contains(&self.interval_days),
            "interval_days",
            "Enter the interval as prescribed, from 7 to 182 days.",
        );
        problems.require(
            self.last_given_on.is_none_or(|given| given <= self.due_on),
            "due_on",
            "The next one must not be due before the last one was given.",
        );
        problems.into_vec()
    }
}

/// A stay in hospital. The person stays with the team (N9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HospitalStay {
    /// Hospital and ward.
    pub ward: String,
    /// When admitted.
    pub admitted_at: Timestamp,
    /// Legal status code on admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_status: Option<String>,
    /// Outside the trust's own beds.
    #[serde(default)]
    pub out_of_area: bool,
    /// When the person left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
}

impl HospitalStay {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "ward", &self.ward, "Name the hospital and the ward.");
        maybe(&mut problems, "ward", Some(&self.ward), 200);
        problems.require(
            self.left_at.is_none_or(|left| self.admitted_at < left),
            "left_at",
            "The person cannot leave before being admitted.",
        );
        if let Some(code) = &self.legal_status {
            problems.require(
                codes::legal_status::label(code).is_some(),
                "legal_status",
                "Choose a legal status from the list.",
            );
        }
        problems.into_vec()
    }
}
