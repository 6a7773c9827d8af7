//! The week of a team: what is asked of the planner, and what people make of its proposals. Nothing
//! here changes a visit but by somebody's acceptance.

pub mod ask;
mod calendar;
mod day;
mod decide;
mod figures;
mod job;
mod map;
mod page;
mod plan;
mod replan;
mod rests;
mod route;
mod run;
#[cfg(test)]
mod tests;
mod view;
mod visit;
mod ways;
mod weights;
mod words;

pub(crate) use day::{calendar as calendar_file, page as day};
pub(crate) use decide::{accept, discard, form as accept_form};
pub(crate) use decide::{accepted, discarded};
pub(crate) use job::Jobs;
pub use job::Limit;
pub(crate) use page::{asked, changed_since as since, page};
pub(crate) use plan::Week;
pub(crate) use replan::{accept as accept_day, page as proposal};
pub(crate) use run::{away, plan, progress, stop};
pub(crate) use run::{start as search, state as search_state};
pub(crate) use visit::{lock, page as visit, place};
pub(crate) use ways::{Ways, ways};
pub(crate) use weights::preset;
