//! Where a person lives (MHSDS `AccommodationType`, list L7).

use super::Code;

national! {
    /// Accommodation type.
    "kind of accommodation":
    Code::new("01", "Owns their home"),
    Code::new("02", "Social tenant"),
    Code::new("03", "Private tenant"),
    Code::new("04", "Settled with family"),
    Code::new("05", "Settled with friends"),
    Code::new("06", "Student accommodation"),
    Code::new("07", "Home that comes with a job"),
    Code::new("08", "Mobile home"),
    Code::new("09", "Care home without nursing"),
    Code::new("10", "Nursing home"),
    Code::new("11", "Specialist or supported housing"),
    Code::new("12", "Rough sleeping"),
    Code::new("13", "Squatting"),
    Code::new("14", "Sofa surfing"),
    Code::new("15", "Short-term guest"),
    Code::new("16", "Bed and breakfast because of homelessness"),
    Code::new("17", "Night shelter"),
    Code::new("18", "Hostel for homeless people"),
    Code::new("19", "Other temporary housing for homeless people"),
    Code::new("20", "Hospital"),
    Code::new("21", "Criminal justice setting"),
    Code::new("98", "Other"),
}

/// True where the person has no home of their own: the board and the visit card say so.
#[must_use]
pub fn is_homeless(code: &str) -> bool {
    matches!(code, "12" | "13" | "14" | "15" | "16" | "17" | "18" | "19")
}
