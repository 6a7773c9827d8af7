//! The rules behind single deadlines, each with its source. Which of them a person has is in `clocks`.

pub mod plan_review;
