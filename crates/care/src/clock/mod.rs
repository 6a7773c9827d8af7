//! The rules behind single deadlines, each with its source. Which of them a person has is in `clocks`.

pub mod complaint;
pub mod follow_up;
pub mod injection;
pub mod law;
pub mod physical;
pub mod plan_review;
pub mod section;

mod due;

pub use due::{Due, DueKind, DueState};
