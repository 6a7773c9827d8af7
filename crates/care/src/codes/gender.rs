//! Gender as the person states it (MHSDS `GenderIDCode`). Sex at birth is another list; no greeting is made
//! from either (BI27).

use super::Code;

national! {
    /// Gender identity.
    "gender":
    Code::new("1", "Male, including trans man"),
    Code::new("2", "Female, including trans woman"),
    Code::new("3", "Non-binary"),
    Code::new("4", "Other"),
    Code::new("Z", "Not stated (asked, preferred not to say)"),
    Code::new("X", "Not known (not asked)"),
}
