//! Allocation: how full a worker's caseload is, who suits a person best and why, and whose key worker
//! is away or leaves (C03, C04, P01). Pure; people decide, and every reason is shown to them.

mod cover;
mod load;
mod rank;

pub use cover::{Cover, CoverWhy, cover};
pub use load::{Level, Load};
pub use rank::{Candidate, Reason, ReasonKind, Suggestion, Wanted, rank};
