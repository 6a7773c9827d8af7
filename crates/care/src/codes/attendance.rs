//! Whether a contact took place (MHSDS `AttendStatus`, domain 4.7). 5 and 6 count as seen. No code is ever a
//! default, and what the provider cancelled is never reported as not attended.

use super::Code;

national! {
    /// Attendance status.
    "attendance":
    Code::new("5", "Seen on time"),
    Code::new("6", "Arrived late but seen"),
    Code::new("7", "Arrived late and could not be seen"),
    Code::new("2", "Cancelled by or for the person"),
    Code::new("3", "Did not attend, no warning"),
    Code::new("4", "Cancelled by the provider"),
}

/// True for the codes that national statistics count as seen.
#[must_use]
pub fn is_seen(code: &str) -> bool {
    matches!(code, "5" | "6")
}
