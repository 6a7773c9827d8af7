//! Where a contact took place (MHSDS `ActLocTypeCode`, list L5; UK Core location types), and the three classes
//! of domain 4.7 by which contacts out of the office are counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Code;

/// The person's own home.
pub const HOME: &str = "A01";

national! {
    /// Place of contact.
    "place":
    Code::new("A01", "Person's home"),
    Code::new("A02", "Carer's home"),
    Code::new("A03", "Workplace"),
    Code::new("A04", "Other address of the person"),
    Code::new("N01", "Street or open space"),
    Code::new("N02", "Other public place, such as a cafe"),
    Code::new("N03", "Charity or voluntary premises"),
    Code::new("N05", "Pharmacy"),
    Code::new("N04", "Optician"),
    Code::new("C01", "GP practice"),
    Code::new("C02", "Dental practice"),
    Code::new("C03", "Eye practice"),
    Code::new("E01", "Outpatient clinic"),
    Code::new("E02", "Ward"),
    Code::new("E03", "Day hospital"),
    Code::new("E04", "Emergency department"),
    Code::new("E99", "Other hospital department"),
    Code::new("J01", "Resource centre"),
    Code::new("H01", "Day centre"),
    Code::new("G01", "Care home without nursing"),
    Code::new("G02", "Care home with nursing"),
    Code::new("G03", "Children's home"),
    Code::new("G04", "Mixed care home"),
    Code::new("M01", "Prison"),
    Code::new("M02", "Probation office"),
    Code::new("M03", "Police station or custody"),
    Code::new("M04", "Young offender institution"),
    Code::new("M05", "Immigration removal centre"),
    Code::new("M06", "Secure children's home"),
    Code::new("M07", "Secure training centre"),
    Code::new("F01", "Hospice"),
    Code::new("B01", "Health centre"),
    Code::new("B02", "Polyclinic"),
    Code::new("D01", "Walk-in centre"),
    Code::new("D02", "Out-of-hours centre"),
    Code::new("D03", "Emergency dental centre"),
    Code::new("K01", "Children's centre"),
    Code::new("K02", "Other place for children and families"),
    Code::new("L01", "School"),
    Code::new("L02", "Further-education college"),
    Code::new("L03", "University"),
    Code::new("L06", "Training place"),
    Code::new("L99", "Other place of education"),
    Code::new("X01", "Other place"),
}

/// Where contacts count as: with the person in their own world, in our office, or in an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// In the person's world: home, street, cafe, day centre, college, care home, probation.
    InVivo,
    /// At a clinic, practice or resource centre.
    Office,
    /// On a ward, in an emergency department, prison, custody or hospice.
    Institution,
}

/// The class of a place (domain 4.7): A, G, H01, L, N, M02, X01 in vivo; E02, E04, M01, M03 and the like, F01
/// institution; clinics, practices and centres office. `None` for a code that is not in the list.
#[must_use]
pub fn class(code: &str) -> Option<Class> {
    label(code)?;
    Some(match code {
        "M02" | "H01" | "X01" => Class::InVivo,
        "E02" | "E04" | "F01" => Class::Institution,
        _ if code.starts_with(['A', 'G', 'L', 'N']) => Class::InVivo,
        _ if code.starts_with('M') => Class::Institution,
        _ => Class::Office,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_vivo_office_or_institution() {
        for (codes, expected) in [
            (
                &["A01", "A02", "A03", "A04", "G01", "G02", "H01", "L02", "N01", "N02", "N05", "M02", "X01"]
                    [..],
                Class::InVivo,
            ),
            (&["C01", "E01", "E03", "J01", "B01"], Class::Office),
            (&["E02", "E04", "M01", "M03", "F01"], Class::Institution),
        ] {
            for code in codes {
                assert_eq!(class(code), Some(expected), "{code}");
            }
        }
        assert_eq!(class("A99"), None);
        assert_eq!(label(HOME), Some("Person's home"));
    }
}
