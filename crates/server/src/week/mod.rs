//! The week of a team: what is asked of the planner, and what people make of its proposals. Nothing
//! here changes a visit but by somebody's acceptance.

pub mod ask;
