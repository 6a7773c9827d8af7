//! Mental Health Act legal status (MHSDS `LegalStatusCode`, list L6). A community treatment order is not here: it
//! stands on a section 3 or 37 that is suspended.

use super::Code;

national! {
    /// Legal status classification.
    "legal status":
    Code::new("01", "Informal"),
    Code::new("02", "Section 2"),
    Code::new("03", "Section 3"),
    Code::new("04", "Section 4"),
    Code::new("05", "Section 5(2)"),
    Code::new("06", "Section 5(4)"),
    Code::new("07", "Section 35"),
    Code::new("08", "Section 36"),
    Code::new("09", "Section 37 with section 41"),
    Code::new("10", "Section 37"),
    Code::new("12", "Section 38"),
    Code::new("13", "Section 44"),
    Code::new("14", "Section 46"),
    Code::new("15", "Section 47 with section 49"),
    Code::new("16", "Section 47"),
    Code::new("17", "Section 48 with section 49"),
    Code::new("18", "Section 48"),
    Code::new("19", "Section 135"),
    Code::new("20", "Section 136"),
    Code::new("31", "Criminal Procedure (Insanity) Act"),
    Code::new("32", "Other Acts"),
    Code::new("35", "Guardianship, section 7"),
    Code::new("36", "Guardianship, section 37"),
    Code::new("37", "Section 45A, limited direction in force"),
    Code::new("38", "Section 45A, limited direction ended"),
    Code::new("98", "Not applicable"),
    Code::new("99", "Not known"),
}

/// Whether somebody under it is kept in hospital or a place of safety by the Mental Health Act. Guardianship,
/// an informal stay and other Acts are not among them.
#[must_use]
pub fn detains(code: &str) -> bool {
    !matches!(code, "01" | "32" | "35" | "36" | "98" | "99") && label(code).is_some()
}
