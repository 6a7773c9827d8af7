//! Who is around a person (S06, K01, P06).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody is to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Carer.
    Carer,
    /// Family.
    Family,
    /// Friend.
    Friend,
    /// GP.
    Gp,
    /// Housing.
    Housing,
    /// Landlord.
    Landlord,
    /// Probation.
    Probation,
    /// Police.
    Police,
    /// Drug and alcohol service.
    DrugAlcohol,
    /// Advocate.
    Advocate,
    /// Social care.
    SocialCare,
    /// Pharmacy.
    Pharmacy,
    /// College or training.
    College,
    /// Employer.
    Employer,
    /// Faith community.
    Faith,
    /// Charity or community group.
    Charity,
    /// Nearest relative.
    NearestRelative,
    /// Somebody else.
    Other,
}

impl Relation {
    /// Every one, in the order of the form.
    pub const ALL: &'static [Relation] = &[
        Self::Carer,
        Self::Family,
        Self::Friend,
        Self::Gp,
        Self::Housing,
        Self::Landlord,
        Self::Probation,
        Self::Police,
        Self::DrugAlcohol,
        Self::Advocate,
        Self::SocialCare,
        Self::Pharmacy,
        Self::College,
        Self::Employer,
        Self::Faith,
        Self::Charity,
        Self::NearestRelative,
        Self::Other,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Carer => "Carer",
            Self::Family => "Family",
            Self::Friend => "Friend",
            Self::Gp => "GP",
            Self::Housing => "Housing",
            Self::Landlord => "Landlord",
            Self::Probation => "Probation",
            Self::Police => "Police",
            Self::DrugAlcohol => "Drug and alcohol service",
            Self::Advocate => "Advocate",
            Self::SocialCare => "Social care",
            Self::Pharmacy => "Pharmacy",
            Self::College => "College or training",
            Self::Employer => "Employer",
            Self::Faith => "Faith community",
            Self::Charity => "Charity or community group",
            Self::NearestRelative => "Nearest relative",
            Self::Other => "Somebody else",
        }
    }
}
