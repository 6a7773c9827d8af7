//! The only crate that knows outside formats. Pure: bytes in, values out; nothing is recorded here.

pub mod caseload;
pub mod postcodes;
