//! The rules of care. Pure: no async, SQL, HTTP, file, clock or randomness.

pub mod moment;
pub mod nhs_number;
pub mod problem;
pub mod text;
