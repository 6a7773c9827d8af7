//! What a contact or visit is for (S05, domain 4.8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Engagement.
    Engagement,
    /// Medicines.
    Medicines,
    /// Daily living.
    DailyLiving,
    /// Physical health.
    PhysicalHealth,
    /// Therapy.
    Therapy,
    /// Drugs and alcohol.
    Substance,
    /// Housing.
    Housing,
    /// Money.
    Money,
    /// Work and learning.
    Work,
    /// Social and leisure.
    Social,
    /// Carer support.
    Carer,
    /// Legal.
    Legal,
    /// Crisis.
    Crisis,
    /// In-reach, clinical.
    InReachClinical,
    /// In-reach, social.
    InReachSocial,
}

impl Purpose {
    /// Every one, in the order of the form.
    pub const ALL: &'static [Purpose] = &[
        Self::Engagement,
        Self::Medicines,
        Self::DailyLiving,
        Self::PhysicalHealth,
        Self::Therapy,
        Self::Substance,
        Self::Housing,
        Self::Money,
        Self::Work,
        Self::Social,
        Self::Carer,
        Self::Legal,
        Self::Crisis,
        Self::InReachClinical,
        Self::InReachSocial,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Engagement => "Engagement",
            Self::Medicines => "Medicines",
            Self::DailyLiving => "Daily living",
            Self::PhysicalHealth => "Physical health",
            Self::Therapy => "Therapy",
            Self::Substance => "Drugs and alcohol",
            Self::Housing => "Housing",
            Self::Money => "Money",
            Self::Work => "Work and learning",
            Self::Social => "Social and leisure",
            Self::Carer => "Carer support",
            Self::Legal => "Legal",
            Self::Crisis => "Crisis",
            Self::InReachClinical => "In-reach, clinical",
            Self::InReachSocial => "In-reach, social",
        }
    }
}
