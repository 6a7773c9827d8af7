//! Sex registered at birth (MHSDS `Gender`, person phenotypic sex), for medicines and screening. Gender is
//! another list (BI27).

use super::Code;

national! {
    /// Sex registered at birth.
    "sex at birth":
    Code::new("1", "Male"),
    Code::new("2", "Female"),
    Code::new("9", "Indeterminate"),
    Code::new("X", "Not known"),
}
