//! How sure we are of an NHS number (MHSDS `NHSNumberStatus`; UK Core verification status). BI24.

use super::Code;

national! {
    /// NHS number status.
    "NHS number status":
    Code::new("01", "Present and verified"),
    Code::new("02", "Present but not traced"),
    Code::new("03", "Trace required"),
    Code::new("04", "Trace tried: none or several matches"),
    Code::new("05", "Trace to be resolved"),
    Code::new("06", "Trace in progress"),
    Code::new("07", "Not present and no trace needed"),
    Code::new("08", "Trace postponed"),
}
